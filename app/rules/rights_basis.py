"""Reasons the law accepts for a denial, and what each of them gives the patient a right to.

45 CFR 164.524(a)(2) and (3), (d); 164.526(a)(2), (d); 164.522. A reason that is not in the table is not a basis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.rules.rights import RequestKind


@dataclass(frozen=True)
class Basis:
    """A ground for denying. ``words`` is what the letter says, in plain language.

    ``reviewable``: the patient may have the denial reviewed by another licensed professional (164.524(a)(4));
    ``by_clinician``: only a licensed professional can find it (164.524(a)(3), 164.526(a)(2)(iv)).
    """

    code: str
    words: str
    law: str
    reviewable: bool = False
    by_clinician: bool = False


_ACCESS: Final = (
    Basis("psychotherapy", "The part you asked for is psychotherapy notes, which are kept apart from the record.",
          "45 CFR 164.524(a)(1)(i)"),
    Basis("legal", "It was put together for a legal proceeding.", "45 CFR 164.524(a)(1)(ii)"),
    Basis("confidential_source", "It came from somebody other than a health care provider, in confidence, and would "
                                 "show who that was.", "45 CFR 164.524(a)(2)(v)"),
    Basis("endanger", "A licensed health care professional found that it is reasonably likely to endanger the life or "
                      "physical safety of you or somebody else.", "45 CFR 164.524(a)(3)(i)", True, True),
    Basis("other_person", "It refers to another person, and a licensed health care professional found that it is "
                          "reasonably likely to cause that person substantial harm.", "45 CFR 164.524(a)(3)(ii)",
          True, True),
    Basis("representative", "It was asked for by a personal representative, and a licensed health care professional "
                            "found that giving it is reasonably likely to cause substantial harm.",
          "45 CFR 164.524(a)(3)(iii)", True, True),
    Basis("not_held", "We do not have it.", "45 CFR 164.524(d)(3)"),
)
_AMENDMENT: Final = (
    Basis("not_ours", "It was not created by us, and whoever created it can still be asked.",
          "45 CFR 164.526(a)(2)(i)"),
    Basis("not_in_set", "It is not part of the records that are used to make decisions about you.",
          "45 CFR 164.526(a)(2)(ii)"),
    Basis("no_access", "It is a part of the record that you may not inspect under 45 CFR 164.524.",
          "45 CFR 164.526(a)(2)(iii)"),
    Basis("accurate", "A clinician looked at it again and found it accurate and complete.",
          "45 CFR 164.526(a)(2)(iv)", False, True),
)

BASES: Final[Mapping[RequestKind, tuple[Basis, ...]]] = MappingProxyType({
    RequestKind.COPY: _ACCESS,
    RequestKind.INSPECT: _ACCESS,
    RequestKind.AMEND: _AMENDMENT,
    RequestKind.RESTRICT: (
        Basis("not_agreed", "We cannot promise this limit and still give you safe care, be paid, or follow the law.",
              "45 CFR 164.522(a)(1)(ii)"),),
    RequestKind.CONFIDENTIAL: (
        Basis("not_reasonable", "We have no reasonable way to reach you as you asked.", "45 CFR 164.522(b)(1)(i)"),),
    RequestKind.DELETE: (
        Basis("kept_by_law", "The law asks us to keep this record.", "Illinois and federal retention rules"),),
    RequestKind.ACCOUNT: (
        Basis("suspended", "A law enforcement or health oversight agency asked us to hold part of the list back for "
                           "a time.", "45 CFR 164.528(a)(2)"),),
    RequestKind.COMPLAINT: (
        Basis("not_found", "We looked into it and did not find that our policies or the law were broken.",
              "45 CFR 164.530(d)"),),
})
"""The grounds for each kind; kinds that are not here cannot be denied."""


def basis(kind: RequestKind, code: str) -> Basis | None:
    """Return the ground called ``code`` for ``kind``, or None when the law knows no such ground."""
    return next((each for each in BASES.get(kind, ()) if each.code == code), None)


def denial_refused(kind: RequestKind, *, to_health_plan: bool, paid_in_full: bool) -> str:
    """Return why a denial is not possible at all, or "".

    A limit on telling a health plan about a service that was paid in full out of pocket must be agreed to
    (45 CFR 164.522(a)(1)(vi)).
    """
    if kind is RequestKind.RESTRICT and to_health_plan and paid_in_full:
        return ("The law asks you to agree: the service was paid in full out of pocket, and the limit is toward a "
                "health plan (45 CFR 164.522(a)(1)(vi)).")
    return "" if kind in BASES else "This kind of request cannot be denied."

"""What each kind of request needs: its period, its steps in order, and the outcomes the law allows.

The table is data; ``app.services.rights`` walks it. Periods are those of the HIPAA Privacy Rule where it sets one, and
else the clinic's published promise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

PROMISED_DAYS: Final = 30
"""The clinic's own promise where no law sets a period."""


class RequestKind(StrEnum):
    """What a patient asks for."""

    COPY = "copy"
    INSPECT = "inspect"
    AMEND = "amend"
    RESTRICT = "restrict"
    CONFIDENTIAL = "confidential"
    OBJECT = "object"
    WITHDRAW = "withdraw"
    DELETE = "delete"
    ACCOUNT = "account"
    COMPLAINT = "complaint"


class Step(StrEnum):
    """One step of a request."""

    IDENTITY = "identity"
    GATHER = "gather"
    REVIEW = "review"
    OPINION = "opinion"
    LOOK = "look"
    ANSWER = "answer"


class Outcome(StrEnum):
    """What became of a request."""

    GRANTED = "granted"
    PARTLY = "partly"
    DENIED = "denied"
    DROPPED = "dropped"  # the patient took it back


class Channel(StrEnum):
    """How a request came in."""

    IN_PERSON = "in_person"
    MAIL = "mail"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class StepRule:
    """A step in words: ``title`` once it is done, ``act`` on the button that does it, ``hint`` under it until then."""

    step: Step
    title: str
    act: str
    hint: str = ""


@dataclass(frozen=True)
class KindRule:
    """One kind of request. ``days`` and ``extension_days`` are calendar days; ``law`` names the section.

    ``outcomes`` are what may become of it besides being taken back by the patient.
    """

    kind: RequestKind
    title: str
    ask: str
    law: str
    days: int
    extension_days: int
    steps: tuple[StepRule, ...]
    outcomes: tuple[Outcome, ...]

    def step(self, step: Step) -> StepRule:
        """Return the words of ``step``. Raises KeyError when the kind does not have it."""
        return {rule.step: rule for rule in self.steps}[step]


_ALL: Final = (Outcome.GRANTED, Outcome.PARTLY, Outcome.DENIED)
_EITHER: Final = (Outcome.GRANTED, Outcome.DENIED)
_IDENTITY: Final = StepRule(Step.IDENTITY, "Identity checked", "Record the identity check",
                            "A photo ID, or the authority of a representative")
_LOOK_AT: Final = "Looked into"


def _kind(kind: RequestKind, words: tuple[str, str, str], period: tuple[int, int], steps: tuple[StepRule, ...],
          outcomes: tuple[Outcome, ...] = _ALL) -> KindRule:
    title, ask, law = words
    return KindRule(kind, title, ask, law, *period, (_IDENTITY, *steps), outcomes)


_KINDS: Final = (
    _kind(RequestKind.COPY, ("Copy of records", "A copy of the records", "45 CFR 164.524"), (30, 30), (
        StepRule(Step.GATHER, "Records gathered", "Records are gathered", "Documents, answers and photos"),
        StepRule(Step.REVIEW, "Privacy review", "Start privacy review", "Check for notes about other people"),
        StepRule(Step.ANSWER, "Send to patient", "Send to patient", "In the form the patient asked for"))),
    _kind(RequestKind.INSPECT, ("See records at the clinic", "To see the records at the clinic", "45 CFR 164.524"),
          (30, 30), (
        StepRule(Step.GATHER, "Records gathered", "Records are gathered", "Documents, answers and photos"),
        StepRule(Step.REVIEW, "Privacy review", "Start privacy review", "Check for notes about other people"),
        StepRule(Step.ANSWER, "Show to patient", "Answer the request", "In business hours, with somebody present"))),
    _kind(RequestKind.AMEND, ("Correct a record", "To correct a record", "45 CFR 164.526"), (60, 30), (
        StepRule(Step.OPINION, "Clinician's opinion", "Ask a clinician", "Is the record accurate and complete?"),
        StepRule(Step.ANSWER, "Answer the patient", "Answer the request", "Accepted, or denied with the reasons"))),
    _kind(RequestKind.RESTRICT, ("Limit who we share with", "To limit who we share with", "45 CFR 164.522(a)"),
          (PROMISED_DAYS, 0), (
        StepRule(Step.LOOK, _LOOK_AT, "Mark as looked into", "What is limited, and toward whom"),
        StepRule(Step.ANSWER, "Answer the patient", "Answer the request", "Agreed limits hold from that moment"))),
    _kind(RequestKind.CONFIDENTIAL, ("Private contact", "To be reached another way", "45 CFR 164.522(b)"),
          (PROMISED_DAYS, 0), (
        StepRule(Step.ANSWER, "Answer the patient", "Answer the request", "Do not ask why; follow any fair request"),),
          _EITHER),
    _kind(RequestKind.OBJECT, ("No marketing", "To stop marketing", "45 CFR 164.508(a)(3)"), (PROMISED_DAYS, 0), (
        StepRule(Step.ANSWER, "Answer the patient", "Answer the request", "Stops every marketing channel at once"),),
          (Outcome.GRANTED,)),
    _kind(RequestKind.WITHDRAW, ("Withdraw a consent", "To withdraw a consent", "45 CFR 164.508(b)(5)"),
          (PROMISED_DAYS, 0), (
        StepRule(Step.ANSWER, "Answer the patient", "Answer the request", "Record each withdrawal on the patient's "
                                                                          "consents"),), (Outcome.GRANTED,)),
    _kind(RequestKind.DELETE, ("Delete information", "To delete information", "Clinic policy, Your Rights"),
          (PROMISED_DAYS, 0), (
        StepRule(Step.LOOK, "What the law lets go", "Mark as looked into", "Medical records are kept by law"),
        StepRule(Step.ANSWER, "Answer the patient", "Answer the request", "Say what is kept and until when"))),
    _kind(RequestKind.ACCOUNT, ("List of disclosures", "A list of disclosures", "45 CFR 164.528"), (60, 30), (
        StepRule(Step.GATHER, "List made", "List is made", "Six years back, without treatment and billing"),
        StepRule(Step.ANSWER, "Send to patient", "Send to patient", "The first in twelve months is free")),
          (Outcome.GRANTED, Outcome.PARTLY)),
    _kind(RequestKind.COMPLAINT, ("Complaint", "To complain", "45 CFR 164.530(d)"), (PROMISED_DAYS, 0), (
        StepRule(Step.LOOK, _LOOK_AT, "Mark as looked into", "What happened, and what is done about it"),
        StepRule(Step.ANSWER, "Answer the patient", "Answer the complaint", "Nobody is treated worse for complaining")),
          _ALL),
)

KINDS: Final[Mapping[RequestKind, KindRule]] = MappingProxyType({rule.kind: rule for rule in _KINDS})
"""Every kind, in the order the policy names them."""

CHANNELS: Final = ((Channel.IN_PERSON, "In person"), (Channel.MAIL, "By mail"), (Channel.EMAIL, "By email"),
                   (Channel.PHONE, "By phone"))
"""How a request came in, in words."""

ID_SEEN: Final = (
    ("drivers_license", "Driver’s license"), ("state_id", "State ID card"), ("passport", "Passport"),
    ("other_photo_id", "Other photo ID"), ("known", "Known to staff in person"),
    ("questions", "Name, birth date and details on file asked"),
)
"""What can be seen to check who somebody is (45 CFR 164.514(h)), codes and words."""

AUTHORITIES: Final = (
    ("parent", "Parent of a minor"), ("guardian", "Court-appointed guardian"),
    ("health_poa", "Power of attorney for health care"), ("executor", "Executor or administrator of an estate"),
    ("other_law", "Other authority under law"),
)
"""By what authority a personal representative acts for a patient (45 CFR 164.502(g)), codes and words."""


def next_step(kind: RequestKind, done: frozenset[Step]) -> Step | None:
    """Return the first step of ``kind`` that is not ``done``, or None when all are."""
    return next((rule.step for rule in KINDS[kind].steps if rule.step not in done), None)

"""Is an authorization form complete? The elements of 45 CFR 164.508(c) that a form has to hold before it is published.

A form says with the extension ``form-authorization`` that it is one, and each element is marked on the item that
carries it with ``authorization-element``. An authorization with an element missing is not valid (164.508(b)(2)(ii)),
so such a form is refused, as signed by nobody yet it does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.core.errors import InvalidInputError

_OWN: Final = "https://bettermedspa.example/fhir/StructureDefinition/"
FORM_AUTHORIZATION: Final = _OWN + "form-authorization"
"""valueBoolean true on the Questionnaire: signing it authorizes uses or disclosures."""
ELEMENT: Final = _OWN + "authorization-element"
"""valueCode on the item that carries an element; a code of ``ELEMENTS``."""

ELEMENTS: Final[Mapping[str, str]] = {
    "description": "what may be shared (164.508(c)(1)(i))",
    "discloser": "who may share it (164.508(c)(1)(ii))",
    "recipient": "who gets it (164.508(c)(1)(iii))",
    "purpose": "what it is for (164.508(c)(1)(iv))",
    "expiry": "when it ends (164.508(c)(1)(v))",
    "signature": "signature, date, and a representative's authority (164.508(c)(1)(vi))",
    "revocation": "the right to revoke it (164.508(c)(2)(i))",
    "conditioning": "that care does not depend on it (164.508(c)(2)(ii))",
    "redisclosure": "that it may be shared again (164.508(c)(2)(iii))",
}
"""The six core elements and the three statements, in the order of the regulation."""

_HIDDEN: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
_DERIVED: Final = _OWN + "derived"
_SIGNATURE_GROUP: Final = _OWN + "item-signature"
_SIGNATURE_REQUIRED: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-signatureRequired"
_SIGNATURE_PARTS: Final = (".name", ".authority", ".datetime")


def missing_elements(questionnaire: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of ``ELEMENTS`` that an authorization (FHIR R4 JSON) lacks; none for any other form.

    An item counts only when whoever authorizes something is sure to meet it: not hidden, with words, answered when it
    is a question, and asked on no condition but that the use itself is agreed to (the item that carries the purpose) or
    what the app knows (a minor). A signature counts when the form requires it and its group asks for name, authority
    and date.
    """
    if not _flag(questionnaire, FORM_AUTHORIZATION):
        return ()
    free = {str(item.get("linkId")) for item, _certain in _walk(questionnaire, frozenset(), certain=True)
            if "purpose" in _codes(item) or _has(item, _DERIVED)}
    found = {code for item, certain in _walk(questionnaire, frozenset(free), certain=True) if certain
             for code in _codes(item) if _carries(item, code, questionnaire)}
    return tuple(code for code in ELEMENTS if code not in found)


def check_authorization(questionnaire: Mapping[str, Any]) -> None:
    """Raise InvalidInputError naming what an authorization form lacks; any other form passes."""
    missing = missing_elements(questionnaire)
    if missing:
        words = "; ".join(ELEMENTS[code] for code in missing)
        raise InvalidInputError(f"This authorization form does not say: {words}. Without it, what is signed is not "
                                "valid.", "authorization")


def _carries(item: Mapping[str, Any], code: str, questionnaire: Mapping[str, Any]) -> bool:
    if code == "signature":
        ends = tuple(str(child.get("linkId", "")) for child in item.get("item", ()))
        return (_flag(item, _SIGNATURE_GROUP) and _has(questionnaire, _SIGNATURE_REQUIRED)
                and all(any(end.endswith(part) for end in ends) for part in _SIGNATURE_PARTS))
    if not str(item.get("text", "")).strip():
        return False
    return item.get("type") == "display" or (item.get("type") != "group" and item.get("required") is True)


def _walk(parent: Mapping[str, Any], free: frozenset[str], *,
          certain: bool) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Every item below ``parent`` and whether everybody who authorizes something meets it.

    Conditions on the answers to ``free`` (linkIds) do not make an item uncertain.
    """
    for item in parent.get("item", ()):
        shown = certain and not _flag(item, _HIDDEN) and not _is_conditional(item, free)
        yield item, shown
        yield from _walk(item, free, certain=shown)


def _is_conditional(item: Mapping[str, Any], free: frozenset[str]) -> bool:
    asks = {str(each.get("question")) for each in item.get("enableWhen", ())}
    return not asks <= free or any(str(each.get("url", "")).endswith("enableWhenExpression")
                                   for each in item.get("extension", ()))


def _codes(item: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each.get("valueCode", "")) for each in item.get("extension", ()) if each.get("url") == ELEMENT)


def _flag(element: Mapping[str, Any], url: str) -> bool:
    return any(each.get("url") == url and each.get("valueBoolean") is True for each in element.get("extension", ()))


def _has(element: Mapping[str, Any], url: str) -> bool:
    return any(each.get("url") == url for each in element.get("extension", ()))

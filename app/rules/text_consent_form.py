"""Does a form ask for consent to text messages as the law and the policy want? Checked before it is published.

47 CFR 64.1200(f)(9) wants a signed agreement that names the number and says that it is no condition of a purchase; the
clinic's policy promises purpose, frequency, costs, STOP and a reference to the policy. Each element is marked with the
extension ``text-consent-element`` on the item that carries it. Which questions are about texts, and which of them need
a signature of their own, is data (``consent_purposes``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.core.errors import InvalidInputError
from app.rules.consent_purposes import ConsentPurpose, ConsentRules

_OWN: Final = "https://bettermedspa.example/fhir/StructureDefinition/"
FORM_TEXT_MESSAGES: Final = _OWN + "form-text-messages"
"""valueBoolean true on the Questionnaire: it asks for consent to text messages."""
ELEMENT: Final = _OWN + "text-consent-element"
"""valueCode on the item that carries an element; a code of ``ELEMENTS``."""
_HIDDEN: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"

ELEMENTS: Final[Mapping[str, str]] = {
    "purpose": "what each kind of text is for",
    "frequency": "how many texts to expect",
    "costs": "that message and data rates may apply",
    "stop": "how to stop (STOP)",
    "help": "how to get help (HELP)",
    "policy": "where the Privacy Policy is",
    "condition": "that it is no condition of care or of buying anything",
    "number": "the number it is for",
    "signature": "a signature of its own for ads",
    "unticked": "a choice that starts empty",
    "alone": "ads apart from other texts",
}
"""What a form about texts has to hold, and in words what is missing without it."""

_ABOUT_ALL: Final = ("costs", "stop", "help", "policy", "condition")
_LITERAL: Final = {"stop": "STOP", "help": "HELP"}
_FORMS_OF_YES: Final = ("choice", "boolean")


def missing_text_elements(questionnaire: Mapping[str, Any], rules: ConsentRules) -> tuple[str, ...]:
    """Return the codes of ``ELEMENTS`` that a form (FHIR R4 JSON) lacks; none for one that asks nothing about texts.

    What is said about all texts has to be met by everybody: not hidden, not conditional, in the same group as the
    questions.
    """
    items = {str(item.get("linkId", "")): item for item in _walk(questionnaire)}
    asked = [purpose for purpose in rules.texts() if purpose.question in items]
    flagged = any(each.get("url") == FORM_TEXT_MESSAGES and each.get("valueBoolean") is True
                  for each in questionnaire.get("extension", ()))
    if not asked:
        return tuple(ELEMENTS) if flagged else ()
    missing = {code for purpose in asked for code in _missing_of(purpose, items)}
    for group in questionnaire.get("item", ()):
        inside = [purpose for purpose in asked if purpose.question in {each.get("linkId") for each in _walk(group)}]
        if inside:
            missing.update(_missing_around(group, inside))
    return tuple(code for code in ELEMENTS if code in missing)


def check_text_consent(questionnaire: Mapping[str, Any], rules: ConsentRules) -> None:
    """Raise InvalidInputError naming what a form about texts lacks; any other form passes."""
    missing = missing_text_elements(questionnaire, rules)
    if missing:
        words = "; ".join(ELEMENTS[code] for code in missing)
        raise InvalidInputError(f"This form asks for consent to text messages and does not have: {words}. Without it, "
                                "a yes does not count.", "text_messages")


def _missing_of(purpose: ConsentPurpose, items: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    question = items[purpose.question]
    yield from (code for code in ("purpose", "frequency") if code not in _codes(question) or not _words(question))
    if not _starts_empty(question):
        yield "unticked"
    if not _is_asked_for(items.get(purpose.number), "number" if purpose.signature else ""):
        yield "number"
    if purpose.signature and not _is_asked_for(items.get(purpose.signature), "signature"):
        yield "signature"


def _missing_around(group: Mapping[str, Any], inside: Sequence[ConsentPurpose]) -> Iterator[str]:
    if len(inside) > 1 and any(purpose.signature for purpose in inside):
        yield "alone"
    said: set[str] = set()
    for item in group.get("item", ()):
        if item.get("type") == "display" and not item.get("enableWhen") and not _is_hidden(item):
            said.update(code for code in _codes(item) if _LITERAL.get(code, "") in _words(item) and _words(item))
    yield from (code for code in _ABOUT_ALL if code not in said)


def _starts_empty(question: Mapping[str, Any]) -> bool:
    """Say whether nothing is answered before the patient does, and an answer is required."""
    ticked = any(option.get("initialSelected") for option in question.get("answerOption", ()))
    computed = any("initialExpression" in str(each.get("url", "")) for each in question.get("extension", ()))
    return question.get("required") is True and question.get("type") in _FORMS_OF_YES and not (
        ticked or computed or question.get("initial"))


def _is_asked_for(item: Mapping[str, Any] | None, code: str) -> bool:
    """Say whether a question is there, with words, has to be answered, and is marked with ``code`` if there is one."""
    return (item is not None and item.get("required") is True and bool(_words(item)) and not _is_hidden(item)
            and (not code or code in _codes(item)) and item.get("type") not in ("display", "group"))


def _walk(parent: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in parent.get("item", ()):
        yield item
        yield from _walk(item)


def _words(item: Mapping[str, Any]) -> str:
    return str(item.get("text", "")).strip()


def _codes(item: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each.get("valueCode", "")) for each in item.get("extension", ()) if each.get("url") == ELEMENT)


def _is_hidden(item: Mapping[str, Any]) -> bool:
    return any(each.get("url") == _HIDDEN and each.get("valueBoolean") is True for each in item.get("extension", ()))

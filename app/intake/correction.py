"""What staff ask the patient to correct: the questions they point at, in the patient's language, then their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.core.languages import translated
from app.forms import Questionnaire, Text

_LOOK_AGAIN = "Look again at: {questions}."
_START, _END = _LOOK_AGAIN.split("{questions}")
_BETWEEN = ", "


def correction(questions: Sequence[str], words: str) -> str:
    """Return the message of a correction: ``questions`` by their short names, then what staff wrote."""
    asked = _LOOK_AGAIN.format(questions=_BETWEEN.join(questions)) if questions else ""
    return " ".join(filter(None, (asked, words)))


def in_language(message: str, questionnaires: Iterable[Questionnaire], language: str) -> str:
    """Return ``message`` with the questions it points at as the patient reads them. What staff wrote stays as it is.

    A message that points at something these forms do not ask comes back unchanged.
    """
    names = {item.short_text.plain: item.short_text for form in questionnaires
             for item in form.structure.items.values() if item.short_text}
    if not message.startswith(_START):
        return message
    found, rest = _named(message.removeprefix(_START), names)
    if not found or not rest.startswith(_END):
        return message
    asked = translated(_LOOK_AGAIN, language).format(questions=_BETWEEN.join(
        name.in_language(language) for name in found))
    return f"{asked}{rest.removeprefix(_END)}"


def _named(text: str, names: Mapping[str, Text]) -> tuple[list[Text], str]:
    """Read names off the start of ``text``, the longest that fits each time; return them and what is left."""
    found: list[Text] = []
    rest = text
    while True:
        name = max((name for name in names if rest.startswith(name)), key=len, default="")
        if not name:
            return found, text
        found.append(names[name])
        rest = rest.removeprefix(name)
        if not rest.startswith(_BETWEEN):
            return found, rest
        rest = rest.removeprefix(_BETWEEN)

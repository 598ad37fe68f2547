"""Staff's own part of the forms before hand-over: which questions, what is missing, and answers from typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from app.core.errors import InvalidInputError
from app.core.text import clean
from app.forms import Answer, Coding, FhirDate, FormSession, Item, ItemType, LaunchContext, Questionnaire, Stage
from app.services.views.patients import StaffQuestion

StaffAnswers = Mapping[str, tuple[Answer, ...]]
"""linkId to answers."""


@dataclass(frozen=True)
class Setting:
    """What the app itself knows and fills in: the day, the birth date, and values of items marked as derived."""

    today: date
    birth_date: date
    derived: Mapping[str, str]  # code of the derived extension to text, such as "policy-version" to "1.0"

    @property
    def launch(self) -> LaunchContext:
        """What the form may know."""
        return LaunchContext(self.today, self.birth_date)


def questions(form_id: str, questionnaire: Questionnaire, setting: Setting) -> tuple[StaffQuestion, ...]:
    """Return what staff answer before hand-over, in form order; what does not apply is left out."""
    session = _session(questionnaire, setting, {})
    return tuple(StaffQuestion(form_id, item.link_id, item.text.plain, item.type.value, item.required,
                               tuple(_option(option.value, option.text.plain) for option in item.options),
                               _value(session.item_state(item.link_id).answers))
                 for item in _staff_items(questionnaire) if session.item_state(item.link_id).enabled)


def answers(form_id: str, questionnaire: Questionnaire, setting: Setting,
            given: Mapping[tuple[str, str], str]) -> StaffAnswers:
    """Return staff's answers and what the app fills in, by linkId.

    Raises InvalidInputError naming the linkId for a value that cannot be used and for a required one that is missing.
    """
    found = dict(derived_answers(questionnaire, setting))
    for item in _staff_items(questionnaire):
        text = clean(given.get((form_id, item.link_id), "")).strip()
        if text:
            found[item.link_id] = (read_value(item, text),)
    session = _session(questionnaire, setting, found)
    for item in _staff_items(questionnaire):
        state = session.item_state(item.link_id)
        if state.enabled and item.required and not state.answers:
            raise InvalidInputError(f"“{item.short_text.plain}” is missing.", item.link_id)
    return found


def derived_answers(questionnaire: Questionnaire, setting: Setting) -> StaffAnswers:
    """Return the answers of items the app fills in for the visit (policy versions and the like)."""
    return {item.link_id: (Answer(setting.derived[item.handling.derived]),)
            for item in questionnaire.structure.items.values()
            if setting.derived.get(item.handling.derived) and item.type is ItemType.STRING}


def read_value(item: Item, text: str) -> Answer:
    """Return ``text`` as an answer to ``item``. Raises InvalidInputError naming the linkId when it cannot be one."""
    value: object = None
    match item.type:
        case ItemType.BOOLEAN:
            value = {"true": True, "false": False}.get(text)
        case ItemType.CHOICE | ItemType.OPEN_CHOICE:
            value = next((option.value for option in item.options if _option(option.value, "")[0] == text), None)
        case ItemType.DATE:
            value = FhirDate.parse(text)
        case ItemType.INTEGER:
            value = int(text) if text.lstrip("-").isdecimal() else None
        case ItemType.DECIMAL:
            value = _decimal(text)
        case _:
            limit = item.rules.max_length or 4000
            value = text if len(text) <= limit else None
    if not isinstance(value, bool | int | Decimal | str | Coding | FhirDate):
        raise InvalidInputError(f"“{item.short_text.plain}” cannot be used as it is. Check it and try again.",
                                item.link_id)
    return Answer(value)


def _session(questionnaire: Questionnaire, setting: Setting, found: StaffAnswers) -> FormSession:
    return FormSession(questionnaire, setting.launch, stage=Stage.BEFORE, staff_answers=found)


def _staff_items(questionnaire: Questionnaire) -> tuple[Item, ...]:
    return tuple(item for item in questionnaire.structure.items.values()
                 if item.handling.stage is Stage.BEFORE and item.is_question and not item.handling.derived)


def _option(value: object, text: str) -> tuple[str, str]:
    return (value.code if isinstance(value, Coding) else str(value)), text


def _value(given: tuple[Answer, ...]) -> str:
    if not given:
        return ""
    value = given[0].value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.code if isinstance(value, Coding) else str(value)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None

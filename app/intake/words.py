"""Answers in words: what the check page, the reviewer and the document show for each question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from app.core.languages import day_in_words, month_in_words, time_in_words, translated
from app.core.phone import phone_words
from app.forms import (
    Answer,
    Attachment,
    Coding,
    FhirDate,
    FhirDateTime,
    FhirTime,
    FormSession,
    Item,
    ItemState,
    Quantity,
    Stage,
    Value,
    same_value,
)

__all__ = ["AnsweredLine", "answer_in_words", "day_in_words", "lines", "time_in_words"]


@dataclass(frozen=True)
class AnsweredLine:
    """One question that is asked, with its answers in words (none when unanswered). ``row`` counts from 1.

    ``section`` is the title of its section, ``section_id`` the linkId.
    """

    key: str
    item: Item
    section: str
    question: str
    answers: tuple[str, ...]
    depth: int
    row: int | None = None
    section_id: str = ""

    @property
    def text(self) -> str:
        """All answers on one line."""
        return ", ".join(self.answers)


def answer_in_words(item: Item, answer: Answer, language: str = "") -> str:
    """Return one answer as people read it: the option's text, "Yes", "March 2024", "70 kg", "(312) 555-0148"."""
    if item.rules.normalize == "e164":
        return phone_words(str(answer.value))
    for option in item.options:
        if same_value(option.value, answer.value):
            return option.text.in_language(language) or _value(answer.value, language)
    return _value(answer.value, language)


def lines(session: FormSession, language: str = "") -> tuple[AnsweredLine, ...]:
    """Return every question the form asks now, in form order, staff's part before hand-over included.

    Left out are the signature group, what staff add after return, and items that are never shown.
    """
    return tuple(_lines(session, language))


def _lines(session: FormSession, language: str) -> Iterator[AnsweredLine]:
    for page in session.enabled_pages():
        section = page.title.in_language(language) or page.section
        rows = 0
        for state in session.page_items(page):
            if state.row is not None:
                rows = state.row + 1
            if not _is_asked(state):
                continue
            answers = tuple(answer_in_words(state.item, answer, language) for answer in state.answers)
            yield AnsweredLine(state.key, state.item, section, state.item.short_text.in_language(language), answers,
                               state.depth, rows if ":" in state.key else None, page.section)


def _is_asked(state: ItemState) -> bool:
    handling = state.item.handling
    return (state.item.is_question and state.shown and not handling.signature
            and handling.stage in (Stage.PATIENT, Stage.BEFORE))


def _value(value: Value, language: str) -> str:
    match value:
        case bool():
            return translated("Yes" if value else "No", language)
        case Coding():
            words = value.display or value.code
        case FhirDate():
            words = _date(value, language)
        case FhirDateTime():
            words = _moment(value, language)
        case FhirTime():
            words = _clock(datetime.combine(date.min, value.as_time(), UTC), language)
        case Quantity():
            words = f"{value.value if value.value is not None else ''} {value.unit or value.code}".strip()
        case Attachment():
            words = value.title or translated("File", language)
        case Decimal():
            words = format(value, "f")
        case _:
            words = str(value)
    return words


def _moment(value: FhirDateTime, language: str) -> str:
    """The day and, where one was given, the time of day as it was written down: on the clinic's clocks."""
    day = _date(value.date_part, language)
    return f"{day}, {_clock(value.earliest(), language)}" if "T" in value.text else day


def _clock(moment: datetime, language: str) -> str:
    return time_in_words(moment, moment.tzinfo or UTC, language)


def _date(value: FhirDate, language: str) -> str:
    if value.month is None:
        return str(value.year)
    if value.day is None:
        return month_in_words(value.year, value.month, language)
    return day_in_words(date(value.year, value.month, value.day), language)

"""Turns a FHIR form with its answers into what a document says: every text shown, every question asked, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from app.core.languages import time_in_words
from app.core.phone import phone_words
from app.documents import wording
from app.documents.record import AnswerBlock, Block, InitialsBlock, InitialsMark, Section, TextBlock
from app.forms import (
    Coding,
    FhirDate,
    FhirDateTime,
    FhirTime,
    Item,
    ItemType,
    Option,
    Questionnaire,
    Stage,
    Value,
    enabled,
    same_value,
)
from app.forms.carry import in_words
from app.forms.fhirvalues import read_value
from app.forms.messages import words as limit_words

Json = Mapping[str, object]

BY = {Stage.PATIENT: "", Stage.BEFORE: "clinic staff", Stage.AFTER_PROVIDER: "provider", Stage.AFTER_WITNESS: "witness",
      Stage.AFTER_STAFF: "clinic staff"}
"""Who answered, as the document says it beside a question that was not the patient's."""

_WORDS = {"en": ("Yes", "No"), "es": ("Sí", "No")}


@dataclass(frozen=True)
class Filling:
    """What was filled in: the QuestionnaireResponse, the initials by linkId, the language the patient read."""

    response: Json = field(repr=False)
    initials: Mapping[str, InitialsMark] = field(default_factory=dict)
    language: str = "en"


def sections(questionnaire: Questionnaire, filling: Filling, today: date) -> tuple[Section, ...]:
    """Return the sections of a document: what was enabled, without the signature group (the signatures stand apart).

    Raises ResponseError when the response is none.
    """
    walk = _Walk(filling, frozenset(enabled(questionnaire, filling.response, today=today)))
    result: list[Section] = []
    loose: list[Block] = []
    for item in questionnaire.items:
        if item.is_group and not item.has_rows:
            result += _section("", loose)
            loose = []
            result += _section(walk.text(item), walk.group(item, _answers(filling.response, item.link_id)))
        else:
            loose += walk.item(item, _answers(filling.response, item.link_id), 0)
    return (*result, *_section("", loose))


class _Walk:
    """Goes through the form and the response side by side."""

    def __init__(self, filling: Filling, enabled_ids: frozenset[str]) -> None:
        self._filling = filling
        self._enabled = enabled_ids

    def text(self, item: Item) -> str:
        return item.text.in_language(self._filling.language)

    def group(self, group: Item, given: list[Json], indent: int = 0) -> list[Block]:
        """Return the blocks of a group, once per row that was given."""
        if not self._is_shown(group):
            return []
        rows: list[Json] = given or [{}]
        return [block for row in rows for child in group.items
                for block in self.item(child, _answers(row, child.link_id), indent)]

    def item(self, item: Item, given: list[Json], indent: int) -> list[Block]:
        """Return the blocks of one item and everything below it."""
        if not self._is_shown(item):
            return []
        if item.type is ItemType.DISPLAY:
            return [TextBlock(self.text(item))]
        if item.is_group:
            title: list[Block] = [TextBlock(self.text(item))] if item.text else []
            return title + self.group(item, given, indent + 1 if item.has_rows else indent)
        return self._question(item, given, indent)

    def _question(self, item: Item, given: list[Json], indent: int) -> list[Block]:
        answers = [answer for entry in given for answer in _list(entry.get("answer"))]
        mark = self._filling.initials.get(item.link_id)
        if item.handling.initials and mark is not None:
            return [InitialsBlock(self.text(item), mark)]
        if item.handling.derived and not answers:
            return []
        said = tuple(self._in_words(item, answer) for answer in answers)
        blocks: list[Block] = [AnswerBlock(self.text(item), said, BY[item.handling.stage], indent)]
        rows: list[Json] = answers or [{}]
        nested = [block for row in rows for child in item.items
                  for block in self.item(child, _answers(row, child.link_id), indent + 1)]
        return blocks + nested

    def _in_words(self, item: Item, answer: Json) -> str:
        value = read_value(answer)
        if value is None:
            return ""
        if item.rules.normalize == "e164":
            return phone_words(str(value))
        return value_in_words(value, item.options, self._filling.language)

    def _is_shown(self, item: Item) -> bool:
        hidden = item.look.hidden or item.is_annotation or item.handling.signature
        return not hidden and item.link_id in self._enabled


def value_in_words(value: Value, options: tuple[Option, ...], language: str) -> str:
    """Return an answer as a person would say it, options in the words the patient read."""
    if isinstance(value, bool):
        return _WORDS.get(language.partition("-")[0], _WORDS["en"])[0 if value else 1]
    for option in options:
        if same_value(option.value, value) and (text := option.text.in_language(language)):
            return text
    if isinstance(value, FhirDate):
        return limit_words(value, language)
    if isinstance(value, FhirTime):
        return time_in_words(datetime.combine(date.min, value.as_time(), UTC), UTC, language)
    return _moment(value, language) if isinstance(value, FhirDateTime) else in_words(value)


def _moment(value: FhirDateTime, language: str) -> str:
    """Return day and time as they were written down, with the offset they are in: where the clinic is."""
    day = limit_words(value.date_part, language)
    if "T" not in value.text:
        return day
    written = value.earliest()
    return f"{day}, {time_in_words(written, written.tzinfo or UTC, language)} ({wording.offset(written)})"


def option_text(option: Option, language: str) -> str:
    """Return the words of an option."""
    text = option.text.in_language(language)
    return text or (option.value.display if isinstance(option.value, Coding) else in_words(option.value))


def _section(title: str, blocks: list[Block]) -> list[Section]:
    return [Section(title, tuple(blocks))] if blocks else []


def _answers(parent: Json, link_id: str) -> list[Json]:
    return [entry for entry in _list(parent.get("item")) if entry.get("linkId") == link_id]


def _list(value: object) -> list[Json]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list | tuple) else []

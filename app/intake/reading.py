"""A consent as text to be read: titled sections, statements to put initials beside, and what has been read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from app.core.languages import translated
from app.forms import FormSession, Item, ItemType, Page, Questionnaire, Stage
from app.intake.words import answer_in_words

_OWN = "https://bettermedspa.example/fhir/StructureDefinition/"
SECTION = _OWN + "reading-section"
"""valueBoolean on a group: its texts and initials are one section of the reading page."""
EMPHASIS = _OWN + "reading-emphasis"
"""valueCode on a display: ``warning`` frames rare but serious risks and when to get help."""


@dataclass(frozen=True)
class InitialsLine:
    """A statement the signer puts initials beside; ``link_id`` is the item that holds them."""

    link_id: str
    statement: str
    is_given: bool = False


@dataclass(frozen=True)
class ReadingBlock:
    """One text of a section, with the statements to initial directly under it. ``title`` may repeat the section's."""

    link_id: str
    title: str
    text: str
    is_warning: bool = False
    initials: tuple[InitialsLine, ...] = ()


@dataclass(frozen=True)
class ReadingSection:
    """One section. It is read when its end has been on screen.

    ``planned`` holds what staff filled in before hand-over (product, area) as label and value pairs.
    """

    key: str
    title: str
    blocks: tuple[ReadingBlock, ...]
    planned: tuple[tuple[str, str], ...] = ()
    is_read: bool = False

    @property
    def initials(self) -> tuple[InitialsLine, ...]:
        """Every statement of the section to put initials beside."""
        return tuple(line for block in self.blocks for line in block.initials)


@dataclass(frozen=True)
class ReadingLeft:
    """What still keeps "Sign" closed."""

    sections: int
    initials: int

    @property
    def is_done(self) -> bool:
        """True when everything was read and initialed."""
        return not self.sections and not self.initials

    def in_words(self, language: str = "") -> str:
        """What is left in words, such as "3 sections and 1 set of initials left"; empty when nothing is."""
        parts = []
        if self.sections:
            words = translated("{n} section" if self.sections == 1 else "{n} sections", language)
            parts.append(words.format(n=self.sections))
        if self.initials:
            words = translated("{n} set of initials" if self.initials == 1 else "{n} sets of initials", language)
            parts.append(words.format(n=self.initials))
        if len(parts) == 2:
            return translated("{this} and {that} left", language).format(this=parts[0], that=parts[1])
        return translated("{this} left", language).format(this=parts[0]) if parts else ""


def sections(session: FormSession, language: str, read: Collection[str], given: Collection[str],
             ) -> tuple[ReadingSection, ...]:
    """Return the sections of a consent in form order.

    Groups marked as reading sections are; a form without that mark has every text at its top as one. What staff
    planned opens the first. ``read`` are the keys of sections read, ``given`` the linkIds that hold initials.
    """
    warnings = _marked(session.questionnaire, EMPHASIS)
    planned = _planned(session, language)
    found: list[ReadingSection] = []
    for item in _section_items(session.questionnaire):
        if not session.item_state(item.link_id).enabled:
            continue
        blocks = _blocks(session, item, language, given, warnings)
        found.append(ReadingSection(item.link_id, item.short_text.in_language(language), blocks,
                                    () if found else planned, item.link_id in read))
    return tuple(found)


def left(found: tuple[ReadingSection, ...]) -> ReadingLeft:
    """Count what is still to be read and initialed."""
    return ReadingLeft(sum(not section.is_read for section in found),
                       sum(not line.is_given for section in found for line in section.initials))


def is_reading_page(session: FormSession, page: Page) -> bool:
    """Say whether the reading page already shows everything on ``page``: texts, initials and what staff planned."""
    items = [session.questionnaire.item(link_id) for link_id in page.link_ids]
    return not any(item.is_question and not item.handling.initials and item.handling.stage is Stage.PATIENT
                   for item in items)


def _section_items(questionnaire: Questionnaire) -> tuple[Item, ...]:
    marked = _marked(questionnaire, SECTION)
    if marked:
        return tuple(item for link_id, item in questionnaire.structure.items.items() if link_id in marked)
    return tuple(item for item in questionnaire.items if not item.handling.signature
                 and ((item.type is ItemType.DISPLAY and not item.is_annotation)
                      or any(each.handling.initials for each in (item, *item.items))))


def _blocks(session: FormSession, section: Item, language: str, given: Collection[str],
            warnings: Mapping[str, object]) -> tuple[ReadingBlock, ...]:
    found: list[ReadingBlock] = []
    for item in section.items if section.is_group else (section,):
        if item.is_annotation or not session.item_state(item.link_id).enabled:
            continue
        text = item.text.in_language(language)
        if not item.handling.initials:
            found.append(ReadingBlock(item.link_id, item.short_text.in_language(language), text,
                                      item.link_id in warnings))
            continue
        line = InitialsLine(item.link_id, text, item.link_id in given)
        above = found.pop() if found else ReadingBlock(section.link_id, section.short_text.in_language(language), "")
        found.append(ReadingBlock(above.link_id, above.title, above.text, above.is_warning, (*above.initials, line)))
    return tuple(found)


def _planned(session: FormSession, language: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    keys = frozenset(session.keys())
    for link_id, item in session.questionnaire.structure.items.items():
        if item.handling.stage is Stage.BEFORE and item.is_question and not item.handling.signature:
            answers = session.item_state(link_id).answers if link_id in keys else ()
            if answers:
                pairs.append((item.short_text.in_language(language),
                              ", ".join(answer_in_words(item, answer, language) for answer in answers)))
    return tuple(pairs)


def _marked(questionnaire: Questionnaire, url: str) -> dict[str, object]:
    """Return the linkIds that carry the extension ``url`` with a value that is not false."""
    found: dict[str, object] = {}
    for item in _walk(questionnaire.source.get("item")):
        extensions = item.get("extension")
        for extension in extensions if isinstance(extensions, list) else []:
            is_it = isinstance(extension, dict) and extension.get("url") == url
            if is_it and extension.get("valueBoolean") is not False:
                found[str(item.get("linkId"))] = True
    return found


def _walk(items: object) -> Iterator[Mapping[str, object]]:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield item
            yield from _walk(item.get("item"))

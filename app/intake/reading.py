"""A consent as text to be read: titled sections, statements to put initials beside, and what has been read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.forms import FormSession, Item, ItemType, Page, Stage
from app.intake.words import answer_in_words

_WARNINGS = frozenset({"serious", "urgent"})
"""Last parts of the linkIds of sections that are framed as a warning: rare but serious risks, when to get help."""


@dataclass(frozen=True)
class InitialsLine:
    """A statement the signer puts initials beside; ``link_id`` is the item that holds them."""

    link_id: str
    statement: str
    is_given: bool = False


@dataclass(frozen=True)
class ReadingSection:
    """One section. It is read when its end has been on screen. ``is_warning`` marks rare but serious risks.

    ``planned`` holds what staff filled in before hand-over (product, area) as label and value pairs.
    """

    key: str
    title: str
    text: str
    initials: tuple[InitialsLine, ...] = ()
    planned: tuple[tuple[str, str], ...] = ()
    is_warning: bool = False
    is_read: bool = False


@dataclass(frozen=True)
class ReadingLeft:
    """What still keeps "Sign" closed."""

    sections: int
    initials: int

    @property
    def is_done(self) -> bool:
        """True when everything was read and initialed."""
        return not self.sections and not self.initials

    @property
    def sentence(self) -> str:
        """What is left in words, such as "3 sections and 1 set of initials left"; empty when nothing is."""
        parts = []
        if self.sections:
            parts.append(f"{self.sections} section{'s' if self.sections > 1 else ''}")
        if self.initials:
            parts.append(f"{self.initials} set{'s' if self.initials > 1 else ''} of initials")
        return f"{' and '.join(parts)} left" if parts else ""


def sections(session: FormSession, language: str, read: Collection[str], given: Collection[str],
             ) -> tuple[ReadingSection, ...]:
    """Return the sections of a consent in form order.

    Every enabled text at the top becomes a section, a group of statements to initial becomes one, and what staff
    planned opens the first. ``read`` are the keys of sections read, ``given`` the linkIds that hold initials.
    """
    planned = _planned(session, language)
    found: list[ReadingSection] = []
    for item in session.questionnaire.items:
        initials = _initials(session, item, language, given)
        is_read_here = _is_read_item(item, bool(initials)) and not item.handling.signature
        if not is_read_here or not session.item_state(item.link_id).enabled:
            continue
        text = item.text.in_language(language)
        title = item.short_text.in_language(language)
        found.append(ReadingSection(item.link_id, title, "" if title == text else text, initials,
                                    () if found else planned, item.link_id.rpartition(".")[2] in _WARNINGS,
                                    item.link_id in read))
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


def _is_read_item(item: Item, has_initials: bool) -> bool:
    return has_initials or (item.type is ItemType.DISPLAY and not item.is_annotation)


def _initials(session: FormSession, item: Item, language: str, given: Collection[str]) -> tuple[InitialsLine, ...]:
    candidates = (item, *item.items)
    return tuple(InitialsLine(each.link_id, each.text.in_language(language), each.link_id in given)
                 for each in candidates
                 if each.handling.initials and each.is_question and session.item_state(each.link_id).enabled)


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

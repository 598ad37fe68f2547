"""What a returning patient answered last time: which pages hold it, and how they are put together to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.forms import FormSession, ItemState, NotCarried, Page, Stage, Text
from app.intake.packet import PacketForm

MOST_QUESTIONS = 8
"""Questions confirmed on one screen; a longer section stands alone, and short ones of one subject share a screen."""


class Standing(StrEnum):
    """What a patient said about one section of earlier answers."""

    UNCONFIRMED = "unconfirmed"
    SAME = "same"  # "Still right"
    CHANGED = "changed"  # "Change something": its questions were asked again


@dataclass(frozen=True)
class Confirmation:
    """How one section of earlier answers stands. ``section`` is its linkId; ``at`` is None while it is unconfirmed."""

    section: str
    title: str
    standing: Standing
    at: datetime | None = None


@dataclass(frozen=True)
class AnswerChange:
    """An answer that differs from last time's, in the words the patient saw; empty words stand for no answer."""

    link_id: str
    question: str
    was: str = field(repr=False)
    now: str = field(repr=False)


@dataclass(frozen=True)
class EarlierPart:
    """Pages whose earlier answers are confirmed together. ``first`` (its lowest page) names the part.

    ``number`` counts the form's parts from 1.
    """

    first: int
    pages: tuple[int, ...]
    title: Text
    number: int
    count: int


@dataclass(frozen=True)
class Earlier:
    """A form as it was prefilled. ``start`` is never answered on: it says what was there before today."""

    at: datetime
    start: FormSession = field(repr=False)
    parts: tuple[EarlierPart, ...]
    asked: frozenset[str]

    def part_of(self, page: int) -> EarlierPart | None:
        """Return the part that ``page`` is confirmed with; None for a page where nothing was asked last time."""
        return next((part for part in self.parts if page in part.pages), None)

    def is_new(self, state: ItemState) -> bool:
        """Say whether a question is waiting that last time's visit did not ask, or whose answer is about today."""
        return (is_patients(state) and state.shown and not state.answers and not state.raw
                and state.item.link_id not in self.asked)


def earlier_answers(form: PacketForm, start: FormSession) -> Earlier | None:
    """Return last time's answers of ``form``, prefilled into ``start``; None when there are none to confirm."""
    if form.prefill_from is None:
        return None
    carried = frozenset(page.index for page in start.enabled_pages()
                        if any(is_patients(state) and (state.answers or state.item.link_id in form.asked_before)
                               for state in start.page_items(page)))
    groups = [group for group in _groups(start) if any(page.index in carried for page in group)]
    parts = tuple(EarlierPart(group[0].index, tuple(page.index for page in group), group[0].title, number, len(groups))
                  for number, group in enumerate(groups, start=1))
    return Earlier(form.prefill_from, start, parts, form.asked_before) if parts else None


def is_patients(state: ItemState) -> bool:
    """Say whether a field is a question that the patient answers on a page."""
    handling = state.item.handling
    return (state.item.is_question and not state.read_only and not handling.signature and not handling.initials
            and handling.stage is Stage.PATIENT)


def lost_on(page: Page, lost: Sequence[NotCarried]) -> tuple[NotCarried, ...]:
    """Return the answers that could not be kept and whose question is on ``page``."""
    return tuple(each for each in lost if each.link_id in page.link_ids)


def _groups(session: FormSession) -> Iterator[list[Page]]:
    """Divide the pages by the form alone: a subject ("mh.cond" with "mh.cond.eyes") is cut where it gets too long."""
    group: list[Page] = []
    weight = 0
    for page in session.pages:
        own = _weight(session, page)
        # A section is never divided: its further pages come along however long it gets.
        joins = bool(group) and (page.part > 1 or (_same_subject(group[0], page) and weight + own <= MOST_QUESTIONS))
        if group and not joins:
            yield group
            group, weight = [], 0
        group.append(page)
        weight += own
    if group:
        yield group


def _same_subject(first: Page, page: Page) -> bool:
    subject = first.section
    return bool(subject) and (page.section.startswith(f"{subject}.") or page.title == first.title)


def _weight(session: FormSession, page: Page) -> int:
    items = (session.questionnaire.item(link_id) for link_id in page.link_ids)
    return sum(item.is_question and not item.enable_when for item in items)

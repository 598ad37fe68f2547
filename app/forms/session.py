"""A form being filled in: answers, half-typed input, rows, what is enabled, what is wrong, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.forms.model import Item, Option, Questionnaire, Stage, Text
from app.forms.problems import Issue
from app.forms.values import Answer


@dataclass(frozen=True, slots=True)
class LaunchContext:
    """What the form may know about the moment and the person: the clinic's calendar day and the birth date."""

    today: date
    birth_date: date | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of a form. ``part`` of ``parts`` counts the screens of a section, from 1.

    ``link_ids`` are the items drawn on it, in form order, groups included; rows are found with ``page_items``.
    """

    index: int
    section: str
    title: Text
    part: int
    parts: int
    link_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemState:
    """One field as it stands. ``shown`` is what is drawn; a hidden item may still be enabled (questionnaire-hidden).

    ``raw`` is half-typed text that is not an answer yet. For an item with rows ``rows`` holds their keys; the row
    itself has ``row`` set. ``depth`` counts the groups and questions above it on its page.
    """

    key: str
    item: Item
    depth: int
    enabled: bool
    shown: bool
    read_only: bool
    answers: tuple[Answer, ...]
    raw: str
    issues: tuple[Issue, ...]
    options: tuple[Option, ...]
    parent_key: str
    row: int | None = None
    rows: tuple[str, ...] = ()
    can_add_row: bool = False
    can_remove_row: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What one edit changed: keys that were enabled or disabled, and keys whose issues may differ now."""

    toggled: tuple[str, ...] = ()
    revalidated: tuple[str, ...] = ()
    calculated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCarried:
    """An earlier answer that no longer fits the form. ``text`` is the answer in words, ``why`` a sentence."""

    link_id: str
    label: str
    text: str
    why: str


class FormSession:
    """One person filling in one form.

    A key names a field: the linkId, preceded by the rows it lies in: ``reg.name.family``,
    ``mh.med.item:2/mh.med.item.name``. Row numbers stay with their row while it exists and are not reused.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        launch: LaunchContext,
        *,
        response: Mapping[str, object] | None = None,
        draft: Mapping[str, object] | None = None,
        stage: Stage = Stage.PATIENT,
        staff_answers: Mapping[str, Sequence[Answer]] | None = None,
        language: str = "",
    ) -> None:
        """Start from ``draft`` if given, else from ``response`` (an earlier answer set), else from initial values.

        ``staff_answers`` (linkId to answers) fill the items staff answer before hand-over. What no longer fits the
        form is listed in ``not_carried``. Nothing in ``draft`` or ``response`` makes this raise.
        """
        raise NotImplementedError

    @property
    def questionnaire(self) -> Questionnaire:
        """The form."""
        raise NotImplementedError

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages, whatever is enabled; the partition never changes during a session."""
        raise NotImplementedError

    @property
    def not_carried(self) -> tuple[NotCarried, ...]:
        """Earlier answers that do not fit the form any more."""
        raise NotImplementedError

    def enabled_pages(self) -> tuple[Page, ...]:
        """Return the pages on which something is shown."""
        raise NotImplementedError

    def page_items(self, page: Page, *, all_items: bool = False) -> tuple[ItemState, ...]:
        """Return the fields of ``page`` in form order, rows expanded; with ``all_items`` also those not shown."""
        raise NotImplementedError

    def page_of(self, key: str) -> Page | None:
        """Return the page that draws ``key``, or None for one that is never drawn. Raises KeyError."""
        raise NotImplementedError

    def item_state(self, key: str) -> ItemState:
        """Return the field ``key`` as it stands. Raises KeyError for a key the form does not have."""
        raise NotImplementedError

    def keys(self) -> tuple[str, ...]:
        """Return every key in form order, rows expanded."""
        raise NotImplementedError

    def set_answers(self, key: str, answers: tuple[Answer, ...]) -> Change:
        """Replace the answers of ``key`` (empty clears it) and drop its half-typed text. Raises KeyError."""
        raise NotImplementedError

    def choose(self, key: str, answer: Answer, chosen: bool) -> Change:
        """Tick or untick one option of a repeating choice. An exclusive option clears the others, and they it."""
        raise NotImplementedError

    def set_raw(self, key: str, text: str) -> Change:
        """Enter ``text`` as typed. What reads as an answer becomes one; what does not is kept, with an issue saying
        what is missing. Raises KeyError."""
        raise NotImplementedError

    def add_row(self, key: str) -> str:
        """Add a row to the item with rows ``key`` and return the row's key. Raises KeyError."""
        raise NotImplementedError

    def remove_row(self, key: str) -> Change:
        """Remove the row ``key`` with its answers. Raises KeyError."""
        raise NotImplementedError

    def issues(self, page: Page | None = None) -> tuple[Issue, ...]:
        """Return what stands in the way of sending this stage's answers, in form order; of ``page`` only if given."""
        raise NotImplementedError

    def draft(self) -> dict[str, object]:
        """Return everything entered, disabled and half-typed included, as plain JSON values (no Decimal)."""
        raise NotImplementedError

    def response(self, *, status: str = "completed", **head: object) -> dict[str, object]:
        """Return a FHIR R4 QuestionnaireResponse of the enabled answers, in form order.

        ``head`` are further top-level elements (``authored``, ``subject``, ``language``). Decimals stay Decimal: write
        it with ``encode_json``.
        """
        raise NotImplementedError

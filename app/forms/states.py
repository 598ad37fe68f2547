"""What a session hands out: pages, fields as they stand, what an edit changed. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.forms.model import Item, Option, Text
from app.forms.problems import Issue
from app.forms.values import Answer


@dataclass(frozen=True, slots=True)
class LaunchContext:
    """What the form may know about the moment and the person: the clinic's calendar day and the birth date.

    ``now`` is in the clinic's time zone; a time of day that a person types is on its clocks.
    """

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

"""What an incident is now: the fold over everything that was found, decided and done. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import msgspec

from app.rules.breach_assessment import Assessment
from app.rules.breach_clocks import Duty
from app.rules.breach_letter import NoticeText
from app.services.views.incidents import (
    Asked,
    Closing,
    EventLine,
    IncidentFacts,
    KeyAnswer,
    SubstituteNotice,
    Told,
)


class EventKind(StrEnum):
    """What can happen to an incident."""

    REPORTED = "reported"
    CHANGED = "changed"
    KEYS = "keys"
    ASSESSED = "assessed"
    ASKED = "asked"
    NOTICE = "notice"
    TOLD = "told"
    SUBSTITUTE = "substitute"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Reopening:
    """Why a closed incident is open again. Its clocks count from the discovery, as if it had never been closed."""

    words: str


Content = IncidentFacts | KeyAnswer | Assessment | Asked | NoticeText | Told | SubstituteNotice | Closing | Reopening

_TYPES: Final[dict[EventKind, type[Content]]] = {
    EventKind.REPORTED: IncidentFacts, EventKind.CHANGED: IncidentFacts, EventKind.KEYS: KeyAnswer,
    EventKind.ASSESSED: Assessment, EventKind.ASKED: Asked, EventKind.NOTICE: NoticeText, EventKind.TOLD: Told,
    EventKind.SUBSTITUTE: SubstituteNotice, EventKind.CLOSED: Closing, EventKind.REOPENED: Reopening,
}

EVENT_TITLES: Final[dict[EventKind, str]] = {
    EventKind.REPORTED: "Reported", EventKind.CHANGED: "Facts changed", EventKind.KEYS: "Lost device looked up",
    EventKind.ASSESSED: "Risk assessed", EventKind.ASKED: "Law enforcement asked to wait",
    EventKind.NOTICE: "Text of the notice saved", EventKind.TOLD: "Notice given",
    EventKind.SUBSTITUTE: "Substitute notice given", EventKind.CLOSED: "Closed", EventKind.REOPENED: "Opened again",
}
"""Each event in words."""


@dataclass(frozen=True)
class Happened:
    """One stored event, read back."""

    kind: EventKind
    at: datetime
    day: date
    by_name: str
    content: Content


@dataclass(frozen=True)
class IncidentState:
    """What stands after the events so far."""

    facts: IncidentFacts
    keys: KeyAnswer | None = None
    assessment: Assessment | None = None
    asked: Asked | None = None
    notice: NoticeText | None = None
    told: tuple[Told, ...] = ()
    substitute: SubstituteNotice | None = None
    closing: Closing | None = None

    def told_on(self, duty: Duty) -> date | None:
        """Return the day ``duty`` was done with, by what was recorded for it."""
        return next((each.on for each in self.told if each.duty is duty), None)


def encode(content: Content) -> bytes:
    """Return ``content`` as JSON in a fixed order."""
    return msgspec.json.encode(content, order="sorted")


def decode(kind: EventKind, stored: bytes) -> Content:
    """Return what ``encode`` was given. Raises msgspec.ValidationError (a bug) for anything else."""
    return msgspec.json.decode(stored, type=_TYPES[kind])


def fold(events: Sequence[Happened]) -> IncidentState:
    """Return the state after ``events``, oldest first; the first one is the report (ValueError otherwise, a bug)."""
    if not events or not isinstance(events[0].content, IncidentFacts):
        raise ValueError("An incident begins with its report.")
    state = IncidentState(events[0].content)
    for event in events[1:]:
        state = _after(state, event.content)
    return state


def history(events: Sequence[Happened]) -> tuple[EventLine, ...]:
    """Return what happened in words, newest first."""
    return tuple(EventLine(event.at, event.day, event.by_name, EVENT_TITLES[event.kind], _words(event.content))
                 for event in reversed(events))


def _after(state: IncidentState, content: Content) -> IncidentState:  # noqa: PLR0911  # one line a kind of event
    match content:
        case IncidentFacts():
            return replace(state, facts=content)
        case KeyAnswer():
            return replace(state, keys=content)
        case Assessment():
            return replace(state, assessment=content)
        case Asked():
            return replace(state, asked=content)
        case NoticeText():
            return replace(state, notice=content)
        case Told():
            others = tuple(each for each in state.told if each.duty is not content.duty)
            return replace(state, told=(*others, content))
        case SubstituteNotice():
            return replace(state, substitute=content)
        case Closing():
            return replace(state, closing=content)
        case Reopening():
            return replace(state, closing=None)


def _words(content: Content) -> str:
    match content:
        case (IncidentFacts(what=words) | Assessment(words=words) | Asked(official=words)
              | SubstituteNotice(method=words) | Closing(words=words) | Reopening(words=words)):
            return words
        case KeyAnswer():
            return " ".join(content.reasons)
        case Told():
            return f"{content.method}. {content.proof}"
        case NoticeText():
            return ""

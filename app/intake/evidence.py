"""What happened during a visit, in order of time. Names places and items, never answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What can happen."""

    STARTED = "started"
    RESUMED = "resumed"
    DISCLOSURE_ACCEPTED = "disclosure_accepted"
    SHOWN = "shown"  # a page was shown for the first time; ``subject`` is its title
    READ = "read"  # the end of a section has been on screen
    INITIALED = "initialed"
    EDITED = "edited"  # an answer was changed after the form had been checked; ``subject`` is the linkId
    VOIDED = "voided"  # a signed form was edited, so its signature no longer counts
    SIGNED = "signed"
    SIGNED_TOO = "signed_too"  # the minor, beside the guardian
    DECLINED = "declined"
    DECLINE_TAKEN_BACK = "decline_taken_back"
    CONFIRMED = "confirmed"  # "Still right"; ``subject`` is the title of the earlier answers
    CHANGE_CHOSEN = "change_chosen"  # "Change something", likewise
    HELP = "help"
    LANGUAGE = "language"
    TEXT_SIZE = "text_size"
    POLICY_OPENED = "policy_opened"
    PAPER_ASKED = "paper_asked"
    SENT = "sent"


@dataclass(frozen=True)
class Event:
    """One thing that happened. ``form_id`` is empty for what concerns the whole visit."""

    at: datetime
    kind: EventKind
    form_id: str = ""
    subject: str = ""

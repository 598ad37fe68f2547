"""Views of retention: until when a record is kept, what holds it, and the queue of disposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True)
class KeepUntil:
    """Until when a patient's record is kept (the last day), by which rule, and why, as a sentence.

    ``hold`` is empty, or says what keeps the record whatever the date; ``hold_title`` is that in two words. ``title``
    is the rule in short: "adult record, 6 years".
    """

    rule_id: str
    until: date
    why: str
    hold: str
    title: str
    last_visit: date
    hold_title: str = ""


@dataclass(frozen=True)
class HoldView:
    """A legal hold that is in force, with the reason staff gave."""

    hold_id: str
    since: datetime
    by: str
    reason: str


class DisposalStage(StrEnum):
    """What was done about a disposal, in order; each is noted when it is finished."""

    CANCELLED = "cancelled"
    APPROVED = "approved"
    KEY_DESTROYED = "key_destroyed"
    ERASED = "erased"
    REACHED = "reached"
    CERTIFIED = "certified"


class PlaceKind(StrEnum):
    """What a place is that held something of a record."""

    KEYS = "keys"
    RECORDS = "records"
    SEALED = "sealed"
    ASIDE = "aside"
    ASIDE_KEYS = "aside_keys"
    STAGING = "staging"
    BACKUP_KEYS = "backup_keys"
    BACKUP_RECORDS = "backup_records"
    MOVED = "moved"


@dataclass(frozen=True)
class ReachedPlace:
    """A file, folder or drive, and whether the disposal reached it; ``note`` says why not."""

    kind: PlaceKind
    place: str
    reached: bool
    note: str


@dataclass(frozen=True)
class QueueRow:
    """A record that has passed its date, or is held beyond it.

    ``hold_title`` is empty or "Legal hold"; ``proposed_by`` empty or who approved the disposal first.
    """

    patient_id: str
    name: str
    record_number: int
    last_visit: date
    keep_until: date
    rule: str
    hold_title: str
    proposed_by: str


@dataclass(frozen=True)
class DisposedRow:
    """A record that was disposed of. ``document_id`` is the certificate, or empty while the disposal is unfinished."""

    disposal_id: str
    patient_id: str
    record_number: int
    on: date
    approved_by: tuple[str, ...]
    document_id: str
    not_reached: int


@dataclass(frozen=True)
class RetentionQueue:
    """What the tab shows. ``due`` counts the records past their date; ``clock_problem`` is empty or a sentence."""

    rows: tuple[QueueRow, ...]
    unfinished: tuple[DisposedRow, ...]
    disposed: tuple[DisposedRow, ...]
    clock_problem: str

    @property
    def due(self) -> int:
        """How many records have passed their date, held ones too."""
        return len(self.rows)


@dataclass(frozen=True)
class RetentionReview:
    """One record looked at before its disposal.

    ``obstacle`` says what stands in the way of the next approval, or is empty; ``is_second`` that one was given
    already, by ``proposed_by`` at ``proposed_at``. ``contents`` are the counts of what goes, in words.
    """

    patient_id: str
    name: str
    record_number: int
    birth_date: date
    keep: KeepUntil
    holds: tuple[HoldView, ...]
    contents: tuple[str, ...]
    proposed_by: str
    proposed_at: datetime | None
    obstacle: str

    @property
    def is_second(self) -> bool:
        """Say whether somebody has approved the disposal already."""
        return self.proposed_at is not None


@dataclass(frozen=True)
class RetentionSettings:
    """How long this clinic keeps records. ``changed`` says who set it and when; empty for the promised minimum."""

    adult_years: int
    minor_floor: bool
    lowest_years: int
    highest_years: int
    floor_why: str
    reason: str
    changed: str


@dataclass(frozen=True)
class DeviceFacts:
    """What a certificate of sanitization says about a computer: as on its label, and what becomes of it."""

    maker_and_model: str
    serial_number: str
    destination: str


@dataclass(frozen=True)
class DisposalDone:
    """A finished disposal: the certificate and the places that were not reached."""

    record_number: int
    document_id: str
    not_reached: tuple[ReachedPlace, ...]

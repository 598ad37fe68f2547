"""Views of audit, backup, policies, forms and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class AuditRow:
    """One audit entry in words."""

    sequence: int
    at: datetime
    person: str
    person_kind: str  # "staff", "patient" or "system"
    action: str
    detail: str
    subject: str
    where: str
    allowed: bool


@dataclass(frozen=True)
class AuditFilter:
    """Which entries to list; empty fields do not narrow."""

    text: str = ""
    first_day: date | None = None
    last_day: date | None = None
    user_id: str = ""
    action: str = ""
    patient_id: str = ""
    denied_only: bool = False


@dataclass(frozen=True)
class AuditPage:
    """A page of the log, newest first."""

    rows: tuple[AuditRow, ...]
    total: int
    has_newer: bool
    has_older: bool


@dataclass(frozen=True)
class ChainCheck:
    """Result of checking the hash chain. ``first_broken`` is the sequence number of the first wrong row."""

    ok: bool
    entries: int
    checked_at: datetime
    first_broken: int | None = None
    sentence: str = ""


@dataclass(frozen=True)
class BackupStatus:
    """How old the last verified backup is and where it lies. ``late`` after 24 hours."""

    folder: str
    last_verified: datetime | None
    late: bool
    sentence: str


@dataclass(frozen=True)
class BackupResult:
    """A finished, verified backup."""

    at: datetime
    folder: str
    name: str
    rows: int
    size_bytes: int


@dataclass(frozen=True)
class PolicyVersion:
    """A version of the privacy policy or the notice of privacy practices. ``kind`` is "policy" or "npp".

    ``is_material`` asks every patient again; ``why`` says what changed.
    """

    policy_id: str
    kind: str
    title: str
    version: str
    effective: date
    loaded_at: datetime
    sha256: str
    current: bool
    is_material: bool = True
    why: str = ""


@dataclass(frozen=True)
class Approval:
    """Who approved a form, the rules or a translation, and when."""

    by: str
    title: str
    licence_number: str
    on: date
    scope: str


@dataclass(frozen=True)
class FormRow:
    """A form in Settings, with its approval state. ``form_id`` is ``form_id|version`` for one that waits for approval.

    ``is_waiting`` marks a published version that takes effect with its approval, beside the one in use until then.
    """

    form_id: str
    url: str
    version: str
    title: str
    sha256: str
    questions: int
    languages: tuple[str, ...]
    approvals: tuple[Approval, ...]
    missing_approvals: tuple[str, ...]  # "medical director", "counsel"
    is_waiting: bool = False


@dataclass(frozen=True)
class AppSettings:
    """What Settings can change."""

    staff_idle_minutes: int = 5
    patient_idle_minutes: int = 2
    wait_warning_minutes: int = 10
    on_screen_keyboard: bool = True
    backup_folder: str = ""
    theme: str = "system"  # "system", "light" or "dark"
    passwords_only: bool = False
    revoke_all_scope: str = "all"  # what a STOP ends: "all" types of text, or the one "type" it answers


@dataclass(frozen=True)
class StaffDraft:
    """Unfinished staff input that survived a logout. ``place`` tells the screen, ``subject`` the record."""

    place: str
    subject: str
    saved_at: datetime
    fields: tuple[tuple[str, str], ...]

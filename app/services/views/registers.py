"""Views of the registers: entries, what is due, devices, notes of phone calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.rules.registers import DueState, RegisterKind


class KeyMode(StrEnum):
    """Whether a device could open the records by itself (815 ILCS 530/5: were the keys taken with the data?).

    ``KEYRING``: half of the key is in its keyring, so a password is still needed. ``PASSWORDS_ONLY``: a password alone
    opens what is on the disk. ``NONE``: the device holds no key.
    """

    KEYRING = "keyring"
    PASSWORDS_ONLY = "passwords_only"
    NONE = "none"


class DeviceState(StrEnum):
    """Where a device is in its life."""

    IN_USE = "in_use"
    LOST = "lost"
    RETIRED = "retired"


@dataclass(frozen=True)
class NewAttachment:
    """A file to be attached: its name as chosen, and its bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class AttachmentView:
    """An attached file, without its bytes. ``sha256`` is hexadecimal."""

    attachment_id: str
    name: str
    size_bytes: int
    sha256: str
    at: datetime
    by: str


@dataclass(frozen=True)
class EntryInput:
    """What a person enters. ``values`` are (field key, text), days as year-month-day; a new entry has no ``entry_id``.

    ``owner_id`` is the staff member who sees to it.
    """

    kind: str
    values: tuple[tuple[str, str], ...]
    owner_id: str
    entry_id: str | None = None
    attachments: tuple[NewAttachment, ...] = ()


@dataclass(frozen=True)
class RegisterEntry:
    """An entry as it is now. ``version`` counts from 1; ``due`` is None when no clock runs for it.

    ``facts`` are its filled fields in words, ``problem`` what is wrong with it whatever the date, in words.
    A row without ``entry_id`` is something the register expects and nobody has entered (``DueState.MISSING``).
    """

    entry_id: str
    kind: str
    title: str
    detail: str
    values: tuple[tuple[str, str], ...]
    owner_id: str
    owner: str
    due: date | None
    state: DueState
    version: int
    changed_at: datetime | None
    changed_by: str
    facts: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    attachments: tuple[AttachmentView, ...] = ()


@dataclass(frozen=True)
class RegisterChange:
    """An older state of an entry, for its history."""

    version: int
    at: datetime
    by: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Register:
    """One register with its entries, the ones that need something first."""

    kind: RegisterKind
    entries: tuple[RegisterEntry, ...]


@dataclass(frozen=True)
class RegisterStanding:
    """A register in numbers, for lists and the promise board. ``next_due`` is the earliest day still ahead."""

    key: str
    title: str
    entries: int
    overdue: int
    soon: int
    missing: int
    next_due: date | None
    basis: str

    @property
    def needs_attention(self) -> int:
        """How many entries are overdue or missing."""
        return self.overdue + self.missing


@dataclass(frozen=True)
class DeviceView:
    """A device of the clinic. ``device_id`` is that of ``device.json``; empty for one entered by hand."""

    entry_id: str
    device_id: str
    name: str
    serial: str
    key_mode: KeyMode
    disk_encryption: str  # "yes", "no" or "unknown"
    state: DeviceState
    custodian: str


@dataclass(frozen=True)
class PhoneNote:
    """A phone call that belongs in the record. ``corrects`` is the id of the note this one puts right."""

    note_id: str
    patient_id: str
    called_at: datetime
    caller: str
    text: str
    by: str
    written_at: datetime
    corrects: str | None = None


@dataclass(frozen=True)
class NewPhoneNote:
    """A phone call as staff write it down. ``caller`` is who was on the line, such as "The patient"."""

    patient_id: str
    called_at: datetime
    caller: str
    text: str
    corrects: str | None = None

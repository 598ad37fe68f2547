"""What happened while the database was closed, sealed to the clinic's inbox until it can be written to the audit."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.canonical import canonical_json
from app.core.errors import KnownError
from app.core.files import atomic_write, make_private_folder
from app.core.paths import DataFolder
from app.core.randomness import Randomness
from app.models.staff import StaffMember
from app.security.sealing import open_sealed, seal
from app.services.clinic_keys import KeyPurpose, all_keys
from app.services.desk import Work
from app.services.public_keys import read_public_keys

_INFO: Final = b"medspa/1/pending-audit"
_SUFFIX: Final = ".event"
_MOST_KEPT: Final = 500
"""A flood of failed sign-ins must not fill the disk; the throttle's counters go on counting."""


@dataclass(frozen=True)
class PendingEvent:
    """An event such as "sign_in_failed". ``user_id`` is empty when the name was nobody's."""

    at: datetime
    event: str
    user_id: str
    detail: str


@dataclass(frozen=True)
class Received:
    """Files whose events are in the audit, and files that did not open."""

    written: tuple[Path, ...]
    unreadable: tuple[Path, ...]


class PendingAudit:
    """Keeps events that cannot be audited yet: one sealed file each."""

    def __init__(self, folder: DataFolder, randomness: Randomness) -> None:
        self._folder = folder
        self._randomness = randomness

    @property
    def _place(self) -> Path:
        return self._folder.root / "pending-audit"

    def keep(self, event: PendingEvent) -> None:
        """Keep ``event``. Does nothing when the disk is full or the public key is gone: not locking would be worse."""
        content = canonical_json({"at": event.at.isoformat(), "event": event.event, "user_id": event.user_id,
                                  "detail": event.detail})
        try:
            make_private_folder(self._place)
            if len(list(self._place.glob(f"*{_SUFFIX}"))) >= _MOST_KEPT:
                return
            sealed = seal(read_public_keys(self._folder.public_keys).inbox, content, info=_INFO)
            atomic_write(self._place / f"{self._randomness.token_bytes(16).hex()}{_SUFFIX}", sealed)
        except KnownError:
            return

    def receive(self, work: Work) -> Received:
        """Write every kept event to the audit, oldest first; return the files to ``forget`` once that is committed."""
        keys = [key.private for key in all_keys(work.session, KeyPurpose.INBOX)]
        files = sorted(self._place.glob(f"*{_SUFFIX}")) if self._place.exists() else []
        opened = {file: event for file in files if (event := _read(file, keys)) is not None}
        for event in sorted(opened.values(), key=lambda each: each.at):
            account = work.session.get(StaffMember, event.user_id) if event.user_id else None
            work.audit(event.event, subject=event.user_id, account=account, allowed=not event.event.endswith("failed"),
                       detail=f"{event.detail} It happened at {event.at.isoformat(timespec='seconds')}.")
        unreadable = tuple(file for file in files if file not in opened)
        if unreadable:
            work.audit("pending_unreadable", detail=f"{len(unreadable)} sealed notes about sign-ins could not be "
                       "opened. They are kept aside.")
        return Received(tuple(opened), unreadable)

    def forget(self, received: Received) -> None:
        """Delete what is in the audit now and move aside what did not open; what the drive keeps comes again."""
        for file in received.written:
            with suppress(OSError):
                file.unlink(missing_ok=True)
        for file in received.unreadable:
            with suppress(OSError, KnownError):
                make_private_folder(self._folder.aside)
                file.replace(self._folder.aside / file.name)


def _read(file: Path, keys: list[bytes]) -> PendingEvent | None:
    for key in keys:
        try:
            content = json.loads(open_sealed(key, file.read_bytes(), info=_INFO))
            return PendingEvent(datetime.fromisoformat(content["at"]), str(content["event"])[:60],
                                str(content["user_id"])[:36], str(content["detail"])[:500])
        except (KnownError, OSError, ValueError, KeyError, TypeError):
            continue
    return None

"""Begins and ends the session of a signed-in person: store on the desk, key in the strongbox, anchor outside."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import Clock
from app.core.errors import DamagedError, KnownError
from app.core.ids import new_id
from app.models.store import Store
from app.security.actor import Actor
from app.security.keyslots import AuditAnchor
from app.security.session import Event, Session
from app.security.vault import OpenedVault
from app.services.chain import head
from app.services.clinic_keys import KeyPurpose, current_key
from app.services.desk import CODE_FRESH, Desk
from app.services.opening import newest_clinic
from app.services.pending_audit import PendingAudit, PendingEvent
from app.services.public_keys import PublicKeys, read_public_keys, write_public_keys
from app.services.strongbox import Strongbox


class Sessions:
    """Shared by signing in with a password and opening with the recovery key."""

    def __init__(self, desk: Desk, box: Strongbox, session: Session) -> None:
        self.desk = desk
        self.box = box
        self.state = session
        self._pending = PendingAudit(desk.folder, desk.randomness)

    def name_device(self) -> str:
        """Return this device's name, and let the desk write it into the audit from here on."""
        with suppress(DamagedError):  # a new computer has no device.json yet
            self.desk.device = self.box.device.name
        return self.desk.device

    def new_session_id(self) -> str:
        """Return an id for a session that is about to begin."""
        return new_id(self.desk.clock, self.desk.randomness)

    def begin(self, store: Store, opened: OpenedVault, actor: Actor, event: str, detail: str) -> None:
        """Put ``store`` on the desk for ``actor`` and take the step to STAFF, audited as ``event``.

        What waited to be audited is written first. When anything fails, nobody is signed in and ``store`` stays open.
        """
        with self.desk.act_on(store) as work:
            received = self._pending.receive(work)
            incident = self._incident()
            if incident:
                work.audit("throttle_incident", detail=incident)
        self._pending.forget(received)
        self.heal_public_keys(store)
        with self.desk.act_on(store, actor) as work:
            work.audit(event, subject=actor.user_id, detail=detail)
            clinic = newest_clinic(work.session)
        self.box.hold(opened)
        self.desk.attach(store, actor.session_id, clinic)
        self.state.fire(Event.SIGNED_IN, actor=actor)

    def anchor(self) -> None:
        """Write the head of the audit into the key-slot file. Raises StorageError."""
        store = self.desk.store
        with store.unit() as session:
            last = head(session, store.database_id)
        with self.box.lent() as dek:
            self.box.vault.write_anchor(dek, AuditAnchor(last.sequence, last.hash))

    def heal_public_keys(self, store: Store) -> None:
        """Write public.json again when it is missing, damaged or not what the records in ``store`` say."""
        with store.unit() as session:
            right = PublicKeys(store.database_id, current_key(session, KeyPurpose.INBOX).public,
                               self.box.vault.recovery_public_key, current_key(session, KeyPurpose.CA).public)
        path = self.desk.folder.public_keys
        try:
            if read_public_keys(path) == right:
                return
        except DamagedError:
            pass
        write_public_keys(path, right)

    def _incident(self) -> str:
        """What was wrong with the file of failed sign-ins; the recovery key works without it."""
        try:
            return self.box.throttle.take_incident()
        except KnownError:
            return "The file of failed sign-ins could not be read."

    def close(self) -> None:
        """Close the store and zero the key. Harmless when nothing is open."""
        self.desk.detach()
        self.box.close()

    def keep(self, event: str, user_id: str, detail: str) -> None:
        """Keep an event for the audit while the database is closed."""
        self._pending.keep(PendingEvent(self.desk.clock.now(), event, user_id, detail))


@dataclass(frozen=True)
class _CodeTime:
    """When a code was accepted, on both clocks: neither sleep nor a changed date makes it younger."""

    wall: datetime
    mono: float


class RecentCodes:
    """Whose code was accepted within the last 15 minutes; kept in memory, so a restart asks for a code again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: dict[str, _CodeTime] = {}

    def remember(self, user_id: str) -> None:
        """The person's code was accepted just now."""
        self._times[user_id] = _CodeTime(self._clock.now(), self._clock.monotonic())

    def forget(self, user_id: str) -> None:
        """Ask this person for a code next time."""
        self._times.pop(user_id, None)

    def at(self, user_id: str) -> datetime | None:
        """Return when the person's code was accepted if that is recent enough, else None."""
        time = self._times.get(user_id)
        if time is None:
            return None
        wall = (self._clock.now() - time.wall).total_seconds()
        elapsed = max(wall, self._clock.monotonic() - time.mono)
        return time.wall if wall >= 0 and elapsed <= CODE_FRESH.total_seconds() else None

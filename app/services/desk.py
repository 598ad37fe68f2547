"""The one way to a record: permission, then a unit of work whose audit row is written in the same transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.errors import LockedError, PermissionDeniedError, ProofNeededError
from app.core.ids import new_id
from app.core.paths import DataFolder
from app.core.randomness import Randomness
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed, needs_fresh_proof
from app.services.chain import AuditFact, AuditHead, append
from app.services.patient_cipher import PatientCipher
from app.services.views.people import ClinicDetails

PASSWORD_FRESH: Final = timedelta(seconds=60)
CODE_FRESH: Final = timedelta(minutes=15)
_CLOCK_JUMP: Final = 120.0  # seconds that wall clock and monotonic clock may drift apart between two actions
_SYSTEM_ID: Final = "system"


@dataclass(frozen=True)
class _Person:
    """Who an audit row names."""

    user_id: str
    name: str
    kind: str
    session_id: str


class Work:
    """One unit of work: the SQLAlchemy session, one moment in time, the audit and the patients' keys."""

    def __init__(self, desk: Desk, store: Store, session: Session, actor: Actor | None, person: _Person) -> None:
        self.session = session
        self.now = desk.clock.now()
        self.keys = PatientCipher(store.patient_keys, store.database_id, desk.randomness, self.now)
        self._actor = actor
        self._desk = desk
        self._person = person
        self._database_id = store.database_id
        self.audited = 0
        """How many audit rows this unit wrote."""

    @property
    def actor(self) -> Actor:
        """Who acts, with role and licence as they are in the database now. A bug (RuntimeError) for system work."""
        if self._actor is None:
            raise RuntimeError("This work is the app's own; nobody signed in does it.")
        return self._actor

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return self._desk.zone()

    @property
    def is_demo(self) -> bool:
        """Whether these are the records of the fictional clinic; its documents say so on every page."""
        return self._desk.folder.demo_marker.exists()

    def new_id(self) -> str:
        """Return a new UUIDv7."""
        return new_id(self._desk.clock, self._desk.randomness)

    def audit(self, event: str, *, patient_id: str | None = None, subject: str = "", detail: str = "",
              old: bytes | None = None, new: bytes | None = None, allowed: bool = True,
              by_patient: bool = False, account: StaffMember | None = None) -> AuditHead:
        """Append a row to the audit, in this transaction, and return the chain's new head.

        ``event`` is a short code such as "patient.view"; ``subject`` the id of the record; ``detail`` plain words
        without what a patient typed. ``old`` and ``new`` of a patient (``patient_id``) are encrypted here under the
        patient's key. ``by_patient`` names the patient, not the staff member, as the one who did it; ``account`` the
        account that somebody tried to use.
        """
        person = self._person
        if by_patient:
            person = _Person(patient_id or "", "Patient", "patient", self._person.session_id)
        elif account is not None:
            person = _Person(account.user_id, account.display_name, "staff", self._person.session_id)
        self.audited += 1
        return append(self.session, self._database_id, AuditFact(
            at=self.now, user_id=person.user_id, person=person.name, person_kind=person.kind, device=self._desk.device,
            session_id=person.session_id, event=event, patient_id=patient_id, subject=subject, detail=detail,
            old=self._hidden(old, patient_id), new=self._hidden(new, patient_id), allowed=allowed))

    def _hidden(self, value: bytes | None, patient_id: str | None) -> bytes | None:
        if value is None or patient_id is None:  # values of staff and settings are no patient's and stay readable
            return value
        return self.keys.encrypt(patient_id, value, "audit")


class Desk:
    """Holds the opened store while somebody is signed in, and hands out units of work.

    ``device`` is this device's name as the audit shows it.
    """

    def __init__(self, clock: Clock, randomness: Randomness, folder: DataFolder, device: str) -> None:
        self.clock = clock
        self.randomness = randomness
        self.folder = folder
        self.device = device
        self.clinic: ClinicDetails | None = None
        self._store: Store | None = None
        self._session_id = ""
        self._lock = threading.RLock()
        self._seen = (clock.now(), clock.monotonic())
        self._openers: list[Callable[[], None]] = []

    def when_opened(self, call: Callable[[], None]) -> None:
        """Call ``call`` each time the records have been opened, before anybody works with them; now if they are."""
        self._openers.append(call)
        if self._store is not None:
            call()

    @property
    def open_store(self) -> Store | None:
        """The opened store, or None while locked and in patient mode."""
        return self._store

    @property
    def store(self) -> Store:
        """The opened store. Raises LockedError while it is closed."""
        if self._store is None:
            raise LockedError("The clinic's records are closed. Sign in first.")
        return self._store

    def zone(self) -> ZoneInfo:
        """Return the clinic's time zone. Raises LockedError before anybody has signed in."""
        if self.clinic is None:
            raise LockedError("The clinic's records are closed. Sign in first.")
        return ZoneInfo(self.clinic.zone)

    def attach(self, store: Store, session_id: str, clinic: ClinicDetails) -> None:
        """Take over the opened ``store`` for the session ``session_id``. Actors of any other session are refused."""
        with self._lock:
            self._store = store
            self._session_id = session_id
            self.clinic = clinic
        for call in self._openers:
            call()

    def detach(self) -> None:
        """Close the store and end the session. Waits for running work; harmless when nothing is open."""
        with self._lock:
            store, self._store, self._session_id = self._store, None, ""
        if store is not None:
            store.close()

    @contextmanager
    def act(self, actor: Actor, action: Action, kind: RecordKind, *, patient_id: str | None = None, fresh: bool = False,
            unrecorded: bool = False) -> Iterator[Work]:
        """Open a unit of work for ``actor`` doing ``action`` to a record of ``kind``.

        A body that writes no audit row of its own gets one ("patient.view"), unless ``unrecorded`` says that no record
        is looked at. Raises LockedError (closed, or a session that has ended), PermissionDeniedError (audited in a
        transaction of its own) and ProofNeededError (``fresh``, or an action that always asks for it).
        """
        store = self._store_of(actor)
        current = self._gate(store, actor, action, kind, patient_id)
        if fresh or needs_fresh_proof(action, kind):
            self._require_proof(current)
        with store.unit() as session:  # the store that was asked: a lock closes it, whoever signs in after
            work = Work(self, store, session, current, _staff(current))
            yield work
            if not work.audited and not unrecorded:
                work.audit(f"{kind}.{action}", patient_id=patient_id)

    @contextmanager
    def act_system(self, name: str = "The app") -> Iterator[Work]:
        """Open a unit of work for the app itself (receiving, opening, checking). ``name`` is what the audit shows."""
        with self.act_on(self.store, name=name) as work:
            yield work

    @contextmanager
    def act_on(self, store: Store, actor: Actor | None = None, name: str = "The app") -> Iterator[Work]:
        """Open a unit of work on ``store`` without asking for permission: for signing in and out alone.

        The audit names ``actor``, or the app itself when there is none.
        """
        person = _staff(actor) if actor else _Person(_SYSTEM_ID, name, "system", self._session_id)
        with store.unit() as session:
            yield Work(self, store, session, actor, person)

    def note_clock(self) -> None:
        """Audit a jump of the wall clock of more than two minutes against the monotonic clock since the last look."""
        wall, mono = self.clock.now(), self.clock.monotonic()
        jump = (wall - self._seen[0]).total_seconds() - (mono - self._seen[1])
        self._seen = (wall, mono)
        if abs(jump) > _CLOCK_JUMP and self._store is not None:
            with self.act_system() as work:
                work.audit("clock_jump", detail=f"The clock moved by {round(jump)} seconds, or the device slept.")

    def _store_of(self, actor: Actor) -> Store:
        """Return the store that is open for the session of ``actor``. Raises LockedError when that has ended."""
        with self._lock:
            if not self._session_id or actor.session_id != self._session_id:
                raise LockedError("Your session has ended. Sign in again.")
            store = self.store
        self.note_clock()
        return store

    def _gate(self, store: Store, actor: Actor, action: Action, kind: RecordKind, patient_id: str | None) -> Actor:
        """Return ``actor`` as the database knows them now, or raise: a changed role counts from the next action on."""
        with store.unit() as session:
            current = _as_stored(session, actor)
            may = current is not None and allowed(current.role, action, kind)
            if not may:
                Work(self, store, session, actor, _staff(actor)).audit(
                    f"{kind}.{action}", patient_id=patient_id, detail="Refused: not permitted for this role.",
                    allowed=False)
        if current is None:
            raise LockedError("Your account is no longer active. Ask an administrator.")
        if not may:
            raise PermissionDeniedError("Your role does not allow this. Ask an administrator or the privacy officer.")
        return current

    def _require_proof(self, actor: Actor) -> None:
        now = self.clock.now()
        limit = CODE_FRESH if actor.is_recovery else PASSWORD_FRESH  # the recovery key is not typed again for each step
        if not timedelta(0) <= now - actor.proof_at <= limit:
            raise ProofNeededError("Enter your password again to do this.")
        if not timedelta(0) <= now - actor.code_at <= CODE_FRESH:
            raise ProofNeededError("Enter your password and a new code to do this.")


def _as_stored(session: Session, actor: Actor) -> Actor | None:
    if actor.is_recovery:
        return actor
    row = session.get(StaffMember, actor.user_id)
    if row is None or not row.active:
        return None
    return Actor(user_id=row.user_id, user_name=row.user_name, display_name=row.display_name, title=row.title,
                 role=row.as_role, licence=row.as_licence, is_director=row.is_director, device=actor.device,
                 session_id=actor.session_id, proof_at=actor.proof_at, code_at=actor.code_at)


def _staff(actor: Actor) -> _Person:
    return _Person(actor.user_id, actor.display_name, "staff", actor.session_id)

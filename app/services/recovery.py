"""The way in without a working account or keyring: the recovery key, loudly audited, and what it puts right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from app.core.errors import DamagedError, InvalidInputError, KnownError, NotFoundError, PermissionDeniedError
from app.core.ids import new_id
from app.core.text import clean
from app.models.clinic import DatabaseIdentity
from app.models.settings import BackupRun
from app.models.staff import StaffMember
from app.security.actor import Actor, Licence, Role
from app.security.device_secret import PasswordsOnly
from app.security.passwords import PasswordPolicy
from app.security.process import zero
from app.security.recovery_codes import new_recovery_codes
from app.security.recovery_key import RecoveryKey, new_recovery_key, parse_recovery_key
from app.security.roles import Action, RecordKind
from app.security.sealing import open_sealed, seal
from app.security.session import Snapshot, State
from app.security.vault import Person, Vault
from app.services.backup_set import MANIFEST_SUFFIX, clinic_folder, read_manifest, recovery_id
from app.services.clinic_keys import CA_INFO, KeyPurpose, current_key, keep_key
from app.services.desk import Desk, Work
from app.services.device import DeviceInfo, write_device
from app.services.opening import is_older, open_store, store_generation
from app.services.sessions import Sessions
from app.services.settings import keep_settings, newest_settings
from app.services.staff import StaffService
from app.services.views.people import TemporaryCredential

RECOVERY_USER: Final = "recovery-key"
_ONLY_RECOVERY: Final = "Only the recovery key may do this. Open the records with it first."


@dataclass(frozen=True)
class EnrolledDevice:
    """``without_password`` are the people who need a reset now; ``recovery_codes`` are the new ones of the first."""

    without_password: tuple[str, ...]
    recovery_codes: tuple[str, ...]


class RecoveryService:
    """Emergency access, a new recovery key, and enrolling a device whose keyring entry is lost."""

    def __init__(self, sessions: Sessions, staff: StaffService, passwords: PasswordPolicy) -> None:
        self._sessions = sessions
        self._desk: Desk = sessions.desk
        self._box = sessions.box
        self._staff = staff
        self._passwords = passwords
        self._typed: RecoveryKey | None = None  # kept until the lock: re-sealing the CA's key needs the old paper
        sessions.state.on_change(self._forget_when_locked)

    def open_with_recovery_key(self, groups: str, reason: str) -> Actor:
        """Open the records without an account. ``reason`` is audited; a new recovery key is due afterwards.

        Raises InvalidInputError (mistyped, replaced, no reason), DamagedError, AlreadyOpenError.
        """
        if not clean(reason).strip():
            raise InvalidInputError("Say in a few words why the recovery key is needed. It is written to the audit "
                                    "log.", "reason")
        if self._sessions.state.snapshot.state is not State.LOCKED:
            raise InvalidInputError("Lock the app first, then use the recovery key.", "recovery_key")
        opened = self._box.vault.open_with_recovery(groups)
        try:
            store = open_store(self._desk.folder, opened, refuse_older=False)
        except BaseException:
            zero(opened.dek)
            raise
        actor = self._actor()
        try:
            with self._desk.act_on(store, actor) as work:
                _identity(work.session).recovery_used_at = work.now
                if is_older(work.session, opened):
                    work.audit("older_records", detail="The records are older than this device remembers.")
            self._sessions.begin(store, opened, actor, "emergency_access", f"Reason: {clean(reason).strip()[:500]}")
        except BaseException:
            self._sessions.close()
            store.close()
            zero(opened.dek)
            raise
        self._typed = parse_recovery_key(groups)
        return actor

    def renewal_due(self) -> datetime | None:
        """Return when the recovery key was used, as long as no new one was made since. Raises LockedError."""
        with self._desk.act_system() as work:
            return _identity(work.session).recovery_used_at

    def renew_recovery_key(self, actor: Actor, old_groups: str = "",
                           new_groups: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Put a new recovery key in force and return its nine groups; the old paper opens this clinic no more.

        ``new_groups`` are of a key that was made, printed and typed back before; without them one is made now. With
        ``old_groups`` (or right after opening with it) the certificate authority's key moves to the new paper too.
        Needs fresh proof. Raises InvalidInputError when ``old_groups`` is mistyped.
        """
        old = parse_recovery_key(old_groups) if old_groups else self._typed
        new = parse_recovery_key(new_groups) if new_groups else new_recovery_key(self._desk.randomness)
        groups = new.groups
        with self._desk.act(actor, Action.RENEW, RecordKind.KEYS) as work:
            moved = old is not None and self._move_ca_key(work, old, new)
            store_generation(work.session, self._box.vault.replace_recovery(self._box.dek, new))
            _identity(work.session).recovery_used_at = None
            work.audit("keys_renewed", detail="A new recovery key was made." if moved else
                       "A new recovery key was made. The certificate authority's key stays sealed to the old one.")
        new.close()
        self._forget()
        self._sessions.heal_public_keys(self._desk.store)
        return groups

    def old_key_opens(self, actor: Actor) -> tuple[str, ...]:
        """Say, line by line, which backups an older recovery key may still open: those not sealed to the present one.

        The next backup seals the earlier ones in its folder to the present key.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.KEYS) as work:
            runs = work.session.scalars(select(BackupRun).where(BackupRun.kind == "backup")
                                        .order_by(BackupRun.at)).all()
            database_id = self._desk.store.database_id
        present = recovery_id(self._box.vault.recovery_public_key)
        return tuple(f"The backup {run.name} in {run.folder}" for run in runs
                     if _sealed_to(run, database_id) != present)

    def reset_person(self, actor: Actor, user_id: str) -> TemporaryCredential:
        """Give a person a temporary password, as an administrator would."""
        return self._staff.reset_password(actor, user_id)

    def new_device(self, actor: Actor, user_id: str, password: str, *, device_name: str = "",
                   passwords_only: bool = False) -> EnrolledDevice:
        """Bind this computer to the clinic again after its keyring entry was lost, starting with one person.

        Everybody else's slot depended on the lost secret: they need a reset. Only after ``open_with_recovery_key``.
        Raises PermissionDeniedError, KeyringError, InvalidInputError, NotFoundError.
        """
        if not actor.is_recovery:
            raise PermissionDeniedError(_ONLY_RECOVERY)
        secrets = PasswordsOnly() if passwords_only else self._box.keyring
        secrets.check()
        with self._desk.act(actor, Action.RESET, RecordKind.STAFF) as work:
            member = work.session.get(StaffMember, user_id)
            if member is None or not member.active:
                raise NotFoundError("This person has no active account.")
            self._check_password(member, password)
            person = Person(member.user_id, member.user_name, member.display_name, member.title)
            vault = Vault(self._desk.folder.keyslots, secrets, self._desk.randomness, self._box.kdf)
            store_generation(work.session, vault.new_device(self._box.dek, person, password))
            settings = newest_settings(work.session)
            if settings.passwords_only is not passwords_only:
                keep_settings(work.session, replace(settings, passwords_only=passwords_only), actor.user_id, work.now)
            others = _others(work.session, user_id)
            work.audit("device_enrolled", subject=user_id, detail=f"Keys are bound by: {secrets.backend}.")
        self._write_device(device_name, secrets.backend, passwords_only)
        codes = new_recovery_codes(self._desk.randomness)
        self._box.throttle.create()
        self._box.throttle.set_recovery_codes(user_id, codes)
        return EnrolledDevice(others, codes)

    def _write_device(self, name: str, backend: str, passwords_only: bool) -> None:
        try:
            before = self._box.device
        except KnownError:
            before = DeviceInfo(new_id(self._desk.clock, self._desk.randomness), self._desk.device, "", False)
        write_device(self._desk.folder.device,
                     DeviceInfo(before.device_id, name.strip() or before.name, backend, passwords_only))
        self._box.forget_paths()

    def _check_password(self, member: StaffMember, password: str) -> None:
        clinic = self._desk.clinic.name if self._desk.clinic else ""
        problem = self._passwords.problem(password, member.user_name, clinic)
        if problem:
            raise InvalidInputError(problem, "password")

    def _move_ca_key(self, work: Work, old: RecoveryKey, new: RecoveryKey) -> bool:
        """Seal the certificate authority's private key to the new paper. Says whether the old one opened it."""
        ca = current_key(work.session, KeyPurpose.CA)
        bound = self._desk.store.database_id.encode()
        try:
            private = open_sealed(old.private_key(), ca.private, info=CA_INFO, aad=bound)
        except KnownError:
            return False
        keep_key(work.session, work.new_id(), KeyPurpose.CA, public=ca.public, now=work.now,
                 private=seal(new.public_key(), private, info=CA_INFO, aad=bound))
        return True

    def _actor(self) -> Actor:
        now = self._desk.clock.now()
        return Actor(user_id=RECOVERY_USER, user_name="", display_name="Recovery key", title="Emergency access",
                     role=Role.ADMINISTRATOR, licence=Licence.NONE, is_director=False,
                     device=self._sessions.name_device(), session_id=self._sessions.new_session_id(), proof_at=now,
                     code_at=now, is_recovery=True)

    def _forget_when_locked(self, _before: Snapshot, after: Snapshot) -> None:
        if after.state is State.LOCKED:
            self._forget()

    def _forget(self) -> None:
        if self._typed is not None:
            self._typed.close()
            self._typed = None


def _identity(session: SqlSession) -> DatabaseIdentity:
    return session.scalars(select(DatabaseIdentity)).one()


def _sealed_to(run: BackupRun, database_id: str) -> str:
    """Which recovery key opens a backup; empty when its drive is not there to ask."""
    manifest = clinic_folder(Path(run.folder), database_id) / f"{Path(run.name).stem}{MANIFEST_SUFFIX}"
    try:
        return read_manifest(manifest).recovery_id
    except DamagedError:
        return ""


def _others(session: SqlSession, user_id: str) -> tuple[str, ...]:
    return tuple(session.scalars(select(StaffMember.display_name).where(
        StaffMember.active.is_(True), StaffMember.user_id != user_id).order_by(StaffMember.display_name)))

"""Signing in and out: password, code, lock, patient mode. The database is open only between a sign-in and a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from app.core.errors import InvalidInputError, KnownError, LockedError, SignInRefusedError
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.actor import Actor
from app.security.process import zero
from app.security.session import Event, State
from app.security.totp import CodeVerdict, check_code
from app.security.user_names import user_name_key
from app.security.vault import NO_MATCH, OpenedVault
from app.services.opening import newest_clinic, open_store, store_generation
from app.services.proof import prove_password
from app.services.sessions import RecentCodes, Sessions
from app.services.views.people import PasswordOutcome, PasswordStep, PersonTile, TotpEnrolment

_BAD_RECOVERY_CODE: Final = "That recovery code is not valid, or it was used before."
_NOT_VALID: Final = "The recovery code was not valid."
_ENROL_FIRST: Final = "Choose your own password and set up your authenticator app first."
_RECOVERY_AGAIN: Final = "Lock the app, then open the records with the recovery key again."
_SIGN_IN_FIRST: Final = "Enter your name and password first."


@dataclass(frozen=True)
class _Half:
    """A password was accepted: the store is open for the code check, and nobody may work with it yet."""

    store: Store
    opened: OpenedVault
    member: StaffMember


class AccessService:
    """The only way from a locked device to an ``Actor`` and back. A lock waits for a running check.

    ``check_password`` says what is wrong with a new password ("" for nothing): (password, user name, clinic name).
    """

    def __init__(self, sessions: Sessions, codes: RecentCodes, check_password: Callable[[str, str, str], str]) -> None:
        self._sessions = sessions
        self._desk = sessions.desk
        self._box = sessions.box
        self._state = sessions.state
        self._codes = codes
        self._check_password = check_password
        self._half: _Half | None = None
        self._try_is_counted = False  # the try that began with the password covers the first code too
        self._one_at_a_time = threading.RLock()

    @property
    def is_open(self) -> bool:
        """True while somebody is signed in and the records are open for work."""
        return self._state.snapshot.state is State.STAFF

    @property
    def in_patient_mode(self) -> bool:
        """True while a patient has the device, or somebody is half-way through taking it back."""
        return self._state.snapshot.state in (State.PATIENT, State.HANDING_BACK)

    def people(self) -> tuple[PersonTile, ...]:
        """Return who can sign in, from the key-slot file; the database stays closed. Raises DamagedError."""
        return tuple(PersonTile(person.user_name, person.display_name, person.title)
                     for person in self._box.vault.people())

    def enter_password(self, user_name: str, password: str) -> PasswordOutcome:
        """Check the password and say what follows.

        Raises SignInRefusedError (same words for unknown, inactive and wrong), KeyringError, DamagedError and
        AlreadyOpenError.
        """
        with self._one_at_a_time:
            self.abandon()
            user_id, patient_mode = self._user_id(user_name), self.in_patient_mode
            self._box.throttle.admit(user_name, known=bool(user_id), patient_mode=patient_mode)
            try:
                opened = self._box.vault.open_with_password(user_name, password)
            except SignInRefusedError:
                self._sessions.keep("sign_in_failed", user_id, "The name and password did not match.")
                raise self._refusal(user_name, NO_MATCH) from None
            except KnownError:
                self._box.throttle.forgive(user_name, patient_mode=patient_mode)  # the keyring or file, not the person
                raise
            return self._half_open(opened)

    def enter_code(self, code: str) -> Actor:
        """Check the authenticator's code and sign in. Raises SignInRefusedError; LockedError without a password."""
        with self._one_at_a_time:
            half = self._half_or_refused()
            self._admit(half)
            if mistake := self._accept_code(half.store, half.member, code):
                self._try_is_counted = True
                raise SignInRefusedError(mistake)
            return self._sign_in(half, "With password and code.")

    def enter_recovery_code(self, code: str) -> Actor:
        """Sign in with one of the person's ten recovery codes in place of a code; it works once."""
        with self._one_at_a_time:
            half = self._half_or_refused()
            self._admit(half)
            if not self._box.throttle.use_recovery_code(half.member.user_id, code):
                self._note(half.store, half.member, "sign_in_failed", _NOT_VALID)
                raise self._refusal(half.member.user_name, _BAD_RECOVERY_CODE)
            self._codes.remember(half.member.user_id)
            return self._sign_in(half, "With password and a recovery code.")

    def unlock_with_recovery_code(self, user_name: str, code: str) -> None:
        """Lift the lock after ten failures; the sign-in starts anew. Raises SignInRefusedError: not one of theirs."""
        with self._one_at_a_time:
            user_id = self._user_id(user_name)
            if not user_id or not self._box.throttle.use_recovery_code(user_id, code):
                self._sessions.keep("sign_in_failed", user_id, _NOT_VALID)
                raise SignInRefusedError(_BAD_RECOVERY_CODE)
            self._box.throttle.unlock(user_name)
            self._sessions.keep("lock_lifted", user_id, "The lock after failed sign-ins was lifted by a recovery code.")

    def enrol_first(self, password_new: str, enrolment: TotpEnrolment, code: str) -> Actor:
        """Replace a temporary password, confirm the new authenticator and sign in.

        Raises InvalidInputError (password refused) and SignInRefusedError (code does not match).
        """
        with self._one_at_a_time:
            half = self._half_or_refused(enrolling=True)
            with half.store.unit() as session:
                clinic_name = newest_clinic(session).name
            problem = self._check_password(password_new, half.member.user_name, clinic_name)
            if problem:
                raise InvalidInputError(problem, "password")
            check = check_code(enrolment.secret, code, self._desk.clock.now(), None)
            if check.step is None:
                raise SignInRefusedError(check.sentence)
            with self._desk.act_on(half.store) as work:
                row = work.session.get_one(StaffMember, half.member.user_id)
                row.totp_secret, row.totp_last_step = enrolment.secret.encode("ascii"), check.step
                row.must_enrol = False
                generation = self._box.vault.change_password(half.opened.dek, row.user_id, password_new)
                store_generation(work.session, generation)
                work.audit("own_account.enrol", subject=row.user_id, account=row)
            self._codes.remember(half.member.user_id)
            return self._sign_in(half, "Own password chosen and authenticator app set up.")

    def abandon(self) -> None:
        """Give up a half-finished sign-in: the database closes again, patient mode stays. Harmless otherwise."""
        with self._one_at_a_time:
            if self._half is None:
                return
            if self._try_is_counted:
                self._box.throttle.forgive(self._half.member.user_name, patient_mode=self.in_patient_mode)
            self._drop_half()
            if self._state.snapshot.state in (State.HALF_OPEN, State.HANDING_BACK):
                self._state.fire(Event.GIVEN_UP)

    def proof_needs_code(self, actor: Actor) -> bool:
        """Say whether ``prove`` wants a code beside the password: the last one is older than 15 minutes."""
        return self._codes.at(actor.user_id) is None

    def prove(self, actor: Actor, password: str, code: str = "") -> Actor:
        """Check again that ``actor`` is there; return them with fresh proof. Raises SignInRefusedError, LockedError."""
        with self._one_at_a_time:
            if not self._state.is_current(actor):
                raise LockedError("Your session has ended. Sign in again.")
            if actor.is_recovery:
                raise SignInRefusedError(_RECOVERY_AGAIN)
            prove_password(self._desk, self._box, actor, password, "That password doesn’t match.")
            with self._desk.store.unit() as session:
                member = session.get_one(StaffMember, actor.user_id)
            mistake = self._accept_code(self._desk.store, member, code) if self.proof_needs_code(actor) else ""
            if mistake:
                self._box.throttle.forgive(actor.user_name)
                raise SignInRefusedError(mistake)
            self._box.throttle.succeeded(actor.user_name)
            fresh = replace(actor, proof_at=self._desk.clock.now(),
                            code_at=self._codes.at(actor.user_id) or actor.code_at)
            self._state.renew_proof(fresh)
            return fresh

    def to_patient_mode(self, visit_id: str) -> None:
        """Hand the device to the patient of ``visit_id``: records closed and key zeroed before this returns."""
        with self._one_at_a_time:
            if not self.is_open:
                raise LockedError("The clinic's records are closed. Sign in first.")
            self._sessions.anchor()
            self._sessions.close()
            self._state.fire(Event.HANDED_OVER, visit_id=visit_id)

    def lock(self, reason: str) -> None:
        """Close the records, zero the key and end the session, whatever state it is in. A full disk does not stop it.

        ``reason`` is audited, such as "Idle for 5 minutes" or "The computer was suspended".
        """
        with self._one_at_a_time:
            actor = self._state.snapshot.actor
            try:
                if actor is not None:
                    with self._desk.act_on(self._desk.store, actor) as work:
                        work.audit("sign_out", subject=actor.user_id, detail=reason)
                    self._sessions.anchor()
                elif self._state.snapshot.state is not State.LOCKED:
                    self._sessions.keep("locked", "", reason)
            except KnownError:  # the drive refuses the note; closing matters more
                pass
            finally:
                self._drop_half()
                self._sessions.close()
                self._state.fire(Event.LOCK)

    def _half_open(self, opened: OpenedVault) -> PasswordOutcome:
        name, patient_mode = opened.user_name, self.in_patient_mode
        try:
            store = open_store(self._desk.folder, opened)
        except BaseException:
            zero(opened.dek)
            self._box.throttle.forgive(name, patient_mode=patient_mode)  # the password was right; the files are not
            raise
        with store.unit() as session:
            member = session.get(StaffMember, opened.user_id)
        if member is None or not member.active:
            self._sessions.keep("sign_in_failed", opened.user_id, "The account is not active.")
            store.close()
            zero(opened.dek)
            raise self._refusal(name, NO_MATCH)
        self._half = _Half(store, opened, member)
        self._try_is_counted = True
        if not member.must_enrol and self._codes.at(member.user_id):
            actor = self._sign_in(self._half, "With password; the code was given less than 15 minutes before.")
            return PasswordOutcome(PasswordStep.SIGNED_IN, member.display_name, actor)
        self._state.fire(Event.PASSWORD_ACCEPTED)
        return PasswordOutcome(PasswordStep.ENROL if member.must_enrol else PasswordStep.CODE_NEEDED,
                               member.display_name)

    def _sign_in(self, half: _Half, how: str) -> Actor:
        """Make the half-open store the desk's; the failures of this person are forgotten."""
        now = self._desk.clock.now()
        with half.store.unit() as session:
            row = session.get_one(StaffMember, half.member.user_id)
            row.last_sign_in = now
        actor = Actor(
            user_id=row.user_id, user_name=row.user_name, display_name=row.display_name, title=row.title,
            role=row.as_role, licence=row.as_licence, is_director=row.is_director, device=self._sessions.name_device(),
            session_id=self._sessions.new_session_id(), proof_at=now, code_at=self._codes.at(row.user_id) or now)
        self._box.throttle.succeeded(row.user_name)
        self._sessions.begin(half.store, half.opened, actor, "sign_in", how)
        self._half = None
        return actor

    def _accept_code(self, store: Store, member: StaffMember, code: str) -> str:
        """Check ``code`` and store its time step at once; raise when it is wrong.

        Returns "" or why a right code does not count (used already, the clock is behind): nobody is guessing then.
        """
        with store.unit() as session:
            row = session.get_one(StaffMember, member.user_id)
            secret, last = row.totp_secret.decode("ascii"), row.totp_last_step or None
            check = check_code(secret, code, self._desk.clock.now(), last)
            if check.step is not None:
                row.totp_last_step = check.step
        if check.accepted:
            self._codes.remember(member.user_id)
        if check.verdict is not CodeVerdict.WRONG:
            return check.sentence
        self._note(store, member, "sign_in_failed", "The code did not match.")
        raise self._refusal(member.user_name, check.sentence)

    def _admit(self, half: _Half) -> None:
        if not self._try_is_counted:
            self._box.throttle.admit(half.member.user_name, known=True, patient_mode=self.in_patient_mode)
        self._try_is_counted = False

    def _refusal(self, user_name: str, sentence: str) -> SignInRefusedError:
        return self._box.throttle.refusal(user_name, sentence, patient_mode=self.in_patient_mode)

    def _half_or_refused(self, *, enrolling: bool = False) -> _Half:
        if self._half is None:
            raise LockedError(_SIGN_IN_FIRST)
        if self._half.member.must_enrol is not enrolling:
            raise SignInRefusedError(_SIGN_IN_FIRST if enrolling else _ENROL_FIRST)
        return self._half

    def _drop_half(self) -> None:
        half, self._half = self._half, None
        self._try_is_counted = False
        if half is not None:
            half.store.close()
            zero(half.opened.dek)

    def _note(self, store: Store, member: StaffMember, event: str, detail: str) -> None:
        """Audit a failure while the store is open, attributed to the account that was tried."""
        with self._desk.act_on(store) as work:
            work.audit(event, subject=member.user_id, detail=detail, allowed=False, account=member)

    def _user_id(self, user_name: str) -> str:
        key = user_name_key(user_name)
        return next((p.user_id for p in self._box.vault.people() if user_name_key(p.user_name) == key), "")

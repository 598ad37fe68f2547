"""Staff accounts: add, change, reset, deactivate, and what everybody may do to their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.canonical import canonical_json
from app.core.errors import InvalidInputError, KnownError, LockedError, NotFoundError
from app.core.randomness import Randomness
from app.core.text import clean
from app.models.audit import AuditEntry
from app.models.staff import StaffMember
from app.security.actor import Actor, Licence, Role
from app.security.passwords import PasswordPolicy
from app.security.recovery_codes import new_recovery_codes
from app.security.roles import Action, RecordKind
from app.security.throttle import Throttle
from app.security.totp import new_totp_secret, totp_uri
from app.security.user_names import LONGEST_USER_NAME, user_name_key
from app.security.vault import Person
from app.services.audit_words import words_of
from app.services.desk import Desk, Work
from app.services.opening import store_generation
from app.services.proof import prove_password
from app.services.sessions import RecentCodes
from app.services.strongbox import Strongbox
from app.services.views.people import NewStaff, SignInRecord, StaffView, TemporaryCredential, TotpEnrolment

_SIGN_IN_EVENTS: Final = ("sign_in", "sign_in_failed", "proof_failed", "sign_out", "lock_lifted", "emergency_access")
_READABLE: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_LONGEST_NAME: Final = 120
_LAST_ADMINISTRATOR: Final = ("This is the only active administrator. Make somebody else an administrator first, so "
                              "that the clinic is not locked out.")


class StaffService:
    """Changes go to the database and the key-slot file together; an old copy of that file lets nobody back in."""

    def __init__(self, desk: Desk, box: Strongbox, codes: RecentCodes, passwords: PasswordPolicy) -> None:
        self._desk = desk
        self._box = box
        self._codes = codes
        self._passwords = passwords

    def list(self, actor: Actor) -> tuple[StaffView, ...]:
        """Return everybody, active people first, by name."""
        with self._desk.act(actor, Action.VIEW, RecordKind.STAFF) as work:
            rows = work.session.scalars(select(StaffMember).order_by(StaffMember.active.desc(),
                                                                     StaffMember.display_name))
            return tuple(_view(row, self._box.throttle) for row in rows)

    def add(self, actor: Actor, new: NewStaff) -> TemporaryCredential:
        """Add a person; they choose a password and enroll an authenticator at their first sign-in.

        Needs fresh proof. Raises InvalidInputError (name missing, taken, or used by somebody who left).
        """
        _check(new)
        with self._desk.act(actor, Action.ADD, RecordKind.STAFF) as work:
            row = StaffMember(
                user_id=work.new_id(), user_name=clean(new.user_name).strip(),
                user_name_key=user_name_key(new.user_name), display_name=clean(new.display_name).strip(),
                title=clean(new.title).strip(), role=new.role.value, licence=new.licence.value,
                licence_number=clean(new.licence_number).strip(), is_director=new.is_director, active=True,
                must_enrol=True, totp_secret=b"", totp_last_step=0, created_at=work.now)
            same = select(StaffMember.user_id).where(StaffMember.user_name_key == row.user_name_key)
            if work.session.scalar(same) is not None:
                raise InvalidInputError("That user name is or was in use. Names are never used again; choose another.",
                                        "user_name")
            work.session.add(row)
            self._drop_left_over(row.user_name_key)
            credential = self._temporary(work, row, is_new=True)
            work.audit("staff.add", subject=row.user_id, detail=f"{_words(row)}.")
            return credential

    def change(self, actor: Actor, user_id: str, role: Role, licence: Licence, *, licence_number: str = "",
               is_director: bool = False, display_name: str = "", title: str = "") -> None:
        """Change what a person may open and sign; empty names stay as they are. Counts from their next action on.

        Needs fresh proof. Raises NotFoundError, InvalidInputError (the last administrator).
        """
        with self._desk.act(actor, Action.CHANGE_ROLE, RecordKind.STAFF) as work:
            row = _active(work.session, user_id)
            if role is not Role.ADMINISTRATOR:
                _keep_one_administrator(work.session, row)
            before = _stored(row)
            row.role, row.licence, row.is_director = role.value, licence.value, is_director
            row.licence_number = clean(licence_number).strip()
            row.display_name = clean(display_name).strip() or row.display_name
            row.title = clean(title).strip() or row.title
            person = Person(row.user_id, row.user_name, row.display_name, row.title)
            store_generation(work.session, self._box.vault.change_person(self._box.dek, person))
            work.audit("staff.change_role", subject=user_id, detail=f"{_words(row)}.", old=before, new=_stored(row))

    def reset_password(self, actor: Actor, user_id: str) -> TemporaryCredential:
        """Give a person a temporary password; at the next sign-in they choose their own and enroll anew.

        A lock after failed sign-ins is lifted.
        """
        with self._desk.act(actor, Action.RESET, RecordKind.STAFF) as work:
            row = _active(work.session, user_id)
            credential = self._temporary(work, row, is_new=not self._has_slot(user_id))
            work.audit("staff.reset_password", subject=user_id, detail="A temporary password was made.")
        self._box.throttle.unlock(row.user_name)
        return credential

    def reset_authenticator(self, actor: Actor, user_id: str) -> TotpEnrolment:
        """Replace a lost authenticator by a new one that the person scans now; the old one stops working at once."""
        with self._desk.act(actor, Action.RESET, RecordKind.STAFF) as work:
            row = _active(work.session, user_id)
            enrolment = self._new_enrolment(row.user_name)
            row.totp_secret, row.totp_last_step = enrolment.secret.encode("ascii"), 0
            work.audit("staff.reset_authenticator", subject=user_id, detail="A new authenticator secret was made.")
        self._codes.forget(user_id)
        return enrolment

    def deactivate(self, actor: Actor, user_id: str) -> None:
        """End an account at once: the key slot goes, open sessions end at their next action, the name is never reused.

        Raises InvalidInputError for oneself and for the last administrator.
        """
        with self._desk.act(actor, Action.DEACTIVATE, RecordKind.STAFF) as work:
            row = _active(work.session, user_id)
            if user_id == actor.user_id:
                raise InvalidInputError("You cannot deactivate your own account. Ask another administrator.", "user_id")
            _keep_one_administrator(work.session, row)
            row.active, row.deactivated_at = False, work.now
            if self._has_slot(user_id):
                store_generation(work.session, self._box.vault.remove_person(self._box.dek, user_id))
            work.audit("staff.deactivate", subject=user_id, detail="The account was ended and its key removed.")
        self._box.throttle.set_recovery_codes(user_id, ())
        self._codes.forget(user_id)

    def change_own_password(self, actor: Actor, old: str, new: str) -> None:
        """Change one's own password. ``old`` is proof enough for the password; a code may still be asked for.

        Raises SignInRefusedError (``old`` does not match), InvalidInputError (``new`` is refused), ProofNeededError.
        """
        clinic = self._desk.clinic.name if self._desk.clinic else ""
        problem = self._passwords.problem(new, actor.user_name, clinic)
        if problem:
            raise InvalidInputError(problem, "password")
        prove_password(self._desk, self._box, actor, old, "Your old password doesn’t match.")
        self._box.throttle.succeeded(actor.user_name)
        proved = replace(actor, proof_at=self._desk.clock.now())
        with self._desk.act(proved, Action.CHANGE, RecordKind.OWN_ACCOUNT) as work:
            store_generation(work.session, self._box.vault.change_password(self._box.dek, actor.user_id, new))
            work.audit("own_account.change_password", subject=actor.user_id)

    def new_recovery_codes(self, actor: Actor) -> tuple[str, ...]:
        """Make ten new recovery codes for oneself, shown once; older ones stop working. Needs fresh proof."""
        with self._desk.act(actor, Action.CHANGE, RecordKind.OWN_ACCOUNT) as work:
            codes = new_recovery_codes(self._desk.randomness)
            self._box.throttle.set_recovery_codes(actor.user_id, codes)
            work.audit("own_account.recovery_codes", subject=actor.user_id)
            return codes

    def recovery_codes_left(self, actor: Actor) -> int:
        """Return how many unused recovery codes the person has."""
        with self._desk.act(actor, Action.VIEW, RecordKind.OWN_ACCOUNT, unrecorded=True):
            return self._box.throttle.recovery_codes_left(actor.user_id)

    def own_sign_ins(self, actor: Actor) -> tuple[SignInRecord, ...]:
        """Return one's own last 50 sign-ins, failures and sign-outs, newest first."""
        with self._desk.act(actor, Action.VIEW, RecordKind.OWN_ACCOUNT) as work:
            rows = work.session.scalars(
                select(AuditEntry).where(AuditEntry.subject == actor.user_id, AuditEntry.event.in_(_SIGN_IN_EVENTS))
                .order_by(AuditEntry.sequence.desc()).limit(50))
            return tuple(SignInRecord(row.at, row.device, row.allowed, f"{words_of(row.event)}. {row.detail}".strip())
                         for row in rows)

    def _temporary(self, work: Work, row: StaffMember, *, is_new: bool) -> TemporaryCredential:
        """Put a temporary password in the person's slot; within the caller's transaction."""
        password = temporary_password(self._desk.randomness)
        vault, dek = self._box.vault, self._box.dek
        person = Person(row.user_id, row.user_name, row.display_name, row.title)
        generation = (vault.add_person(dek, person, password) if is_new
                      else vault.change_password(dek, row.user_id, password))
        store_generation(work.session, generation)
        enrolment = self._new_enrolment(row.user_name)
        row.must_enrol, row.totp_secret, row.totp_last_step = True, enrolment.secret.encode("ascii"), 0
        self._codes.forget(row.user_id)
        return TemporaryCredential(password, enrolment)

    def _drop_left_over(self, name_key: str) -> None:
        """Remove the slot of an earlier try to add this name, whose row was never stored: it opens for nobody."""
        for person in self._box.vault.people():
            if user_name_key(person.user_name) == name_key:
                self._box.vault.remove_person(self._box.dek, person.user_id)

    def _new_enrolment(self, user_name: str) -> TotpEnrolment:
        if self._desk.clinic is None:
            raise LockedError("The clinic's records are closed. Sign in first.")
        secret = new_totp_secret(self._desk.randomness)
        return TotpEnrolment(secret, totp_uri(secret, user_name, self._desk.clinic.name))

    def _has_slot(self, user_id: str) -> bool:
        return any(person.user_id == user_id for person in self._box.vault.people())


def temporary_password(randomness: Randomness) -> str:
    """Return a password of 79 random bits that can be read out: four groups of four, no characters that look alike."""
    value = int.from_bytes(randomness.token_bytes(16), "big")  # far more bits than used, so that no letter is favored
    size = len(_READABLE)
    letters = [_READABLE[value // size**place % size] for place in range(16)]
    return "-".join("".join(letters[start:start + 4]) for start in range(0, 16, 4))


def _check(new: NewStaff) -> None:
    if not user_name_key(new.user_name) or len(new.user_name) > LONGEST_USER_NAME:
        raise InvalidInputError(f"Enter a user name of 1 to {LONGEST_USER_NAME} characters.", "user_name")
    for value, field in ((new.display_name, "display_name"), (new.title, "title")):
        if not clean(value).strip() or len(value) > _LONGEST_NAME:
            raise InvalidInputError(f"Enter a name and a job title of 1 to {_LONGEST_NAME} characters.", field)


def _active(session: Session, user_id: str) -> StaffMember:
    row = session.get(StaffMember, user_id)
    if row is None or not row.active:
        raise NotFoundError("This person has no active account.")
    return row


def _keep_one_administrator(session: Session, row: StaffMember) -> None:
    others = select(StaffMember.user_id).where(
        StaffMember.role == Role.ADMINISTRATOR.value, StaffMember.active.is_(True),
        StaffMember.must_enrol.is_(False), StaffMember.user_id != row.user_id).limit(1)
    if row.role == Role.ADMINISTRATOR.value and session.scalar(others) is None:
        raise InvalidInputError(_LAST_ADMINISTRATOR, "role")


def _stored(row: StaffMember) -> bytes:
    return canonical_json({"role": row.role, "licence": row.licence, "licence_number": row.licence_number,
                           "is_director": row.is_director, "display_name": row.display_name, "title": row.title})


def _words(row: StaffMember) -> str:
    director = ", medical director" if row.is_director else ""
    return f"{row.user_name}: role {row.role}, license {row.licence}{director}"


def _is_locked(row: StaffMember, throttle: Throttle) -> bool:
    try:
        return throttle.standing(row.user_name).locked
    except KnownError:  # the keyring lost this device's entry: the recovery key opened the records, and lists people
        return False


def _view(row: StaffMember, throttle: Throttle) -> StaffView:
    return StaffView(
        user_id=row.user_id, user_name=row.user_name, display_name=row.display_name, title=row.title,
        role=row.as_role, licence=row.as_licence, licence_number=row.licence_number, is_director=row.is_director,
        active=row.active, locked=row.active and _is_locked(row, throttle), must_enrol=row.must_enrol,
        last_sign_in=row.last_sign_in)

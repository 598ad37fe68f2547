"""A clinic that is open for work: real SQLCipher files, one person per role, real keys. For tests of services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pyotp

from app.core.files import make_private_folder
from app.core.ids import new_id
from app.core.paths import DataFolder
from app.models.clinic import ClinicVersion, DatabaseIdentity
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.actor import Actor, Licence, Role
from app.security.device_secret import InMemoryDeviceSecret
from app.security.kdf import KdfParameters
from app.security.passwords import PasswordPolicy
from app.security.sealing import generate_inbox_keypair
from app.security.session import Session
from app.services.access import AccessService
from app.services.audit import AuditService
from app.services.backup import BackupService
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.desk import Desk
from app.services.public_keys import PublicKeys, write_public_keys
from app.services.recovery import RecoveryService
from app.services.restore import RestoreService
from app.services.sessions import RecentCodes, Sessions
from app.services.settings import SettingsService
from app.services.setup import SetupPorts, SetupService
from app.services.staff import StaffService
from app.services.strongbox import Strongbox
from app.services.views.people import ClinicDetails, NewStaff, SetupAnswers, TotpEnrolment
from tests.fakes import FixedClock, SeededRandomness

CLINIC = ClinicDetails(
    name="Lakeview Med Spa", street="100 N Test Street", city="Chicago", state="IL", postal_code="60601",
    phone="+13125550100", zone="America/Chicago", medical_director="Dr. Dana Director",
)
SESSION = "session-of-the-test"
_LICENCES = {Role.PROVIDER: Licence.MD_DO, Role.AESTHETICIAN: Licence.ESTHETICIAN}


@dataclass
class OpenClinic:
    """The desk with the store open, and an actor with fresh proof for every role."""

    desk: Desk
    clock: FixedClock
    folder: DataFolder
    dek: bytearray
    database_id: str
    actors: dict[Role, Actor]

    def actor(self, role: Role) -> Actor:
        """The actor of ``role`` with proof given just now."""
        now = self.clock.now()
        return replace(self.actors[role], proof_at=now, code_at=now)

    def close(self) -> None:
        """Close the files."""
        self.desk.detach()

    def reopen(self) -> None:
        """Close and open again, as after a lock and a sign-in."""
        self.desk.detach()
        self.desk.attach(Store.open(self.folder, self.dek, self.database_id), SESSION, CLINIC)


def open_clinic(root: Path, clock: FixedClock | None = None, seed: int = 1) -> OpenClinic:
    """Make a new clinic in ``root`` with one active person per role; close it at the end of the test."""
    clock = clock or FixedClock()
    randomness = SeededRandomness(seed)
    make_private_folder(root)
    folder = DataFolder(root)
    dek = bytearray(randomness.token_bytes(32))
    database_id = new_id(clock, randomness)
    now = clock.now()
    store = Store.create(folder, dek, DatabaseIdentity(database_id=database_id, created_at=now, keyslot_generation=1))
    desk = Desk(clock, randomness, folder, "Test tablet")
    inbox = generate_inbox_keypair(randomness)
    actors: dict[Role, Actor] = {}
    with store.unit() as session:
        keep_key(session, new_id(clock, randomness), KeyPurpose.INBOX, public=inbox.public_key,
                 private=inbox.private_key, now=now)
        for role in Role:
            row = StaffMember(
                user_id=new_id(clock, randomness), user_name=role.value, user_name_key=role.value,
                display_name=f"Test {role.value}", title=role.value, role=role.value,
                licence=_LICENCES.get(role, Licence.NONE).value, licence_number="", is_director=role is Role.PROVIDER,
                active=True, must_enrol=False, totp_secret=b"", totp_last_step=0, created_at=now,
            )
            session.add(row)
            actors[role] = Actor(row.user_id, row.user_name, row.display_name, row.title, role, row.as_licence,
                                 row.is_director, "Test tablet", SESSION, now, now)
        session.add(ClinicVersion(changed_at=now, changed_by=actors[Role.ADMINISTRATOR].user_id, **vars(CLINIC)))
    write_public_keys(folder.public_keys, PublicKeys(database_id, inbox.public_key, b"\x00" * 32, b""))
    desk.attach(store, SESSION, CLINIC)
    return OpenClinic(desk, clock, folder, dek, database_id, actors)


PASSWORD = "copper lantern seven"
_NOT_ENROLLED = TotpEnrolment("", "")
KDF = KdfParameters(memory_kib=64, passes=1, lanes=1)
"""A guess costs next to nothing here; the real cost is tested where it is the subject."""


@dataclass
class FoundClinic:
    """A clinic made by the real set-up in ``root``, locked, with everything that signs in and out of it."""

    root: Path
    clock: FixedClock
    randomness: SeededRandomness
    keyring: InMemoryDeviceSecret
    recovery_groups: tuple[str, ...] = ()
    recovery_codes: tuple[str, ...] = ()
    enrolment: TotpEnrolment = _NOT_ENROLLED

    def __post_init__(self) -> None:
        self.start_app()

    def start_app(self) -> None:
        """Build the services anew, as a start of the app does; the keyring stays."""
        self.folder = DataFolder(self.root)
        self.box = Strongbox(self.folder, self.keyring, self.randomness, self.clock, KDF)
        self.desk = Desk(self.clock, self.randomness, self.folder, "Front desk")
        self.sessions = Sessions(self.desk, self.box, Session())
        self.codes = RecentCodes(self.clock)
        passwords = PasswordPolicy(frozenset({"password"}))
        self.setup = SetupService(self.folder, self.box, SetupPorts(self.clock, self.randomness, passwords))
        self.access = AccessService(self.sessions, self.codes, passwords.problem)
        self.staff = StaffService(self.desk, self.box, self.codes, passwords)
        self.recovery = RecoveryService(self.sessions, self.staff, passwords)
        self.audit = AuditService(self.desk, self.box)
        self.settings = SettingsService(self.desk)
        self.backup = BackupService(self.desk, self.sessions)
        self.restore = RestoreService(self.sessions, passwords)

    def answers(self, **changes: object) -> SetupAnswers:
        """What the first administrator enters at set-up."""
        answers = SetupAnswers(
            clinic=CLINIC, password=PASSWORD, enrolment=self.enrolment, recovery_groups=self.recovery_groups,
            administrator=NewStaff("Ana", "Ana Torres", "Practice manager", Role.ADMINISTRATOR, Licence.NONE),
            device_name="Front desk")
        return replace(answers, **changes)  # type: ignore[arg-type]  # the caller names fields of SetupAnswers

    def code(self, secret: str = "") -> str:
        """What the authenticator app shows; time moves on first, so that no code is used twice."""
        self.clock.advance(seconds=31)
        return str(pyotp.TOTP(secret or self.enrolment.secret).at(self.clock.now()))

    def sign_in(self) -> Actor:
        """Sign the first administrator in; time moves on, so that no delay and no old proof is left."""
        self.clock.advance(minutes=16)
        outcome = self.access.enter_password("ana", PASSWORD)
        return outcome.actor or self.access.enter_code(self.code())

    def sign_in_again(self, actor: Actor) -> Actor:
        """Give fresh proof."""
        code = self.code() if self.access.proof_needs_code(actor) else ""
        return self.access.prove(actor, PASSWORD, code)

    @property
    def recovery_key(self) -> str:
        """The recovery key as a person types it from the paper."""
        return "-".join(self.recovery_groups).lower()


def found_clinic(root: Path, clock: FixedClock | None = None, seed: int = 2) -> FoundClinic:
    """Run the real set-up with a keyring in memory."""
    clinic = unfounded_clinic(root, clock, seed)
    clinic.recovery_codes = clinic.setup.finish(clinic.answers()).recovery_codes
    return clinic


def unfounded_clinic(root: Path, clock: FixedClock | None = None, seed: int = 2) -> FoundClinic:
    """Everything up to the last step of set-up; nothing is written yet."""
    randomness = SeededRandomness(seed)
    clinic = FoundClinic(root, clock or FixedClock(), randomness, InMemoryDeviceSecret(randomness))
    clinic.recovery_groups = clinic.setup.new_recovery_groups()
    clinic.enrolment = clinic.setup.new_enrolment("ana", CLINIC.name)
    return clinic

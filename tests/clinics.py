"""A clinic that is open for work: real SQLCipher files, one person per role, real keys. For tests of services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.core.ids import new_id
from app.core.paths import DataFolder
from app.models.clinic import ClinicVersion, DatabaseIdentity
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.actor import Actor, Licence, Role
from app.security.sealing import generate_inbox_keypair
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.desk import Desk
from app.services.public_keys import PublicKeys, write_public_keys
from app.services.views.people import ClinicDetails
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

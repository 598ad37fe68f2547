"""Makes all files of a new clinic in one folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.files import make_private_folder
from app.core.ids import new_id
from app.core.paths import DataFolder
from app.core.randomness import Randomness
from app.documents.certificates import issue_seal_certificate, new_clinic_ca
from app.models.clinic import ClinicVersion, DatabaseIdentity
from app.models.settings import SettingsVersion
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.device_secret import DeviceSecretStore, PasswordsOnly
from app.security.keyslots import AuditAnchor
from app.security.process import zero
from app.security.recovery_codes import new_recovery_codes
from app.security.recovery_key import RecoveryKey, parse_recovery_key
from app.security.sealing import generate_inbox_keypair, seal
from app.security.throttle import Throttle
from app.security.user_names import user_name_key
from app.security.vault import OpenedVault, Person, Vault
from app.services.chain import AuditFact, append, head
from app.services.clinic_keys import CA_INFO, KeyPurpose, keep_key
from app.services.device import DeviceInfo, write_device
from app.services.public_keys import PublicKeys, write_public_keys
from app.services.strongbox import Strongbox
from app.services.views.oversight import AppSettings
from app.services.views.people import SetupAnswers


@dataclass(frozen=True)
class Founded:
    """``undo`` takes back what lies outside the folder (the keyring entry)."""

    recovery_codes: tuple[str, ...]
    undo: Callable[[], None]


@dataclass(frozen=True)
class _Makings:
    answers: SetupAnswers
    database_id: str
    person: Person
    now: datetime
    recovery: RecoveryKey
    secrets: DeviceSecretStore
    clock: Clock
    randomness: Randomness

    def new_id(self) -> str:
        """Return a new UUIDv7."""
        return new_id(self.clock, self.randomness)


def found_clinic(staging: DataFolder, box: Strongbox, answers: SetupAnswers, clock: Clock,
                 randomness: Randomness) -> Founded:
    """Make every file of the clinic in the empty folder ``staging`` and close them.

    Raises KeyringError and StorageError; the keyring entry is taken back then.
    """
    admin = answers.administrator
    makings = _Makings(
        answers=answers, database_id=new_id(clock, randomness), now=clock.now(),
        person=Person(new_id(clock, randomness), admin.user_name.strip(), admin.display_name.strip(), admin.title),
        recovery=parse_recovery_key(answers.recovery_groups),
        secrets=PasswordsOnly() if answers.passwords_only else box.keyring, clock=clock, randomness=randomness)
    vault = Vault(staging.keyslots, makings.secrets, randomness, box.kdf)
    opened = vault.create(makings.database_id, makings.person, answers.password, makings.recovery)
    try:
        public = _write_records(staging, opened, makings, vault)
        codes = new_recovery_codes(randomness)
        throttle = Throttle(staging.throttle, makings.secrets, makings.database_id, clock)
        throttle.create()
        throttle.set_recovery_codes(makings.person.user_id, codes)
        write_public_keys(staging.public_keys, public)
        write_device(staging.device, DeviceInfo(new_id(clock, randomness), answers.device_name,
                                                makings.secrets.backend, answers.passwords_only))
        for folder in (staging.outbox, staging.aside, staging.staff_drafts):
            make_private_folder(folder)
    except BaseException:
        vault.discard_new(opened)
        raise
    finally:
        zero(opened.dek)
        makings.recovery.close()
    return Founded(codes, lambda: makings.secrets.delete(makings.database_id))


def _write_records(staging: DataFolder, opened: OpenedVault, makings: _Makings, vault: Vault) -> PublicKeys:
    identity = DatabaseIdentity(database_id=makings.database_id, created_at=makings.now,
                                keyslot_generation=opened.generation)
    store = Store.create(staging, opened.dek, identity)
    try:
        with store.unit() as session:
            public = _make_key_pairs(session, makings)
            _add_people_and_settings(session, makings)
            last = _first_audit_rows(session, makings)
        vault.write_anchor(opened.dek, last)
    finally:
        store.close()
    return public


def _make_key_pairs(session: Session, makings: _Makings) -> PublicKeys:
    """Inbox, backup, seal and certificate authority; the last one's private key is sealed to the recovery key."""
    name, now = makings.answers.clinic.name, makings.now
    recovery_public = makings.recovery.public_key()
    ca = new_clinic_ca(name, now)
    seal_key = issue_seal_certificate(ca, name, now)
    inbox, backup = generate_inbox_keypair(makings.randomness), generate_inbox_keypair(makings.randomness)
    sealed_ca = seal(recovery_public, ca.private_key, info=CA_INFO, aad=makings.database_id.encode())
    for purpose, public, private in (
        (KeyPurpose.INBOX, inbox.public_key, inbox.private_key),
        (KeyPurpose.BACKUP, backup.public_key, backup.private_key),
        (KeyPurpose.CA, ca.certificate, sealed_ca),
        (KeyPurpose.SEAL, seal_key.certificate, seal_key.private_key),
    ):
        keep_key(session, makings.new_id(), purpose, public=public, private=private, now=now)
    return PublicKeys(makings.database_id, inbox.public_key, recovery_public, ca.certificate)


def _add_people_and_settings(session: Session, makings: _Makings) -> None:
    admin, person, now = makings.answers.administrator, makings.person, makings.now
    session.add(StaffMember(
        user_id=person.user_id, user_name=person.user_name, user_name_key=user_name_key(person.user_name),
        display_name=person.display_name, title=admin.title, role=admin.role.value, licence=admin.licence.value,
        licence_number=admin.licence_number, is_director=admin.is_director, active=True, must_enrol=False,
        totp_secret=makings.answers.enrolment.secret.encode("ascii"), totp_last_step=0, created_at=now))
    session.add(ClinicVersion(changed_at=now, changed_by=person.user_id, **vars(makings.answers.clinic)))
    settings = AppSettings(passwords_only=makings.answers.passwords_only)
    session.add(SettingsVersion(changed_at=now, changed_by=person.user_id, **vars(settings)))


def _first_audit_rows(session: Session, makings: _Makings) -> AuditAnchor:
    said = [("set_up", "The clinic was set up."), ("keys_created", "Inbox, backup, seal and recovery keys were made.")]
    if makings.answers.passwords_only:
        said.append(("passwords_only", "Protection with passwords only, without a keyring, was chosen."))
    for event, detail in said:
        append(session, makings.database_id, AuditFact(
            at=makings.now, user_id=makings.person.user_id, person=makings.person.display_name, person_kind="staff",
            device=makings.answers.device_name, session_id="", event=event, detail=detail))
    last = head(session, makings.database_id)
    return AuditAnchor(last.sequence, last.hash)

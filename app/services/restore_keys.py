"""New key slots, device file and counters for a clinic that is restored on a computer without them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.files import make_private_folder
from app.core.ids import new_id
from app.core.paths import DataFolder
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.device_secret import PasswordsOnly
from app.security.recovery_codes import new_recovery_codes
from app.security.recovery_key import RecoveryKey
from app.security.throttle import Throttle
from app.security.vault import Person, Vault
from app.services.clinic_keys import KeyPurpose, current_key
from app.services.desk import Desk
from app.services.device import DeviceInfo, write_device
from app.services.public_keys import PublicKeys, write_public_keys
from app.services.strongbox import Strongbox


@dataclass(frozen=True)
class NewKeys:
    """Whose slot was made, their recovery codes, and how to take back what lies outside the folder."""

    user_id: str
    undo: Callable[[], None]
    recovery_codes: tuple[str, ...] = field(repr=False)


def make_keys(desk: Desk, box: Strongbox, staging: DataFolder, store: Store, member: StaffMember, *, password: str,
              recovery: RecoveryKey, dek: bytearray, passwords_only: bool) -> NewKeys:
    """Make the key-slot file (one person and the recovery key), throttle, device and public files in ``staging``.

    Raises KeyringError and StorageError; a keyring entry made here is taken back then.
    """
    secrets = PasswordsOnly() if passwords_only else box.keyring
    secrets.check()
    vault = Vault(staging.keyslots, secrets, desk.randomness, box.kdf)
    person = Person(member.user_id, member.user_name, member.display_name, member.title)
    had_secret_before = secrets.find(store.database_id) is not None
    opened = vault.create(store.database_id, person, password, recovery, dek)
    codes = new_recovery_codes(desk.randomness)
    try:
        throttle = Throttle(staging.throttle, secrets, store.database_id, desk.clock)
        throttle.create()
        throttle.set_recovery_codes(member.user_id, codes)
        with store.unit() as session:
            inbox, ca = current_key(session, KeyPurpose.INBOX), current_key(session, KeyPurpose.CA)
        write_public_keys(staging.public_keys,
                          PublicKeys(store.database_id, inbox.public, recovery.public_key(), ca.public))
        write_device(staging.device, DeviceInfo(new_id(desk.clock, desk.randomness), desk.device, secrets.backend,
                                                passwords_only))
        for folder in (desk.folder.outbox, desk.folder.aside, desk.folder.staff_drafts):
            make_private_folder(folder)
    except BaseException:
        vault.discard_new(opened)
        raise
    return NewKeys(member.user_id, lambda: None if had_secret_before else secrets.delete(store.database_id), codes)

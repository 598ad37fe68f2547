"""A small clinic's vault with cheap key stretching, for tests that are not about its cost."""

from pathlib import Path

from app.core.randomness import SystemRandomness
from app.security.device_secret import DeviceSecretStore, InMemoryDeviceSecret
from app.security.kdf import KdfParameters
from app.security.recovery_key import RecoveryKey, new_recovery_key
from app.security.vault import OpenedVault, Person, Vault

CHEAP = KdfParameters(memory_kib=64, passes=1, lanes=1)
DATABASE_ID = "0193a0de-0000-7000-8000-00000000c11c"
NORA = Person("user-nora", "nora", "Nora Bellamy", "Practice manager")
PRIYA = Person("user-priya", "priya", "Priya Raman, RN", "Nurse injector")
NORA_PASSWORD = "violet otter marble"
PRIYA_PASSWORD = "lantern canyon fig"


class Clinic:
    """A vault in ``folder`` with one person, its device secret and its recovery key."""

    def __init__(self, folder: Path, device: DeviceSecretStore | None = None, kdf: KdfParameters = CHEAP) -> None:
        self.path = folder / "keyslots.json"
        self.previous = folder / "keyslots.json.prev"
        self.device = device or InMemoryDeviceSecret(SystemRandomness())
        self.recovery: RecoveryKey = new_recovery_key(SystemRandomness())
        self.groups = self.recovery.groups
        self.vault = Vault(self.path, self.device, SystemRandomness(), kdf)
        self.opened: OpenedVault = self.vault.create(DATABASE_ID, NORA, NORA_PASSWORD, self.recovery)
        self.dek = self.opened.dek

    def restarted(self, kdf: KdfParameters = CHEAP) -> Vault:
        """The same files and keyring after the app was started again."""
        return Vault(self.path, self.device, SystemRandomness(), kdf)

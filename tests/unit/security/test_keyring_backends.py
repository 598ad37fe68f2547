"""Which keyring is used: only one of the list, whatever the environment asks for, and only if it keeps things."""

import sys

import pytest
from keyring.backend import KeyringBackend

from app.core.errors import KeyringError
from app.core.randomness import SystemRandomness
from app.security import keyring_secret
from app.security.keyring_secret import ALLOWED_BACKENDS, AllowedBackend, KeyringDeviceSecret, make_backend


class Keeping(KeyringBackend):
    """Keeps secrets in memory, as a real keyring does elsewhere."""

    priority = 1
    broken = False

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring does not annotate it
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.broken:
            raise OSError("locked, and the message names patient 4711")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class Forgetting(Keeping):
    """Accepts everything and keeps nothing, like ``keyring.backends.null``."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Unavailable(Keeping):
    """Its service does not run."""

    def __init__(self) -> None:
        raise RuntimeError("no bus")


def store_with(*classes: type[Keeping]) -> KeyringDeviceSecret:
    candidates = (AllowedBackend(sys.platform, __name__, each.__name__, f"{each.__name__} Keyring") for each in classes)
    return KeyringDeviceSecret(SystemRandomness(), tuple(candidates))


def test_the_list_holds_no_null_plaintext_or_chained_backend() -> None:
    assert {allowed.module for allowed in ALLOWED_BACKENDS} == {
        "keyring.backends.Windows",
        "keyring.backends.macOS",
        "keyring.backends.SecretService",
        "keyring.backends.kwallet",
    }


def test_secret_is_made_kept_found_and_removed() -> None:
    store = store_with(Unavailable, Keeping)
    assert store.backend == store.check() == "Keeping Keyring"
    assert store.find("clinic") is None
    secret = store.create("clinic")
    assert store.find("clinic") == secret
    assert len(secret) == 32
    assert store.find("another clinic") is None
    store.write_mirror("clinic", '{"serial":1}')
    assert store.read_mirror("clinic") == '{"serial":1}'
    store.delete("clinic")
    store.delete("clinic")
    assert (store.find("clinic"), store.read_mirror("clinic")) == (None, None)


def test_a_trial_leaves_nothing_behind() -> None:
    store = store_with(Keeping)
    store.check()
    backend = store._keyring()[1]
    assert isinstance(backend, Keeping)
    assert backend.entries == {}


def test_a_keyring_that_forgets_is_found_before_anything_depends_on_it() -> None:
    with pytest.raises(KeyringError, match="did not keep"):
        store_with(Forgetting).check()
    with pytest.raises(KeyringError, match="did not keep"):
        store_with(Forgetting).create("clinic")


def test_no_keyring_is_said_plainly() -> None:
    for store in (store_with(Unavailable), store_with()):
        with pytest.raises(KeyringError, match="has no keyring"):
            store.check()


def test_a_locked_keyring_is_not_a_missing_entry_and_tells_no_details(monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_with(Keeping)
    store.create("clinic")
    monkeypatch.setattr(Keeping, "broken", True)
    with pytest.raises(KeyringError, match="locked") as refused:
        store.find("clinic")
    assert "4711" not in refused.value.sentence
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("damage", ["1:", "1:zz", "1:abcd", "nonsense"])
def test_a_damaged_entry_is_said(damage: str) -> None:
    store = store_with(Keeping)
    store._keyring()[1].set_password("better-med-spa-intake.device-clinic", "this device", damage)
    with pytest.raises(KeyringError, match="damaged"):
        store.find("clinic")


def test_environment_cannot_pick_or_tune_the_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/somewhere/else")
    made = make_backend(AllowedBackend(sys.platform, __name__, "Keeping", "Keeping"))
    assert type(made) is Keeping
    assert not hasattr(made, "preferred_collection")


def test_windows_entries_do_not_roam_and_mac_ignores_the_environment() -> None:
    windows = make_backend(AllowedBackend("win32", __name__, "Keeping", "Windows"))
    mac = make_backend(AllowedBackend("darwin", __name__, "Keeping", "macOS"))
    assert vars(windows)["persist"] == "local machine"
    assert vars(mac)["keychain"] is None


def test_the_module_never_asks_keyring_for_its_choice() -> None:
    assert not hasattr(keyring_secret, "get_keyring")

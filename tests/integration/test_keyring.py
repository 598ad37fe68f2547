"""The device secret in a real Secret Service: gnome-keyring on a private D-Bus session, in a process of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MISSING = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING) or not sys.platform.startswith("linux"), reason=f"needs {' and '.join(MISSING) or 'Linux'}"
)

UNLOCKED = 'printf "keyring password" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" "$@"'

KEEP = """
import pathlib, sys
from app.core.randomness import SystemRandomness
from app.security.kdf import KdfParameters
from app.security.keyring_secret import KeyringDeviceSecret
from app.security.recovery_key import new_recovery_key
from app.security.vault import Person, Vault

def vault():  # as after a restart of the app
    store = KeyringDeviceSecret(SystemRandomness())
    return store, Vault(pathlib.Path(sys.argv[1]), store, SystemRandomness(), KdfParameters(64, 1, 1))

store, keys = vault()
print(store.check())
nora = Person("u1", "nora", "Nora Bellamy", "Practice manager")
opened = keys.create("clinic-1", nora, "violet otter marble", new_recovery_key(SystemRandomness()))
print(vault()[1].open_with_password("nora", "violet otter marble").dek == opened.dek)
store.write_mirror("clinic-1", "x" * 2000)
print(vault()[0].read_mirror("clinic-1") == "x" * 2000)
first = store.find("clinic-1")
print(store.create("clinic-1") == vault()[0].find("clinic-1") != first)
store.delete("clinic-1")
print(vault()[0].find("clinic-1"), vault()[0].read_mirror("clinic-1"))
"""

CHECK = """
from app.core.errors import KeyringError
from app.core.randomness import SystemRandomness
from app.security.keyring_secret import KeyringDeviceSecret
try:
    print(KeyringDeviceSecret(SystemRandomness()).check())
except KeyringError as error:
    print(error.sentence)
"""


def environment(home: Path, **extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "XDG_", "PYTHON_KEY"))}
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    return {**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(home / "data"), **extra}


def in_session(script: str, home: Path, *arguments: str, **extra: str) -> list[str]:
    command = ["dbus-run-session", "--", "sh", "-c", UNLOCKED, sys.executable, "-c", script, *arguments]
    answer = subprocess.run(
        command, env=environment(home, **extra), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


def test_secret_and_vault_survive_restarts_in_a_real_keyring(tmp_path: Path) -> None:
    said = in_session(KEEP, tmp_path, str(tmp_path / "keyslots.json"))
    assert said == ["Secret Service", "True", "True", "True", "None None"]


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "no.Module"])
def test_environment_and_config_do_not_divert_the_secret(tmp_path: Path, backend: str) -> None:
    folder = tmp_path / "config" / "python_keyring"
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={backend}\nkeyring-path={tmp_path}\n")
    said = in_session(
        CHECK, tmp_path,
        PYTHON_KEYRING_BACKEND=backend,
        XDG_CONFIG_HOME=str(tmp_path / "config"),
        KEYRING_PROPERTY_PREFERRED_COLLECTION="/org/freedesktop/secrets/collection/nowhere",
    )  # fmt: skip
    assert said == ["Secret Service"]


def test_without_a_keyring_set_up_is_told_so(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", CHECK],
        env=environment(tmp_path, DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/nobody"),
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "This computer has no keyring" in answer.stdout

"""The file behind the throttle: counters and recovery-code hashes, authenticated under the device secret.

Its serial number and the counters that matter are mirrored in the keyring, so that deleting the file, or putting an
older one back, is noticed and gives no new tries.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from app.core.canonical import canonical_json
from app.core.errors import KeyringError
from app.core.files import atomic_write
from app.security.derive import Purpose, derive
from app.security.device_secret import Binding, DeviceSecretStore
from app.security.process import zero

_LARGEST_FILE = 1 << 20
_MIRRORED_NAMES = 60  # keeps the mirror under the 2,560 bytes of a Windows credential


@dataclass(frozen=True)
class Counter:
    """Consecutive failures and when the last one was (wall clock, milliseconds since 1970)."""

    failures: int = 0
    last_ms: int = 0
    known: bool = False


@dataclass(frozen=True)
class ThrottleState:
    """Everything the file holds. Typed names are kept only as hashes: people type passwords into the wrong field."""

    serial: int = 0
    device: Counter = Counter()
    patient: Counter = Counter()
    names: Mapping[str, Counter] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    incident: str = ""


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: ThrottleState
    mac: bytes


class _Mirror(msgspec.Struct, frozen=True):
    serial: int
    failures: dict[str, int]


class ThrottleFile:
    """Reads and replaces the state. The key is asked for each time; nothing secret stays in memory."""

    def __init__(self, path: Path, device: DeviceSecretStore, database_id: str) -> None:
        """Nothing is read yet."""
        self._path = path
        self._device = device
        self._database_id = database_id

    def secret(self) -> bytearray:
        """Return the device secret, empty when passwords stand alone. Raises KeyringError when it is missing."""
        secret = self._device.find(self._database_id)
        if secret is None:
            raise KeyringError(
                "This computer’s keyring no longer holds this clinic’s device key. The records are safe. "
                "Use the recovery key to enroll this computer again."
            )
        return secret

    def key(self) -> bytearray:
        """Return the key of one reading or writing; zero it after use. Raises KeyringError.

        Without a device secret it only finds damage: whoever can write the folder could forge the file.
        """
        secret = self.secret()
        alone = self._device.binding is Binding.PASSWORD_ONLY
        try:
            return derive(b"passwords only" if alone else secret, Purpose.THROTTLE_MAC, self._database_id.encode())
        finally:
            zero(secret)

    def read(self, key: bytearray) -> tuple[ThrottleState, str]:
        """Return the state, and what was wrong with the file ("" if nothing).

        When it is missing, forged or older than its mirror, the state is what the mirror knows, without recovery
        codes. Raises KeyringError.
        """
        mirror = self._mirror()
        try:
            state = _decode(self._path.read_bytes()[: _LARGEST_FILE + 1], key)
        except FileNotFoundError:
            return _from_mirror(mirror), "The file that counts failed sign-ins was missing."
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return _from_mirror(mirror), "The file that counts failed sign-ins was damaged or changed."
        if state.serial < mirror.serial:
            return _from_mirror(mirror), "The file that counts failed sign-ins was replaced by an older copy."
        return state, ""

    def write(self, key: bytearray, state: ThrottleState) -> None:
        """Replace the file, then the mirror: killed in between, the file is the newer one, which is accepted.

        Raises StorageError, KeyringError.
        """
        after = replace(state, serial=state.serial + 1)
        atomic_write(self._path, msgspec.json.encode(_Envelope(after, _mac(after, key))))
        self._device.write_mirror(self._database_id, msgspec.json.encode(_mirror_of(after)).decode())

    def _mirror(self) -> _Mirror:
        text = self._device.read_mirror(self._database_id)
        try:
            return msgspec.json.decode(text, type=_Mirror) if text else _Mirror(0, {})
        except msgspec.MsgspecError:
            return _Mirror(0, {})


def hash_of_name(key: bytearray, user_name_key: str) -> str:
    """Return what stands for a typed user name in the file (16 hexadecimal characters)."""
    return hmac.digest(key, b"name\x00" + user_name_key.encode("utf-8", "surrogatepass"), "sha256").hex()[:16]


def _decode(data: bytes, key: bytearray) -> ThrottleState:
    envelope = msgspec.json.decode(data, type=_Envelope)
    if not hmac.compare_digest(_mac(envelope.body, key), envelope.mac):
        raise ValueError("mac")
    return envelope.body


def _mac(state: ThrottleState, key: bytearray) -> bytes:
    return hmac.digest(key, b"state\x00" + canonical_json(msgspec.to_builtins(state)), "sha256")


def _mirror_of(state: ThrottleState) -> _Mirror:
    failing = {key: counter.failures for key, counter in state.names.items() if counter.known and counter.failures}
    return _Mirror(state.serial, dict(sorted(failing.items(), key=lambda pair: -pair[1])[:_MIRRORED_NAMES]))


def _from_mirror(mirror: _Mirror) -> ThrottleState:
    names = {key: Counter(failures, known=True) for key, failures in mirror.failures.items()}
    return ThrottleState(serial=mirror.serial, names=names)

"""Failed sign-ins: growing delays, a lock at ten, and the hashes of recovery codes, kept outside the database.

A try is counted before it is looked at, so killing the app in between gives nothing away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.clock import Clock
from app.core.errors import SignInRefusedError
from app.security.device_secret import DeviceSecretStore

LOCK_AT = 10
"""Failed tries after which only an administrator or a recovery code helps."""

LONGEST_DELAY = 300
"""Seconds."""


@dataclass(frozen=True)
class Standing:
    """Where somebody stands. ``tries_left`` is None until three are left."""

    failures: int
    locked: bool
    retry_at: datetime | None
    tries_left: int | None


class Throttle:
    """Counts tries per typed user name and per device; survives restarts, crashes, clock changes and deletion."""

    def __init__(self, path: Path, device: DeviceSecretStore, database_id: str, clock: Clock) -> None:
        """Use the file at ``path``; nothing is read yet."""

    def create(self) -> None:
        """Write the first, empty file at set-up."""
        raise NotImplementedError

    def admit(self, user_name: str, *, known: bool, patient_mode: bool = False) -> None:
        """Count a try as failed, then let it be evaluated. Raises SignInRefusedError when it is too early or locked."""
        raise NotImplementedError

    def refusal(self, user_name: str, sentence: str, *, patient_mode: bool = False) -> SignInRefusedError:
        """Return the error to raise for the try just evaluated: ``sentence`` with the delay and the tries left."""
        raise NotImplementedError

    def forgive(self, user_name: str, *, patient_mode: bool = False) -> None:
        """Take back the try counted last: the password was right, the code is still to come."""
        raise NotImplementedError

    def succeeded(self, user_name: str, *, patient_mode: bool = False) -> None:
        """Forget all failures: the sign-in is complete."""
        raise NotImplementedError

    def unlock(self, user_name: str) -> None:
        """Lift the lock on behalf of an administrator."""
        raise NotImplementedError

    def standing(self, user_name: str, *, patient_mode: bool = False) -> Standing:
        """Return where ``user_name`` stands now."""
        raise NotImplementedError

    def set_recovery_codes(self, user_id: str, codes: tuple[str, ...]) -> None:
        """Keep the hashes of new codes; older ones stop working. No codes: forget the person's."""
        raise NotImplementedError

    def use_recovery_code(self, user_id: str, code: str) -> bool:
        """Use up ``code`` if it is one of theirs. Lifting the lock is up to the caller (``succeeded``)."""
        raise NotImplementedError

    def recovery_codes_left(self, user_id: str) -> int:
        """Return how many unused codes the person has."""
        raise NotImplementedError

    def take_incident(self) -> str:
        """Return once what was wrong with the file ("" if nothing), to be audited after the next sign-in."""
        raise NotImplementedError

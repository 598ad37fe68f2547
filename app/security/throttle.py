"""Failed sign-ins: growing delays, a lock at ten, and the hashes of recovery codes, kept outside the database.

A try is counted before it is looked at, so killing the app in between gives nothing away.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.core.clock import Clock
from app.core.errors import SignInRefusedError
from app.security.device_secret import DeviceSecretStore
from app.security.process import zero
from app.security.recovery_codes import code_hash
from app.security.throttle_file import Counter, ThrottleFile, ThrottleState, hash_of_name
from app.security.user_names import user_name_key

LOCK_AT = 10
"""Failed tries after which only an administrator or a recovery code helps."""

LONGEST_DELAY = 300
"""Seconds."""

TRIES_SHOWN = 3
_FREE_TRIES = 2
_DEVICE_FREE_TRIES = 9  # several people share a computer, so its own delays start later than one person's
_AFTER_INCIDENT = 30  # as many device failures as give the longest delay
_UNKNOWN_NAMES_KEPT = 50
_DEVICE, _PATIENT = "device", "patient"


@dataclass(frozen=True)
class Standing:
    """Where somebody stands. ``retry_at`` (UTC) only while waiting, ``tries_left`` only from three on."""

    failures: int
    locked: bool
    retry_at: datetime | None
    tries_left: int | None


def delay_after(failures: int, free: int = _FREE_TRIES) -> int:
    """Return the seconds to wait after ``failures`` in a row: none for ``free``, then 1, 2, 4 … up to 300."""
    return 0 if failures <= free else min(LONGEST_DELAY, 1 << min(failures - free - 1, 20))


class Throttle:
    """Counts tries per typed user name and per device; survives restarts, crashes, clock changes and deletion.

    In patient mode only a counter of its own delays, and nobody is locked: a patient must not lock the clinic out.
    """

    def __init__(self, path: Path, device: DeviceSecretStore, database_id: str, clock: Clock) -> None:
        """Use the file at ``path``; nothing is read yet."""
        self._file = ThrottleFile(path, device, database_id)
        self._clock = clock
        self._ticks: dict[str, float] = {}

    def create(self) -> None:
        """Write an empty file at set-up, or after this device was enrolled again. Raises StorageError, KeyringError."""
        key = self._file.key()
        try:
            self._file.write(key, ThrottleState(serial=self._file.read(key)[0].serial))
        finally:
            zero(key)

    def admit(self, user_name: str, *, known: bool, patient_mode: bool = False) -> None:
        """Count a try as failed, then let it be evaluated. ``known``: somebody has this name.

        Raises SignInRefusedError when it is too early or locked, StorageError when it cannot be counted, KeyringError.
        """
        with self._reading() as (key, state):
            name = hash_of_name(key, user_name_key(user_name))
            standing = self._standing(state, name, patient_mode)
            if standing.locked:
                raise SignInRefusedError(_LOCKED)
            if standing.retry_at is not None:
                raise SignInRefusedError(self._wait_sentence(standing.retry_at), standing.retry_at, standing.tries_left)
            self._file.write(key, self._counted(state, name, known, patient_mode))

    def refusal(self, user_name: str, sentence: str, *, patient_mode: bool = False) -> SignInRefusedError:
        """Return the error to raise for the try just evaluated: ``sentence`` with the delay and the tries left."""
        standing = self.standing(user_name, patient_mode=patient_mode)
        parts = [sentence]
        if standing.locked:
            return SignInRefusedError(f"{sentence} {_LOCKED}", None, 0)
        if standing.tries_left is not None:
            parts.append(f"You have {standing.tries_left} {'try' if standing.tries_left == 1 else 'tries'} left.")
        if standing.retry_at is not None:
            parts.append(self._wait_sentence(standing.retry_at))
        return SignInRefusedError(" ".join(parts), standing.retry_at, standing.tries_left)

    def forgive(self, user_name: str, *, patient_mode: bool = False) -> None:
        """Take back the try counted last: the password was right, the code is still to come."""
        with self._reading() as (key, state):
            name = hash_of_name(key, user_name_key(user_name))
            if patient_mode:
                self._file.write(key, replace(state, patient=_one_less(state.patient)))
                return
            names = {**state.names, name: _one_less(state.names.get(name, Counter()))}
            self._file.write(key, replace(state, device=_one_less(state.device), names=names))

    def succeeded(self, user_name: str) -> None:
        """Forget the person's failures and the device's: the sign-in is complete."""
        with self._reading() as (key, state):
            names = _without_name(state, hash_of_name(key, user_name_key(user_name)))
            self._file.write(key, replace(state, device=Counter(), patient=Counter(), names=names))

    def unlock(self, user_name: str) -> None:
        """Lift the lock of one person, on behalf of an administrator or for a recovery code."""
        with self._reading() as (key, state):
            names = _without_name(state, hash_of_name(key, user_name_key(user_name)))
            self._file.write(key, replace(state, names=names))

    def standing(self, user_name: str, *, patient_mode: bool = False) -> Standing:
        """Return where ``user_name`` stands now. Raises KeyringError."""
        with self._reading() as (key, state):
            return self._standing(state, hash_of_name(key, user_name_key(user_name)), patient_mode)

    def set_recovery_codes(self, user_id: str, codes: tuple[str, ...]) -> None:
        """Keep the hashes of new codes; older ones stop working. No codes: forget the person's."""
        with self._reading() as (key, state):
            others = {owner: hashes for owner, hashes in state.codes.items() if owner != user_id}
            new = {user_id: self._hashes(user_id, codes)} if codes else {}
            self._file.write(key, replace(state, codes={**others, **new}))

    def use_recovery_code(self, user_id: str, code: str) -> bool:
        """Use up ``code`` if it is one of theirs. Lifting the lock is up to the caller (``unlock``)."""
        with self._reading() as (key, state):
            (given,) = self._hashes(user_id, (code,))
            kept = state.codes.get(user_id, ())
            left = tuple(stored for stored in kept if not hmac.compare_digest(stored, given))
            if len(left) == len(kept):
                return False
            self._file.write(key, replace(state, codes={**state.codes, user_id: left}))
            return True

    def recovery_codes_left(self, user_id: str) -> int:
        """Return how many unused codes the person has."""
        with self._reading() as (_key, state):
            return len(state.codes.get(user_id, ()))

    def take_incident(self) -> str:
        """Return once what was wrong with the file ("" if nothing), to be audited after the next sign-in."""
        with self._reading() as (key, state):
            if state.incident:
                self._file.write(key, replace(state, incident=""))
            return state.incident

    @contextmanager
    def _reading(self) -> Iterator[tuple[bytearray, ThrottleState]]:
        """Lend the file's key and what the file holds; the key is zeroed afterwards."""
        key = self._file.key()
        try:
            yield key, self._read(key)
        finally:
            zero(key)

    def _hashes(self, user_id: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        secret = self._file.secret()
        try:
            return tuple(code_hash(secret, user_id, code) for code in codes)
        finally:
            zero(secret)

    def _read(self, key: bytearray) -> ThrottleState:
        """Read; answer a file that was tampered with by the longest delay, and a clock set back by waiting from now."""
        state, incident = self._file.read(key)
        now = self._now_ms()
        if incident:
            held = Counter(_AFTER_INCIDENT, now)
            state = replace(state, device=held, patient=held, incident=incident)
        healed = _without_future(state, now)
        if incident or healed != state:
            self._file.write(key, healed)
        return healed

    def _counted(self, state: ThrottleState, name: str, known: bool, patient_mode: bool) -> ThrottleState:
        def more(label: str, old: Counter) -> Counter:
            self._ticks[label] = self._clock.monotonic()
            return Counter(old.failures + 1, self._now_ms(), known or old.known)

        if patient_mode:
            return replace(state, patient=more(_PATIENT, state.patient))
        names = {**state.names, name: more(name, state.names.get(name, Counter()))}
        return replace(state, device=more(_DEVICE, state.device), names=_trimmed(names))

    def _standing(self, state: ThrottleState, name: str, patient_mode: bool) -> Standing:
        mine = state.names.get(name, Counter())
        locked = mine.failures >= LOCK_AT
        if patient_mode:
            wait = self._remaining(_PATIENT, state.patient, _FREE_TRIES)
            return Standing(mine.failures, locked, self._after(wait), None)
        device_wait = self._remaining(_DEVICE, state.device, _DEVICE_FREE_TRIES)
        wait = max(device_wait, self._remaining(name, mine, _FREE_TRIES))
        left = LOCK_AT - mine.failures
        return Standing(mine.failures, locked, self._after(wait), left if 0 < left <= TRIES_SHOWN else None)

    def _remaining(self, label: str, counter: Counter, free: int) -> float:
        """Seconds still to wait: by wall clock, and by the monotonic clock too if the failure was in this process."""
        passed = (self._now_ms() - counter.last_ms) / 1000
        if label in self._ticks:
            passed = min(passed, self._clock.monotonic() - self._ticks[label])
        return max(0.0, delay_after(counter.failures, free) - passed)

    def _after(self, wait: float) -> datetime | None:
        return self._clock.now() + timedelta(seconds=wait) if wait > 0 else None

    def _wait_sentence(self, retry_at: datetime) -> str:
        seconds = max(1, math.ceil((retry_at - self._clock.now()).total_seconds()))
        if seconds >= 2 * 60:
            return f"Try again in {math.ceil(seconds / 60)} minutes."
        return f"Try again in {seconds} second{'' if seconds == 1 else 's'}."

    def _now_ms(self) -> int:
        return (self._clock.now() - _EPOCH) // timedelta(milliseconds=1)


def _without_future(state: ThrottleState, now: int) -> ThrottleState:
    def kept(counter: Counter) -> Counter:
        return replace(counter, last_ms=min(counter.last_ms, now))

    names = {name: kept(counter) for name, counter in state.names.items()}
    return replace(state, device=kept(state.device), patient=kept(state.patient), names=names)


def _without_name(state: ThrottleState, name: str) -> dict[str, Counter]:
    return {other: counter for other, counter in state.names.items() if other != name}


def _one_less(counter: Counter) -> Counter:
    return replace(counter, failures=max(0, counter.failures - 1))


def _trimmed(names: dict[str, Counter]) -> dict[str, Counter]:
    """Keep everybody who exists and the newest of the rest, so that made-up names cannot fill the disk."""
    unknown = sorted((name for name in names if not names[name].known), key=lambda name: -names[name].last_ms)
    dropped = set(unknown[_UNKNOWN_NAMES_KEPT:])
    return {name: counter for name, counter in names.items() if name not in dropped}


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCKED = "This account is locked after 10 tries. Use a recovery code, or ask an administrator to unlock it."

"""Argon2id (RFC 9106): makes each guess of a password slow and hungry for memory."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

from app.core.errors import DamagedError
from app.security.derive import KEY_BYTES

SALT_BYTES = 16
_MOST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 64
_MOST_LANES = 16


@dataclass(frozen=True, order=True)
class KdfParameters:
    """Cost of one guess: memory in KiB, passes over it, lanes. Stored with every slot; memory compares first."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        """Refuse costs that no real slot has: a changed file must not make the app ask for terabytes. DamagedError."""
        sane = (
            1 <= self.lanes <= _MOST_LANES
            and 1 <= self.passes <= _MOST_PASSES
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
        )
        if not sane:
            raise DamagedError("The key file holds values that cannot be right. It was changed or damaged.")


STANDARD = KdfParameters()
"""t=3, m=64 MiB, p=4: about 0.1 s and 64 MiB for each guess."""


def stretch(password: str, salt: bytes, parameters: KdfParameters) -> bytearray:
    """Return 32 bytes from ``password`` (any Unicode, taken in NFC, lone surrogates allowed) and ``salt``."""
    secret = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    raw = hash_secret_raw(
        secret,
        salt,
        time_cost=parameters.passes,
        memory_cost=parameters.memory_kib,
        parallelism=parameters.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return bytearray(raw)

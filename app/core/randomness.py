"""The only source of randomness. Everything that needs random bytes is handed a ``Randomness``."""

from __future__ import annotations

import secrets
from typing import Protocol


class Randomness(Protocol):
    """Gives unpredictable bytes."""

    def token_bytes(self, count: int) -> bytes:
        """Return ``count`` random bytes fit for keys."""
        ...


class SystemRandomness:
    """The operating system's generator."""

    def token_bytes(self, count: int) -> bytes:
        """Return ``count`` bytes from the operating system."""
        return secrets.token_bytes(count)

"""Identifiers: UUID version 7 (RFC 9562), so that rows sort by the time they were made."""

from __future__ import annotations

import uuid

from app.core.clock import Clock
from app.core.randomness import Randomness


def new_id(clock: Clock, randomness: Randomness) -> str:
    """Return a new UUIDv7 as 36 lower-case characters (RFC 9562 section 5.7)."""
    milliseconds = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    value = (milliseconds << 80) | int.from_bytes(randomness.token_bytes(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def short_id(long_id: str) -> str:
    """Return eight characters of an id that people can read out, such as ``8F21-0C4A``: its random end."""
    tail = long_id.replace("-", "")[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}" if tail else ""

"""One way to turn data into bytes that hash alike everywhere."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# Made once: the audit's check encodes every entry, and making an encoder takes as long as encoding one.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_json(value: Any) -> bytes:
    """Return ``value`` as UTF-8 JSON with sorted keys and no spaces (after RFC 8785; floats are not allowed)."""
    return _ENCODER.encode(value).encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()

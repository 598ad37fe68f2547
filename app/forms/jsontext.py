"""JSON for FHIR: decimals stay Decimal, digits stay digits, and one canonical form to hash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from app.core.canonical import sha256_hex

DEEP = 256
"""Nesting levels of brackets; what is deeper than the decoder can follow is reported at this depth."""

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")
_sorted_encoder = msgspec.json.Encoder(decimal_format="number", order="sorted")


def decode_json(data: bytes) -> object:
    """Return the JSON value in ``data`` with Decimal for every number with a fraction or exponent.

    Raises ValueError for text that is not JSON (NaN, cut short, wrong encoding) or nested too deeply.
    """
    try:
        value: object = _decoder.decode(data)
    except msgspec.DecodeError as error:
        raise ValueError(f"Not JSON: {error}.") from None
    except RecursionError:
        raise ValueError(f"Nested too deeply (byte {_deep_byte(data)}).") from None
    return value


def _deep_byte(data: bytes) -> int:
    """Return where ``data`` first is nested more than ``DEEP`` levels."""
    depth = 0
    for token in _TOKENS.finditer(data):
        first = token.group()[:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > DEEP:
            return token.start()
    return len(data)


def encode_json(value: object) -> bytes:
    """Return ``value`` as JSON text; a Decimal is written with its own digits, never as a float."""
    return _encoder.encode(value)


def canonical_sha256(questionnaire: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical JSON (keys sorted, no spaces, UTF-8) as 64 hexadecimal characters."""
    return sha256_hex(_sorted_encoder.encode(questionnaire))

"""Recovery codes: ten single-use codes of 80 bits for somebody who has lost the authenticator app."""

from __future__ import annotations

import base64
import hmac
import re

from app.core.randomness import Randomness
from app.security.derive import Purpose, derive
from app.security.process import zero

CODE_COUNT = 10
_CODE_BYTES = 10
_READ_AS = str.maketrans({"0": "O", "1": "I", "8": "B"})  # base 32 of RFC 4648 has none of these digits


def new_recovery_codes(randomness: Randomness) -> tuple[str, ...]:
    """Return ten codes as they are shown, such as ``ABCD-EFGH-IJKL-MNOP``."""
    return tuple(_shown(randomness.token_bytes(_CODE_BYTES)) for _ in range(CODE_COUNT))


def code_hash(device_secret: bytes | bytearray, user_id: str, code: str) -> str:
    """Return what is kept of ``code``: an HMAC under the device secret, bound to the person (hexadecimal).

    80 random bits need no slow hash. Case, spaces and hyphens of ``code`` do not matter.
    """
    plain = re.sub(r"[\s\-]+", "", code[:100]).upper().translate(_READ_AS)
    key = derive(device_secret or b"no device secret", Purpose.RECOVERY_CODE, user_id.encode())
    try:
        return hmac.digest(key, plain.encode("utf-8", "surrogatepass"), "sha256").hex()
    finally:
        zero(key)


def _shown(raw: bytes) -> str:
    text = base64.b32encode(raw).decode("ascii")
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))

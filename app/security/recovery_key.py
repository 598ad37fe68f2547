"""The recovery key on paper: 160 random bits and a 20-bit checksum as nine groups of four characters.

The alphabet is Crockford's base 32: no I, L, O or U, and what people write instead of 1 and 0 is understood.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.core.errors import InvalidInputError
from app.core.randomness import Randomness
from app.security.derive import Purpose, derive
from app.security.process import zero

GROUPS = 9
GROUP_LENGTH = 4
SECRET_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.,]+")
_CHECKSUM_BITS = 20
_LENGTH = GROUPS * GROUP_LENGTH


@dataclass(frozen=True)
class RecoveryKey:
    """The secret behind the paper. ``close`` after use."""

    secret: bytearray = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """The nine groups as they are printed."""
        value = (int.from_bytes(self.secret, "big") << _CHECKSUM_BITS) | _checksum(self.secret)
        text = "".join(_ALPHABET[(value >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))
        return tuple(text[start : start + GROUP_LENGTH] for start in range(0, _LENGTH, GROUP_LENGTH))

    def wrapping_key(self, database_id: str) -> bytearray:
        """Return the key that wraps the database key in the recovery slot of ``database_id``."""
        return derive(self.secret, Purpose.KEK_RECOVERY, database_id.encode())

    def private_key(self) -> bytes:
        """Return the raw X25519 private key that opens what was sealed for the safe: backups and the CA key."""
        derived = derive(self.secret, Purpose.RECOVERY_X25519)
        try:
            return bytes(derived)
        finally:
            zero(derived)

    def public_key(self) -> bytes:
        """Return the raw X25519 public key; it may be stored and is kept in the key-slot file."""
        return X25519PrivateKey.from_private_bytes(self.private_key()).public_key().public_bytes_raw()

    def close(self) -> None:
        """Overwrite the secret."""
        zero(self.secret)


def new_recovery_key(randomness: Randomness) -> RecoveryKey:
    """Return a new key of 160 bits."""
    return RecoveryKey(bytearray(randomness.token_bytes(SECRET_BYTES)))


def parse_recovery_key(typed: str | Sequence[str]) -> RecoveryKey:
    """Return the key from what a person typed: any case, spaces, hyphens and line breaks anywhere.

    Raises InvalidInputError (field ``recovery_key``) that tells too short, too long, a character that is never used, or
    a mistyped character (checksum).
    """
    text = typed if isinstance(typed, str) else " ".join(typed)
    plain = _SEPARATORS.sub("", text[:1000]).upper().translate(_READ_AS)
    wrong = next((character for character in plain if character not in _ALPHABET), "")
    if wrong:
        raise _mistake("The recovery key uses only digits and the letters A to Z without I, L, O and U.")
    if len(plain) != _LENGTH:
        raise _mistake(f"The recovery key has {_LENGTH} characters in {GROUPS} groups; {len(plain)} are there.")
    value = 0
    for character in plain:
        value = value << 5 | _ALPHABET.index(character)
    secret = bytearray((value >> _CHECKSUM_BITS).to_bytes(SECRET_BYTES, "big"))
    checksum = value & ((1 << _CHECKSUM_BITS) - 1)
    if not hmac.compare_digest(checksum.to_bytes(3, "big"), _checksum(secret).to_bytes(3, "big")):
        raise _mistake("One of the characters is not right. Compare each group with the paper.")
    return RecoveryKey(secret)


def _checksum(secret: bytearray) -> int:
    digest = hashlib.sha256(b"medspa/1/recovery-key/checksum" + secret).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - _CHECKSUM_BITS)


def _mistake(sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, field="recovery_key")

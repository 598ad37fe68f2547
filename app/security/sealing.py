"""Sealing: HPKE (RFC 9180) to a public key, a MAC for each item of a visit, AES-256-GCM for a patient's data."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.core.errors import DamagedError
from app.core.randomness import Randomness
from app.security.derive import KEY_BYTES

PADDING_STEP = 4096
"""Sealed items are a multiple of this many bytes long, so that their size tells little about what is inside."""

_LENGTH_BYTES = 8
_NONCE_BYTES = 12
_SEAL_OVERHEAD = 32 + 16  # encapsulated X25519 key, AES-GCM tag
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class InboxKeypair:
    """Raw X25519 keys: the public one lies on the device, the private one inside the database."""

    public_key: bytes
    private_key: bytes = field(repr=False)


def generate_inbox_keypair(randomness: Randomness) -> InboxKeypair:
    """Return a new pair of 32-byte keys."""
    private = X25519PrivateKey.from_private_bytes(randomness.token_bytes(KEY_BYTES))
    return InboxKeypair(private.public_key().public_bytes_raw(), private.private_bytes_raw())


def seal(public_key: bytes, plaintext: bytes, *, info: bytes, aad: bytes = b"") -> bytes:
    """Return ``plaintext`` sealed to ``public_key`` (32 bytes), padded to a multiple of 4 KiB in all.

    ``info`` says what kind of item it is, ``aad`` which one; both must be given again to open it. HPKE's base mode does
    not say who sealed: authenticate items with ``item_mac``.
    """
    key = X25519PublicKey.from_public_bytes(public_key)
    return _SUITE.encrypt(_pad(plaintext), key, info=_bound(info, aad))


def open_sealed(private_key: bytes, sealed: bytes, *, info: bytes, aad: bytes = b"") -> bytes:
    """Return what was sealed. Raises DamagedError for another key, a changed byte, another ``info`` or ``aad``."""
    key = X25519PrivateKey.from_private_bytes(private_key)
    try:
        return _unpad(_SUITE.decrypt(sealed, key, info=_bound(info, aad)))
    except (InvalidTag, ValueError):
        raise DamagedError("A sealed item did not open. It was changed, or it belongs to another clinic.") from None


def item_mac(visit_key: bytes, visit_id: str, sequence: int, payload: bytes) -> bytes:
    """Return the HMAC-SHA256 that proves an item was made in the visit that ``visit_key`` was handed over for."""
    message = _bound(visit_id.encode(), sequence.to_bytes(8, "big")) + payload
    return hmac.digest(visit_key, message, "sha256")


def item_mac_matches(visit_key: bytes, visit_id: str, sequence: int, payload: bytes, mac: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(item_mac(visit_key, visit_id, sequence, payload), mac)


def encrypt_with(key: bytes | bytearray, plaintext: bytes, aad: bytes, randomness: Randomness) -> bytes:
    """Return nonce (12 bytes), AES-256-GCM ciphertext and tag. ``aad`` binds the purpose and the record."""
    nonce = randomness.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def decrypt_with(key: bytes | bytearray, blob: bytes, aad: bytes) -> bytes:
    """Return the plaintext. Raises DamagedError for another key, another ``aad`` or a changed byte."""
    try:
        return AESGCM(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], aad)
    except (InvalidTag, ValueError):
        raise DamagedError("A stored record could not be decrypted. It was changed or belongs elsewhere.") from None


def _bound(first: bytes, second: bytes) -> bytes:
    """Join two parts so that no other two parts give the same bytes."""
    return len(first).to_bytes(_LENGTH_BYTES, "big") + first + len(second).to_bytes(_LENGTH_BYTES, "big") + second


def _pad(plaintext: bytes) -> bytes:
    framed = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    return framed + bytes(-(len(framed) + _SEAL_OVERHEAD) % PADDING_STEP)


def _unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if length > len(padded) - _LENGTH_BYTES:
        raise ValueError("length does not fit")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]

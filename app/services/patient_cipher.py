"""Encrypts what belongs to one patient under that patient's own key."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.core.randomness import Randomness
from app.models.patient_keys import PatientKeys
from app.security.sealing import decrypt_with, encrypt_with

_KEY_BYTES: Final = 32


class PatientCipher:
    """AES-256-GCM under each patient's key. The ciphertext is bound to the database, the patient and its purpose."""

    def __init__(self, keys: PatientKeys, database_id: str, randomness: Randomness, now: datetime) -> None:
        self._keys = keys
        self._database_id = database_id
        self._randomness = randomness
        self._now = now

    def new(self, patient_id: str) -> None:
        """Make the key of a new patient. It is kept at once, before the transaction ends; unused it does no harm."""
        self._keys.add(patient_id, self._randomness.token_bytes(_KEY_BYTES), self._now)

    def has(self, patient_id: str) -> bool:
        """Say whether the patient has a key; after disposal there is none."""
        return self._keys.has(patient_id)

    def encrypt(self, patient_id: str, plaintext: bytes, purpose: str) -> bytes:
        """Return ``plaintext`` encrypted for ``patient_id``. Raises NotFoundError when the patient has no key."""
        bound = self._bound_to(patient_id, purpose)
        return encrypt_with(self._keys.get(patient_id), plaintext, bound, self._randomness)

    def decrypt(self, patient_id: str, blob: bytes, purpose: str) -> bytes:
        """Return what ``encrypt`` was given.

        Raises NotFoundError when the key was destroyed and DamagedError when ``blob`` was changed, belongs to another
        patient or was made for another purpose.
        """
        return decrypt_with(self._keys.get(patient_id), blob, self._bound_to(patient_id, purpose))

    def destroy(self, patient_id: str) -> bool:
        """Destroy the patient's key: everything encrypted under it is gone for good. Says whether there was one."""
        return self._keys.destroy(patient_id, self._now)

    def _bound_to(self, patient_id: str, purpose: str) -> bytes:
        return f"{self._database_id}|{patient_id}|{purpose}".encode()

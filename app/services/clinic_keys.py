"""The clinic's own key pairs, kept inside the database: inbox, backup, PDF seal and the certificate authority."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFoundError
from app.documents.certificates import SealKey
from app.models.clinic import KeyMaterial

CA_INFO: Final = b"medspa/1/ca-key"
"""HPKE ``info`` under which the certificate authority's private key is sealed to the recovery key."""


class KeyPurpose(StrEnum):
    """What a key pair is for."""

    INBOX = "inbox"  # HPKE: opens what patients' tablets and staff drafts sealed
    BACKUP = "backup"  # HPKE: opens the keys of this clinic's backups
    SEAL = "seal"  # PDF seal: PKCS #8 key; its certificate is the public half
    CA = "ca"  # certificate authority: the private half is sealed to the recovery key


@dataclass(frozen=True)
class ClinicKey:
    """One key pair. What the bytes are depends on the purpose."""

    key_id: str
    purpose: KeyPurpose
    public: bytes
    private: bytes = field(repr=False)


def keep_key(session: Session, key_id: str, purpose: KeyPurpose, *, public: bytes, private: bytes,
             now: datetime) -> None:
    """Add a key pair; the newest of its purpose is the current one, older ones still open what was sealed to them."""
    session.add(KeyMaterial(key_id=key_id, purpose=purpose.value, created_at=now, retired_at=None,
                            private_bytes=private, public_bytes=public))


def all_keys(session: Session, purpose: KeyPurpose) -> tuple[ClinicKey, ...]:
    """Return every key pair of ``purpose``, newest first."""
    rows = session.scalars(select(KeyMaterial).where(KeyMaterial.purpose == purpose.value)
                           .order_by(KeyMaterial.created_at.desc(), KeyMaterial.key_id.desc()))
    return tuple(ClinicKey(row.key_id, purpose, row.public_bytes, row.private_bytes) for row in rows)


def current_key(session: Session, purpose: KeyPurpose) -> ClinicKey:
    """Return the key pair in use. Raises NotFoundError when set-up never made one."""
    keys = all_keys(session, purpose)
    if not keys:
        raise NotFoundError("A key of the clinic is missing from the records. Restore them from a backup.")
    return keys[0]


def seal_key(session: Session) -> SealKey:
    """Return what documents are sealed with: key, certificate and the certificate authority's certificate."""
    seal = current_key(session, KeyPurpose.SEAL)
    return SealKey(private_key=seal.private, certificate=seal.public,
                   ca_certificate=current_key(session, KeyPurpose.CA).public)

"""The clinic's own certificate authority and the certificate its documents are sealed with (X.509, RFC 5280)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class ClinicCa:
    """The clinic's certificate authority. ``private_key`` is PKCS #8 DER and lies sealed to the recovery key only."""

    private_key: bytes = field(repr=False)
    certificate: bytes


@dataclass(frozen=True)
class SealKey:
    """What a document is sealed with: PKCS #8 DER key, its certificate, and the CA's certificate (DER)."""

    private_key: bytes = field(repr=False)
    certificate: bytes
    ca_certificate: bytes


def new_clinic_ca(clinic_name: str, now: datetime) -> ClinicCa:
    """Make a certificate authority for the clinic: ECDSA P-256, valid for 60 years, may issue end certificates only."""
    raise NotImplementedError


def issue_seal_certificate(ca: ClinicCa, clinic_name: str, now: datetime) -> SealKey:
    """Issue a seal certificate: ECDSA P-256, 30 years (longer than a newborn's record is kept), signing only."""
    raise NotImplementedError

"""Checks a sealed PDF without any database: was it sealed by this clinic, and is every byte still the same?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a check found. Exactly one per file."""

    VALID = "valid"
    CHANGED = "changed_bytes"
    INCREMENTAL_EDIT = "incremental_edit"
    CUT_BACK = "cut_back"
    FOREIGN_CERTIFICATE = "foreign_certificate"
    EXPIRED = "expired_certificate"
    NOT_SEALED = "not_sealed"
    NOT_ON_RECORD = "not_on_record"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Verification:
    """Result of a check. ``sentence`` is for people; the fingerprints are SHA-256 in hexadecimal."""

    outcome: Outcome
    sentence: str
    sha256: str
    size: int
    revisions: int = 0
    sealed_at: datetime | None = None
    sealed_by: str = ""
    valid_until: datetime | None = None
    certificate_sha256: str = ""

    @property
    def valid(self) -> bool:
        """True only for ``Outcome.VALID``."""
        return self.outcome is Outcome.VALID


def verify(pdf: bytes, trust: bytes, now: datetime, recorded_sha256: str = "") -> Verification:
    """Check ``pdf`` against the clinic's CA certificate ``trust`` (DER or PEM) as of ``now`` (aware).

    ``recorded_sha256`` is the hash kept when the document was stored, when there is one. Raises InvalidInputError when
    ``trust`` is no certificate; never raises because of what ``pdf`` holds.
    """
    raise NotImplementedError

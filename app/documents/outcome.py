"""What a check of a sealed PDF can find, and how it is said."""

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


SENTENCES = {
    Outcome.VALID: "This document has not changed since the clinic sealed it.",
    Outcome.CHANGED: "This document was changed: bytes under the seal are not the ones that were sealed.",
    Outcome.INCREMENTAL_EDIT: "Something was added to this file after it was sealed.",
    Outcome.CUT_BACK: "Part of this file was cut away: it ends before the seal says it does.",
    Outcome.FOREIGN_CERTIFICATE: "This document was sealed by somebody else: the certificate is not this clinic's.",
    Outcome.EXPIRED: "The bytes are as they were sealed, but the seal's certificate is not valid on this date.",
    Outcome.NOT_SEALED: "This PDF carries no seal.",
    Outcome.NOT_ON_RECORD: "The clinic sealed this file, but it is not the one kept under this number.",
    Outcome.UNREADABLE: "This is not a PDF file.",
}


@dataclass(frozen=True)
class Verification:
    """Result of a check. ``sentence`` is for people; the fingerprints are SHA-256 in hexadecimal."""

    outcome: Outcome
    sha256: str
    size: int
    sealed_at: datetime | None = None
    sealed_by: str = ""
    valid_until: datetime | None = None
    certificate_sha256: str = ""

    @property
    def valid(self) -> bool:
        """True only for ``Outcome.VALID``."""
        return self.outcome is Outcome.VALID

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        return SENTENCES[self.outcome]

"""Views of sealed documents that belong to the clinic and to no patient."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.services.views.review import VerificationView


class ClinicDocumentKind(StrEnum):
    """What kind of document of the clinic it is."""

    EVIDENCE = "evidence_pack"
    DISPOSAL = "disposal_certificate"
    INCIDENT = "incident_report"
    REGISTER = "register_export"
    SUPPRESSION = "suppression_list"
    REVIEW = "audit_review"
    FILED = "filed_document"  # something from outside, an agreement for example, attached under the seal


@dataclass(frozen=True)
class ClinicDocumentRow:
    """One stored document. ``made_at`` is aware, ``sha256`` of the file in hexadecimal."""

    document_id: str
    short_id: str
    kind: ClinicDocumentKind
    title: str
    made_at: datetime
    made_by: str
    pages: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class ClinicDocumentView:
    """A document opened for viewing, with the result of checking its seal just now."""

    row: ClinicDocumentRow
    pdf: bytes = field(repr=False)
    verification: VerificationView

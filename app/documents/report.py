"""Documents of the clinic itself: facts, text and tables that belong to no patient, as sealed PDFs.

Evidence packs, certificates of disposal, exports of registers, filed agreements. Everything a person typed is drawn as
plain text, and is attached once more as data (``report.json``), so that nothing is lost to the layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.canonical import canonical_json, sha256_hex
from app.core.ids import short_id
from app.documents.cover import AttachedFile, Cover
from app.documents.evidence import EVIDENCE_FILE
from app.documents.record import ClinicHeader

REPORT_FILE = "report.json"


@dataclass(frozen=True)
class ReportTable:
    """Columns under a head; each row has as many cells as the head. ``shares`` are the columns' parts of the width.

    Raises ValueError when a row or ``shares`` does not fit the head: that is a bug.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        if not self.head or any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("Every row of a report's table has as many cells as its head.")
        if self.shares and len(self.shares) != len(self.head):
            raise ValueError("A report's table has one share of the width per column.")


@dataclass(frozen=True)
class ReportSection:
    """A titled part: paragraphs (lines that start with "• " are a list), label beside value, tables, in this order."""

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[ReportTable, ...] = ()


@dataclass(frozen=True)
class ReportEvidence:
    """How the report came about; sealing fills it in (``app.services.clinic_documents.seal_report``).

    ``audit_head`` is the hash of the newest audit entry (number ``audit_last``) when the report was made. The
    certificate fingerprints are SHA-256 over DER.
    """

    kind: str = ""
    made_by: str = ""
    software: str = ""
    audit_last: int = 0
    audit_head: str = ""
    seal_sha256: str = ""
    ca_sha256: str = ""


@dataclass(frozen=True)
class Report:
    """What a report says: ``on`` is when it was made (aware), ``facts`` stand at its top as label beside value.

    ``title`` and the texts name no patient by name or birth date: a report outlives the disposal of a record.
    ``files`` are attached as they are, a scanned agreement for example. ``document_id``, ``evidence`` and ``is_demo``
    are filled in when it is sealed.
    """

    clinic: ClinicHeader
    title: str
    on: datetime
    facts: tuple[tuple[str, str], ...]
    sections: tuple[ReportSection, ...]
    files: tuple[AttachedFile, ...] = ()
    document_id: str = ""
    evidence: ReportEvidence = ReportEvidence()
    is_demo: bool = False

    @property
    def short_id(self) -> str:
        """Eight characters people can read out, such as ``8F21-0C4A``; empty before it is sealed."""
        return short_id(self.document_id)


def report_cover(report: Report) -> Cover:
    """Return what the seal of ``report`` says and what lies inside the file."""
    return Cover(report.title, report.clinic, report.on, report.evidence.software, (
        AttachedFile(REPORT_FILE, "What this document says, as data", report_json(report)),
        AttachedFile(EVIDENCE_FILE, "How this document was made", evidence_json(report)), *report.files))


def report_json(report: Report) -> bytes:
    """Return what ``report`` says as canonical JSON."""
    return canonical_json({
        "title": report.title, "on": report.on.astimezone(report.clinic.tz).isoformat(),
        "facts": [list(fact) for fact in report.facts],
        "sections": [{
            "title": section.title, "paragraphs": list(section.paragraphs),
            "facts": [list(fact) for fact in section.facts],
            "tables": [{"title": table.title, "head": list(table.head), "rows": [list(row) for row in table.rows]}
                       for table in section.tables],
        } for section in report.sections],
    })


def evidence_json(report: Report) -> bytes:
    """Return how ``report`` was made as canonical JSON: the same keys as a consent's evidence where they apply."""
    evidence = report.evidence
    return canonical_json({
        "document": report.document_id, "kind": evidence.kind, "title": report.title,
        "completed_at": report.on.astimezone(report.clinic.tz).isoformat(), "by": evidence.made_by,
        "clinic": {"name": report.clinic.name, "address": report.clinic.address_line, "zone": report.clinic.zone},
        "report_sha256": sha256_hex(report_json(report)),
        "files": [{"name": file.name, "sha256": sha256_hex(file.content)} for file in report.files],
        "audit": {"last": evidence.audit_last, "head": evidence.audit_head}, "app": evidence.software,
        "seal": {"certificate_sha256": evidence.seal_sha256, "clinic_certificate_sha256": evidence.ca_sha256},
        "demo": report.is_demo,
    })

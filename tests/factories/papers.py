"""Sample views of documents and the audit log."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2

from app.services.views.oversight import AuditPage, AuditRow, ChainCheck
from app.services.views.review import (
    DocumentRow,
    DocumentView,
    EvidenceStep,
    VerificationView,
)
from tests.factories.common import NOW, at


def blank_pdf(pages: int = 3) -> bytes:
    """Return a PDF of empty Letter pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(612, 792)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def document(pdf: bytes = b"", pages: int = 3) -> DocumentView:
    """Return a sealed, valid consent."""
    return DocumentView(
        "doc-1",
        "8F21-0C4",
        "patient-mariana-ortega",
        "Mariana Ortega",
        "Consent for botulinum toxin type A",
        pdf or blank_pdf(pages),
        pages,
        VerificationView(True, "This document has not changed", "It matches the copy sealed at 10:41 AM.", NOW),
        ("Mariana Ortega, patient",),
        "Priya Raman, RN, 10:41 AM",
        "Better Med Spa, valid to 2056",
        at(10, 41, 36),
        "9f3a11c807d1e4b25c60ae9371f2480db86e35a9d00c7f142ea9516b8c43f7e0",
        (
            EvidenceStep(at(10, 12), "Identity confirmed", "Name and birth date, by Elena Castillo"),
            EvidenceStep(at(10, 18), "Opened on this device", "English, normal text size"),
            EvidenceStep(at(10, 22), "Read to the end", "6 of 6 sections, 4 min 10 s"),
            EvidenceStep(at(10, 22), "Initialed 2 points", "Pen"),
            EvidenceStep(at(10, 24), "Signed", "Pen"),
            EvidenceStep(at(10, 41), "Countersigned and sealed", "Priya Raman, RN, Workstation 2", sealed=True),
        ),
    )


def document_rows() -> tuple[DocumentRow, ...]:
    """Return documents of two patients, one of them on paper."""
    return (
        DocumentRow(
            "doc-1",
            "8F21-0C4",
            "patient-mariana-ortega",
            "Mariana Ortega",
            "Consent for botulinum toxin type A",
            "4",
            at(10, 41),
            3,
            219_000,
            False,
        ),
        DocumentRow(
            "doc-2",
            "77AB-19D",
            "patient-mariana-ortega",
            "Mariana Ortega",
            "Notice of privacy practices",
            "2",
            at(14, 2, day=date(2026, 9, 8)),
            2,
            98_000,
            False,
        ),
        DocumentRow(
            "doc-4",
            "1B0C-E55",
            "patient-imani-okafor",
            "Imani Okafor",
            "Consent for microneedling",
            "1",
            at(9, 12, day=date(2025, 11, 4)),
            0,
            0,
            True,
        ),
    )


def audit_rows() -> tuple[AuditRow, ...]:
    """Return a morning of the log, two entries refused."""

    def row(
        number: int,
        clock: tuple[int, int, int],
        person: str,
        action: str,
        subject: str,
        *,
        kind: str = "staff",
        detail: str = "",
        fine: bool = True,
    ) -> AuditRow:
        return AuditRow(number, at(*clock), person, kind, action, detail, subject, "Workstation 2", fine)

    return (
        row(18402, (11, 2, 14), "System", "Checked the log chain", "18,402 entries", kind="system"),
        row(18401, (10, 58, 40), "Judith Keller", "Opened the audit log", "Today"),
        row(18400, (10, 41, 7), "Priya Raman, RN", "Countersigned", "Mariana Ortega"),
        row(
            18399,
            (10, 39, 52),
            "Maya Thornton",
            "Tried to view the audit log",
            "",
            detail="The role does not allow it",
            fine=False,
        ),
        row(18398, (10, 26, 3), "Mariana Ortega", "Sent intake", "Own record", kind="patient"),
        row(18397, (10, 24, 36), "Mariana Ortega", "Signed consent", "Botulinum toxin type A", kind="patient"),
        row(18396, (10, 18, 11), "Elena Castillo", "Handed over the tablet", "Mariana Ortega"),
        row(18395, (10, 12, 30), "Elena Castillo", "Checked a patient in", "Mariana Ortega"),
        row(18394, (10, 5, 48), "Priya Raman, RN", "Signed in", "Password and code"),
        row(18393, (10, 4, 59), "Priya Raman, RN", "Tried to sign in", "Wrong password", fine=False),
        row(18392, (9, 58, 21), "Priya Raman, RN", "Countersigned", "Leila Haddad"),
        row(18391, (9, 31, 2), "Elena Castillo", "Saved a copy of a document", "Peter Nakamura"),
    )


def audit_page() -> AuditPage:
    """Return the newest page of many."""
    return AuditPage(audit_rows(), 1106, False, True)


def chain_check() -> ChainCheck:
    """Return a chain that holds."""
    return ChainCheck(True, 18402, at(11, 2), None, "18,402 entries are complete and unchanged.")

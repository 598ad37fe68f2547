"""Sample views as the services hand them out, for tests of screens. Every person is invented."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdfium2

from app.rules.severity import Severity
from app.security.actor import Actor, Licence, Role
from app.services.views.oversight import AuditPage, AuditRow, ChainCheck
from app.services.views.patients import (
    AnswerLine,
    Board,
    BoardCard,
    ConsentLine,
    ConsentState,
    DueForm,
    DueReason,
    FlagChip,
    HandOverView,
    PatientHit,
    PatientView,
    ProviderChip,
    StaffQuestion,
    TimelineEntry,
    TimelineKind,
    TreatmentChoice,
    VisitStage,
)
from app.services.views.people import ClinicDetails
from app.services.views.review import (
    ConsentPart,
    DocumentRow,
    DocumentView,
    EvidenceStep,
    FlagLine,
    ProviderQuestion,
    ReviewRow,
    ReviewView,
    VerificationView,
)

NOW = datetime(2026, 11, 24, 16, 27, tzinfo=UTC)
"""10:27 AM on Tuesday, November 24, 2026, in Chicago."""

CLINIC = ClinicDetails(
    name="Better Med Spa",
    street="2117 N Halsted St",
    city="Chicago",
    state="IL",
    postal_code="60614",
    phone="(312) 555-0148",
    zone="America/Chicago",
    medical_director="Dr. Samuel Adeyemi",
)
PRESCRIBERS = "Prescriber (physician, APRN or PA)"


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = date(2026, 11, 24)) -> datetime:
    """Return a time of day in Chicago as UTC (winter: six hours later)."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC) + timedelta(hours=6)


def actor(role: Role = Role.PROVIDER, licence: Licence = Licence.MD_DO, name: str = "Priya Raman, RN") -> Actor:
    """Return somebody signed in, with proof given a while ago."""
    return Actor(
        user_id=f"user-{role.value}",
        user_name=name.split(maxsplit=1)[0].lower(),
        display_name=name,
        title=name.rpartition(", ")[2],
        role=role,
        licence=licence,
        is_director=False,
        device="Workstation 2",
        session_id="session",
        proof_at=NOW - timedelta(minutes=20),
        code_at=NOW - timedelta(minutes=20),
    )


def card(name: str, stage: VisitStage, hour: int, minute: int, waited: int, treatment: str) -> BoardCard:
    """Return a plain card of the board; ``waited`` in minutes."""
    key = name.lower().replace(" ", "-")
    return BoardCard(
        f"visit-{key}",
        f"patient-{key}",
        stage,
        at(hour, minute),
        NOW - timedelta(minutes=waited),
        name,
        treatment,
        "user-provider",
        "Priya Raman, RN",
    )


def board() -> Board:
    """Return a busy morning with every kind of card."""
    stop, cautions = FlagChip(Severity.STOP, "1 stop"), FlagChip(Severity.CAUTION, "2 cautions")
    cards = (
        replace(card("Dana Whitfield", VisitStage.WAITING, 10, 45, 6, "Laser hair removal"), first_visit=True),
        replace(card("Tomás Villareal", VisitStage.WAITING, 11, 0, 2, "Dermal filler"), consent_note="Consent expired"),
        card("Grace Lindqvist", VisitStage.WAITING, 11, 15, 1, "HydraFacial"),
        replace(
            card("Mariana Ortega", VisitStage.FILLING_IN, 10, 30, 7, "Botulinum toxin"),
            step=3,
            step_count=4,
            step_label="Consents",
            resumable=True,
        ),
        replace(
            card("Joon Park", VisitStage.FILLING_IN, 10, 30, 11, "Chemical peel"),
            step=2,
            step_count=4,
            step_label="Health history",
            asked_for_help=True,
        ),
        replace(card("Imani Okafor", VisitStage.TO_REVIEW, 10, 15, 9, "Microneedling"), chips=(stop, cautions)),
        replace(
            card("Ruth Abernathy", VisitStage.NEEDS_PRESCRIBER, 10, 15, 4, "IPL photofacial"),
            chips=(FlagChip(Severity.CAUTION, "1 caution"),),
        ),
        replace(card("Chloe Brandt", VisitStage.TO_REVIEW, 10, 20, 3, "HydraFacial"), guardian_signed=True),
        replace(card("Leila Haddad", VisitStage.READY, 10, 0, 29, "Dermal filler"), ready_note="Countersigned 9:58 AM"),
        replace(
            card("Peter Nakamura", VisitStage.READY, 10, 0, 36, "Laser hair removal"),
            ready_note="Countersigned 9:51 AM",
            declined_note="Declined: Photography",
        ),
    )
    return Board(date(2026, 11, 24), cards, providers(), revision=7)


def providers() -> tuple[ProviderChip, ...]:
    """Return three people who treat."""
    return (
        ProviderChip("user-provider", "Priya Raman, RN"),
        ProviderChip("user-maya", "Maya Thornton"),
        ProviderChip("user-adeyemi", "Dr. Samuel Adeyemi"),
    )


def treatments() -> tuple[TreatmentChoice, ...]:
    """Return treatments, one without a consent in the app."""
    return (
        TreatmentChoice("BTX", "Botulinum toxin", "Injectables", True),
        TreatmentChoice("MN", "Microneedling", "Skin", True),
        TreatmentChoice("FIL", "Dermal filler", "Injectables", False),
    )


def due_forms() -> tuple[DueForm, ...]:
    """Return what is due at a first visit; the last one is not approved."""
    return (
        DueForm(
            "reg", "urn:reg", "1", "Registration", DueReason.FIRST_VISIT, "Due because this is the first visit.", 4
        ),
        DueForm(
            "mh", "urn:mh", "3", "Medical history", DueReason.FIRST_VISIT, "Due because this is the first visit.", 9
        ),
        DueForm(
            "c_btx",
            "urn:c_btx",
            "4",
            "Consent for botulinum toxin",
            DueReason.NEW_TREATMENT,
            "Due because botulinum toxin is planned.",
            5,
        ),
    )


def hand_over() -> HandOverView:
    """Return an adult's hand-over with one form of staff's part."""
    return HandOverView(
        "visit-mariana-ortega",
        "patient-mariana-ortega",
        "Mariana Ortega",
        date(1986, 3, 14),
        40,
        False,
        ("Botulinum toxin",),
        due_forms(),
        (
            StaffQuestion(
                "c_btx", "c_btx.product", "Product", "choice", True, (("botox", "Botox"), ("dysport", "Dysport"))
            ),
            StaffQuestion("c_btx", "c_btx.area", "Area", "string", True),
        ),
        False,
        "",
        (),
    )


def hits() -> tuple[PatientHit, ...]:
    """Return patients found."""
    return (
        PatientHit(
            "patient-mariana-ortega", 20417, "Mariana Ortega", date(1986, 3, 14), "(773) 555-0148", date(2026, 9, 8)
        ),
        PatientHit(
            "patient-imani-okafor", 20388, "Imani Okafor", date(1991, 6, 2), "(312) 555-0116", date(2025, 11, 4)
        ),
        PatientHit("patient-tomas-villareal", 20455, "Tomás Villareal", date(1979, 1, 30), "(872) 555-0177", None),
    )


def timeline() -> tuple[TimelineEntry, ...]:
    """Return three days of a record, newest first."""
    autumn, spring = date(2026, 9, 8), date(2026, 5, 19)
    return (
        TimelineEntry(
            at(10, 26),
            TimelineKind.INTAKE,
            "Intake sent for review",
            "2 answers changed since September 8",
            "On this device",
            visit_id="visit-mariana-ortega",
        ),
        TimelineEntry(
            at(10, 24),
            TimelineKind.CONSENT,
            "Consent signed",
            "Botulinum toxin type A, version 4",
            "Signed on this device",
            document_id="doc-1",
        ),
        TimelineEntry(at(10, 12), TimelineKind.CHECK_IN, "Checked in", "Botulinum toxin", "Elena Castillo"),
        TimelineEntry(
            at(14, 10, day=autumn), TimelineKind.REVIEW, "Reviewed and countersigned", "No flags", "Priya Raman, RN"
        ),
        TimelineEntry(
            at(14, 2, day=autumn),
            TimelineKind.DOCUMENT,
            "Document sealed",
            "Notice of privacy practices, version 2",
            "Priya Raman, RN",
            document_id="doc-2",
        ),
        TimelineEntry(
            at(11, 5, day=spring),
            TimelineKind.CONSENT,
            "Consent signed",
            "Chemical peel, version 2",
            "Signed on this device",
        ),
    )


def consents() -> tuple[ConsentLine, ...]:
    """Return one consent in each state."""
    return (
        ConsentLine("c_btx", "Botulinum toxin type A", "Signed today, version 4", ConsentState.VALID, None, "doc-1"),
        ConsentLine("photo", "Photography", "Expires December 6, 2026", ConsentState.EXPIRING, 12),
        ConsentLine("c_peel", "Chemical peel", "Signed May 19, 2026", ConsentState.VALID, None, "doc-3"),
        ConsentLine("c_fil", "Dermal filler", "Never signed", ConsentState.MISSING),
        ConsentLine("mkt", "Marketing photos", "Withdrawn July 2, 2026", ConsentState.WITHDRAWN),
    )


def answers() -> tuple[AnswerLine, ...]:
    """Return answers with flags, changes, and a long one."""
    lines = [
        AnswerLine(
            "mh.meds.isotretinoin",
            "Isotretinoin, last 6 months",
            "Yes, until August 15",
            "No",
            True,
            Severity.STOP,
            "Medicines",
        ),
        AnswerLine("mh.allergy", "Allergies", "Adhesive tape", "None", True, Severity.CAUTION, "Allergies"),
        AnswerLine("mh.cond.coldsore", "Cold sores", "Yes, last in October", None, False, Severity.CAUTION, "Skin"),
        AnswerLine("mh.meds.list", "Medicines", "Spironolactone 50 mg, daily", "None", True, None, "Medicines"),
        AnswerLine("mh.preg.status", "Pregnant or breastfeeding", "No", None, False, None, "Health today"),
        AnswerLine(
            "mh.surgery",
            "Operations in the last 12 months, with the month and the reason as far as you remember",
            "Wisdom teeth in March, because two of them pushed against the others. No complications, no "
            "medicines since.",
            None,
            False,
            None,
            "Health today",
        ),
    ]
    lines += [
        AnswerLine(f"mh.cond.{number}", words, "No", None, False, None, "Conditions")
        for number, words in enumerate(
            (
                "Diabetes",
                "High blood pressure",
                "Heart disease",
                "Bleeding disorder",
                "Raised scars (keloids)",
                "Autoimmune disease",
            )
        )
    ]
    return tuple(lines)


def patient() -> PatientView:
    """Return a record with everything on it."""
    return PatientView(
        "patient-mariana-ortega",
        20417,
        "Mariana Ortega",
        "Mariana",
        "Ortega",
        "",
        "she/her",
        date(1986, 3, 14),
        40,
        "(773) 555-0148",
        "mariana@example.com",
        (
            FlagChip(Severity.STOP, "Allergy: lidocaine"),
            FlagChip(Severity.CAUTION, "Takes aspirin daily"),
            FlagChip(Severity.CAUTION, "Cold sores"),
        ),
        None,
        timeline(),
        consents(),
        answers(),
        at(14, 0, day=date(2026, 9, 8)),
        "Luis Ortega, husband, (773) 555-0193",
        "visit-mariana-ortega",
        "10:30 AM, Botulinum toxin with Priya Raman, RN",
        11,
    )


def flags() -> tuple[FlagLine, ...]:
    """Return a stop that may be cleared, two cautions and a note, in the wrong order."""
    names = (("MN",), ("Microneedling",))
    return (
        FlagLine(
            "M-07",
            Severity.CAUTION,
            *names,
            "Cold sores. Last outbreak in October.",
            "Consider antiviral cover before treatment near the lips.",
            ("Cold sores: Yes, last in October",),
            "prescriber",
            PRESCRIBERS,
            True,
            True,
            "Dr. Samuel Adeyemi",
        ),
        FlagLine(
            "M-03",
            Severity.STOP,
            *names,
            "Isotretinoin stopped 3 months ago.",
            "The clinic waits 6 months before microneedling. Earliest date February 15, 2027.",
            ("Isotretinoin, last 6 months: Yes, until August 15",),
            "prescriber",
            PRESCRIBERS,
            True,
            True,
            "Dr. Samuel Adeyemi",
        ),
        FlagLine(
            "M-19",
            Severity.INFO,
            *names,
            "First microneedling here.",
            "Allow time for questions.",
            (),
            "staff",
            "Trained staff",
            True,
            True,
            "Dr. Samuel Adeyemi",
        ),
        FlagLine(
            "M-11",
            Severity.CAUTION,
            *names,
            "New allergy: adhesive tape.",
            "Use paper tape for numbing cream.",
            ("Allergies: Adhesive tape",),
            "staff",
            "Trained staff",
            True,
            True,
            "",
        ),
    )


def parts() -> tuple[ConsentPart, ...]:
    """Return a consent with a provider's part, one that waits for a witness, and a declined one."""
    return (
        ConsentPart(
            "sub-1",
            "c_mn",
            "Consent for microneedling",
            "signed",
            "Imani Okafor, patient",
            "",
            (
                ProviderQuestion("c_mn.p.depth", "Planned depth", "string", True, False),
                ProviderQuestion(
                    "c_mn.p.talk", "I explained the risks and answered the questions", "boolean", True, True
                ),
            ),
            needs_provider=True,
        ),
        ConsentPart(
            "sub-2", "comm", "Communication preferences", "signed", "Imani Okafor, patient", "", needs_witness=True
        ),
        ConsentPart("sub-3", "photo", "Photography", "declined", "", "I don’t want pictures."),
    )


def review() -> ReviewView:
    """Return a visit with everything to decide, as a prescriber sees it."""
    return ReviewView(
        "visit-imani-okafor",
        "patient-imani-okafor",
        "Imani Okafor",
        date(1991, 6, 2),
        35,
        "Microneedling",
        at(10, 15),
        at(10, 9),
        "this device",
        date(2025, 11, 4),
        "12",
        flags(),
        answers(),
        at(9, 0, day=date(2025, 11, 4)),
        parts(),
        1,
        3,
        (),
        True,
    )


def review_rows() -> tuple[ReviewRow, ...]:
    """Return the queue."""
    return (
        ReviewRow(
            "visit-imani-okafor", "Imani Okafor", "Microneedling", at(10, 15), NOW - timedelta(minutes=18), 1, 2, False
        ),
        ReviewRow(
            "visit-ruth-abernathy",
            "Ruth Abernathy",
            "IPL photofacial",
            at(10, 15),
            NOW - timedelta(minutes=4),
            0,
            1,
            True,
        ),
        ReviewRow(
            "visit-chloe-brandt", "Chloe Brandt", "HydraFacial", at(10, 20), NOW - timedelta(minutes=3), 0, 0, False
        ),
    )


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

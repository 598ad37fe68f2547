"""Sample views of a patient's record."""

from __future__ import annotations

from datetime import date

from app.rules.severity import Severity
from app.services.views.patients import (
    AnswerLine,
    ConsentLine,
    ConsentState,
    FlagChip,
    PatientView,
    TimelineEntry,
    TimelineKind,
)
from tests.factories.common import at


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

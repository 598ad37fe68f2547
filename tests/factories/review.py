"""Sample views of reviews."""

from __future__ import annotations

from datetime import date, timedelta

from app.rules.severity import Severity
from app.services.views.review import (
    ConsentPart,
    FlagLine,
    ProviderQuestion,
    ReviewRow,
    ReviewView,
)
from tests.factories.common import NOW, PRESCRIBERS, at
from tests.factories.record import answers


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

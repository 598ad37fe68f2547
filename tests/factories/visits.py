"""Sample views of the board, check-in and hand-over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.rules.severity import Severity
from app.services.views.patients import (
    Board,
    BoardCard,
    DueForm,
    DueReason,
    FlagChip,
    FormChoice,
    HandOverView,
    PatientHit,
    ProviderChip,
    StaffQuestion,
    TreatmentChoice,
    VisitStage,
)
from tests.factories.common import NOW, at


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


def form_choices() -> tuple[FormChoice, ...]:
    """Return forms that staff may ask for."""
    return (FormChoice("card", "Card on file"), FormChoice("gene", "Genetic testing consent"),
            FormChoice("reg", "Registration"))


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

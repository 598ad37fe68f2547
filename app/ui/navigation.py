"""Where to go. Screens emit a ``Route``; the shell shows it. Screens never import each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """A place in the staff part of the app."""


@dataclass(frozen=True)
class TodayRoute(Route):
    """Today's board."""


@dataclass(frozen=True)
class PatientsRoute(Route):
    """Search over all patients; ``query`` is typed in already."""

    query: str = ""


@dataclass(frozen=True)
class NewPatientRoute(Route):
    """Add a patient; ``name`` is what was searched for."""

    name: str = ""


@dataclass(frozen=True)
class PatientRoute(Route):
    """One patient's record; ``tab`` is overview, intake, consents, documents, messages or access."""

    patient_id: str
    tab: str = "overview"


@dataclass(frozen=True)
class CheckInRoute(Route):
    """Check a patient in; empty ``patient_id`` starts with the search."""

    patient_id: str = ""


@dataclass(frozen=True)
class HandOverRoute(Route):
    """Confirm identity and hand the tablet over."""

    visit_id: str


@dataclass(frozen=True)
class ReviewsRoute(Route):
    """Visits waiting for review."""


@dataclass(frozen=True)
class ReviewRoute(Route):
    """Review one visit."""

    visit_id: str


@dataclass(frozen=True)
class DocumentsRoute(Route):
    """All sealed documents."""


@dataclass(frozen=True)
class DocumentRoute(Route):
    """One document with its verification panel."""

    document_id: str


@dataclass(frozen=True)
class AuditRoute(Route):
    """The audit log."""

    patient_id: str = ""


@dataclass(frozen=True)
class PrivacyRoute(Route):
    """The privacy desk; ``tab`` is requests, retention, withdrawals, incidents, registers or promises.

    ``subject`` is the id of a record to open there.
    """

    tab: str = "requests"
    subject: str = ""


@dataclass(frozen=True)
class SettingsRoute(Route):
    """Settings; ``tab`` is account, staff, clinic, policies, forms, security or backup."""

    tab: str = "account"

"""What a copy of a patient's record holds: frozen data, from which its PDF, its FHIR bundle and its tables are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.documents.record import ClinicHeader, SignatureMark

Response = Mapping[str, Any]
"""A QuestionnaireResponse (FHIR R4 JSON) as it is stored."""


@dataclass(frozen=True)
class CopyPatient:
    """Whom the record is about."""

    patient_id: str
    record_number: int
    given_name: str
    family_name: str
    birth_date: date
    preferred_name: str = ""
    pronouns: str = ""
    phone: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """Given and family name; a person with one name has only that."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class CopyAnswer:
    """One answered question in words."""

    link_id: str
    section: str
    question: str
    answer: str


@dataclass(frozen=True)
class CopyForm:
    """One form of the patient. ``status`` is signed, answered, declined or paper; ``at`` is aware.

    ``signatures`` are everybody's: patient or guardian, minor, witness, provider. ``response`` is None when there are
    no answers; ``note`` is the reason of a refusal or where the paper is kept.
    ``replaced`` is true when a correction of the same visit took its place.
    """

    submission_id: str
    title: str
    url: str
    version: str
    language: str
    status: str
    at: datetime
    signatures: tuple[SignatureMark, ...] = ()
    note: str = ""
    replaced: bool = False
    answers: tuple[CopyAnswer, ...] = ()
    response: Response | None = field(default=None, repr=False)


@dataclass(frozen=True)
class CopyConsentEvent:
    """One event of the ledger. ``kind`` is given, declined, withdrawn, revoked or superseded; ``at`` is aware.

    ``how`` says how and by whom: "On the tablet by the patient".
    """

    event_id: str
    kind: str
    words: str
    at: datetime
    how: str
    text: str
    submission_id: str = ""
    until: date | None = None


@dataclass(frozen=True)
class CopyConsent:
    """A purpose the patient was asked about, where it stands (``state``), and its events, oldest first."""

    purpose: str
    title: str
    state: str
    is_active: bool
    events: tuple[CopyConsentEvent, ...]


@dataclass(frozen=True)
class CopyVisit:
    """A visit: the clinic's day, treatments and provider, and what staff decided and wrote (own copies only)."""

    visit_id: str
    day: date
    treatments: str
    provider: str
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CopyAmendment:
    """A request to amend the record with what travels with it (45 CFR 164.526(c), (d)(4))."""

    number: str
    received: date
    outcome: str
    words: str
    statement: str
    rebuttal: str


@dataclass(frozen=True)
class CopyCall:
    """A note of a phone call; ``at`` is aware."""

    at: datetime
    caller: str
    text: str
    by: str


@dataclass(frozen=True)
class CopyDisclosure:
    """One disclosure (45 CFR 164.528(b)(2)). ``basis`` is a code, ``basis_words`` says it with its section.

    ``by`` is who recorded it, at ``recorded_at`` (aware).
    """

    disclosure_id: str
    on: date
    recipient: str
    address: str
    description: str
    purpose: str
    basis: str
    basis_words: str
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class CopyDocument:
    """A sealed document in the package. ``file`` is its place there; ``sha1`` (Base64) is what FHIR R4 asks for."""

    document_id: str
    short_id: str
    title: str
    kind: str
    sealed_at: datetime
    pages: int
    size: int
    sha256: str
    sha1: str
    file: str
    submission_id: str = ""
    corrects: str = ""


@dataclass(frozen=True)
class CopyRecord:
    """Everything of a copy. ``recipient`` and ``purpose`` say for whom it was made; ``own`` is the patient's own copy.

    ``made_at`` is aware.
    """

    clinic: ClinicHeader
    patient: CopyPatient
    made_at: datetime
    made_by: str
    recipient: str
    purpose: str
    own: bool
    forms: tuple[CopyForm, ...] = ()
    consents: tuple[CopyConsent, ...] = ()
    visits: tuple[CopyVisit, ...] = ()
    amendments: tuple[CopyAmendment, ...] = ()
    calls: tuple[CopyCall, ...] = ()
    disclosures: tuple[CopyDisclosure, ...] = ()
    documents: tuple[CopyDocument, ...] = ()
    is_demo: bool = False

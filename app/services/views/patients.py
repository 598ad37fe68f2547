"""Views of patients, visits and the board."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.rules.severity import Severity
from app.services.views.retention import KeepUntil


@dataclass(frozen=True)
class NewPatient:
    """A patient as the front desk types them in. ``phone`` as typed; stored as E.164 when it can be."""

    given_name: str
    family_name: str
    birth_date: date
    phone: str = ""
    email: str = ""
    preferred_name: str = ""
    pronouns: str = ""


@dataclass(frozen=True)
class PatientHit:
    """One line of a search."""

    patient_id: str
    record_number: int
    display_name: str
    birth_date: date
    phone: str
    last_visit: date | None


class ConsentState(StrEnum):
    """The fixed consent words."""

    VALID = "Valid"
    EXPIRING = "Days left"
    MISSING = "Missing"
    WITHDRAWN = "Withdrawn"
    DECLINED = "Declined"
    EXPIRED = "Expired"


@dataclass(frozen=True)
class ConsentEventLine:
    """One event of a consent, in words: ``what`` happened and ``how``, "on the tablet by the patient".

    ``text`` names the version and language of what was shown.
    ``timed`` is False when only its day is known: of a sheet of paper, or of a message that came earlier.
    """

    at: datetime
    what: str
    how: str
    text: str = ""
    document_id: str | None = None
    timed: bool = True


@dataclass(frozen=True)
class ConsentLine:
    """One consent on the patient page. ``days_left`` only while expiring.

    ``purpose`` is its code in the ledger (a form's id for one that is about no purpose), ``group`` what kind of consent
    it is, ``history`` its events, newest first.
    """

    purpose: str
    title: str
    detail: str
    state: ConsentState
    days_left: int | None = None
    document_id: str | None = None
    group: str = ""
    may_withdraw: bool = False
    history: tuple[ConsentEventLine, ...] = ()


class TimelineKind(StrEnum):
    """What an entry of the timeline tells; picks its icon."""

    CHECK_IN = "check_in"
    INTAKE = "intake"
    CONSENT = "consent"
    DOCUMENT = "document"
    REVIEW = "review"
    POLICY = "policy"
    CORRECTION = "correction"
    CALL = "call"


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened."""

    at: datetime
    kind: TimelineKind
    title: str
    detail: str
    by: str
    document_id: str | None = None
    visit_id: str | None = None


@dataclass(frozen=True)
class FlagChip:
    """A flag in short, for headers and cards."""

    severity: Severity
    text: str


@dataclass(frozen=True)
class AnswerLine:
    """One answered question in words. ``was`` is the answer before, when it differs.

    ``unconfirmed``: it was shown again, and the patient did not say that its section is still right. ``masked``: the
    answers are left out, because the form marks the question as sensitive; each is revealed on its own, audited.
    """

    link_id: str
    question: str
    answer: str
    was: str | None
    changed: bool
    severity: Severity | None = None
    section: str = ""
    sensitive: bool = False
    unconfirmed: bool = False
    masked: bool = False


@dataclass(frozen=True)
class PatientView:
    """A patient's record as the patient page shows it.

    ``amendable_visit_id`` is the accepted visit whose answers the patient may correct now. While
    ``confidential_contact`` says how to reach the patient, phone and email are left out; asking for them is audited.
    ``restrictions`` are the limits on sharing that are in force, one sentence each.
    """

    patient_id: str
    record_number: int
    display_name: str
    given_name: str
    family_name: str
    preferred_name: str
    pronouns: str
    birth_date: date
    age: int
    phone: str
    email: str
    flags: tuple[FlagChip, ...]
    confidential_contact: str | None
    timeline: tuple[TimelineEntry, ...]
    consents: tuple[ConsentLine, ...]
    answers: tuple[AnswerLine, ...]
    answers_from: datetime | None
    emergency_contact: str
    open_visit_id: str | None
    open_visit_line: str
    document_count: int
    amendable_visit_id: str | None = None
    restrictions: tuple[str, ...] = ()
    keep: KeepUntil | None = None


@dataclass(frozen=True)
class TreatmentChoice:
    """A treatment that can be planned. ``consent_shipped`` is False when its consent form is not in the app yet."""

    code: str
    name: str
    category: str
    consent_shipped: bool


class DueReason(StrEnum):
    """Why a form is due."""

    FIRST_VISIT = "first_visit"
    EXPIRED = "expired"
    MATERIAL_CHANGE = "material_change"
    NEW_TREATMENT = "new_treatment"
    EVERY_VISIT = "every_visit"
    NEVER_ASKED = "never_asked"
    SENT_BACK = "sent_back"
    INTERVAL = "interval"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NUMBER_CHANGED = "number_changed"
    REQUESTED = "requested"
    OPENED = "opened"


@dataclass(frozen=True)
class DueForm:
    """A form due at this visit, with the sentence that says why. ``blocked`` says why it cannot be handed over.

    ``is_conditional`` means that it is asked only if an answer of the same visit opens it.
    """

    form_id: str
    url: str
    version: str
    title: str
    reason: DueReason
    why: str
    minutes: int
    blocked: str = ""
    is_conditional: bool = False


@dataclass(frozen=True)
class FormChoice:
    """A form that staff may ask for beside what is due. ``blocked`` says why it cannot be handed over yet."""

    form_id: str
    title: str
    blocked: str = ""


class VisitStage(StrEnum):
    """Where a visit stands on the board."""

    WAITING = "waiting"
    FILLING_IN = "filling_in"
    TO_REVIEW = "to_review"
    NEEDS_PRESCRIBER = "needs_prescriber"
    READY = "ready"
    LEFT = "left"


@dataclass(frozen=True)
class CheckIn:
    """A check-in: who, when, with whom, for what, and which forms staff ask for beside those that are due."""

    patient_id: str
    appointment_at: datetime
    provider_id: str
    treatment_codes: tuple[str, ...]
    requested_forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoardCard:
    """One visit on today's board."""

    visit_id: str
    patient_id: str
    stage: VisitStage
    appointment_at: datetime
    stage_since: datetime
    patient_name: str
    treatment: str
    provider_id: str
    provider_name: str
    chips: tuple[FlagChip, ...] = ()
    first_visit: bool = False
    consent_note: str = ""
    step: int = 0
    step_count: int = 0
    step_label: str = ""
    resumable: bool = False
    asked_for_help: bool = False
    guardian_signed: bool = False
    ready_note: str = ""
    blocked_note: str = ""
    declined_note: str = ""


@dataclass(frozen=True)
class ProviderChip:
    """A provider to filter the board by."""

    provider_id: str
    display_name: str


@dataclass(frozen=True)
class Board:
    """Today, in four columns (Needs prescriber is shown within To review)."""

    day: date
    cards: tuple[BoardCard, ...]
    providers: tuple[ProviderChip, ...]
    reminders: tuple[str, ...] = ()
    revision: int = 0


@dataclass(frozen=True)
class StaffQuestion:
    """An item staff fill in before hand-over (product, area, minor's exception)."""

    form_id: str
    link_id: str
    text: str
    type: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""


@dataclass(frozen=True)
class HandOverView:
    """What staff see before they hand the tablet over."""

    visit_id: str
    patient_id: str
    patient_name: str
    birth_date: date
    age: int
    is_minor: bool
    treatments: tuple[str, ...]
    due: tuple[DueForm, ...]
    staff_questions: tuple[StaffQuestion, ...]
    resumes: bool
    resume_note: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class IdentityCheck:
    """How staff confirmed who the patient (and the guardian of a minor) is. Methods are codes of ``ID_METHODS``."""

    method: str
    note: str = ""
    guardian_name: str = ""
    guardian_method: str = ""


ID_METHODS: tuple[tuple[str, str], ...] = (
    ("photo_id", "Photo ID seen"),
    ("name_birth_date", "Name and birth date asked"),
    ("known", "Known to staff in person"),
)


@dataclass(frozen=True)
class HandOver:
    """The hand-over itself: identity, staff's part of the forms ``{(form_id, link_id): value}``, language."""

    visit_id: str
    identity: IdentityCheck
    staff_answers: dict[tuple[str, str], str] = field(default_factory=dict)
    language: str = "en"
    resume: bool = True

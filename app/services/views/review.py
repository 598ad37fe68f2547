"""Views of review, documents and their evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.rules.severity import Severity
from app.services.views.patients import AnswerLine


@dataclass(frozen=True)
class ReviewRow:
    """One visit waiting for review."""

    visit_id: str
    patient_name: str
    treatment: str
    appointment_at: datetime
    sent_at: datetime
    stops: int
    cautions: int
    needs_prescriber: bool


class DecisionKind(StrEnum):
    """What was decided on a flag."""

    POSTPONE = "postpone"
    CLEARED = "cleared"
    DISCUSSED = "discussed"
    NOT_TREATED = "not_treated"


@dataclass(frozen=True)
class FlagDecision:
    """A decision on one flag of one treatment."""

    rule_id: str
    kind: DecisionKind
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class FlagLine:
    """A flagged answer. ``may_clear`` is about the person looking; label contraindications are not ``clearable``."""

    rule_id: str
    severity: Severity
    treatment_codes: tuple[str, ...]
    treatment_names: tuple[str, ...]
    message: str
    action: str
    because: tuple[str, ...]
    clear_by: str
    clear_by_words: str
    clearable: bool
    may_clear: bool
    approved_by: str
    decision: FlagDecision | None = None


@dataclass(frozen=True)
class ScorePartLine:
    """An answer behind a score: "Eye color: Dark brown". ``points`` is empty where none are counted."""

    words: str
    points: str = ""


@dataclass(frozen=True)
class ScoreLine:
    """A score worked out from answers, such as the Fitzpatrick skin type. For staff alone."""

    title: str
    value: str
    detail: str
    parts: tuple[ScorePartLine, ...]


class WitnessReason(StrEnum):
    """Why somebody on the staff has to attest that they saw a signature being made."""

    TYPED = "typed"  # a typed name stands in for a drawn signature
    FORM = "form"  # the form names a witness among those who sign it


@dataclass(frozen=True)
class ConsentPart:
    """One signed form of the visit with what the provider still has to add."""

    submission_id: str
    form_id: str
    title: str
    status: str
    signed_by: str
    declined_reason: str
    provider_questions: tuple[ProviderQuestion, ...] = ()
    needs_provider: bool = False
    needs_witness: bool = False
    why_witness: WitnessReason | None = None  # set while a witness is needed
    needs_guardian_check: bool = False
    not_attested: tuple[str, ...] = ()  # statements that have to be true and were answered with "no"


@dataclass(frozen=True)
class ProviderQuestion:
    """An item of the provider's part of a consent (after return). ``must_be_true`` items are attestations."""

    link_id: str
    text: str
    type: str
    required: bool
    must_be_true: bool
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LostAnswer:
    """An answer of last time that the form has no place for any more. ``why`` is a sentence."""

    question: str
    answer: str = field(repr=False)
    why: str


@dataclass(frozen=True)
class ReviewView:
    """Everything the reviewer sees on one page.

    ``unconfirmed`` are the titles of sections whose earlier answers the patient did not confirm, ``lost`` what could
    not be carried over.
    """

    visit_id: str
    patient_id: str
    patient_name: str
    birth_date: date
    age: int
    treatment: str
    appointment_at: datetime
    sent_at: datetime
    sent_from: str
    last_visit: date | None
    rules_version: str
    flags: tuple[FlagLine, ...]
    answers: tuple[AnswerLine, ...]
    compared_with: datetime | None
    parts: tuple[ConsentPart, ...]
    position: int
    queue_length: int
    blockers: tuple[str, ...]
    may_countersign: bool
    blocked_note: str = ""
    carried_note: str = ""
    unconfirmed: tuple[str, ...] = ()
    lost: tuple[LostAnswer, ...] = ()
    scores: tuple[ScoreLine, ...] = ()


@dataclass(frozen=True)
class DecisionInput:
    """A decision as the reviewer makes it."""

    rule_id: str
    kind: DecisionKind
    reason: str = ""


@dataclass(frozen=True)
class Countersign:
    """Acceptance: the provider's answers per form ``{(form_id, link_id): value}`` and the note.

    ``questioned`` are the questions whose changed answers the reviewer questioned and accepts all the same.
    """

    visit_id: str
    note: str = ""
    provider_answers: dict[tuple[str, str], str] = field(default_factory=dict)
    guardian_id_checked: bool = False
    questioned: tuple[str, ...] = ()


@dataclass(frozen=True)
class AcceptResult:
    """What acceptance produced."""

    visit_id: str
    document_ids: tuple[str, ...]
    ready: bool
    note: str


@dataclass(frozen=True)
class DocumentRow:
    """One stored document."""

    document_id: str
    short_id: str
    patient_id: str
    patient_name: str
    title: str
    version: str
    sealed_at: datetime
    pages: int
    size_bytes: int
    is_paper: bool


@dataclass(frozen=True)
class VerificationView:
    """Result of checking a sealed document."""

    valid: bool
    headline: str
    detail: str
    checked_at: datetime


@dataclass(frozen=True)
class EvidenceStep:
    """One step of "What happened"."""

    at: datetime
    title: str
    detail: str
    sealed: bool = False


@dataclass(frozen=True)
class DocumentView:
    """A document opened for viewing."""

    document_id: str
    short_id: str
    patient_id: str
    patient_name: str
    title: str
    pdf: bytes = field(repr=False)
    pages: int
    verification: VerificationView
    signed_by: tuple[str, ...]
    countersigned_by: str
    certificate: str
    sealed_at: datetime
    sha256: str
    steps: tuple[EvidenceStep, ...]


@dataclass(frozen=True)
class Disclosure:
    """Why and for whom a copy leaves: recorded with every saved or printed copy."""

    recipient: str
    purpose: str

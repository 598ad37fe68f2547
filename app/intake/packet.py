"""What a hand-over puts into memory: this visit's forms and nothing else about anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.canonical import sha256_hex
from app.core.clock import age_on
from app.core.languages import base_language, translated
from app.forms import Answer, NotCarried, Questionnaire
from app.intake.signers import CUSTOMARY_SIGNERS, Signer

ADULT_AGE = 18
"""Illinois: below this age a parent, guardian or legal representative signs (410 ILCS 210 names the exceptions)."""


class FormKind(StrEnum):
    """How the tablet leads through a form."""

    QUESTIONS = "questions"  # answer pages, check, sign
    CONSENT = "consent"  # reading page with initials first, then what is left to answer, check, sign
    ACKNOWLEDGEMENT = "acknowledgement"  # answer pages beside the policies that are acknowledged, check, sign


class IntakeStep(StrEnum):
    """The four steps of the top bar."""

    DETAILS = "details"
    HISTORY = "history"
    CONSENTS = "consents"
    REVIEW = "review"

    @property
    def words(self) -> str:
        """The words people see."""
        return {"details": "Your details", "history": "Health history", "consents": "Consents",
                "review": "Review"}[self.value]


@dataclass(frozen=True)
class PolicyText:
    """A published document that may be read during the visit. ``kind`` is "policy", "npp" or "disclosure".

    ``text`` is in ``language``; it is empty for a document that exists as a PDF file alone. ``summary`` helps reading
    it and is no part of it.
    """

    kind: str
    title: str
    version: str
    effective: date
    text: str
    summary: str = ""
    translations: tuple[tuple[str, str, str], ...] = ()  # language, title, text
    summaries: tuple[tuple[str, str], ...] = ()  # language, summary
    language: str = "en"

    def in_language(self, language: str) -> PolicyText:
        """Return the document in ``language``; where nobody translated it, as published, with what help there is."""
        tongue = base_language(language)
        if tongue == self.language:
            return self
        summary = dict(self.summaries).get(tongue, "")
        for code, title, text in self.translations:
            if code == tongue:
                return replace(self, title=title, text=text, summary=summary, language=code)
        return replace(self, title=translated(self.title, tongue), summary=summary)

    @property
    def sha256(self) -> str:
        """SHA-256 of the exact text in UTF-8."""
        return sha256_hex(self.text.encode())


@dataclass(frozen=True)
class Opener:
    """The yes-no question of another form, and the answer to it, without which a form is not asked."""

    form_id: str
    link_id: str
    answer: bool

    def is_met(self, given: Sequence[object]) -> bool:
        """Say whether ``given``, the values answered to the question, open the form."""
        return any(value is self.answer for value in given)


@dataclass(frozen=True)
class PacketForm:
    """One form due at this visit.

    ``prefill`` is an earlier QuestionnaireResponse (FHIR R4), ``staff_answers`` what staff answered before hand-over
    by linkId. ``sha256`` is over the canonical definition. ``asked_before`` are the linkIds of questions that were
    asked for ``prefill`` and whose answers count again; ``not_carried`` is what could not be kept of it. With
    ``opened_by`` it is part of the visit only once that answer was given.
    """

    form_id: str
    url: str
    version: str
    sha256: str
    title: str
    kind: FormKind
    step: IntakeStep
    questionnaire: Questionnaire
    why: str
    minutes: int
    may_decline: bool = True
    needs_signature: bool = True
    signers: frozenset[Signer] = CUSTOMARY_SIGNERS
    prefill: Mapping[str, object] | None = None
    prefill_from: datetime | None = None
    asked_before: frozenset[str] = frozenset()
    not_carried: tuple[NotCarried, ...] = field(default=(), repr=False)
    staff_answers: Mapping[str, tuple[Answer, ...]] | None = None
    opened_by: Opener | None = None

    def title_in(self, language: str) -> str:
        """Return the title as the patient reads it."""
        return self.questionnaire.title.in_language(language) or self.title


@dataclass(frozen=True)
class Packet:
    """Everything the tablet holds during one visit. ``visit_key`` authenticates items; it opens nothing.

    ``today`` is the clinic's calendar day; ages and dates relative to today are worked out from it.
    ``sequence`` is the number of the last item received before this hand-over; the next item carries a higher one.
    """

    visit_id: str
    hand_over_id: str
    visit_key: bytes = field(repr=False)
    inbox_public_key: bytes = field(repr=False)
    clinic_name: str
    clinic_phone: str
    zone: ZoneInfo
    today: date
    device: str
    first_name: str
    patient_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    appointment_at: datetime
    provider_name: str
    forms: tuple[PacketForm, ...]
    disclosure: PolicyText
    policies: tuple[PolicyText, ...] = ()
    guardian_name: str = field(default="", repr=False)
    own_consent: bool = False  # a minor who may sign alone; staff checked the papers before hand-over
    language: str = "en"
    languages: tuple[str, ...] = ("en",)  # those in which everything of this visit may be read and signed
    draft: bytes | None = field(default=None, repr=False)  # an opened draft of this visit to go on from
    sequence: int = 0
    message: str = field(default="", repr=False)  # what staff asked to correct; empty unless the visit was sent back
    demo: bool = False

    @property
    def age(self) -> int:
        """Whole years on the clinic's day."""
        return age_on(self.birth_date, self.today)

    @property
    def is_minor(self) -> bool:
        """True below 18."""
        return self.age < ADULT_AGE

    @property
    def guardian_signs(self) -> bool:
        """True when a parent, guardian or legal representative has to sign."""
        return self.is_minor and not self.own_consent

    def guardian_signs_form(self, form: PacketForm) -> bool:
        """Say whether somebody else has to sign ``form`` for the minor: unless the form lets the minor sign alone."""
        return self.guardian_signs and Signer.GUARDIAN in form.signers

    def asks_minor(self, form: PacketForm) -> bool:
        """Say whether the minor is asked for their own yes beside the guardian's signature."""
        return self.guardian_signs_form(form) and Signer.ASSENT in form.signers

    def minor_signs_too(self, form: PacketForm) -> bool:
        """Say whether the minor signs ``form`` beside the guardian."""
        return self.guardian_signs_form(form) and Signer.MINOR in form.signers

    @property
    def minutes(self) -> int:
        """About how long the forms that are asked in any case take, in minutes."""
        return sum(form.minutes for form in self.forms if form.opened_by is None)

    def form(self, form_id: str) -> PacketForm:
        """Return the form with this id. Raises KeyError when it is not part of the visit."""
        for form in self.forms:
            if form.form_id == form_id:
                return form
        raise KeyError(form_id)

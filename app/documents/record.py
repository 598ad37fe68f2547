"""What a document says: frozen data, complete, so that rendering it again gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.ids import short_id
from app.core.strokes import Strokes


@dataclass(frozen=True)
class ClinicHeader:
    """The clinic as the head of every page names it. ``zone`` is an IANA name such as ``America/Chicago``."""

    name: str
    address_line: str
    phone: str
    zone: str

    @property
    def tz(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True)
class PatientLine:
    """Whom the record is about. ``latin_name`` is shown beside ``name`` when a script cannot be drawn."""

    name: str
    birth_date: date
    record_number: int
    latin_name: str = ""


class SignerRole(StrEnum):
    """In what role somebody signs."""

    PATIENT = "patient"
    GUARDIAN = "guardian"  # parent, legal guardian or legal representative; ``relationship`` says which
    MINOR = "minor"  # the minor's own yes beside the guardian's signature
    WITNESS = "witness"
    PROVIDER = "provider"


class SignatureMethod(StrEnum):
    """How a signature was made."""

    DRAWN = "drawn"  # drawn with finger, pen or mouse
    TYPED = "typed"  # name typed as signature
    CREDENTIAL = "credential"  # staff: password, and code when the last one was older than 15 minutes
    PAPER = "paper"  # signed on paper; the paper is kept by the clinic


@dataclass(frozen=True)
class SignatureMark:
    """One signature: who, in what role, how, when (aware), and what it means in one sentence."""

    role: SignerRole
    printed_name: str
    method: SignatureMethod
    signed_at: datetime
    meaning: str
    relationship: str = ""
    licence: str = ""  # in words
    licence_number: str = ""
    strokes: Strokes | None = None


@dataclass(frozen=True)
class InitialsMark:
    """Initials beside a statement: drawn (``strokes``) or typed (``text``), and when (aware)."""

    at: datetime
    text: str = ""
    strokes: Strokes | None = None


@dataclass(frozen=True)
class TextBlock:
    """Text as it was shown. Lines that start with "• " are drawn as a list; empty lines part paragraphs."""

    text: str


@dataclass(frozen=True)
class AnswerBlock:
    """A question as it was shown with its answers in words. ``by`` names who answered when it was not the patient."""

    question: str
    answers: tuple[str, ...]
    by: str = ""
    indent: int = 0


@dataclass(frozen=True)
class InitialsBlock:
    """A statement the signer put initials beside."""

    statement: str
    mark: InitialsMark


Block = TextBlock | AnswerBlock | InitialsBlock


@dataclass(frozen=True)
class Section:
    """A titled part of the form."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PageShown:
    """When a page of the form was first shown (aware)."""

    title: str
    first_shown_at: datetime


@dataclass(frozen=True)
class EvidenceEvent:
    """One step of what happened, in order of time (aware)."""

    at: datetime
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Evidence:
    """How the record came about; printed on the last page and attached as JSON.

    ``form_sha256`` is over the canonical form definition; the exact text shown has its own (``shown_sha256``). The
    audit range names the first and last audit row of this visit, ``audit_head`` the hash of the latest row of the whole
    log. The two certificate fingerprints are SHA-256 over DER; the documents service fills them in when it seals.
    """

    form_url: str
    form_sha256: str
    device: str
    app_version: str
    identity_method: str = ""
    identity_by: str = ""
    identity_at: datetime | None = None
    disclosure_version: str = ""
    disclosure_accepted_at: datetime | None = None
    pages: tuple[PageShown, ...] = ()
    events: tuple[EvidenceEvent, ...] = ()
    edits_before_signing: int = 0
    guardian_identity: str = ""
    interpreter: str = ""
    audit_first: int = 0
    audit_last: int = 0
    audit_head: str = ""
    seal_sha256: str = ""
    ca_sha256: str = ""
    corrects_sha256: str = ""  # SHA-256 of the sealed document this one corrects or withdraws
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """The sentences of an ``Evidence`` in the language of the record; everything else on its page is the same."""

    identity_method: str
    guardian_identity: str
    pages: tuple[PageShown, ...]
    events: tuple[EvidenceEvent, ...]
    notes: tuple[str, ...]


class DocumentKind(StrEnum):
    """What kind of document it is; decides which words its pages carry."""

    CONSENT = "consent"
    FORM = "form"
    DECLINED = "declined"
    PAPER = "paper"
    LETTER = "letter"
    WITHDRAWAL = "withdrawal"  # consents taken back; it names the document of what was given


@dataclass(frozen=True)
class ConsentRecord:
    """A completed form with everything that belongs to it.

    ``response_json`` is the QuestionnaireResponse as stored; empty when there are no answers (paper, declined unread).
    ``evidence`` is in English; ``account`` says the same in ``language`` when that is another one.
    """

    document_id: str
    title: str
    version: str
    language: str
    kind: DocumentKind
    clinic: ClinicHeader
    patient: PatientLine
    sections: tuple[Section, ...]
    agreement: str
    signatures: tuple[SignatureMark, ...]
    evidence: Evidence
    completed_at: datetime
    response_json: bytes = field(repr=False)
    is_demo: bool = False
    account: Account | None = None

    @property
    def short_id(self) -> str:
        """Eight characters people can read out, such as ``8F21-0C4A``: the random end of the document id."""
        return short_id(self.document_id)


@dataclass(frozen=True)
class BlankQuestion:
    """A question to be answered by hand: boxes when there are ``options``, else ``lines`` writing lines."""

    text: str
    options: tuple[str, ...] = ()
    lines: int = 1
    hint: str = ""
    indent: int = 0
    initials: bool = False


@dataclass(frozen=True)
class BlankSection:
    """A titled part of a blank form. Plain text is a ``TextBlock``."""

    title: str
    items: tuple[TextBlock | BlankQuestion, ...]


@dataclass(frozen=True)
class BlankForm:
    """A form to be filled in by hand: the same head and foot, lines and boxes instead of answers.

    ``signers`` name who signs at the end, each with a line of their own.
    """

    title: str
    version: str
    language: str
    clinic: ClinicHeader
    sections: tuple[BlankSection, ...]
    signers: tuple[str, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True)
class PaperFiling:
    """A form signed on paper and kept by the clinic: what the record says in its place.

    ``kept_at`` says where the paper lies, ``reason`` why it is on paper.
    """

    document_id: str
    title: str
    version: str
    language: str
    clinic: ClinicHeader
    patient: PatientLine
    filed_at: datetime
    filed_by: str
    reason: str
    kept_at: str = ""
    note: str = ""
    form_url: str = ""
    form_sha256: str = ""
    device: str = ""
    app_version: str = ""
    is_demo: bool = False

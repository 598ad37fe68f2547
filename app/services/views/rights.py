"""Views of the rights desk: requests with their clocks, steps, answers and papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.rules.legal_clock import ClockState
from app.rules.rights import Channel, Outcome, RequestKind, Step
from app.rules.rights_state import Event, Status
from app.services.views.sharing import ContactChannel, RestrictedParty


@dataclass(frozen=True)
class IdentitySeen:
    """How it was checked who asks (45 CFR 164.514(h)). ``seen`` is a code of ``app.rules.rights.ID_SEEN``.

    ``on`` is the clinic's day it was seen, None for today. A personal representative (164.502(g)) has a name, an
    authority (a code of ``AUTHORITIES``) and the paper that shows it.
    """

    seen: str
    on: date | None = None
    representative: str = ""
    authority: str = ""
    authority_seen: str = ""


@dataclass(frozen=True)
class NewRequest:
    """A request as it is recorded. ``received`` is the clinic's day it came in; ``words`` are the patient's own."""

    patient_id: str
    kind: RequestKind
    received: date
    channel: Channel
    words: str
    identity: IdentitySeen | None = None


@dataclass(frozen=True)
class ClockView:
    """A clock as it stands today. ``used`` is 0 to 1; ``left`` is negative when it is late."""

    received: date
    due: date
    length: int
    day: int
    left: int
    used: float
    state: ClockState
    extended: bool

    @property
    def short(self) -> str:
        """Return the words for a narrow column: "2 days left", and for an answered request "In time"."""
        if self.state is ClockState.STOPPED:
            return "In time" if self.left >= 0 else f"{_days(-self.left)} late"
        return self.words

    @property
    def words(self) -> str:
        """Return "2 days left", "Due today", "3 days late", or "Answered"."""
        if self.state is ClockState.STOPPED:
            return "Answered in time" if self.left >= 0 else f"Answered {_days(-self.left)} late"
        if self.left == 0:
            return "Due today"
        return f"{_days(self.left)} left" if self.left > 0 else f"{_days(-self.left)} late"


@dataclass(frozen=True)
class RequestRow:
    """One line of the list."""

    request_id: str
    number: str
    kind: RequestKind
    title: str
    patient_id: str
    patient_name: str
    clock: ClockView
    status: Status


@dataclass(frozen=True)
class RequestList:
    """Open requests by deadline, and those closed last, newest first (at most 200)."""

    open: tuple[RequestRow, ...]
    closed: tuple[RequestRow, ...]


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class StepView:
    """One step with its line of detail."""

    step: Step
    title: str
    detail: str
    state: StepState


@dataclass(frozen=True)
class HappenedView:
    """One thing that happened, in words; ``text`` is what somebody wrote, ``document_id`` the letter that went out."""

    event: Event
    at: datetime
    day: date
    by_name: str
    title: str
    text: str = ""
    document_id: str | None = None


@dataclass(frozen=True)
class RequestView:
    """A request with everything that happened. ``allowed`` are the events that may happen now."""

    row: RequestRow
    record_number: int
    law: str
    channel: str
    words: str
    asked_by: str
    received_by: str
    steps: tuple[StepView, ...]
    history: tuple[HappenedView, ...]
    allowed: frozenset[Event]
    extension_days: int
    extended_due: date | None
    fee: str
    next_act: str
    next_step: Step | None


@dataclass(frozen=True)
class RestrictionTerms:
    """The limit that is agreed to. ``paid_in_full``: the service was paid in full out of pocket (164.522(a)(1)(vi))."""

    party: RestrictedParty
    what: str
    whom: str = ""
    paid_in_full: bool = False
    visit_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactTerms:
    """The way the patient is reached from now on."""

    channel: ContactChannel
    how: str


@dataclass(frozen=True)
class AmendmentTerms:
    """An accepted amendment: what the record says from now on, which document it amends, and who else is told.

    ``document_id`` is the sealed document concerned ("" when it is none); ``told`` are persons and organizations
    (45 CFR 164.526(c)(3)).
    """

    text: str
    document_id: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class WithdrawalTerms:
    """The consents that are taken back, by their codes in the ledger."""

    purposes: tuple[str, ...]


Terms = RestrictionTerms | ContactTerms | AmendmentTerms | WithdrawalTerms | None


@dataclass(frozen=True)
class RequestAnswer:
    """What became of a request. ``reasons`` go into the letter; ``basis`` are codes of ``app.rules.rights_basis``.

    ``delivery`` is a code of ``DELIVERIES``; ``terms`` belong to kinds that change something.
    """

    outcome: Outcome
    reasons: str = ""
    basis: tuple[str, ...] = ()
    delivery: str = ""
    terms: Terms = None


DELIVERIES: tuple[tuple[str, str], ...] = (
    ("encrypted_email", "Encrypted email"), ("in_person", "Handed over at the clinic"), ("mail", "Mail"),
    ("encrypted_drive", "Encrypted drive"), ("phone", "Told by phone, letter kept"),
)
"""How the answer reaches the patient, codes and words."""


@dataclass(frozen=True)
class Fee:
    """A cost-based fee (45 CFR 164.524(c)(4); 735 ILCS 5/8-2001). ``cents`` is US cents, ``basis`` what it is for."""

    cents: int
    basis: str


@dataclass(frozen=True)
class OpinionWanted:
    """A request that waits for a clinician's opinion."""

    request_id: str
    number: str
    title: str
    patient_id: str
    patient_name: str
    words: str
    question: str
    clock: ClockView


@dataclass(frozen=True)
class DeskReminder:
    """What Today shows to those whose job it is. Empty ``sentence``: nothing is late or nearly late."""

    sentence: str = ""
    is_late: bool = False
    open_count: int = 0


@dataclass(frozen=True)
class AmendmentPaper:
    """What travels with the record for one request to amend it (45 CFR 164.526(c), (d)(4)).

    ``document_ids`` are the sealed papers in order: answer, amendment, statement of disagreement, rebuttal.
    ``amends`` is the sealed document that is concerned, or "".
    """

    request_id: str
    number: str
    received: date
    outcome: Outcome
    words: str
    document_ids: tuple[str, ...]
    amends: str = ""
    statement: str = ""
    rebuttal: str = ""


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"

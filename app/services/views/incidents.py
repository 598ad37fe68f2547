"""Views of the breach register: incidents, who is affected, what was found, and the notices given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.rules.breach_assessment import CLOSING_WORDS, Assessment, ClosingReason
from app.rules.breach_clocks import Duty, Substitute
from app.rules.breach_letter import NoticeText, PhiKind
from app.rules.legal_clock import ClockState
from app.services.views.registers import KeyMode


@dataclass(frozen=True)
class IncidentFacts:
    """What is known of an incident. No text of it may name a patient.

    ``discovered`` is the first day it was known or should have been (45 CFR 164.404(a)(2)), ``occurred`` the day it
    happened, if known. ``residents`` are (State's two letters, people living there). ``got_by`` says who outside the
    clinic got the information; empty when nobody did. ``vendor`` names the vendor it happened at, who discovered it on
    ``vendor_discovered`` and told the clinic on ``vendor_told`` (164.410).
    """

    title: str
    what: str
    discovered: date
    occurred: date | None = None
    kinds: tuple[PhiKind, ...] = ()
    residents: tuple[tuple[str, int], ...] = ()
    got_by: str = ""
    vendor: str = ""
    vendor_discovered: date | None = None
    vendor_told: date | None = None


class IncidentStatus(StrEnum):
    """Where an incident is."""

    ASSESSING = "assessing"
    NOTICES = "notices"
    TO_CLOSE = "to_close"
    CLOSED = "closed"


@dataclass(frozen=True)
class ClockLine:
    """A clock as it stands today. ``used`` is 0 to 1; ``left`` is negative when it is late; ``closed``: no longer due.

    ``held`` is the first day on which notice may be given, when law enforcement asked to wait.
    """

    duty: Duty
    due: date
    length: int
    left: int
    used: float
    state: ClockState
    source: str
    done: date | None = None
    held: date | None = None
    closed: bool = False

    @property
    def words(self) -> str:
        """Return "52 days left", "Due today", "3 days late" or "Stopped"."""
        if self.closed or self.done is not None:
            return "Stopped"
        if self.left == 0:
            return "Due today"
        return f"{_days(self.left)} left" if self.left > 0 else f"{_days(-self.left)} late"


@dataclass(frozen=True)
class IncidentRow:
    """One line of the register. ``clock`` is the one that ends first, of those still running."""

    incident_id: str
    number: str
    title: str
    discovered: date
    people: int
    clock: ClockLine
    status: IncidentStatus
    closed_for: ClosingReason | None = None

    @property
    def status_words(self) -> str:
        """Return "Risk assessment", "Notices due", "Ready to close" or "Closed, low risk"."""
        if self.closed_for is not None:
            words = CLOSING_WORDS[self.closed_for]
            return f"Closed, {words[0].lower()}{words[1:]}"
        return {IncidentStatus.ASSESSING: "Risk assessment", IncidentStatus.NOTICES: "Notices due",
                IncidentStatus.TO_CLOSE: "Ready to close"}[self.status]


@dataclass(frozen=True)
class IncidentRegister:
    """Every incident, open ones first, newest discovery first.

    ``assessment_due`` is the earliest day for an open one that nobody has assessed yet; it may have passed.
    """

    rows: tuple[IncidentRow, ...]
    assessment_due: date | None

    @property
    def open(self) -> int:
        """How many are open."""
        return sum(row.status is not IncidentStatus.CLOSED for row in self.rows)


class KeyFinding(StrEnum):
    """Were keys on the lost device?"""

    SAFE = "safe"  # what is on it is secured: no notice is due
    EXPOSED = "exposed"
    UNCLEAR = "unclear"  # counts as exposed until the risk assessment says otherwise


@dataclass(frozen=True)
class KeyQuestion:
    """What is asked about a lost device; the rest is in the register of devices and the audit log.

    ``device`` is the name of the device as the audit log shows it. ``was_open``: somebody was signed in.
    ``secret_with_it``: a password, the authenticator app or the recovery key was lost with it.
    """

    device: str
    was_open: bool
    secret_with_it: bool


@dataclass(frozen=True)
class KeyAnswer:
    """The answer with its reasons. ``key_mode`` is None for a device that is in no register."""

    question: KeyQuestion
    key_mode: KeyMode | None
    disk_encryption: str
    copies_saved: int
    finding: KeyFinding
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Law enforcement asked to wait with notices (164.412). ``official`` is name and agency.

    ``until`` is the first day on which notice may be given; an oral statement needs none.
    """

    official: str
    stated_on: date
    written: bool
    until: date | None = None


@dataclass(frozen=True)
class Told:
    """A notice to HHS, the Attorney General or the media. ``proof`` is a receipt, a number or a name."""

    duty: Duty
    on: date
    method: str
    proof: str


@dataclass(frozen=True)
class SubstituteNotice:
    """Substitute notice (164.404(d)(2)). A public one names its toll-free number and stays up until ``until``."""

    kind: Substitute
    on: date
    method: str
    toll_free: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Closing:
    """Why an incident is closed; ``other`` is the number of the same incident reported earlier."""

    reason: ClosingReason
    words: str
    other: str = ""


class NoticeState(StrEnum):
    """How far the notice to one patient is. ``OUTDATED``: the letter was made before the text was changed, and is not
    recorded as sent."""

    NONE = "none"
    NO_ADDRESS = "no_address"
    MADE = "made"
    OUTDATED = "outdated"
    SENT = "sent"
    RETURNED = "returned"
    SUBSTITUTE = "substitute"


LETTER_DUE = (NoticeState.NONE, NoticeState.NO_ADDRESS, NoticeState.OUTDATED)
"""States in which a letter is to be made."""


class SendMethod(StrEnum):
    """How a letter goes. Email only for those who agreed to electronic notice (164.404(d)(1)(i))."""

    MAIL = "mail"
    EMAIL = "email"
    HAND = "hand"


SEND_WORDS: dict[SendMethod, str] = {
    SendMethod.MAIL: "First-class mail", SendMethod.EMAIL: "Email, as the patient agreed",
    SendMethod.HAND: "Handed to the patient",
}
"""Each way in words."""


@dataclass(frozen=True)
class Sending:
    """Letters of ``patient_ids`` that went out together. ``proof`` is a receipt or tracking number."""

    patient_ids: tuple[str, ...]
    method: SendMethod
    on: date
    proof: str


@dataclass(frozen=True)
class PersonLine:
    """A patient who is affected. ``confidential`` says how they asked to be reached; ``note`` what of theirs it was."""

    patient_id: str
    name: str
    record_number: int
    note: str
    notice: NoticeState
    confidential: str = ""
    document_id: str | None = None
    sent_on: date | None = None
    sent_by: str = ""
    method: str = ""
    proof: str = ""


@dataclass(frozen=True)
class EventLine:
    """One thing that happened, in words; ``text`` is what somebody wrote."""

    at: datetime
    day: date
    by_name: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class IncidentView:
    """An incident with everything found and done. ``unreachable`` counts patients without a current address."""

    row: IncidentRow
    facts: IncidentFacts
    reported_at: datetime
    reported_by: str
    people: tuple[PersonLine, ...]
    clocks: tuple[ClockLine, ...]
    media_states: tuple[str, ...]
    assessment: Assessment | None
    assessment_due: date
    keys: KeyAnswer | None
    asked: Asked | None
    notice: NoticeText
    notice_is_saved: bool
    told: tuple[Told, ...]
    substitute: SubstituteNotice | None
    unreachable: int
    closing: Closing | None
    may_close_for: tuple[ClosingReason, ...]
    history: tuple[EventLine, ...]


@dataclass(frozen=True)
class FinderFilter:
    """Which entries of the audit log to look at; empty fields do not narrow. Moments are aware, ``end`` excluded.

    ``everyone`` takes every patient with a record instead: the whole device was lost.
    """

    device: str = ""
    user_id: str = ""
    start: datetime | None = None
    end: datetime | None = None
    events: tuple[str, ...] = ()
    everyone: bool = False


@dataclass(frozen=True)
class Candidate:
    """A patient whom the audit log connects with the incident. ``words`` are what was done, most frequent first."""

    patient_id: str
    name: str
    record_number: int
    entries: int
    last_at: datetime | None
    words: tuple[str, ...]
    is_affected: bool


@dataclass(frozen=True)
class FinderChoices:
    """What the finder and the dialogs can be narrowed by."""

    devices: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    vendors: tuple[str, ...]


@dataclass(frozen=True)
class PeopleChange:
    """Who is added to and taken off the list, with a note kept under each one's own key."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class LettersMade:
    """How many letters were made just now and how many are still to be made; ``unreachable`` have no address."""

    made: int
    left: int
    unreachable: int


@dataclass(frozen=True)
class YearList:
    """Breaches of fewer than 500 people discovered in ``year``, for the Secretary (164.408(c))."""

    year: int
    due: date
    rows: tuple[IncidentRow, ...]


@dataclass(frozen=True)
class IncidentDue:
    """A clock of an open incident that is late or nearly so, for Today."""

    incident_id: str
    number: str
    sentence: str
    state: ClockState


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"

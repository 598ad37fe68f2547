"""Views of withdrawals, of messages made, and of who has which version of a policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

CHANNEL_WORDS = {
    "tablet": "On the tablet", "paper": "On paper", "text": "By text", "phone": "By phone", "email": "By email",
    "in_person": "In person", "letter": "By letter", "record": "Record changed",
}
"""How a patient said something, by channel."""

WITHDRAWAL_CHANNELS = ("in_person", "phone", "text", "email", "letter")
"""How a consent can be taken back: any reasonable way (47 CFR 64.1200(a)(10)), also in writing (164.508(b)(5))."""


@dataclass(frozen=True)
class WithdrawalInput:
    """A patient takes consents back. ``words`` are what they said, ``received`` the clinic's day on which they did.

    ``asked_by`` names who asked when it was not the patient.
    """

    patient_id: str
    purposes: tuple[str, ...]
    channel: str
    words: str = field(default="", repr=False)
    received: date | None = None
    asked_by: str = field(default="", repr=False)


@dataclass(frozen=True)
class ConsentChoice:
    """A consent that can be taken back now. ``is_text`` marks types of text messages, which a STOP ends together."""

    purpose: str
    title: str
    detail: str
    is_text: bool


@dataclass(frozen=True)
class WithdrawalOffer:
    """What the dialog offers for a patient. ``stop_words`` are what counts as a STOP.

    ``stop_ends_all``: a STOP ends every type of text, whatever type is chosen.
    """

    patient_id: str
    patient_name: str
    choices: tuple[ConsentChoice, ...]
    stop_words: tuple[str, ...]
    stop_ends_all: bool


@dataclass(frozen=True)
class PaperChoice:
    """A choice somebody made on paper. ``number`` is the telephone number on the sheet, where texts are chosen."""

    purpose: str
    given: bool
    signed_on: date
    kept_at: str
    number: str = ""


class StepState(StrEnum):
    """How a follow-up step stands."""

    DONE = "done"
    OPEN = "open"
    LATE = "late"


@dataclass(frozen=True)
class StepView:
    """Something to do after a withdrawal. ``outcome`` is "3 photos removed" once it was done with a count."""

    step_id: str
    title: str
    due: date
    state: StepState
    counted: str = ""
    outcome: str = ""
    done_on: date | None = None
    done_by: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class WithdrawalRow:
    """A withdrawal in the list. ``status`` is the first thing to do, or "Done" and what came of it."""

    withdrawal_id: str
    patient_id: str
    patient_name: str
    title: str
    on: date
    stops: str
    status: str
    state: StepState
    due: date | None


@dataclass(frozen=True)
class WithdrawalView:
    """A withdrawal, opened."""

    row: WithdrawalRow
    how: str
    words: str = field(repr=False)
    asked_by: str = field(repr=False)
    recorded_at: datetime
    recorded_by: str
    consents: tuple[str, ...]
    document_id: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class PaperQuestion:
    """A choice that can be entered from paper. ``needs_number`` where a yes is about a telephone number; ``months``
    is how long a yes counts when the sheet may say how long (0: as long as the form does)."""

    purpose: str
    title: str
    needs_number: bool
    months: int = 0


@dataclass(frozen=True)
class MessageChoice:
    """A type of message for the dialog. ``problem`` says why it may not be sent now; empty when it may."""

    code: str
    title: str
    channel: str
    problem: str


@dataclass(frozen=True)
class MessageOffer:
    """What can be logged for a patient. ``confidential`` says how they asked to be reached, or is empty."""

    patient_id: str
    patient_name: str
    choices: tuple[MessageChoice, ...]
    confidential: str


@dataclass(frozen=True)
class MessageInput:
    """A message that was sent. ``template`` names it without clinical detail; ``override`` says why without consent."""

    patient_id: str
    kind: str
    template: str = field(repr=False)
    sent_at: datetime | None = None
    override: str = field(default="", repr=False)


@dataclass(frozen=True)
class MessageRow:
    """A message in the log."""

    communication_id: str
    title: str
    channel: str
    template: str = field(repr=False)
    sent_at: datetime
    by_name: str
    override: str = field(repr=False)


@dataclass(frozen=True)
class PolicyHolder:
    """A patient and the version of a policy they have; ``version`` and ``outcome`` are empty for none.

    ``asked_again`` says that they are asked at the next visit.
    """

    patient_id: str
    patient_name: str
    record_number: int
    kind: str
    version: str
    outcome: str
    on: date | None
    asked_again: bool


@dataclass(frozen=True)
class ReceiptState:
    """A policy in force (``title``, ``version``) and what a patient has of its kind: version, answer and day."""

    kind: str
    title: str
    version: str
    held_version: str
    outcome: str
    on: date | None


@dataclass(frozen=True)
class Refusal:
    """Why the policies were not acknowledged, and what staff tried (45 CFR 164.520(c)(2)(ii))."""

    reason: str = field(repr=False)
    effort: str = field(repr=False)

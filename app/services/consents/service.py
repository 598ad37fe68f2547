"""Consents taken back: what can be, the act itself, and what the clinic does after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.errors import InvalidInputError, NotFoundError
from app.core.text import optional_text
from app.forms import decode_json
from app.models.consents import ConsentWithdrawal, WithdrawalStep, WithdrawalStepDone
from app.models.patients import Patient
from app.rules.consents import Channel, Standing
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.consents.ledger import ledger, standings
from app.services.consents.offered import open_purposes
from app.services.consents.paper_choices import record_choice
from app.services.consents.recording import catch_up
from app.services.consents.withdrawing import CONTENT_PURPOSE, Place, withdraw
from app.services.desk import Desk, Work
from app.services.known_patient import known_patient
from app.services.library import LibraryService
from app.services.settings import newest_settings
from app.services.views.consents import (
    CHANNEL_WORDS,
    ConsentChoice,
    PaperChoice,
    PaperQuestion,
    StepState,
    StepView,
    WithdrawalInput,
    WithdrawalOffer,
    WithdrawalRow,
    WithdrawalView,
)

_NOTE_PURPOSE = "withdrawal.step"
_LISTED_DAYS = 730
_MOST = 9999


class ConsentsService:
    """Use cases around consents. ``demo`` marks documents of the fictional clinic."""

    def __init__(self, desk: Desk, library: LibraryService, demo: bool = False) -> None:
        self._desk = desk
        self._library = library
        self._demo = demo
        desk.when_opened(lambda: catch_up(desk, library))

    def offer(self, actor: Actor, patient_id: str) -> WithdrawalOffer:
        """Return what the patient can take back now. Raises NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.WITHDRAW, RecordKind.CONSENT, patient_id=patient_id, unrecorded=True) as work:
            patient = known_patient(work, patient_id)
            found = standings(ledger(work, patient_id))
            today = clinic_date(work.now, work.zone)
            choices = tuple(
                ConsentChoice(purpose.code, purpose.title, _since(work, found.get(purpose.code, Standing())),
                              purpose.channel is Channel.TEXT)
                for purpose in open_purposes(self._library, found, today))
            ends_all = newest_settings(work.session).revoke_all_scope == "all"
            return WithdrawalOffer(patient_id, patient.display_name, choices,
                                   self._library.content.consents.stop_words, ends_all)

    def withdraw(self, actor: Actor, wanted: WithdrawalInput) -> str:
        """Record a withdrawal and return its id: effective at once, with its sealed document and its steps.

        Raises InvalidInputError naming the field, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.WITHDRAW, RecordKind.CONSENT, patient_id=wanted.patient_id) as work:
            clinic = self._desk.clinic
            assert clinic is not None  # the gate refused while the records are closed
            return withdraw(work, self._library, wanted, Place(clinic, self._desk.device, self._demo))

    def paper_questions(self, actor: Actor) -> tuple[PaperQuestion, ...]:
        """Return what can be entered from paper: every purpose but the treatment consents.

        Raises PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CHANGE, RecordKind.CONSENT, unrecorded=True):
            return tuple(PaperQuestion(each.code, each.title, bool(each.number), each.ending.least_months)
                         for each in self._library.content.consents.purposes)

    def record_choice(self, actor: Actor, patient_id: str, choice: PaperChoice) -> str:
        """Enter a choice that was made on paper and return the event's id.

        Raises InvalidInputError naming the field, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CHANGE, RecordKind.CONSENT, patient_id=patient_id) as work:
            return record_choice(work, self._library, known_patient(work, patient_id), choice)

    def withdrawals(self, actor: Actor) -> tuple[WithdrawalRow, ...]:
        """Return the withdrawals of two years and every older one with something left to do, oldest first.

        Raises PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.CONSENT, unrecorded=True) as work:
            today = clinic_date(work.now, work.zone)
            steps = _steps(work, today)
            stored = work.session.execute(
                select(ConsentWithdrawal, Patient).join(Patient, Patient.patient_id == ConsentWithdrawal.patient_id)
                .where(Patient.disposed_on.is_(None))
                .order_by(ConsentWithdrawal.at, ConsentWithdrawal.withdrawal_id))
            rows = [_row(work, withdrawal, patient, steps.get(withdrawal.withdrawal_id, ()))
                    for withdrawal, patient in stored]
            return tuple(row for row in rows
                         if row.state is not StepState.DONE or (today - row.on).days <= _LISTED_DAYS)

    def open(self, actor: Actor, withdrawal_id: str) -> WithdrawalView:
        """Return a withdrawal with the patient's words and its steps; the view is audited.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.CONSENT) as work:
            withdrawal = _withdrawal(work, withdrawal_id)
            work.audit("consent.view", patient_id=withdrawal.patient_id, subject=withdrawal_id, detail=withdrawal.title)
            return self._view(work, withdrawal)

    def finish_step(self, actor: Actor, step_id: str, *, told: str = "", count: int | None = None) -> None:
        """Record that a step was done, now: ``told`` says who was told, ``count`` how many things were removed.

        Raises InvalidInputError (done already, no count where one is needed), NotFoundError, PermissionDeniedError.
        """
        note = optional_text(told, "told")
        with self._desk.act(actor, Action.CHANGE, RecordKind.CONSENT) as work:
            step = work.session.get(WithdrawalStep, step_id)
            if step is None:
                raise NotFoundError("This step is not in the records.")
            if work.session.get(WithdrawalStepDone, step_id) is not None:
                raise InvalidInputError("This step was done already.")
            if step.counted and (count is None or not 0 <= count <= _MOST):
                raise InvalidInputError(f"Enter how many: {step.counted}.", "count")
            withdrawal = _withdrawal(work, step.withdrawal_id)
            work.session.add(WithdrawalStepDone(
                step_id=step_id, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
                count=count if step.counted else None,
                note=work.keys.encrypt(withdrawal.patient_id, note.encode(), _NOTE_PURPOSE)))
            work.audit("consent.step", patient_id=withdrawal.patient_id, subject=withdrawal.withdrawal_id,
                       detail=f"{withdrawal.title}: {step.title}.", new=note.encode())

    def _view(self, work: Work, withdrawal: ConsentWithdrawal) -> WithdrawalView:
        patient = known_patient(work, withdrawal.patient_id)
        steps = _steps(work, clinic_date(work.now, work.zone), withdrawal).get(withdrawal.withdrawal_id, ())
        said = decode_json(work.keys.decrypt(withdrawal.patient_id, withdrawal.content, CONTENT_PURPOSE))
        assert isinstance(said, dict)  # written by ``withdraw``
        rules, catalogue = self._library.content.consents, self._library.content.catalogue
        consents = tuple(purpose.title if (purpose := rules.purpose(code, catalogue)) is not None else code
                         for code in withdrawal.purposes.split())
        return WithdrawalView(
            _row(work, withdrawal, patient, steps), CHANNEL_WORDS.get(withdrawal.channel, withdrawal.channel),
            str(said["words"]), str(said["asked_by"]), withdrawal.recorded_at, withdrawal.by_name, consents,
            withdrawal.document_id, tuple(steps))


def open_steps(work: Work) -> tuple[int, int]:
    """Return how many withdrawals have a step left to do, and how many of those are late; for boards and promises."""
    found = _steps(work, clinic_date(work.now, work.zone)).values()
    late = sum(any(step.state is StepState.LATE for step in steps) for steps in found)
    return sum(any(step.state is not StepState.DONE for step in steps) for steps in found), late


def _steps(work: Work, today: date, withdrawal: ConsentWithdrawal | None = None) -> dict[str, list[StepView]]:
    """Return the steps of every withdrawal, or of one with the notes, which alone need the patient's key."""
    query = select(WithdrawalStep, WithdrawalStepDone).outerjoin(
        WithdrawalStepDone, WithdrawalStepDone.step_id == WithdrawalStep.step_id)
    if withdrawal is not None:
        query = query.where(WithdrawalStep.withdrawal_id == withdrawal.withdrawal_id)
    found: dict[str, list[StepView]] = {}
    for step, done in work.session.execute(query.order_by(WithdrawalStep.position)):
        note = (work.keys.decrypt(withdrawal.patient_id, done.note, _NOTE_PURPOSE).decode()
                if withdrawal is not None and done is not None else "")
        found.setdefault(step.withdrawal_id, []).append(_step(work, step, done, note, today))
    return found


def _step(work: Work, step: WithdrawalStep, done: WithdrawalStepDone | None, note: str, today: date) -> StepView:
    if done is None:
        return StepView(step.step_id, step.title, step.due, StepState.LATE if today > step.due else StepState.OPEN,
                        step.counted)
    counted = step.counted.replace("photos", "photo") if done.count == 1 else step.counted
    outcome = f"{done.count} {counted}" if done.count is not None else ""
    return StepView(step.step_id, step.title, step.due, StepState.DONE, step.counted, outcome,
                    clinic_date(done.at, work.zone), done.by_name, note)


def _row(work: Work, withdrawal: ConsentWithdrawal, patient: Patient, steps: Sequence[StepView]) -> WithdrawalRow:
    left = sorted((step for step in steps if step.state is not StepState.DONE), key=lambda step: step.due)
    outcome = next((step.outcome for step in steps if step.outcome), "")
    status = left[0].title if left else (f"Done, {outcome}" if outcome else "Done")
    return WithdrawalRow(withdrawal.withdrawal_id, patient.patient_id, patient.display_name, withdrawal.title,
                         clinic_date(withdrawal.at, work.zone), withdrawal.stops, status,
                         left[0].state if left else StepState.DONE, left[0].due if left else None)


def _since(work: Work, standing: Standing) -> str:
    last = standing.last
    return f"Given {long_date(clinic_date(last.at, work.zone))}" if last is not None and last.kind == "given" else \
        "Not given now"


def _withdrawal(work: Work, withdrawal_id: str) -> ConsentWithdrawal:
    found = work.session.get(ConsentWithdrawal, withdrawal_id)
    if found is None:
        raise NotFoundError("This withdrawal is not in the records.")
    return found

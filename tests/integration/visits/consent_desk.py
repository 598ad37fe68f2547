"""A practice with one patient and the ledger of consents, in short words."""

from __future__ import annotations

from dataclasses import replace

from app.models.consents import ConsentEvent
from app.rules.consents import ConsentState
from app.services.consents.ledger import ledger, state_of
from app.services.consents.service import ConsentsService
from app.services.views.consents import WithdrawalInput, WithdrawalView
from app.services.views.patients import ConsentState as Word
from app.services.views.patients import DueReason
from tests.integration.visits.conftest import Practice

YES = {"comm.sms.reminder": "yes", "comm.sms.followup": "yes", "comm.sms.health": "no", "comm.sms.marketing": "no",
       "comm.email.news": "yes", "photo.rec.agree": "yes", "photo.mkt.agree": "face", "photo.mkt.until": "1y",
       "c.btx.agree": "yes"}


class Desk:
    """A practice with one patient, short words for what the tests ask."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.patient_id = practice.patient()
        self.consents = ConsentsService(practice.clinic.desk, practice.library)

    def visit(self, answers: dict[str, str | bool] | None = None, *codes: str, **how: object) -> str:
        """A visit that is sent and received."""
        visit_id = self.practice.checked_in(self.patient_id, *codes)
        self.practice.sent(visit_id, {**YES, **(answers or {})}, **how)
        return visit_id

    def state(self, purpose: str, patient_id: str = "") -> ConsentState:
        """Where a consent stands."""
        with self.practice.clinic.desk.act_system() as work:
            return state_of(work, patient_id or self.patient_id, purpose)

    def events(self, purpose: str) -> list[ConsentEvent]:
        """The events of a consent."""
        with self.practice.clinic.desk.act_system() as work:
            return [row for row in ledger(work, self.patient_id) if row.purpose == purpose]

    def withdraw(self, *purposes: str, **more: object) -> WithdrawalView:
        """The front desk records a withdrawal."""
        wanted = WithdrawalInput(self.patient_id, purposes, "phone")
        withdrawal_id = self.consents.withdraw(self.practice.desk_person, replace(wanted, **more))  # type: ignore[arg-type]
        return self.consents.open(self.practice.desk_person, withdrawal_id)

    def words(self) -> dict[str, Word]:
        """What the patient's page says."""
        view = self.practice.patients.open(self.practice.desk_person, self.patient_id)
        return {line.purpose: line.state for line in view.consents}

    def due(self, *codes: str) -> dict[str, DueReason]:
        """What is due today."""
        found = self.practice.visits.due_forms(self.practice.desk_person, self.patient_id, codes or ("BTX_BOTOX",))
        return {form.form_id: form.reason for form in found}

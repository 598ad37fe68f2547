"""The accounting of disclosures (45 CFR 164.528) of one patient: looked at, and made as a sealed document."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

import app
from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.errors import InvalidInputError
from app.documents.record import (
    AnswerBlock,
    ConsentRecord,
    DocumentKind,
    Evidence,
    PatientLine,
    Section,
    SignatureMark,
    SignatureMethod,
    SignerRole,
    TextBlock,
)
from app.models.disclosures import AccountingGiven
from app.models.patients import Patient
from app.rules.accounting import AccountLine, account, free_again, period
from app.rules.disclosure_basis import RULES
from app.services.desk import Work
from app.services.disclosures.reading import disclosed, suspension_rules
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.rights.events import require_identified
from app.services.rights.letters import addressee
from app.services.sealing_documents import Belongings, store_sealed
from app.services.views.disclosures import AccountingOrder, AccountingView

_TITLE = "Accounting of disclosures"
_LEFT_OUT = ("The law leaves out of this list what was shared for treatment, payment and health care operations, with "
             "you or your personal representative, on your written authorization, with people involved in your care, "
             "incidental to these, in a limited data set, for national security, and with those who had you in custody "
             "(45 CFR 164.528(a)(1)).")
_NOTHING = "For this time there is nothing to list."  # true during a suspension too, and tells nothing of it


def accounting_view(work: Work, patient_id: str, requested_on: date, since: date | None) -> AccountingView:
    """Return what an accounting asked for on ``requested_on`` would say today. Raises InvalidInputError."""
    today = clinic_date(work.now, work.zone)
    if requested_on > today:
        raise InvalidInputError("The day of the request cannot be in the future.", "requested_on")
    first, last = period(requested_on, since)
    found = account(disclosed(work, patient_id), first, last, suspension_rules(work, patient_id), today)
    return AccountingView(found.since, found.until, found.lines, found.excluded, found.withheld, found.withheld_until,
                          free_again(_given(work, patient_id), requested_on))


def make_accounting(work: Work, patient: Patient, order: AccountingOrder) -> str:
    """Seal the accounting as a document of the patient's record and return its id.

    Raises InvalidInputError: a day in the future, or a fee although this one is free.
    """
    if order.request_id:
        require_identified(work, order.request_id, patient.patient_id)
    found = accounting_view(work, patient.patient_id, order.requested_on, order.since)
    if order.fee_cents < 0 or (order.fee_cents and found.free_from is None):
        raise InvalidInputError("The first accounting in twelve months is free (45 CFR 164.528(c)(2)).", "fee")
    document_id = store_sealed(work, _record(work, patient, order, found), Belongings(patient.patient_id))
    work.session.add(AccountingGiven(
        accounting_id=work.new_id(), patient_id=patient.patient_id, requested_on=order.requested_on, since=found.since,
        until=found.until, entries=found.count, fee_cents=order.fee_cents, document_id=document_id,
        request_id=order.request_id or None, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name))
    work.session.flush()
    return document_id


def _given(work: Work, patient_id: str) -> list[date]:
    return list(work.session.scalars(
        select(AccountingGiven.requested_on).where(AccountingGiven.patient_id == patient_id)))


def _record(work: Work, patient: Patient, order: AccountingOrder, found: AccountingView) -> ConsentRecord:
    opening = (f"You asked on {long_date(order.requested_on)} who we shared your health information with. This list "
               f"covers {long_date(found.since)} to {long_date(found.until)}.")
    fee = (f"The fee you were told of is ${order.fee_cents / 100:,.2f}." if order.fee_cents
           else "There is no charge for this list.")
    closing = Section("About this list", (TextBlock(f"{_LEFT_OUT}\n{fee}"),))
    signed = SignatureMark(SignerRole.PROVIDER, work.actor.display_name, SignatureMethod.CREDENTIAL, work.now,
                           "Signed for the clinic.", licence=work.actor.title)
    return ConsentRecord(
        document_id=work.new_id(), title=_TITLE, version="1", language="en", kind=DocumentKind.LETTER,
        clinic=header(newest_clinic(work.session)),
        patient=PatientLine(patient.display_name, patient.birth_date, patient.record_number),
        sections=(Section("", (TextBlock("\n".join(addressee(work, patient))),)),
                  Section("", (TextBlock(opening if found.lines else f"{opening}\n{_NOTHING}"),)),
                  *map(_section, found.lines), closing),
        agreement="", signatures=(signed,), response_json=b"", completed_at=work.now, is_demo=work.is_demo,
        evidence=Evidence(form_url="", form_sha256="", device=work.actor.device, app_version=app.__version__))


def _section(line: AccountLine) -> Section:
    repeated = () if line.count == 1 else (AnswerBlock("How often", (
        f"{line.count} times from {long_date(line.on)} to {long_date(line.last_on)}",)),)
    return Section(f"{long_date(line.on)}: {line.recipient}", (
        AnswerBlock("Date", (long_date(line.on),)),
        AnswerBlock("Who received it", tuple(filter(None, (line.recipient, *line.address.splitlines())))),
        AnswerBlock("What was shared", (line.description,)),
        AnswerBlock("Why", (f"{line.purpose} ({RULES[line.basis].words}, 45 CFR {RULES[line.basis].section})",)),
        *repeated))

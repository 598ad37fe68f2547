"""Events of the ledger that arise from forms, in the transaction in which a form is received, filed or moved."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import exists, select

from app.core.clock import clinic_date
from app.core.errors import KnownError
from app.intake.submission import SubmittedForm
from app.models.consents import ConsentEvent
from app.models.submissions import FormSubmission
from app.models.visits import VisitMove
from app.rules.answers import Answers, from_responses
from app.rules.consent_purposes import ConsentGroup, ConsentPurpose
from app.rules.consents import Channel, EventKind, Standing
from app.rules.due import valid_until
from app.services.consents.ledger import EventFacts, TextShown, append_event, ledger, standings
from app.services.desk import Desk, Work
from app.services.library import LibraryService
from app.services.paper_filer import filer
from app.services.policy_receipts import record_receipts
from app.services.submission_records import PAPER, opened

_DECLINED: Final = "declined"
_SIGNERS: Final = {"parent": "Parent", "guardian": "Guardian", "legal_rep": "Legal representative"}
_CARD_END: Final = re.compile(r"(0[1-9]|1[0-2])/(\d\d)")
_CENTURY: Final = 2000


def record_form(work: Work, library: LibraryService, row: FormSubmission, form: SubmittedForm | None) -> None:
    """Add what ``row`` says about consents and policies. ``form`` is what was submitted; None for one filed on paper.

    Who filed a paper is read from what is stored of it, so that it does not matter who works now.

    A consent that stood until then is superseded by the new answer. What a paper says about several choices is not
    known here, so nothing is given by it; a consent to one treatment is.
    """
    record_receipts(work, library, row)
    purposes = library.content.consents.asked_by(row.form_id, library.content.catalogue)
    if not purposes:
        return
    standing = standings(ledger(work, row.patient_id))
    answers = from_responses(form.response) if form is not None and form.response is not None else Answers()
    initialed = frozenset(each.link_id for each in form.initials) if form is not None else frozenset()
    for purpose in purposes:
        kind = _meaning(library, purpose, row, answers, initialed)
        if kind is not None:
            _append(work, row, purpose, kind, answers, standing.get(purpose.code, Standing()))


def record_forms(work: Work, library: LibraryService, rows: Sequence[FormSubmission]) -> None:
    """Add what stored ``rows``, oldest first, say for the patient they were moved to."""
    for row in rows:
        record_form(work, library, row, opened(work, row))


def catch_up(desk: Desk, library: LibraryService) -> None:
    """Fill the ledger from the forms on file when it is empty: records made before there was one."""
    with desk.act_system() as work:
        if work.session.scalar(select(exists().where(ConsentEvent.sequence.is_not(None)))):
            return
        moved = select(VisitMove.visit_id)
        rows = work.session.scalars(
            select(FormSubmission).where(FormSubmission.visit_id.not_in(moved))
            .order_by(FormSubmission.received_at, FormSubmission.position)).all()
        for row in rows:
            try:
                record_form(work, library, row, opened(work, row))
            except KnownError:  # the patient's key was destroyed, or the form is damaged: nothing is known, so no yes
                continue
        if rows:
            work.audit("consent.ledger", detail=f"{len(rows)} forms on file were entered in the ledger of consents.")


def _meaning(library: LibraryService, purpose: ConsentPurpose, row: FormSubmission, answers: Answers,
             initialed: frozenset[str]) -> EventKind | None:
    """Return what the form says about ``purpose``; None when it says nothing."""
    is_treatment = purpose.group is ConsentGroup.TREATMENT
    if row.status == _DECLINED:
        return EventKind.DECLINED
    if row.status == PAPER:
        return EventKind.GIVEN if is_treatment else None
    said = _answers_to(library, purpose, answers)
    if said & purpose.declined:
        return EventKind.DECLINED
    if purpose.signature and not (answers.get(purpose.signature) or purpose.signature in initialed):
        return EventKind.DECLINED  # a yes that needs a signature of its own and has none is no yes
    # A treatment consent without the question is agreed to by signing it.
    return EventKind.GIVEN if said & purpose.given or (is_treatment and not said) else None


def _answers_to(library: LibraryService, purpose: ConsentPurpose, answers: Answers) -> frozenset[str]:
    if purpose.group is not ConsentGroup.TREATMENT:
        return frozenset(map(str, answers.get(purpose.question)))
    ending = library.content.consents.treatment.question_ends
    return frozenset(str(value) for link_id, values in answers.values.items() if link_id.endswith(ending)
                     for value in values)


def _append(work: Work, row: FormSubmission, purpose: ConsentPurpose, kind: EventKind, answers: Answers,
            standing: Standing) -> None:
    last = standing.last
    at = row.at
    if last is not None and last.at > at and _same_form(work, last.event_id, row):
        at = last.at  # a correction never comes before what it corrects, even when the clock was set back
    by, by_name = filer(work, row) if row.status == PAPER else (
        row.patient_id, _SIGNERS.get(row.signer_capacity, "Patient"))
    channel = Channel.PAPER if row.status == PAPER else Channel.TABLET

    def facts(what: EventKind, end: date | None = None, ends: str | None = None) -> EventFacts:
        return EventFacts(row.patient_id, purpose.code, what, at, channel, by, by_name, TextShown.of(row), end,
                          row.visit_id, row.submission_id, ends=ends, content=_content(purpose, row, answers))

    if last is not None and last.kind is EventKind.GIVEN and last.at <= at:
        append_event(work, facts(EventKind.SUPERSEDED, ends=last.event_id))
    given = kind is EventKind.GIVEN
    append_event(work, facts(kind, _end(work, purpose, row, answers) if given else None))


def _same_form(work: Work, event_id: str, row: FormSubmission) -> bool:
    found = work.session.execute(select(ConsentEvent.visit_id, ConsentEvent.form_id)
                                 .where(ConsentEvent.event_id == event_id)).one()
    return (found.visit_id, found.form_id) == (row.visit_id, row.form_id)


def _content(purpose: ConsentPurpose, row: FormSubmission, answers: Answers) -> dict[str, str]:
    said = {"answer": ", ".join(map(str, answers.get(purpose.question))) if purpose.question else "",
            "number": answers.text(purpose.number) if purpose.number else "", "signer": row.signer_capacity}
    return {name: value for name, value in said.items() if value}


def _end(work: Work, purpose: ConsentPurpose, row: FormSubmission, answers: Answers) -> date | None:
    """Return the last day: the earliest of the form's own validity and what was answered."""
    signed, ending = clinic_date(row.at, work.zone), purpose.ending
    found = [row.valid_until] if row.valid_until is not None else []
    told = (ending.months.get(str(answer)) for answer in answers.get(ending.question))
    found.extend(valid_until(signed, months) for months in told if months)
    card = _CARD_END.fullmatch(answers.text(ending.card))
    if card is not None:
        year, month = _CENTURY + int(card[2]), int(card[1])
        found.append(date(year, month, calendar.monthrange(year, month)[1]))
    if ending.at_most_months:
        found.append(valid_until(signed, ending.at_most_months))
    return min(found, default=None)

"""Authorizations on file (45 CFR 164.508): signed in the app or on paper, until they end or are revoked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.core.clock import clinic_date
from app.intake.words import lines
from app.models.disclosures import AuthorizationEnd, PaperAuthorization
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.rules.accounting import next_year
from app.rules.answers import from_responses
from app.services.answer_lines import session_of
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.submission_records import opened, patient_rows
from app.services.views.disclosures import Authorization

FORM: Final = "auth"
"""The app's own authorization form."""

PAPER_PURPOSE: Final = "authorization"
END_PURPOSE: Final = "authorization.end"
REVOKED: Final = "revoked"


def authorizations_of(work: Work, library: LibraryService, patient: Patient) -> tuple[Authorization, ...]:
    """Return every authorization of a patient, newest first, ended ones too."""
    ends = {row.authorization_id: row for row in work.session.scalars(
        select(AuthorizationEnd).where(AuthorizationEnd.patient_id == patient.patient_id))}
    signed = {row.visit_id: row for row in patient_rows(work.session, patient.patient_id, FORM)}
    found = [_signed(work, library, patient, row, ends.get(row.submission_id)) for row in signed.values()
             if row.status == "signed"]
    papers = work.session.scalars(select(PaperAuthorization)
                                  .where(PaperAuthorization.patient_id == patient.patient_id))
    found += [_paper(work, row, ends.get(row.authorization_id)) for row in papers]
    return tuple(sorted(found, key=lambda each: (each.signed_on, each.authorization_id), reverse=True))


def last_in_effect(work: Work, patient_id: str, today: date) -> date | None:
    """Return the last day, up to ``today``, on which an authorization of the patient is known to have been in effect.

    It is kept for six years from then (45 CFR 164.508(b)(6), 164.530(j)(2)). One that ends with an event counts from
    its signature until somebody records that the event came.
    """
    ends = {row.authorization_id: row.on for row in work.session.scalars(
        select(AuthorizationEnd).where(AuthorizationEnd.patient_id == patient_id))}
    papers = work.session.scalars(select(PaperAuthorization).where(PaperAuthorization.patient_id == patient_id))
    found = [ends.get(row.authorization_id, row.expires_on or row.signed_on) for row in papers]
    for row in patient_rows(work.session, patient_id, FORM):
        if row.status == "signed":
            form, on = opened(work, row), clinic_date(row.at, work.zone)
            answers = from_responses(form.response if form is not None and form.response is not None else {})
            last = _end_date(answers.text("auth.end.kind"), answers.text("auth.end.date"), on)
            found.append(ends.get(row.submission_id, last or on))
    return max((min(day, today) for day in found), default=None)


def _signed(work: Work, library: LibraryService, patient: Patient, row: FormSubmission,
            end: AuthorizationEnd | None) -> Authorization:
    form, on = opened(work, row), clinic_date(row.at, work.zone)
    response: Mapping[str, Any] = form.response if form is not None and form.response is not None else {}
    answers, words = from_responses(response), _words(work, library, patient, row)
    purpose = words.get("auth.why.detail") or words.get("auth.why.reason", "")
    what = " ".join(filter(None, (words.get("auth.what", ""), words.get("auth.what.detail", ""),
                                  words.get("auth.what.dates", ""))))
    return Authorization(
        row.submission_id, answers.text("auth.to.name"), answers.text("auth.to.address"), what, purpose,
        form.signature.signature.printed_name if form is not None and form.signature is not None else "", on,
        _end_date(answers.text("auth.end.kind"), answers.text("auth.end.date"), on), answers.text("auth.end.event"),
        answers.text("auth.gene.release") == "yes", is_paper=False, **_ended(end))


def _words(work: Work, library: LibraryService, patient: Patient, row: FormSubmission) -> dict[str, str]:
    session = session_of(work, library, row, patient, clinic_date(row.at, work.zone))
    return {line.item.link_id: line.text for line in lines(session)} if session is not None else {}


def _end_date(kind: str, day: str, signed_on: date) -> date | None:
    if kind == "year":
        return next_year(signed_on)
    return date.fromisoformat(day) if kind == "date" and day else None


def _paper(work: Work, row: PaperAuthorization, end: AuthorizationEnd | None) -> Authorization:
    content = json.loads(work.keys.decrypt(row.patient_id, row.content, PAPER_PURPOSE))
    return Authorization(
        row.authorization_id, content["recipient"], content["address"], content["what"], content["purpose"],
        content["signed_by"], row.signed_on, row.expires_on, content["ends_with"], row.releases_genetic,
        is_paper=True, **_ended(end))


def _ended(end: AuthorizationEnd | None) -> dict[str, Any]:
    return {} if end is None else {"ended_on": end.on, "was_revoked": end.kind == REVOKED}

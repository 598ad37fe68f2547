"""Choices that were made on paper: staff read them off the sheet, one by one, and say where the sheet is kept."""

from __future__ import annotations

from datetime import date, datetime, time

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import checked_text, optional_text
from app.models.patients import Patient
from app.rules.consent_purposes import ConsentPurpose
from app.rules.consents import Channel, EventKind, Standing
from app.rules.due import valid_until
from app.services.consents.ledger import EventFacts, TextShown, append_event, ledger, standings
from app.services.desk import Work
from app.services.due_facts import end_of_validity
from app.services.library import LibraryService
from app.services.views.consents import PaperChoice


def record_choice(work: Work, library: LibraryService, patient: Patient, choice: PaperChoice) -> str:
    """Add what a sheet says about one purpose and return the event's id.

    A yes to texts names the number it was given for: the one on the sheet. Consents to a treatment are filed at a
    visit, where staff see what they cover. Raises InvalidInputError.
    """
    today = clinic_date(work.now, work.zone)
    purpose, kept_at, number = _checked(library, patient, choice, today)
    last = standings(ledger(work, patient.patient_id)).get(purpose.code, Standing()).last
    at = work.now if choice.signed_on == today else datetime.combine(choice.signed_on, time(12), work.zone)

    def facts(kind: EventKind, ends: str | None = None) -> EventFacts:
        end = _last_day(library, purpose, choice.signed_on) if kind is EventKind.GIVEN else None
        return EventFacts(patient.patient_id, purpose.code, kind, at, Channel.PAPER, work.actor.user_id,
                          work.actor.display_name, TextShown(purpose.form_id), end, ends=ends,
                          content={"kept_at": kept_at, **({"number": number} if number else {})})

    if last is not None and last.kind is EventKind.GIVEN and last.at <= at:
        append_event(work, facts(EventKind.SUPERSEDED, last.event_id))
    event_id = append_event(work, facts(EventKind.GIVEN if choice.given else EventKind.DECLINED))
    work.audit("consent.paper", patient_id=patient.patient_id, subject=event_id,
               detail=f"{purpose.title}: {'yes' if choice.given else 'no'}, on paper.", new=kept_at.encode())
    return event_id


def _last_day(library: LibraryService, purpose: ConsentPurpose, signed_on: date) -> date | None:
    """Return the last day of a yes: the form's own validity, or an earlier end of what the patient could choose.

    How long they chose is not entered, so the shortest choice counts.
    """
    months = purpose.ending.least_months
    by_choice = valid_until(signed_on, months) if months else None
    by_form = end_of_validity(library, purpose.form_id, (), signed_on)
    return min((day for day in (by_choice, by_form) if day is not None), default=None)


def _checked(library: LibraryService, patient: Patient, choice: PaperChoice,
             today: date) -> tuple[ConsentPurpose, str, str]:
    """Return the purpose, where the sheet is kept and the number on it, or raise InvalidInputError."""
    purpose = library.content.consents.listed(choice.purpose)
    if purpose is None:
        raise InvalidInputError("Choose what the sheet is about. A treatment consent is filed at the visit.", "purpose")
    if not patient.birth_date <= choice.signed_on <= today:
        raise InvalidInputError("Enter the day on the sheet. It cannot be in the future.", "signed_on")
    kept_at = checked_text(choice.kept_at, "kept_at", "Say where the sheet is kept.")
    number = optional_text(choice.number, "number")
    if choice.given and purpose.number and not number:
        raise InvalidInputError("Enter the number on the sheet.", "number")
    return purpose, kept_at, number

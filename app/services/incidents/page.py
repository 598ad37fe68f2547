"""The pages of the register: the list, one incident with everything on it, and what Today has to say."""

from __future__ import annotations

from datetime import date

from app.core.errors import NotFoundError
from app.models.incidents import IncidentPerson
from app.rules.breach_assessment import ClosingReason, closing_problem
from app.rules.breach_clocks import assessment_due, media_states
from app.rules.breach_letter import NoticeText
from app.rules.legal_clock import NEAR_DAYS, ClockState
from app.services.desk import Work
from app.services.incidents.fold import history
from app.services.incidents.records import NOTE_PURPOSE, REFERENCE_PURPOSE, Kept, all_kept, patients_by_id, today
from app.services.incidents.telling import (
    DUTY_WORDS,
    UNREACHABLE,
    breach_clocks,
    clock_line,
    closing_facts,
    notice_to,
    row_of,
)
from app.services.opening import newest_clinic
from app.services.rights.restrictions import confidential_contact, in_confidence
from app.services.views.incidents import (
    SEND_WORDS,
    IncidentDue,
    IncidentRegister,
    IncidentRow,
    IncidentStatus,
    IncidentView,
    PersonLine,
    SendMethod,
)
from app.services.views.people import ClinicDetails

_STEPS = ("Watch the mail from your health plan and check bills for treatments you did not have.\n"
          "Be careful with calls and emails that ask about your health or your appointments.\n"
          "Call us if anything looks wrong to you.")


def register(work: Work) -> IncidentRegister:
    """Return every incident: open ones first, then by discovery, newest first."""
    day, found = today(work), all_kept(work)
    rows = sorted((row_of(each, day) for each in found), key=_order)
    due = [assessment_due(each.state.facts.discovered) for each in found
           if each.state.closing is None and each.state.assessment is None]
    return IncidentRegister(tuple(rows), min(due, default=None))


def incident_view(work: Work, kept: Kept) -> IncidentView:
    """Return one incident with everything found and done."""
    state, day = kept.state, today(work)
    people = _people(work, kept)
    facts = closing_facts(kept)
    return IncidentView(
        row=row_of(kept, day), facts=state.facts, reported_at=kept.row.at, reported_by=kept.row.by_name, people=people,
        clocks=tuple(clock_line(clock, day, closed=state.closing is not None) for clock in breach_clocks(kept)),
        media_states=media_states(state.facts.residents), assessment=state.assessment,
        assessment_due=assessment_due(state.facts.discovered), keys=state.keys, asked=state.asked,
        notice=state.notice or _first_text(kept, newest_clinic(work.session)), notice_is_saved=state.notice is not None,
        told=state.told, substitute=state.substitute,
        unreachable=sum(person.notice in UNREACHABLE for person in people), closing=state.closing,
        may_close_for=tuple(reason for reason in ClosingReason if not closing_problem(reason, facts)),
        history=history(kept.events))


def due_now(work: Work) -> tuple[IncidentDue, ...]:
    """Return the clocks of open incidents that are late or end within ten days, the most urgent first, and then the
    risk assessments that are late."""
    day = today(work)
    running = [kept for kept in all_kept(work) if kept.state.closing is None]
    clocks = [(kept, clock_line(clock, day, closed=False)) for kept in running for clock in breach_clocks(kept)]
    near = sorted(((kept, line) for kept, line in clocks if line.done is None and line.left <= NEAR_DAYS),
                  key=lambda pair: pair[1].left)
    assessments = [(kept, assessment_due(kept.state.facts.discovered)) for kept in running
                   if kept.state.assessment is None]
    return (
        *(IncidentDue(kept.row.incident_id, kept.number, f"Incident {kept.number}: notice to {DUTY_WORDS[line.duty]}, "
                      f"{line.words.lower()}.", line.state) for kept, line in near),
        *(IncidentDue(kept.row.incident_id, kept.number, f"Incident {kept.number}: the risk assessment is "
                      f"{_late(day, due)} late.", ClockState.NEAR) for kept, due in assessments if day > due))


def _order(row: IncidentRow) -> tuple[bool, int, str]:
    return row.status is IncidentStatus.CLOSED, -row.discovered.toordinal(), row.number


def _late(day: date, due: date) -> str:
    days = (day - due).days
    return f"{days} day{'' if days == 1 else 's'}"


def _people(work: Work, kept: Kept) -> tuple[PersonLine, ...]:
    ids = [person.patient_id for person in kept.affected]
    patients = {patient.patient_id: patient for patient in patients_by_id(work.session, ids)}
    private = in_confidence(work.session, ids)
    lines = []
    for person in kept.affected:
        patient = patients.get(person.patient_id)
        name, number = (patient.display_name, patient.record_number) if patient else ("Record disposed of", 0)
        is_private = patient is not None and person.patient_id in private
        lines.append(_person(work, kept, person, (name, number), is_private=is_private))
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.record_number)))


def _person(work: Work, kept: Kept, person: IncidentPerson, known_as: tuple[str, int], *,
            is_private: bool) -> PersonLine:
    notice = notice_to(kept, person.patient_id)
    contact = confidential_contact(work, person.patient_id) if is_private else None
    sent = notice.sent
    method = SEND_WORDS[SendMethod(sent.method)] if sent is not None and sent.method else ""
    return PersonLine(
        person.patient_id, *known_as, note=_read(work, person.patient_id, person.note, NOTE_PURPOSE),
        notice=notice.state, confidential=contact.sentence if contact is not None else "",
        document_id=notice.document_id, sent_on=sent.day if sent is not None else None,
        sent_by=sent.by_name if sent is not None else "", method=method,
        proof=_read(work, person.patient_id, sent.reference, REFERENCE_PURPOSE) if sent is not None else "")


def _read(work: Work, patient_id: str, stored: bytes, purpose: str) -> str:
    """Return what is kept under the patient's key; nothing once their record was disposed of."""
    try:
        return work.keys.decrypt(patient_id, stored, purpose).decode()
    except NotFoundError:
        return ""


def _first_text(kept: Kept, clinic: ClinicDetails) -> NoticeText:
    """What the text of a notice starts from: the facts, and where to ask. The other parts are written for each."""
    facts = kept.state.facts
    who = f"{clinic.privacy_officer}, privacy officer\n" if clinic.privacy_officer else ""
    email = f"{clinic.privacy_email}\n" if clinic.privacy_email else ""
    return NoticeText(facts.what, facts.kinds, _STEPS, "", f"{who}{email}{clinic.name}, {clinic.address_line}",
                      facts.discovered, facts.occurred)

"""Puts together what the reviewer sees on one page, and the queue of visits that wait for a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.clock import age_on
from app.models.patients import Patient
from app.models.visits import Visit, VisitMove
from app.rules.severity import Severity
from app.security.actor import Actor
from app.security.roles import PRESCRIBERS, may_countersign
from app.services.answer_lines import answer_lines, standing_words, words_by_question
from app.services.board import treatment_words
from app.services.confirmed import unconfirmed_titles
from app.services.desk import Work
from app.services.earlier_answers import before_of, compared_with
from app.services.flagging import VisitFlag, flag_line, last_intake, score_lines, visit_flags
from app.services.library import LibraryService
from app.services.policy_receipts import unacknowledged
from app.services.review_parts import Part, due_note, guardian_unchecked, paper_views, part_view, parts_of, still_due
from app.services.submission_records import patient_rows
from app.services.views.patients import VisitStage
from app.services.views.review import LostAnswer, ReviewRow, ReviewView, WitnessReason
from app.services.visit_records import codes_by_visit, codes_of, patient_of

WAITING = (VisitStage.TO_REVIEW, VisitStage.NEEDS_PRESCRIBER)
_WITNESS = {WitnessReason.TYPED: "“{title}” was signed with a typed name: a witness has to confirm it.",
            WitnessReason.FORM: "“{title}” asks for a witness: somebody who saw it being signed has to confirm it."}
_CARRIED = "Your earlier answers were shown again, and you could change them."


def queue(work: Work, library: LibraryService) -> tuple[ReviewRow, ...]:
    """Return the visits that wait for a review: by appointment, those with a stop first among equals."""
    visits = _waiting(work)
    codes = codes_by_visit(work.session, [visit.visit_id for visit in visits])
    names = {row.patient_id: row.display_name for row in work.session.scalars(
        select(Patient).where(Patient.patient_id.in_({visit.patient_id for visit in visits})))}
    return tuple(ReviewRow(
        visit_id=visit.visit_id, patient_name=names[visit.patient_id],
        treatment=treatment_words(library.content.catalogue, codes[visit.visit_id]),
        appointment_at=visit.appointment_at, sent_at=visit.stage_since, stops=visit.stops, cautions=visit.cautions,
        needs_prescriber=visit.stage == VisitStage.NEEDS_PRESCRIBER.value) for visit in visits)


def review_view(work: Work, library: LibraryService, visit: Visit) -> ReviewView:
    """Return everything about one visit that the reviewer decides on."""
    patient, actor = patient_of(work, visit), work.actor
    codes = codes_of(work.session, visit.visit_id)
    parts = parts_of(work, library, visit)
    flags = visit_flags(work, library, visit)
    on_file = patient_rows(work.session, patient.patient_id)
    earlier = {part.row.form_id: before_of(work, library, patient, part.row, on_file, visit.day) for part in parts}
    lines = answer_lines(work, library, patient, rows=[part.row for part in parts], earlier=earlier, day=visit.day,
                         flagged=_severities(library, flags))
    words = {**standing_words(work, library, patient, on_file, visit.day),
             **words_by_question(lines)}
    order = [each.visit_id for each in _waiting(work)]
    unchecked = guardian_unchecked(work, visit, parts)
    intake = last_intake(work, visit.visit_id)
    blocked = countersign_problem(library, codes, actor)
    declined = [part.row.form_id for part in parts if part.row.status == "declined"]
    sent = [part.form for part in parts if part.form is not None]
    note = due_note(library, still_due(work, library, visit, codes), declined)
    return ReviewView(
        visit_id=visit.visit_id, patient_id=patient.patient_id, patient_name=patient.display_name,
        birth_date=patient.birth_date, age=age_on(patient.birth_date, visit.day),
        treatment=treatment_words(library.content.catalogue, codes), appointment_at=visit.appointment_at,
        sent_at=intake.sent_at if intake is not None else visit.stage_since,
        sent_from=intake.device if intake is not None else "Paper", last_visit=_last_visit(work, visit),
        rules_version=library.content.screening.rules.version,
        flags=tuple(flag_line(work, library, flag, actor, words) for flag in flags), answers=lines,
        compared_with=compared_with(tuple(earlier.values())),
        parts=(*(part_view(part, unchecked) for part in parts), *paper_views(work, visit)),
        position=order.index(visit.visit_id) + 1 if visit.visit_id in order else 0, queue_length=len(order),
        blockers=blockers(flags, parts, unchecked, unacknowledged(work, visit.patient_id, visit.day)),
        may_countersign=not blocked, blocked_note=blocked or note,
        carried_note=_CARRIED if any(form.earlier_at is not None for form in sent) else "",
        unconfirmed=tuple(dict.fromkeys(title for part in parts for title in unconfirmed_titles(
            part.form, part.published.questionnaire))),
        lost=tuple(LostAnswer(lost.label, lost.text, lost.why) for form in sent for lost in form.lost),
        scores=score_lines(work, library, visit, words))


def blockers(flags: Sequence[VisitFlag], parts: Sequence[Part], guardian_is_unchecked: bool,
             unacknowledged: str) -> tuple[str, ...]:
    """Return what has to be done before the intake can be accepted, one sentence each.

    ``unacknowledged`` says what is missing of the receipt of the policies; empty when nothing is.
    """
    found = [f"{flag.rule.severity.word} {flag.rule.rule_id} needs a decision." for flag in flags if flag.is_open]
    found += [_WITNESS[part.why_witness].format(title=part.published.title) for part in parts if part.why_witness]
    found += [f"In “{part.published.title}” the patient answered No to “{statement}”. Talk it through, then ask the "
              "patient to correct it, or do not treat." for part in parts for statement in part.not_attested]
    if guardian_is_unchecked:
        found.append("Check the ID of the parent or guardian who signed.")
    return (*found, unacknowledged) if unacknowledged else tuple(found)


def countersign_problem(library: LibraryService, codes: Sequence[str], actor: Actor) -> str:
    """Return why ``actor`` may not countersign for these treatments; empty when they may."""
    if not may_countersign(actor.licence):
        return "Countersigning needs a license. Ask a provider."
    catalogue = library.content.catalogue
    for code in codes:
        may = actor.licence in PRESCRIBERS or (code in catalogue.codes
                                               and actor.licence.value in catalogue.treatment(code).perform)
        if not may:
            return f"Your license does not cover {treatment_words(catalogue, (code,))}. Ask a prescriber."
    return ""


def _waiting(work: Work) -> Sequence[Visit]:
    return work.session.scalars(
        select(Visit).where(Visit.stage.in_([stage.value for stage in WAITING]),
                            Visit.visit_id.not_in(select(VisitMove.visit_id)))
        .order_by(Visit.appointment_at, Visit.stops.desc(), Visit.visit_id)).all()


def _last_visit(work: Work, visit: Visit) -> date | None:
    return work.session.scalar(select(Visit.day).where(Visit.patient_id == visit.patient_id, Visit.day < visit.day)
                               .order_by(Visit.day.desc()).limit(1))


def _severities(library: LibraryService, flags: Sequence[VisitFlag]) -> dict[str, Severity]:
    """The strictest severity by linkId, newer questions about the same included; flags come stops first."""
    found: dict[str, Severity] = {}
    for flag in flags:
        for link_id in flag.because:
            found.setdefault(link_id, flag.rule.severity)
    updates = library.content.screening.rules.updates
    return found | {update.newer: found[update.older] for update in updates if update.older in found}

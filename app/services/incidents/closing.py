"""Assessing, closing and opening again; and what an assessment leaves in each patient's accounting of disclosures."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.core.errors import InvalidInputError
from app.models.incidents import IncidentNotice
from app.rules.breach_assessment import (
    Assessment,
    BreachException,
    ClosingReason,
    Conclusion,
    assessment_problem,
    closing_problem,
)
from app.rules.breach_letter import KIND_WORDS
from app.rules.disclosure_basis import Basis
from app.services.desk import Work
from app.services.disclosures.record import Given, record_disclosure
from app.services.incidents.fold import EventKind, Reopening
from app.services.incidents.names import checked_texts
from app.services.incidents.records import Kept, NoticeKind, add_event, add_notice, all_kept, kept, patients_by_id
from app.services.incidents.telling import closing_facts, is_disclosure
from app.services.views.disclosures import Channel, Disclosure
from app.services.views.incidents import Closing

_ASSESSED: Final = {Conclusion.BREACH: "It is a breach", Conclusion.LOW_PROBABILITY: "Low probability of compromise",
                    Conclusion.EXCEPTION: "An exception applies"}


def assess(work: Work, found: Kept, assessment: Assessment) -> None:
    """Record a risk assessment (164.402(2)); the newest counts. Raises InvalidInputError at the field that lacks."""
    texts = checked_texts(work.session, {"words": assessment.words, **{
        answer.factor.value: answer.words for answer in assessment.factors}})
    exception = assessment.exception if assessment.conclusion is Conclusion.EXCEPTION else BreachException.NONE
    assessment = replace(assessment, words=texts["words"], exception=exception, factors=tuple(
        replace(answer, words=texts[answer.factor.value]) for answer in assessment.factors))
    sentence, field = assessment_problem(assessment)
    if sentence:
        raise InvalidInputError(sentence, field)
    incident_id = found.row.incident_id
    add_event(work, incident_id, EventKind.ASSESSED, assessment)
    work.audit("incident.assess", subject=incident_id,
               detail=f"Incident {found.number}: {_ASSESSED[assessment.conclusion]}.")
    account(work, kept(work, incident_id))


def close(work: Work, found: Kept, closing: Closing) -> None:
    """Close the incident. Raises InvalidInputError when what is on file does not bear the reason out."""
    texts = checked_texts(work.session, {"words": closing.words, "other": closing.other})
    if not texts["words"]:
        raise InvalidInputError("Say in a few words why it is closed.", "words")
    if closing.reason is ClosingReason.REPORTED_TWICE and texts["other"] not in _followed_up(work) - {found.number}:
        raise InvalidInputError("Enter the number of the other incident, such as 2026-004. It may not be closed as "
                                "reported twice itself.", "other")
    if problem := closing_problem(closing.reason, closing_facts(found)):
        raise InvalidInputError(problem, "reason")
    add_event(work, found.row.incident_id, EventKind.CLOSED,
              Closing(closing.reason, texts["words"], texts["other"]))
    work.audit("incident.close", subject=found.row.incident_id,
               detail=f"Incident {found.number}: {closing.reason.value.replace('_', ' ')}.")


def _followed_up(work: Work) -> set[str]:
    """Numbers of the incidents that stand for themselves: of two that named each other nobody would hear."""
    return {each.number for each in all_kept(work)
            if each.state.closing is None or each.state.closing.reason is not ClosingReason.REPORTED_TWICE}


def reopen(work: Work, found: Kept, words: str) -> None:
    """Open a closed incident again; its clocks count from the discovery. Raises InvalidInputError."""
    if found.state.closing is None:
        raise InvalidInputError("This incident is open.")
    reason = checked_texts(work.session, {"words": words})["words"]
    if not reason:
        raise InvalidInputError("Say what came to light.", "words")
    add_event(work, found.row.incident_id, EventKind.REOPENED, Reopening(reason))
    work.audit("incident.reopen", subject=found.row.incident_id, detail=f"Incident {found.number}.")


def account(work: Work, found: Kept) -> None:
    """Put the disclosure into the accounting of everybody affected who lacks it (164.528): it was not a permitted one.

    That holds for a low probability of compromise too. An incident in which nobody outside got anything is a use.
    """
    facts = found.state.facts
    if not facts.got_by or not is_disclosure(found.state.assessment):
        return
    lacking = [person.patient_id for person in found.affected if not _is_accounted(found, person.patient_id)]
    day = facts.occurred or facts.discovered
    words = ", ".join(KIND_WORDS[kind] for kind in facts.kinds) or "health information"
    for patient in patients_by_id(work.session, lacking):
        record_disclosure(work, patient.patient_id,
                          Disclosure(facts.got_by, f"Not permitted: incident {found.number}", Basis.BREACH),
                          Given(f"{words[0].upper()}{words[1:]}", Channel.OTHER, on=day))
        add_notice(work, found.row.incident_id, patient.patient_id, NoticeKind.ACCOUNTED, day=day)
    work.session.flush()


def _is_accounted(found: Kept, patient_id: str) -> bool:
    steps: tuple[IncidentNotice, ...] = found.steps.get(patient_id, ())
    return any(step.kind == NoticeKind.ACCOUNTED for step in steps)

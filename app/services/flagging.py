"""Which flags an intake raises, what was decided on each, and which still need somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.models.reviews import FlagDecisionRow
from app.models.staff import StaffMember
from app.models.submissions import FormSubmission, Intake
from app.models.visits import Visit
from app.rules.answers import Answers, from_responses
from app.rules.evaluate import Flag
from app.rules.model import Rule
from app.rules.severity import Severity
from app.security.actor import Actor
from app.security.roles import may_clear
from app.services.board import treatment_words
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.submission_records import latest_by_form, patient_rows, response_of, updates_since
from app.services.views.patients import VisitStage
from app.services.views.review import DecisionKind, FlagDecision, FlagLine, ScoreLine, ScorePartLine
from app.services.visit_records import codes_of, move_to, patient_of

DECISION_PURPOSE = "decision"
_OPENS_TREATMENT = frozenset({DecisionKind.CLEARED, DecisionKind.DISCUSSED})
"""Decisions after which treatment goes ahead: only a person whose licence allows it may take them."""


@dataclass(frozen=True)
class VisitFlag:
    """A rule that fired at a visit, for which treatments, because of which questions, and the decision that stands."""

    rule: Rule
    codes: tuple[str, ...]
    because: tuple[str, ...]
    decision: FlagDecisionRow | None

    @property
    def is_open(self) -> bool:
        """True while a stop or caution has no decision."""
        return self.rule.severity is not Severity.INFO and self.decision is None


def last_intake(work: Work, visit_id: str) -> Intake | None:
    """Return the newest intake of a visit; None when everything is on paper."""
    return work.session.scalars(select(Intake).where(Intake.visit_id == visit_id)
                                .order_by(Intake.received_at.desc(), Intake.intake_id.desc()).limit(1)).first()


def answers_of(work: Work, library: LibraryService, visit: Visit) -> Answers:
    """Return everything known about the patient: the newest response of each form, and the birth date on record.

    Updates since the full form they belong to are laid over it one after the other, so that the newest answer to each
    question counts; a newer full form says it all again, and updates from before it no longer count.
    """
    patient = patient_of(work, visit)
    rows = patient_rows(work.session, patient.patient_id)
    updates = library.content.due_rules.updates
    known = _told(work, [row for form_id, row in latest_by_form(rows).items() if form_id not in updates])
    for form_id, full in updates.items():
        earlier: frozenset[str] = frozenset()
        for row in updates_since(rows, form_id, full):
            told = _told(work, (row,))
            known = library.content.screening.updated(known.without(earlier).replaced(told.values))
            earlier = frozenset(told.values)
    return known.replaced({"reg.demo.dob": (patient.birth_date.isoformat(),)})


def _told(work: Work, rows: Iterable[FormSubmission]) -> Answers:
    return from_responses(*(response for row in rows if (response := response_of(work, row)) is not None))


def visit_flags(work: Work, library: LibraryService, visit: Visit) -> tuple[VisitFlag, ...]:
    """Return the flags of a visit, stops first, each with the decision on this intake that stands."""
    known = library.content.catalogue.codes
    codes = tuple(code for code in codes_of(work.session, visit.visit_id) if code in known)
    fired = library.content.screening.flags(answers_of(work, library, visit), visit.day, codes)
    intake = last_intake(work, visit.visit_id)
    decisions = _decisions(work, visit.visit_id, intake.intake_id if intake else None)
    by_rule: dict[str, list[str]] = {}
    first: dict[str, Flag] = {}
    for treatment in fired:
        for flag in treatment.flags:
            by_rule.setdefault(flag.rule.rule_id, []).append(treatment.code)
            first.setdefault(flag.rule.rule_id, flag)
    flags = (VisitFlag(first[rule_id].rule, tuple(found), first[rule_id].answered_by, decisions.get(rule_id))
             for rule_id, found in by_rule.items())
    return tuple(sorted(flags, key=lambda flag: flag.rule.severity.rank))


def may_decide(flag: VisitFlag, kind: DecisionKind, actor: Actor) -> bool:
    """Say whether ``actor`` may decide so: letting treatment go ahead needs the licence the rule asks for."""
    return kind not in _OPENS_TREATMENT or may_clear(flag.rule.clear_by.value, actor.licence, actor.is_director)


def flag_line(work: Work, library: LibraryService, flag: VisitFlag, actor: Actor, words: dict[str, str],
              ) -> FlagLine:
    """Return a flag as the review page shows it. ``words`` are questions with answers by linkId."""
    rule, catalogue = flag.rule, library.content.catalogue
    approvals = library.content.approvals.get("rules", ())
    return FlagLine(
        rule_id=rule.rule_id, severity=rule.severity, treatment_codes=flag.codes,
        treatment_names=tuple(treatment_words(catalogue, (code,)) for code in flag.codes), message=rule.message,
        action=rule.action, because=tuple(words[link_id] for link_id in flag.because if link_id in words),
        clear_by=rule.clear_by.value, clear_by_words=rule.clear_by.words, clearable=rule.clear_by.value != "none",
        may_clear=may_clear(rule.clear_by.value, actor.licence, actor.is_director),
        approved_by=approvals[0].by if approvals else "", decision=_decision(work, flag))


def score_lines(work: Work, library: LibraryService, visit: Visit, words: Mapping[str, str]) -> tuple[ScoreLine, ...]:
    """Return the scores of a visit with what they come from. ``words`` are questions with answers by linkId."""
    scores = library.content.screening.scores(answers_of(work, library, visit), visit.day)
    return tuple(ScoreLine(score.title, score.value, score.detail, tuple(
        ScorePartLine(words[part.link_id], "" if part.points is None else str(part.points))
        for part in score.parts if part.link_id in words)) for score in scores)


def refresh_stage(work: Work, library: LibraryService, visit: Visit) -> None:
    """Count open flags for the board, and wait for a prescriber while the provider may not clear one of them."""
    provider = work.session.get(StaffMember, visit.provider_id)
    flags = [flag for flag in visit_flags(work, library, visit) if flag.is_open]
    visit.stops = sum(flag.rule.severity is Severity.STOP for flag in flags)
    visit.cautions = sum(flag.rule.severity is Severity.CAUTION for flag in flags)
    waits = any(provider is None or not may_clear(flag.rule.clear_by.value, provider.as_licence, provider.is_director)
                for flag in flags if flag.rule.clear_by.value != "none")
    if visit.stage in (VisitStage.TO_REVIEW.value, VisitStage.NEEDS_PRESCRIBER.value):
        move_to(work, visit, VisitStage.NEEDS_PRESCRIBER if waits else VisitStage.TO_REVIEW)


def _decisions(work: Work, visit_id: str, intake_id: str | None) -> dict[str, FlagDecisionRow]:
    rows = work.session.scalars(select(FlagDecisionRow).where(FlagDecisionRow.visit_id == visit_id,
                                                              FlagDecisionRow.intake_id == intake_id)
                                .order_by(FlagDecisionRow.sequence))
    return {row.rule_id: row for row in rows}


def _decision(work: Work, flag: VisitFlag) -> FlagDecision | None:
    row = flag.decision
    if row is None:
        return None
    visit = work.session.get(Visit, row.visit_id)
    assert visit is not None  # a foreign key holds it
    reason = work.keys.decrypt(visit.patient_id, row.reason, DECISION_PURPOSE).decode()
    return FlagDecision(row.rule_id, DecisionKind(row.kind), reason, row.by_name, row.at)

"""Which forms are due at a visit, and the sentence that says why. Pure: facts in, forms out."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.clock import age_on
from app.core.dates import long_date
from app.rules.due_rules import DueRule, DueRules, OpenedBy, Reason
from app.rules.treatments import Catalogue, Treatment


class FiledState(StrEnum):
    """What became of a form the last time it was handed over."""

    SIGNED = "signed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    NUMBER_CHANGED = "number_changed"  # the telephone number it was about has changed; asked again


@dataclass(frozen=True, slots=True)
class FiledForm:
    """A form on file. ``valid_until`` was fixed when it was signed: changing a rule later does not move it.

    ``treatments`` are the codes the signature covers; empty for forms that are not about a treatment.
    ``material`` is the material generation of the form's text at the time (see ``CurrentForm``).
    """

    form_id: str
    on: date
    state: FiledState
    material: int = 1
    valid_until: date | None = None
    treatments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CurrentForm:
    """The form as published now. ``material`` counts the changes after which everyone signs again."""

    form_id: str
    title: str
    material: int = 1


@dataclass(frozen=True, slots=True)
class Due:
    """A form due at this visit. ``shipped`` is False when the app does not have it; ``blocking`` stops treatment.

    With ``opened_by`` it is due only once that answer was given.
    """

    form_id: str
    reason: Reason
    why: str
    blocking: bool
    shipped: bool = True
    treatments: tuple[str, ...] = ()
    opened_by: OpenedBy | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """The visit: its day where the clinic is, whose birth date, the planned treatments, and what was filed before.

    ``not_asked`` are planned treatments that the form on file has questions about and did not ask, by form.
    ``requested`` are the forms that staff asked for at this visit.
    """

    day: date
    birth_date: date
    treatments: tuple[str, ...]
    filed: tuple[FiledForm, ...]
    not_asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    requested: tuple[str, ...] = ()


def valid_until(signed_on: date, months: int) -> date:
    """Return the last day a signature counts: the same day ``months`` later, or the month's last day."""
    count = signed_on.month - 1 + months
    year, month = signed_on.year + count // 12, count % 12 + 1
    return date(year, month, min(signed_on.day, calendar.monthrange(year, month)[1]))


def due_forms(rules: DueRules, catalogue: Catalogue, current: Mapping[str, CurrentForm],
              occasion: Occasion) -> tuple[Due, ...]:
    """Return the forms due on ``occasion``, in the order in which they are handed over.

    ``current`` holds the forms the app has, by id. An unknown treatment code raises KeyError.
    """
    found: list[Due] = []
    age = age_on(occasion.birth_date, occasion.day)
    for rule in rules.rules:
        asked = {due.form_id for due in found}
        fits = rule.fits(age) and rule.stands_in not in asked and not rule.on_request
        due = (_by_rule(rule, rules, catalogue, current, occasion) or _opened(rule, asked, current, occasion)
               ) if fits else None
        if due and due.form_id not in asked:
            found.append(due)
    found += _consents(rules, catalogue, current, occasion)
    return (*found, *_requested(rules, {due.form_id for due in found}, current, occasion))


def _opened(rule: DueRule, asked: Collection[str], current: Mapping[str, CurrentForm],
            occasion: Occasion) -> Due | None:
    """A form that still lasts, and that an answer to a form asked at this visit may open again."""
    opener = rule.opened_by
    if opener is None or opener.form_id not in asked or rule.form_id not in current:
        return None
    if rule.form_id in occasion.requested:
        return None
    return Due(rule.form_id, Reason.OPENED, rule.why[Reason.OPENED], blocking=False, opened_by=opener)


def _requested(rules: DueRules, asked: Collection[str], current: Mapping[str, CurrentForm],
               occasion: Occasion) -> list[Due]:
    own = {rule.form_id: rule.why[Reason.REQUESTED] for rule in rules.rules if Reason.REQUESTED in rule.why}
    return [Due(form_id, Reason.REQUESTED, own.get(form_id, rules.requested), blocking=False)
            for form_id in dict.fromkeys(occasion.requested) if form_id in current and form_id not in asked]


def consent_months(catalogue: Catalogue, form_id: str, codes: Sequence[str]) -> int:
    """Return how many months a signature on ``form_id`` lasts for ``codes``: the shortest of them."""
    return min((need.valid_months for code in codes for need in catalogue.treatment(code).consents
                if need.form_id == form_id), default=0)


def _by_rule(rule: DueRule, rules: DueRules, catalogue: Catalogue, current: Mapping[str, CurrentForm],
             occasion: Occasion) -> Due | None:
    if rule.every_visit:
        return _every_visit(rule, current, occasion)
    last = _latest(occasion.filed, rule.form_id)
    reason = _reason(rule, last, current.get(rule.form_id), occasion)
    if reason is None:
        return None
    words = rules.sent_back if reason is Reason.SENT_BACK else rule.why.get(reason, rule.why[Reason.NEVER_ASKED])
    why = _fill(words, last, _months(rule, last))
    for code in occasion.not_asked.get(rule.form_id, ())[:1]:
        why = why.replace("{treatment}", catalogue.treatment(code).name)
    return Due(rule.form_id, reason, why, rule.blocking, rule.form_id in current)


def _every_visit(rule: DueRule, current: Mapping[str, CurrentForm], occasion: Occasion) -> Due | None:
    """Due at each visit after the first. While the app lacks the form, the one it stands in for is asked instead."""
    asked = rule.form_id if rule.form_id in current else rule.stands_in or rule.form_id
    before = _latest(occasion.filed, rule.stands_in or rule.form_id)
    newest = (before, _latest(occasion.filed, rule.form_id))  # the full form and the one that updates it both count
    if before is None or any(last is not None and last.on >= occasion.day and last.state is FiledState.SIGNED
                             for last in newest):
        return None
    return Due(asked, Reason.EVERY_VISIT, _fill(rule.why[Reason.EVERY_VISIT], before, None), rule.blocking,
               asked in current)


def _reason(rule: DueRule, last: FiledForm | None, form: CurrentForm | None, occasion: Occasion) -> Reason | None:
    if last is None:
        return Reason.NEVER_ASKED if occasion.filed else Reason.FIRST_VISIT
    if last.state in (FiledState.SENT_BACK, FiledState.NUMBER_CHANGED):
        return Reason(last.state.value)
    if last.state is not FiledState.SIGNED and not rule.refusal_counts:
        return Reason.NEVER_ASKED
    if form and last.material < form.material:
        return Reason.MATERIAL_CHANGE
    # What was fixed at signing counts; only a filing without an end falls under today's rule.
    end = last.valid_until or (valid_until(last.on, rule.every_months) if rule.every_months else None)
    if end and occasion.day > end:
        return Reason.INTERVAL
    return Reason.NEW_TREATMENT if occasion.not_asked.get(rule.form_id) else None


def _consents(rules: DueRules, catalogue: Catalogue, current: Mapping[str, CurrentForm],
              occasion: Occasion) -> list[Due]:
    needed: dict[str, list[Treatment]] = {}
    for code in occasion.treatments:
        treatment = catalogue.treatment(code)
        for need in treatment.consents:
            needed.setdefault(need.form_id, []).append(treatment)
    found = [_consent(rules, form_id, treatments, current.get(form_id), occasion)
             for form_id, treatments in needed.items()]
    return [due for due in found if due]


def _consent(rules: DueRules, form_id: str, treatments: list[Treatment], form: CurrentForm | None,
             occasion: Occasion) -> Due | None:
    """The first planned treatment without a valid signature decides the reason; one signature covers them all."""
    for treatment in treatments:
        last = _latest(tuple(filed for filed in occasion.filed if treatment.code in filed.treatments), form_id)
        reason = _consent_reason(last, form, occasion.day)
        if reason is not None:
            words = rules.sent_back if reason is Reason.SENT_BACK else rules.consent_why[reason]
            why = _fill(words, last, None).replace("{treatment}", treatment.name)
            return Due(form_id, reason, why, True, form is not None, tuple(entry.code for entry in treatments))
    return None


def _consent_reason(last: FiledForm | None, form: CurrentForm | None, day: date) -> Reason | None:
    if last is None:
        return Reason.NEW_TREATMENT
    if last.state is not FiledState.SIGNED:
        return Reason(last.state.value)
    if form and last.material < form.material:
        return Reason.MATERIAL_CHANGE
    return Reason.EXPIRED if last.valid_until and day > last.valid_until else None


def _latest(filed: Sequence[FiledForm], form_id: str) -> FiledForm | None:
    """The newest filing of a form; of two on one day the later in ``filed``."""
    return max((entry for entry in reversed(filed) if entry.form_id == form_id), key=lambda entry: entry.on,
               default=None)


def _months(rule: DueRule, last: FiledForm | None) -> int | None:
    """How long the form on file counts: what held when it was signed, whatever the rule says today."""
    if last is None or last.valid_until is None:
        return rule.every_months
    return (last.valid_until.year - last.on.year) * 12 + last.valid_until.month - last.on.month


def _fill(words: str, last: FiledForm | None, months: int | None) -> str:
    when = long_date(last.on) if last else "an earlier visit"
    until = long_date(last.valid_until) if last and last.valid_until else ""
    return words.replace("{date}", when).replace("{months}", str(months or "")).replace("{until}", until)

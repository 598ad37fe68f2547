"""The library as this clinic has it: what came with the app, forms it brought or retired, numbers it changed.

A draft changes nothing. A published form takes effect once it is approved; until then the form before it stays in use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import KnownError
from app.forms import load
from app.models.library import ContentApproval, FormDecision, FormImport, FormVersion, RuleChange
from app.rules.brought import BroughtDue, When, due_of
from app.rules.due_rules import DueRules
from app.rules.evaluate import Screening
from app.rules.model import RuleBook
from app.rules.shipped import ShippedForm
from app.rules.treatments import Catalogue, ConsentNeed, Treatment
from app.services.library_content import LibraryContent
from app.services.publishing import FormChange


class Decided(StrEnum):
    """What can be decided about a form."""

    PUBLISH = "publish"
    RETIRE = "retire"


class ChangeKind(StrEnum):
    """Which numbers a clinic may change."""

    MONTHS = "months"
    LIMIT = "limit"


@dataclass(frozen=True)
class ClinicRecords:
    """What the clinic recorded about its forms and rules, oldest first. ``published`` are (form id, source hash)."""

    imports: Mapping[int, FormImport] = field(default_factory=dict)
    decisions: tuple[FormDecision, ...] = ()
    changes: tuple[RuleChange, ...] = ()
    approved: frozenset[tuple[str, str, str]] = frozenset()  # form id, source hash, scope
    published: frozenset[tuple[str, str]] = frozenset()

    @property
    def mark(self) -> tuple[object, ...]:
        """Equal for records that make the same library."""
        return (tuple((row.sequence, row.at) for row in self.decisions),
                tuple((row.sequence, row.at) for row in self.changes), self.approved)

    def of(self, form_id: str) -> tuple[FormDecision, ...]:
        """Return the decisions about one form, oldest first."""
        return tuple(decision for decision in self.decisions if decision.form_id == form_id)


@dataclass(frozen=True)
class ClinicLibrary:
    """``content`` is what the app works with. ``waiting`` are published drafts that wait for approval, by form id."""

    content: LibraryContent
    waiting: Mapping[str, FormImport] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()
    brought: Mapping[str, FormImport] = field(default_factory=dict)  # in use, by form id


def read_records(session: Session) -> ClinicRecords:
    """Return what the clinic recorded."""
    return ClinicRecords(
        imports={row.sequence: row for row in session.scalars(select(FormImport).order_by(FormImport.sequence))},
        decisions=tuple(session.scalars(select(FormDecision).order_by(FormDecision.sequence))),
        changes=tuple(session.scalars(select(RuleChange).order_by(RuleChange.sequence))),
        approved=frozenset((row.subject, row.source_sha256, row.scope) for row in session.execute(
            select(ContentApproval.subject, ContentApproval.source_sha256, ContentApproval.scope))),
        published=frozenset((row.form_id, row.source_sha256) for row in session.execute(
            select(FormVersion.form_id, FormVersion.source_sha256).distinct())))


def clinic_library(shipped: LibraryContent, records: ClinicRecords, *, demo: bool) -> ClinicLibrary:
    """Return ``shipped`` with everything the clinic changed. In the demo nothing waits for approval."""
    if not records.decisions and not records.changes:
        return ClinicLibrary(shipped)
    made = _Maker(shipped, records, demo)
    for form_id in dict.fromkeys(decision.form_id for decision in records.decisions):
        made.settle(form_id)
    return made.finish()


def waiting_key(draft: FormImport) -> str:
    """Return the subject under which a published draft is approved: the version in use has the form id itself."""
    return f"{draft.form_id}|{draft.version}"


class _Maker:
    """Settles form by form what is in use, then builds the content from it."""

    def __init__(self, shipped: LibraryContent, records: ClinicRecords, demo: bool) -> None:
        self._shipped = shipped
        self._records = records
        self._demo = demo
        self._forms = {form.form_id: form for form in shipped.forms}
        self._changes = dict(shipped.changes)
        self._due: dict[str, BroughtDue] = {}
        self._waiting: dict[str, FormImport] = {}
        self._brought: dict[str, FormImport] = {}
        self._retired: set[str] = set()

    def settle(self, form_id: str) -> None:
        """Take the newest decision that has effect."""
        decisions = self._records.of(form_id)
        for place in range(len(decisions) - 1, -1, -1):
            decision = decisions[place]
            if decision.kind == Decided.RETIRE:
                self._retire(form_id)
                return
            draft = self._records.imports.get(decision.import_sequence or 0)
            if draft is None:  # the form that came with the app, published again
                return
            if self._is_approved(draft):
                self._use(draft, decisions[:place + 1])
                return
            self._waiting.setdefault(form_id, draft)

    def finish(self) -> ClinicLibrary:
        """Build the content."""
        shipped, overridden = self._shipped, frozenset(self._brought)
        catalogue = _catalogue(shipped.catalogue, self._due, self._titles(), self._retired, self._months())
        screening = shipped.screening
        limits = {change.subject: change.value for change in self._records.changes if change.kind == ChangeKind.LIMIT}
        if limits or catalogue is not shipped.catalogue or overridden.intersection(self._shipped_ids()):
            asked = tuple(form.questionnaire for form_id, form in self._forms.items() if form_id in self._shipped_ids())
            screening = Screening(_with_limits(screening.rules, limits), catalogue, asked)
        content = replace(
            shipped, forms=tuple(self._forms.values()), screening=screening, catalogue=catalogue,
            due_rules=_due_rules(shipped.due_rules, self._due, self._retired, self._months()), changes=self._changes,
            approvals={subject: found for subject, found in shipped.approvals.items() if subject not in overridden})
        return ClinicLibrary(content, self._waiting, frozenset(self._retired), self._brought)

    def _is_approved(self, draft: FormImport) -> bool:
        return self._demo or all((draft.form_id, draft.source_sha256, scope) in self._records.approved
                                 for scope in self._shipped.required)

    def _retire(self, form_id: str) -> None:
        self._forms.pop(form_id, None)
        self._retired.add(form_id)

    def _use(self, draft: FormImport, decisions: Sequence[FormDecision]) -> None:
        try:
            form = ShippedForm(draft.form_id, draft.source, load(draft.source))
            due = due_of(json.loads(draft.source), self._shipped.catalogue)
        except KnownError:  # a newer app does not take it any more: nobody signs what cannot be shown as approved
            self._retire(draft.form_id)
            return
        self._forms[draft.form_id] = form
        self._brought[draft.form_id] = draft
        if draft.form_id not in self._shipped_ids():
            self._due[draft.form_id] = due
        change = FormChange(draft.version, self._is_material(draft, decisions), decisions[-1].why)
        self._changes[draft.form_id] = (change, *self._changes.get(draft.form_id, ()))

    def _is_material(self, draft: FormImport, decisions: Sequence[FormDecision]) -> bool:
        """Material when any version since the last one patients were given was: one may never have been approved."""
        for decision in reversed(decisions):
            earlier = self._records.imports.get(decision.import_sequence or 0)
            if earlier is not draft and (earlier is None or self._was_given(earlier)):
                return False
            if decision.material:
                return True
        return False

    def _was_given(self, draft: FormImport) -> bool:
        return (draft.form_id, draft.source_sha256) in self._records.published

    def _shipped_ids(self) -> frozenset[str]:
        return frozenset(form.form_id for form in self._shipped.forms)

    def _titles(self) -> dict[str, str]:
        return {form_id: row.title for form_id, row in self._brought.items() if form_id in self._due}

    def _months(self) -> dict[str, int]:
        return {change.subject: change.value for change in self._records.changes if change.kind == ChangeKind.MONTHS}


def _due_rules(rules: DueRules, brought: Mapping[str, BroughtDue], retired: set[str],
               months: Mapping[str, int]) -> DueRules:
    kept = [replace(rule, every_months=months.get(rule.form_id, rule.every_months)) if rule.every_months else rule
            for rule in rules.rules if rule.form_id not in retired]
    own = [rule for form_id, due in brought.items() if (rule := due.rule(form_id, rules)) is not None]
    own = [replace(rule, every_months=months.get(rule.form_id, rule.every_months)) if rule.every_months else rule
           for rule in own]
    return replace(rules, rules=(*kept, *own))


def _catalogue(catalogue: Catalogue, brought: Mapping[str, BroughtDue], titles: Mapping[str, str],
               retired: set[str], months: Mapping[str, int]) -> Catalogue:
    added = {form_id: due for form_id, due in brought.items() if due.when is When.TREATMENT}
    if not added and not retired and not months:
        return catalogue

    def changed(treatment: Treatment) -> Treatment:
        needs = [*treatment.consents, *(ConsentNeed(form_id, due.months) for form_id, due in added.items()
                                        if treatment.code in due.treatments)]
        return replace(treatment, consents=tuple(
            replace(need, valid_months=months.get(need.form_id, need.valid_months)) for need in needs
            if need.form_id not in retired))
    return replace(catalogue, treatments=tuple(changed(treatment) for treatment in catalogue.treatments),
                   consent_titles={**catalogue.consent_titles, **titles})


def _with_limits(rules: RuleBook, limits: Mapping[str, int]) -> RuleBook:
    """Set the clinic's limits; a rule whose limit is no longer adjustable keeps its own."""
    if not limits:
        return rules
    found = []
    for rule in rules.rules:
        limit, test = limits.get(rule.rule_id), rule.adjustable
        fits = (limit is not None and test is not None and test.adjustable is not None
                and test.adjustable.lowest <= limit <= test.adjustable.highest)
        found.append(rule.with_limit(limit) if fits and limit is not None else rule)
    return replace(rules, version=f"{rules.version}+{len(limits)}", rules=tuple(found))


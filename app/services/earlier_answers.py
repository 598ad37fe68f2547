"""What the patient had said before a form was sent: the same form last time, and every update told since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.forms import FormSession, LaunchContext
from app.intake.words import AnsweredLine, lines
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.rules.answers import from_responses
from app.services.desk import Work
from app.services.library import LibraryService, PublishedForm
from app.services.prefill import answer_as, brought_up_to_date
from app.services.submission_records import exact_form, latest_by_form, response_of, updates_since

_ANSWERED = ("signed", "answered")


@dataclass(frozen=True)
class Before:
    """Earlier answers by key; only those given. ``at`` is when the newest form behind them was signed.

    ``asked`` are the keys that can be compared; None for all of the form.
    """

    lines: Mapping[str, AnsweredLine] = field(default_factory=dict)
    at: datetime | None = None
    asked: frozenset[str] | None = frozenset()

    def compares(self, key: str) -> bool:
        """Say whether the question was asked before, so that another answer is a change."""
        return self.asked is None or key in self.asked


def before_of(work: Work, library: LibraryService, patient: Patient, row: FormSubmission,
              on_file: Sequence[FormSubmission], day: date) -> Before:
    """Return what stood before ``row`` was sent. ``on_file`` is everything on file, oldest first."""
    ids = [each.submission_id for each in on_file]
    until = ids.index(row.submission_id) if row.submission_id in ids else 0
    rows = [each for each in on_file[:until] if each.status in _ANSWERED]
    look = _Look(work, library, LaunchContext(day, patient.birth_date), rows)
    full = library.content.due_rules.updates.get(row.form_id)
    return look.at_update(row, full) if full is not None else look.at_form(row.form_id)


def compared_with(found: Sequence[Before]) -> datetime | None:
    """Return when the newest of the earlier forms was signed."""
    return max((before.at for before in found if before.at is not None), default=None)


@dataclass(frozen=True)
class _Look:
    """Looks through ``rows``, the answered forms on file before the one that is compared, oldest first."""

    work: Work
    library: LibraryService
    launch: LaunchContext
    rows: Sequence[FormSubmission]

    def at_form(self, form_id: str) -> Before:
        """The form as it was answered last, with every update since in the place of what it is about."""
        session, at = self._standing(form_id)
        return Before({line.key: line for line in lines(session) if line.answers}, at, None) if session else Before()

    def at_update(self, row: FormSubmission, full: str) -> Before:
        """The update of last time; and for what updates the history, what stands in the history."""
        last = latest_by_form(self.rows).get(row.form_id)
        form = exact_form(self.work, self.library, row.form_id, row.url, row.version)
        response = response_of(self.work, last) if last is not None else None
        session = FormSession(form.questionnaire, self.launch, response=response)
        history, at = self._standing(full)
        if history is None:
            return Before()
        known = self._take_over(form, session, history)
        asked = None if response is not None else frozenset(known)
        return Before({line.key: line for line in lines(session) if line.answers}, at, asked)

    def _take_over(self, form: PublishedForm, session: FormSession, history: FormSession) -> list[str]:
        """Answer those questions of the update that are about the history as it stands; return which they are."""
        found = []
        asked_then = frozenset(history.keys())
        for update in self.library.content.screening.rules.updates:
            if update.newer not in form.questionnaire.structure.items or update.older not in asked_then:
                continue
            item = form.questionnaire.item(update.newer)
            given = from_responses(history.response(status="in-progress")).get(update.older)
            answers = tuple(answer for value in given if (answer := answer_as(item, value)) is not None)
            if answers:
                session.set_answers(update.newer, answers)
                found.append(update.newer)
        return found

    def _standing(self, form_id: str) -> tuple[FormSession | None, datetime | None]:
        """The form as answered last and brought up to date, and when that was."""
        last = latest_by_form(self.rows).get(form_id)
        response = response_of(self.work, last) if last is not None else None
        if last is None or response is None:
            return None, None
        form, at = exact_form(self.work, self.library, form_id, last.url, last.version), last.at
        for newer_id, full in self.library.content.due_rules.updates.items():
            for row in updates_since(self.rows, newer_id, form_id) if full == form_id else ():
                told = response_of(self.work, row)
                if told is not None:
                    response = brought_up_to_date(form, self.launch, response, from_responses(told),
                                                  self.library.content.screening.rules)
                    at = row.at
        return FormSession(form.questionnaire, self.launch, response=response), at

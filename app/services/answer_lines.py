"""An intake in words beside the one before: what was asked, what was answered, what changed, what is flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.forms import FormSession, LaunchContext
from app.intake.words import AnsweredLine, lines
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.rules.severity import Severity
from app.services.confirmed import unconfirmed_sections
from app.services.desk import Work
from app.services.earlier_answers import Before
from app.services.library import LibraryService
from app.services.submission_records import exact_form, latest_by_form, opened, response_of, updates_since
from app.services.views.patients import AnswerLine


def session_of(work: Work, library: LibraryService, row: FormSubmission, patient: Patient,
               day: date) -> FormSession | None:
    """Return the form of ``row`` in its exact version with the stored answers; None when it has none."""
    response = response_of(work, row)
    if response is None:
        return None
    published = exact_form(work, library, row.form_id, row.url, row.version)
    return FormSession(published.questionnaire, LaunchContext(day, patient.birth_date), response=response)


def answer_lines(work: Work, library: LibraryService, patient: Patient, *, rows: Sequence[FormSubmission],
                 earlier: Mapping[str, Before], day: date, flagged: Mapping[str, Severity]) -> tuple[AnswerLine, ...]:
    """Return every answered question of ``rows``, and those that had an answer before and have none now.

    ``earlier`` is what stood before, by form; ``flagged`` the strictest severity by linkId.
    """
    found: list[AnswerLine] = []
    for row in rows:
        session = session_of(work, library, row, patient, day)
        if session is None:
            continue
        before = earlier.get(row.form_id, Before())
        was = {key: old for key, old in before.lines.items() if before.compares(key)}
        waiting = unconfirmed_sections(opened(work, row))
        found += [replace(_line(line, was[line.key].text if line.key in was else "", before.compares(line.key),
                                flagged), unconfirmed=line.section_id in waiting)
                  for line in _with_gone(session, was) if line.answers or line.key in was]
    return tuple(found)


def _with_gone(session: FormSession, was: Mapping[str, AnsweredLine]) -> list[AnsweredLine]:
    """Return what ``session`` asks now and, unanswered, what it would have asked but was answered only before."""
    now = lines(session)
    asked = {line.key for line in now}
    items = session.questionnaire.structure.items
    return [*now, *(replace(line, answers=()) for line in was.values()
                    if line.key not in asked and line.item.link_id in items)]


def words_by_question(lines_now: Sequence[AnswerLine]) -> dict[str, str]:
    """Return "question: answer" by linkId, for saying why a flag was raised."""
    found: dict[str, str] = {}
    for line in lines_now:
        if not line.answer:
            continue
        text = f"{line.question}: {line.answer}"
        found[line.link_id] = f"{found[line.link_id]}; {line.answer}" if line.link_id in found else text
    return found


def standing_words(work: Work, library: LibraryService, patient: Patient, rows: Sequence[FormSubmission],
                   day: date) -> dict[str, str]:
    """Return "question: answer" by linkId for the history an update stands on: its own answers, or newer ones.

    ``rows`` is everything on file, oldest first. Empty while nothing was updated.
    """
    newest, found = latest_by_form(rows), dict[str, str]()
    for form_id, full in library.content.due_rules.updates.items():
        updates = updates_since(rows, form_id, full)
        for row in (*((newest[full],) if updates and full in newest else ()), *updates):
            found |= words_by_question(answer_lines(work, library, patient, rows=(row,), earlier={}, day=day,
                                                    flagged={}))
    return found | {update.older: found[update.newer] for update in library.content.screening.rules.updates
                    if update.newer in found}


def _line(line: AnsweredLine, was: str, is_compared: bool, flagged: Mapping[str, Severity]) -> AnswerLine:
    changed = is_compared and was != line.text
    return AnswerLine(
        link_id=line.item.link_id, question=line.question, answer=line.text, was=was if changed else None,
        changed=changed, severity=flagged.get(line.item.link_id), section=line.section,
        sensitive=bool(line.item.handling.sensitivity))

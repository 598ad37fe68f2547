"""Screen 10 for a returning patient: changes first, what nobody confirmed, what was lost, questions about changes."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.services.views.review import LostAnswer
from app.ui.navigation import PatientRoute, TodayRoute
from app.ui.staff.answer_row import AnswerRow
from app.ui.staff.answers import AnswerFilter
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.chips import FilterChip
from tests import factories
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up
from tests.ui.test_staff_review import ROUTE, decide_all, opened, prove, services, simple

__all__ = ["services"]


def test_what_changed_comes_before_what_is_only_flagged(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                        services: StaffServices) -> None:
    flagged, plain = replace(factories.answers()[0], changed=False, was=None), factories.answers()[-1]
    changed = replace(plain, changed=True, was="Before")
    window = opened(qtbot, tasks, theme, services, simple(answers=(flagged, changed)))
    assert [row.accessibleName().count("Changed") for row in window.all_of(AnswerRow)] == [1, 0]


def test_sections_nobody_confirmed_and_lost_answers_are_told_above_the_answers(
        qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    waiting = replace(factories.answers()[-1], changed=False, was=None, severity=None, unconfirmed=True)
    view = simple(answers=(waiting,), unconfirmed=("Daily life", "Sun and tanning"),
                  lost=(LostAnswer("Smoking", "A pipe", "This answer is not offered any more."),))
    window = opened(qtbot, tasks, theme, services, view)
    assert "Daily life, Sun and tanning." in window.texts()
    assert "Smoking: A pipe. This answer is not offered any more." in window.texts()
    window.click("Not confirmed 1")
    (row,) = window.all_of(AnswerRow)
    assert row.accessibleName().endswith("Not confirmed this time.")


def test_a_new_patient_has_no_notes(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple())
    assert "Not confirmed this time" not in window.texts()
    assert not [chip for chip in window.all_of(FilterChip) if chip.accessibleName().startswith("Not confirmed")]


def test_a_changed_answer_can_be_questioned_with_a_touch(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                         services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    window.click("Ask patient to correct")
    question = next(line.question for line in factories.answers() if line.changed)
    next(chip for chip in window.dialog().findChildren(FilterChip) if chip.accessibleName() == question).click()
    window.click("Send back to patient")
    assert services.calls.named("review.send_back") == [("visit-imani-okafor", f"Look again at: {question}.")]


def _question(window: StaffWindow, question: str) -> FilterChip:
    return next(chip for chip in window.all_of(FilterChip)
                if chip.accessibleName() == f"Question the answer to: {question}")


def test_a_changed_row_that_is_questioned_is_a_line_of_the_message(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                   services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    changed = [line.question for line in factories.answers() if line.changed]
    assert len([chip for chip in window.all_of(FilterChip) if chip.accessibleName().startswith("Question")]) == len(
        changed)  # what did not change is not questioned row by row
    _question(window, changed[0]).click()
    window.click("Ask patient to correct 1 answer")
    assert window.dialog().text() == f"Look again at: {changed[0]}."
    window.click("Send back to patient")
    assert services.calls.named("review.send_back") == [("visit-imani-okafor", f"Look again at: {changed[0]}.")]


def test_what_is_questioned_survives_filter_and_logout_and_goes_with_the_acceptance(
        qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple())
    question = next(line.question for line in factories.answers() if line.changed)
    _question(window, question).click()
    window.screen._answers._choose(AnswerFilter.CHANGED)
    window.settle()
    assert _question(window, question).isChecked()
    drafts = window.shell.unfinished()
    again = put_up(qtbot, tasks, theme, TodayRoute(), services)
    again.shell.offer_drafts(drafts)
    again.go(ROUTE)
    assert _question(again, question).isChecked()
    decide_all(again)
    again.click("Accept and countersign")
    prove(again)
    ((accepted,),) = services.calls.named("review.accept")
    assert accepted.questioned == (question,)


def test_an_accepted_visit_can_be_corrected_from_the_record(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                            services: StaffServices) -> None:
    record = replace(factories.patient(), open_visit_id=None, amendable_visit_id="visit-1")
    services.calls.answers["patients.open"] = record
    window = put_up(qtbot, tasks, theme, PatientRoute(record.patient_id), services)
    window.click("Correct an answer")
    assert "What was sealed before is kept as it is." in " ".join(window.texts())
    window.dialog().message.set_text("You smoke again.")
    window.click("Send back to patient")
    assert services.calls.named("review.amend") == [("visit-1", "You smoke again.")]


def test_without_an_accepted_visit_there_is_nothing_to_correct(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                               services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, PatientRoute(factories.patient().patient_id), services)
    assert "Correct an answer" not in window.texts()

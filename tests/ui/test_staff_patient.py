"""Screen 09: who the patient is, what happened, and what each tab fetches when it is opened."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError, NotFoundError
from app.rules.severity import Severity
from app.security.actor import Licence, Role
from app.services.views.patients import ConsentLine, ConsentState, FlagChip
from app.ui.navigation import CheckInRoute, DocumentRoute, HandOverRoute, PatientRoute, PatientsRoute
from app.ui.staff.answer_row import AnswerRow
from app.ui.staff.details_dialog import DetailsDialog
from app.ui.staff.patient_cards import consent_chip
from app.ui.staff.timeline import _TimelineRow
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.overlay import DialogOverlay
from tests import factories
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up

ROUTE = PatientRoute("patient-mariana-ortega")


@pytest.fixture
def services() -> StaffServices:
    return StaffServices()


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> StaffWindow:
    return put_up(qtbot, tasks, theme, ROUTE, services)


def test_the_header_says_who_it_is_and_what_to_watch(window: StaffWindow) -> None:
    texts = window.texts()
    for words in ("Mariana Ortega", "Born March 14, 1986 (40)", "she/her", "Record 20417", "(773) 555-0148"):
        assert words in texts
    chips = [chip.text() for chip in window.all_of(StatusChip)]
    assert chips[:3] == ["Allergy: lidocaine", "Takes aspirin daily", "Cold sores"]


def test_a_long_flag_is_cut_at_a_word_and_whole_in_its_tooltip(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                               services: StaffServices) -> None:
    words = "Infection or open skin in the area that was chosen today. This is a label contraindication."
    services.calls.answers["patients.open"] = replace(factories.patient(), flags=(FlagChip(Severity.STOP, words),))
    chip = put_up(qtbot, tasks, theme, ROUTE, services).all_of(StatusChip)[0]
    assert chip.text() == "Infection or open skin in the area that was …"
    assert chip.toolTip() == words


def test_name_and_contact_are_changed_from_the_menu(window: StaffWindow, services: StaffServices) -> None:
    window.menu("More", "Change name or contact")
    dialog = window.dialog()
    assert isinstance(dialog, DetailsDialog)
    assert dict(dialog.person.texts())["birth_date"] == "03/14/1986"
    dialog.person.set_texts((("family_name", "Whitfield"),))
    dialog.reason.set_text("Married")
    window.click("Save")
    assert [(call[1].family_name, call[2]) for call in services.calls.named("patients.change")] == [
        ("Whitfield", "Married")]
    assert len(services.calls.named("patients.open")) == 2


def test_another_screen_does_not_come_up_behind_an_open_question(qtbot: QtBot, window: StaffWindow) -> None:
    window.menu("More", "Change name or contact")
    dialog = window.dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert window.route == ROUTE
    window.shell.go(PatientsRoute())
    window.settle()
    assert not window.all_of(DialogOverlay)


def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(window: StaffWindow, services: StaffServices) -> None:
    services.calls.errors["patients.change"] = InvalidInputError("Say why the name or birth date changes.", "reason")
    window.menu("More", "Change name or contact")
    dialog = window.dialog()
    assert isinstance(dialog, DetailsDialog)
    dialog.person.set_texts((("family_name", "Whitfield"),))
    window.click("Save")
    assert dialog.reason.error == "Say why the name or birth date changes."
    assert dict(dialog.person.texts())["family_name"] == "Whitfield"


def test_an_open_visit_is_handed_over(window: StaffWindow) -> None:
    window.click("Hand over tablet")
    assert window.route == HandOverRoute("visit-mariana-ortega")


def test_without_an_open_visit_the_patient_is_checked_in(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                         services: StaffServices) -> None:
    services.calls.answers["patients.open"] = replace(factories.patient(), open_visit_id=None, open_visit_line="")
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    window.click("Check in")
    assert window.route == CheckInRoute("patient-mariana-ortega")


def test_who_may_not_check_in_sees_no_such_button(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, actor=factories.actor(Role.PRIVACY_OFFICER, Licence.NONE))
    assert "Hand over tablet" not in [button.words() for button in window.all_of(Button)]


def test_the_timeline_opens_a_document_with_the_keyboard(qtbot: QtBot, window: StaffWindow) -> None:
    rows = [row for row in window.all_of(_TimelineRow) if row.focusPolicy() is Qt.FocusPolicy.StrongFocus]
    assert len(rows) == 2
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Return)
    assert window.route == DocumentRoute("doc-1")


def test_documents_and_the_log_are_fetched_when_their_tab_opens(window: StaffWindow, services: StaffServices) -> None:
    assert not services.calls.named("documents.rows")
    window.click("Documents")
    assert services.calls.named("documents.rows") == [("patient-mariana-ortega",)]
    assert len(window.all_of(DataTable)[0].rows()) == 3
    window.click("Who has looked")
    assert services.calls.named("audit.for_patient") == [("patient-mariana-ortega",)]
    window.click("Documents")
    assert len(services.calls.named("documents.rows")) == 1


def test_a_route_can_name_the_tab(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, PatientRoute("patient-mariana-ortega", "intake"), services)
    assert len(window.all_of(AnswerRow)) == len(factories.answers())


def test_all_consents_are_one_press_away_and_open_their_document(window: StaffWindow) -> None:
    window.click("See all consents")
    window.click("Open")
    assert isinstance(window.route, DocumentRoute)


@pytest.mark.parametrize(("state", "days", "words"), [
    (ConsentState.VALID, None, "Valid"), (ConsentState.EXPIRING, 12, "12 days left"),
    (ConsentState.EXPIRING, 1, "1 day left"), (ConsentState.MISSING, None, "Missing"),
    (ConsentState.WITHDRAWN, None, "Withdrawn"), (ConsentState.DECLINED, None, "Declined"),
    (ConsentState.EXPIRED, None, "Expired"),
])
def test_consents_use_the_fixed_words(qtbot: QtBot, state: ConsentState, days: int | None, words: str) -> None:
    chip = consent_chip(ConsentLine("c", "Consent", "", state, days))
    qtbot.addWidget(chip)
    assert chip.text() == words


def test_a_record_without_anything_says_what_will_come(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                       services: StaffServices) -> None:
    services.calls.answers["patients.open"] = replace(
        factories.patient(), timeline=(), consents=(), answers=(), answers_from=None, emergency_contact="",
        open_visit_id=None, open_visit_line="", flags=())
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    for words in ("Visits, consents and documents appear here.", "No consent was asked for yet.", "No open visit",
                  "Not on file yet"):
        assert words in window.texts()
    window.click("Intake")
    assert "No intake yet" in window.texts()


def test_a_patient_who_is_not_there_is_a_sentence(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                  services: StaffServices) -> None:
    services.calls.errors["patients.open"] = NotFoundError("This patient is not in the records.")
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    assert "This patient is not in the records." in window.texts()

"""The retention tab over the demo's real records: the list, holds, two approvals, the certificate, a clock in doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import pypdf
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.erasing import erase_patient
from app.ui.navigation import PatientRoute, PatientsRoute, PrivacyRoute
from app.ui.staff.patient import PatientScreen
from app.ui.staff.patient_actions import ACTIONS
from app.ui.staff.patient_search import PatientSearch
from app.ui.staff.patients import PatientsScreen
from app.ui.staff.privacy.retention.done_dialog import DoneDialog
from app.ui.staff.privacy.retention.hold_dialog import HoldDialog
from app.ui.staff.privacy.retention.review_dialog import ReviewDialog
from app.ui.staff.privacy.retention.settings_dialog import RetentionSettingsDialog
from app.ui.staff.privacy.retention.tab import RetentionTab
from app.ui.staff.privacy.screen import PrivacyDeskScreen
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.widgets.button import Button
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel
from tests.demo_clinic import PASSWORD
from tests.ui.privacy_desk import Desk

D = TypeVar("D", bound=QWidget)


def put_up(desk: Desk, name: str = "judith", subject: str = "") -> RetentionTab:
    """The tab as ``name`` sees it."""
    screen = PrivacyDeskScreen(desk.context(name), PrivacyRoute("retention", subject))
    desk.put_up(screen)
    found = screen.tab("retention")
    assert isinstance(found, RetentionTab)
    return found


def dialog(tab: RetentionTab, kind: type[D]) -> D:
    """The dialog that is up."""
    [found] = [each for each in tab.window().findChildren(kind) if each.isVisible()]
    return found


def open_row(desk: Desk, tab: RetentionTab, name: str) -> ReviewDialog:
    """Press Enter on the row of ``name``."""
    row = next(row for row in tab.table.rows() if row.cells[0].text == name)
    tab.table.select(row.key)
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    desk.settle()
    return dialog(tab, ReviewDialog)


def words(within: QWidget) -> str:
    """Everything a visible label says."""
    return " ".join(each.text() for each in within.findChildren(TextLabel) if each.isVisible())


def prove(desk: Desk, tab: RetentionTab, name: str) -> None:
    """Give the password, and the code when it is asked for."""
    desk.settle()
    for proof in [each for each in tab.window().findChildren(ProofDialog) if each.isVisible()]:
        QTest.keyClicks(proof.password.findChildren(QLineEdit)[0], PASSWORD)
        if proof.code.isVisible():
            QTest.keyClicks(proof.code.edit, desk.demo.code(name))
        else:
            QTest.keyClick(proof.password.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
        desk.settle()


def test_the_list_shows_each_record_with_its_rule_and_the_one_on_hold(desk: Desk) -> None:
    tab = put_up(desk)
    spoken = [[cell.spoken for cell in row.cells] for row in tab.table.rows()]
    assert spoken[0] == ["Alan Mercer. Record 10001", "May 2, 2016", "May 2, 2026", "R-1, adult record, 10 years",
                         "None", "Review"]
    assert [row[0].split(".")[0] for row in spoken] == ["Alan Mercer", "Bianca Thorne", "Carlos Iglesias",
                                                        "Nadia Kowalski", "Omar Rahimi"]
    assert spoken[2][4:] == ["Legal hold", "Can’t be deleted"]
    assert tab.action is not None
    assert tab.action.words() == "Review all 4"
    assert "5 records have passed their keep-until date." in words(tab.window())
    assert not tab.clock.isVisible()
    assert not tab.disposed.isVisible()


def test_two_people_delete_a_record_and_the_certificate_is_saved(desk: Desk, tmp_path: Path) -> None:
    tab = put_up(desk)
    review = open_row(desk, tab, "Alan Mercer")
    assert "You give the first approval." in words(review)
    assert "10 years after the last visit on May 2, 2016" in words(review)
    review.approve.click()
    prove(desk, tab, "judith")
    assert tab.table.rows()[0].cells[4].text == "Approved by Judith Keller"
    again = open_row(desk, tab, "Alan Mercer")
    assert "A second person has to approve it too." in words(again)
    assert not again.approve.isVisible()
    assert again.cancel.isVisible()
    tab.window().hide()

    desk.dialogs.save_to = tmp_path
    second = put_up(desk, "rosa")
    review = open_row(desk, second, "Alan Mercer")
    assert review.approve.words() == "Delete for good"
    assert "Nobody can bring the record back." in words(review)
    review.approve.click()
    prove(desk, second, "rosa")
    done = dialog(second, DoneDialog)
    assert "Record 10001 is deleted" in words(done)
    done.save.click()
    prove(desk, second, "rosa")
    [saved] = tmp_path.iterdir()
    assert saved.name.startswith("certificate-of-disposal-")
    assert "Certificate of disposal" in pypdf.PdfReader(saved).pages[0].extract_text()
    assert "Mercer" not in "".join(page.extract_text() for page in pypdf.PdfReader(saved).pages)
    done.close_button.click()
    desk.settle()
    assert second.table.rows()[0].cells[0].text == "Bianca Thorne"
    assert "approved by Judith Keller and Rosa Mendes" in words(second.disposed)


def test_searching_for_the_number_of_a_deleted_record_says_so(desk: Desk) -> None:
    tab = put_up(desk)
    patient_id = tab.table.rows()[0].key
    with desk.services.desk.act_system() as work:
        erase_patient(work.session.connection(), patient_id, date(2026, 11, 23))
        work.session.expire_all()
    screen = PatientsScreen(desk.context("elena"), PatientsRoute("10001"))
    desk.put_up(screen)
    desk.settle()
    assert "Record 10001 was disposed of on November 23, 2026." in words(screen)
    screen.findChildren(PatientSearch)[0].field.set_text("Nobody")
    desk.settle()
    assert "Check the spelling" in words(screen)


def test_a_hold_is_released_and_set_with_a_reason(desk: Desk) -> None:
    tab = put_up(desk)
    review = open_row(desk, tab, "Carlos Iglesias")
    assert "Letter of a law office" in words(review)
    assert not review.approve.isVisible()
    _press(review, "Release")
    desk.settle()
    ask = dialog(tab, HoldDialog)
    ask.act.click()
    assert ask.reason.error == "Enter the reason"
    ask.reason.set_text("The claim is closed")
    ask.act.click()
    desk.settle()
    review = dialog(tab, ReviewDialog)
    assert review.approve.isVisible()
    assert tab.table.rows()[2].cells[4].text == "None"
    review.hold.click()
    desk.settle()
    ask = dialog(tab, HoldDialog)
    ask.reason.set_text("A new letter came")
    ask.act.click()
    desk.settle()
    assert "A new letter came" in words(dialog(tab, ReviewDialog))
    assert tab.table.rows()[2].cells[5].text == "Can’t be deleted"


def test_review_all_goes_from_record_to_record(desk: Desk) -> None:
    tab = put_up(desk)
    assert tab.action is not None
    tab.action.click()
    seen = []
    for _ in range(4):
        desk.settle()
        review = dialog(tab, ReviewDialog)
        seen.append(review.accessibleDescription().partition(".")[0])
        review.close_button.click()
    desk.settle()
    assert seen == [f"Record {number}" for number in (10001, 10002, 10004, 10005)]
    assert not [each for each in tab.window().findChildren(DialogOverlay) if each.isVisible()]


def test_a_clock_in_doubt_is_said_and_confirmed(desk: Desk) -> None:
    desk.demo.clock.advance(days=60)
    tab = put_up(desk)
    assert tab.clock.isVisible()
    assert "Until then no record can be disposed of." in words(tab.clock)
    review = open_row(desk, tab, "Alan Mercer")
    assert "If the date is wrong, set the clock right" in words(review)
    assert not review.approve.isVisible()
    review.close_button.click()
    tab.clock.activated.emit()
    prove(desk, tab, "judith")
    assert not tab.clock.isVisible()


def test_how_long_records_are_kept_is_changed_within_the_promise(desk: Desk) -> None:
    tab = put_up(desk)
    tab._open_settings()
    desk.settle()
    settings = dialog(tab, RetentionSettingsDialog)
    assert settings.years.text() == "10"
    assert "735 ILCS 5/13-212(b)" in words(settings)
    settings.years.set_text("5")
    settings.act.click()
    desk.settle()
    assert "promises at least 6" in settings.years.error
    settings.years.set_text("6")
    settings.floor.setChecked(False)
    settings.act.click()
    desk.settle()
    assert settings.reason.error.startswith("Say why")
    settings.floor.setChecked(True)
    settings.act.click()
    desk.settle()
    assert tab.table.rows()[0].cells[3].text == "R-1, adult record, 6 years"


def test_the_patients_page_says_until_when_and_leads_here(desk: Desk) -> None:
    context = desk.context("judith")
    tomas = next(hit for hit in desk.services.patients.search(context.actor, "villareal"))
    screen = PatientScreen(context, PatientRoute(tomas.patient_id))
    desk.put_up(screen)
    assert "Keep until November 23, 2036" in words(screen)
    assert "Rule R-1, adult record, 10 years" in words(screen)
    gone: list[object] = []
    screen.navigate.connect(gone.append)
    action = next(each for each in ACTIONS if each.words == "Retention and legal hold")
    action.begin(screen, desk.services.patients.open(context.actor, tomas.patient_id), lambda: None)
    assert gone == [PrivacyRoute("retention", tomas.patient_id)]
    tab = put_up(desk, "judith", tomas.patient_id)
    review = dialog(tab, ReviewDialog)
    assert "This record is kept until November 23, 2036." in words(review)
    assert not review.approve.isVisible()


def _press(within: QWidget, name: str) -> None:
    next(each for each in within.findChildren(Button) if each.words() == name and each.isVisible()).click()

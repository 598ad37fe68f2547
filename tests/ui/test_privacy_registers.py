"""The registers' tab over the demo's real records: what is due, entering it, files, reviews, unusual access, calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.navigation import PatientRoute, PrivacyRoute
from app.ui.staff.masked_row import MaskedRow
from app.ui.staff.patient import PatientScreen
from app.ui.staff.patient_actions import ACTIONS
from app.ui.staff.phone_note_dialog import PhoneNoteDialog
from app.ui.staff.privacy.registers.attached_file import AttachedFileDialog
from app.ui.staff.privacy.registers.entry_pane import EntryPane
from app.ui.staff.privacy.registers.export_dialog import ExportDialog
from app.ui.staff.privacy.registers.finding_pane import FindingPane
from app.ui.staff.privacy.registers.limits_form import LimitsForm
from app.ui.staff.privacy.registers.page import RegisterPage
from app.ui.staff.privacy.registers.review_pane import ReviewDraftPane, SignedReviewPane
from app.ui.staff.privacy.registers.reviews_page import ReviewsPage
from app.ui.staff.privacy.registers.tab import REVIEWS, UNUSUAL, RegistersTab
from app.ui.staff.privacy.registers.unusual_page import UnusualPage
from app.ui.staff.privacy.screen import PrivacyDeskScreen
from app.ui.widgets.field import LineField
from app.ui.widgets.text import TextLabel
from tests.ui.privacy_desk import Desk


@pytest.fixture
def tab(desk: Desk) -> RegistersTab:
    """The tab as the privacy officer sees it."""
    screen = PrivacyDeskScreen(desk.context("judith"), PrivacyRoute("registers"))
    desk.put_up(screen)
    found = screen.tab("registers")
    assert isinstance(found, RegistersTab)
    return found


def _page(desk: Desk, tab: RegistersTab, key: str) -> RegisterPage:
    tab.list.select(key)
    desk.settle()
    part = tab.part()
    assert isinstance(part, RegisterPage)
    return part


def _one(within: QWidget, kind: type[QWidget]) -> QWidget:
    [found] = [each for each in within.findChildren(kind) if each.isVisible()]
    return found


def _words(within: QWidget) -> str:
    return " ".join(label.text() for label in within.findChildren(TextLabel) if label.isVisible())


def test_the_list_says_what_needs_attention_and_the_first_register_is_up(tab: RegistersTab) -> None:
    counts = {row.cells[0].text: row.cells[1].text for row in tab.list.rows()}
    assert counts["Staff training"] == "2"
    assert counts["Vendors"] == "1"
    assert counts["Restore drills"] == ""
    part = tab.part()
    assert isinstance(part, RegisterPage)
    chips = {row.cells[0].text: row.cells[2].chip.text for row in part.table.rows() if row.cells[2].chip}
    assert chips["Maya Thornton"] == "Not entered"
    assert chips["Elena Castillo"] == "Overdue"
    assert tab.action is not None
    assert tab.action.text() == "Add training"


def test_what_is_missing_is_entered_from_its_row(desk: Desk, tab: RegistersTab) -> None:
    page = _page(desk, tab, "training")
    row = next(row for row in page.table.rows() if row.cells[0].text == "Maya Thornton")
    page.table.select(row.key)
    pane = _one(page, EntryPane)
    assert isinstance(pane, EntryPane)
    pane.change.activated.emit()
    form = page.form
    assert form is not None
    completed = form.fields["completed_on"]
    assert isinstance(completed, LineField)
    completed.set_text("11/40/2026")
    form.save.activated.emit()
    assert completed.error
    completed.set_text("11/20/2026")
    form.save.activated.emit()
    desk.settle()
    chips = {row.cells[0].text: row.cells[2].chip.text for row in page.table.rows() if row.cells[2].chip}
    assert chips["Maya Thornton"] == "Current"
    assert {row.cells[0].text: row.cells[1].text for row in tab.list.rows()}["Staff training"] == "1"


def test_a_day_still_to_come_is_refused_at_its_field_and_stays_typed(desk: Desk, tab: RegistersTab) -> None:
    page = _page(desk, tab, "drill")
    page.act()
    form = page.form
    assert form is not None
    form.put_back({"scope": "full", "result": "worked", "done_on": "12/31/2026",
                   "owner": desk.services.registers.people(page.tab.context.actor)[0][0]})
    form.save.activated.emit()
    desk.settle()
    assert "still to come" in form.fields["done_on"].error
    assert dict(tab.typed())["done_on"] == "12/31/2026"


def test_what_is_typed_comes_back_after_a_logout(desk: Desk, tab: RegistersTab) -> None:
    page = _page(desk, tab, "vendor")
    page.act()
    assert page.form is not None
    page.form.put_back({"name": "New Vendor", "handles": "Names"})
    typed = dict(tab.typed())
    screen = PrivacyDeskScreen(desk.context("judith"), PrivacyRoute("registers"))
    desk.qtbot.addWidget(screen)
    again = screen.tab("registers")
    again.put_back(typed)
    desk.put_up(screen)
    assert isinstance(again, RegistersTab)
    part = again.part()
    assert isinstance(part, RegisterPage)
    assert part.form is not None
    assert dict(part.form.typed())["name"] == "New Vendor"


def test_an_attached_file_is_shown_in_the_window_and_nothing_is_written(desk: Desk, tab: RegistersTab) -> None:
    page = _page(desk, tab, "vendor")
    row = next(row for row in page.table.rows() if row.cells[0].text == "Halsted IT")
    page.table.select(row.key)
    pane = _one(page, EntryPane)
    assert isinstance(pane, EntryPane)
    assert "halsted-it-agreement.txt" in [button.accessibleName() for button in pane.findChildren(type(pane.change))]
    entry = page.entry(row.key)
    pane.file_wanted.emit(entry.attachments[0].attachment_id)
    desk.settle()
    shown = _one(page.window(), AttachedFileDialog)
    assert "This is a sample." in _words(shown)


def test_a_register_is_exported_as_a_sealed_pdf_after_fresh_proof(desk: Desk, tab: RegistersTab, tmp_path: Path,
                                                                  ) -> None:
    desk.dialogs.save_to = tmp_path / "risks.pdf"
    page = _page(desk, tab, "risk")
    page.export.activated.emit()
    dialog = _one(page.window(), ExportDialog)
    assert isinstance(dialog, ExportDialog)
    dialog.recipient.set_text("Office for Civil Rights")
    dialog.purpose.set_text("Audit of 2026")
    desk.qtbot.keyClick(dialog.purpose.edit, Qt.Key.Key_Return)
    desk.settle()
    assert desk.dialogs.save_to.read_bytes().startswith(b"%PDF-")


def test_the_log_is_reviewed_and_signed_with_a_note(desk: Desk, tab: RegistersTab) -> None:
    tab.list.select(REVIEWS)
    desk.settle()
    page = tab.part()
    assert isinstance(page, ReviewsPage)
    before = len(page.table.rows())
    page.act()
    desk.settle()
    draft = _one(page, ReviewDraftPane)
    assert isinstance(draft, ReviewDraftPane)
    draft.note.set_text("Looked through.")
    draft.sign.activated.emit()
    desk.settle()
    assert len(page.table.rows()) == before + 1
    assert "Looked through." in _words(_one(page, SignedReviewPane))


def test_unusual_access_is_explained_and_the_count_goes_down(desk: Desk, tab: RegistersTab) -> None:
    tab.list.select(UNUSUAL)
    desk.settle()
    page = tab.part()
    assert isinstance(page, UnusualPage)
    waiting = [row for row in page.table.rows() if row.cells[2].chip and row.cells[2].chip.text == "Unexplained"
               and row.cells[0].text != "Judith Keller"]
    before = {row.key: row.cells[1].text for row in tab.list.rows()}[UNUSUAL]
    page.table.select(waiting[0].key)
    pane = _one(page, FindingPane)
    assert isinstance(pane, FindingPane)
    pane.save.activated.emit()
    assert pane.reason.error
    pane.reason.set_text("Agreed with the director.")
    pane.save.activated.emit()
    desk.settle()
    after = {row.key: row.cells[1].text for row in tab.list.rows()}[UNUSUAL]
    assert int(after or 0) == int(before) - 1
    assert "Agreed with the director." in _words(page)


def test_limits_and_hours_are_changed_and_a_wrong_hour_is_said_at_its_day(desk: Desk, tab: RegistersTab) -> None:
    tab.list.select(UNUSUAL)
    desk.settle()
    page = tab.part()
    assert isinstance(page, UnusualPage)
    page.limits.activated.emit()
    form = _one(page, LimitsForm)
    assert isinstance(form, LimitsForm)
    for day in form.days:
        day.set_text("12:00 AM to 11:59 PM")
    form.days[0].set_text("nine to five")
    form.save.activated.emit()
    assert form.days[0].error
    form.days[0].set_text("12:00 AM to 11:59 PM")
    form.save.activated.emit()
    desk.settle()
    assert not any("outside business hours" in row.cells[0].second for row in page.table.rows())


def _patient(desk: Desk, name: str) -> PatientScreen:
    context = desk.context(name)
    [hit] = desk.services.patients.search(context.actor, "villareal")
    screen = PatientScreen(context, PatientRoute(hit.patient_id, "intake"))
    desk.put_up(screen)
    return screen


def test_a_masked_answer_is_shown_when_somebody_who_may_asks(desk: Desk) -> None:
    screen = _patient(desk, "adeyemi")
    rows = [row for row in screen.findChildren(MaskedRow) if row.isVisible()]
    asked = rows[0].accessibleName()
    rows[0].show_button.activated.emit()

    def left() -> list[str]:
        return [row.accessibleName() for row in screen.findChildren(MaskedRow) if row.isVisible()]

    desk.qtbot.waitUntil(lambda: len(left()) == len(rows) - 1)
    assert asked not in left()


def test_the_front_desk_sees_that_something_is_hidden_and_no_way_to_it(desk: Desk) -> None:
    screen = _patient(desk, "elena")
    rows = [row for row in screen.findChildren(MaskedRow) if row.isVisible()]
    assert rows
    assert not any(row.show_button.isVisible() for row in rows)


def test_a_phone_call_is_noted_from_the_patients_page(desk: Desk) -> None:
    screen = _patient(desk, "elena")
    [hit] = desk.services.patients.search(screen.context.actor, "villareal")
    view = desk.services.patients.open(screen.context.actor, hit.patient_id)
    saved: list[bool] = []
    action = next(action for action in ACTIONS if action.words == "Note a phone call")
    action.begin(screen, view, lambda: saved.append(True))
    dialog = _one(screen.window(), PhoneNoteDialog)
    assert isinstance(dialog, PhoneNoteDialog)
    dialog.moment.time.set_text("half past nine")
    dialog.act.click()
    assert dialog.moment.time.error
    dialog.moment.time.set_text("8:30 AM")
    dialog.act.click()
    assert dialog.text.error
    dialog.text.set_text("Asked for a later appointment.")
    dialog.act.click()
    desk.settle()
    assert saved == [True]
    page = desk.services.patients.open(screen.context.actor, view.patient_id)
    assert "Asked for a later appointment." in [entry.detail for entry in page.timeline]


def test_a_note_of_a_call_is_put_right_by_another_one(desk: Desk) -> None:
    screen = _patient(desk, "elena")
    [hit] = desk.services.patients.search(screen.context.actor, "villareal")
    dialog = PhoneNoteDialog(screen, desk.services.patients.open(screen.context.actor, hit.patient_id))
    dialog.begin()
    desk.settle()
    [earlier] = desk.services.phone_notes.list(screen.context.actor, hit.patient_id)
    dialog.moment.time.set_text("8:30 AM")
    dialog.text.set_text("It was tomorrow, not the day after.")
    dialog.corrects.set_value(earlier.note_id)
    dialog.act.click()
    desk.settle()
    notes = desk.services.phone_notes.list(screen.context.actor, hit.patient_id)
    assert {note.text: note.corrects for note in notes} == {"It was tomorrow, not the day after.": earlier.note_id,
                                                            earlier.text: None}

"""Consents on real records: the withdrawals tab, taking back, steps, messages, paper choices, policy receipts."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.services.views.patients import ConsentState
from app.ui.navigation import DocumentRoute, PatientRoute, PrivacyRoute, SettingsRoute
from app.ui.staff.disclosure_dialog import DisclosureDialog
from app.ui.staff.message_dialog import MessageDialog
from app.ui.staff.paper_choice_dialog import PaperChoiceDialog
from app.ui.staff.patient import PatientScreen
from app.ui.staff.patient_actions import ACTIONS
from app.ui.staff.patient_messages import PatientMessages
from app.ui.staff.privacy.screen import PrivacyDeskScreen
from app.ui.staff.privacy.withdrawal_view import WithdrawalViewDialog
from app.ui.staff.privacy.withdrawals import WithdrawalsTab
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.receipt_dialogs import PolicyCopyDialog, RefusalDialog
from app.ui.staff.settings.policies import PoliciesTab
from app.ui.staff.settings.policy_holders import PolicyHoldersDialog
from app.ui.staff.settings.screen import SettingsScreen
from app.ui.staff.withdrawal_dialog import WithdrawalDialog
from app.ui.widgets.button import Button
from app.ui.widgets.field import LineField
from app.ui.widgets.text import TextLabel
from tests.demo_clinic import PASSWORD
from tests.ui.privacy_desk import Desk

W = TypeVar("W", bound=QWidget)


def put_up(desk: Desk, name: str = "judith", subject: str = "") -> WithdrawalsTab:
    """The withdrawals tab as ``name`` sees it."""
    screen = PrivacyDeskScreen(desk.context(name), PrivacyRoute("withdrawals", subject))
    desk.put_up(screen)
    found = screen.tab("withdrawals")
    assert isinstance(found, WithdrawalsTab)
    return found


def patient(desk: Desk, family: str, tab: str = "consents", name: str = "elena") -> PatientScreen:
    """The page of a patient of the demo."""
    context = desk.context(name)
    (hit,) = desk.services.patients.search(context.actor, family)
    screen = PatientScreen(context, PatientRoute(hit.patient_id, tab))
    desk.put_up(screen)
    return screen


def up(within: QWidget, kind: type[W]) -> W:
    """The one widget of ``kind`` in sight."""
    (found,) = [each for each in within.window().findChildren(kind) if each.isVisible()]
    return found


def press(desk: Desk, within: QWidget, words: str) -> None:
    """Press the last visible button called ``words``."""
    found = [each for each in within.findChildren(Button) if each.text() == words and each.isVisible()]
    assert found, words
    found[-1].click()
    desk.settle()


def rows(tab: WithdrawalsTab) -> list[tuple[str, ...]]:
    """What the table says."""
    return [tuple(cell.spoken for cell in row.cells) for row in tab.table.rows()]


def said(within: QWidget) -> str:
    """Every text in sight."""
    return " ".join(label.text() for label in within.findChildren(TextLabel) if label.isVisible())


def action(desk: Desk, screen: PatientScreen, words: str) -> None:
    """Choose an entry of the patient's menu."""
    view = desk.services.patients.open(screen.context.actor, screen._patient_id)
    next(each for each in ACTIONS if each.words == words).begin(screen, view, screen.load)
    desk.settle()


def test_the_tab_shows_what_the_picture_shows(desk: Desk) -> None:
    tab = put_up(desk)
    assert [(row[0], row[1], row[3], row[4]) for row in rows(tab)] == [
        ("Marketing photos", "Tomás Villareal", "Use of photos on the website and social media",
         "Done, 3 photos removed"),
        ("Text message reminders", "Derek Osei", "Appointment texts", "Tell the phone vendor"),
        ("Photography", "Hannah Voss", "New photos. Past photos stay in the record.", "Tell her provider")]
    header = tab.screen_of.findChildren(TextLabel)
    assert "2 withdrawals need a follow-up step." in [label.text() for label in header]
    assert "Withdrawing a consent never deletes past records." in said(tab)


def test_a_step_is_done_with_whom_was_told_and_the_list_says_so(desk: Desk) -> None:
    tab = put_up(desk)
    tab.table.opened.emit(tab.table.rows()[1].key)
    desk.settle()
    dialog = up(tab, WithdrawalViewDialog)
    assert "“No more reminders please, I keep a calendar.”" in said(dialog)
    up(dialog, LineField).set_text("The texting service")
    press(desk, dialog, "Mark as done")
    assert rows(tab)[1][4] == "Done"
    dialog = up(tab, WithdrawalViewDialog)
    assert "Told: The texting service" in said(dialog)
    routes: list[object] = []
    tab.screen_of.navigate.connect(routes.append)
    press(desk, dialog, "Open document")
    assert isinstance(routes[0], DocumentRoute)


def test_a_route_opens_the_withdrawal_it_names(desk: Desk) -> None:
    first = put_up(desk).table.rows()[0].key
    tab = put_up(desk, subject=first)
    assert "Marketing photos, Tomás Villareal" in said(up(tab, WithdrawalViewDialog))


def test_a_stop_is_noticed_while_it_is_typed_and_ends_every_text(desk: Desk) -> None:
    screen = patient(desk, "okafor")
    action(desk, screen, "Record a withdrawal or STOP")
    dialog = up(screen, WithdrawalDialog)
    dialog._rows["sms_aftercare"].setChecked(True)
    dialog.words.set_text("Stop it please")
    assert "every type of text message ends" in said(dialog)
    press(desk, dialog, "Record withdrawal")
    assert dialog.channel.error == "Choose how the patient said it."
    dialog.channel.set_value("text")
    press(desk, dialog, "Record withdrawal")
    view = desk.services.patients.open(screen.context.actor, screen._patient_id)
    states = {line.purpose: line.state for line in view.consents}
    assert {states[purpose] for purpose in states if purpose.startswith("sms_")} == {ConsentState.WITHDRAWN}
    assert states["email_care"] is ConsentState.VALID


def test_the_patients_page_takes_a_consent_back_and_shows_its_history(desk: Desk) -> None:
    screen = patient(desk, "okafor")
    assert "History" in [button.text() for button in screen.findChildren(Button) if button.isVisible()]
    screen._consents.withdraw.emit("photo_record")
    desk.settle()
    dialog = up(screen, WithdrawalDialog)
    assert dialog._rows["photo_record"].isChecked()
    dialog.channel.set_value("in_person")
    press(desk, dialog, "Record withdrawal")

    def histories() -> list[Button]:
        return [each for each in screen.findChildren(Button) if each.text() == "History" and each.isVisible()]

    desk.qtbot.waitUntil(lambda: bool(histories()))  # the page is drawn anew, and its layout shows it a little later
    for button in histories():
        button.click()
    assert "Withdrawn November 23, 2026" in said(screen)
    assert ", on the tablet by the patient. Version 0.1.0, English." in said(screen)


def test_without_the_patient_at_hand_the_dialog_starts_with_a_search(desk: Desk) -> None:
    tab = put_up(desk)
    press(desk, tab.screen_of, "Record withdrawal")
    dialog = up(tab, WithdrawalDialog)
    dialog.search.field.set_text("osei")
    dialog.search.search()
    desk.settle()
    (hit,) = desk.services.patients.search(tab.context.actor, "osei")
    dialog.search.chosen.emit(hit)
    desk.settle()
    assert "What does Derek Osei take back?" in said(dialog)


def test_the_suppression_list_is_exported_after_proof_and_holds_no_name(desk: Desk, tmp_path: Path) -> None:
    tab = put_up(desk)
    desk.dialogs.save_to = tmp_path / "list.csv"
    press(desk, tab, "Export suppression list")
    dialog = up(tab, DisclosureDialog)
    dialog.fields.recipient.set_text("Text vendor")
    dialog.fields.purpose.set_text("Stop messages")
    press(desk, dialog, "Export")
    proof = up(tab, ProofDialog)
    proof.password.set_text(PASSWORD)
    press(desk, proof, "Export")
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert "(773) 555-0117" in text
    assert "Osei" not in text


def test_a_message_without_consent_asks_why_and_is_listed(desk: Desk) -> None:
    screen = patient(desk, "okafor", "messages")
    press(desk, screen, "Log a message")
    dialog = up(screen, MessageDialog)
    dialog.kind.set_value("sms_marketing")
    dialog._show_problem()
    assert "There is no consent to this: declined." in said(dialog)
    dialog.template.set_text("November news")
    press(desk, dialog, "Log the message")
    assert "Say why it was sent all the same." in dialog.override.error
    dialog.override.set_text("Sent before the choice was entered")
    press(desk, dialog, "Log the message")
    messages = up(screen, PatientMessages)
    assert [row.cells[5].spoken for row in messages.table.rows()] == ["No consent"]
    assert "The app sends no messages." in said(messages)


def test_a_message_of_before_the_consent_asks_why_as_well(desk: Desk) -> None:
    """The reason was not asked for, as there is a consent now; it comes into sight with the refusal."""
    screen = patient(desk, "okafor", "messages")
    press(desk, screen, "Log a message")
    dialog = up(screen, MessageDialog)
    dialog.kind.set_value("sms_appointment")
    dialog._show_problem()
    assert not dialog.override.isVisible()
    dialog.template.set_text("Visit reminder")
    dialog.moment.day.set_text("1/2/2016")
    press(desk, dialog, "Log the message")
    assert dialog.override.isVisible()
    assert "never asked" in dialog.override.error
    dialog.override.set_text("An old reminder, found in the phone")
    press(desk, dialog, "Log the message")
    assert [row.cells[5].spoken for row in up(screen, PatientMessages).table.rows()] == ["No consent"]


def test_a_choice_on_paper_is_entered_by_those_who_keep_the_ledger(desk: Desk) -> None:
    screen = patient(desk, "osei", name="judith")
    action(desk, screen, "Enter a choice made on paper")
    dialog = up(screen, PaperChoiceDialog)
    dialog.purpose.set_value("sms_billing")
    dialog.answer.set_value("yes")
    assert not dialog.ends.isVisible()
    dialog.signed_on.set_text("11/1/2026")
    dialog.kept_at.set_text("Paper chart")
    press(desk, dialog, "Enter the choice")
    assert dialog.number.error == "Enter the number on the sheet."
    dialog.number.set_text("(773) 555-0117")
    press(desk, dialog, "Enter the choice")
    view = desk.services.patients.open(screen.context.actor, screen._patient_id)
    assert {line.purpose: line.state for line in view.consents}["sms_billing"] is ConsentState.VALID


def test_a_yes_on_paper_says_when_it_ends(desk: Desk) -> None:
    screen = patient(desk, "osei", name="judith")
    action(desk, screen, "Enter a choice made on paper")
    dialog = up(screen, PaperChoiceDialog)
    dialog.purpose.set_value("photo_marketing")
    assert not dialog.ends.isVisible()
    dialog.answer.set_value("yes")
    assert dialog.ends.text() == "A yes on paper ends 12 months after that day."
    assert dialog.ends.isVisible()


def test_a_refused_acknowledgement_and_a_copy_are_noted(desk: Desk, tmp_path: Path) -> None:
    screen = patient(desk, "osei")
    action(desk, screen, "Policies not acknowledged")
    dialog = up(screen, RefusalDialog)
    press(desk, dialog, "Keep this")
    assert dialog.reason.error == "Say why it was not acknowledged."
    dialog.reason.set_text("Signs nothing")
    dialog.effort.set_text("Explained twice")
    press(desk, dialog, "Keep this")
    states = desk.services.receipts.of_patient(screen.context.actor, screen._patient_id)
    assert {state.outcome for state in states} == {"refused"}
    desk.dialogs.save_to = tmp_path / "notice.txt"
    action(desk, screen, "Give a copy of the policies")
    press(desk, up(screen, PolicyCopyDialog), "Save the notice of privacy practices")
    assert "THIS NOTICE DESCRIBES" in (tmp_path / "notice.txt").read_text(encoding="utf-8")


def test_settings_say_who_has_which_version(desk: Desk) -> None:
    screen = SettingsScreen(desk.context("judith"), SettingsRoute("policies"))
    desk.put_up(screen)
    tab = screen.tab("policies")
    assert isinstance(tab, PoliciesTab)
    press(desk, tab, "Who has which version")
    dialog = up(screen, PolicyHoldersDialog)
    told = {(row.cells[0].text, row.cells[1].text): row.cells[4].spoken for row in dialog.table.rows()}
    assert told["Leila Haddad", "Notice of privacy practices"] == "Nothing"
    assert told["Derek Osei", "Notice of privacy practices"] == "Asked"

"""The breach register over real records: the list, reporting, finding people, assessing, letters, closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.rules.breach_assessment import ClosingReason, Factor
from app.security.actor import Role
from app.services.clinic_documents import ClinicDocumentService
from app.services.views.incidents import Closing, IncidentStatus, NoticeState
from app.services.views.oversight import AppSettings
from app.services.views.rights import DeskReminder
from app.ui.context import StaffContext
from app.ui.navigation import DocumentRoute, PrivacyRoute, Route
from app.ui.screen import Screen
from app.ui.staff.desk_reminders import DeskReminders
from app.ui.staff.form_dialog import FormDialog
from app.ui.staff.privacy.incidents.facts_dialog import report_incident
from app.ui.staff.privacy.incidents.tab import IncidentsTab
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.banner import Tone
from app.ui.widgets.text import TextLabel
from tests.clinics import CLINIC
from tests.fakes import FakeDialogs
from tests.integration.incidents.conftest import BREACH, NOTICE, Register, register
from tests.waiting import until_idle

__all__ = ["register"]  # fixture


@dataclass
class Opened:
    """The tab on a screen, with the register behind it and what was told to the header."""

    register: Register
    screen: Screen
    tab: IncidentsTab
    told: list[tuple[str, int]]
    qtbot: QtBot
    tasks: Tasks

    def settle(self) -> None:
        """Let the worker finish; the first seal of a run loads what makes PDFs."""
        until_idle(self.tasks)

    def load(self) -> None:
        """Fetch the list."""
        self.tab.load()
        self.settle()

    def open(self, incident_id: str) -> None:
        """Open one incident."""
        self.load()
        self.tab.table.opened.emit(incident_id)
        self.settle()

    def press(self, words: str) -> Any:
        """Press a button of the page; return the dialog that opens, if any."""
        self.tab.page.buttons[words].click()
        self.settle()
        return self.dialog()

    def dialog(self) -> Any:
        """The dialog that is up, or None."""
        return next((each for each in self.screen.findChildren(FormDialog) if each.isVisible()), None)

    def act(self, dialog: Any) -> None:
        """Press the dialog's own button."""
        dialog.act.click()
        self.settle()

    def shows(self, words: str) -> None:
        """Wait until ``words`` can be seen: what was laid out anew appears with the next round of events."""
        self.qtbot.waitUntil(lambda: words in self.words())

    def words(self) -> str:
        """Every label that can be seen."""
        return "\n".join(each.text() for each in self.screen.findChildren(TextLabel) if each.isVisible())


@pytest.fixture
def opened(register: Register, qtbot: QtBot, tasks: Tasks, theme: Theme, tmp_path: Path) -> Iterator[Opened]:
    troubles: list[object] = []
    tasks.unhandled.connect(troubles.append)
    tasks.bug.connect(troubles.append)
    services: Any = SimpleNamespace(incidents=register.service,
                                    clinic_documents=ClinicDocumentService(register.clinic.desk),
                                    rights=SimpleNamespace(reminder=lambda _actor: DeskReminder()))
    context = StaffContext(lambda: services, tasks, FakeDialogs(save_to=tmp_path / "list.pdf"), register.clinic.clock,
                           theme, register.officer, CLINIC, AppSettings(), demo=False)
    screen = Screen(context)
    tab = IncidentsTab(screen, screen)
    qtbot.addWidget(screen)
    screen.resize(1212, 780)
    tab.resize(1212, 780)
    screen.show()
    told: list[tuple[str, int]] = []
    tab.told.connect(lambda sentence, count: told.append((sentence, count)))
    yield Opened(register, screen, tab, told, qtbot, tasks)
    assert troubles == []


def test_the_list_shows_clocks_and_states(opened: Opened) -> None:
    first = opened.register.report(discovered=date(2026, 11, 15))
    opened.register.report(title="Tablet left unlocked in room 2", discovered=date(2026, 8, 9), occurred=None)
    opened.register.service.close(opened.register.officer, opened.register.report(title="Schedule found"),
                                  Closing(ClosingReason.NO_DATA_SEEN, "Nothing was seen."))
    opened.load()
    rows = opened.tab.table.rows()
    assert [row.cells[0].text for row in rows] == ["Consent copy emailed to the wrong address",
                                                   "Tablet left unlocked in room 2", "Schedule found"]
    title, found, people, clock, status = rows[0].cells
    assert (title.second, found.text, people.text) == ("Incident 2026-001", "November 15", "0")
    assert (clock.text, clock.second, clock.tone) == ("52 days left", "of 60", None)
    assert clock.ring is not None
    assert clock.ring.used == pytest.approx(8 / 60)
    assert status.chip is not None
    assert (status.chip.text, status.chip.tone) == ("Risk assessment", Tone.WARNING)
    assert rows[1].cells[3].tone is Tone.DANGER  # late
    assert (rows[2].cells[3].text, rows[2].cells[3].ring) == ("Stopped", None)
    assert opened.told[-1] == ("2 open incidents. Risk assessment due August 23.", 2)
    assert first == rows[0].key


def test_an_empty_register_says_what_will_stand_there(opened: Opened) -> None:
    opened.load()
    assert opened.told[-1] == ("No open incident.", 0)
    assert not opened.tab.table.isVisible()


def test_a_report_says_at_the_field_what_is_wrong_and_then_is_on_the_list(opened: Opened) -> None:
    opened.register.patients()
    opened.load()
    assert opened.tab.action is not None
    opened.tab.action.click()
    dialog = opened.dialog()
    opened.act(dialog)
    assert dialog.short.error == "Say in a few words what happened."
    dialog.short.set_text("Folder left on the counter")
    dialog.what.set_text("The folder of Maria Hernandez")
    dialog.discovered.set_text("13/45/2026")
    opened.act(dialog)
    assert dialog.discovered.error == "Enter the day as month/day/year, for example 11/24/2026"
    dialog.discovered.set_value(opened.register.today)
    opened.act(dialog)
    assert dialog.what.error.startswith("This names a patient.")
    dialog.what.set_text("A folder with two consents")
    opened.act(dialog)
    assert opened.dialog() is None
    assert [row.cells[0].text for row in opened.tab.table.rows()] == ["Folder left on the counter"]


def test_the_front_desk_reports_and_is_told_the_number(opened: Opened) -> None:
    opened.screen.context = replace(opened.screen.context, actor=opened.register.clinic.actor(Role.FRONT_DESK))
    dialog = report_incident(opened.screen)
    dialog.short.set_text("Folder left on the counter")
    dialog.what.set_text("A folder with two consents")
    opened.act(dialog)
    opened.shows("Incident 2026-001 is reported")


def test_enter_opens_an_incident_and_the_way_back_leads_to_the_list(opened: Opened) -> None:
    opened.register.report()
    opened.load()
    opened.tab.table.selectRow(0)
    opened.qtbot.keyClick(opened.tab.table, Qt.Key.Key_Return)
    opened.settle()
    assert opened.tab.page.isVisible()
    opened.shows("53 days left")
    opened.tab.page.left.emit()
    opened.settle()
    assert opened.tab.table.isVisible()


def test_a_route_opens_its_incident(opened: Opened) -> None:
    incident = opened.register.report()
    opened.tab.open_subject(incident)
    opened.load()
    assert opened.tab.page.view is not None
    opened.tab.page.left.emit()
    opened.tab.open_subject("no such incident")
    opened.load()
    assert opened.tab.table.isVisible()


def test_people_are_found_picked_and_confirmed(opened: Opened) -> None:
    incident, patients = opened.register.report(), opened.register.patients(3)
    opened.open(incident)
    dialog = opened.press("Find people")
    opened.act(dialog)
    assert opened.register.open(incident).row.people == 0  # nothing was picked
    dialog.from_time.set_text("quarter past")
    dialog.search.click()
    assert dialog.from_time.error == "Enter a time such as 10:30 AM"
    dialog.from_time.set_text("")
    dialog.device.set_value("Test tablet")
    dialog.search.click()
    opened.settle()
    assert {row.key for row in dialog.table.rows()} == {*patients}
    dialog.table.selectRow(0)
    opened.qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    opened.qtbot.keyClick(dialog.table, Qt.Key.Key_Return)  # and off again
    dialog.pick_all.click()
    dialog.note.set_text("Her lip consent")
    opened.act(dialog)
    assert [person.note for person in opened.register.open(incident).people] == ["Her lip consent"] * 3
    opened.shows("3 people affected")


def test_a_low_risk_needs_four_reasons_and_then_closes(opened: Opened) -> None:
    incident = opened.register.report()
    opened.open(incident)
    dialog = opened.press("Assess the risk")
    dialog.conclusion.set_value("low_probability")
    dialog.words.set_text("Deleted unread")
    for factor in (Factor.NATURE, Factor.WHO, Factor.SEEN):
        dialog.reasons[factor].set_text("Little")
    opened.act(dialog)
    assert dialog.risks[Factor.NATURE].error  # no weight is taken for granted
    for risk in dialog.risks.values():
        risk.set_value("low")
    opened.act(dialog)
    assert "all four factors" in dialog.reasons[Factor.MITIGATED].error
    dialog.reasons[Factor.MITIGATED].set_text("Deleted")
    opened.act(dialog)
    closing = opened.press("Close incident")
    closing.reason.set_value("low_probability")
    closing.words.set_text("Deleted unread")
    opened.act(closing)
    assert opened.register.open(incident).row.status is IncidentStatus.CLOSED
    assert "Assess again" not in opened.tab.page.buttons  # closed: only opening again is left
    again = opened.press("Open again")
    again.words.set_text("A copy turned up")
    opened.act(again)
    assert opened.register.open(incident).row.status is IncidentStatus.TO_CLOSE


def test_letters_are_written_made_sent_and_opened(opened: Opened) -> None:
    incident, (patient,) = opened.register.report(), opened.register.patients(contact="")
    other, = opened.register.patients(given="Ada", family="Ode")
    opened.register.affect(incident, patient, other)
    opened.register.service.assess(opened.register.officer, incident, BREACH)
    opened.open(incident)
    text = opened.press("Write the text")
    text.doing.set_text("")
    opened.act(text)
    assert "(45 CFR 164.404(c)(1)(D))" in text.doing.error
    text.doing.set_text(NOTICE.doing)
    opened.act(text)
    opened.press("Make 2 letters")
    assert {person.notice for person in opened.register.open(incident).people} == {NoticeState.MADE,
                                                                                    NoticeState.NO_ADDRESS}
    opened.shows("1 without a current address")
    page = opened.tab.page
    page.table.select(other)
    assert page.buttons["Record sending"].isVisible()
    went: list[Route] = []
    opened.screen.navigate.connect(went.append)
    page.buttons["Open letter"].click()
    assert isinstance(went[0], DocumentRoute)
    sending = opened.press("Record sending")
    sending.proof.set_text("Receipt 1")
    opened.act(sending)
    page.table.select(other)
    opened.qtbot.waitUntil(page.buttons["Letter came back"].isVisible)  # laid out anew, as in ``shows``
    assert not page.buttons["Take off the list"].isVisible()
    substitute = opened.press("Record substitute notice")
    substitute.method.set_text("By telephone")
    opened.act(substitute)
    told = opened.press("Record notice to HHS or others")
    told.method.set_text("Breach portal")
    told.proof.set_text("BR-1")
    opened.act(told)
    opened.shows("Notice to the Illinois Attorney General")


def test_a_lost_device_is_looked_up(opened: Opened) -> None:
    incident = opened.register.report()
    opened.register.patients()
    opened.open(incident)
    dialog = opened.press("A device was lost")
    opened.act(dialog)
    assert dialog.device.error
    dialog.device.set_value("Test tablet")
    dialog.was_open.set_value("no")
    dialog.secret.set_value("no")
    opened.act(dialog)
    opened.shows("Lost device: Test tablet")
    opened.shows("It is not in the register of devices")


def test_facts_are_put_right(opened: Opened) -> None:
    incident = opened.register.report()
    opened.open(incident)
    dialog = opened.press("Change")
    dialog.residents.set_text("Illinois nine")
    opened.act(dialog)
    assert "two letters" in dialog.residents.error
    dialog.residents.set_text("il 9, WI: 2, IL 1")
    opened.act(dialog)
    assert opened.register.open(incident).facts.residents == (("IL", 10), ("WI", 2))
    opened.shows("10 in IL, 2 in WI")


@pytest.mark.parametrize(("found", "words"), [
    (None, "Told us on November 16, 2026"), (date(2026, 11, 15), "November 16, 2026, 1 day after finding it"),
    (date(2026, 9, 16), "61 days after finding it, later than the 60 days they have (45 CFR 164.410)")])
def test_a_vendors_notice_is_held_against_its_60_days(opened: Opened, found: date | None, words: str) -> None:
    opened.open(opened.register.report(vendor="Cloud Backup Inc.", vendor_discovered=found,
                                       vendor_told=date(2026, 11, 16)))
    opened.shows(words)


def test_a_delay_is_recorded_and_shown(opened: Opened) -> None:
    incident = opened.register.report()
    opened.open(incident)
    dialog = opened.press("Law enforcement asks to wait")
    dialog.official.set_text("Det. Ruiz, Chicago Police")
    opened.act(dialog)
    assert "names the day" in dialog.until.error
    dialog.until.set_value(date(2027, 2, 1))
    opened.act(dialog)
    opened.shows("Law enforcement asked to wait until February 1, 2027")


def test_the_years_list_is_shown_sealed_and_saved(opened: Opened, tmp_path: Path) -> None:
    incident = opened.register.report()
    opened.register.affect(incident, *opened.register.patients())
    opened.register.service.assess(opened.register.officer, incident, BREACH)
    opened.load()
    opened.tab.year.click()
    opened.settle()
    dialog = opened.dialog()
    assert [row.cells[0].second for row in dialog.table.rows()] == ["Incident 2026-001"]
    opened.act(dialog)
    opened.settle()
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF-")
    assert opened.register.events()[-4:] == ["clinic_document.create", "clinic_document.seal", "incident.year_list",
                                             "clinic_document.export"]


def test_today_tells_of_the_most_urgent_clock_and_leads_to_it(opened: Opened) -> None:
    incident = opened.register.report(discovered=date(2026, 9, 1), occurred=None)
    opened.register.report()
    reminders = DeskReminders(opened.screen, 0, opened.screen)
    went: list[Route] = []
    reminders.navigate.connect(went.append)
    reminders.load()
    opened.settle()
    opened.shows("Incident 2026-001: notice to the patients, 23 days late. 1 more in the breach register.")
    reminders.incidents.activated.emit()
    assert went == [PrivacyRoute("incidents", incident)]

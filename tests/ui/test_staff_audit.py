"""Screen 13: filters, the chain, refused entries, and the export that leaves with proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import KnownError
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor, Licence, Role
from app.services.views.disclosures import Disclosure
from app.services.views.oversight import AuditFilter, AuditPage, ChainCheck
from app.ui.navigation import AuditRoute, TodayRoute
from app.ui.staff.days_dialog import range_words
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.banner import Tone
from app.ui.widgets.data_table import DataTable
from tests import factories
from tests.fakes import FakeDialogs
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up

AUDITOR = factories.actor(Role.PRIVACY_OFFICER, Licence.NONE, "Judith Keller")


@pytest.fixture
def services() -> StaffServices:
    return StaffServices()


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices, tmp_path: Path) -> StaffWindow:
    return put_up(qtbot, tasks, theme, AuditRoute(), services, actor=AUDITOR, dialogs=FakeDialogs(save_to=tmp_path))


def asked(services: StaffServices) -> tuple[AuditFilter, int | None, int | None]:
    """The last page asked for."""
    wanted, before, after = services.calls.named("audit.page")[-1]
    return wanted, before, after


def test_refused_entries_have_a_tone_an_icon_and_a_word(window: StaffWindow) -> None:
    rows = {row.key: row for row in window.all_of(DataTable)[0].rows()}
    assert rows["18399"].tone is Tone.DANGER
    assert "Denied" in [cell.text for cell in rows["18399"].cells]
    assert rows["18400"].tone is None


def test_the_footer_counts_and_the_newest_page_has_nothing_newer(window: StaffWindow) -> None:
    assert "Showing 12 of 1,106 entries" in window.texts()
    assert not window.is_ready("Newer")


def test_older_and_newer_go_on_from_the_entries_in_sight(window: StaffWindow, services: StaffServices) -> None:
    window.click("Older")
    assert asked(services)[1:] == (18391, None)
    services.calls.answers["audit.page"] = AuditPage(factories.audit_rows(), 1106, True, True)
    window.click("Older")
    window.click("Newer")
    assert asked(services)[1:] == (None, 18402)


def test_each_filter_narrows_the_log(window: StaffWindow, services: StaffServices) -> None:
    filters = window.screen._filters
    filters._denied.setChecked(True)
    filters._person.set_value("user-provider")
    filters._action.set_value("sign_in")
    filters._take_patient(factories.hits()[0])
    window.settle()
    assert asked(services)[0] == AuditFilter(user_id="user-provider", action="sign_in", denied_only=True,
                                             patient_id="patient-mariana-ortega")
    assert "Showing 12 of 1,106 entries that match" in window.texts()


def test_words_are_searched_for_when_typing_pauses(qtbot: QtBot, window: StaffWindow,
                                                   services: StaffServices) -> None:
    before = len(services.calls.named("audit.page"))
    qtbot.keyClicks(window.screen._filters._words.edit, "ortega")
    assert len(services.calls.named("audit.page")) == before
    qtbot.waitUntil(lambda: len(services.calls.named("audit.page")) == before + 1)
    assert asked(services)[0].text == "ortega"


def test_days_are_chosen_from_the_usual_ranges_or_typed(window: StaffWindow, services: StaffServices) -> None:
    window.click("Any day")
    window.click("Last 7 days")
    assert asked(services)[0].first_day == date(2026, 11, 18)
    window.click("November 18 to 24")
    dialog = window.dialog()
    dialog.first.set_text("11/24/2026")
    dialog.last.set_text("11/1/2026")
    window.click("Show these days")
    assert dialog.last.error
    dialog.last.set_text("not a day")
    window.click("Show these days")
    assert dialog.last.error == "Enter a day like 11/24/2026"


@pytest.mark.parametrize(("first", "last", "words"), [
    (None, None, "Any day"), (date(2026, 11, 18), date(2026, 11, 24), "November 18 to 24"),
    (date(2026, 10, 30), date(2026, 11, 2), "October 30 to November 2"), (date(2026, 11, 24),) * 2 + ("November 24",),
    (date(2026, 11, 18), None, "Since November 18"), (None, date(2026, 11, 18), "Until November 18"),
])
def test_ranges_are_read_by_people(first: date | None, last: date | None, words: str) -> None:
    assert range_words(first, last) == words


def test_the_chain_is_checked_on_opening_and_again_on_demand(window: StaffWindow, services: StaffServices) -> None:
    assert "Chain verified" in window.texts()
    assert "18,402 entries, checked 11:02 AM" in window.texts()
    pages = len(services.calls.named("audit.page"))
    window.click("Check again")
    assert len(services.calls.named("audit.verify")) == 2
    assert len(services.calls.named("audit.page")) == pages + 1


def test_a_broken_chain_is_said_with_its_entry(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                               services: StaffServices) -> None:
    sentence = "Entry 42 is missing or was changed outside the app."
    services.calls.answers["audit.verify"] = ChainCheck(False, 41, factories.NOW, 42, sentence)
    window = put_up(qtbot, tasks, theme, AuditRoute(), services, actor=AUDITOR)
    assert "The chain is broken" in window.texts()
    assert sentence in window.texts()


def opened_while_checking(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> StaffWindow:
    """Go to the log without waiting for the check, which goes on until it is stopped."""
    pause = Event()

    def endless(_actor: Actor, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> ChainCheck:
        while not cancelled():
            progress(500, 1000)
            pause.wait(0.001)
        return ChainCheck(False, 500, factories.NOW, None, "The check was stopped.")

    services.calls.answers["audit.verify"] = endless
    window = put_up(qtbot, tasks, theme, TodayRoute(), services, actor=AUDITOR)
    window.shell.go(AuditRoute())
    return window


def test_a_check_that_runs_can_be_stopped(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = opened_while_checking(qtbot, tasks, theme, services)
    qtbot.waitUntil(lambda: "500 of 1,000 entries" in window.texts())
    window.click("Stop")
    assert "Check stopped" in window.texts()


def test_leaving_the_log_stops_the_check(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = opened_while_checking(qtbot, tasks, theme, services)
    qtbot.waitUntil(lambda: "500 of 1,000 entries" in window.texts())
    window.go(TodayRoute())  # waits for the worker: it would time out if the check went on
    assert window.route == TodayRoute()


def test_the_export_needs_recipient_purpose_and_proof(window: StaffWindow, services: StaffServices,
                                                      tmp_path: Path) -> None:
    window.click("Export")
    fields = window.dialog().fields
    fields.basis.set_value(Basis.OVERSIGHT.value)
    fields.recipient.set_text("State board")
    fields.purpose.set_text("Inspection")
    window.click("Export")
    assert not services.calls.named("audit.export_csv")
    window.dialog().password.set_text("a long password")
    window.click("Export")
    window.settle()
    assert services.calls.named("audit.export_csv") == [
        (AuditFilter(), Disclosure("State board", "Inspection", Basis.OVERSIGHT))]
    assert (tmp_path / "audit-log-2026-11-24.csv").read_bytes() == b"entry,time\r\n"


def test_a_refusal_is_a_sentence(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    services.calls.errors["audit.page"] = KnownError("Your role does not allow this.")
    window = put_up(qtbot, tasks, theme, AuditRoute(), services, actor=AUDITOR)
    assert "Your role does not allow this." in window.texts()


def test_who_may_only_read_is_offered_neither_export_nor_check(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, AuditRoute(), actor=factories.actor())
    names = [button.accessibleName() for button in window.all_of(type(window.button("Older")))]
    assert "Export" not in names
    assert "Check now" not in names

"""Policies, Forms and rules, Clinic: what patients read and what stands on documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError, StorageError
from app.security.actor import Role
from app.services.views.oversight import Approval
from app.ui.document_file import read_document
from app.ui.staff.settings.clinic import ClinicTab
from app.ui.staff.settings.forms import FormsTab
from app.ui.staff.settings.policies import PoliciesTab
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.field import LineField
from tests import factories, settings_views
from tests.fakes import FakeDialogs
from tests.ui.settings_services import SettingsServices, settings_screen
from tests.waiting import until_idle


@pytest.fixture
def services() -> SettingsServices:
    return SettingsServices()


def _policies(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices, **changes: Any) -> PoliciesTab:
    tab = settings_screen(qtbot, tasks, theme, "policies", services=services, **changes).tab("policies")
    assert isinstance(tab, PoliciesTab)
    return tab


def _forms(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices, **changes: Any) -> FormsTab:
    tab = settings_screen(qtbot, tasks, theme, "forms", services=services, **changes).tab("forms")
    assert isinstance(tab, FormsTab)
    return tab


def _clinic(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices) -> ClinicTab:
    tab = settings_screen(qtbot, tasks, theme, "clinic", services=services).tab("clinic")
    assert isinstance(tab, ClinicTab)
    return tab


def test_a_document_is_loaded_byte_for_byte(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices,
                                            tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfHow we handle\r\nyour information\r\n"
    (tmp_path / "policy.txt").write_bytes(content)
    tab = _policies(qtbot, tasks, theme, services, dialogs=FakeDialogs(file=tmp_path / "policy.txt"))
    tab.form.choose.click()
    until_idle(tasks)
    tab.form.kind.set_value("policy")
    tab.form.version.set_text("3.0")
    tab.form.effective.set_text("12/1/2026")
    tab.form.save.click()
    assert (tab.form.change.error, tab.form.why.error) == ("Choose what it changes", "Say what has changed")
    tab.form.change.set_value("wording")
    tab.form.why.set_text("A new phone number")
    tab.form.save.click()
    until_idle(tasks)
    assert services.calls.named("policies.load") == [("policy", "Privacy policy", "3.0", date(2026, 12, 1), content,
                                                      False, "A new phone number")]
    assert tab.typed() == ()


def test_nothing_is_loaded_while_something_is_missing(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                      services: SettingsServices) -> None:
    tab = _policies(qtbot, tasks, theme, services)
    tab.form.effective.set_text("12/32/2026")
    tab.form.save.click()
    assert all(field.error for field in (tab.form.kind, tab.form.title, tab.form.version, tab.form.effective))
    assert not services.calls.named("policies.load")


def test_a_version_that_is_there_is_said_at_its_field(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                      services: SettingsServices, tmp_path: Path) -> None:
    (tmp_path / "npp.txt").write_bytes(b"notice")
    services.calls.errors["policies.load"] = InvalidInputError("This version is loaded already.", "version")
    tab = _policies(qtbot, tasks, theme, services, dialogs=FakeDialogs(file=tmp_path / "npp.txt"))
    tab.form.choose.click()
    until_idle(tasks)
    tab.form.put_back({"kind": "npp", "title": "Notice", "version": "1", "effective": "12/01/2026",
                       "change": "material", "why": "New rule"})
    tab.form.save.click()
    until_idle(tasks)
    assert tab.form.version.error == "This version is loaded already."


def test_the_reminder_stands_until_nothing_is_missing(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                      services: SettingsServices) -> None:
    tab = _policies(qtbot, tasks, theme, services)
    assert tab.reminder.isVisible()
    services.calls.answers["policies.reminder"] = ""
    tab.load()
    until_idle(tasks)
    assert not tab.reminder.isVisible()


def test_who_may_not_load_reads_the_versions_alone(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                   services: SettingsServices) -> None:
    tab = _policies(qtbot, tasks, theme, services, role=Role.FRONT_DESK)
    assert not tab.form.isVisible()
    assert [row.cells[3].spoken for row in tab.table.rows()] == ["Not yet", "In effect", "Replaced"]


def test_a_file_that_is_too_large_or_gone_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    with pytest.raises(StorageError, match="larger than 20 MB"):
        read_document(large)
    with pytest.raises(StorageError, match="could not be read"):
        read_document(tmp_path / "gone.pdf")


def test_each_form_says_whether_it_is_approved(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                               services: SettingsServices) -> None:
    rows = {row.key: row for row in _forms(qtbot, tasks, theme, services).table.rows()}
    assert rows["reg"].cells[1].spoken == "Dr. Samuel Adeyemi. On 11/02/2026"
    assert [cell.spoken for cell in rows["c_btx"].cells[1:]] == ["Not approved", "Not approved"]
    assert settings_views.forms()[0].sha256[:8] in rows["reg"].cells[0].spoken


def test_an_approval_is_recorded_and_its_author_offered_for_the_next_form(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                         services: SettingsServices) -> None:
    tab = _forms(qtbot, tasks, theme, services)
    tab.table.select("c_btx")
    _open(tab)
    form = tab.approval_form
    assert form is not None
    assert form.scope.value() == "medical director"
    form.put_back({"name": "Dr. Samuel Adeyemi", "title": "Medical director", "number": "036-112-904",
                   "day": "11/20/2026"}, keep_scope=True)
    form.save.click()
    until_idle(tasks)
    wanted = Approval("Dr. Samuel Adeyemi", "Medical director", "036-112-904", date(2026, 11, 20), "medical director")
    assert services.calls.named("library.approve") == [("c_btx", wanted)]
    tab.table.select("rules")
    _open(tab)
    assert tab.approval_form is not None
    assert tab.approval_form.name.text() == "Dr. Samuel Adeyemi"


def test_one_person_approves_everything_that_still_needs_it_at_once(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                   services: SettingsServices) -> None:
    tab = _forms(qtbot, tasks, theme, services)
    tab.table.select("c_btx")
    _open(tab)
    form = tab.approval_form
    assert form is not None
    assert not form.everything.isChecked()
    form.put_back({"name": "Dr. Samuel Adeyemi", "title": "Medical director", "number": "036-112-904",
                   "day": "11/20/2026"}, keep_scope=True)
    form.everything.setChecked(True)
    form.save.click()
    until_idle(tasks)
    needed = {row.form_id for row in settings_views.forms() if "medical director" in row.missing_approvals}
    assert {subject for subject, _ in services.calls.named("library.approve")} == needed
    assert len(needed) > 1


def test_an_approval_in_the_future_is_said_at_the_day(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                      services: SettingsServices) -> None:
    services.calls.errors["library.approve"] = InvalidInputError("The day cannot be in the future.", "on")
    tab = _forms(qtbot, tasks, theme, services)
    tab.table.select("rules")
    _open(tab)
    form = tab.approval_form
    assert form is not None
    form.put_back({"name": "A", "title": "B", "number": "1", "day": "11/20/2030"}, keep_scope=True)
    form.save.click()
    until_idle(tasks)
    assert form.day.error == "The day cannot be in the future."


def test_what_is_wholly_approved_offers_only_its_translation(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                             services: SettingsServices) -> None:
    tab = _forms(qtbot, tasks, theme, services)
    tab.table.select("reg")
    _open(tab)
    assert tab.approval_form is not None
    assert tab.approval_form.scope.value() == "translation es"


def test_who_may_not_approve_sees_no_button(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                            services: SettingsServices) -> None:
    tab = _forms(qtbot, tasks, theme, services, role=Role.PROVIDER)
    tab.table.select("rules")
    assert tab.form_pane is not None
    assert not tab.form_pane.approve.isVisible()


def test_the_clinics_details_are_checked_then_saved(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                    services: SettingsServices) -> None:
    tab = _clinic(qtbot, tasks, theme, services)
    name, code = tab.fields["name"], tab.fields["postal_code"]
    assert isinstance(name, LineField)
    assert isinstance(code, LineField)
    name.set_text("")
    code.set_text("606")
    tab.save.click()
    assert (name.error, code.error) == ("Enter the clinic’s name", "Enter 5 digits, for example 60614")
    name.set_text("Lakeview Med Spa")
    code.set_text("60657")
    tab.save.click()
    until_idle(tasks)
    wanted = replace(factories.CLINIC, name="Lakeview Med Spa", postal_code="60657")
    assert services.calls.named("settings.change_clinic") == [(wanted,)]
    assert tab.typed() == ()


def test_a_time_zone_set_up_does_not_offer_stays(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                 services: SettingsServices) -> None:
    services.calls.answers["settings.clinic"] = replace(factories.CLINIC, zone="America/Boise", phone="+13125550148")
    tab = _clinic(qtbot, tasks, theme, services)
    tab.save.click()
    until_idle(tasks)
    ((saved,),) = services.calls.named("settings.change_clinic")
    assert (saved.zone, saved.phone) == ("America/Boise", "+13125550148")


def _open(tab: FormsTab) -> None:
    assert tab.form_pane is not None
    tab.form_pane.approve.click()

"""Forms and rules in Settings: how a form is used, who signs again, months and limits set with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError
from app.security.actor import Role
from app.ui.staff.settings.form_facts import FormFactsCard, LimitsCard
from app.ui.staff.settings.forms import FormsTab
from app.ui.staff.settings.sign_again_dialog import SignAgainDialog
from app.ui.staff.settings.unused_pane import UnusedPane
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.text import TextLabel
from tests import settings_views
from tests.ui.settings_services import SettingsServices, settings_screen
from tests.waiting import until_idle


@pytest.fixture
def services() -> SettingsServices:
    return SettingsServices()


def _tab(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices, form_id: str,
         role: Role = Role.ADMINISTRATOR) -> FormsTab:
    tab = settings_screen(qtbot, tasks, theme, "forms", services=services, role=role).tab("forms")
    assert isinstance(tab, FormsTab)
    tab.table.select(form_id)
    until_idle(tasks)
    return tab


def _facts(tab: FormsTab) -> FormFactsCard:
    assert isinstance(tab.facts_card, FormFactsCard)
    return tab.facts_card


def _limits(tab: FormsTab) -> LimitsCard:
    assert isinstance(tab.facts_card, LimitsCard)
    return tab.facts_card


def _words(card: FormFactsCard | LimitsCard | SignAgainDialog) -> str:
    return " | ".join(label.text() for label in card.findChildren(TextLabel))


def test_a_form_says_how_long_it_lasts_who_signs_again_and_what_changed(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                        services: SettingsServices) -> None:
    words = _words(_facts(_tab(qtbot, tasks, theme, services, "c_btx")))
    for said in ("9 months", "12 patients", "Set by Judith Keller", "Wording only. A spelling.", "First version.",
                 "Everyone signs again. New risk named by the maker."):
        assert said in words


def test_who_signs_again_is_named_when_asked_for(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                 services: SettingsServices) -> None:
    tab = _tab(qtbot, tasks, theme, services, "c_btx")
    assert not services.calls.named("rule_settings.sign_again")
    _facts(tab).names.click()
    until_idle(tasks)
    assert services.calls.named("rule_settings.sign_again") == [("c_btx",)]
    (dialog,) = tab.window().findChildren(SignAgainDialog)
    assert "Tomás Rivera" in _words(dialog)


def test_months_are_set_with_a_reason(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices) -> None:
    tab = _tab(qtbot, tasks, theme, services, "c_btx")
    _facts(tab).change.click()
    form = tab.number_form
    assert form is not None
    form.save.click()
    assert form.number.error
    assert form.why.error
    form.number.set_text("6")
    form.why.set_text("Insurer.")
    form.save.click()
    until_idle(tasks)
    assert services.calls.named("rule_settings.set_months") == [("c_btx", 6, "Insurer.")]
    assert tab.number_form is None
    assert tab.typed() == ()


@pytest.mark.parametrize("typed", ["", "0", "37", "-1", "6.5", "six", "９", "9" * 40])
def test_a_number_out_of_range_is_not_sent(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices,
                                           typed: str) -> None:
    tab = _tab(qtbot, tasks, theme, services, "c_btx")
    _facts(tab).change.click()
    form = tab.number_form
    assert form is not None
    form.put_back({"number": typed, "why": "x"})
    form.save.click()
    assert form.number.error == "Enter a whole number from 1 to 36"
    assert not services.calls.named("rule_settings.set_months")


def test_a_limit_is_set_and_a_refusal_stands_at_its_field(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                          services: SettingsServices) -> None:
    services.calls.errors["rule_settings.set_limit"] = InvalidInputError("The limit is 16 already.", "limit")
    tab = _tab(qtbot, tasks, theme, services, "rules")
    card = _limits(tab)
    assert "The director wants four months." in _words(card)
    card.buttons["NM-12"].click()
    form = tab.number_form
    assert form is not None
    form.put_back({"number": "16", "why": "Director."})
    form.save.click()
    until_idle(tasks)
    assert services.calls.named("rule_settings.set_limit") == [("NM-12", 16, "Director.")]
    assert form.number.error == "The limit is 16 already."


def test_unsaved_input_survives_a_logout(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices) -> None:
    tab = _tab(qtbot, tasks, theme, services, "rules")
    _limits(tab).buttons["NM-12"].click()
    assert tab.number_form is not None
    tab.number_form.put_back({"number": "20", "why": "Half typ"})
    typed = dict(tab.typed())
    again = _tab(qtbot, tasks, theme, services, "reg")
    again.put_back(typed)
    again.load()
    until_idle(tasks)
    assert again.number_form is not None
    assert again.number_form.asked.subject == "NM-12"
    assert dict(again.typed()) == typed


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.PROVIDER])
def test_others_look_and_do_not_change(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices,
                                       role: Role) -> None:
    tab = _tab(qtbot, tasks, theme, services, "c_btx", role)
    assert not _facts(tab).change.isVisible()
    tab.table.select("rules")
    until_idle(tasks)
    assert _limits(tab).buttons == {}


def test_a_version_that_waits_says_so_and_is_approved_by_its_own_key(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                     services: SettingsServices) -> None:
    waiting = replace(settings_views.forms()[3], form_id="c_btx|2.0", version="2.0", is_waiting=True)
    services.calls.answers["library.rows"] = (waiting, *settings_views.forms())
    tab = _tab(qtbot, tasks, theme, services, "c_btx|2.0")
    assert "Waits for approval. Version 2.0" in tab.table.rows()[0].cells[0].spoken
    assert ("c_btx|2.0",) not in services.calls.named("rule_settings.facts")
    assert tab.facts_card is None


@pytest.mark.parametrize(("key", "said"), [
    ("draft|sleep|0.2", ("Sleep questions", "Draft", "medspa-intake form publish", "The clinic brought it", "Once")),
    ("retired|scars|1.0", ("Scar history", "Retired", "What was signed stays on file."))])
def test_drafts_and_retired_forms_are_listed_and_read_only(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                           services: SettingsServices, key: str,
                                                           said: tuple[str, ...]) -> None:
    tab = _tab(qtbot, tasks, theme, services, key)
    assert tab.form_pane is None
    (shown,) = tab.findChildren(UnusedPane)
    words = " | ".join(label.text() for label in shown.findChildren(QLabel))
    for part in said:
        assert part in words
    assert not shown.findChildren(QAbstractButton)
    model = tab.table.model()
    rows = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert len([row for row in rows if "Registration" in row]) == 1  # what is in use is not listed twice
    tab.load()
    until_idle(tasks)
    assert tab.findChildren(UnusedPane)

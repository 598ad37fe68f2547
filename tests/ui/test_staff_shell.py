"""The shell: every route has a screen, roles see their places, unfinished input goes along, and the board."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.security.actor import Licence, Role
from app.services.views.patients import VisitStage
from app.ui.navigation import (
    CheckInRoute,
    HandOverRoute,
    NewPatientRoute,
    PatientRoute,
    PatientsRoute,
    ReviewRoute,
    ReviewsRoute,
    Route,
    TodayRoute,
)
from app.ui.staff.board_card import VisitCard
from app.ui.staff.check_in import parse_time
from app.ui.staff.rail import RailButton
from app.ui.staff.screens import SCREENS
from app.ui.staff.shell import places_for
from app.ui.staff.today import most_urgent
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.tile import RadioTile
from tests import factories
from tests.fakes import FixedClock
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up


@pytest.fixture
def services() -> StaffServices:
    return StaffServices()


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> StaffWindow:
    return put_up(qtbot, tasks, theme, TodayRoute(), services)


def test_every_route_has_a_screen() -> None:
    assert set(SCREENS) == set(Route.__subclasses__())


@pytest.mark.parametrize(("role", "places"), [
    (Role.FRONT_DESK, ["today", "patients", "documents", "settings"]),
    (Role.PROVIDER, ["today", "patients", "reviews", "documents", "settings"]),
    (Role.PRIVACY_OFFICER, ["today", "patients", "documents", "privacy", "audit", "settings"]),
])
def test_a_role_sees_its_places(role: Role, places: list[str]) -> None:
    assert [place.key for place in places_for(factories.actor(role, Licence.NONE))] == places


def test_the_board_shows_four_columns_and_counts_reviews_on_the_rail(window: StaffWindow) -> None:
    assert len(window.all_of(VisitCard)) == 10
    rail = next(button for button in window.all_of(RailButton) if button.accessibleName() == "Reviews")
    assert rail.accessibleDescription() == "3"


def test_only_the_most_urgent_cards_have_a_primary_button() -> None:
    urgent = most_urgent(list(factories.board().cards))
    assert urgent == {"visit-dana-whitfield", "visit-imani-okafor"}


def test_a_board_without_changes_is_not_drawn_again(window: StaffWindow) -> None:
    before = window.all_of(VisitCard)
    window.screen.load()
    window.settle()
    assert window.all_of(VisitCard) == before


def test_a_minute_later_the_waits_have_grown_and_the_focus_is_where_it_was(window: StaffWindow) -> None:
    cards, button = window.all_of(VisitCard), window.button("Resume on this tablet")
    button.setFocus()
    before = window.texts()
    assert isinstance(window.screen.context.clock, FixedClock)
    window.screen.context.clock.advance(minutes=1)
    window.screen.load()
    window.settle()
    assert window.texts() != before
    kept = [card for card in window.all_of(VisitCard) if card in cards]
    assert len(kept) >= 8, "only a wait that has just become long is drawn anew"
    assert button.hasFocus()


def test_a_card_that_changes_is_drawn_anew_and_moves(window: StaffWindow, services: StaffServices) -> None:
    board = factories.board()
    first = board.cards[0]
    services.calls.answers["visits.board"] = replace(
        board, revision=board.revision + 1, cards=(replace(first, stage=VisitStage.READY), *board.cards[1:]))
    window.screen.load()
    window.settle()
    cards = {card.visit_id: card for card in window.all_of(VisitCard)}
    assert len(cards) == 10
    assert "Open record" in [button.accessibleName() for button in window.all_of(Button, cards[first.visit_id])]


def test_news_of_a_visit_is_shown_on_its_card_in_the_same_column(window: StaffWindow, services: StaffServices) -> None:
    board = factories.board()
    waiting = next(card for card in board.cards if card.stage is VisitStage.WAITING and not card.asked_for_help)
    services.calls.answers["visits.board"] = replace(
        board, revision=board.revision + 1,
        cards=tuple(replace(card, asked_for_help=card is waiting or card.asked_for_help) for card in board.cards))
    window.screen.load()
    window.settle()
    card = next(each for each in window.all_of(VisitCard) if each.visit_id == waiting.visit_id)
    assert "I’m on my way" in [button.accessibleName() for button in window.all_of(Button, card)]


def test_a_card_leads_on(window: StaffWindow) -> None:
    window.click("Resume on this tablet")
    assert window.route == HandOverRoute("visit-mariana-ortega")


def test_asking_for_help_is_answered(window: StaffWindow, services: StaffServices) -> None:
    window.click("I’m on my way")
    assert services.calls.named("visits.help_answered") == [("visit-joon-park",)]


def test_control_k_goes_to_the_search_and_enter_opens_the_first(qtbot: QtBot, window: StaffWindow,
                                                               services: StaffServices) -> None:
    qtbot.keyClick(window.shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    assert isinstance(window.route, PatientsRoute)
    field = window.screen._search.field.edit
    qtbot.keyClicks(field, "ortega mari")
    qtbot.keyClick(field, Qt.Key.Key_Return)  # at once: it waits for what was typed last
    qtbot.waitUntil(lambda: services.calls.named("patients.search")[-1:] == [("ortega mari",)])
    window.settle()
    assert window.shell.route == PatientRoute("patient-mariana-ortega")


def test_the_queue_lists_what_waits_and_filters_it(window: StaffWindow) -> None:
    window.go(ReviewsRoute())
    table = window.all_of(DataTable)[0]
    assert len(table.rows()) == 3
    window.click("Needs prescriber")
    assert [row.key for row in table.rows()] == ["visit-ruth-abernathy"]
    table.opened.emit("visit-ruth-abernathy")
    assert window.route == ReviewRoute("visit-ruth-abernathy")


def test_an_empty_queue_says_what_will_come(window: StaffWindow, services: StaffServices) -> None:
    services.calls.answers["review.queue"] = ()
    window.go(ReviewsRoute())
    assert "Nothing to review" in window.texts()


def test_what_is_typed_is_offered_back_on_the_same_screen_only(window: StaffWindow) -> None:
    window.go(NewPatientRoute())
    window.screen.fields.fields["given_name"].set_text("Ana")
    window.go(TodayRoute())
    assert [draft.fields for draft in window.shell.unfinished()] == [(("given_name", "Ana"),)]
    window.go(NewPatientRoute())
    assert window.screen.fields.fields["given_name"].text() == "Ana"


def test_enter_pressed_twice_adds_a_patient_once(window: StaffWindow, services: StaffServices) -> None:
    services.calls.answers["patients.possible_duplicates"] = ()
    window.go(NewPatientRoute("Mariana Ortega"))
    born = window.screen.fields.fields["birth_date"]
    born.set_text("3/14/1986")
    for _ in range(2):
        window.qtbot.keyClick(born.edit, Qt.Key.Key_Return)
    window.settle()
    assert len(services.calls.named("patients.add")) == 1


def test_a_new_patient_is_checked_for_somebody_alike_before_it_is_added(window: StaffWindow,
                                                                        services: StaffServices) -> None:
    services.calls.answers["patients.possible_duplicates"] = factories.hits()[:1]
    window.go(NewPatientRoute("Mariana Ortega"))
    window.click("Add patient")
    assert not services.calls.named("patients.possible_duplicates")
    window.screen.fields.fields["birth_date"].set_text("3/14/1986")
    window.click("Add patient")
    assert not services.calls.named("patients.add")
    window.click("Add as a different person")
    assert services.calls.named("patients.add")[0][0].birth_date.isoformat() == "1986-03-14"
    assert window.route == CheckInRoute("patient-new")


def test_check_in_needs_treatment_and_provider(window: StaffWindow, services: StaffServices) -> None:
    services.calls.answers["patients.open"] = replace(factories.patient(), open_visit_id=None)
    window.go(CheckInRoute("patient-mariana-ortega"))
    window.click("Check in")
    assert not services.calls.named("visits.check_in")
    window.screen._picker.choose(("BTX",))
    window.screen._provider.set_value("user-maya")
    window.screen._time.set_text("10:45 am")
    window.click("Check in")
    check_in = services.calls.named("visits.check_in")[0][0]
    assert (check_in.appointment_at, check_in.treatment_codes) == (factories.at(10, 45), ("BTX",))
    assert window.route == TodayRoute()


@pytest.mark.parametrize(("typed", "clock"), [
    ("10:30 AM", "10:30"), ("2 pm", "14:00"), ("12 am", "00:00"), ("14:05", "14:05"), ("9", "09:00"),
    ("25:00", None), ("13 pm", None), ("noon", None), ("", None), ("10:3x", None), ("１0:30", None)])
def test_times_are_read_as_people_type_them(typed: str, clock: str | None) -> None:
    found = parse_time(typed)
    assert (found.strftime("%H:%M") if found else None) == clock


def test_the_tablet_is_handed_over_only_after_identity_and_staffs_part(qtbot: QtBot, window: StaffWindow,
                                                                       services: StaffServices) -> None:
    services.calls.answers["visits.hand_over"] = "the packet"
    window.go(HandOverRoute("visit-mariana-ortega"))
    window.click("Hand over tablet")
    assert "Choose how you confirmed who the patient is." in window.texts()
    window.all_of(RadioTile)[0].setChecked(True)
    window.click("Hand over tablet")
    assert not services.calls.named("visits.hand_over")
    part = window.screen._forms["c_btx"]
    part._controls["c_btx.product"].set_value("botox")
    part._controls["c_btx.area"].set_text("Forehead")
    handed: list[Any] = []
    window.shell.hand_over.connect(handed.append)
    window.click("Hand over tablet")
    request = services.calls.named("visits.hand_over")[0][0]
    assert request.identity.method == "photo_id"
    assert request.staff_answers == {("c_btx", "c_btx.product"): "botox", ("c_btx", "c_btx.area"): "Forehead"}
    assert handed == ["the packet"]


def test_a_minor_needs_a_guardian(window: StaffWindow, services: StaffServices) -> None:
    services.calls.answers["visits.prepare"] = replace(factories.hand_over(), is_minor=True, staff_questions=())
    window.go(HandOverRoute("visit-mariana-ortega"))
    window.all_of(RadioTile)[0].setChecked(True)
    window.click("Hand over tablet")
    assert not services.calls.named("visits.hand_over")
    assert window.screen._guardian.error


def test_a_narrow_window_collapses_the_rail_to_icons(qtbot: QtBot, window: StaffWindow) -> None:
    window.shell.resize(1200, 760)
    window.settle()
    assert window.shell._rail.width() == 72
    assert window.all_of(RailButton)[0].toolTip() == "Today"


def test_no_screen_is_wider_than_the_smallest_window(qtbot: QtBot, window: StaffWindow) -> None:
    window.shell.resize(1200, 760)
    for route in (TodayRoute(), PatientsRoute(), NewPatientRoute(), CheckInRoute("p"), HandOverRoute("v"),
                  ReviewsRoute(), ReviewRoute("v"), PatientRoute("p")):
        window.go(route)
        assert window.shell.minimumSizeHint().width() <= 1200, route


def test_ready_visits_lead_to_their_record() -> None:
    ready = [card for card in factories.board().cards if card.stage is VisitStage.READY]
    assert len(ready) == 2

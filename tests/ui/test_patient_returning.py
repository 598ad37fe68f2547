"""Last time's answers on the tablet: still right, change, later; every size, and what staff could not keep."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.forms import NotCarried
from app.intake.earlier import Standing
from app.intake.places import Place, PlaceKind
from app.intake.visit import IntakeVisit
from app.ui.patient.answer_list import AnswerRow
from app.ui.patient.check_page import CheckPage
from app.ui.patient.confirm_page import ConfirmPage
from app.ui.patient.lost_banner import LostBanner
from app.ui.patient.mode import PatientMode
from app.ui.patient.question_page import QuestionPage
from app.ui.widgets.button import Button
from tests.ui import kiosk_factory
from tests.ui.kiosk_driver import Start, answer_everything, go, press_on, settle, visit_of


def confirm_places(visit: IntakeVisit) -> list[Place]:
    return [place for place in visit.places if place.kind is PlaceKind.CONFIRM]


def confirm_page(mode: PatientMode, place: Place) -> ConfirmPage:
    go(mode, place)
    page = mode.page
    assert isinstance(page, ConfirmPage)
    return page


def standing(mode: PatientMode, place: Place) -> Standing:
    view = visit_of(mode).returning.part("mh", place.page)
    assert view is not None
    return view.standing


def short_place(mode: PatientMode) -> Place:
    """A part that fits on the screen."""
    visit = visit_of(mode)
    page = visit.session("mh").page_of("mh.life.smoke")
    assert page is not None
    return visit.returning.confirm_place("mh", page.index)


def second(mode: PatientMode) -> Button:
    assert mode.frame is not None
    return mode.frame.bottom.second


def test_still_right_goes_on_to_the_next_part(start_kiosk: Start) -> None:
    mode = start_kiosk("mh", returning=True)
    place = short_place(mode)
    page = confirm_page(mode, place)
    assert second(mode).isVisible()
    assert not page.action().missing
    press_on(mode)
    assert standing(mode, place) is Standing.SAME
    assert visit_of(mode).place == confirm_places(visit_of(mode))[-1]


def test_enter_means_still_right(start_kiosk: Start) -> None:
    mode = start_kiosk("mh", returning=True)
    place = short_place(mode)
    QTest.keyClick(confirm_page(mode, place), Qt.Key.Key_Return)
    settle()
    assert standing(mode, place) is Standing.SAME


def test_nothing_is_confirmed_that_was_never_on_screen(start_kiosk: Start) -> None:
    mode = start_kiosk("mh", returning=True)
    place = next(each for each in confirm_places(visit_of(mode))
                 if (view := visit_of(mode).returning.part("mh", each.page)) and len(view.part.pages) > 6)
    page = confirm_page(mode, place)
    assert page.action().missing
    for _ in range(20):
        if visit_of(mode).place != place:
            break
        assert standing(mode, place) is Standing.UNCONFIRMED
        press_on(mode)
    assert standing(mode, place) is Standing.SAME


def test_change_opens_the_questions_and_the_check_page_says_what_was(start_kiosk: Start) -> None:
    mode = start_kiosk("mh", returning=True)
    place = short_place(mode)
    confirm_page(mode, place)
    second(mode).click()
    settle()
    assert isinstance(mode.page, QuestionPage)
    assert not second(mode).isVisible()
    session = visit_of(mode).session("mh")
    smoke = session.item_state("mh.life.smoke")
    session.choose("mh.life.smoke", replace(smoke.answers[0], value=smoke.item.options[-1].value), True)
    session.set_answers("mh.life.smoke", session.item_state("mh.life.smoke").answers[-1:])
    go(mode, Place(PlaceKind.CHECK, "mh"))
    names = [row.accessibleName() for row in _rows(mode) if row.accessibleName().startswith("Smoking")]
    assert names == ["Smoking: Yes. Last time: No, never"]


def test_what_is_left_for_later_says_so_on_the_check_page_and_leads_back(start_kiosk: Start) -> None:
    mode = start_kiosk("mh", returning=True)
    visit = visit_of(mode)
    place = short_place(mode)
    for each in confirm_places(visit):
        if each != place:
            visit.returning.confirm("mh", each.page)
    confirm_page(mode, place).later.click()
    settle()
    answer_everything(visit.session("mh"))
    go(mode, Place(PlaceKind.CHECK, "mh"))
    check = mode.page
    assert isinstance(check, CheckPage)
    (card,) = [card for card in check._cards if hasattr(card, "confirm_button")]
    card.confirm_button.click()
    settle()
    assert visit.place == place


def test_lost_answers_are_said_on_every_page_about_them(start_kiosk: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = NotCarried("mh.life.smoke", "Smoking", "A pipe", "This answer is not offered any more.")
    plain = kiosk_factory.filled_in_last_year
    monkeypatch.setattr(kiosk_factory, "filled_in_last_year",
                        lambda form, folder: replace(plain(form, folder), not_carried=(lost,)))
    mode = start_kiosk("mh", returning=True)
    visit = visit_of(mode)
    place = short_place(mode)
    question = Place(PlaceKind.PAGE, "mh", place.page)
    assert question in visit.places  # asked whatever is said
    for each in (place, question, Place(PlaceKind.CHECK, "mh")):
        go(mode, each)
        (banner,) = mode.findChildren(LostBanner)
        assert "A pipe" in banner.accessibleName()
    go(mode, confirm_places(visit)[0])
    assert not mode.findChildren(LostBanner)


@pytest.mark.parametrize("larger", [False, True])
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
def test_both_choices_fit_side_by_side(start_kiosk: Start, size: tuple[int, int], larger: bool) -> None:
    mode = start_kiosk("mh", size=size, larger=larger, returning=True)
    confirm_page(mode, short_place(mode))
    assert mode.frame is not None
    bar = mode.frame.bottom
    change, same = bar.second.geometry(), bar.on.geometry()
    assert change.right() < same.left()
    assert change.center().y() == same.center().y()
    assert same.right() <= bar.width() - 32
    assert change.width() >= bar.second.sizeHint().width()
    go(mode, Place(PlaceKind.CHECK, "mh"))
    assert bar.on.geometry().center().y() == bar.back.geometry().center().y()  # back in its row


def _rows(mode: PatientMode) -> list[AnswerRow]:
    assert isinstance(mode.page, CheckPage)
    return mode.page.findChildren(AnswerRow)

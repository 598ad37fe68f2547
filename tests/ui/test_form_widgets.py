"""Every kind of question: what is entered reaches the form, what the form says reaches the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.forms import Coding, FhirDate, FhirDateTime, FormSession, ItemType, LaunchContext, Quantity, load
from app.forms.extensions import NORMALIZE
from app.ui.form_widgets.choice import TickWidget, TilesWidget
from app.ui.form_widgets.dates import DateTimeWidget, DateWidget
from app.ui.form_widgets.follow_up import FollowUpPanel
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.open_choice import OpenChoiceWidget
from app.ui.form_widgets.page import FormPage
from app.ui.form_widgets.quantity import QuantityWidget
from app.ui.form_widgets.registry import WIDGETS
from app.ui.form_widgets.rows import RowsWidget
from app.ui.form_widgets.small_choice import ChipsWidget, DropDownWidget, InlineWidget
from app.ui.form_widgets.typed import LineWidget, TextWidget
from tests.waiting import wait

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("America/Chicago"))
Item = dict[str, Any]
Open = Callable[..., FormPage]


def options(*codes: str) -> list[Item]:
    return [{"valueCoding": {"code": code, "display": code.capitalize()}} for code in codes]


def when(question: str, code: str) -> list[Item]:
    return [{"question": question, "operator": "=", "answerCoding": {"code": code}}]


@pytest.fixture
def open_page(qtbot: QtBot) -> Open:
    """Return a function that shows the first page of a form made of ``items``."""

    def opened(*items: Item, columns: int = 2) -> FormPage:
        form = load({"resourceType": "Questionnaire", "status": "active", "url": "urn:t", "version": "1",
                     "item": [{"linkId": "s", "type": "group", "text": "Section", "item": list(items)}]})
        session = FormSession(form, LaunchContext(today=TODAY, now=NOW))
        page = FormPage(session, session.pages[0], FieldLook(TODAY, columns=columns))
        page.resize(828, 700)
        qtbot.addWidget(page)
        with qtbot.waitExposed(page):
            page.show()
        return page

    return opened


def answers(page: FormPage, key: str) -> list[object]:
    return [answer.value for answer in page._session.item_state(key).answers]


def two(*items: Item) -> tuple[Item, ...]:
    """Add a second question, so that the first is not the page's title."""
    return (*items, {"linkId": "other", "type": "string", "text": "Something else"})


def test_every_item_type_that_is_drawn_has_a_widget() -> None:
    assert set(WIDGETS) == set(ItemType) - {ItemType.GROUP}


@pytest.mark.parametrize(("item", "kind"), [
    ({"type": "string"}, LineWidget),
    ({"type": "integer"}, LineWidget),
    ({"type": "text"}, TextWidget),
    ({"type": "date"}, DateWidget),
    ({"type": "boolean", "text": "Do you smoke?"}, InlineWidget),
    ({"type": "boolean", "text": "I have only one name."}, TickWidget),
    ({"type": "choice", "answerOption": options("yes", "no", "unsure")}, InlineWidget),
    ({"type": "choice", "answerOption": options("a", "b", "c", "d", "e")}, TilesWidget),
    ({"type": "choice", "repeats": True, "answerOption": options("a", "b")}, TilesWidget),
    ({"type": "choice", "answerOption": options(*(f"o{n}" for n in range(20)))}, DropDownWidget),
    ({"type": "open-choice", "answerOption": options("a", "b")}, OpenChoiceWidget),
    ({"type": "quantity"}, QuantityWidget),
])
def test_look_follows_type_and_number_of_options(open_page: Open, item: Item, kind: type[QWidget]) -> None:
    page = open_page(*two({"linkId": "q", "text": "A question?", **item}))
    assert type(page.widget("q")) is kind


def test_the_only_question_of_a_page_is_its_title(open_page: Open) -> None:
    page = open_page({"linkId": "q", "type": "choice", "repeats": True, "text": "Any of these?",
                      "answerOption": options("a", "b")})
    assert page.heading.title == "Any of these?"
    assert not [label for label in page.findChildren(QLabel) if label.text() == "Any of these?"]


def test_typed_text_reaches_the_form_with_every_key(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "string", "text": "Name"}))
    widget = page.widget("q")
    assert isinstance(widget, LineWidget)
    QTest.keyClicks(widget.field.edit, "Ana")
    assert answers(page, "q") == ["Ana"]


def test_a_stored_phone_number_stands_in_its_field_as_people_write_it(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "string", "text": "Phone", "extension": [
        {"url": NORMALIZE, "valueCode": "e164"}]}))
    widget = page.widget("q")
    assert isinstance(widget, LineWidget)
    QTest.keyClicks(widget.field.edit, "312 555 0148")
    widget.field.edit.clearFocus()
    widget.show_state(page._session.item_state("q"))
    assert (answers(page, "q"), widget.field.text()) == (["+13125550148"], "(312) 555-0148")


def test_a_date_typed_in_one_go_moves_from_box_to_box(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "date", "text": "Birth date"}))
    widget = page.widget("q")
    assert isinstance(widget, DateWidget)
    widget.entry.boxes[0].setFocus()
    for key in "3/14/1986":
        QTest.keyClicks(widget.window().focusWidget(), key)
    assert answers(page, "q") == [FhirDate(1986, 3, 14)]


def test_half_a_date_is_no_answer_and_is_not_lost(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "date", "text": "Birth date"}))
    widget = page.widget("q")
    assert isinstance(widget, DateWidget)
    widget.entry.boxes[0].setFocus()
    for key in "0314":
        QTest.keyClicks(widget.window().focusWidget(), key)
    state = page._session.item_state("q")
    assert state.answers == ()
    assert state.raw == "03/14/"
    again = FormPage(page._session, page._page, FieldLook(TODAY))
    restored = again.widget("q")
    assert isinstance(restored, DateWidget)
    assert [box.text() for box in restored.entry.boxes] == ["03", "14", ""]
    again.deleteLater()


@pytest.mark.parametrize(("kind", "keys", "value"), [
    ("dateTime", ["3/14/2026", "2", "05", "PM"], FhirDateTime("2026-03-14T14:05:00-05:00")),
    ("dateTime", ["12/1/2026", "12", "30", "AM"], FhirDateTime("2026-12-01T00:30:00-06:00")),
    ("dateTime", ["3/14/2026"], FhirDateTime("2026-03-14")),
])
def test_a_time_typed_beside_a_date_is_on_the_clinics_clocks(open_page: Open, kind: str, keys: list[str],
                                                             value: object) -> None:
    page = open_page(*two({"linkId": "q", "type": kind, "text": "When did you last take it?"}))
    widget = page.widget("q")
    assert isinstance(widget, DateTimeWidget)
    widget.day.boxes[0].setFocus()
    for key in keys[0]:
        QTest.keyClicks(widget.window().focusWidget(), key)
    for box, text in zip((widget.time.hour, widget.time.minute), keys[1:], strict=False):
        QTest.keyClicks(box, text)
    if keys[3:]:
        next(each for each in widget.time.half.findChildren(QAbstractButton) if each.text() == keys[3]).click()
    assert answers(page, "q") == [value]
    again = FormPage(page._session, page._page, FieldLook(TODAY))
    restored = again.widget("q")
    assert isinstance(restored, DateTimeWidget)
    assert (restored.day.text(), restored.time.text()) == (widget.day.text(), widget.time.text())
    again.deleteLater()


def test_half_a_time_is_no_answer_and_says_so(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "dateTime", "text": "When did you last take it?"}))
    widget = page.widget("q")
    assert isinstance(widget, DateTimeWidget)
    widget.day.boxes[0].setFocus()
    for key in "3/14/2026":
        QTest.keyClicks(widget.window().focusWidget(), key)
    QTest.keyClicks(widget.time.hour, "2")
    assert answers(page, "q") == []
    assert [issue.message for issue in page._session.issues()] == ["Enter a date and a time."]


def test_none_of_these_clears_the_others_and_they_it(open_page: Open) -> None:
    exclusive = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive", "valueBoolean": True}
    none = {"valueCoding": {"code": "none", "display": "None of these"}, "extension": [exclusive]}
    page = open_page(*two({"linkId": "q", "type": "choice", "repeats": True, "text": "Any?",
                           "answerOption": [*options("a", "b"), none]}))
    widget = page.widget("q")
    assert isinstance(widget, TilesWidget)
    widget.buttons[0].click()
    widget.buttons[2].click()
    assert [button.isChecked() for button in widget.buttons] == [False, False, True]
    widget.buttons[1].click()
    assert [button.isChecked() for button in widget.buttons] == [False, True, False]
    assert answers(page, "q") == [Coding("b", display="B")]


def test_an_optional_single_choice_can_be_taken_back(open_page: Open, qtbot: QtBot) -> None:
    page = open_page(*two({"linkId": "q", "type": "choice", "text": "Which?", "answerOption": options("a", "b")}))
    widget = page.widget("q")
    assert isinstance(widget, InlineWidget)
    widget.buttons[0].click()
    assert answers(page, "q")
    widget.buttons[0].click()
    qtbot.waitUntil(lambda: not answers(page, "q"))
    assert not widget.buttons[0].isChecked()


def test_a_required_single_choice_keeps_its_answer(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "choice", "required": True, "text": "Which?",
                           "answerOption": options("a", "b")}))
    widget = page.widget("q")
    assert isinstance(widget, InlineWidget)
    widget.buttons[0].click()
    widget.buttons[0].click()
    QApplication.sendPostedEvents()
    assert len(answers(page, "q")) == 1


def test_something_else_opens_a_line_and_is_answered_as_text(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "open-choice", "text": "Which?", "answerOption": options("a", "b")}))
    widget = page.widget("q")
    assert isinstance(widget, OpenChoiceWidget)
    assert widget._line is not None
    assert not widget._line.isVisible()
    widget.buttons[-1].click()
    assert widget._line.isVisible()
    QTest.keyClicks(widget._line, "xe/xem")
    assert answers(page, "q") == ["xe/xem"]


def test_a_quantity_carries_its_unit(open_page: Open) -> None:
    unit = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
    units = [{"url": unit, "valueCoding": {"system": "http://unitsofmeasure.org", "code": code, "display": words}}
             for code, words in (("cm", "cm"), ("[in_i]", "in"))]
    page = open_page(*two({"linkId": "q", "type": "quantity", "text": "How tall?", "extension": units}))
    widget = page.widget("q")
    assert isinstance(widget, QuantityWidget)
    QTest.keyClicks(widget.number, "170")
    value = answers(page, "q")[0]
    assert isinstance(value, Quantity)
    assert (str(value.value), value.code) == ("170", "cm")


def conditional() -> tuple[Item, ...]:
    return ({"linkId": "q", "type": "choice", "repeats": True, "text": "Any of these?",
             "answerOption": options("bleeding", "heart", "sores", "diabetes")},
            {"linkId": "thinner", "type": "choice", "text": "Blood thinner?", "enableWhen": when("q", "bleeding"),
             "answerOption": options("yes", "no")},
            {"linkId": "which", "type": "choice", "repeats": True, "text": "Which one?",
             "enableWhen": when("thinner", "yes"), "answerOption": options("aspirin", "warfarin", "eliquis")})


def test_a_follow_up_opens_in_place_under_the_row_of_its_tile(open_page: Open) -> None:
    page = open_page(*conditional())
    tiles = page.widget("q")
    assert isinstance(tiles, TilesWidget)
    assert page.widget("thinner") is None  # nothing is built before it is needed
    tiles.buttons[0].click()
    QApplication.sendPostedEvents()
    follow_up = page.widget("thinner")
    assert follow_up is not None
    panel = follow_up.parent()
    while panel is not None and not isinstance(panel, FollowUpPanel):
        panel = panel.parent()
    assert isinstance(panel, FollowUpPanel)
    wait(0)
    top = panel.mapTo(page, QPoint(0, 0)).y()
    first, third = (tiles.buttons[at].mapTo(page, QPoint(0, 0)).y() for at in (0, 2))
    assert first < top < third
    assert follow_up.isVisible()


def test_a_follow_up_of_a_follow_up_opens_in_the_same_flow_and_all_close_together(open_page: Open) -> None:
    page = open_page(*conditional())
    tiles = page.widget("q")
    assert isinstance(tiles, TilesWidget)
    tiles.buttons[0].click()
    thinner = page.widget("thinner")
    assert isinstance(thinner, InlineWidget)
    thinner.buttons[0].click()
    which = page.widget("which")
    assert isinstance(which, ChipsWidget)
    assert which.isVisible()
    which.buttons[1].click()
    tiles.buttons[0].click()
    assert not thinner.isVisible()
    assert not which.isVisible()
    response = page._session.response()
    assert "warfarin" not in str(response)  # hidden answers are left out
    tiles.buttons[0].click()
    assert which.buttons[1].isChecked()  # and come back when the answer does


def test_errors_stand_at_the_field_and_go_as_soon_as_it_is_fixed(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "string", "required": True, "text": "Name"}))
    widget = page.widget("q")
    assert isinstance(widget, LineWidget)
    assert [issue.key for issue in page.check()] == ["q"]
    assert widget.issue
    QTest.keyClicks(widget.field.edit, "A")
    assert not widget.issue
    assert page.check() == ()


def test_an_empty_required_field_is_not_scolded_before_continue(open_page: Open) -> None:
    page = open_page(*two({"linkId": "q", "type": "string", "required": True, "text": "Name"}))
    widget = page.widget("q")
    assert isinstance(widget, LineWidget)
    widget.field.left.emit()
    assert not widget.issue


def test_rows_are_added_and_removed(open_page: Open) -> None:
    page = open_page({"linkId": "med", "type": "group", "repeats": True, "text": "Medicines",
                      "item": [{"linkId": "name", "type": "string", "text": "Name"}]},
                     {"linkId": "other", "type": "string", "text": "Other"})
    rows = page.widget("med")
    assert isinstance(rows, RowsWidget)
    before = len(page._session.item_state("med").rows)
    rows.add.click()
    assert len(page._session.item_state("med").rows) == before + 1
    last = page._session.item_state("med").rows[-1]
    assert page.widget(f"{last}/name") is not None
    page._remove_row(last)
    assert len(page._session.item_state("med").rows) == before
    assert page.widget(f"{last}/name") is None


def test_form_texts_are_never_markup(open_page: Open) -> None:
    text = 'Look <img src="file:///etc/passwd"> & <b>this</b>'
    page = open_page({"linkId": "d", "type": "display", "text": text},
                     {"linkId": "q", "type": "boolean", "text": text, "required": True},
                     {"linkId": "q2", "type": "string", "text": text})
    labels = page.findChildren(QLabel)
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_nothing_of_a_page_is_ever_a_window_of_its_own(open_page: Open) -> None:
    """A widget shown before it has a parent flashes on the desktop and takes the focus."""

    class Watch(QObject):
        seen: list[str] = []  # noqa: RUF012  one list for the one instance

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.seen.append(type(watched).__name__)
            return False

    watch = Watch()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    page = open_page(*conditional(), {"linkId": "r", "type": "group", "repeats": True, "text": "Rows",
                                      "item": [{"linkId": "n", "type": "date", "text": "When"}]})
    tiles = page.widget("q")
    assert isinstance(tiles, TilesWidget)
    tiles.buttons[0].click()
    application.removeEventFilter(watch)
    assert watch.seen == ["FormPage"]

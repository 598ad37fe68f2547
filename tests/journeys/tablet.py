"""A patient at the tablet: reads, taps, types, draws. Any visit, page by page, whatever forms it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from app.core.languages import translated
from app.forms import Coding, ItemType
from app.intake.places import Place, PlaceKind
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.choice import ButtonChoice
from app.ui.form_widgets.date_entry import DateEntry
from app.ui.form_widgets.dates import DateWidget
from app.ui.form_widgets.quantity import QuantityWidget
from app.ui.form_widgets.small_choice import DropDownWidget
from app.ui.form_widgets.typed import LineWidget, TextWidget
from app.ui.patient.initials import InitialsButton
from app.ui.patient.mode import PatientMode
from app.ui.patient.question_page import QuestionPage
from app.ui.patient.sign_page import SignPage
from app.ui.patient.signature.pad import SignaturePad
from tests.journeys.driver import Driver, type_text
from tests.waiting import wait

SAFE = ("none", "no", "never", "self", "patient", "yes", "en", "F", "other")
"""Codes a healthy person picks, in this order of preference; else the first option."""
TEXTS = {"mobile": "(773) 555-0148", "phone": "(773) 555-0199", "email": "ana@example.com", "zip": "60601",
         "number": "(773) 555-0148", "state": "IL"}
_MOST_PAGES = 300


@dataclass
class Tablet:
    """``answers`` map a linkId to an option's code or to what is typed; everything else required gets a safe answer.

    ``guardian`` signs for the patient; consents in ``declined`` (form ids) are left unsigned. ``language`` is the one
    the patient has switched to.
    """

    driver: Driver
    answers: Mapping[str, str] = field(default_factory=dict)
    guardian: str = ""
    declined: tuple[str, ...] = ()
    language: str = "en"

    @property
    def mode(self) -> PatientMode:
        """Patient mode, while the patient has the tablet."""
        turn = self.driver.program.flow.turn
        assert turn is not None
        return turn.mode

    @property
    def page(self) -> QWidget:
        """What is up."""
        page = self.mode.page
        assert page is not None
        return page

    @property
    def place(self) -> Place:
        """Where in the visit the patient is, as the page on screen says."""
        place = getattr(self.page, "place", None)
        return place if isinstance(place, Place) else Place(PlaceKind.DONE)

    def say(self, english: str) -> str:
        """What the screen says for ``english``."""
        return translated(english, self.language)

    # The whole way

    def go_to(self, kind: PlaceKind, form_id: str = "") -> None:
        """Go on page by page until a page of ``kind`` (of ``form_id``) is up."""
        for _ in range(_MOST_PAGES):
            if self.place.kind is kind and (not form_id or self.place.form_id == form_id):
                return
            self.finish_page()
        raise AssertionError(f"{kind} never came")

    def send(self) -> None:
        """Fill in everything that is left and send."""
        self.go_to(PlaceKind.REVIEW)
        self.press_on()
        self.driver.wait_for(self.say("Thank you, {name}").partition("{")[0])
        self.driver.settle()

    def finish_page(self) -> None:
        """Do what the page asks for and go on."""
        before, kind = self.place, self.place.kind
        if kind is PlaceKind.WELCOME or self.driver.sees(self.say("Yes, that’s me")):
            self.driver.click(self.say("Yes, that’s me"))
        elif kind is PlaceKind.READING and before.form_id in self.declined:
            self.decline()
        else:
            if kind is PlaceKind.PAGE:
                self.fill_in()
            elif kind in {PlaceKind.READING, PlaceKind.DISCLOSURE, PlaceKind.CONFIRM}:
                self.read()
            elif kind is PlaceKind.SIGN:
                self.sign()
            self.press_on()
        self.driver.until(lambda: self.place != before, f"the page after {before}")

    def press_on(self) -> None:
        """Press the primary button."""
        frame = self.mode.frame
        assert frame is not None
        self.driver.click_on(frame.bottom.on)

    # Questions

    def fill_in(self) -> None:
        """Answer every question of the page that has to be answered, follow-ups too."""
        page = self.page
        assert isinstance(page, QuestionPage)
        for _ in range(8):
            todo = [each for each in page.form.widgets() if each.isVisible() and self._is_open(each)]
            if not todo:
                return
            for each in todo:
                if each.isVisible():
                    self._answer(each)

    def question(self, link_id: str) -> FormWidget:
        """The question of that linkId on the page that is up."""
        page = self.page
        assert isinstance(page, QuestionPage)
        return next(each for each in page.form.widgets() if each.item.link_id == link_id)

    def _is_open(self, widget: FormWidget) -> bool:
        item = widget.item
        wanted = item.required or item.link_id in self.answers
        return wanted and item.is_question and not _is_answered(widget)

    def _answer(self, widget: FormWidget) -> None:
        given = self.answers.get(widget.item.link_id, "")
        if isinstance(widget, ButtonChoice):
            button = widget.buttons[_option(widget, given)]
            self.driver.click_on(button)
        elif isinstance(widget, DropDownWidget):
            self.driver.choose(widget.field.combo, widget.field.combo.itemText(1))
        elif isinstance(widget, DateWidget):
            self._type_date(widget, given or "03/14/1986")
        elif isinstance(widget, QuantityWidget):
            self._type(widget.number, given or "66")
        elif isinstance(widget, LineWidget | TextWidget):
            self._type(widget.field.edit, given or _text(widget))

    def _type(self, edit: QWidget, text: str) -> None:
        self.driver.click_on(edit)
        type_text(edit, text)

    def _type_date(self, widget: DateWidget, text: str) -> None:
        boxes = widget.findChildren(DateEntry)[0].boxes
        for box, part in zip(boxes, text.split("/"), strict=True):
            self._type(box, part)

    # Reading and signing

    def read(self) -> None:
        """Press the primary button, which leads to what is left, until it lets through; initial what is asked for."""
        for _ in range(60):
            frame = self.mode.frame
            assert frame is not None
            if frame.bottom.on.ready:
                return
            self.press_on()
            wait(10)
            for button in self.driver.all_of(InitialsButton, self.say("Add initials")):
                self.driver.click_on(button)
                if self.driver.all_of(QAbstractButton, self.say("Use these")):
                    self.driver.click(self.say("Use these"))
        raise AssertionError(f"the text has no end; on screen: {self.driver.words()}")

    def decline(self, reason: str = "I need more time") -> None:
        """Leave the consent on screen unsigned."""
        for words in ("I don’t want this", reason, "Leave it unsigned"):
            self.driver.click(self.say(words))

    def sign(self) -> None:
        """Draw a signature with the mouse, and tick what has to be ticked; a guardian also says who they are."""
        page, driver = self.page, self.driver
        assert isinstance(page, SignPage)
        driver.settle()
        self.draw_signature(page.pad)
        if self.guardian and page.fields.other.isVisible():  # not where the minor signs beside the guardian
            page.fields.name.edit.selectAll()
            type_text(page.fields.name.edit, self.guardian)
            if not page.fields.other.isChecked():
                driver.click_on(page.fields.other)
            driver.choose(page.fields.relation.combo, self.say("Mother"))
            if page.fields.assent_yes.isVisible():
                driver.click_on(page.fields.assent_yes)
        if not page.fields.mine.isChecked():
            driver.click_on(page.fields.mine)

    def draw_signature(self, pad: SignaturePad) -> None:
        """Two lines across the pad."""
        wide, high = pad.width(), pad.height()
        self.driver.draw(pad, [
            [QPoint(wide * x // 20, high * (10 + x % 3) // 20) for x in range(4, 12)],
            [QPoint(wide * x // 20, high * (8 + x % 4) // 20) for x in range(9, 16)],
        ])


def _is_answered(widget: FormWidget) -> bool:
    if isinstance(widget, ButtonChoice):
        return any(button.isChecked() for button in widget.buttons)
    if isinstance(widget, DropDownWidget):
        return bool(widget.field.value())
    if isinstance(widget, LineWidget | TextWidget):
        return bool(widget.field.text()) or widget.field.edit.isReadOnly()
    edits = [each for each in widget.findChildren(QLineEdit) if each.isVisible()]
    return bool(edits) and all(each.text() or each.isReadOnly() for each in edits)


def _option(widget: ButtonChoice, given: str) -> int:
    """Which option to press: the one given, else the one of somebody healthy who came of their own will."""
    values = [choice.value for choice in widget.shown]
    codes = [value.code if isinstance(value, Coding) else str(value) for value in values]
    if given:
        return codes.index(given)
    item = widget.item
    if item.type is ItemType.BOOLEAN:
        needed = item.rules.must_be or item.handling.attestation
        is_yes = needed or len(values) == 1 or item.link_id.endswith(("own_choice", "received", "consents_ok"))
        return values.index(bool(is_yes))
    wanted = ("yes", *SAFE) if item.link_id.endswith(".agree") else SAFE
    return next((codes.index(code) for code in wanted if code in codes), 0)


def _text(widget: FormWidget) -> str:
    if widget.item.type in {ItemType.INTEGER, ItemType.DECIMAL}:
        return "1"
    return TEXTS.get(widget.item.link_id.rpartition(".")[2], "Luis Ortega")

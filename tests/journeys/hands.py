"""A patient's hands: answers the questions on the page, reads, initials and signs, with mouse and keyboard."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QScrollBar, QWidget

from app.demo.cast import AnswerValue
from app.forms import Coding, FormSession
from app.intake.places import PlaceKind
from app.ui.flow import SessionFlow
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.choice import ButtonChoice
from app.ui.form_widgets.dates import DateWidget
from app.ui.form_widgets.page import FormPage
from app.ui.form_widgets.small_choice import DropDownWidget
from app.ui.patient.initials import InitialsButton
from app.ui.patient.signature.pad import SignaturePad
from tests.journeys.driver import Driver, scroll_to

_MOST_SCREENS = 300
_ROUNDS = 8
_LEFT, _PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Hands:
    """Goes through a visit. ``answers`` are codes, true or false; ``texts`` what is typed; both by linkId."""

    def __init__(self, driver: Driver, answers: Mapping[str, AnswerValue], texts: Mapping[str, str], name: str) -> None:
        self.driver = driver
        self._answers, self._texts, self._name = answers, texts, name

    @property
    def flow(self) -> SessionFlow:
        """The program's flow."""
        return self.driver.program.flow

    def place_kind(self) -> PlaceKind:
        """Return where the visit is."""
        turn = self.flow.turn
        assert turn is not None, "no patient has the tablet"
        return turn.visit.place.kind

    def form_id(self) -> str:
        """Return which form is on screen."""
        turn = self.flow.turn
        assert turn is not None
        return turn.visit.place.form_id

    def do_screen(self) -> None:
        """Do what the screen asks for, and go on."""
        kind = self.place_kind()
        if kind is PlaceKind.WELCOME:
            self.driver.click("Yes, that’s me")
        elif kind is PlaceKind.DISCLOSURE:
            self.read_to_end()
            self.go_on()
        elif kind is PlaceKind.PAGE:
            self.answer_page()
            self.go_on()
        elif kind is PlaceKind.READING:
            self.read_and_initial()
            self.go_on()
        elif kind is PlaceKind.SIGN:
            self.sign()
            self.go_on()
        else:
            self.go_on()
        self.driver.settle()

    def until(self, kind: PlaceKind, form_id: str = "") -> None:
        """Go on until the visit is at ``kind`` (of ``form_id``)."""
        for _ in range(_MOST_SCREENS):
            if self.place_kind() is kind and (not form_id or self.form_id() == form_id):
                return
            self.do_screen()
        raise AssertionError(f"never came to {kind} {form_id}; on screen: {self.driver.words()}")

    def go_on(self) -> None:
        """Press the primary button, bottom right."""
        turn = self.flow.turn
        assert turn is not None
        frame = turn.mode.frame
        assert frame is not None, "the page has no bottom bar"
        self.driver.click_on(frame.bottom.on)

    # Questions

    def form_page(self) -> FormPage:
        """Return the questions on screen."""
        return self.driver.find(FormPage)

    def answer_page(self) -> None:
        """Answer everything on the page that is open; what an answer opens is answered too."""
        for _ in range(_ROUNDS):
            page = self.form_page()
            turn = self.flow.turn
            assert turn is not None
            session = turn.visit.session(self.form_id())
            answered = [self._answer(session, widget) for widget in list(page.widgets()) if widget.isVisible()]
            if not any(answered):
                return

    def _answer(self, session: FormSession, widget: FormWidget) -> bool:
        state = session.item_state(widget.key)
        if state.answers or state.raw or state.read_only:
            return False
        link_id = widget.item.link_id
        value = self._answers.get(link_id)
        if isinstance(widget, ButtonChoice) and value is not None:
            return self._tick(widget, value)
        if isinstance(widget, DropDownWidget) and value is not None:
            return self._pick(widget, value)
        typed = str(value) if isinstance(value, str) else self._texts.get(link_id, "")
        return self._type(widget, typed) if typed else False

    def _tick(self, widget: ButtonChoice, value: AnswerValue) -> bool:
        wanted = value if isinstance(value, list) else [value]
        pressed = False
        for choice, button in zip(widget.shown, widget.buttons, strict=True):
            code = choice.value.code if isinstance(choice.value, Coding) else choice.value
            if code in wanted and not button.isChecked():
                scroll_to(button)
                QTest.mouseClick(button, _LEFT, _PLAIN, QPoint(24, button.height() // 2))
                pressed = True
        return pressed

    def _pick(self, widget: DropDownWidget, value: AnswerValue) -> bool:
        codes = [option.value.code for option in widget.item.options if isinstance(option.value, Coding)]
        if value not in codes:
            return False
        combo = widget.field.combo
        scroll_to(combo)
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentText() and combo.currentIndex() - (combo.count() - len(codes)) == codes.index(str(value)):
                return True
            QTest.keyClick(combo, Qt.Key.Key_Down)
        return True

    def _type(self, widget: FormWidget, text: str) -> bool:
        if isinstance(widget, DateWidget):
            year, month, day = [*text.split("-"), "", ""][:3]
            text = f"{month}{day}{year}"
        for kind in (QLineEdit, QPlainTextEdit):
            fields = self.driver.all_of(kind, within=widget)
            if fields:
                scroll_to(fields[0])
                QTest.mouseClick(fields[0], _LEFT)
                self._keys(fields[0], text)
                return True
        return False

    @staticmethod
    def _keys(field: QWidget, text: str) -> None:
        """Type where the focus goes: a full date part hands on to the next."""
        for character in text:
            QTest.keyClicks(field.window().focusWidget() or field, character)

    # Reading and signing

    def read_to_end(self) -> None:
        """Scroll every area to its end, a screen at a time."""
        for bar in self.driver.all_of(QScrollBar):
            while bar.value() < bar.maximum():
                bar.setValue(bar.value() + max(60, bar.pageStep() - 80))
                QTest.qWait(20)
        QTest.qWait(50)

    def read_and_initial(self) -> None:
        """Read to the end and put initials wherever they are asked for."""
        self.read_to_end()
        for button in self.driver.all_of(InitialsButton):
            if self.form_id() and not button.accessibleName().startswith("Initialed"):
                self._initial(button)
        self.read_to_end()

    def _initial(self, button: InitialsButton) -> None:
        self.driver.click_on(button)
        self.driver.settle()
        for name in ("Use these initials", "Add initials", "Done"):
            found = [each for each in self.driver.all_of(QAbstractButton, name) if each is not button]
            if found:
                self.driver.click_on(found[-1])
                self.driver.settle()
                return

    def sign(self) -> None:
        """Draw a signature and tick that it is one's own."""
        pad = self.driver.find(SignaturePad)
        scroll_to(pad)
        self.driver.draw(pad, handwriting(pad.width(), pad.height(), self._name))
        for box in self.driver.all_of(QAbstractButton, "The signature"):
            if not box.isChecked():
                self.driver.click_on(box)


def handwriting(width: int, height: int, name: str) -> list[list[QPoint]]:
    """Return a scribble across a pad of that size, one line a word."""
    lines, x = [], width * 0.15
    for word in name.split():
        points = []
        for step in range(len(word) * 12):
            angle = step / 12 * math.tau
            points.append(QPoint(round(x + math.sin(angle) * 14), round(height * 0.58 - (1 - math.cos(angle)) * 34)))
            x += width * 0.0042
        lines.append(points)
        x += width * 0.05
    return lines

"""Drives the real program with mouse and keyboard events, and saves what it shows. No shortcuts into services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QWidget

from app.ui.application import Program
from tests.waiting import wait

W = TypeVar("W", bound=QWidget)
_STEP_MS = 20
_PATIENCE_MS = 30_000
_ANIMATION_MS = 300
"""The longest animation of the visual language is 200 ms."""


class Driver:
    """A person at the window: looks for words, clicks, types, waits for what comes."""

    def __init__(self, program: Program, pictures: Path | None = None) -> None:
        self.program = program
        self.window = program.window
        self._pictures = pictures
        self.drawn: list[str] = []

    # Waiting

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Let the program run until ``holds`` is true. Raises AssertionError naming ``what`` after half a minute."""
        waited = 0
        while not holds():
            wait(_STEP_MS)
            waited += _STEP_MS
            if waited > _PATIENCE_MS:
                raise AssertionError(f"waited in vain for {what}; on screen: {self.words()}")

    def settle(self) -> None:
        """Wait until nothing runs in the background and what is on screen is drawn."""
        self.until(lambda: not self.program.tasks.busy, "the background work")
        wait(_ANIMATION_MS if self._pictures is not None else _STEP_MS)

    # Looking

    def all_of(self, kind: type[W], name: str = "", within: QWidget | None = None) -> list[W]:
        """Return the visible widgets of ``kind`` called ``name``, or else those whose name begins with it."""
        found = [each for each in (within or self.window).findChildren(kind) if each.isVisible() and each.isEnabled()]
        exact = [each for each in found if each.accessibleName() == name]
        return exact or [each for each in found if each.accessibleName().startswith(name)]

    def find(self, kind: type[W], name: str = "", within: QWidget | None = None) -> W:
        """Return the first of ``all_of``, waiting for it. Raises AssertionError when it never comes."""
        self.until(lambda: self.all_of(kind, name, within), f"{kind.__name__} “{name}”")
        return self.all_of(kind, name, within)[0]

    def sees(self, words: str) -> bool:
        """Say whether a visible label or button shows ``words`` somewhere in its text."""
        return any(words in text for text in self.words())

    def words(self) -> list[str]:
        """Return every text on screen."""
        labels = [each.text() or each.accessibleName() for each in self.window.findChildren(QLabel) if each.isVisible()]
        buttons = [each.accessibleName() for each in self.window.findChildren(QAbstractButton) if each.isVisible()]
        return [text for text in (*labels, *buttons) if text]

    def wait_for(self, words: str) -> None:
        """Wait until ``words`` are on screen."""
        self.until(lambda: self.sees(words), f"the words “{words}”")

    # Doing

    def click(self, name: str, kind: type[QWidget] = QAbstractButton, within: QWidget | None = None) -> None:
        """Click the control called ``name`` with the mouse, scrolling to it first."""
        self.click_on(self.find(kind, name, within))

    def click_on(self, widget: QWidget) -> None:
        """Click ``widget`` in its middle."""
        scroll_to(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _middle(widget))
        wait(_STEP_MS)

    def type_into(self, name: str, text: str, within: QWidget | None = None) -> None:
        """Click the field called ``name``, empty it and type ``text``."""
        field = self.find(QLineEdit, name, within)
        self.click_on(field)
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_Delete)
        type_text(field, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is. Without a window manager nothing gives the focus back after a pop-up."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            wait(_STEP_MS)
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        wait(_STEP_MS)

    def choose(self, combo: QComboBox, words: str) -> None:
        """Open a list and pick the entry that begins with ``words``, with the keyboard."""
        at = next((row for row in range(combo.count()) if combo.itemText(row).startswith(words)), -1)
        assert at >= 0, [combo.itemText(row) for row in range(combo.count())]
        scroll_to(combo)
        combo.setFocus()
        combo.showPopup()
        view = combo.view()
        self.until(view.isVisible, "the list")
        QTest.keyClick(view, Qt.Key.Key_Home)
        for _ in range(at - view.currentIndex().row()):
            QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, Qt.Key.Key_Return)
        self.until(lambda: not view.isVisible(), "the end of the list")
        self.window.activateWindow()  # without a window manager nobody else gives the focus back

    def draw(self, pad: QWidget, lines: list[list[QPoint]]) -> None:
        """Draw ``lines`` on ``pad`` with the mouse."""
        for line in lines:
            QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, line[0])
            for point in line[1:]:
                QTest.mouseMove(pad, point)
            QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, line[-1])

    # Pictures

    def resize(self, width: int, height: int) -> None:
        """Give the window a size."""
        self.window.resize(width, height)
        self.settle()

    def picture(self, name: str) -> None:
        """Save what the window shows as ``name``.png, when pictures are wanted; autosave has come to rest by then."""
        self.settle()
        if self._pictures is not None:
            wait(500)
        if self._pictures is not None:
            self.window.grab().save(str(self._pictures / f"{name}.png"))
            self.drawn.append(name)


def type_text(widget: QWidget, text: str) -> None:
    """Type ``text`` into ``widget`` key by key; letters beyond ASCII come as an input method or AltGr sends them."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(widget, letter)
        else:
            QTest.sendKeyEvent(QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, letter,
                               Qt.KeyboardModifier.NoModifier)


def scroll_to(widget: QWidget) -> None:
    """Scroll every area around ``widget`` until it can be seen."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget, 40, 40)
        parent = parent.parentWidget()
    wait(1)


def _middle(widget: QWidget) -> QPoint:
    area: QRect = widget.rect()
    return area.center()

"""The on-screen keyboard: types into whatever field has the focus, as a physical keyboard would."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui.patient.keyboard.keys import KeyCap
from app.ui.patient.keyboard.layouts import NUMBER_PADS, ROWS, Key, KeyAction, Layout
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.metrics import Metrics

_PAD_KEY = 132
_SWITCHES = {KeyAction.ACCENTS: Layout.ACCENTS, KeyAction.NUMBERS: Layout.NUMBERS}


class OnScreenKeyboard(QWidget):
    """Shown while a field that takes text has the focus and was reached by touch. A real key hides it again."""

    shown_changed = Signal(bool)

    def __init__(self, metrics: Metrics, enabled: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metrics = metrics
        self._enabled = enabled
        self._layout = Layout.LETTERS
        self._home = Layout.LETTERS
        self._shift = False
        self._shift_held = False
        self._caps: list[KeyCap] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(metrics.px(24), 14, metrics.px(24), 14)
        self._rows.setSpacing(8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(say("Keyboard"))
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        if enabled:  # a switched-off keyboard costs no event a detour
            application.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """Four rows of keys."""
        return QSize(600, 4 * self._metrics.px(56) + 3 * 8 + 28)

    def minimumSizeHint(self) -> QSize:
        """The keys stay big enough to hit."""
        return QSize(300, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A bar of its own below the page."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("canvas"))
        painter.fillRect(0, 0, self.width(), 1, color("hairline-2"))

    def changeEvent(self, event: QEvent) -> None:
        """The labels of the keys follow the language of the visit."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.setAccessibleName(say("Keyboard"))
            if self._caps:
                self._caps = []
                self._show_layout(self._layout)

    # --- when it is up ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come up when a field is touched again; go away when somebody types on a real keyboard."""
        kind = event.type()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.spontaneous() and event.text():
            self._set_shown(False)
        elif kind is QEvent.Type.MouseButtonRelease and watched is QApplication.focusWidget() and self._takes_text():
            self._set_shown(self._enabled)
        return False

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        window = self.window()
        if new is None or new.window() is not window:
            return
        if not takes_text(new):
            self._set_shown(False)
            return
        self._home = layout_for(new)
        self._show_layout(self._home)
        self._capital_at_start(new)
        by_touch = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if by_touch or self.isVisible():
            self._set_shown(self._enabled)

    def _takes_text(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus.window() is self.window() and takes_text(focus)

    def _set_shown(self, shown: bool) -> None:
        if shown and not self._caps:
            self._show_layout(self._home)
        if shown == self.isHidden():
            self.setVisible(shown)
            self.shown_changed.emit(shown)

    # --- the keys --------------------------------------------------------------------------------------------------

    def _show_layout(self, layout: Layout) -> None:
        if layout is self._layout and self._caps:
            return
        self._layout = layout
        self._caps = []
        while (item := self._rows.takeAt(0)) is not None:
            row_widget = item.widget()
            if row_widget is not None:
                row_widget.hide()
                row_widget.deleteLater()
        rows = ROWS[layout]
        widest = max(sum(key.span for key in row) for row in rows)
        for number, row in enumerate(rows):
            self._rows.addWidget(self._row(row, widest, number), 1)
        self._refresh()

    def _row(self, keys: tuple[Key, ...], widest: float, number: int) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        if self._layout in NUMBER_PADS:
            self._fill_pad_row(row, line, keys, number)
            return row
        spare = widest - sum(key.span for key in keys)
        line.addStretch(round(spare * 50))
        for key in keys:
            line.addWidget(self._cap(key, row), round(key.span * 100))
        line.addStretch(round(spare * 50))
        return row

    def _fill_pad_row(self, row: QWidget, line: QHBoxLayout, keys: tuple[Key, ...], number: int) -> None:
        """Digits stand in a block in the middle; Next and Done stand right of it on the last two rows."""
        line.addStretch(1)
        for key in keys:
            line.addWidget(self._pad_cap(key, row))
        side = {2: Key(action=KeyAction.NEXT), 3: Key(action=KeyAction.HIDE)}.get(number)
        if side is None:
            line.addSpacing(_PAD_KEY + 8)
        else:
            line.addWidget(self._pad_cap(side, row))
        line.addStretch(1)

    def _pad_cap(self, key: Key, row: QWidget) -> KeyCap:
        cap = self._cap(key, row)
        cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        cap.setFixedWidth(_PAD_KEY)
        return cap

    def _cap(self, key: Key, parent: QWidget) -> KeyCap:
        cap = KeyCap(key, self._metrics, parent)
        cap.clicked.connect(lambda: self._press(cap))
        self._caps.append(cap)
        return cap

    def _press(self, cap: KeyCap) -> None:
        action = cap.key.action
        if action is None:
            self._type(cap.typed)
            if self._shift and not self._shift_held:
                self._set_shift(False)
        elif action is KeyAction.SHIFT:
            self._set_shift(not self._shift or not self._shift_held, held=self._shift and not self._shift_held)
        elif action is KeyAction.BACKSPACE:
            self._send(Qt.Key.Key_Backspace, "")
        elif action is KeyAction.LETTERS:
            self._show_layout(self._home if self._home is Layout.EMAIL else Layout.LETTERS)
        elif action in _SWITCHES:
            self._show_layout(_SWITCHES[action])
        elif action is KeyAction.NEXT:
            self._next_field()
        else:
            self._set_shown(False)

    def _type(self, text: str) -> None:
        for character in text:
            self._send(Qt.Key.Key_Space if character == " " else Qt.Key.Key_unknown, character)

    def _send(self, key: Qt.Key, text: str) -> None:
        """Deliver a key as a keyboard would, so that limits, masks and jumps between fields all apply."""
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not self.window():
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focus, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

    def _next_field(self) -> None:
        """Go to the next field that takes text; when there is none nearby, the keyboard has done its work."""
        start = QApplication.focusWidget()
        step = start.nextInFocusChain() if start is not None else None
        while step is not None and step is not start:
            if takes_text(step) and step.isVisible() and step.isEnabled() and step.window() is self.window():
                step.setFocus(Qt.FocusReason.TabFocusReason)
                return
            step = step.nextInFocusChain()
        self._set_shown(False)

    def _capital_at_start(self, field: QWidget) -> None:
        hints = field.inputMethodHints()
        quiet = Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhHiddenText
        is_empty = isinstance(field, QLineEdit) and not field.text()
        self._set_shift(is_empty and not hints & quiet and self._home is Layout.LETTERS)

    def _set_shift(self, on: bool, held: bool = False) -> None:
        self._shift, self._shift_held = on, held
        self._refresh()

    def _refresh(self) -> None:
        for cap in self._caps:
            cap.set_upper(self._shift, self._shift_held)


def takes_text(widget: QWidget) -> bool:
    """Say whether ``widget`` is typed into."""
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return widget.isEnabled() and not widget.isReadOnly()
    return isinstance(widget, QComboBox) and widget.isEditable()


def layout_for(field: QWidget) -> Layout:
    """Choose the keys by the field's input method hints."""
    hints = field.inputMethodHints()
    if hints & Qt.InputMethodHint.ImhEmailCharactersOnly:
        return Layout.EMAIL
    if hints & Qt.InputMethodHint.ImhDialableCharactersOnly:
        return Layout.PHONE
    if hints & (Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhFormattedNumbersOnly):
        return Layout.DIGITS
    return Layout.LETTERS

"""Fields: label above, control, then a hint or what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core.text import MAX_FIELD, clean
from app.ui.announce import announce
from app.ui.widgets.button import IconButton
from app.ui.widgets.edit import FieldState, LineEdit, restyle
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import STAFF, Metrics
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

_CUT = f"Only the first {MAX_FIELD:,} characters fit here. Check the end of the text."


class Field(QWidget):
    """Label, control and message. An error is shown until the content changes."""

    changed = Signal()
    left = Signal()  # the person went on to something else: the moment to check

    def __init__(self, label: str, control: QWidget, metrics: Metrics = STAFF, *, hint: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.metrics = metrics
        self._control = control
        self._hint = hint
        self._error = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(6))
        self._title = TextLabel(label, metrics.label, parent=self)  # shown without a parent it would flash as a window
        self._title.setVisible(bool(label))
        self._title.setBuddy(control)
        self._message = FieldMessage(metrics)
        column.addWidget(self._title)
        column.addWidget(control)
        column.addWidget(self._message)
        if control.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Fixed:
            column.addStretch()  # beside a taller field the control stays under its label
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setFocusProxy(control)
        control.setAccessibleName(label)
        self._show_message()

    @property
    def error(self) -> str:
        """What is wrong, or empty."""
        return self._error

    def set_error(self, sentence: str) -> None:
        """Say what is wrong and what to do; empty takes it back."""
        if sentence == self._error:
            return
        self._error = sentence
        self._show_message()
        if sentence:
            announce(self, sentence, urgent=True)

    def set_hint(self, hint: str) -> None:
        """Change the line shown while nothing is wrong."""
        self._hint = hint
        self._show_message()

    def set_label(self, label: str) -> None:
        """Change the label and with it the accessible name."""
        self.label = label
        self._title.setText(label)
        self._title.setVisible(bool(label))
        self._control.setAccessibleName(label)

    def _show_message(self) -> None:
        self._message.show_text(self._error or self._hint, wrong=bool(self._error))
        self._control.setAccessibleDescription(self._error or self._hint)
        self._show_state(FieldState.ERROR if self._error else FieldState.NORMAL)

    def _show_state(self, state: FieldState) -> None:
        restyle(self._control, "state", state.value)

    def _on_changed(self) -> None:
        self.set_error("")
        self.changed.emit()


class LineField(Field):
    """One line of text."""

    submitted = Signal()

    def __init__(self, label: str, metrics: Metrics = STAFF, *, hint: str = "", placeholder: str = "", text: str = "",
                 parent: QWidget | None = None) -> None:
        self.edit = LineEdit(label, metrics)
        super().__init__(label, self.edit, metrics, hint=hint, parent=parent)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setText(text)
        self.edit.textChanged.connect(lambda _text: self._on_changed())
        self.edit.inputRejected.connect(self._say_cut, Qt.ConnectionType.QueuedConnection)  # after the change itself
        self.edit.editingFinished.connect(self.left)
        self.edit.returnPressed.connect(self.submitted)
        self._lock_icon: Icon | None = None

    def text(self) -> str:
        """Return what was typed, cleaned (NFC, no control characters) and without spaces at the ends."""
        return clean(self.edit.text()).strip()

    def set_text(self, text: str) -> None:
        """Replace the content."""
        self.edit.setText(text)

    def _say_cut(self) -> None:
        """What does not fit is not taken in, and never without a word."""
        if len(self.edit.text()) >= MAX_FIELD:
            self.set_error(_CUT)

    def set_icon(self, icon: str) -> None:
        """Put an icon before the text (a search field's magnifier)."""
        picture = Icon(icon, self.metrics.icon, "ink-2", parent=self.edit)
        picture.move(13, (self.metrics.field_height - self.metrics.icon) // 2)
        self.edit.setTextMargins(self.metrics.icon + 9, 0, 0, 0)

    def set_locked(self, locked: bool) -> None:
        """Make the field readable and copyable only; a lock stands before the text."""
        if locked and self._lock_icon is None:
            self._lock_icon = Icon("lock", self.metrics.icon, "ink-3", parent=self.edit)
            self._lock_icon.move(12, (self.metrics.field_height - self.metrics.icon) // 2)
        if self._lock_icon is not None:
            self._lock_icon.setVisible(locked)
        self.edit.setTextMargins(self.metrics.icon + 8 if locked else 0, 0, 0, 0)
        self.edit.set_state(FieldState.LOCKED if locked else FieldState.NORMAL)

    def _show_state(self, state: FieldState) -> None:
        if not (self.edit.isReadOnly() and state is FieldState.NORMAL):
            super()._show_state(state)


class PasswordField(LineField):
    """A secret with a button that shows it. The content is never trimmed."""

    def __init__(self, label: str, metrics: Metrics = STAFF, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(label, metrics, hint=hint, parent=parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
                                      | Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhSensitiveData)
        side = min(36, metrics.field_height - 8)
        self.edit.setTextMargins(0, 0, side, 0)
        self._eye = IconButton("eye", "Show password", side, round(metrics.icon * 1.05), parent=self.edit)
        inside = QHBoxLayout(self.edit)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.addStretch()
        inside.addWidget(self._eye)
        self._eye.clicked.connect(self._toggle)

    def text(self) -> str:
        """Return the secret exactly as typed."""
        return self.edit.text()

    def clear_secret(self) -> None:
        """Empty the field after a refusal, keep the error that says why, and hide the characters again."""
        self.edit.blockSignals(True)
        self.edit.clear()
        self.edit.blockSignals(False)
        self._set_shown(False)

    def _toggle(self) -> None:
        self._set_shown(self.edit.echoMode() is QLineEdit.EchoMode.Password)

    def _set_shown(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye-off" if shown else "eye")
        self._eye.set_name("Hide password" if shown else "Show password")


class _Choice(QComboBox):
    """A combo box that neither the mouse wheel nor an arrow key changes by accident: arrows and Enter open the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list, in which Enter then chooses; other keys as ever."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.showPopup()
            return
        super().keyPressEvent(event)

    def showPopup(self) -> None:
        """Open the list on the choice, or on the first row, so that the next arrow moves from what is seen."""
        super().showPopup()
        if self.currentIndex() < 0 and self.count():
            self.view().setCurrentIndex(self.model().index(0, self.modelColumn()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class ChoiceField(Field):
    """One of a list of options, each a value and the words for it."""

    def __init__(self, label: str, options: Sequence[tuple[str, str]], metrics: Metrics = STAFF, *, hint: str = "",
                 placeholder: str = "", parent: QWidget | None = None) -> None:
        self.combo = _Choice()
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setFont(metrics.field_text.font())
        super().__init__(label, self.combo, metrics, hint=hint, parent=parent)
        view = QListView()  # the only view whose rows the style sheet can make taller
        view.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.combo.setView(view)
        view.setFont(metrics.field_text.font())
        self.combo.setFixedHeight(metrics.field_height)
        self.combo.setProperty("size", "kiosk" if metrics.kiosk else "staff")
        self.combo.setMaxVisibleItems(12)
        self.combo.setMinimumContentsLength(1)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setPlaceholderText(placeholder or None)  # type: ignore[arg-type]  # None means no placeholder
        self.set_options(options)
        if placeholder:
            self.combo.setCurrentIndex(-1)
        self.combo.currentIndexChanged.connect(lambda _index: self._on_changed())

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace the list; keeps the choice when its value is still there."""
        kept = self.value()
        self.combo.blockSignals(True)
        self.combo.clear()
        for value, words in options:
            self.combo.addItem(words, value)
        self.combo.blockSignals(False)
        if kept:
            self.set_value(kept)

    def value(self) -> str:
        """Return the chosen value, or empty."""
        return str(self.combo.currentData() or "")

    def set_value(self, value: str) -> None:
        """Choose ``value``; unknown values choose nothing."""
        self.combo.setCurrentIndex(self.combo.findData(value))


class _PlainEdit(QPlainTextEdit):
    """Several lines of plain text that tell when the person leaves, and when not all of a paste fits."""

    left = Signal()
    shortened = Signal()

    _height = 0

    def set_lines(self, lines: int, metrics: Metrics) -> None:
        """Be as high as ``lines`` lines."""
        line = max(metrics.field_text.line, QFontMetricsF(metrics.field_text.font()).lineSpacing())
        self._height = round(line * lines + metrics.px(18))
        self.setMinimumHeight(self._height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Return the height asked for; the width is the column's."""
        return QSize(240, self._height)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take in as much of a paste as fits; a megabyte would hold the window up."""
        room = MAX_FIELD - len(self.toPlainText()) + len(self.textCursor().selectedText())
        self.textCursor().insertText(source.text()[:max(room, 0)])
        if len(source.text()) > room:
            self.shortened.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the person went on."""
        super().focusOutEvent(event)
        self.left.emit()


class TextField(Field):
    """Several lines of text. Tab moves on."""

    def __init__(self, label: str, metrics: Metrics = STAFF, *, hint: str = "", placeholder: str = "", text: str = "",
                 lines: int = 3, parent: QWidget | None = None) -> None:
        self.edit = _PlainEdit()
        self.edit.setFont(metrics.field_text.font())  # before the first style: a later change of state keeps it then
        super().__init__(label, self.edit, metrics, hint=hint, parent=parent)
        self.edit.setTabChangesFocus(True)
        self.edit.setAcceptDrops(False)
        self.edit.setProperty("size", "kiosk" if metrics.kiosk else "staff")
        self.edit.setPlaceholderText(placeholder)
        self.edit.setPlainText(text)
        self.edit.document().setDocumentMargin(metrics.px(8))
        if metrics.kiosk:
            self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.edit.set_lines(lines, metrics)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.shortened.connect(lambda: self.set_error(_CUT))
        self.edit.left.connect(self.left)

    def text(self) -> str:
        """Return what was typed, cleaned and without spaces at the ends."""
        return clean(self.edit.toPlainText()).strip()

    def set_text(self, text: str) -> None:
        """Replace the content."""
        self.edit.setPlainText(text)

"""When somebody cannot sign in: what helps, unlocking with a recovery code, and the recovery key."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.entry.page import EntryPage
from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.field import LineField, TextField
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.metrics import ENTRY
from app.ui.widgets.wrapping import wrapped, wrapped_height


class WayRow(QPushButton):
    """A way out: icon, what to do, when it helps."""

    def __init__(self, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._title, self._text = icon, title, text
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        set_ring(self, 12)

    def sizeHint(self) -> QSize:
        """Return the height at the form's width."""
        return QSize(400, self.heightForWidth(416))

    def minimumSizeHint(self) -> QSize:
        """The text wraps; it is not cut."""
        return QSize(240, 60)

    def heightForWidth(self, width: int) -> int:
        """Return the height of title and text at ``width``."""
        return round(28 + Staff.NAME.line + wrapped_height(self._text, Staff.DETAIL, width - 98))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("hairline-2"), 1))
        painter.setBrush(color("press" if self.isDown() else "hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        icons.paint(painter, self._icon, QRectF(16, 15, 20, 20), color("accent-text"))
        room = self.width() - 98
        wrapped(painter, self._title, Staff.NAME, QPointF(50, 14), width=room, ink=color("ink"))
        corner = QPointF(50, 14 + Staff.NAME.line)
        wrapped(painter, self._text, Staff.DETAIL, corner, width=room, ink=color("ink-2"))
        side = QRectF(self.width() - 34, self.height() / 2 - 9, 18, 18)
        icons.paint(painter, "chevron-right", side, color("ink-3"))


class HelpPage(EntryPage):
    """Three ways back in, least drastic first."""

    unlock_wanted = Signal()
    recovery_key_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("I can’t sign in", "Forgot your password, or lost your phone? Another administrator can "
                         "reset it in Settings, Staff.", back=True, parent=parent)
        ways = (
            ("unlock", "My account is locked", "After ten tries an account locks. One of your recovery codes opens it.",
             self.unlock_wanted),
            ("key", "Nobody can sign in", "Use the clinic’s recovery key, the printed one from the safe.",
             self.recovery_key_wanted),
            ("history", "Restore from a backup", "For a new or repaired computer. Needs the recovery key as well.",
             self.restore_wanted),
        )
        self.rows = tuple(WayRow(icon, title, text) for icon, title, text, _ in ways)
        for row, (_, _, _, wanted) in zip(self.rows, ways, strict=True):
            row.clicked.connect(wanted)
            self.column.addWidget(row)
            self.column.addSpacing(10)


class UnlockPage(EntryPage):
    """Lift the lock after ten failures with a recovery code."""

    submitted = Signal(str, str)  # user name, code

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open a locked account", "Enter your user name and one of your ten recovery codes. The code "
                         "is used up by this.", back=True, parent=parent)
        self.user_name = LineField("User name", ENTRY)
        self.code = LineField("Recovery code", ENTRY)
        self.column.addWidget(self.user_name)
        self.column.addSpacing(18)
        self.column.addWidget(self.code)
        self.column.addSpacing(22)
        self.button = self.add_primary("Open the account")
        self.button.activated.connect(self._submit)
        self.code.submitted.connect(self.button.click)
        self.user_name.submitted.connect(self.code.setFocus)

    def begin(self, user_name: str) -> None:
        """Start with the name that was chosen before."""
        self.user_name.set_text(user_name)
        self.code.set_text("")
        self.show_trouble(None)

    def show_refusal(self, sentence: str) -> None:
        """Say why it did not work."""
        self.code.set_error(sentence)
        self.code.setFocus()

    def _submit(self) -> None:
        if not self.user_name.text():
            self.user_name.set_error("Enter your user name")
        if not self.code.text():
            self.code.set_error("Enter a recovery code")
        if self.user_name.text() and self.code.text():
            self.submitted.emit(self.user_name.text(), self.code.text())


class RecoveryKeyPage(EntryPage):
    """Open the records with the clinic's recovery key and say why."""

    submitted = Signal(str, str)  # key as typed, reason

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Use the recovery key", "It opens the records without an account, so that you can reset one.",
                         back=True, parent=parent)
        self.key = KeyField()
        self.reason = TextField("Why you need it", ENTRY, hint="This is kept in the audit log.", lines=2)
        self.column.addWidget(self.key)
        self.column.addSpacing(18)
        self.column.addWidget(self.reason)
        self.column.addSpacing(18)
        self.column.addWidget(Banner(Tone.WARNING, "This is recorded", "Afterwards the app asks for a new recovery "
                                     "key. The old paper then opens only old backups."))
        self.column.addSpacing(22)
        self.button = self.add_primary("Open the records")
        self.button.activated.connect(self._submit)
        self.key.submitted.connect(self.button.click)

    def begin(self) -> None:
        """Start with empty fields."""
        self.key.set_text("")
        self.reason.set_text("")
        self.show_trouble(None)

    def _submit(self) -> None:
        fine = self.key.check()
        if not self.reason.text():
            self.reason.set_error("Write why, in a few words")
            if fine:
                self.reason.setFocus()
        elif fine:
            self.submitted.emit(self.key.text(), self.reason.text())


class KeyField(LineField):
    """Nine groups of four characters; typed or pasted, shown in groups."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Recovery key", ENTRY, hint="Nine groups of four letters and digits. Spaces and dashes don’t "
                         "matter.", parent=parent)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
                                      | Qt.InputMethodHint.ImhPreferUppercase)
        self.edit.setFont(Staff.BODY.digits().font())
        self.edit.textEdited.connect(self._group)

    def check(self) -> bool:
        """Say whether all 36 characters are there; if not, say so under the field and go there."""
        count = len(_letters(self.text()))
        if count == 36:
            return True
        self.set_error("Enter all nine groups" if not count else f"That is {count} of 36 characters. Check the groups")
        self.setFocus()
        return False

    def _group(self, typed: str) -> None:
        if self.edit.cursorPosition() != len(typed):
            return  # correcting in the middle: leave the text alone
        letters = _letters(typed)[:36]
        grouped = " ".join(letters[at:at + 4] for at in range(0, len(letters), 4))
        if grouped != typed.rstrip():
            self.edit.setText(grouped)


def _letters(typed: str) -> str:
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())

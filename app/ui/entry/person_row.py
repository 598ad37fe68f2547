"""A name on the sign-in window: avatar, name, job title, a check when chosen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.text import initials
from app.services.views.people import PersonTile
from app.ui import icons
from app.ui.fonts import Staff, TextStyle
from app.ui.theme import color
from app.ui.widgets.avatar import draw_avatar

_HEIGHT = 56
_GAP = 4
_MOST_SHOWN = 6


class PersonRow(QRadioButton):
    """One person."""

    def __init__(self, person: PersonTile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = person
        self.setText(person.display_name.replace("&", "&&"))
        self.setAccessibleName(person.display_name)
        self.setAccessibleDescription(person.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, like Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole row is the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return the row's fixed height."""
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Names are elided, rows are not."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.setPen(QPen(color("accent"), 2) if chosen else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(color("accent-tint" if chosen else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)
        if self.hasFocus():  # inside the row: the list would cut a ring around it
            painter.setPen(QPen(color("focus"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 12, 12)
        draw_avatar(painter, QRectF(14, 10, 36, 36), initials(self.person.display_name))
        room = self.width() - 62 - 52
        name_style = Staff.BODY.weighted(600 if chosen else 500)
        _line(painter, self.person.display_name, name_style, QRectF(62, 8, room, 22), "ink")
        _line(painter, self.person.title, Staff.DETAIL, QRectF(62, 28, room, 20), "ink-2" if chosen else "ink-3")
        if chosen:
            icons.paint(painter, "check", QRectF(self.width() - 36, 17, 22, 22), color("accent"))


class PeopleList(QScrollArea):
    """Everybody who may sign in here; more than six scroll."""

    chosen = Signal(object)  # PersonTile

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Who is signing in")
        self.viewport().setAutoFillBackground(False)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(lambda row: self.chosen.emit(row.person))
        self._rows: list[PersonRow] = []

    def show_people(self, people: tuple[PersonTile, ...], chosen: str = "") -> None:
        """List ``people``; ``chosen`` is the user name to select, else the first."""
        for old in self._rows:
            self._group.removeButton(old)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        self._rows = [PersonRow(person) for person in people]
        for row in self._rows:
            self._group.addButton(row)
            column.addWidget(row)
        self.setWidget(content)
        content.setAutoFillBackground(False)  # the page behind shows through
        shown = min(len(people), _MOST_SHOWN)
        self.setFixedHeight(max(0, shown * (_HEIGHT + _GAP) - _GAP))
        if self._rows:
            wanted = next((row for row in self._rows if row.person.user_name == chosen), self._rows[0])
            wanted.setChecked(True)
            for row in self._rows:  # Tab stops at who is chosen, from both sides
                row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if row is wanted else Qt.FocusPolicy.ClickFocus)
            self.setFocusProxy(wanted)

    def person(self) -> PersonTile | None:
        """Return who is chosen."""
        return next((row.person for row in self._rows if row.isChecked()), None)


def _line(painter: QPainter, words: str, style: TextStyle, box: QRectF, ink: str) -> None:
    made = style.font()
    metrics = QFontMetricsF(made)
    painter.setFont(made)
    painter.setPen(color(ink))
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(QPointF(box.left(), box.center().y() + metrics.capHeight() / 2), shown)

"""The list of promises and the contents beside it: one stop of the Tab key each, arrows within."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.views.promises import PromiseRow
from app.ui.fonts import Staff
from app.ui.staff.privacy.promise_lines import Chapter, Line, LineKind, lines
from app.ui.staff.privacy.promise_painter import PromisePainter
from app.ui.theme import color
from app.ui.widgets.wrapping import wrapped, wrapped_height

_Index = QModelIndex | QPersistentModelIndex
_CONTENTS_WIDTH = 268
_CONTENTS_PAD = 12.0
_COUNT_ROOM = 40.0


class _Lines(QAbstractListModel):
    """Words for screen readers, and which lines can be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def show(self, made: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = tuple(made)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Any: Qt's variant
        if index.isValid() and role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.lines[index.row()].spoken
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].row is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class PromiseList(QListView):
    """Every promise; Enter or a click on one with a place emits ``opened`` with that place."""

    opened = Signal(str)
    reached = Signal(str)  # the part that is at the top of the list

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Lines(self)
        self.setModel(self._model)
        self._painter = PromisePainter(self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("Promises of the privacy policy")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # its room is outside of the cards
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._tell_part)
        self.verticalScrollBar().setSingleStep(24)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def show_rows(self, rows: Sequence[PromiseRow]) -> None:
        """Replace all lines."""
        self._painter.forget()
        self._model.show(lines(rows))
        self.scrollToTop()

    def lines(self) -> tuple[Line, ...]:
        """Return the lines shown."""
        return self._model.lines

    def line(self, row: int) -> Line:
        """Return one line, for the delegate: Python objects do not travel through Qt's variants."""
        return self._model.lines[row]

    def go_to(self, part: str) -> None:
        """Bring the chapter ``part`` to the top."""
        for number, line in enumerate(self._model.lines):
            if line.kind is LineKind.PART and line.text == part:
                self.scrollTo(self._model.index(number), QAbstractItemView.ScrollHint.PositionAtTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure every line at the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _open(self, index: QModelIndex) -> None:
        row = self._model.lines[index.row()].row if index.isValid() else None
        if row is not None and row.place:
            self.opened.emit(row.place)

    def _tell_part(self) -> None:
        top = self.indexAt(self.viewport().rect().topLeft())
        for number in range(top.row(), -1, -1):
            if self._model.lines[number].kind is LineKind.PART:
                self.reached.emit(self._model.lines[number].text)
                return


class _ChapterPainter(QStyledItemDelegate):
    """Words at the left, how many need attention at the right; a tint where the list is."""

    def __init__(self, view: ContentsList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of the words."""
        width = self._view.viewport().width()
        words = wrapped_height(self._view.chapters[index.row()].part, Staff.DETAIL, width - 2 * _CONTENTS_PAD
                               - _COUNT_ROOM)
        return QSize(width, round(words) + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one chapter."""
        chapter, box = self._view.chapters[index.row()], QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, box, option, selected)
        style = Staff.DETAIL.weighted(600 if selected else 400)
        wrapped(painter, chapter.part, style, QPointF(box.left() + _CONTENTS_PAD, box.top() + 8),
                width=box.width() - 2 * _CONTENTS_PAD - _COUNT_ROOM, ink=color("ink" if selected else "ink-2"))
        if chapter.attention:
            self._draw_count(painter, box, str(chapter.attention))
        painter.restore()

    def _draw_count(self, painter: QPainter, box: QRectF, count: str) -> None:
        made = Staff.DETAIL.digits().weighted(600).font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("warning-text"))
        painter.drawText(QPointF(box.right() - _CONTENTS_PAD - metrics.horizontalAdvance(count),
                                 box.top() + 8 + Staff.DETAIL.line / 2 + metrics.capHeight() / 2), count)

    def _draw_ground(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, selected: bool) -> None:
        ground = "accent-tint" if selected else "hover" if option.state & QStyle.StateFlag.State_MouseOver else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(ground))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 8, 8)
        if selected and self._view.hasFocus():
            painter.setPen(QPen(color("focus"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1.5, 2.5, -1.5, -2.5), 8, 8)


class ContentsList(QListView):
    """The chapters of the policy; choosing one emits ``chosen`` with its name."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chapters: tuple[Chapter, ...] = ()
        self._model = _Chapters(self)
        self.setModel(self._model)
        self.setItemDelegate(_ChapterPainter(self))
        self.setAccessibleName("Chapters of the policy")
        self.setFixedWidth(_CONTENTS_WIDTH)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self._follows = False
        self.selectionModel().currentChanged.connect(self._tell)

    def show_chapters(self, made: Sequence[Chapter]) -> None:
        """Replace all chapters; the first one is chosen."""
        self._follows = True
        self.chapters = tuple(made)
        self._model.show()
        self._follows = False
        if made:
            self.follow(made[0].part)

    def follow(self, part: str) -> None:
        """Mark ``part`` as the one the list is at, without telling it to go there."""
        found = next((number for number, chapter in enumerate(self.chapters) if chapter.part == part), -1)
        if found >= 0 and found != self.currentIndex().row():
            self._follows = True
            self.setCurrentIndex(self._model.index(found))
            self._follows = False

    def _tell(self, now: QModelIndex) -> None:
        if now.isValid() and not self._follows:
            self.chosen.emit(self.chapters[now.row()].part)


class _Chapters(QAbstractListModel):
    """Words for screen readers."""

    def __init__(self, view: ContentsList) -> None:
        super().__init__(view)
        self._view = view

    def show(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._view.chapters)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Any: Qt's variant
        if not index.isValid() or role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        chapter = self._view.chapters[index.row()]
        return f"{chapter.part}, {chapter.attention} of {chapter.promises} need attention"

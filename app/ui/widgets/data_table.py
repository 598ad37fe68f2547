"""Tables: a QTableView whose rows are painted by a delegate, from plain cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.fonts import Staff
from app.ui.widgets.banner import Tone
from app.ui.widgets.row_painter import HEAD_HEIGHT, RowPainter

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Chip:
    """A status chip inside a cell."""

    text: str
    tone: Tone
    icon: str


@dataclass(frozen=True)
class Ring:
    """How much of a period is used (0 to 1), in a color token, before the words of a cell."""

    used: float
    color: str = "accent"


@dataclass(frozen=True)
class Cell:
    """What one cell shows: an avatar or icon, a first line, a quiet second line, a chip.

    ``strong`` names the row, ``soft`` says more about it, ``quiet`` is there for whoever looks for it. ``wraps`` lets
    the first line go on in a second one of the same kind; ``at_end`` moves a text alone to the right edge. ``action``
    is what opening the row does, drawn like a button there.
    """

    text: str = ""
    second: str = ""
    strong: bool = False
    soft: bool = False
    quiet: bool = False
    tabular: bool = False
    avatar: str = ""
    icon: str = ""
    tone: Tone | None = None
    chip: Chip | None = None
    ring: Ring | None = None
    wraps: bool = False
    at_end: bool = False
    action: str = ""

    @property
    def spoken(self) -> str:
        """The cell for screen readers."""
        return ". ".join(part for part in (self.text, self.second, self.chip.text if self.chip else "", self.action)
                         if part)


@dataclass(frozen=True)
class Column:
    """A column: fixed ``width`` in pixels, or 0 to share what is left by ``stretch``.

    ``wide_only`` is the width of the table, in pixels, below which the column is left out for the others.
    """

    title: str
    width: int = 0
    stretch: int = 1
    wide_only: int = 0


@dataclass(frozen=True)
class Row:
    """A row with the key ``opened`` carries; ``tone`` fills it (denied audit rows are danger)."""

    key: str
    cells: tuple[Cell, ...] = field(default=())
    tone: Tone | None = None


class _Model(QAbstractTableModel):
    """Gives the cells to the delegate and their words to screen readers."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell; rows may leave their last cells out."""
        cells = self.rows[row].cells
        return cells[column] if column < len(cells) else Cell()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Any: Qt's variant
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return cell.spoken
        return None

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Any: Qt's variant
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.FontRole:
            return Staff.SMALL.weighted(600).font()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class DataTable(QTableView):
    """Head 40, rows 48 to 72. Enter or a double click opens a row; a single click selects it."""

    opened = Signal(str)
    selected = Signal(str)

    def __init__(self, name: str, columns: Sequence[Column], row_height: int = 56, *, tall_height: int = 0,
                 one_click: bool = False, parent: QWidget | None = None) -> None:
        """``tall_height`` is for rows with a second line; with ``one_click`` a single click opens."""
        super().__init__(parent)
        self._row_height, self._tall_height = row_height, tall_height
        self._model = _Model(columns, self)
        self.setModel(self._model)
        self.setAccessibleName(name)
        self._painter = RowPainter(self)
        self.setItemDelegate(self._painter)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        self._set_up_head(columns)
        (self.clicked if one_click else self.doubleClicked).connect(self._open)
        if one_click:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self._painter.hovered = -1
        self._model.show(rows)
        for number, row in enumerate(rows):
            if self._tall_height and any(cell.second for cell in row.cells):
                self.setRowHeight(number, self._tall_height)
        self.updateGeometry()

    def rows(self) -> tuple[Row, ...]:
        """Return the rows shown."""
        return self._model.rows

    def select(self, key: str) -> None:
        """Select the row with ``key``, if it is shown."""
        for number, row in enumerate(self._model.rows):
            if row.key == key:
                self.selectRow(number)

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell, for the delegate: Python objects do not travel through Qt's variants."""
        return self._model.cell(row, column)

    def tone_of(self, number: int) -> Tone | None:
        """Return the tone of row ``number``, for the delegate."""
        return self._model.rows[number].tone

    def content_height(self) -> int:
        """Return the height of head and rows, for tables that grow with their content."""
        return HEAD_HEIGHT + self.verticalHeader().length()

    def sizeHint(self) -> QSize:
        """Return a height that shows every row."""
        return QSize(super().sizeHint().width(), self.content_height())

    def minimumSizeHint(self) -> QSize:
        """Return a height that shows two rows; the others scroll."""
        return QSize(240, min(self.content_height(), HEAD_HEIGHT + 2 * self._row_height))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab selects a row, so that Enter has something to open."""
        super().focusInEvent(event)
        by_key = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if by_key and self._model.rows and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def keyPressEvent(self, event: Any) -> None:  # Any: PySide passes QKeyEvent; the stub of the base differs
        """Enter opens the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _set_up_head(self, columns: Sequence[Column]) -> None:
        head = self.horizontalHeader()
        head.setFixedHeight(HEAD_HEIGHT)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(40)
        for number, column in enumerate(columns):
            head.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(number, column.width or head.minimumSectionSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share what the fixed columns leave among the others."""
        super().resizeEvent(event)
        columns, width = self._model.columns, self.viewport().width()
        shares = sum(column.stretch for column in columns if not column.width)
        left = width - sum(column.width for column in columns if width >= column.wide_only)
        for number, column in enumerate(columns):
            self.setColumnHidden(number, width < column.wide_only)
            if not column.width and shares:
                share = max(self.horizontalHeader().minimumSectionSize(), left * column.stretch // shares)
                last = not any(other.width == 0 for other in columns[number + 1:])
                self.setColumnWidth(number, max(share, left) if last else share)
                left, shares = left - share, shares - column.stretch

    def _open(self, index: _Index) -> None:
        self.opened.emit(self._model.rows[index.row()].key)

    def _tell(self, index: _Index) -> None:
        if index.isValid():
            self.selected.emit(self._model.rows[index.row()].key)

"""One page of a form on the screen: builds only what is shown, opens follow-ups in place, checks when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.forms import Answer, Change, Code, FormSession, Issue, ItemState, ItemType, Level, Page
from app.ui.fonts import Kiosk
from app.ui.form_widgets.base import FormWidget, question_text
from app.ui.form_widgets.follow_up import FollowUpPanel
from app.ui.form_widgets.heading import PageHeading, heading
from app.ui.form_widgets.look import FieldLook, Place
from app.ui.form_widgets.plan import Block, plan
from app.ui.form_widgets.registry import make
from app.ui.form_widgets.rows import RowsWidget
from app.ui.widgets.text import TextLabel


class FormPage(QWidget):
    """The questions of ``page``. Every edit goes to ``session`` at once; ``edited`` follows, the moment to save."""

    edited = Signal()
    grown = Signal(QWidget)  # a follow-up opened: what to bring into view
    rebuilt = Signal()

    def __init__(self, session: FormSession, page: Page, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._page, self._look = session, page, look
        self._widgets: dict[str, FormWidget] = {}
        self._headings: dict[str, TextLabel] = {}
        self._panels: dict[tuple[str, int | None], FollowUpPanel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._host = QWidget()
        column.addWidget(self._host)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._build()

    @property
    def heading(self) -> PageHeading:
        """What the page is called."""
        return self._heading

    def widget(self, key: str) -> FormWidget | None:
        """Return the widget of ``key``, or None while it is not shown."""
        return self._widgets.get(key)

    def widgets(self) -> Iterable[FormWidget]:
        """Return every widget built so far."""
        return self._widgets.values()

    def check(self) -> tuple[Issue, ...]:
        """Show what is wrong at each field and return it, in form order."""
        found = tuple(issue for issue in self._session.issues(self._page) if issue.level is Level.ERROR)
        first: dict[str, str] = {}
        for issue in found:
            first.setdefault(issue.key, issue.message)
        for key, widget in self._widgets.items():
            widget.show_issue(first.get(key, ""))
        return found

    def focus_key(self, key: str) -> QWidget | None:
        """Put the focus on the field ``key`` and return the widget to bring into view."""
        widget = self._widgets.get(key)
        if widget is None:
            return None
        widget.first_control().setFocus(Qt.FocusReason.OtherFocusReason)
        return widget

    # --- building --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._states = {state.key: state for state in self._session.page_items(self._page, all_items=True)}
        self._roots = plan(tuple(self._states.values()))
        self._openers: dict[str, Block] = {below.key: block for root in self._roots for block in root.walk()
                                           for below in block.follow_ups}
        self._heading = heading(self._session, self._page, self._roots, self._states, self._look.language)
        self._grid = QGridLayout(self._host)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(self._look.metrics.px(16))
        self._grid.setVerticalSpacing(self._look.metrics.px(12 if self._is_list() else 22))
        self._arrange()

    def _is_list(self) -> bool:
        """A page of nothing but yes-or-no cards stands closer together."""
        asked = [block for block in self._roots if block.key not in self._heading.in_lead]
        return all(block.item.type is ItemType.BOOLEAN for block in asked[:-1])

    def _rebuild(self) -> None:
        """Start over after a row came or went: old widgets are destroyed, not emptied."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        old, self._host = self._host, QWidget()
        column.replaceWidget(old, self._host)
        old.hide()
        old.deleteLater()
        self._widgets, self._headings, self._panels = {}, {}, {}
        self._build()
        self._host.show()
        self.rebuilt.emit()

    def _arrange(self) -> None:
        """Put every shown root into the grid, two short fields side by side on a wide page."""
        roots = [block for block in self._roots if block.key not in self._heading.in_lead]
        _fill_grid(self._grid, list(self._cells(roots)), self._look.columns)

    def _cells(self, blocks: Iterable[Block]) -> Iterator[QWidget]:
        for block in blocks:
            if not self._states[block.key].shown:
                self._hide(block)
                continue
            if block.item.is_group and not block.item.has_rows:
                if block.item.text:
                    yield self._group_heading(block)
                yield from self._cells(block.members)
                continue
            yield self._shown(block)

    def _shown(self, block: Block) -> FormWidget:
        """Return the widget of a shown block, made now if need be, with its follow-ups open."""
        widget = self._widgets.get(block.key)
        if widget is None:
            widget = self._make(block)
        widget.setVisible(True)
        for below in block.follow_ups:
            self._follow_up(widget, block, below)
        return widget

    def _make(self, block: Block) -> FormWidget:
        state = self._states[block.key]
        place = Place.FOLLOW_UP if block.key in self._openers else Place.LISTED
        place = Place.ALONE if block.key == self._heading.alone else place
        widget = make(state, self._look.placed(place))
        widget.setParent(self._host)  # without a parent it would be a window of its own for a moment
        self._widgets[block.key] = widget
        widget.answers_set.connect(self._set_answers)
        widget.option_toggled.connect(self._choose)
        widget.typed.connect(self._set_raw)
        widget.left.connect(self._left)
        widget.row_added.connect(self._add_row)
        widget.row_removed.connect(self._remove_row)
        if isinstance(widget, RowsWidget):
            for row in block.members:
                card = widget.add_card(self._states[row.key])
                fields = [row] if row.item.is_question else row.members
                _fill_grid(card.fields, list(self._cells(fields)), self._look.columns)
        return widget

    def _group_heading(self, block: Block) -> TextLabel:
        label = self._headings.get(block.key)
        if label is None:
            style = Kiosk.SECTION.scaled(self._look.metrics.scale)
            label = self._headings[block.key] = TextLabel(question_text(block.item, self._look.language), style,
                                                           parent=self._host)
        label.setVisible(True)
        return label

    def _hide(self, block: Block) -> None:
        for inner in block.walk():
            for made in (self._widgets.get(inner.key), self._headings.get(inner.key)):
                if made is not None:
                    made.setVisible(False)

    # --- follow-ups ------------------------------------------------------------------------------------------------

    def _follow_up(self, opener: FormWidget, parent: Block, block: Block) -> None:
        """Show or hide ``block`` in the panel under its answer."""
        place = (parent.key, block.anchor)
        if self._states[block.key].shown:
            panel = self._panels.get(place)
            if panel is None:
                panel = FollowUpPanel(self._look, lambda: opener.notch_x(block.anchor))
                panel.hide()
                self._panels[place] = panel
                opener.put_follow_up(panel, block.anchor)
            for cell in self._cells([block]):
                if panel.body.indexOf(cell) < 0:
                    panel.body.insertWidget(_position(panel, self._order(cell)), cell)
                    cell.setProperty("order", self._order(cell))
            if panel.isHidden():
                panel.open()
                self.grown.emit(panel)
            return
        self._hide(block)
        panel = self._panels.get(place)
        siblings = [each for each in parent.follow_ups if each.anchor == block.anchor]
        if panel is not None and not any(self._states[each.key].shown for each in siblings):
            panel.close_panel()

    def _order(self, cell: QWidget) -> int:
        keys = list(self._states)
        return keys.index(cell.key) if isinstance(cell, FormWidget) else 0

    # --- edits -----------------------------------------------------------------------------------------------------

    def _set_answers(self, key: str, answers: tuple[Answer, ...]) -> None:
        self._apply(key, self._session.set_answers(key, answers))

    def _choose(self, key: str, answer: Answer, chosen: bool) -> None:
        self._apply(key, self._session.choose(key, answer, chosen))

    def _set_raw(self, key: str, text: str) -> None:
        self._apply(key, self._session.set_raw(key, text))

    def _apply(self, key: str, change: Change) -> None:
        """Show what an edit changed: only the fields it touched are looked at again."""
        touched = {key, *change.toggled, *change.calculated}
        touched |= {issue_key for issue_key in change.revalidated if self._has_issue(issue_key)}
        here = [each for each in touched if each in self._states]
        for each in here:
            self._states[each] = self._session.item_state(each)
        if any(each in self._states for each in change.toggled):
            self._open_and_close(change.toggled)
        for each in here:
            self._refresh(each, self._states[each])
        self.edited.emit()

    def _open_and_close(self, toggled: Iterable[str]) -> None:
        """Follow-ups open in their panel; only when something else came or went is the page laid out again."""
        openers = {self._openers[key].key: self._openers[key] for key in toggled if key in self._openers}
        if all(key in self._openers or key not in self._states for key in toggled):
            for key, block in openers.items():
                widget = self._widgets.get(key)
                if widget is not None and self._states[key].shown:
                    self._shown(block)
            return
        self._arrange()

    def _refresh(self, key: str, state: ItemState) -> None:
        widget = self._widgets.get(key)
        if widget is None:
            return
        widget.show_state(state)
        if widget.issue:
            errors = [issue.message for issue in state.issues if issue.level is Level.ERROR]
            widget.show_issue(errors[0] if errors else "")

    def _has_issue(self, key: str) -> bool:
        widget = self._widgets.get(key)
        return widget is not None and bool(widget.issue)

    def _left(self, key: str) -> None:
        """Check a field when the person goes on. That it is still empty is said on Continue, not before."""
        widget = self._widgets.get(key)
        if widget is None:
            return
        state = self._states[key] = self._session.item_state(key)
        widget.show_state(state)  # an answer the form works out comes back where it was taken away
        wrong = [
            issue.message for issue in state.issues if issue.level is Level.ERROR and issue.code is not Code.REQUIRED
        ]
        if wrong:
            widget.show_issue(wrong[0])

    def _add_row(self, key: str) -> None:
        row = self._session.add_row(key)
        self._rebuild()
        first = next((each for each in self._states if each.startswith(f"{row}/") and each in self._widgets), key)
        shown = self.focus_key(first)
        if shown is not None:
            self.grown.emit(shown)
        self.edited.emit()

    def _remove_row(self, key: str) -> None:
        self._session.remove_row(key)
        self._rebuild()
        self.edited.emit()


def _position(panel: FollowUpPanel, order: int) -> int:
    for index in range(panel.body.count()):
        item = panel.body.itemAt(index)
        widget = item.widget() if item is not None else None
        if widget is not None and int(widget.property("order") or 0) > order:
            return index
    return panel.body.count()


def _fill_grid(grid: QGridLayout, cells: list[QWidget], columns: int) -> None:
    """Lay out ``cells``; those that are ``half_width`` share a row when two follow each other."""
    while grid.count():
        grid.takeAt(0)
    for column in range(columns):
        grid.setColumnStretch(column, 1)
    row = column = 0
    for cell in cells:
        half = columns == 2 and isinstance(cell, FormWidget) and cell.half_width
        if not half and column:
            row, column = row + 1, 0
        grid.addWidget(
            cell, row, column, 1, 1 if half else columns, Qt.AlignmentFlag.AlignTop if half else Qt.AlignmentFlag(0)
        )
        column += 1 if half else columns
        if column >= columns:
            row, column = row + 1, 0

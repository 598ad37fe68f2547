"""The right pane of a review: what the person decides, adds and signs, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rules.severity import Severity
from app.services.views.review import ConsentPart, Countersign, DecisionInput, DecisionKind, FlagLine, ReviewView
from app.ui.fonts import Staff
from app.ui.staff.consent_part import ConsentBox, icon_line, needs_something
from app.ui.staff.flags_card import DECIDED_WORDS, headline, sorted_flags, waits_for_other
from app.ui.staff.stop_choice import StopChoice
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import TextField
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_CANNOT_UNDO = "Countersigning adds your name, credentials and the time. It can’t be undone, only amended."
_CORRECT = "Ask patient to correct"
_NO_LICENCE = "Your license does not countersign. Save your decisions; the visit stays in the queue."
_SAVE_FIRST = "A prescriber has to decide first. Save your part; the visit waits in Needs prescriber."


class DecisionPane(Card):
    """A card that scrolls inside; its buttons stay in sight."""

    accept = Signal()
    save = Signal()
    send_back = Signal()
    witness = Signal(str)  # submission id
    check_guardian = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=0, parent=parent)
        self._view: ReviewView | None = None
        self._stops: list[StopChoice] = []
        self._checks: dict[str, CheckRow] = {}
        self._consents: list[ConsentBox] = []
        self._reopened: set[str] = set()
        self._note = TextField("Note (optional)", lines=3)
        self._scroll = ScrollColumn(margins=(20, 18, 20, 6), spacing=14)
        self._foot = QVBoxLayout()
        self._accept = Button("Accept and countersign", Kind.PRIMARY)
        self._save = Button("Save my decisions", Kind.PRIMARY)
        self._back = Button(_CORRECT, Kind.SECONDARY)
        self._why = TextLabel("", Staff.DETAIL, "ink-2")
        self._why_row = QWidget()
        self._lay_out()
        self._note.changed.connect(self.refresh)

    def show_view(self, view: ReviewView, kept: Mapping[str, str]) -> None:
        """Draw the decisions ``view`` asks for; ``kept`` are values of ``draft_fields``."""
        self._view = view
        column = self._scroll.column
        kept = {**self.draft_fields(), **kept}
        column.removeWidget(self._note)
        clear(column)
        self._stops, self._checks, self._consents = [], {}, []
        column.addWidget(TextLabel("Your decision", Staff.SECTION))
        self._add_flags(view.flags, kept)
        self._add_consents(view.parts, kept)
        column.addWidget(self._note)
        if kept.get("note"):
            self._note.set_text(kept["note"])
        self.refresh()

    def show_questioned(self, count: int) -> None:
        """Say how many changed answers are questioned, at the button that asks the patient about them."""
        words = f"{_CORRECT} {count} {'answer' if count == 1 else 'answers'}" if count else _CORRECT
        self._back.setText(words)

    def decisions(self) -> tuple[DecisionInput, ...]:
        """Return every decision made here."""
        stops = [made for made in (stop.decision() for stop in self._stops) if made is not None]
        checks = [DecisionInput(rule_id, DecisionKind.DISCUSSED) for rule_id, row in self._checks.items()
                  if row.isChecked()]
        return (*stops, *checks)

    def countersign(self, visit_id: str) -> Countersign:
        """Return note and the provider's part of every form."""
        answers = {(box.part.form_id, link_id): value for box in self._consents for link_id, value in
                   box.values().items()}
        return Countersign(visit_id, self._note.text(), answers)

    def draft_fields(self) -> dict[str, str]:
        """Return everything chosen and typed, to be kept over a logout; empty when nothing is."""
        found = {f"stop|{stop.flag.rule_id}": stop.value() for stop in self._stops}
        found |= {f"reason|{stop.flag.rule_id}": stop.reason() for stop in self._stops}
        found |= {f"check|{rule_id}": "true" for rule_id, row in self._checks.items() if row.isChecked()}
        found |= {f"part|{box.part.form_id}|{link_id}": value for box in self._consents
                  for link_id, value in box.values().items()}
        found["note"] = self._note.text()
        return {name: value for name, value in found.items() if value}

    @property
    def content(self) -> QWidget:
        """The part that scrolls."""
        return self._scroll.content

    def wanted_height(self, width: int) -> int:
        """Return the height at which nothing has to scroll."""
        inside = width - 2 * self.frameWidth() - 2
        return self._scroll.column.totalHeightForWidth(inside) + self._foot.totalHeightForWidth(inside) + 5

    def refresh(self) -> None:
        """Say what is missing, and which of the two buttons leads on."""
        view = self._view
        if view is None:
            return
        waits = self._waits(view)
        self._accept.setVisible(view.may_countersign and not waits)
        self._save.setVisible(not view.may_countersign or waits)
        sentence = self._missing_sentence(view, waits=waits)
        ready = not sentence or self._save.isVisibleTo(self)
        self._accept.set_ready(ready, sentence)
        self._save.set_ready(bool(self.decisions()), "Decide on a flag first.")
        self._why.setText(sentence)
        self._why_row.setVisible(bool(sentence))

    def set_busy(self, busy: bool) -> None:
        """While something is being recorded no button does anything."""
        for button in (self._accept, self._save, self._back):
            button.set_busy(busy)

    def go_to_missing(self) -> None:
        """Move the focus to the first thing that is missing."""
        for stop in self._stops:
            if (found := stop.missing()) is not None:
                found[1].setFocus()
                return
        for row in self._checks.values():
            if not row.isChecked():
                row.setFocus()
                return
        for box in self._consents:
            if box.missing() is not None:
                box.mark_missing()
                return

    def show_problem(self, link_id: str, sentence: str) -> bool:
        """Show a refusal at the field it belongs to ("note" or a linkId); False when there is none."""
        if link_id == "note":
            self._note.set_error(sentence)
            self._note.setFocus()
            return True
        return any(box.show_problem(link_id, sentence) for box in self._consents)

    def _missing_sentence(self, view: ReviewView, *, waits: bool) -> str:
        if not view.may_countersign:
            return view.blocked_note or _NO_LICENCE
        if waits:
            return _SAVE_FIRST
        for stop in self._stops:
            if (found := stop.missing()) is not None:
                return found[0]
        for rule_id, row in self._checks.items():
            if not row.isChecked():
                words = next(headline(flag) for flag in view.flags if flag.rule_id == rule_id)
                return f"Tick “{words}” to continue."
        return next((found[0] for box in self._consents if (found := box.missing()) is not None), "")

    def _waits(self, view: ReviewView) -> bool:
        """Say whether a flag is left to somebody with another license."""
        chosen = {stop.flag.rule_id for stop in self._stops}
        left = any(stop.is_left() for stop in self._stops)
        return left or any(waits_for_other(flag) for flag in view.flags if flag.rule_id not in chosen)

    def _add_flags(self, flags: Sequence[FlagLine], kept: Mapping[str, str]) -> None:
        """Stops first; then what only has to be talked through; then what was decided or waits."""
        ordered = [flag for flag in sorted_flags(flags) if flag.severity is not Severity.INFO]
        open_now = [flag for flag in ordered if flag.decision is None or flag.rule_id in self._reopened]
        for flag in open_now:
            if flag.severity is Severity.STOP or not flag.clearable:
                self._add_stop(flag, kept)
        checks = [flag for flag in open_now if flag.severity is Severity.CAUTION and flag.clearable and flag.may_clear]
        if self._stops and checks:
            self._scroll.column.addWidget(Rule())
        for flag in checks:
            self._add_check(flag, kept)
        for flag in ordered:
            if flag.decision is not None and flag not in open_now:
                self._add_decided(flag)
            elif flag.severity is Severity.CAUTION and waits_for_other(flag):
                self._scroll.column.addLayout(icon_line("stethoscope", f"“{headline(flag)}” waits for a prescriber."))

    def _add_stop(self, flag: FlagLine, kept: Mapping[str, str]) -> None:
        stop = StopChoice(flag)
        stop.restore(kept.get(f"stop|{flag.rule_id}", ""), kept.get(f"reason|{flag.rule_id}", ""))
        stop.changed.connect(self.refresh)
        self._stops.append(stop)
        self._scroll.column.addWidget(stop)

    def _add_check(self, flag: FlagLine, kept: Mapping[str, str]) -> None:
        row = CheckRow(f"I discussed “{headline(flag)}”")
        row.setChecked(kept.get(f"check|{flag.rule_id}") == "true")
        row.toggled.connect(lambda _on: self.refresh())
        self._checks[flag.rule_id] = row
        self._scroll.column.addWidget(row)

    def _add_decided(self, flag: FlagLine) -> None:
        if flag.decision is None:
            return
        line = icon_line("check-circle", f"{headline(flag)}: {DECIDED_WORDS[flag.decision.kind].lower()}")
        again = Button("Change", Kind.QUIET, COMPACT, flush=True)
        again.setAccessibleDescription(headline(flag))
        again.activated.connect(lambda: self._reopen(flag.rule_id))
        line.addWidget(again, 0, Qt.AlignmentFlag.AlignTop)
        self._scroll.column.addLayout(line)

    def _reopen(self, rule_id: str) -> None:
        self._reopened.add(rule_id)
        if self._view is not None:
            self.show_view(self._view, {})

    def _add_consents(self, parts: Sequence[ConsentPart], kept: Mapping[str, str]) -> None:
        for part in parts:
            if not needs_something(part):
                continue
            prefix = f"part|{part.form_id}|"
            values = {name.removeprefix(prefix): value for name, value in kept.items() if name.startswith(prefix)}
            box = ConsentBox(part, values)
            box.changed.connect(self.refresh)
            box.witness.connect(self.witness)
            box.check_guardian.connect(self.check_guardian)
            self._consents.append(box)
            self._scroll.column.addWidget(Rule())
            self._scroll.column.addWidget(box)

    def _lay_out(self) -> None:
        self._foot.setContentsMargins(20, 14, 20, 20)
        self._foot.setSpacing(8)
        why = QHBoxLayout(self._why_row)
        why.setContentsMargins(0, 2, 0, 4)
        why.setSpacing(7)
        why.addWidget(Icon("info", 16, "ink-2", box_height=20), 0, Qt.AlignmentFlag.AlignTop)
        why.addWidget(self._why, 1)
        for widget in (self._accept, self._save, self._why_row, self._back):
            self._foot.addWidget(widget)
        self._foot.addSpacing(4)
        self._foot.addWidget(TextLabel(_CANNOT_UNDO, Staff.DETAIL, "ink-3"))
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(Rule())
        self.body.addLayout(self._foot)
        self._accept.activated.connect(self.accept)
        self._accept.missing.connect(self.go_to_missing)
        self._save.activated.connect(self.save)
        self._save.missing.connect(self.go_to_missing)
        self._back.activated.connect(self.send_back)


class PaneHolder(QWidget):
    """Keeps ``pane`` as high as its content, or as high as there is room; then it scrolls inside."""

    def __init__(self, pane: DecisionPane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane = pane
        pane.setParent(self)
        for watched in (pane, pane.content):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure again when something in the pane changed its size."""
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure at the new size."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = min(self._pane.wanted_height(self.width()), self.height())
        self._pane.setGeometry(0, 0, self.width(), height)

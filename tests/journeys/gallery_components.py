"""The component sheet: every component in its states on one picture, like the reference picture of the design."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.rules.severity import Severity
from app.ui.fonts import Kiosk, Staff, TextStyle
from app.ui.form_widgets.date_entry import DateEntry
from app.ui.theme import color
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule, Surface
from app.ui.widgets.checks import CheckRow, RadioRow, Switch
from app.ui.widgets.chips import FilterChip, StatusChip
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.field import ChoiceField, LineField, TextField
from app.ui.widgets.focus_ring import FocusRing
from app.ui.widgets.metrics import KIOSK, KIOSK_MAIN, KIOSK_MEDIUM
from app.ui.widgets.progress_line import ProgressLine
from app.ui.widgets.rings import ClockRing
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel, Wordmark
from app.ui.widgets.tile import OptionTile, RadioTile
from app.ui.widgets.toast import Toast

_SWATCHES = ("canvas", "surface", "sunken", "hairline", "control", "ink", "ink-2", "ink-3", "accent", "accent-tint",
             "focus", "panel")
_TOP = Qt.AlignmentFlag.AlignTop


class ComponentSheet(QWidget):
    """1440 wide. States that need a pointer or the keyboard are set by hand; the widgets draw them as ever."""

    def __init__(self) -> None:
        super().__init__()
        self.focused: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(56, 48, 56, 56)
        column.setSpacing(16)
        column.addLayout(_row(_stack(4, TextLabel("Components", Kiosk.TITLE),
                                     TextLabel("Manrope, Remix icons, 4 px grid. Sizes are logical pixels.",
                                               Staff.BODY, "ink-2")), None, Wordmark()))
        for title, hint, part in (
            ("Color", "Values and contrast are in the visual language", self._colors()),
            ("Type", "Kiosk left, staff right", self._type()),
            ("Buttons", "Staff 40, compact 34, kiosk 60", self._buttons()),
            ("Inputs", "Staff 40, kiosk 60. The label stays above; hints and errors sit below.", self._inputs()),
        ):
            column.addSpacing(24)
            column.addLayout(_title(title, hint))
            column.addLayout(part)
        column.addSpacing(24)
        column.addLayout(_row(_titled("Choices", self._choices()), _titled("Chips and severity", self._chips())))
        column.addSpacing(24)
        column.addLayout(_row(_titled("Banners and toast", self._banners()), _titled("Dialog", self._dialog())))
        column.addSpacing(24)
        column.addLayout(_title("Table row and empty state", ""))
        column.addLayout(self._table())

    def show_focus(self, window: QWidget) -> None:
        """Put a focus ring around everything that is shown with one."""
        for widget in self.focused:
            FocusRing(window).setWidget(widget)

    def _focus(self, widget: QWidget) -> QWidget:
        self.focused.append(widget)
        return widget

    def _colors(self) -> QLayout:
        swatches = _row(*(_stack(2, _Swatch(name), TextLabel(name, Staff.SMALL.weighted(600)),
                                 TextLabel(color(name).name().upper(), Staff.SMALL, "ink-2"))
                          for name in _SWATCHES), gap=10)
        meanings = _row(*(Banner(tone, "", words) for tone, words in (
            (Tone.SUCCESS, "Success: done, valid, unchanged"), (Tone.WARNING, "Warning: expiring, caution, waiting"),
            (Tone.DANGER, "Danger: error, stop, overdue"), (Tone.INFO, "Information: changed, selected"))), gap=12)
        return _stack(14, swatches, meanings)

    def _type(self) -> QLayout:
        kiosk = (("Display 44/52", Kiosk.WELCOME), ("Title 34/42", Kiosk.TITLE), ("Heading 26/32", Kiosk.HEADING_2),
                 ("Question 20/28", Kiosk.QUESTION), ("Body 19/29. Tap all that apply.", Kiosk.BODY),
                 ("Small 16/24, the smallest text on a tablet", Kiosk.SMALL))
        staff: tuple[tuple[str, TextStyle], ...] = (
            ("Page title 26/32", Staff.TITLE), ("Section 18/26", Staff.SECTION), ("Card title 16/24", Staff.CARD),
            ("Body 15/22. Sent from tablet 1 at 10:09 AM.", Staff.BODY), ("Detail 14/20. Record 20417", Staff.DETAIL),
            ("Table head and counts 13/18", Staff.SMALL),
            ("Tabular figures 1,118.40   0:42   10:30 AM", Staff.BODY.digits()))
        card = Card(padding=28)
        card.body.addLayout(_row(_stack(8, *(TextLabel(words, style) for words, style in kiosk)), Rule(vertical=True),
                                 _stack(8, *(TextLabel(words, style) for words, style in staff)), gap=48))
        return _stack(0, card)

    def _buttons(self) -> QLayout:
        card = Card(padding=28, spacing=20)
        grid = QGridLayout()
        grid.setVerticalSpacing(18)
        for column, state in enumerate(("Rest", "Hover", "Pressed", "Focus", "Not ready"), 1):
            grid.addWidget(TextLabel(state, Staff.SMALL, "ink-2"), 0, column)
            grid.setColumnStretch(column, 1)
        for row, (name, words, kind, icon) in enumerate((
            ("Primary", "Hand over tablet", Kind.PRIMARY, "tablet"), ("Secondary", "Export", Kind.SECONDARY, "export"),
            ("Quiet", "See all", Kind.QUIET, ""), ("Danger", "Delete record", Kind.DANGER, "")), 1):
            grid.addWidget(TextLabel(name, Staff.BODY), row, 0)
            for column in range(1, 6):
                button = Button(words, kind, icon=icon)
                self._put_in_state(button, column)
                grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignLeft)
        card.body.addLayout(grid)
        card.body.addWidget(Rule())
        card.body.addLayout(self._kiosk_buttons())
        return _stack(0, card)

    def _put_in_state(self, button: Button, column: int) -> None:
        if column == 2:
            button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
        elif column == 3:
            button.setDown(True)
        elif column == 4:
            self._focus(button)
        elif column == 5:
            button.set_ready(False, "Not yet.")

    def _kiosk_buttons(self) -> QLayout:
        sign = Button("Sign", Kind.PRIMARY, KIOSK_MAIN, icon="lock")
        sign.set_ready(False, "Read to the end first.")
        return _row(Button("Back", Kind.SECONDARY, KIOSK, icon="arrow-left"),
                    Button("Continue", Kind.PRIMARY, KIOSK_MAIN, trailing="arrow-right"),
                    self._focus(Button("Continue", Kind.PRIMARY, KIOSK_MAIN, trailing="arrow-right")), sign,
                    Button("Undo", Kind.QUIET, KIOSK_MEDIUM, icon="undo"),
                    Button("Cancel", Kind.SECONDARY, KIOSK_MEDIUM), None, gap=16)

    def _inputs(self) -> QLayout:
        card = Card(padding=28, spacing=20)
        normal = LineField("Phone", placeholder="(312) 555-0100", hint="Normal")
        focus = LineField("Phone", text="(312) 555", hint="Focus")
        _imitate_focus(focus.edit)
        wrong = LineField("ZIP code", text="6061")
        wrong.set_error("Enter 5 digits")
        locked = LineField("Record", text="20417", hint="Locked")
        locked.set_locked(True)
        choice = ChoiceField("Provider", [("1", "Maya Thornton"), ("2", "Priya Raman")], hint="Choice")
        card.body.addLayout(_row(normal, focus, wrong, locked, choice, gap=20, even=True))
        card.body.addWidget(Rule())
        day = DateEntry("Date of birth", KIOSK, ("Month", "Day", "Year"))
        day.set_text("03/14/")
        _imitate_focus(day.boxes[1])
        name = LineField("Your full name", KIOSK, text="Mari")
        name.set_error("Enter your first and last name")
        date = LineField("Date", KIOSK, text="11/24/2026")
        date.set_locked(True)
        born = _stack(6, TextLabel("Date of birth", KIOSK.label), day,
                      TextLabel("Month, day, year", KIOSK.hint, "ink-3"), None)
        more = TextField("Anything else?", KIOSK, placeholder="Type here")
        card.body.addLayout(_row(born, name, date, more, gap=20, even=True))
        return _stack(0, card)

    def _choices(self) -> QLayout:
        card = Card(padding=28, spacing=12)
        on, chosen = OptionTile("Cold sores"), RadioTile("Yes")
        on.setChecked(True)
        chosen.setAutoExclusive(False)
        chosen.setChecked(True)
        card.body.addLayout(_row(OptionTile("Diabetes"), on, gap=12, even=True))
        card.body.addLayout(_row(self._focus(RadioTile("Not sure")), chosen, gap=12, even=True))
        checks = [CheckRow("Off"), CheckRow("On"), CheckRow("Some")]
        checks[1].setChecked(True)
        checks[2].setTristate(True)
        checks[2].setCheckState(Qt.CheckState.PartiallyChecked)
        radios = [RadioRow("Off"), RadioRow("On")]
        for radio in radios:
            radio.setAutoExclusive(False)
        radios[1].setChecked(True)
        switches = [Switch("Off"), Switch("On")]
        switches[1].setChecked(True)
        card.body.addLayout(_row(*checks, *radios, *switches, gap=16))
        languages = Segmented("Language", [("en", "English"), ("es", "Español")])
        languages.set_value("en")
        card.body.addLayout(_row(languages, None))
        return _stack(0, card, None)

    def _chips(self) -> QLayout:
        card = Card(padding=28, spacing=16)
        chips = (("Valid", Tone.SUCCESS, "check"), ("12 days left", Tone.WARNING, "clock"),
                 ("Missing", Tone.DANGER, "minus-circle"), ("Withdrawn", Tone.NEUTRAL, "withdrawn"),
                 ("Changed", Tone.INFO, "edit"))
        card.body.addLayout(_row(*(StatusChip(words, tone, icon) for words, tone, icon in chips), None, gap=8))
        card.body.addLayout(_row(FilterChip("Filter"), FilterChip("Filter on", checked=True), None, gap=8))
        card.body.addLayout(_row(*(StatusChip.for_severity(severity) for severity in Severity), None, gap=12))
        card.body.addWidget(Rule())
        progress = ProgressLine(0.64, "Progress")
        progress.setFixedWidth(150)
        rings = [_row(ClockRing(used, tone), _stack(0, TextLabel(f"{days} days left", Staff.NAME),
                                                    TextLabel("of 30", Staff.SMALL, "ink-2")), gap=10)
                 for days, used, tone in ((18, 0.4, "accent"), (8, 0.73, "warning"), (2, 0.93, "danger"))]
        card.body.addLayout(_row(_stack(6, progress, TextLabel("Progress 6 px", Staff.SMALL, "ink-2")), *rings, None,
                                 gap=20))
        return _stack(0, card, None)

    def _banners(self) -> QLayout:
        place = QWidget()  # a toast finds its own place at the bottom of its window
        place.setFixedSize(400, 76)
        Toast(place, "Treatment saved").open()
        return _stack(12, Banner(Tone.DANGER, "2 answers are missing", "Answer Allergies to medicines to continue."),
                      Banner(Tone.WARNING, "The printer is off",
                             "The document is saved. Turn the printer on, then print again.", "Print again"),
                      Banner(Tone.SUCCESS, "This document has not changed", icon="seal"),
                      Banner(Tone.INFO, "", "Consent wording changed on November 20. Patients will see version 4."),
                      place, None)

    def _dialog(self) -> QLayout:
        card = Card(kind="dialog", padding=28)
        card.setProperty("scheme", "dark" if color("canvas").lightness() < 128 else "light")
        card.body.addWidget(TextLabel("Delete this draft intake?", Staff.SECTION))
        card.body.addWidget(TextLabel("Tomás Villareal started it on November 21 and didn’t finish. The audit log "
                                      "keeps a note that it was deleted.", Staff.BODY, "ink-2"))
        card.body.addLayout(_row(None, Button("Keep it"), Button("Delete draft", Kind.DANGER), gap=10))
        return _stack(0, card, None)

    def _table(self) -> QLayout:
        people = (("Leila Haddad", "Dermal filler", "Rest", Chip("Valid", Tone.SUCCESS, "check")),
                  ("Joon Park", "Chemical peel", "Hover", Chip("Expires soon", Tone.WARNING, "clock")),
                  ("Ruth Abernathy", "IPL photofacial", "Selected", Chip("Valid", Tone.SUCCESS, "check")),
                  ("Derek Osei", "Dermal filler", "Rest", Chip("Missing", Tone.DANGER, "minus-circle")))
        table = DataTable("Consents", [Column("Patient"), Column("Consent"), Column("Status", 150)])
        table.show_rows([Row(name, (Cell(name, strong=True, avatar=name), Cell(consent, second=state),
                                    Cell(chip=chip))) for name, consent, state, chip in people])
        table.select("Ruth Abernathy")
        delegate = table.itemDelegate()
        delegate.hovered = 1  # type: ignore[attr-defined]  # what the pointer would set
        empty = Card(padding=0)
        empty.body.addWidget(EmptyState("reviews", "Nothing to review",
                                        "New intakes appear here as soon as a patient sends them.",
                                        "See last week’s reviews"))
        empty.setFixedWidth(460)
        return _row(_stack(0, TableCard(table), None), empty, gap=24)


class _Swatch(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedHeight(56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the color with a hairline around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("hairline-2"), 1))
        painter.setBrush(color(self._name))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)


def _imitate_focus(edit: QWidget) -> None:
    """Only one field of a window can have the focus; the sheet shows two."""
    edit.setStyleSheet(f"border: 3px solid {color('focus').name()};")


def _title(title: str, hint: str) -> QLayout:
    parts: Sequence[QWidget | QLayout | None] = (TextLabel(title, Staff.SECTION, wrap=False),
                                                 TextLabel(hint, Staff.DETAIL, "ink-3", wrap=False), None)
    return _row(*parts, gap=12)


def _titled(title: str, content: QLayout) -> QLayout:
    return _stack(12, TextLabel(title, Staff.SECTION), content)


def _row(*parts: QWidget | QLayout | None, gap: int = 24, even: bool = False) -> QHBoxLayout:
    """Side by side; None takes up what room is left."""
    row = QHBoxLayout()
    row.setSpacing(gap)
    _fill(row, parts, even or None not in parts)
    return row


def _stack(gap: int, *parts: QWidget | QLayout | None) -> QVBoxLayout:
    """One above the other; None takes up what room is left."""
    column = QVBoxLayout()
    column.setSpacing(gap)
    _fill(column, parts, False)
    return column


def _fill(box: QHBoxLayout | QVBoxLayout, parts: Sequence[QWidget | QLayout | None], even: bool) -> None:
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, QLayout):
            box.addLayout(part, int(even))
        else:
            box.addWidget(part, int(even))


def component_sheet() -> tuple[Surface, ComponentSheet]:
    """Return the sheet on its ground."""
    ground, sheet = Surface(), ComponentSheet()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(sheet, 0, _TOP)
    return ground, sheet




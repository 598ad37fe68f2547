"""Buttons, fields, boxes, tiles, tables and dialogs: keyboard, names, errors, and no cut text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import app.ui
from app.ui.fonts import Staff
from app.ui.main_window import MainWindow
from app.ui.messages import Question, ask
from app.ui.staff.tab import say_missing
from app.ui.theme import color
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.code_boxes import CodeBoxes
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.dates import DateField, DateParts, parse_date
from app.ui.widgets.field import ChoiceField, LineField, PasswordField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.focus_ring import FocusRing
from app.ui.widgets.metrics import KIOSK
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tile import OptionTile


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(900, 700)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.show()
    return made


def put(window: QWidget, *widgets: QWidget) -> None:
    """Add ``widgets`` to the window."""
    layout = window.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
        widget.show()  # a layout shows its widgets only once events are processed


def test_a_button_that_is_not_ready_stays_focusable_and_says_what_is_missing(qtbot: QtBot, window: QWidget) -> None:
    button = Button("Sign", Kind.PRIMARY)
    put(window, button)
    heard: list[str] = []
    button.activated.connect(lambda: heard.append("activated"))
    button.missing.connect(lambda: heard.append("missing"))
    button.set_ready(False, "Read to the end to sign.")
    qtbot.keyClick(button, Qt.Key.Key_Space)
    button.set_ready(True)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    button.set_busy(True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == ["missing", "activated"]
    assert button.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_an_ampersand_in_a_button_is_a_character(window: QWidget) -> None:
    button = Button("Botox & filler")
    assert button.accessibleName() == "Botox & filler"
    assert button.words() == "Botox & filler"


def test_an_error_is_read_out_and_goes_when_the_content_changes(qtbot: QtBot, window: QWidget) -> None:
    field = LineField("ZIP code", hint="5 digits")
    put(window, field)
    field.set_error("Enter 5 digits, for example 60614")
    assert (field.edit.accessibleName(), field.edit.accessibleDescription()) == (
        "ZIP code", "Enter 5 digits, for example 60614")
    assert field.edit.property("state") == "error"
    qtbot.keyClicks(field.edit, "6")
    assert (field.error, field.edit.accessibleDescription(), field.edit.property("state")) == ("", "5 digits", "normal")


def test_a_locked_field_can_be_read_but_not_changed(qtbot: QtBot, window: QWidget) -> None:
    field = LineField("Record", text="20417")
    put(window, field)
    field.set_locked(True)
    qtbot.keyClicks(field.edit, "9")
    field.edit.selectAll()
    assert (field.text(), field.edit.selectedText()) == ("20417", "20417")


def test_text_is_cleaned_but_a_password_is_not(window: QWidget) -> None:
    field, secret = LineField("Name"), PasswordField("Password")
    field.set_text("  Zoe\u0301  ")
    secret.edit.setText(" two  words ")
    assert (field.text(), secret.text()) == ("Zo\u00e9", " two  words ")


def test_a_password_can_be_shown_and_is_hidden_again_after_a_refusal(qtbot: QtBot, window: QWidget) -> None:
    field = PasswordField("Password")
    put(window, field)
    eye = field.edit.findChild(QWidget, "", Qt.FindChildOption.FindDirectChildrenOnly)
    buttons = [child for child in field.edit.children() if isinstance(child, QWidget)
               and child.accessibleName() == "Show password"]
    assert eye is not None
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert field.edit.echoMode() is QLineEdit.EchoMode.Normal
    field.set_error("That password does not match.")
    field.clear_secret()
    assert (field.text(), field.error) == ("", "That password does not match.")
    assert field.edit.echoMode() is QLineEdit.EchoMode.Password


def test_large_text_survives_a_change_of_state(window: QWidget) -> None:
    """Qt's style sheet engine puts the application's font back unless the font was there first."""
    field = LineField("Name", KIOSK.scaled(1.25))
    put(window, field)
    size = field.edit.font().pixelSize()
    field.set_error("Enter your name")
    field.set_error("")
    assert field.edit.font().pixelSize() == size == round(19 * 1.25)


def test_a_choice_keeps_its_value_when_the_list_changes(window: QWidget) -> None:
    field = ChoiceField("State", [("IL", "Illinois"), ("WI", "Wisconsin")])
    field.set_value("WI")
    field.set_options([("IN", "Indiana"), ("WI", "Wisconsin")])
    assert field.value() == "WI"
    field.set_value("XX")
    assert field.value() == ""


def test_code_boxes_take_typing_paste_and_ascii_digits_only(qtbot: QtBot, window: QWidget) -> None:
    boxes = CodeBoxes()
    put(window, boxes)
    with qtbot.waitSignal(boxes.filled) as filled:
        qtbot.keyClicks(boxes.edit, "12 3a4567")
    assert filled.args == ["123456"]
    boxes.set_error("That code didn’t match.")
    assert boxes.edit.accessibleDescription() == "That code didn’t match."
    qtbot.keyClicks(boxes.edit, "9")
    assert boxes.text() == "9"
    assert boxes.edit.accessibleDescription() == ""
    QApplication.clipboard().setText("٤٥ 123-456")
    boxes.edit.selectAll()
    boxes.edit.paste()
    assert boxes.text() == "123456"


def test_a_tile_is_a_check_box_to_a_screen_reader_and_wraps_long_labels(qtbot: QtBot, window: QWidget) -> None:
    tile = OptionTile("A very long condition with many words that does not fit on one single line", "Such as lupus")
    put(window, tile)
    interface = QAccessible.queryAccessibleInterface(tile)
    assert interface is not None
    assert interface.role() is QAccessible.Role.CheckBox
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton, pos=QPoint(tile.width() - 4, 4))
    assert tile.isChecked()
    assert tile.heightForWidth(260) > tile.heightForWidth(900)


def test_wrapped_text_is_never_cut(window: QWidget) -> None:
    words = "Each time you sign in, your phone shows a 6-digit code. " * 3 + "x" * 200
    label = TextLabel(words, Staff.BODY)
    narrow, wide = label.heightForWidth(200), label.heightForWidth(800)
    assert narrow > wide > 2 * Staff.BODY.line
    assert narrow % Staff.BODY.line == 0
    single = TextLabel("Sign in", Staff.ENTRY_TITLE, wrap=False)
    assert single.minimumSizeHint().width() >= QFontMetricsF(Staff.ENTRY_TITLE.font()).horizontalAdvance("Sign in")


def test_labels_show_markup_as_text() -> None:
    """Text a person typed never becomes rich text (it could load files)."""
    label = TextLabel("<img src='file:///etc/passwd'>")
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_chip_says_its_word() -> None:
    assert StatusChip("Missing", Tone.DANGER, "minus-circle").accessibleName() == "Missing"


@pytest.mark.parametrize(("typed", "day"), [
    ("3/14/1986", date(1986, 3, 14)), ("03-14-1986", date(1986, 3, 14)), ("2/29/2023", None), ("13/1/2020", None),
    ("2/29/2024", date(2024, 2, 29)), ("", None), ("3/14/86", None),
])
def test_dates_are_read_as_people_write_them(typed: str, day: date | None) -> None:
    assert parse_date(typed) == day
    field = DateField("Date", calendar=False)
    field.set_text(typed)
    assert field.value() == day


def test_a_date_in_three_fields_moves_on_and_takes_a_paste(qtbot: QtBot, window: QWidget) -> None:
    parts = DateParts("Date of birth")
    put(window, parts)
    window.activateWindow()
    parts.setFocus()
    month, day, year = parts.findChildren(QLineEdit)
    qtbot.keyClicks(month, "03")
    qtbot.keyClicks(day, "14")
    qtbot.keyClicks(year, "1986")
    assert parts.value() == date(1986, 3, 14)
    parts.set_value(None)
    assert parts.text() == ""
    month.setText("")
    month.textEdited.emit("3/14/1986")
    assert parts.value() == date(1986, 3, 14)


def test_a_table_opens_rows_with_enter_and_names_them(qtbot: QtBot, window: QWidget) -> None:
    table = DataTable("Consents", [Column("Patient"), Column("Status", 160)])
    put(window, table)
    table.show_rows([Row("a", (Cell("Leila Haddad", strong=True), Cell(chip=Chip("Valid", Tone.SUCCESS, "check")))),
                     Row("b", (Cell("Derek Osei", "Dermal filler"), Cell("Missing", tone=Tone.DANGER)), Tone.DANGER)])
    table.select("b")
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["b"]
    model = table.model()
    assert model.data(model.index(0, 1)) == "Valid"
    assert model.data(model.index(1, 0)) == "Derek Osei. Dermal filler"
    table.grab()


def test_a_column_for_wide_tables_leaves_its_room_to_the_others(qtbot: QtBot, window: QWidget) -> None:
    table = DataTable("Entries", (Column("Entry"), Column("Due", 150, wide_only=500), Column("Status", 150)))
    table.show_rows([Row("a", (Cell("Elena"), Cell("Today"), Cell("Due")))])
    put(window, table)
    qtbot.waitUntil(lambda: table.viewport().width() >= 500)
    assert not table.isColumnHidden(1)
    window.resize(420, 700)
    qtbot.waitUntil(lambda: table.isColumnHidden(1))
    assert table.columnWidth(0) == table.viewport().width() - 150


def test_what_is_wrong_comes_into_sight_with_its_field(qtbot: QtBot, window: QWidget) -> None:
    column = ScrollColumn()
    fields = [LineField(f"Field {number}") for number in range(20)]
    for field in fields:
        column.column.addWidget(field)
    put(window, column)
    window.resize(400, 300)
    last = fields[-1]
    say_missing(last, "Enter this.")

    def is_in_sight() -> bool:
        foot = last.mapTo(column.viewport(), QPoint(0, last.height())).y()
        return last.height() > fields[0].height() and foot <= column.viewport().height()

    qtbot.waitUntil(is_in_sight)


def test_chips_flow_onto_the_next_row(window: QWidget) -> None:
    box = QWidget()
    flow = FlowLayout(box, gap=8)
    for word in ("One", "Two", "Three", "Four"):
        flow.addWidget(StatusChip(word, Tone.NEUTRAL, "info"))
    assert flow.heightForWidth(120) > flow.heightForWidth(900)


def test_a_dialog_traps_tab_and_esc_is_the_safe_choice(qtbot: QtBot, window: QWidget) -> None:
    before = Button("Open")
    put(window, before)
    window.activateWindow()
    before.setFocus()
    acts: list[str] = []
    overlay = ask(window, Question("Delete this draft?", "It was not sent.", "Keep it", "Delete draft", danger=True),
                  lambda: acts.append("deleted"))
    focused = window.focusWidget()
    assert isinstance(focused, Button)
    assert focused.words() == "Keep it"
    order = []
    for _ in range(3):
        overlay.focusNextPrevChild(True)
        focused = window.focusWidget()
        assert isinstance(focused, Button)
        order.append(focused.words())
    assert order == ["Delete draft", "Keep it", "Delete draft"]
    with qtbot.waitSignal(overlay.closed):
        qtbot.keyClick(overlay, Qt.Key.Key_Escape)
    assert acts == []
    assert window.focusWidget() is before


def test_the_act_of_a_dialog_is_done_once(qtbot: QtBot, window: QWidget) -> None:
    acts: list[str] = []
    overlay = ask(window, Question("Delete?", "", "Keep it", "Delete draft", danger=True), lambda: acts.append("x"))
    button = next(found for found in overlay.findChildren(Button) if found.words() == "Delete draft")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acts == ["x"]


def test_the_last_row_of_a_framed_table_is_filled_but_for_the_round_corners_of_its_card(window: QWidget) -> None:
    table = DataTable("People", (Column("Name"), Column("Role")), 64)
    table.show_rows([Row("a", (Cell("Ana"), Cell("Nurse")), tone=Tone.DANGER)])
    put(window, TableCard(table))
    picture, fill = table.viewport().grab().toImage(), color("danger-bg").rgb()
    wide, high = picture.width(), picture.height()
    filled = [picture.pixel(x, y) == fill for x, y in ((1, 1), (wide - 2, 1), (1, high - 2), (wide - 2, high - 2))]
    assert filled == [True, True, False, False]
    assert picture.pixel(wide // 2, high - 2) == fill


def test_the_fields_of_a_dialog_scroll_only_in_a_low_window_and_stay_where_they_were_scrolled_to(
        qtbot: QtBot, window: QWidget) -> None:
    dialog, fields = DialogOverlay(window, width=420), ScrollColumn(margins=(0, 0, 4, 4))
    for number in range(6):
        fields.column.addWidget(TextLabel("Words that just fill a line or break into two lines of it", Staff.BODY))
        fields.column.addWidget(LineField(f"Field {number}"))
    dialog.body.addWidget(fields)
    dialog.open()
    dialog.refit_around(fields)
    bar = fields.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    dialog.refit_around(fields)  # as typing does
    assert bar.value() == bar.maximum() > 0
    window.resize(900, 1200)
    qtbot.waitUntil(lambda: bar.maximum() == 0 and dialog.card.height() > 652)
    window.resize(900, 700)
    qtbot.waitUntil(lambda: bar.maximum() > 0 and dialog.card.height() == 652)


def test_the_focus_ring_follows_the_keyboard_and_leaves_fields_alone(qtbot: QtBot, window: QWidget) -> None:
    button, field = Button("Export"), LineField("Phone")
    put(window, button, field)
    ring = FocusRing(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.widget() is button
    field.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.widget() is None


def test_the_focus_ring_outlives_the_scroll_area_it_was_last_drawn_in(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    for words in ("Continue", "Check in"):  # a part gone with the ring inside would leave the next one without
        part, button = ScrollColumn(), Button(words)
        part.column.addWidget(button)
        window.show_part(part)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        ring = window.findChild(FocusRing)
        assert ring is not None
        assert ring.isVisible()
        assert ring.widget() is button


def test_enter_presses_what_the_keyboard_reached(qtbot: QtBot, window: QWidget) -> None:
    button = Button("Check in")
    put(window, button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(button.activated):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_arrows_open_a_list_and_choose_nothing_by_themselves(qtbot: QtBot, window: QWidget) -> None:
    choice = ChoiceField("With", [("a", "Ana"), ("b", "Ben")], placeholder="Choose a provider")
    put(window, choice)
    qtbot.keyClick(choice.combo, Qt.Key.Key_Down)
    assert choice.value() == ""
    assert choice.combo.view().isVisible()
    choice.combo.hidePopup()


def test_a_name_that_looks_like_markup_stays_letters_in_its_tooltip(window: QWidget) -> None:
    label = TextLabel("<b>Bobby</b> <img src='/etc/hostname'>", elide=True)
    plain = TextLabel("Ana & Bea", elide=True)
    put(window, label, plain)
    shown = QTextDocument()
    shown.setHtml(label.toolTip())
    assert shown.toPlainText() == "<b>Bobby</b> <img src='/etc/hostname'>"
    assert plain.toolTip() == "Ana & Bea"


def test_every_tooltip_goes_through_the_one_place() -> None:
    files = Path(app.ui.__file__).parent.rglob("*.py")
    found = [file.name for file in files if ".setToolTip(" in file.read_text("utf-8")]
    assert sorted(found) == ["bars.py", "tips.py"]

"""Reading a consent: sections on the left, the text, initials in it, and nothing to press until it was read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.intake.places import Place
from app.intake.reading import ReadingBlock, ReadingSection
from app.ui.fonts import Kiosk as Type
from app.ui.patient.initials import InitialsChoice, InitialsDialog, InitialsRow
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk, KioskPage
from app.ui.patient.reading_area import ReadingArea, paragraphs
from app.ui.patient.section_list import SectionList
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Rule
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel


class ConsentPage(KioskPage):
    """Picture 03. Declining and asking a question are always within reach."""

    is_reading = True
    has_line_below_top = True

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(kiosk, place, parent)
        self._form = self.visit.packet.form(place.form_id)
        self._sections = self.visit.reading(place.form_id)
        self._here = self._sections[0].key if self._sections else ""
        self._rows: dict[str, InitialsRow] = {}
        self._choice: InitialsChoice | None = self._known_choice()
        self._title = self._form.title_in(self.visit.language)
        self._area = ReadingArea(kiosk)
        self._list = SectionList(kiosk, self._sections)
        self.decline_button = Button(say("I don’t want this"), Kind.QUIET, kiosk.medium, flush=True,
                                     icon="cross-circle", parent=self)
        self.decline_button.setVisible(self._form.may_decline)
        self.ask_button = Button(say("Ask a question"), Kind.QUIET, kiosk.medium, flush=True, icon="hand")
        self.ask_button.clicked.connect(self.help_requested)
        self._fill()
        self._lay_out()
        self._list.chosen.connect(self._area.go_to)
        self._area.part_seen.connect(self._seen)
        self._area.at_part.connect(self._moved)
        self.setAccessibleName(self._title)
        self._refresh()

    def action(self) -> BarAction:
        """Continue, once everything was read and initialed."""
        left = self.visit.reading_left(self.place.form_id)
        if left.is_done:
            return BarAction(say("Continue"), trailing="arrow-right")
        return BarAction(say("Continue"), icon="lock", missing=left.in_words(self.visit.language))

    def note(self) -> BarNote | None:
        """What is left to read."""
        left = self.visit.reading_left(self.place.form_id)
        return None if left.is_done else BarNote(say("Read to the end to go on"),
                                                        left.in_words(self.visit.language))

    def may_go_on(self) -> bool:
        """Go to the first thing that is missing."""
        sections = self.visit.reading(self.place.form_id)
        for section in sections:
            missing = [line for line in section.initials if not line.is_given]
            if not section.is_read:
                self._area.read_on(section.key)
                return False
            if missing:
                row = self._rows[missing[0].link_id]
                self._area.bring(row)
                row.button.setFocus(Qt.FocusReason.OtherFocusReason)
                return False
        return True

    # --- building --------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        kiosk = self.kiosk
        for index, section in enumerate(self._sections):
            if index:
                self._area.add_space(kiosk.px(34))
            self._area.add_part(section.key, self._section(section))

    def _section(self, section: ReadingSection) -> QWidget:
        kiosk = self.kiosk
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kiosk.px(14))
        column.addWidget(TextLabel(section.title, Type.HEADING_2.scaled(kiosk.scale)))
        if section.planned:
            column.addWidget(self._planned(section.planned))
        for block in section.blocks:
            column.addWidget(self._block(section, block))
        return made

    def _block(self, section: ReadingSection, block: ReadingBlock) -> QWidget:
        kiosk = self.kiosk
        has_title = bool(block.title) and block.title not in {section.title, block.text}
        if block.is_warning:
            made = WarningCard(kiosk, block.title if has_title else say("Important"), block.text)
            for line in block.initials:
                made.column.addWidget(_WarningRule())
                made.column.addWidget(self._row(line.link_id, line.statement, framed=False))
            return made
        made_plain = QWidget()
        column = QVBoxLayout(made_plain)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kiosk.px(10))
        if has_title and len(section.blocks) > 1:
            column.addWidget(TextLabel(block.title, Type.QUESTION.scaled(kiosk.scale)))
        if block.text:
            column.addWidget(paragraphs(block.text, kiosk))
        for line in block.initials:
            column.addWidget(self._row(line.link_id, line.statement, framed=True))
        return made_plain

    def _row(self, link_id: str, statement: str, framed: bool) -> InitialsRow:
        row = InitialsRow(self.kiosk, link_id, statement, framed)
        row.pressed.connect(self._initial)
        self._rows[link_id] = row
        return row

    def _planned(self, pairs: tuple[tuple[str, str], ...]) -> QWidget:
        kiosk = self.kiosk
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for label, value in pairs:
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(TextLabel(label, kiosk.metrics.detail.scaled(1.06), "ink-3"), 2)
            row.addWidget(TextLabel(value, kiosk.metrics.body.weighted(500)), 3)
            column.addLayout(row)
        return made

    def _lay_out(self) -> None:
        kiosk = self.kiosk
        if kiosk.is_narrow:
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(self._head_narrow())
            column.addWidget(Rule())
            column.addWidget(self._area, 1)
            return
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._head_wide())
        row.addWidget(Rule(vertical=True))
        row.addWidget(self._area, 1)

    def _head_wide(self) -> QWidget:
        kiosk = self.kiosk
        made = QWidget()
        made.setFixedWidth(316 if kiosk.scale == 1 else 360)
        column = QVBoxLayout(made)
        column.setContentsMargins(kiosk.margin, 30, 20, 28)
        column.setSpacing(0)
        column.addWidget(TextLabel(self._number(), kiosk.metrics.detail.scaled(1.03), "ink-3"))
        column.addSpacing(4)
        column.addWidget(TextLabel(self._title, Type.SECTION.scaled(min(kiosk.scale, 1.1))))
        column.addSpacing(kiosk.px(18))
        column.addWidget(self._list)
        column.addStretch(1)
        column.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.decline_button, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _head_narrow(self) -> QWidget:
        kiosk = self.kiosk
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(kiosk.margin, 16, kiosk.margin, 16)
        column.setSpacing(4)
        self._progress = TextLabel("", kiosk.metrics.detail, "ink-3")
        column.addWidget(self._progress)
        column.addWidget(TextLabel(self._title, Type.SECTION.scaled(kiosk.scale)))
        row = QHBoxLayout()
        row.setSpacing(28)
        row.addWidget(self.ask_button)
        row.addWidget(self.decline_button)
        row.addStretch(1)
        column.addLayout(row)
        self._list.hide()
        return made

    def _number(self) -> str:
        consents = [form.form_id for form in self.visit.forms if self.visit.reading(form.form_id)]
        return say("Consent {number} of {count}", number=consents.index(self.place.form_id) + 1, count=len(consents))

    # --- reading and initials --------------------------------------------------------------------------------------

    def _seen(self, key: str) -> None:
        self.visit.mark_read(self.place.form_id, key)
        self._refresh()
        self.edited.emit()

    def _moved(self, key: str) -> None:
        if key and key != self._here:
            self._here = key
            self._refresh()

    def _initial(self, link_id: str) -> None:
        given = {each.link_id for each in self.visit.initials(self.place.form_id)}
        if link_id in given:
            self._put(link_id, None)
        elif self._choice is not None:
            self._put(link_id, self._choice)
        else:
            dialog = InitialsDialog(self.kiosk, self.stage(), self._signer())
            dialog.chosen.connect(lambda choice: self._chosen(link_id, choice))
            dialog.open(dialog.use)

    def _chosen(self, link_id: str, choice: InitialsChoice) -> None:
        self._choice = choice
        self._put(link_id, choice)

    def _put(self, link_id: str, choice: InitialsChoice | None) -> None:
        text, strokes = (choice.text, choice.strokes) if choice else ("", None)
        self.visit.set_initials(self.place.form_id, link_id, text, strokes)
        self._refresh()
        self.edited.emit()

    def _known_choice(self) -> InitialsChoice | None:
        for form in self.visit.forms:
            for given in self.visit.initials(form.form_id):
                return InitialsChoice(given.text, given.strokes)
        return None

    def _signer(self) -> str:
        packet = self.visit.packet
        by_guardian = packet.guardian_signs_form(packet.form(self.place.form_id))
        return packet.guardian_name if by_guardian and packet.guardian_name else packet.patient_name

    def _refresh(self) -> None:
        sections = self.visit.reading(self.place.form_id)
        self._list.show_sections(sections, self._here)
        given = {each.link_id: each for each in self.visit.initials(self.place.form_id)}
        for link_id, row in self._rows.items():
            row.button.show_given(given.get(link_id))
        if self.kiosk.is_narrow:
            keys = [section.key for section in sections]
            number = keys.index(self._here) + 1 if self._here in keys else 1
            title = sections[number - 1].title if sections else ""
            self._progress.setText(say("{consent}, section {number} of {count}: {title}", consent=self._number(),
                                       number=number, count=len(keys), title=title))
        self.bar_changed.emit()


class WarningCard(QWidget):
    """Rare but serious: framed in the warning colors, with an icon and a title."""

    def __init__(self, kiosk: Kiosk, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(kiosk.px(22), kiosk.px(18), kiosk.px(22), kiosk.px(18))
        self.column.setSpacing(kiosk.px(10))
        row = QHBoxLayout()
        row.setSpacing(kiosk.px(12))
        line = round(Type.READING.line * kiosk.scale)
        row.addWidget(Icon("warning", kiosk.px(24), "warning", box_height=line), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(kiosk.px(4))
        words.addWidget(TextLabel(title, Type.READING.scaled(kiosk.scale).weighted(600)))
        words.addWidget(paragraphs(text, kiosk))
        row.addLayout(words, 1)
        self.column.addLayout(row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fill and border."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("warning-line"), 1))
        painter.setBrush(color("warning-bg"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 14, 14)


class _WarningRule(QWidget):
    """A hairline inside the card."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        QPainter(self).fillRect(self.rect(), color("warning-line"))

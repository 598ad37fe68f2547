"""The e-records disclosure, before anything is signed (15 U.S.C. 7001(c)): read it, then agree or ask for paper."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.intake.places import Place
from app.ui.fonts import Kiosk as Type
from app.ui.patient.ask import AskDialog
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk, KioskPage
from app.ui.patient.reading_area import ReadingArea, paragraphs
from app.ui.patient.words import long_date, say
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Rule
from app.ui.widgets.text import TextLabel

_END = "end"


class DisclosurePage(KioskPage):
    """Left what it is about and the way to paper, right the exact text."""

    is_reading = True
    has_line_below_top = True

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(kiosk, place, parent)
        self._text = self.visit.packet.disclosure.in_language(self.visit.language)
        self._is_read = self.visit.disclosure_accepted_at is not None
        self._area = ReadingArea(kiosk)
        self._area.add_widget(TextLabel(self._text.title, Type.HEADING_2.scaled(kiosk.scale)))
        self._area.add_space(kiosk.px(12))
        self._area.add_part(_END, paragraphs(self._text.text, kiosk))
        self._area.part_seen.connect(self._seen)
        self.paper = Button(say("I want paper instead"), Kind.QUIET, kiosk.medium, flush=True, icon="document")
        self.paper.clicked.connect(self._ask_paper)
        self.setAccessibleName(self._text.title)
        side = self._side()
        layout: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if kiosk.is_narrow else QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(Rule(vertical=not kiosk.is_narrow))
        layout.addWidget(self._area, 1)

    def action(self) -> BarAction:
        """I agree, once the end was on screen."""
        if self.visit.disclosure_accepted_at is not None:
            return BarAction(say("Continue"), trailing="arrow-right")
        if self._is_read:
            return BarAction(say("I agree"))
        return BarAction(say("I agree"), icon="lock", missing=say("Read to the end to agree"))

    def note(self) -> BarNote | None:
        """What is left to do, or what agreeing means."""
        if self.visit.disclosure_accepted_at is not None:
            return None
        if not self._is_read:
            return BarNote(say("Read to the end to agree"), say("Or choose paper. Your care stays the same."))
        return BarNote("", say("You agree to read and sign on this screen. You can change your mind at any time."))

    def may_go_on(self) -> bool:
        """Agree, or go to the end of the text."""
        if not self._is_read:
            self._area.go_to(_END, end=True)
            return False
        self.visit.accept_disclosure()
        self.edited.emit()
        return True

    def _side(self) -> QWidget:
        kiosk = self.kiosk
        made = QWidget()
        if not kiosk.is_narrow:
            made.setFixedWidth(316 if kiosk.scale == 1 else 360)
        column = QVBoxLayout(made)
        column.setContentsMargins(
            kiosk.margin, 30 if not kiosk.is_narrow else 16,
            20 if not kiosk.is_narrow else kiosk.margin, 28 if not kiosk.is_narrow else 16,
        )
        column.setSpacing(kiosk.px(8))
        column.addWidget(TextLabel(say("Before you sign"), kiosk.metrics.detail.scaled(1.03), "ink-3"))
        size = kiosk.scale if kiosk.is_narrow else min(kiosk.scale, 1.1)
        column.addWidget(TextLabel(say("Signing on this screen"), Type.HEADING_2.scaled(size)))
        column.addWidget(
            TextLabel(
                self._text.summary or say("Your forms are kept electronically. You can have paper instead."),
                kiosk.metrics.detail.scaled(1.03),
                "ink-2",
            )
        )
        version = say("Version {version}, {day}", version=self._text.version, day=long_date(self._text.effective))
        if kiosk.is_narrow:
            row = QHBoxLayout()
            row.addWidget(self.paper)
            row.addStretch(1)
            row.addWidget(TextLabel(version, kiosk.metrics.detail, "ink-3", wrap=False))
            column.addLayout(row)
            return made
        column.addStretch(1)
        column.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(TextLabel(version, kiosk.metrics.detail, "ink-3"))
        return made

    def _seen(self, _key: str) -> None:
        self._is_read = True
        self.bar_changed.emit()

    def _ask_paper(self) -> None:
        dialog = AskDialog(self.kiosk, self.stage(), say("Use paper instead?"),
                           say("The front desk prints your forms. What you entered so far is kept safe."),
                           stay=say("Stay here"), go=say("Use paper"))
        dialog.confirmed.connect(self._refuse)
        dialog.open(dialog.stay)

    def _refuse(self) -> None:
        try:
            self.visit.refuse_electronic()
        except KnownError as error:
            self.failed.emit(error)
            return
        self.arrived.emit()

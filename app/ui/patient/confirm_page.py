"""A returning patient's earlier answers, one part of a form at a time: still right, or change something."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.intake.earlier import Standing
from app.intake.places import Place
from app.intake.returning import PartView
from app.intake.visit import CheckLine
from app.ui.fonts import Kiosk as Type
from app.ui.patient.answer_list import AnswerCard, by_section
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk, KioskPage
from app.ui.patient.lost_banner import LostBanner
from app.ui.patient.more_below import RING, MoreColumn, side_column
from app.ui.patient.words import clock_time, long_date, say
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel


class ConfirmPage(KioskPage):
    """What was answered last time and is shown here counts again only when the patient says so."""

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(kiosk, place, parent)
        view = self.visit.returning.part(place.form_id, place.page)
        assert view is not None  # the way leads here only where there are earlier answers
        self._view: PartView = view
        self.later = Button(say("Come back to it later"), Kind.QUIET, kiosk.medium, flush=True)
        self.later.clicked.connect(self.on_requested)
        self._scroll = MoreColumn(kiosk, (RING, RING if kiosk.is_narrow else 26, kiosk.margin, kiosk.px(24)),
                                  kiosk.px(16))
        self._seen = view.said_at is not None
        bar = self._scroll.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self._look())
        bar.rangeChanged.connect(lambda _low, _high: self._look())
        self._fill()
        self.setAccessibleName(view.title)
        self._lay_out(self._head())

    def action(self) -> BarAction:
        """Still right, once everything was on screen, with the other choice beside it."""
        missing = "" if self._seen else say("There is more below")
        return BarAction(say("Still right"), icon="check", missing=missing, second=say("Change something"))

    def note(self) -> BarNote | None:
        """Why the primary button is not ready."""
        return None if self._seen else BarNote(text=say("There is more below"))

    def may_go_on(self) -> bool:
        """Note that the answers are still right; nobody confirms what was never in view."""
        if not self._seen:
            self._scroll.page_down()
            return False
        self.visit.returning.confirm(self.place.form_id, self.place.page)
        return True

    def choose_second(self) -> None:
        """Note that something changed, and go to the questions."""
        self.visit.returning.change(self.place.form_id, self.place.page)
        self.on_requested.emit()

    def start(self) -> None:
        """Short parts are seen at once."""
        super().start()
        self._look()

    def _look(self) -> None:
        if not self._seen and self.isVisible() and self._scroll.is_at_end:
            self._seen = True
            self.bar_changed.emit()

    def _fill(self) -> None:
        kiosk, view, column = self.kiosk, self._view, self._scroll.column
        if view.lost:
            column.addWidget(LostBanner(kiosk, view.lost))
        if view.asks:
            column.addWidget(Banner(Tone.INFO, say("We will ask you this next"), ", ".join(view.asks), "",
                                    kiosk.metrics))
        for title, lines in by_section(self._lines()):
            column.addWidget(AnswerCard(kiosk, title if title != view.title else "", lines, may_edit=False))
        column.addWidget(self.later, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _lines(self) -> tuple[CheckLine, ...]:
        """The answers, without those questions that wait to be asked."""
        return tuple(line for line in self.visit.check_lines(self.place.form_id)
                     if line.place.page in self._view.part.pages and not line.problem
                     and (line.answer or line.question not in self._view.asks))

    def _head(self) -> QWidget:
        kiosk, view = self.kiosk, self._view
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addSpacing(0 if kiosk.is_narrow else 26)
        form = self.visit.packet.form(self.place.form_id).title_in(self.visit.language)
        where = say("{form}, part {number} of {count}", form=form,
                    number=view.part.number, count=view.part.count)
        column.addWidget(TextLabel(where, kiosk.metrics.detail.scaled(1.06), "ink-3"))
        column.addSpacing(kiosk.px(8))
        column.addWidget(TextLabel(view.title, Type.TITLE.scaled(1.1 if kiosk.scale > 1 else 1.0)))
        column.addSpacing(kiosk.px(12))
        day = view.at.astimezone(self.visit.packet.zone).date()
        told = say("This is what you told us on {day}. Is it still right today?", day=long_date(day))
        column.addWidget(TextLabel(told, kiosk.metrics.body, "ink-2"))
        if view.said_at is not None:
            column.addSpacing(kiosk.px(16))
            column.addLayout(self._said())
        if not kiosk.is_narrow:
            column.addStretch(1)
        return head

    def _said(self) -> QHBoxLayout:
        """What the patient said about this part before, when they come back to it."""
        kiosk, view = self.kiosk, self._view
        assert view.said_at is not None  # the caller looked
        time = clock_time(view.said_at, self.visit.packet.zone)
        words = (say("You said at {time} that this is still right.", time=time) if view.standing is Standing.SAME
                 else say("You went through these questions at {time}.", time=time))
        style = kiosk.metrics.detail.weighted(500)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Icon("check-circle", kiosk.px(20), "success-text", box_height=round(style.line)), 0,
                      Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextLabel(words, style, "success-text"), 1)
        return row

    def _lay_out(self, head: QWidget) -> None:
        kiosk = self.kiosk
        if kiosk.is_narrow:
            column = QVBoxLayout(self)
            column.setContentsMargins(kiosk.margin - RING, 12, 0, 0)
            column.setSpacing(kiosk.px(12))
            head.setContentsMargins(RING, 0, kiosk.margin, 0)
            column.addWidget(head)
            column.addWidget(self._scroll, 1)
            return
        line = QHBoxLayout(self)
        line.setContentsMargins(kiosk.margin - RING, 0, 0, 0)
        line.setSpacing((48 if kiosk.scale == 1 else 44) - 2 * RING)
        line.addWidget(side_column(head, 324 if kiosk.scale == 1 else 360))
        line.addWidget(self._scroll, 1)

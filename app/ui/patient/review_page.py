"""The whole visit before it is sent: each form with how it stands, and what is still in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.intake.correction import in_language
from app.intake.packet import PacketForm
from app.intake.places import Place, PlaceKind
from app.intake.visit import FormStatus
from app.ui.announce import announce
from app.ui.fonts import Kiosk as Type
from app.ui.patient.check_page import lay_out_summary
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk, KioskPage
from app.ui.patient.missing import MissingBanner
from app.ui.patient.more_below import MoreColumn
from app.ui.patient.summary_column import SummaryColumn, SummaryItem
from app.ui.patient.words import clock_time, say, say_count
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel


class ReviewPage(KioskPage):
    """ "Send" stays active with problems and jumps to the first one."""

    send_requested = Signal()

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(kiosk, place, parent)
        self._problems = self.visit.problems()
        self._cards: list[FormCard] = []
        self._error = Banner(Tone.DANGER, "", "", "", kiosk.metrics)
        self._error.hide()
        self._scroll = MoreColumn(
            kiosk, (6, 18 if not kiosk.is_narrow else 6, kiosk.margin, 24), kiosk.px(16), has_pill=False
        )
        self._fill()
        items = [self._item(form) for form in self.visit.forms]
        self.summary = SummaryColumn(
            kiosk,
            say("Ready to send?"),
            say("You can change anything before you send it to your care team."),
            items if not kiosk.is_narrow else [],
        )
        self.summary.chosen.connect(lambda at: self._scroll.bring(self._cards[at], margin=12))
        self.setAccessibleName(say("Ready to send?"))
        lay_out_summary(self, kiosk, self.summary, self._scroll)

    def action(self) -> BarAction:
        """Send."""
        return BarAction(say("Send to care team"))

    def note(self) -> BarNote | None:
        """How much is left."""
        if not self._problems:
            return None
        return BarNote(say_count(len(self._problems), "{n} thing to finish", "{n} things to finish"), tone="danger")

    def may_go_on(self) -> bool:
        """Send, or go to the first problem. Sending leads to the done page by itself."""
        if self._problems:
            self._to_problem(0)
        else:
            self.send_requested.emit()
        return False

    def start(self) -> None:
        """Say what is left."""
        super().start()
        if self._problems:
            announce(self, self._title(), urgent=True)

    def show_error(self, error: KnownError) -> None:
        """Sending did not work; nothing is lost."""
        self._error.show_message(
            Tone.DANGER, error.sentence, say("Nothing is lost. Try again, or tell the front desk."), say=True
        )
        self._error.show()

    def _fill(self) -> None:
        self._scroll.column.addWidget(self._error)
        packet = self.visit.packet
        message = in_language(packet.message, [form.questionnaire for form in packet.forms], self.visit.language)
        if message:
            self._scroll.column.addWidget(
                Banner(Tone.INFO, say("Your care team asks"), message, "", self.kiosk.metrics)
            )
        if self._problems:
            banner = MissingBanner(self.kiosk, self._title(), [problem.label for problem in self._problems])
            banner.jumped.connect(self._to_problem)
            self._scroll.column.addWidget(banner)
        for form in self.visit.forms:
            card = FormCard(self.kiosk, form)
            card.look_requested.connect(self._look)
            card.reopen_requested.connect(self._reopen)
            self._cards.append(card)
            self._scroll.column.addWidget(card)
        self._scroll.column.addStretch(1)

    def _title(self) -> str:
        return say_count(len(self._problems), "{n} thing is left to finish", "{n} things are left to finish")

    def _item(self, form: PacketForm) -> SummaryItem:
        wrong = sum(1 for problem in self._problems if problem.form_id == form.form_id)
        title = form.title_in(self.visit.language)
        if wrong:
            return SummaryItem(title, say_count(wrong, "{n} to do", "{n} to do"), is_open=True)
        if self.visit.status(form.form_id) is FormStatus.DECLINED:
            return SummaryItem(title, say("Not signed"), icon="minus-circle")
        return SummaryItem(title, say("Complete"))

    def _to_problem(self, index: int) -> None:
        problem = self._problems[index]
        self.key_requested.emit(problem.place, problem.key)

    def _look(self, form_id: str) -> None:
        self.go_requested.emit(Place(PlaceKind.CHECK, form_id))

    def _reopen(self, form_id: str) -> None:
        self.visit.take_back_decline(form_id)
        self.edited.emit()
        self.arrived.emit()


class FormCard(QFrame):
    """One form: its name, how it stands, and a way back to its answers."""

    look_requested = Signal(str)
    reopen_requested = Signal(str)

    def __init__(self, kiosk: Kiosk, form: PacketForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        visit, status = kiosk.visit, kiosk.visit.status(form.form_id)
        row = QHBoxLayout(self)
        row.setContentsMargins(kiosk.px(24), kiosk.px(18), kiosk.px(20), kiosk.px(18))
        row.setSpacing(kiosk.px(16))
        words = QVBoxLayout()
        words.setSpacing(2)
        title = form.title_in(visit.language)
        words.addWidget(TextLabel(title, Type.QUESTION.scaled(kiosk.scale)))
        icon, tone, sentence = _standing(kiosk, form, status)
        line = QHBoxLayout()
        line.setSpacing(8)
        style = kiosk.metrics.detail.weighted(500)
        line.addWidget(Icon(icon, kiosk.px(20), tone, box_height=round(style.line)), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(TextLabel(sentence, style, tone), 1)
        words.addLayout(line)
        row.addLayout(words, 1)
        if status is FormStatus.DECLINED:
            button = Button(say("Open it again"), Kind.SECONDARY, kiosk.medium)
            button.clicked.connect(lambda: self.reopen_requested.emit(form.form_id))
        else:
            button = Button(say("See answers"), Kind.SECONDARY, kiosk.medium)
            button.clicked.connect(lambda: self.look_requested.emit(form.form_id))
        button.setAccessibleName(f"{button.words()}: {title}")
        button.setEnabled(not visit.is_sent)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


def _standing(kiosk: Kiosk, form: PacketForm, status: FormStatus) -> tuple[str, str, str]:
    """Return icon, color and sentence for how a form stands."""
    visit = kiosk.visit
    made = visit.signature(form.form_id)
    if status is FormStatus.DECLINED:
        return (
            "minus-circle",
            "ink-2",
            say("You chose not to sign: {reason}", reason=visit.decline_reason(form.form_id)),
        )
    if made is not None:
        time = clock_time(made.signed_at, visit.packet.zone)
        return (
            "check-circle",
            "success-text",
            say("Signed by {name} at {time}", name=made.signature.printed_name, time=time),
        )
    if status is FormStatus.VOIDED:
        return "error", "danger-text", say("You changed an answer after signing. Sign again.")
    if form.needs_signature:
        return "error", "danger-text", say("Not signed yet")
    return "check-circle", "success-text", say("Answered")

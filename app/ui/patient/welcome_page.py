"""Welcome: a name, a time and a provider; never a birth date or a treatment."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.intake.packet import FormKind, IntakeStep
from app.intake.places import Place
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import BarAction, Kiosk, KioskPage
from app.ui.patient.words import clock_time, greeting, say, say_count
from app.ui.theme import color
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.checks import Switch
from app.ui.widgets.contour_panel import ContourPanel
from app.ui.widgets.picture import Icon
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.text import TextLabel, Wordmark


class WelcomePage(KioskPage):
    """The only page without bars at the start. "No, I'm someone else" leads to the front desk."""

    has_back = False
    language_chosen = Signal(str)
    larger_chosen = Signal(bool)
    not_me = Signal()

    def __init__(
        self, kiosk: Kiosk, place: Place, languages: tuple[tuple[str, str], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(kiosk, place, parent)
        self._languages = languages
        if kiosk.is_narrow:
            layout: QVBoxLayout | QHBoxLayout = QVBoxLayout(self)
        else:
            layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._panel())
        layout.addWidget(self._content(), 1)

    def action(self) -> BarAction:
        """The page has its own buttons."""
        return BarAction(say("Yes, that’s me"))

    def showEvent(self, event: QShowEvent) -> None:
        """Enter means yes from the start; the language comes before it in the order of Tab."""
        super().showEvent(event)
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the primary button here too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.yes.click()
            return
        super().keyPressEvent(event)

    def _panel(self) -> QWidget:
        kiosk, packet = self.kiosk, self.visit.packet
        panel = ContourPanel(x=0.9, y=0.86)
        column = QVBoxLayout(panel)
        column.setSpacing(0)
        column.addWidget(Wordmark(packet.clinic_name, 22, "panel-ink", "panel-ink-2"))
        if kiosk.is_narrow:
            panel.setFixedHeight(kiosk.px(300))
            column.setContentsMargins(32, 30, 32, 30)
        else:
            panel.setFixedWidth(520)
            column.setContentsMargins(48, 42, 48, 44)
        column.addStretch(2)
        column.addWidget(
            TextLabel(greeting(kiosk.clock.now(), packet.zone), Type.BODY.scaled(1.06 * kiosk.scale), "panel-ink-2")
        )
        column.addSpacing(4)
        column.addWidget(TextLabel(self._greeting(), Type.WELCOME, "panel-ink"))
        column.addSpacing(20)
        minutes = say_count(max(packet.minutes, 1), "about {n} minute", "about {n} minutes")
        words = say(
            "Let’s get you ready for your visit. It takes {minutes}, and you can stop at any time.", minutes=minutes
        )
        column.addWidget(TextLabel(words, Type.BODY.scaled(1.06 * kiosk.scale), "panel-ink-2"))
        column.addStretch(0 if kiosk.is_narrow else 5)
        return panel

    def _greeting(self) -> str:
        words = say("Welcome, {name}", name=self.visit.packet.first_name)
        return words if self.kiosk.is_narrow else words.replace(", ", ",\n", 1)

    def _content(self) -> QWidget:
        kiosk = self.kiosk
        side = 32 if kiosk.is_narrow else 56
        scroll = ScrollColumn(margins=(side, 36, side, 32), spacing=0)
        holder = QFrame()
        holder.setProperty("surface", "surface")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(scroll)
        column = scroll.column
        column.addLayout(self._choices())
        column.addSpacing(kiosk.px(40))
        column.addWidget(TextLabel(say("Is this you?"), Type.HEADING.scaled(kiosk.scale)))
        column.addSpacing(kiosk.px(16))
        column.addWidget(self._identity())
        column.addSpacing(kiosk.px(38))
        column.addLayout(self._next_head())
        column.addSpacing(kiosk.px(6))
        for line in self._steps():
            column.addWidget(line)
        column.addStretch(1)
        column.addSpacing(kiosk.px(20))
        column.addLayout(self._promise())
        return holder

    def _choices(self) -> QHBoxLayout:
        kiosk = self.kiosk
        row = QHBoxLayout()
        row.setSpacing(12)
        language = Segmented(say("Language"), self._languages, kiosk.metrics)
        language.set_value(self.visit.language if self.visit.language in dict(self._languages) else "en")
        language.chosen.connect(self.language_chosen)
        row.addWidget(language)
        row.addStretch(1)
        row.addWidget(Icon("text-size", kiosk.px(24), "accent-text"))
        larger = Switch(say("Larger text"), kiosk.metrics)
        larger.setChecked(kiosk.scale > 1)
        larger.toggled.connect(self.larger_chosen)
        row.addWidget(larger)
        return row

    def _identity(self) -> QWidget:
        kiosk, packet = self.kiosk, self.visit.packet
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 22, 24, 22)
        column.setSpacing(22)
        who = QHBoxLayout()
        who.setSpacing(20)
        who.addWidget(Avatar(packet.patient_name, kiosk.px(60)), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(packet.patient_name, Type.SECTION.scaled(kiosk.scale)))
        when = say("{time} today, with {provider}", time=clock_time(packet.appointment_at, packet.zone),
                   provider=packet.provider_name)
        words.addWidget(TextLabel(when, Type.DETAIL.scaled(1.06 * kiosk.scale), "ink-2"))
        who.addLayout(words, 1)
        column.addLayout(who)
        buttons: QHBoxLayout | QVBoxLayout = QHBoxLayout() if kiosk.scale == 1 or kiosk.is_narrow else QVBoxLayout()
        buttons.setSpacing(12)
        self.yes = Button(say("Yes, that’s me"), Kind.PRIMARY, kiosk.metrics)
        no = Button(say("No, I’m someone else"), Kind.SECONDARY, kiosk.metrics)
        for button in (self.yes, no):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button, 1)
        self.yes.clicked.connect(self.on_requested)
        no.clicked.connect(self.not_me)
        column.addLayout(buttons)
        return card

    def _next_head(self) -> QHBoxLayout:
        steps, minutes = len(self._plan()), max(self.visit.packet.minutes, 1)
        row = QHBoxLayout()
        row.addWidget(TextLabel(say("What happens next"), Type.QUESTION.scaled(self.kiosk.scale)), 1)
        long = say_count(minutes, "about {n} minute", "about {n} minutes")
        words = f"{say_count(steps, '{n} step', '{n} steps')}, {long}"
        row.addWidget(TextLabel(words, self.kiosk.metrics.detail, "ink-3", wrap=False))
        return row

    def _steps(self) -> list[QWidget]:
        plan = self._plan()
        return [StepLine(self.kiosk, number, words, minutes, number < len(plan))
                for number, (words, minutes) in enumerate(plan, start=1)]

    def _plan(self) -> list[tuple[str, int]]:
        """The steps of this visit in words, with their minutes."""
        forms = self.visit.forms
        words = {
            IntakeStep.DETAILS: say("Check your details"),
            IntakeStep.HISTORY: say("Answer questions about your health"),
            IntakeStep.CONSENTS: say("Read and sign your consents"),
        }
        if not any(form.kind is FormKind.CONSENT for form in forms):
            words[IntakeStep.CONSENTS] = say("Read and choose")
        found = [(text, sum(form.minutes for form in forms if form.step is step)) for step, text in words.items()
                 if any(form.step is step for form in forms)]
        return [*found, (say("Check everything and hand the tablet back"), 1)]

    def _promise(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        style = self.kiosk.metrics.detail
        row.addWidget(
            Icon("lock", self.kiosk.px(20), "ink-2", box_height=round(style.line)), 0, Qt.AlignmentFlag.AlignTop
        )
        words = say("Only your care team at {clinic} can see your answers.", clinic=self.visit.packet.clinic_name)
        row.addWidget(TextLabel(words, style, "ink-2"), 1)
        return row


class StepLine(QWidget):
    """A number in a circle, what to do, how long it takes."""

    def __init__(self, kiosk: Kiosk, number: int, words: str, minutes: int, ruled: bool) -> None:
        super().__init__()
        self._kiosk, self._number, self._ruled = kiosk, str(number), ruled
        row = QHBoxLayout(self)
        row.setContentsMargins(kiosk.px(46), kiosk.px(11), 0, kiosk.px(12))
        row.addWidget(TextLabel(words, Type.DETAIL.scaled(1.03 * kiosk.scale)), 1)
        row.addWidget(TextLabel(say("{n} min", n=max(minutes, 1)), kiosk.metrics.detail, "ink-3", wrap=False))
        self.setAccessibleName(f"{number}. {words}")

    def sizeHint(self) -> QSize:
        """Room for a finger, though nothing is pressed here."""
        return QSize(200, max(super().sizeHint().height(), self._kiosk.px(50)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and the rule below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._kiosk.px(30)
        box = QRectF(0, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent-tint"))
        painter.drawEllipse(box)
        made = self._kiosk.metrics.detail.weighted(600).font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("accent-text"))
        left = box.center().x() - metrics.horizontalAdvance(self._number) / 2
        painter.drawText(QPointF(left, box.center().y() + metrics.capHeight() / 2), self._number)
        if self._ruled:
            painter.fillRect(0, self.height() - 1, self.width(), 1, color("hairline"))



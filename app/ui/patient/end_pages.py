"""The pages on the brand panel: done, back to the front desk, and help. None of them holds an answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.contour_panel import ContourPanel
from app.ui.widgets.text import TextLabel, Wordmark


class Badge(QWidget):
    """An icon in a circle, white on the panel."""

    def __init__(self, icon: str, side: int = 72) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw circle and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 140), 1.5))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        side = self.width() * 0.5
        corner = (self.width() - side) / 2
        icons.paint(painter, self._icon, QRectF(corner, corner, side, side), color("panel-ink"))


class PanelPage(QWidget):
    """Big words on the panel, up to two facts below, "Staff unlock" bottom right."""

    unlock_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, kiosk: Kiosk, icon: str, title: str, text: str, *, facts: tuple[tuple[str, str], ...] = (),
                 foot: str = "", back: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = ContourPanel(x=0.86, y=0.86, spread=1.34)
        outer.addWidget(panel)
        side = 40 if kiosk.is_narrow else 56
        column = QVBoxLayout(panel)
        column.setContentsMargins(side, 42, side, 40)
        column.setSpacing(0)
        column.addWidget(Wordmark(kiosk.visit.packet.clinic_name, 22, "panel-ink", "panel-ink-2"))
        column.addStretch(3)
        column.addWidget(Badge(icon))
        column.addSpacing(26)
        column.addWidget(_narrow(TextLabel(title, Type.DISPLAY, "panel-ink"), 820))
        column.addSpacing(12)
        big = Type.SECTION.weighted(400).scaled(kiosk.scale * 1.06)
        column.addWidget(_narrow(TextLabel(text, big, "panel-ink-2"), kiosk.px(640)))
        column.addSpacing(kiosk.px(44))
        column.addLayout(_facts(kiosk, facts))
        column.addStretch(4)
        column.addLayout(self._foot(kiosk, foot, back))

    def _foot(self, kiosk: Kiosk, foot: str, back: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        if back:
            self.back = Button(back, Kind.ON_PANEL, kiosk.medium, icon="arrow-left")
            self.back.clicked.connect(self.back_pressed)
            row.addWidget(self.back)
        row.addWidget(TextLabel(foot, kiosk.metrics.detail, "panel-ink-2"), 1, Qt.AlignmentFlag.AlignVCenter)
        self.unlock = Button(say("Staff unlock"), Kind.ON_PANEL, kiosk.medium, icon="lock")
        self.unlock.clicked.connect(self.unlock_pressed)
        row.addWidget(self.unlock)
        return row


def done_page(kiosk: Kiosk) -> PanelPage:
    """Return the page after sending (picture 06)."""
    packet = kiosk.visit.packet
    provider = f"{packet.provider_name}," if "," in packet.provider_name else packet.provider_name
    facts = ((say("Next"), say("{provider} will call you in", provider=provider)),
             (say("Your copy"), say("Ask us for a printed copy")))
    return PanelPage(kiosk, "check", say("Thank you, {name}", name=packet.first_name),
                     say("Your answers are with your care team. Please hand the tablet back to the front desk."),
                     facts=facts, foot=say("Your answers are no longer on this screen."))


def paper_page(kiosk: Kiosk) -> PanelPage:
    """Return the page after electronic records were refused."""
    return PanelPage(kiosk, "document", say("We’ll use paper"),
                     say("That is fine. Please hand the tablet back to the front desk. They print the forms for you."),
                     foot=say("What you entered so far is kept safe."))


def someone_else_page(kiosk: Kiosk) -> PanelPage:
    """Return the page for a person who is not the patient; it names nobody."""
    return PanelPage(kiosk, "hand", say("Sorry about that"),
                     say("This visit is for someone else. Please hand the tablet back to the front desk."),
                     back=say("Back"))


def help_page(kiosk: Kiosk) -> PanelPage:
    """Return the page that calls for help."""
    phone = kiosk.visit.packet.clinic_phone
    facts = ((say("You can also call"), phone),) if phone else ()
    return PanelPage(kiosk, "hand", say("Raise your hand"),
                     say("Someone from the front desk will come to you. Your answers are saved, take your time."),
                     facts=facts, back=say("Back to my form"))


def _facts(kiosk: Kiosk, facts: tuple[tuple[str, str], ...]) -> QBoxLayout:
    across = not kiosk.is_narrow
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)
    row.setSpacing(40 if across else 20)
    for number, (label, value) in enumerate(facts):
        if number and across:
            row.addWidget(_Divider())
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(TextLabel(label, Type.DETAIL.scaled(kiosk.scale), "panel-ink-2", wrap=False))
        column.addWidget(TextLabel(value, Type.QUESTION.scaled(1.06 * kiosk.scale), "panel-ink", wrap=not across))
        row.addLayout(column)
    row.addStretch(1)
    return row


class _Divider(QWidget):
    """A thin line between two facts."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        QPainter(self).fillRect(self.rect(), QColor(255, 255, 255, 77))


def _narrow(label: TextLabel, width: int) -> TextLabel:
    label.setMaximumWidth(width)
    return label

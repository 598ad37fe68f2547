"""The right pane of a document: whether it is unchanged, who signed, its digest, and what happened."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import clock_time, long_date
from app.services.views.review import DocumentView, EvidenceStep
from app.ui.announce import announce
from app.ui.fonts import Staff, TextStyle
from app.ui.theme import color
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, IconButton, Kind
from app.ui.widgets.card import Rule
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_LABEL = 112
_DIGEST = TextStyle(13, 22, 500, tabular=True)


class VerificationPane(ScrollColumn):
    """412 wide, on the surface, a hairline at its left."""

    full_log = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(margins=(24, 22, 24, 24), spacing=0, parent=parent)
        self._zone = zone
        self.setAccessibleName("Verification")
        self.content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.content.setProperty("surface", "surface")

    def show_document(self, view: DocumentView, *, log: bool) -> None:
        """Replace everything; ``log`` offers the way to the audit log."""
        clear(self.column)
        check = view.verification
        banner = Banner(Tone.SUCCESS if check.valid else Tone.DANGER, check.headline,
                        f"{check.detail} Checked at {clock_time(check.checked_at, self._zone)}.",
                        icon="shield" if check.valid else "shield-cross")
        self.column.addWidget(banner)
        self.column.addSpacing(20)
        self._add_facts(view)
        self.column.addSpacing(24)
        self._add_steps(view.steps, log=log)
        self.column.addStretch(1)

    def _add_facts(self, view: DocumentView) -> None:
        self.column.addWidget(TextLabel("Signature", Staff.CARD))
        self.column.addSpacing(10)
        sealed = view.sealed_at.astimezone(self._zone)
        facts = [("Signed by", "\n".join(view.signed_by)), ("Countersigned", view.countersigned_by),
                 ("Certificate", view.certificate),
                 ("Sealed", f"{long_date(sealed.date())}, {clock_time(view.sealed_at, self._zone, seconds=True)}")]
        for label, value in facts:
            if value:
                self.column.addWidget(Rule())
                self.column.addLayout(_fact(label, TextLabel(value, Staff.VALUE)))
        self.column.addWidget(Rule())
        row = _fact("SHA-256", TextLabel(grouped(view.sha256), _DIGEST))
        copy = IconButton("copy", "Copy the SHA-256 digest")
        copy.clicked.connect(lambda: self._copy(view.sha256))
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)

    def _add_steps(self, steps: tuple[EvidenceStep, ...], *, log: bool) -> None:
        head = QHBoxLayout()
        head.addWidget(TextLabel("What happened", Staff.CARD), 1, Qt.AlignmentFlag.AlignVCenter)
        if log:
            link = Button("Full log", Kind.QUIET, COMPACT, flush=True)
            link.activated.connect(self.full_log)
            head.addWidget(link)
        self.column.addLayout(head)
        self.column.addSpacing(6)
        for number, step in enumerate(steps):
            self.column.addWidget(_StepRow(step, self._zone, last=number == len(steps) - 1))

    def _copy(self, digest: str) -> None:
        QGuiApplication.clipboard().setText(digest)
        announce(self, "The digest was copied.")


def grouped(digest: str) -> str:
    """Return a digest in groups of eight, so that it can be read aloud and compared."""
    return " ".join(digest[at:at + 8] for at in range(0, len(digest), 8))


def _fact(label: str, value: TextLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 9, 0, 9)
    row.setSpacing(0)
    name = TextLabel(label, Staff.BODY, "ink-2", wrap=False)
    name.setFixedWidth(_LABEL + 8)
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(value, 1)
    return row


class _StepRow(QWidget):
    """A dot on the line (filled when sealed), what happened, and when."""

    def __init__(self, step: EvidenceStep, zone: ZoneInfo, *, last: bool) -> None:
        super().__init__()
        self._sealed, self._last = step.sealed, last
        row = QHBoxLayout(self)
        row.setContentsMargins(27, 5, 0, 5)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(step.title, Staff.VALUE))
        words.addWidget(TextLabel(step.detail, Staff.DETAIL, "ink-3"))
        row.addLayout(words, 1)
        when = TextLabel(clock_time(step.at, zone), Staff.DETAIL.digits(), "ink-3", wrap=False)
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line behind the dot, and the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(7.5, 16)
        if not self._last:
            painter.fillRect(QRectF(middle.x() - 0.75, middle.y() + 4, 1.5, self.height() - 8), color("hairline-2"))
        painter.setPen(QPen(color("accent"), 2))
        painter.setBrush(color("accent" if self._sealed else "surface"))
        painter.drawEllipse(middle, 4, 4)

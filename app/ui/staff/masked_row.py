"""A sensitive answer on the patient page: the question is shown, the answer waits until somebody asks for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.views.patients import AnswerLine
from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tips import set_tip

_WHY = "Sensitive: hidden until somebody who needs it asks. The audit log keeps who looked."


class MaskedRow(QWidget):
    """``asked`` carries the question's link id; without the right to reveal there is no button."""

    asked = Signal(str)

    def __init__(self, line: AnswerLine, question_width: int, *, may_reveal: bool, parent: QWidget | None = None,
                 ) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{line.question}: hidden")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 5, 20, 6)
        row.setSpacing(8)
        question = TextLabel(line.question, Staff.BODY, "ink-2")
        question.setFixedWidth(question_width - 20 - 16)
        hidden = TextLabel("Hidden", Staff.BODY, "ink-3", wrap=False)
        set_tip(hidden, _WHY)
        self.show_button = Button("Show", Kind.SECONDARY, COMPACT, icon="eye")
        self.show_button.setAccessibleName(f"Show the answer: {line.question}")
        self.show_button.activated.connect(lambda: self.asked.emit(line.link_id))
        row.addWidget(question, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(8)
        row.addWidget(Icon("eye-off", 18, "ink-3"))
        row.addWidget(hidden)
        row.addSpacing(8)
        row.addWidget(self.show_button)
        self.show_button.setVisible(may_reveal)  # once it has its place: before, it would flash as a window
        row.addStretch(1)
        self.setMinimumHeight(44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rule under the row."""
        QPainter(self).fillRect(1, self.height() - 1, self.width() - 2, 1, color("hairline"))

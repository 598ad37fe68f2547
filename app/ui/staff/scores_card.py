"""Scores worked out from the answers, such as the skin type: value and how it came about, its parts one click away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.review import ScoreLine, ScorePartLine
from app.ui.fonts import Staff
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel

_TITLE = 236  # values stand under the answers' column


class ScoresCard(Card):
    """One row a score. Hidden by its screen while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=0, parent=parent)
        head = TextLabel("Worked out from the answers", Staff.SECTION)
        head.setContentsMargins(20, 13, 20, 13)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addWidget(head)
        self.body.addLayout(self._rows)

    def show_scores(self, scores: Sequence[ScoreLine]) -> None:
        """Replace the rows."""
        clear(self._rows)
        for score in scores:
            self._rows.addWidget(Rule())
            self._rows.addWidget(ScoreRow(score))
        self.setVisible(bool(scores))


class ScoreRow(QWidget):
    """Title, value and a button that shows what it comes from."""

    def __init__(self, score: ScoreLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score = score
        self.parts = _parts(score.parts)
        self.parts.hide()
        self.more = Button("Show parts", Kind.QUIET)
        self._name_button("Show")
        self.more.activated.connect(self._toggle)
        title = TextLabel(score.title, Staff.BODY, "ink-2")
        value = TextLabel(score.value, Staff.VALUE)
        value.setAccessibleName(f"{score.title}: {score.value}. {score.detail}".strip())
        top = QHBoxLayout()
        top.setSpacing(12)
        title.setFixedWidth(_TITLE)
        top.addWidget(title, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(value, 1, Qt.AlignmentFlag.AlignVCenter)
        if score.parts:
            top.addWidget(self.more, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 8, 14 if score.detail else 8)
        column.setSpacing(0)
        column.addLayout(top)
        if score.detail:
            column.addWidget(TextLabel(score.detail, Staff.DETAIL, "ink-2"))
        column.addWidget(self.parts)

    def _toggle(self) -> None:
        shown = self.parts.isHidden()
        self.parts.setVisible(shown)
        self.more.setText("Hide parts" if shown else "Show parts")
        self._name_button("Hide" if shown else "Show")

    def _name_button(self, verb: str) -> None:
        self.more.setAccessibleName(f"{verb} parts of {self.score.title}")


def _parts(parts: Sequence[ScorePartLine]) -> QWidget:
    """Answers with their points at the right."""
    shown = QWidget()
    grid = QGridLayout(shown)
    grid.setContentsMargins(0, 4, 12, 0)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    for number, part in enumerate(parts):
        grid.addWidget(TextLabel(part.words, Staff.DETAIL, "ink-2"), number, 0)
        if part.points:
            unit = "point" if part.points == "1" else "points"
            grid.addWidget(TextLabel(f"{part.points} {unit}", Staff.DETAIL, "ink-2", wrap=False), number, 1)
    return shown

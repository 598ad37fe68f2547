"""Says which earlier answers could not be kept, because their question is another one now or is gone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.forms import NotCarried
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say, say_count
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.text import TextLabel


class LostBanner(Banner):
    """Question, answer and why, one line for each."""

    def __init__(self, kiosk: Kiosk, lost: Sequence[NotCarried], parent: QWidget | None = None) -> None:
        title = say_count(len(lost), "We could not keep this answer", "We could not keep these answers")
        super().__init__(Tone.WARNING, title, "", "", kiosk.metrics, parent=parent)
        lines = [say("{question}: {answer}. {why}", question=each.label, answer=each.text, why=each.why)
                 for each in lost]
        for line in lines:
            self.body.addWidget(TextLabel(line, kiosk.metrics.detail, "ink-2"))
        self.setAccessibleName(f"{title}. {' '.join(lines)}")

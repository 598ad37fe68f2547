"""The banner that says how much is missing, with a button that jumps to each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.text import TextLabel

_MOST = 6
"""More jumps than this would push the answers off the screen; the rest is found one by one."""


class MissingBanner(Banner):
    """Title with the count, then where to go."""

    jumped = Signal(int)  # index into ``labels``
    skipped = Signal()

    def __init__(self, kiosk: Kiosk, title: str, labels: Sequence[str], skip: str = "", text: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(Tone.DANGER, title, text, "", kiosk.metrics, parent=parent)
        host = QWidget()
        flow = FlowLayout(host, kiosk.px(10))
        for index, label in enumerate(labels[:_MOST]):
            button = Button(label, Kind.SECONDARY, kiosk.medium, trailing="chevron-right")
            button.setAccessibleDescription(say("Go to this question"))
            button.clicked.connect(lambda _on=False, at=index: self.jumped.emit(at))
            flow.addWidget(button)
        if len(labels) > _MOST:
            more = say("and {n} more", n=len(labels) - _MOST)
            flow.addWidget(TextLabel(more, replace(kiosk.metrics.detail, line=kiosk.medium.button_height), wrap=False))
        if skip:
            later = Button(skip, Kind.QUIET, kiosk.medium)
            later.clicked.connect(self.skipped)
            flow.addWidget(later)
        if labels or skip:
            self.body.addSpacing(kiosk.px(10))
            self.body.addWidget(host)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

"""A published policy to be read in full, over the page that asks for its acknowledgement."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.languages import base_language
from app.intake.packet import PolicyText
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.reading_area import ReadingArea, paragraphs
from app.ui.patient.words import long_date, say
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_WIDTH = 860


class PolicyDialog(DialogOverlay):
    """The exact text, with the plain-language summary above it when there is one.

    A document in another language than the visit's says so first; one that is a PDF file alone is asked for on paper.
    """

    def __init__(self, kiosk: Kiosk, window: QWidget, policy: PolicyText) -> None:
        super().__init__(window, width=min(kiosk.px(_WIDTH), window.width() - 48), padding=0, spacing=0)
        head = QHBoxLayout()
        head.setContentsMargins(32, 24, 24, 16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(policy.title, Type.HEADING_2.scaled(kiosk.scale)))
        version = say("Version {version}, {day}", version=policy.version, day=long_date(policy.effective))
        words.addWidget(TextLabel(version, kiosk.metrics.detail, "ink-3"))
        head.addLayout(words, 1)
        self.close_button = Button(say("Close"), Kind.SECONDARY, kiosk.medium, icon="close")
        self.close_button.clicked.connect(self.close_dialog)
        head.addWidget(self.close_button)
        self.area = ReadingArea(kiosk)
        self.area.setMinimumHeight(max(window.height() - kiosk.px(190), 200))
        note = _note(policy, kiosk.visit.language)
        if note:
            self.area.add_widget(Banner(Tone.INFO, "", note, metrics=kiosk.metrics))
            self.area.add_space(kiosk.px(20))
        if policy.summary:
            self.area.add_widget(_summary(kiosk, policy.summary))
            self.area.add_space(kiosk.px(24))
        self.area.add_part("end", paragraphs(policy.text, kiosk))
        self.body.addLayout(head)
        self.body.addWidget(self.area, 1)
        self.body.addSpacing(20)


def _note(policy: PolicyText, language: str) -> str:
    """Say what is not as one would expect of the document: its language, or that there is no text to show."""
    if not policy.text:
        return say("This screen cannot show this document. Ask the front desk for it on paper before you go on.")
    if policy.language != base_language(language):
        return say("The clinic’s document is in English, as it was published. The front desk can go through it with "
                   "you, or call an interpreter.")
    return ""


def _summary(kiosk: Kiosk, text: str) -> Card:
    card = Card(kind="well", padding=kiosk.px(20), spacing=kiosk.px(8))
    card.body.addWidget(paragraphs(text, kiosk, Type.DETAIL, "ink-2"))
    return card

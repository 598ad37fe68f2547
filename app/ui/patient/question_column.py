"""What is asked: where in the form, the question, what helps to answer it, and why it is asked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.forms import Page
from app.intake.packet import PolicyText
from app.intake.places import PlaceKind
from app.ui.fonts import Kiosk as Type
from app.ui.form_widgets.heading import PageHeading
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import long_date, say
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.text import TextLabel


class QuestionColumn(QWidget):
    """The left column of a question page, or its head in portrait."""

    policy_pressed = Signal(object)  # PolicyText

    def __init__(
        self, kiosk: Kiosk, form_id: str, page: Page, heading: PageHeading, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kiosk = kiosk
        self._why = TextLabel(heading.why, kiosk.metrics.hint.scaled(1.06), "ink-2")
        self._why.hide()
        self.why_button = Button(say("Why we ask"), Kind.QUIET, kiosk.medium, icon="question", flush=True, parent=self)
        self.why_button.setCheckable(True)
        self.why_button.setAccessibleDescription(heading.why)
        self.why_button.setVisible(bool(heading.why))
        self.why_button.clicked.connect(self._toggle_why)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addSpacing(0 if kiosk.is_narrow else 26)
        place = TextLabel(self._where(form_id, page), kiosk.metrics.detail.scaled(1.06), "ink-3")
        if kiosk.is_narrow:
            head = QHBoxLayout()
            head.addWidget(place, 1)
            head.addWidget(self.why_button, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(head)
        else:
            column.addWidget(place)
        column.addSpacing(kiosk.px(8))
        long_title = len(heading.title) > 70
        title = (Type.HEADING_2 if long_title else Type.TITLE).scaled(self._title_scale())
        column.addWidget(TextLabel(heading.title, title))
        column.addSpacing(kiosk.px(12))
        for text in self._lead(form_id, page, heading):
            column.addWidget(TextLabel(text, kiosk.metrics.body, "ink-2"))
            column.addSpacing(kiosk.px(10))
        if not kiosk.is_narrow and heading.why:
            column.addSpacing(kiosk.px(6))
            column.addWidget(self.why_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._why)
        if not kiosk.is_narrow:
            column.addStretch(1)

    def add_policies(self, policies: tuple[PolicyText, ...]) -> None:
        """Offer documents to read before they are acknowledged."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        place = column.indexOf(self._why) + 1
        for offset, policy in enumerate(policies):
            button = Button(policy.title, Kind.SECONDARY, self._kiosk.medium, icon="document")
            button.setAccessibleDescription(say("Opens the document to read"))
            button.clicked.connect(lambda _on=False, chosen=policy: self.policy_pressed.emit(chosen))
            column.insertWidget(place + 2 * offset, button, 0, Qt.AlignmentFlag.AlignLeft)
            column.insertSpacing(place + 2 * offset, self._kiosk.px(12))

    def _toggle_why(self) -> None:
        self._why.setVisible(self._why.isHidden())

    def _title_scale(self) -> float:
        """Larger text grows the title less: it is large already, and the column is narrow (picture 02b)."""
        return 1.1 if self._kiosk.scale > 1 else 1.0

    def _where(self, form_id: str, page: Page) -> str:
        pages = [place.page for place in self._kiosk.visit.places if place.form_id == form_id
                 and place.kind is PlaceKind.PAGE]
        number = pages.index(page.index) + 1 if page.index in pages else 1
        title = self._kiosk.visit.packet.form(form_id).title_in(self._kiosk.visit.language)
        if len(title) > 28 and not self._kiosk.is_narrow:
            return say("Page {number} of {count}", number=number, count=len(pages))
        return say("{form}, page {number} of {count}", form=title, number=number, count=len(pages))

    def _lead(self, form_id: str, page: Page, heading: PageHeading) -> list[str]:
        found = list(heading.lead)
        part = self._kiosk.visit.returning.part(form_id, page.index)
        if part is not None:
            day = part.at.astimezone(self._kiosk.visit.packet.zone).date()
            found.append(say("These are your answers from {day}. Change what is different.", day=long_date(day)))
        return found

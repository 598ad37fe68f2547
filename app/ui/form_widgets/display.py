"""display: text that asks nothing, and the note that stands for an attachment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.forms import ItemState
from app.ui.form_widgets.base import FormWidget, question_text
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.words import say
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

BULLET = "• "


class DisplayWidget(FormWidget):
    """Text as the form has it; lines that start with a bullet hang. Markup in plain text is never interpreted; only
    a rendering the form gives beside it is, once cut down to what is safe. A translation has no rendering."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.column.setSpacing(look.metrics.px(6))
        text = state.item.text
        if text.markup and text.in_language(look.language) == text.plain:
            self.column.addWidget(RichText(text.markup, text.markup_is_html, look))
            return
        for line in question_text(state.item, look.language).split("\n"):
            if line.strip():
                self.column.addWidget(text_line(line, look))

    def show_state(self, state: ItemState) -> None:
        """Nothing changes: it is text."""

    def first_control(self) -> QWidget:
        """Text takes no focus."""
        return self


class RichText(QLabel):
    """A rendering with bold, emphasis and lists. It loads nothing and opens nothing."""

    def __init__(self, markup: str, is_html: bool, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style = look.metrics.body
        self.setTextFormat(Qt.TextFormat.RichText if is_html else Qt.TextFormat.MarkdownText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setOpenExternalLinks(False)
        self.setWordWrap(True)
        self.setFont(style.font())
        self.setText(markup)


class AttachmentWidget(FormWidget):
    """Patients add no files here: they show the paper to the front desk, and staff add it."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        metrics = look.metrics
        frame = QFrame()
        frame.setProperty("kind", "well")
        row = QHBoxLayout(frame)
        row.setContentsMargins(metrics.px(20), metrics.px(14), metrics.px(20), metrics.px(14))
        row.setSpacing(metrics.px(14))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(question_text(state.item, look.language), metrics.body.weighted(500)))
        words.addWidget(TextLabel(say("Show this to the front desk. They add it for you."), metrics.detail, "ink-2"))
        row.addWidget(Icon("document", metrics.px(24), "accent-text", box_height=round(metrics.body.line)), 0,
                      Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.column.addWidget(frame)
        frame.setAccessibleName(question_text(state.item, look.language))

    def show_state(self, state: ItemState) -> None:
        """Nothing is entered here."""

    def first_control(self) -> QWidget:
        """A note takes no focus."""
        return self


def text_line(line: str, look: FieldLook) -> QWidget:
    """Return one paragraph, or one point of a list with its bullet in a column of its own."""
    if not line.startswith(BULLET):
        return TextLabel(line, look.metrics.body, "ink-2")
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.metrics.px(10))
    row.addWidget(TextLabel("•", look.metrics.body, "accent-text", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(TextLabel(line[len(BULLET):], look.metrics.body, "ink-2"), 1)
    return made

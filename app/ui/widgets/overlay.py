"""A dialog inside the window: scrim, card, trapped focus, Esc is the safe choice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.fonts import Staff
from app.ui.theme import color, theme
from app.ui.widgets.edit import restyle
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_BORDER = 2  # the card's own, above and below, left and right
_LEAST = 60
"""Height below which fields that scroll cannot be used."""


class DialogOverlay(QWidget):
    """Covers ``window`` with a scrim and holds one card. Focus stays inside and goes back where it was."""

    dismissed = Signal()  # Esc: the safe choice
    closed = Signal()

    def __init__(self, window: QWidget, *, width: int = 480, padding: int = 28, spacing: int = 12,
                 dismissable: bool = True) -> None:
        """``window`` is the top-level widget; ``dismissable`` is False when Esc may not close the dialog by itself."""
        super().__init__(window)
        self._window = window
        self._dismissable = dismissable
        self._came_from: QWidget | None = None
        self._scrolled: ScrollColumn | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = QFrame(self)
        self.card.setProperty("kind", "dialog")
        self.card.setFixedWidth(width)
        self.body = QVBoxLayout(self.card)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)
        window.installEventFilter(self)
        self.hide()

    def add_head(self, title: str, about: str = "") -> tuple[TextLabel, TextLabel]:
        """Name the dialog: its title, to be read and to be heard, and a sentence under it. Return both labels."""
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        labels = TextLabel(title, Staff.SECTION.scaled(20 / 18)), TextLabel(about, Staff.BODY, "ink-2")
        for label in labels:
            self.body.addWidget(label)
        labels[1].setVisible(bool(about))
        return labels

    def open(self, first: QWidget | None = None) -> None:
        """Show the dialog and put the focus on ``first`` (the safe choice) or the first control."""
        self._came_from = self._window.focusWidget()
        self._dress()
        self._fit()
        self.show()
        self.raise_()
        target = first or self._controls()[0] if first or self._controls() else self
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_dialog(self) -> None:
        """Take the dialog away, give the focus back, and destroy it."""
        self.hide()
        origin = self._came_from
        if origin is not None and isValid(origin) and origin.isVisible():
            origin.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() is QEvent.Type.Resize and watched is self.parent():
            self.refit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is the safe choice; nothing else reaches what lies below."""
        if event.key() == Qt.Key.Key_Escape and self._dismissable:
            self.dismissed.emit()
            self.close_dialog()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside the card."""
        controls = self._controls()
        if not controls:
            return True
        here = self._window.focusWidget()
        index = controls.index(here) if here in controls else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        controls[(index + (1 if forward else -1)) % len(controls)].setFocus(reason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scrim: records stay at 20%."""
        veil = QColor(color("scrim"))
        veil.setAlphaF(0.8)
        QPainter(self).fillRect(self.rect(), veil)

    def _controls(self) -> list[QWidget]:
        """Return what Tab stops at inside the card, in order."""
        return [child for child in self.card.findChildren(QWidget)
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(self.card) and child.isEnabled()
                and child.focusProxy() is None]

    def _dress(self) -> None:
        dark = theme().dark
        restyle(self.card, "scheme", "dark" if dark else "light")
        if dark:
            self.card.setGraphicsEffect(None)  # type: ignore[arg-type]  # None takes the effect away
            return
        shadow = QGraphicsDropShadowEffect(self.card)
        shadow.setBlurRadius(56)
        shadow.setOffset(0, 18)
        shadow.setColor(QColor(0, 0, 0, 56))
        self.card.setGraphicsEffect(shadow)

    def _fit(self) -> None:
        window = self._window
        self.setGeometry(window.rect())
        self.card.setFixedHeight(min(self._wanted_height(), self._most_height()))
        self.card.move((window.width() - self.card.width()) // 2, (window.height() - self.card.height()) // 2)

    def refit(self) -> None:
        """Measure again after the content or the window changed."""
        if self._scrolled is not None:
            self.refit_around(self._scrolled)
        else:
            self._fit()

    def refit_around(self, fields: ScrollColumn) -> None:
        """Give ``fields`` the height they need, or what the window leaves beside the rest of the card."""
        self._scrolled = fields
        sides = self.body.contentsMargins()
        width = self.card.width() - _BORDER - sides.left() - sides.right()
        wanted = fields.full_height(width)
        if fields.minimumHeight() != fields.maximumHeight():
            fields.setFixedHeight(wanted)
        room = self._most_height() - (self._wanted_height() - fields.minimumHeight())
        fields.show_bar(wanted > room)
        fields.setFixedHeight(wanted if wanted <= room else max(_LEAST, room))
        self._fit()

    def _wanted_height(self) -> int:
        height = self.body.heightForWidth(self.card.width() - _BORDER) if self.body.hasHeightForWidth() else 0
        return max(height, self.body.sizeHint().height()) + _BORDER

    def _most_height(self) -> int:
        return max(200, self._window.height() - 48)

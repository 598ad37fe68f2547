"""What a person needs to get in again, shown once: a temporary password, or the square for a new authenticator app."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.people import StaffView, TotpEnrolment
from app.ui.announce import announce
from app.ui.entry.qr_square import QrSquare
from app.ui.fonts import Staff, TextStyle
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, IconButton, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.number_disc import NumberDisc
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_SECRET = TextStyle(22, 30, 600, 0.04, True)
_KEY = TextStyle(15, 24, 600, 0.04, True)
_NOT_CONFIRMED = "Confirm that it was handed over"


class OnceDialog(DialogOverlay):
    """A card that is shown once: closing asks for a check mark, Esc alone does not lose it."""

    def __init__(self, window: QWidget, title: str, intro: str, confirm: str, *, width: int = 560) -> None:
        super().__init__(window, width=width, spacing=16, dismissable=False)
        self.confirm = CheckRow(confirm)
        self.done = Button("Done", Kind.PRIMARY)
        self.done.set_ready(False, _NOT_CONFIRMED)
        self.confirm.toggled.connect(lambda on: self.done.set_ready(on, _NOT_CONFIRMED))
        self.done.missing.connect(self.confirm.setFocus)
        self.done.activated.connect(self.close_dialog)
        self.add_head(title, intro)

    def begin(self) -> None:
        """Add the last row and open the dialog."""
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.confirm, 1)
        row.addWidget(self.done)
        self.body.addLayout(row)
        self.open(self.confirm)

    def add_steps(self, *steps: str) -> None:
        """Add numbered sentences: what happens next."""
        for number, step in enumerate(steps, 1):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(NumberDisc(number))
            row.addWidget(TextLabel(step, Staff.BODY), 1)
            self.body.addLayout(row)


def password_dialog(window: QWidget, display_name: str, user_name: str, password: str) -> OnceDialog:
    """Show the temporary password of ``display_name``. At the first sign-in they choose their own and scan a square."""
    dialog = OnceDialog(window, f"Temporary password of {display_name}",
                        "It is shown only now. Tell it to the person, or write it down for them; it is of no use after "
                        "their first sign-in.", "I’ve handed it over")
    card = Card(kind="well", padding=24, spacing=4)
    card.body.addWidget(TextLabel("User name", Staff.SMALL, "ink-3"))
    card.body.addWidget(TextLabel(user_name, Staff.NAME))
    card.body.addSpacing(8)
    card.body.addWidget(TextLabel("Temporary password", Staff.SMALL, "ink-3"))
    card.body.addLayout(_copyable(password, "Copy the temporary password", _SECRET))
    dialog.body.addWidget(card)
    dialog.add_steps("They sign in with it on this computer and choose a password of their own.",
                     "They scan a square with the authenticator app on their phone.")
    return dialog


def authenticator_dialog(window: QWidget, person: StaffView, enrolment: TotpEnrolment) -> OnceDialog:
    """Show the square of a new authenticator secret; the person scans it now, the old one works no more."""
    dialog = OnceDialog(window, f"New authenticator code for {person.display_name}",
                        "Let the person scan the square now. It is shown only once, and the old phone’s codes no "
                        "longer work.", "It was scanned, and the app shows a code", width=620)
    square = QrSquare(200)
    square.show_text(enrolment.uri)
    square.setAccessibleName(f"Square to scan with an authenticator app. The key to type: {enrolment.secret}")
    words = QVBoxLayout()
    words.setSpacing(6)
    words.addWidget(TextLabel("If the camera does not work, type this key instead", Staff.DETAIL, "ink-2"))
    spaced = " ".join(enrolment.secret[at:at + 4] for at in range(0, len(enrolment.secret), 4))
    words.addLayout(_copyable(enrolment.secret, "Copy the key", _KEY, shown=spaced))
    words.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(24)
    row.addWidget(square)
    row.addLayout(words, 1)
    dialog.body.addLayout(row)
    dialog.body.addWidget(Banner(Tone.INFO, "", "The password stays the same. Codes count from the next sign-in."))
    return dialog


def _copyable(secret: str, name: str, style: TextStyle, shown: str = "") -> QHBoxLayout:
    """Return the secret with a button that copies it; the clipboard is emptied when the session ends."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(TextLabel(shown or secret, style, wrap=bool(shown)), 1 if shown else 0)
    button = IconButton("copy", name)

    def copy() -> None:
        QGuiApplication.clipboard().setText(secret)
        announce(button, "Copied")

    button.clicked.connect(copy)
    row.addWidget(button)
    if not shown:
        row.addStretch(1)
    return row

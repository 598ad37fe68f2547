"""One member of staff at the right of the list: who they are, and what an administrator can do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.people import StaffView
from app.ui.fonts import Staff
from app.ui.staff.settings.facts import Facts
from app.ui.staff.settings.words import ROLE_HELP, licence_words, near_moment, role_words
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.text import TextLabel


class PersonPane(Card):
    """Signals carry the StaffView. Without ``may_change`` there are no buttons."""

    change_wanted = Signal(object)
    password_wanted = Signal(object)
    authenticator_wanted = Signal(object)
    deactivate_wanted = Signal(object)

    def __init__(self, person: StaffView, now: datetime, zone: ZoneInfo, *, may_change: bool, is_self: bool,
                 parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=16, parent=parent)
        self._person = person
        self.buttons: dict[str, Button] = {}
        self.body.addLayout(self._head())
        if person.locked:
            self.body.addWidget(Banner(Tone.WARNING, "Locked after failed sign-ins",
                                       "Reset the password to open the account again."))
        elif person.must_enrol and person.active:
            self.body.addWidget(Banner(Tone.INFO, "Has not signed in yet",
                                       "The temporary password waits to be replaced by their own."))
        facts = Facts()
        facts.add("User name", person.user_name)
        facts.add("Role", role_words(person.role), ROLE_HELP[person.role])
        detail = [person.licence_number] if person.licence_number else []
        detail += ["Medical director of the clinic"] if person.is_director else []
        facts.add("License", licence_words(person.licence), ". ".join(detail))
        facts.add("Last sign-in", near_moment(person.last_sign_in, now, zone) if person.last_sign_in else "Never")
        self.body.addWidget(facts)
        if may_change and person.active:
            self._add_buttons(is_self=is_self)
        if not person.active:
            self.body.addWidget(TextLabel("This account was ended. What the person signed stays in the records.",
                                          Staff.DETAIL, "ink-2"))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(Avatar(self._person.display_name, 44), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        for text, style, ink in ((self._person.display_name, Staff.SECTION, "ink"),
                                 (self._person.title, Staff.BODY, "ink-2")):
            label = TextLabel(text, style, ink)
            label.setMinimumWidth(1)  # a name without spaces breaks inside the word rather than widen the pane
            words.addWidget(label)
        row.addLayout(words, 1)
        return row

    def _add_buttons(self, *, is_self: bool) -> None:
        wanted = (("change", "Change role and license", "edit", self.change_wanted),
                  ("password", "Reset password", "key", self.password_wanted),
                  ("authenticator", "Reset authenticator app", "smartphone", self.authenticator_wanted),
                  ("deactivate", "Deactivate", "cross-circle", self.deactivate_wanted))
        column = QVBoxLayout()
        column.setSpacing(8)
        for key, words, icon, signal in wanted:
            if is_self and key in {"password", "deactivate"}:
                continue  # the own password is changed in My account; ending an account takes somebody else
            button = Button(words, Kind.SECONDARY, icon=icon)
            button.activated.connect(lambda told=signal: told.emit(self._person))
            self.buttons[key] = button
            column.addWidget(button)
        self.body.addLayout(column)

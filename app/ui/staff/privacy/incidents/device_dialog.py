"""A device was lost: were keys on it? Two questions; the register of devices and the audit log know the rest."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.views.incidents import KeyAnswer, KeyQuestion
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.widgets.field import ChoiceField

_WORDS = FormWords(
    "Were keys on the lost device?",
    "What was encrypted, with its keys elsewhere, counts as not lost (45 CFR 164.402, 815 ILCS 530/5).",
    "Look it up")
_YES_NO = [("no", "No"), ("yes", "Yes")]


class DeviceDialog(FormDialog):
    """``done`` carries the answer with its reasons."""

    def __init__(self, screen: Screen, incident_id: str, devices: Sequence[str], before: KeyAnswer | None) -> None:
        super().__init__(screen, _WORDS, width=560)
        self._incident_id = incident_id
        self.device = ChoiceField("Device, as the audit log names it", [(name, name) for name in devices],
                                  placeholder="Choose")
        self.was_open = ChoiceField("Was somebody signed in when it was lost?", _YES_NO, placeholder="Choose")
        self.secret = ChoiceField("Was a password, an authenticator or the recovery key with it?", _YES_NO,
                                  placeholder="Choose")
        self.add("device", self.device)
        self.add("was_open", self.was_open)
        self.add("secret_with_it", self.secret)
        if before is not None:
            self.device.set_value(before.question.device)
            self.was_open.set_value("yes" if before.question.was_open else "no")
            self.secret.set_value("yes" if before.question.secret_with_it else "no")

    def call(self) -> Call | None:
        """Return the question; not knowing is answered with the worse."""
        for key, field in (("device", self.device), ("was_open", self.was_open), ("secret_with_it", self.secret)):
            if not field.value():
                self.refuse(key, "Choose one. If nobody knows, choose the worse.")
                return None
        question = KeyQuestion(self.device.value(), self.was_open.value() == "yes", self.secret.value() == "yes")
        return lambda services, actor: services.incidents.answer_keys(actor, self._incident_id, question)

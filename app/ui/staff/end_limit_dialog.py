"""End a limit on sharing or private contact, because the patient asked for it or agreed (45 CFR 164.522(a)(2))."""

from __future__ import annotations

from app.services.views.sharing import SharingLimits
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.widgets.field import ChoiceField, TextField

_CONTACT = "contact"
_WORDS = FormWords("What does the patient end?", "It ends now, for what is shared from here on. How the patient asked "
                                                 "is kept.", "End it")


class EndLimitDialog(FormDialog):
    """``done`` comes when one of them ended."""

    def __init__(self, screen: Screen, patient_id: str, limits: SharingLimits) -> None:
        super().__init__(screen, _WORDS)
        self._patient_id = patient_id
        contact = ((_CONTACT, limits.contact.sentence),) if limits.contact is not None else ()
        self.which = ChoiceField("What ends", (*contact, *(
            (each.restriction_id, each.sentence) for each in limits.restrictions)), placeholder="Choose")
        self.reason = TextField("How the patient asked for it", lines=3, hint="For example: in writing, on a visit")
        self.add("which", self.which)
        self.add("reason", self.reason)

    def call(self) -> Call | None:
        """Return the act, or None while something is missing."""
        if self.lacks(which="Choose what ends", reason="Write down how the patient asked for it"):
            return None
        which, reason, patient_id = self.which.value(), self.reason.text(), self._patient_id
        if which == _CONTACT:
            return lambda services, actor: services.sharing.end_private_contact(actor, patient_id, reason)
        return lambda services, actor: services.sharing.end_restriction(actor, which, reason)

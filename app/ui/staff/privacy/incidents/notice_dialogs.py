"""Dialogs about notices: the text of the letters, their sending, HHS and others, substitute notice, a delay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.rules.breach_clocks import POSTING_DAYS, PUBLIC_SUBSTITUTE_FROM, Duty, Substitute
from app.rules.breach_letter import NoticeText
from app.services.views.incidents import SEND_WORDS, Asked, Sending, SendMethod, SubstituteNotice, Told
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.privacy.incidents.kinds_grid import KindsGrid
from app.ui.staff.privacy.incidents.words import DUTY_TITLES
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField, TextField

_TEXT = FormWords(
    "Text of the notice", "Every letter holds these five parts (45 CFR 164.404(c)(1)). Plain language, no names.",
    "Save text")
_SENDING = FormWords("Letters went out", "", "Record sending")
_TOLD = FormWords("Notice given", "The clock stops with the day of the notice.", "Record notice")
_SUBSTITUTE = FormWords("Substitute notice", "", "Record substitute notice")
_DELAY = FormWords(
    "Law enforcement asks to wait", "Notices wait until the day a written statement names; for a spoken one, 30 days "
    "at most (45 CFR 164.412).", "Record request")


class NoticeTextDialog(FormDialog):
    """Five parts; none may be empty."""

    def __init__(self, screen: Screen, incident_id: str, text: NoticeText) -> None:
        super().__init__(screen, _TEXT, width=760)
        self._incident_id, self._text = incident_id, text
        self.what = TextField("1. What happened", lines=3, text=text.what,
                              hint="The days it happened and was found are added to it.")
        self.kinds = KindsGrid(text.kinds)
        self.steps = TextField("3. What patients can do", lines=3, text=text.steps)
        self.doing = TextField("4. What the clinic is doing", lines=3, text=text.doing,
                               hint="To look into it, to limit the harm, and so that it does not happen again.")
        self.contact = TextField("5. Whom to ask", lines=3, text=text.contact,
                                 hint="A toll-free number, an email, a web site or a postal address.")
        self.add("what", self.what)
        self.add_heading("2. Which information it was")
        self.add_widget(self.kinds)
        for key, field in (("steps", self.steps), ("doing", self.doing), ("contact", self.contact)):
            self.add(key, field)

    def call(self) -> Call | None:
        """Return the text."""
        text = replace(self._text, what=self.what.text(), steps=self.steps.text(), doing=self.doing.text(),
                       contact=self.contact.text(), kinds=self.kinds.value())
        return lambda services, actor: services.incidents.save_notice(actor, self._incident_id, text)


class SendingDialog(FormDialog):
    """How, when and with what proof the letters of some patients went out."""

    def __init__(self, screen: Screen, incident_id: str, patient_ids: Sequence[str]) -> None:
        count = len(patient_ids)
        words = f"{count} letter{'' if count == 1 else 's'}. Your name is kept with the day and the proof."
        super().__init__(screen, replace(_SENDING, intro=words), width=560)
        self._incident_id, self._patient_ids = incident_id, tuple(patient_ids)
        self.method = ChoiceField("How", [(key.value, words) for key, words in SEND_WORDS.items()])
        self.on = DateField("On", day=self.context.today)
        self.proof = LineField("Proof", hint="A receipt or tracking number, or who took them to the post office")
        self.add_beside(method=self.method, on=self.on)
        self.add("proof", self.proof)

    def call(self) -> Call | None:
        """Return the sending."""
        on = self.day("on")
        if on is None:
            return None
        sending = Sending(self._patient_ids, SendMethod(self.method.value()), on, self.proof.text())
        return lambda services, actor: services.incidents.letters_sent(actor, self._incident_id, sending)


class ToldDialog(FormDialog):
    """A notice to HHS, the Attorney General or the media."""

    def __init__(self, screen: Screen, incident_id: str, duties: Sequence[Duty]) -> None:
        super().__init__(screen, _TOLD, width=560)
        self._incident_id = incident_id
        self.duty = ChoiceField("Notice", [(duty.value, DUTY_TITLES[duty]) for duty in duties])
        self.on = DateField("On", day=self.context.today)
        self.method = LineField("How", hint="For example: breach portal of HHS, email to the Attorney General")
        self.proof = LineField("Proof", hint="Confirmation number, or who took it")
        self.add("duty", self.duty)
        self.add_beside(on=self.on, method=self.method)
        self.add("proof", self.proof)

    def call(self) -> Call | None:
        """Return what was told."""
        on = self.day("on")
        if on is None:
            return None
        told = Told(Duty(self.duty.value()), on, self.method.text(), self.proof.text())
        return lambda services, actor: services.incidents.told(actor, self._incident_id, told)


class SubstituteDialog(FormDialog):
    """For those without a current address; public from ten people on."""

    def __init__(self, screen: Screen, incident_id: str, unreachable: int) -> None:
        self._public = unreachable >= PUBLIC_SUBSTITUTE_FROM
        how = (f"For {unreachable} people it is public: {POSTING_DAYS} days on the web site or in major media, with a "
               "toll-free number." if self._public else
               f"For {unreachable} {'person' if unreachable == 1 else 'people'} another form of written notice, a "
               "telephone call or other means will do.")
        super().__init__(screen, replace(_SUBSTITUTE, intro=f"{how} (45 CFR 164.404(d)(2))"), width=560)
        self._incident_id = incident_id
        self.method = LineField("How it was given", hint="For example: on the home page of the clinic’s web site")
        self.on, self.until = DateField("On", day=self.context.today), DateField("Stays until")
        self.toll_free = LineField("Toll-free number")
        self.add("method", self.method)
        self.add_beside(on=self.on, until=self.until)
        self.add("toll_free", self.toll_free)
        for field in (self.until, self.toll_free):
            field.setVisible(self._public)

    def call(self) -> Call | None:
        """Return the notice."""
        if self.wrong_day("until") or (on := self.day("on")) is None:
            return None
        given = SubstituteNotice(Substitute.PUBLIC if self._public else Substitute.INDIVIDUAL, on, self.method.text(),
                                 self.toll_free.text(), self.until.value())
        return lambda services, actor: services.incidents.substitute(actor, self._incident_id, given)


class DelayDialog(FormDialog):
    """A written or spoken request of law enforcement."""

    def __init__(self, screen: Screen, incident_id: str) -> None:
        super().__init__(screen, _DELAY, width=560)
        self._incident_id = incident_id
        self.official = LineField("Official", hint="Name and agency")
        self.written = ChoiceField("Statement", [("written", "In writing"), ("oral", "Spoken")])
        self.stated_on = DateField("Made on", day=self.context.today)
        self.until = DateField("Notices may go out from")
        self.add("official", self.official)
        self.add("written", self.written)
        self.add_beside(stated_on=self.stated_on, until=self.until)

    def call(self) -> Call | None:
        """Return the request."""
        if self.wrong_day("until") or (stated_on := self.day("stated_on")) is None:
            return None
        asked = Asked(self.official.text(), stated_on, self.written.value() == "written", self.until.value())
        return lambda services, actor: services.incidents.wait(actor, self._incident_id, asked)

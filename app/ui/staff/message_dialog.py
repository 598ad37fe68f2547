"""Log a message that was sent elsewhere: its type, the template's name, and a reason where there was no consent."""

from __future__ import annotations

from app.services.views.consents import MessageInput, MessageOffer
from app.services.views.patients import PatientView
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.moment import MomentFields
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.field import ChoiceField, LineField

_ABOUT = ("The app sends no messages. This notes what the clinic’s messaging vendor sent. An ordinary text message is "
          "not encrypted from end to end, so keep health details out of it.")


class MessageDialog(FormDialog):
    """``done`` carries the id of the log's entry."""

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen, FormWords(f"Which message was sent to {view.display_name}?", _ABOUT,
                                           "Log the message"), width=600)
        self._patient_id = view.patient_id
        self._offer: MessageOffer | None = None
        self.kind = ChoiceField("Type of message", [], placeholder="Choose")
        self.template = LineField("Name of the template", hint="For example: Visit reminder. Nothing about health.")
        self.moment = MomentFields(self.context)
        self.override = LineField("Why it was sent all the same", hint="It is kept with the message.")
        self._problem = Banner(Tone.WARNING, "")
        self._private = Banner(Tone.INFO, "")
        for hidden in (self._private, self._problem, self.override):
            hidden.hide()
        self.add_widget(self._private)
        self.add("kind", self.kind)
        self.add_widget(self._problem)
        self.add("override", self.override)
        self.add("template", self.template)
        self.add_beside(sent_at=self.moment.day, time=self.moment.time)
        self.kind.changed.connect(self._show_problem)

    def begin(self) -> None:
        """Open the dialog and fetch what may be sent."""
        super().begin()
        self.fetch(lambda services, actor: services.communications.offer(actor, self._patient_id), self._show)

    def call(self) -> Call | None:
        """Return the entry, or None after saying that the moment cannot be read."""
        sent_at = self.moment.read()
        if sent_at is None:
            return None
        override = self.override.text() if not self.override.isHidden() else ""
        message = MessageInput(self._patient_id, self.kind.value(), self.template.text(), sent_at, override)
        return lambda services, actor: services.communications.log(actor, message)

    def _show(self, offer: MessageOffer) -> None:
        self._offer = offer
        self.kind.set_options([(choice.code, choice.title) for choice in offer.choices])
        self._private.show_message(Tone.INFO, "Private contact", offer.confidential)
        self._private.setVisible(bool(offer.confidential))
        self.fit()

    def _show_problem(self) -> None:
        choices = self._offer.choices if self._offer is not None else ()
        problem = next((choice.problem for choice in choices if choice.code == self.kind.value()), "")
        self._problem.show_message(Tone.WARNING, "", problem)
        self._problem.setVisible(bool(problem))
        self.override.setVisible(bool(problem))
        self.fit()

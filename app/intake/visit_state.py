"""The mutable state of a visit on the tablet, and how it starts from a packet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.core.clock import Clock
from app.forms import FormSession, LaunchContext
from app.intake.earlier import earlier_answers
from app.intake.evidence import Event, EventKind
from app.intake.form_state import FormState
from app.intake.packet import Packet, PacketForm
from app.intake.places import Place, PlaceKind
from app.intake.signing import OwnSigning, SignatureInput, SignerCapacity


class TextSize(StrEnum):
    """The two sizes of the tablet."""

    NORMAL = "normal"
    LARGE = "large"


@dataclass
class VisitState:
    """Everything that changes during a visit. ``forms`` keeps the packet's order."""

    packet: Packet
    clock: Clock
    forms: dict[str, FormState]
    place: Place = field(default_factory=lambda: Place(PlaceKind.WELCOME))
    events: list[Event] = field(default_factory=list)
    disclosure_at: datetime | None = None
    language: str = "en"
    text_size: TextSize = TextSize.NORMAL
    asked_for_help: bool = False
    is_sent: bool = False
    is_paper: bool = False

    @property
    def asked(self) -> tuple[FormState, ...]:
        """The forms of the visit with the answers as they are: one that nothing opened is left out."""
        return tuple(form for form in self.forms.values() if self._is_open(form))

    def is_asked(self, form_id: str) -> bool:
        """Say whether the form is part of the visit with the answers as they are."""
        form = self.forms.get(form_id)
        return form is not None and self._is_open(form)

    def _is_open(self, form: FormState) -> bool:
        opener = form.form.opened_by
        if opener is None:
            return True
        source = self.forms.get(opener.form_id)
        if source is None:
            return False
        state = source.session.item_state(opener.link_id)
        return state.enabled and opener.is_met([answer.value for answer in state.answers])

    def note(self, kind: EventKind, form_id: str = "", subject: str = "") -> datetime:
        """Add an event at the present moment and return the moment."""
        now = self.clock.now()
        self.events.append(Event(now, kind, form_id, subject))
        return now


def start(packet: Packet, clock: Clock) -> VisitState:
    """Return the state of a visit that has just been handed over, without its draft."""
    state = VisitState(packet, clock, {}, language=packet.language)
    for form in packet.forms:
        state.forms[form.form_id] = new_form(packet, form, clock)
    return state


def new_form(packet: Packet, form: PacketForm, clock: Clock) -> FormState:
    """Return ``form`` as it is handed over: prefilled, with nothing said about the earlier answers yet."""
    made = FormState(form, open_session(packet, form, clock), first_signing(packet, form))
    if packet.minor_signs_too(form):
        made.own = OwnSigning(SignatureInput(printed_name=packet.patient_name))
    if form.prefill_from is not None:
        made.earlier = earlier_answers(form, open_session(packet, form, clock))
    made.lost = (*form.not_carried, *made.session.not_carried)
    return made


def open_session(packet: Packet, form: PacketForm, clock: Clock,
                 draft: Mapping[str, object] | None = None) -> FormSession:
    """Return the running form, from ``draft`` if given, else from the prefilled answers."""
    launch = LaunchContext(packet.today, packet.birth_date, clock.now().astimezone(packet.zone))
    return FormSession(form.questionnaire, launch, response=form.prefill, draft=draft,
                       staff_answers=form.staff_answers, language=packet.language)


def first_signing(packet: Packet, form: PacketForm) -> SignatureInput:
    """Return the empty signature page with what is known: who signs and their name."""
    if packet.guardian_signs_form(form):
        return SignatureInput(capacity=SignerCapacity.PARENT, printed_name=packet.guardian_name)
    return SignatureInput(printed_name=packet.patient_name)


"""What happened to a consent, in the words a person would use: on the patient's page and in a copy of the record."""

from __future__ import annotations

from typing import Final

from app.models.consents import ConsentEvent
from app.rules.consents import Channel, EventKind
from app.services.views.consents import CHANNEL_WORDS

EVENT_WORDS: Final = {
    EventKind.GIVEN: "Given", EventKind.DECLINED: "Declined", EventKind.WITHDRAWN: "Withdrawn",
    EventKind.REVOKED: "Stopped", EventKind.SUPERSEDED: "Replaced",
}
_NUMBER_CHANGED: Final = "as the phone number changed"


def how_said(event: ConsentEvent) -> str:
    """Return how it was said and by whom: "on the tablet by the patient", "by text, recorded by Elena Ruiz"."""
    if event.by == event.patient_id:
        return f"{CHANNEL_WORDS[event.channel].lower()} by the {event.by_name.lower()}"
    how = _NUMBER_CHANGED if event.channel == Channel.RECORD.value else CHANNEL_WORDS[event.channel].lower()
    return f"{how}, recorded by {event.by_name}"

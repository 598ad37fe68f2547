"""Which consents can be taken back now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.rules.consent_purposes import ConsentPurpose
from app.rules.consents import Channel, ConsentState, Standing
from app.services.library import LibraryService


def open_purposes(library: LibraryService, found: Mapping[str, Standing], today: date) -> tuple[ConsentPurpose, ...]:
    """Return what can be taken back: what is given, and every type of text, which may be stopped at any time."""
    rules, catalogue = library.content.consents, library.content.catalogue
    treatments = [purpose for form_id in catalogue.consent_titles
                  if (purpose := rules.purpose(form_id, catalogue)) is not None]
    return tuple(purpose for purpose in (*treatments, *rules.purposes)
                 if _may_end(purpose, found.get(purpose.code, Standing()), today))


def _may_end(purpose: ConsentPurpose, standing: Standing, today: date) -> bool:
    state = standing.state(today)
    return state is ConsentState.GIVEN or (purpose.channel is Channel.TEXT and state is not ConsentState.WITHDRAWN)

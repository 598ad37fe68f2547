"""Probes of what this app has no part in: the website and its cookies, biometrics, and the board about itself."""

from __future__ import annotations

from typing import Final

from app.core.text import counted
from app.models.base import Base
from app.models.consents import ConsentEvent
from app.services.promises.finding import Finding, attention, kept, outside, sentence
from app.services.promises.look import Look

_BIOMETRIC: Final = ("biometric", "fingerprint_image", "face_", "_face", "facial", "iris", "retina", "voiceprint",
                     "hand_geometry", "pressure", "velocity", "stroke_time", "template_vector")
"""Parts of column names that would hold a measure of a body or of how somebody writes (740 ILCS 14/10)."""


def website(look: Look, _about: tuple[str, ...]) -> Finding:
    """The website and its cookies: the app makes no connection and sets nothing."""
    return outside(f"{look.network_words}.",
                   "Whoever looks after the website keeps this line.")


def no_biometrics(look: Look, _about: tuple[str, ...]) -> Finding:
    """No biometric identifier is kept (740 ILCS 14): no column for one; signatures are outlines without timing."""
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns
               if any(word in column.name for word in _BIOMETRIC)]
    if columns:
        return attention(f"The records have a place for biometric data: {', '.join(columns)}.",
                         "Take it out, or say in the policy how long it is kept.")
    consents = look.count(ConsentEvent, ConsentEvent.purpose == "biometric")
    return kept(sentence(
        f"{counted(len(Base.metadata.tables), 'table')} looked at: no place for a fingerprint, face or voice",
        "signatures are outlines without speed or pressure",
        f"{counted(consents, 'biometric consent')} on record" if consents else ""))


def board_itself(look: Look, _about: tuple[str, ...]) -> Finding:
    """The board: it looks each time it is opened."""
    return kept(f"This board looked at the records just now, on {look.now.astimezone(look.zone):%m/%d/%Y}.")

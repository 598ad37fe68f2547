"""How a question is to be drawn on this page: sizes, columns, language, day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from app.ui.widgets.metrics import KIOSK, Metrics


class Place(Enum):
    """Where on the page a question stands; decides how large it is drawn."""

    ALONE = auto()  # its text is the page's title; only the control is drawn
    LISTED = auto()  # one of several on the page
    FOLLOW_UP = auto()  # inside the panel that opened under an answer


@dataclass(frozen=True)
class FieldLook:
    """``columns`` is 2 on a wide page with normal text and 1 otherwise (portrait, larger text)."""

    today: date
    metrics: Metrics = KIOSK
    columns: int = 2
    language: str = ""
    place: Place = Place.LISTED

    def placed(self, place: Place) -> FieldLook:
        """Return the look for another place on the same page."""
        return replace(self, place=place)

    @property
    def is_follow_up(self) -> bool:
        """Whether the question stands in a follow-up panel."""
        return self.place is Place.FOLLOW_UP

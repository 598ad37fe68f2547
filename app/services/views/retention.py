"""Views of retention: until when a record is kept, what holds it, and the queue of disposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class KeepUntil:
    """Until when a patient's record is kept (the last day), by which rule, and why, as a sentence.

    ``hold`` is empty, or says what keeps the record whatever the date; ``title`` is the rule in short:
    "adult record, 6 years".
    """

    rule_id: str
    until: date
    why: str
    hold: str
    title: str
    last_visit: date

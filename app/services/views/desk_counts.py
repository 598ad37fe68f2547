"""How much waits on each tab of the privacy desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeskCounts:
    """What waits, tab by tab; None where the person may not see the records.

    The promises are not among them: looking at all of them takes longer, so the desk asks for their number by itself.
    """

    requests: int | None
    retention: int | None
    withdrawals: int | None
    incidents: int | None
    registers: int | None

"""How serious a flag is. The words are fixed."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """Severity of a contraindication rule; ``info`` is shown as "Note"."""

    STOP = "stop"
    CAUTION = "caution"
    INFO = "info"

    @property
    def word(self) -> str:
        """The word people see."""
        return {"stop": "Stop", "caution": "Caution", "info": "Note"}[self.value]

    @property
    def rank(self) -> int:
        """0 for stop, 1 for caution, 2 for info: the order on every list."""
        return ("stop", "caution", "info").index(self.value)

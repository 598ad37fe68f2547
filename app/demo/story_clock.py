"""A clock that starts in the past and catches up, so that past visits are told by the same services as real ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.clock import Clock


class StoryClock:
    """``base`` moved back by ``behind``; both kinds of time move together, so no clock jump is seen."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._behind = timedelta(0)

    def now(self) -> datetime:
        """Return the story's wall-clock time in UTC."""
        return self._base.now() - self._behind

    def monotonic(self) -> float:
        """Return seconds that move with the story."""
        return self._base.monotonic() - self._behind.total_seconds()

    def start(self, moment: datetime) -> None:
        """Begin the story at ``moment``, before anything has looked at the clock."""
        self._behind = self._base.now() - moment

    def advance_to(self, moment: datetime) -> None:
        """Move on to ``moment``; never backwards and never past the present."""
        self._behind = max(timedelta(0), min(self._behind, self._base.now() - moment))

    def pass_time(self, minutes: float) -> None:
        """Let ``minutes`` go by, up to the present."""
        self.advance_to(self.now() + timedelta(minutes=minutes))

    def catch_up(self) -> None:
        """End the story: from now on this is the base clock."""
        self._behind = timedelta(0)

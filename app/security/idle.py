"""When a computer nobody touches locks itself (45 CFR 164.312(a)(2)(iii)), counted without any timer of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ABSOLUTE_LIMIT = 12 * 3600.0
"""Seconds after which a session ends, used or not."""

IDLE_REASON = "Nobody used the computer."
"""What the audit log says when a session ended by itself."""

STAFF_MINUTES = range(1, 16)
PATIENT_MINUTES = range(2, 11)
READING_MINUTES = 5
_PATIENT_WARNING = 30.0


@dataclass(frozen=True)
class IdlePolicy:
    """Seconds without activity until the lock, and how many seconds before it to warn and to announce again."""

    limit: float
    warn: float
    announce: float

    @classmethod
    def staff(cls, minutes: int = 5) -> IdlePolicy:
        """1 to 15 minutes (others are brought into that range): warning at 60 s, again at 20 s."""
        kept = min(max(minutes, STAFF_MINUTES.start), STAFF_MINUTES.stop - 1)
        return cls(limit=kept * 60.0, warn=60.0 if kept > 1 else 30.0, announce=20.0)

    @classmethod
    def patient(cls, minutes: int = 2, *, reading: bool = False) -> IdlePolicy:
        """2 to 10 minutes, at least 5 while reading, then a warning of 30 s before the lock."""
        kept = min(max(minutes, PATIENT_MINUTES.start), PATIENT_MINUTES.stop - 1)
        quiet = max(kept, READING_MINUTES) if reading else kept
        return cls(limit=quiet * 60.0 + _PATIENT_WARNING, warn=_PATIENT_WARNING, announce=10.0)


class IdlePhase(StrEnum):
    """How close the lock is."""

    ACTIVE = "active"
    WARNING = "warning"
    FINAL = "final"
    EXPIRED = "expired"


@dataclass(frozen=True)
class IdleState:
    """``seconds_left`` until the lock, never below 0."""

    seconds_left: float
    phase: IdlePhase


class IdleWatch:
    """Fed with activity and asked for the state. Time is the larger of monotonic and wall time passed.

    So a computer that slept (the monotonic clock stood still) is expired when it wakes, and a wall clock set back
    does not lengthen a session. Once expired it stays so: the touch that wakes a computer must not revive the session.
    """

    def __init__(self, policy: IdlePolicy, now_mono: float, now_wall: datetime) -> None:
        """Start a session now; ``now_mono`` in seconds, ``now_wall`` aware."""
        self._policy = policy
        self._started = self._last = (now_mono, now_wall)
        self._expired = False

    def use(self, policy: IdlePolicy) -> None:
        """Change the limits, for example on a page for reading; the time passed stays."""
        self._policy = policy

    def activity(self, now_mono: float, now_wall: datetime) -> None:
        """Note that a person did something; ignored when the limit had passed before."""
        if self.poll(now_mono, now_wall).phase is not IdlePhase.EXPIRED:
            self._last = (now_mono, now_wall)

    def poll(self, now_mono: float, now_wall: datetime) -> IdleState:
        """Return how long is left and which phase that is."""
        idle_left = self._policy.limit - _passed(self._last, now_mono, now_wall)
        session_left = ABSOLUTE_LIMIT - _passed(self._started, now_mono, now_wall)
        left = min(idle_left, session_left)
        self._expired = self._expired or left <= 0
        return IdleState(0.0, IdlePhase.EXPIRED) if self._expired else IdleState(left, self._phase(left))

    def _phase(self, left: float) -> IdlePhase:
        if left <= self._policy.announce:
            return IdlePhase.FINAL
        return IdlePhase.WARNING if left <= self._policy.warn else IdlePhase.ACTIVE


def _passed(since: tuple[float, datetime], now_mono: float, now_wall: datetime) -> float:
    mono, wall = since
    return max(now_mono - mono, (now_wall - wall).total_seconds(), 0.0)

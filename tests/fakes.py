"""Stand-ins for time, randomness and the system's dialogs, shared by every test."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday morning in Chicago."""


class FixedClock:
    """Stands still until told to move. Wall and monotonic time can be moved apart, as sleep and a wrong clock do."""

    def __init__(self, start: datetime = START) -> None:
        self._wall = start
        self._mono = 1000.0

    def now(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._mono

    def advance(self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0, days: float = 0.0) -> None:
        """Let time pass for both clocks."""
        passed = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        self._wall += passed
        self._mono += passed.total_seconds()

    def set_wall(self, moment: datetime) -> None:
        """Somebody changes the computer's date and time; the monotonic clock does not notice."""
        self._wall = moment

    def sleep_machine(self, seconds: float) -> None:
        """The computer sleeps: on waking, wall time has passed, monotonic time has not."""
        self._wall += timedelta(seconds=seconds)


class SeededRandomness:
    """The same bytes in the same order for the same seed, so that a failing test can be run again."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def token_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class FakeDialogs:
    """Answers file and print dialogs with what the test put in; None and False stand for "Cancel"."""

    def __init__(
        self, *, save_to: Path | None = None, file: Path | None = None, folder: Path | None = None, prints: bool = False
    ) -> None:
        self.save_to = save_to
        self.file = file
        self.folder = folder
        self.prints = prints
        self.suggested_names: list[str] = []
        self.printed: list[bytes] = []

    def save_file(self, parent: object, title: str, file_name: str, kinds: str) -> Path | None:
        """Note the suggested name; a folder in ``save_to`` takes the file under that name."""
        self.suggested_names.append(file_name)
        return self.save_to / file_name if self.save_to is not None and self.save_to.is_dir() else self.save_to

    def open_file(self, parent: object, title: str, kinds: str) -> Path | None:
        return self.file

    def choose_folder(self, parent: object, title: str) -> Path | None:
        return self.folder

    def print_pdf(self, parent: object, pdf: bytes) -> bool:
        if self.prints:
            self.printed.append(pdf)
        return self.prints

"""The outbox: one sealed file per visit, replaced atomically on every save. This device can seal, never open."""

from __future__ import annotations

from pathlib import Path

from app.core.randomness import Randomness
from app.intake.packet import Packet


class Outbox:
    """Writes the sealed items of one hand-over. ``write`` may be called from any thread."""

    def __init__(self, folder: Path, packet: Packet, randomness: Randomness) -> None:
        raise NotImplementedError

    def write(self, content: bytes) -> None:
        """Seal ``content`` under the next sequence number and replace the visit's file.

        Raises StorageError when it cannot be written; the file of the save before stays.
        """
        raise NotImplementedError

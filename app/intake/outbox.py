"""The outbox: one sealed file per hand-over, replaced atomically on every save. This device can seal, never open."""

from __future__ import annotations

import threading
from pathlib import Path

from app.core.files import atomic_write, make_private_folder
from app.core.randomness import Randomness
from app.intake.packet import Packet
from app.intake.sealed_item import seal_item

SUFFIX = ".item"
"""Ending of every sealed item's file name; the rest of the name is random."""


class Outbox:
    """Writes the sealed items of one hand-over. ``write`` and ``finish`` may be called from any thread."""

    def __init__(self, folder: Path, packet: Packet, randomness: Randomness) -> None:
        make_private_folder(folder)
        self._path = folder / f"{randomness.token_bytes(16).hex()}{SUFFIX}"
        self._packet = packet
        self._sequence = packet.sequence
        self._finished = False
        self._lock = threading.Lock()

    def write(self, content: bytes) -> None:
        """Seal ``content`` under the next sequence number and replace the visit's file.

        Raises StorageError when it cannot be written; the file of the save before stays. After ``finish`` it does
        nothing: an autosave that comes late must not replace what was sent.
        """
        with self._lock:
            if not self._finished:
                self._put(content)

    def finish(self, content: bytes) -> None:
        """Seal the submission; later writes are ignored. Raises StorageError, and then nothing is finished."""
        with self._lock:
            self._put(content)
            self._finished = True

    def _put(self, content: bytes) -> None:
        packet = self._packet
        sealed = seal_item(packet.inbox_public_key, packet.visit_key, content, visit_id=packet.visit_id,
                           hand_over_id=packet.hand_over_id, sequence=self._sequence + 1)
        atomic_write(self._path, sealed)
        self._sequence += 1

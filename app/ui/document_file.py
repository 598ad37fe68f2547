"""Reading a document of the clinic's own (policy, notice) from the file somebody chose."""

from __future__ import annotations

from pathlib import Path

from app.core.errors import StorageError

DOCUMENT_KINDS = "PDF or text (*.pdf *.txt *.md)"
"""The files offered in the file dialog."""

_LARGEST = 20 * 1024 * 1024


def read_document(path: Path) -> bytes:
    """Return the file byte for byte. Raises StorageError when it is larger than 20 MB or cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            raise StorageError("That file is larger than 20 MB. Choose a smaller one.")
        return path.read_bytes()
    except OSError:
        raise StorageError("That file could not be read. Choose another one.") from None

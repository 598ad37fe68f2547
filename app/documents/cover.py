"""What the seal of a PDF says, and the files that lie inside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.documents.record import ClinicHeader


@dataclass(frozen=True)
class AttachedFile:
    """A file inside the PDF, under the seal. ``name`` is the file's name, ``media_type`` such as application/json."""

    name: str
    description: str
    content: bytes = field(repr=False)
    media_type: str = "application/json"


@dataclass(frozen=True)
class Cover:
    """What the seal itself says: the file's title, whose seal it is, when (aware), made with what, and what is inside.

    ``title`` never names a patient.
    """

    title: str
    clinic: ClinicHeader
    sealed_at: datetime
    software: str
    files: tuple[AttachedFile, ...] = ()

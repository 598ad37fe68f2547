"""Sealed files about one patient: what tablets left in the outbox, what was set aside, unfinished staff input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import KnownError
from app.core.paths import DataFolder
from app.intake.outbox import SUFFIX
from app.intake.sealed_item import MAX_ITEM_BYTES, open_item
from app.services.retention.places import tried
from app.services.staff_drafts import DRAFT_SUFFIX, open_draft
from app.services.views.retention import PlaceKind, ReachedPlace

_UNREADABLE = "{count} sealed file{s} kept aside cannot be opened, so nobody can say whose {they} {are}."


@dataclass(frozen=True)
class About:
    """Ids that lead to the patient: their own, their visits', forms' and documents'; and what opens sealed files."""

    ids: frozenset[str]
    private_keys: tuple[bytes, ...] = field(repr=False)


def reach_sealed_files(folder: DataFolder, about: About) -> tuple[ReachedPlace, ...]:
    """Delete the sealed files that are about the patient; name those that nobody can open any more."""
    found: list[ReachedPlace] = []
    unreadable = 0
    for place in _files(folder):
        subject = _subject(place, about.private_keys)
        if subject is None:
            unreadable += place.parent == folder.aside
        elif any(each in subject for each in about.ids):
            found.append(tried(PlaceKind.SEALED, place, place.unlink))
    if unreadable:
        one = unreadable == 1
        found.append(ReachedPlace(PlaceKind.SEALED, str(folder.aside), False, _UNREADABLE.format(
            count=unreadable, s="" if one else "s", they="it" if one else "they", are="is" if one else "are")))
    return tuple(found)


def _files(folder: DataFolder) -> Iterator[Path]:
    for place in (folder.outbox, folder.aside, folder.staff_drafts):
        if place.is_dir():
            yield from sorted(file for file in place.iterdir() if file.suffix in (SUFFIX, DRAFT_SUFFIX))


def _subject(path: Path, private_keys: tuple[bytes, ...]) -> str | None:
    """Return what a sealed file is about, in ids, or None when no key opens it."""
    if path.suffix == DRAFT_SUFFIX:
        draft = open_draft(path, list(private_keys))
        return None if draft is None else f"{draft[1].place} {draft[1].subject} {draft[1].fields}"
    for key in private_keys:
        try:
            if path.stat().st_size <= MAX_ITEM_BYTES:
                return open_item(key, path.read_bytes()).visit_id
        except (KnownError, OSError):
            continue
    return None

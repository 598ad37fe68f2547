"""Unfinished staff input that survives a logout: sealed to the clinic's inbox, offered back to the same person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.canonical import canonical_json
from app.core.errors import KnownError, StorageError
from app.core.files import atomic_write, make_private_folder
from app.core.text import has_card_number
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.security.sealing import open_sealed, seal
from app.services.clinic_keys import KeyPurpose, all_keys
from app.services.desk import Desk, Work
from app.services.public_keys import read_public_keys
from app.services.views.oversight import StaffDraft

_INFO: Final = b"medspa/1/staff-draft"
DRAFT_SUFFIX: Final = ".draft"
"""Ending of a sealed draft's file name; the rest tells nothing."""


class StaffDraftsService:
    """One sealed file per person, place and record. Writing needs no open database; reading back does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, actor: Actor, draft: StaffDraft) -> None:
        """Seal ``draft`` and put it in place of an earlier one; works while locking. Raises StorageError.

        A field with a card number is left out: those are kept nowhere.
        """
        folder = self._desk.folder.staff_drafts
        make_private_folder(folder)
        content = canonical_json({
            "user_id": actor.user_id, "place": draft.place, "subject": draft.subject,
            "saved_at": draft.saved_at.isoformat(),
            "fields": [[name, value] for name, value in draft.fields if not has_card_number(value)]})
        public = read_public_keys(self._desk.folder.public_keys).inbox
        atomic_write(folder / self._name(actor, draft.place, draft.subject), seal(public, content, info=_INFO))

    def offered(self, actor: Actor) -> tuple[StaffDraft, ...]:
        """Return this person's drafts, newest first. What does not open is moved aside, never deleted."""
        with self._desk.act(actor, Action.VIEW, RecordKind.DRAFT) as work:
            found = [draft for owner, draft in self._opened(work) if owner == actor.user_id]
        return tuple(sorted(found, key=lambda draft: draft.saved_at, reverse=True))

    def discard(self, actor: Actor, place: str, subject: str) -> None:
        """Delete one of this person's drafts, because it was used or is not wanted. Raises StorageError."""
        with self._desk.act(actor, Action.DISCARD, RecordKind.DRAFT) as work:
            work.audit("draft.discard", subject=subject, detail=f"Unfinished input of {place} was discarded or used.")
        try:
            (self._desk.folder.staff_drafts / self._name(actor, place, subject)).unlink(missing_ok=True)
        except OSError:
            raise StorageError("The unfinished input could not be removed. Check the drive; it is offered again at the "
                               "next sign-in.") from None

    def _opened(self, work: Work) -> Iterator[tuple[str, StaffDraft]]:
        folder = self._desk.folder.staff_drafts
        keys = [key.private for key in all_keys(work.session, KeyPurpose.INBOX)]
        for file in sorted(folder.glob(f"*{DRAFT_SUFFIX}")) if folder.exists() else []:
            draft = open_draft(file, keys)
            if draft is not None:
                yield draft
                continue
            with suppress(OSError, KnownError):  # where it cannot be moved it is met again
                make_private_folder(self._desk.folder.aside)
                file.replace(self._desk.folder.aside / file.name)
                work.audit("draft.set_aside", detail="A sealed draft could not be opened. It is kept aside.")

    @staticmethod
    def _name(actor: Actor, place: str, subject: str) -> str:
        """A name that tells nothing, and the same one for the same person, place and record."""
        key = canonical_json([actor.user_id, place, subject])
        return f"{hashlib.sha256(key).hexdigest()[:32]}{DRAFT_SUFFIX}"


def open_draft(file: Path, keys: list[bytes]) -> tuple[str, StaffDraft] | None:
    """Return whose draft lies in ``file`` and what it holds, or None when none of the inbox ``keys`` opens it."""
    for key in keys:
        try:
            content = json.loads(open_sealed(key, file.read_bytes(), info=_INFO))
            fields = tuple((str(name), str(value)) for name, value in content["fields"])
            return str(content["user_id"]), StaffDraft(str(content["place"]), str(content["subject"]),
                                                       datetime.fromisoformat(content["saved_at"]), fields)
        except (KnownError, OSError, ValueError, KeyError, TypeError):
            continue
    return None

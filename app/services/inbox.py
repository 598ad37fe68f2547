"""Receives what tablets sealed: opened, authenticated, validated again, stored in one transaction, then deleted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.core.canonical import sha256_hex
from app.core.errors import DamagedError, KnownError, NotFoundError, StorageError
from app.core.files import make_private_folder
from app.intake.outbox import SUFFIX
from app.intake.sealed_item import MAX_ITEM_BYTES, OpenedItem, open_item
from app.intake.submission import Item, ItemKind, decode
from app.models.visits import HandOver, ReceivedItem, Visit
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.clinic_keys import KeyPurpose, all_keys
from app.services.desk import Desk, Work
from app.services.library import LibraryService
from app.services.receiving import RejectedError, store_draft, store_submission

_NAME_SHOWN = 200
"""A foreign file may have any name; the audit's column holds this many characters of it."""


@dataclass(frozen=True)
class InboxReport:
    """What one look into the outbox found. ``sentences`` say what was set aside, for the person who signed in."""

    received: int
    drafts: int
    set_aside: int
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class _Result:
    kind: ItemKind | None  # None for an item that had been received before
    sentence: str = ""


class InboxService:
    """Called after every staff sign-in. Harmless to call again: nothing is received twice."""

    def __init__(self, desk: Desk, library: LibraryService) -> None:
        self._desk = desk
        self._library = library

    def receive(self, actor: Actor) -> InboxReport:
        """Receive every item in the outbox, each in a transaction of its own.

        What does not open, is not authentic, belongs elsewhere or does not fit its form is moved aside, reported and
        audited, never deleted. Raises PermissionDeniedError; StorageError when the folder cannot be read.
        """
        received = drafts = aside = 0
        sentences: list[str] = []
        for path in self._files():
            try:
                result = self._receive(actor, path)
            except (DamagedError, NotFoundError) as error:  # not found: its patient's key was destroyed
                aside += 1
                sentences.append(self._set_aside(actor, path, error))
                continue
            except StorageError as error:
                sentences.append(error.sentence)
                continue
            received += result.kind is ItemKind.SUBMISSION
            drafts += result.kind in (ItemKind.DRAFT, ItemKind.PAPER)
            if result.sentence:
                aside += 1
                sentences.append(result.sentence)
        return InboxReport(received, drafts, aside, tuple(sentences))

    def _files(self) -> tuple[Path, ...]:
        folder = self._desk.folder.outbox
        try:
            return tuple(sorted(folder.glob(f"*{SUFFIX}"))) if folder.is_dir() else ()
        except OSError:
            raise StorageError("The folder with patients' answers cannot be read. Nothing is lost. Allow reading it, "
                               "then sign in again.") from None

    def _receive(self, actor: Actor, path: Path) -> _Result:
        content = _read(path)
        digest = sha256_hex(content)
        rejected: RejectedError | None = None
        with self._desk.act(actor, Action.RECEIVE, RecordKind.SUBMISSION, unrecorded=True) as work:
            if work.session.get(ReceivedItem, digest) is not None:
                kind = None  # stored before, but the file was still there: the last delete did not happen
            else:
                opened, hand_over = self._authentic(work, content)
                item = _decoded(opened)
                kind = item.kind
                try:
                    self._store(work, hand_over, opened, item, digest)
                except RejectedError as error:
                    rejected = error
                    store_draft(work, hand_over, item, opened.payload)
                    work.audit("inbox.rejected", subject=opened.visit_id, detail=error.sentence, allowed=False)
        if rejected is not None:
            self._move(path)
            return _Result(ItemKind.DRAFT, rejected.sentence)
        _delete(path)
        return _Result(kind)

    def _authentic(self, work: Work, content: bytes) -> tuple[OpenedItem, HandOver]:
        """Open the item with any of the clinic's inbox keys and check its HMAC. Raises DamagedError."""
        opened = _opened(content, [key.private for key in all_keys(work.session, KeyPurpose.INBOX)])
        hand_over = work.session.get(HandOver, opened.hand_over_id)
        if hand_over is None or hand_over.visit_id != opened.visit_id:
            raise DamagedError("A sealed item belongs to no visit of this clinic.")
        if not opened.is_authentic(hand_over.visit_key):
            raise DamagedError("A sealed item was not made by the tablet it names.")
        newer = work.session.scalar(select(ReceivedItem.sequence).where(
            ReceivedItem.visit_id == opened.visit_id, ReceivedItem.sequence >= opened.sequence).limit(1))
        if newer is not None or opened.sequence <= hand_over.sequence_start:
            raise DamagedError("A sealed item is older than what was already received for its visit.")
        return opened, hand_over

    def _store(self, work: Work, hand_over: HandOver, opened: OpenedItem, item: Item, digest: str) -> None:
        with work.session.begin_nested():  # a rejected submission leaves nothing half stored
            if item.kind is ItemKind.SUBMISSION:
                store_submission(work, self._library, hand_over, item, opened.payload)
            else:
                store_draft(work, hand_over, item, opened.payload)
            work.session.add(ReceivedItem(
                sha256=digest, visit_id=opened.visit_id, hand_over_id=opened.hand_over_id, sequence=opened.sequence,
                kind=item.kind.value, saved_at=item.saved_at, received_at=work.now))
        visit = work.session.get(Visit, opened.visit_id)
        assert visit is not None  # a foreign key holds it
        work.audit(f"inbox.{item.kind.value}", patient_id=visit.patient_id, subject=opened.visit_id, by_patient=True,
                   detail=f"{len(item.forms)} forms." if item.forms else "")

    def _set_aside(self, actor: Actor, path: Path, error: KnownError) -> str:
        moved = self._move(path)
        sentence = f"{error.sentence} It was kept aside and not deleted." if moved else error.sentence
        with self._desk.act(actor, Action.RECEIVE, RecordKind.SUBMISSION) as work:
            work.audit("inbox.set_aside", subject=path.name[:_NAME_SHOWN], detail=error.sentence, allowed=False)
        return sentence

    def _move(self, path: Path) -> bool:
        """Move the file aside under its own name; a name that is taken there gets a number."""
        folder = self._desk.folder.aside
        try:
            make_private_folder(folder)
            target, number = folder / path.name, 1
            while target.exists():
                number += 1
                target = folder / f"{path.stem}-{number}{path.suffix}"
            path.rename(target)
        except (OSError, KnownError):
            return False
        return True


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_ITEM_BYTES:
            raise DamagedError("A sealed item is far larger than any visit.")
        return path.read_bytes()
    except OSError:
        raise StorageError("A sealed item could not be read from the disk. It stays where it is.") from None


def _opened(content: bytes, private_keys: list[bytes]) -> OpenedItem:
    error: DamagedError | None = None
    for private_key in private_keys:
        try:
            return open_item(private_key, content)
        except DamagedError as found:
            error = found
    raise error or DamagedError("A sealed item could not be opened: the clinic's inbox key is missing.")


def _decoded(opened: OpenedItem) -> Item:
    item = decode(opened.payload)
    if item.visit_id != opened.visit_id or item.hand_over_id != opened.hand_over_id:
        raise DamagedError("A sealed item names another visit inside than outside.")
    return item


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # received already; the next sign-in finds it known and tries again
        return

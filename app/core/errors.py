"""Errors a person can act on. Anything else that is raised is a bug and locks the session.

Raise ``KnownError`` (or a child) with a sentence for the person in front of the screen: what happened, what is safe,
what to do. The sentence never holds what a patient typed.
"""

from __future__ import annotations

from datetime import datetime


class KnownError(Exception):
    """Something foreseen went wrong. ``sentence`` is shown as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class PermissionDeniedError(KnownError):
    """The person's role does not allow the action. The refusal is audited."""


class ProofNeededError(KnownError):
    """The action asks for the password (and the code when the last one is older than 15 minutes) again."""


class SignInRefusedError(KnownError):
    """Name, password or code did not match, or it is too early to try again.

    ``retry_at`` is when the next try counts (UTC) or None; ``tries_left`` is given only from three before the lock.
    """

    def __init__(self, sentence: str, retry_at: datetime | None = None, tries_left: int | None = None) -> None:
        super().__init__(sentence)
        self.retry_at = retry_at
        self.tries_left = tries_left


class LockedError(KnownError):
    """The database is closed; sign in first."""


class StorageError(KnownError):
    """A file could not be read or written: disk full, folder read-only, drive unplugged."""


class DamagedError(KnownError):
    """A file is not what it should be: corrupt, cut short, empty, of another clinic, or rolled back."""


class KeyringError(KnownError):
    """The operating system's keyring is missing, locked, changed, or does not hold this clinic's entry."""


class AlreadyOpenError(KnownError):
    """Another window of the app has the database open."""


class NotFoundError(KnownError):
    """The record asked for does not exist."""


class InvalidInputError(KnownError):
    """What was entered cannot be used. ``field`` names the input it belongs to, or is empty."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field

"""Which passwords are good enough (NIST SP 800-63B-4, 3.1.1.2): long, and not what everybody tries first."""

from __future__ import annotations

from pathlib import Path

SHORTEST = 12
LONGEST = 256


class PasswordPolicy:
    """Says what is wrong with a new password. No composition rules, no expiry."""

    def __init__(self, common: frozenset[str]) -> None:
        """``common`` are the blocked passwords and words, lower case."""

    @classmethod
    def from_file(cls, path: Path) -> PasswordPolicy:
        """Read the blocklist: one entry a line, ``#`` starts a comment."""
        raise NotImplementedError

    def problem(self, password: str, user_name: str = "", clinic_name: str = "") -> str:
        """Return a sentence that says why ``password`` is refused, or "" when it is fine."""
        raise NotImplementedError

    def strength(self, password: str, user_name: str = "", clinic_name: str = "") -> int:
        """Return 0 (refused) to 4 (very strong), for the bars under the field."""
        raise NotImplementedError

"""Which passwords are good enough (NIST SP 800-63B-4, 3.1.1.2): long, and not what everybody tries first."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from app.core.text import fold

SHORTEST = 12
LONGEST = 256
"""Code points, after NFC."""

_STRONG, _VERY_STRONG = 16, 20
_SHORTEST_NAME = 3
_LONGEST_REPEATED = 4
_SHORTEST_RUN = 8
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890",
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_LEET = str.maketrans("013457@$!", "oieastasi")
_PADDING = re.compile(r"[\d\W_]+")


class PasswordPolicy:
    """Says what is wrong with a new password. No composition rules, no expiry."""

    def __init__(self, common: frozenset[str]) -> None:
        """``common`` are the blocked passwords and words, lower case."""
        self._common = common

    @classmethod
    def from_file(cls, path: Path) -> PasswordPolicy:
        """Read the blocklist: one entry a line, ``#`` starts a comment."""
        lines = (line.split("#", 1)[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
        return cls(frozenset(fold(line) for line in lines if line))

    def problem(self, password: str, user_name: str = "", clinic_name: str = "") -> str:
        """Return a sentence that says why ``password`` is refused, or "" when it is fine."""
        if len(password) > LONGEST:  # before any other work: somebody may paste a megabyte
            return f"Use at most {LONGEST} characters."
        plain = unicodedata.normalize("NFC", password)
        if len(plain) < SHORTEST:
            return f"Use at least {SHORTEST} characters. Three or four unrelated words work well."
        folded = fold(plain)
        if _is_repetition(folded) or _is_run(folded):
            return "This password is a simple pattern. Three or four unrelated words work well."
        if self._is_common(folded):
            return "This password is among the first that people try. Three or four unrelated words work well."
        if _is_name(folded, user_name) or _is_name(folded, clinic_name):
            return "This password is made from your name or the clinic’s. Choose one that nobody can guess from them."
        return ""

    def strength(self, password: str, user_name: str = "", clinic_name: str = "") -> int:
        """Return 0 (refused) to 4 (very strong), for the bars under the field."""
        if self.problem(password, user_name, clinic_name):
            return 0
        length = min(len(password), 2 * len(set(password)))  # a few characters over and over add little
        return 2 + (length >= _STRONG) + (length >= _VERY_STRONG)

    def _is_common(self, folded: str) -> bool:
        """True for a blocked entry, also with digits and signs added, and letters swapped for digits."""
        readings = {folded, folded.translate(_LEET)}
        words = {_PADDING.sub("", reading) for reading in readings}
        trimmed = {re.sub(r"^[\d\W_]+|[\d\W_]+$", "", folded).translate(_LEET)}
        return any(self._is_blocked(text) for text in readings | words | trimmed if text)

    def _is_blocked(self, text: str) -> bool:
        """Blocked as it is, or two blocked words side by side ("passwordwelcome")."""
        if text in self._common:
            return True
        return any(text[:cut] in self._common and text[cut:] in self._common for cut in range(3, len(text) - 2))


def _is_repetition(text: str) -> bool:
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, _LONGEST_REPEATED + 1))


def _is_run(text: str) -> bool:
    """True when the password follows the alphabet, the digits or the keyboard, forwards or backwards."""
    candidates = [part for part in (text, _PADDING.sub("", text)) if len(part) >= _SHORTEST_RUN]
    rows = [row for line in _RUNS for row in (line * 3, line[::-1] * 3)]
    return any(part in row for part in candidates for row in rows)


def _is_name(folded: str, name: str) -> bool:
    """True when nothing but digits and signs is left of the password without the words of ``name``."""
    words = sorted((word for word in re.split(r"[\W_]+", fold(name)) if len(word) >= _SHORTEST_NAME), key=len)
    rest = folded
    for word in reversed(words):
        rest = rest.replace(word, "")
    return bool(words) and rest != folded and not re.sub(r"[\d\W_]+", "", rest)

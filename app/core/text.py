"""What a person typed, made safe and comparable. One rule each, used everywhere."""

from __future__ import annotations

import re
import unicodedata

MAX_FIELD = 4000
"""Most characters one field may hold; longer input is refused with a sentence, never cut silently."""

_DIGIT_RUN = re.compile(r"\d(?:[\s\-./]*\d){12,18}")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def clean(text: str) -> str:
    """Return ``text`` in NFC without NUL and other control characters (tab and newline stay) and lone surrogates."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", "".join(kept))


def fold(text: str) -> str:
    """Return ``text`` for searching: no accents, no case, single spaces. "Núñez  ÁNA" becomes "nunez ana"."""
    plain = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(plain).casefold().split())


def has_card_number(text: str) -> bool:
    """Say whether ``text`` holds a run of 13 to 19 digits that passes the Luhn check (ISO/IEC 7812-1 annex B)."""
    ascii_digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    for match in _DIGIT_RUN.finditer(ascii_digits):
        digits = [int(c) for c in match.group() if c.isdigit()]
        if any(_luhn(digits[start:start + size]) for size in range(13, min(19, len(digits)) + 1)
               for start in range(len(digits) - size + 1)):
            return True
    return False


def defuse_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula (OWASP CSV injection)."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else text


def slug(text: str) -> str:
    """Return a file-name part of ``a-z0-9-`` only, at most 40 long; "document" when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text).encode("ascii", "ignore").decode()).strip("-")[:40] or "document"


def initials(name: str) -> str:
    """Return one or two letters for an avatar."""
    words = [word for word in name.split() if word[:1].isalpha()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper()


def _luhn(digits: list[int]) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = digit * 2 if position % 2 else digit
        total += value - 9 if value > 9 else value
    return total % 10 == 0

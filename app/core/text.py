"""What a person typed, made safe and comparable. One rule each, used everywhere."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

from app.core.errors import InvalidInputError

MAX_FIELD = 4000
"""Most characters one field may hold; longer input is refused with a sentence, never cut silently."""

CARD_NUMBER = "This looks like a card number. Card numbers are not kept here: take it out."

_DIGIT_RUN = re.compile(r"\+?\d(?:[\s\-./]*\d){12,}")
_CARD_LENGTHS = range(13, 20)
_LONGEST_PHONE = 15  # E.164, ITU-T
_LONGEST_SLUG = 40
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # a digit twice, its own digits added up
_HONORIFICS = frozenset({"dr", "prof"})
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
    """Say whether ``text`` holds a run of 13 to 19 digits that passes the Luhn check (ISO/IEC 7812-1 annex B).

    Digits of any script count, in groups with spaces, dashes of any kind, dots or slashes between them, other numbers
    before or after; marks nobody sees between them do not hide one. An international phone number ("+49 1512
    3456 7890") is none.
    """
    ascii_digits = text if text.isascii() else "".join(map(_plain, text))
    return any(_holds_card(match.group()) for match in _DIGIT_RUN.finditer(ascii_digits))


def _plain(char: str) -> str:
    """Return a digit as 0 to 9, any dash as "-", any space as " ", and nothing for what has no width of its own."""
    if char.isdigit():
        return str(unicodedata.digit(char))
    return {"Pd": "-", "Zs": " ", "Cf": "", "Mn": "", "Me": ""}.get(unicodedata.category(char), char)


def refuse_card_number(text: str, field: str = "") -> None:
    """Raise InvalidInputError (``field``) when ``text`` holds a card number."""
    if has_card_number(text):
        raise InvalidInputError(CARD_NUMBER, field)


def checked_text(text: str, field: str, missing: str, longest: int = MAX_FIELD) -> str:
    """Return what a person typed into ``field``, cleaned and without spaces at the ends.

    Raises InvalidInputError at ``field``: ``missing`` when nothing is left, too long, or a card number.
    """
    said = clean(text).strip()
    if not said:
        raise InvalidInputError(missing, field)
    if len(said) > longest:
        raise InvalidInputError(f"At most {longest:,} characters fit here.", field)
    refuse_card_number(said, field)
    return said


def optional_text(text: str, field: str, longest: int = MAX_FIELD) -> str:
    """Return what a person typed into ``field``, if anything; raises InvalidInputError as ``checked_text`` does."""
    return checked_text(text, field, "", longest) if clean(text).strip() else ""


def counted(number: int, one: str, many: str = "") -> str:
    """Return "no texts", "1 text" or "1,204 texts"; ``many`` where an s is not enough."""
    if number == 1:
        return f"1 {one}"
    return f"{number:,} {many or f'{one}s'}" if number else f"no {many or f'{one}s'}"


def defuse_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula (OWASP CSV injection)."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else text


def slug(text: str) -> str:
    """Return a file-name part of ``a-z0-9-`` only, whole words of at most 40; "document" when nothing is left."""
    found = re.sub(r"[^a-z0-9]+", "-", fold(text).encode("ascii", "ignore").decode()).strip("-")
    whole = found if len(found) <= _LONGEST_SLUG else found[:_LONGEST_SLUG + 1].rpartition("-")[0]
    return whole or found[:_LONGEST_SLUG] or "document"


def bare_name(name: str) -> str:
    """Return a person's name without "Dr." before it and without what follows a comma ("Priya Raman, RN")."""
    words = name.partition(",")[0].split()
    return " ".join(words[1:] if len(words) > 1 and words[0].rstrip(".").casefold() in _HONORIFICS else words)


def initials(name: str) -> str:
    """Return one or two letters for an avatar."""
    words = [word for word in bare_name(name).split() if word[:1].isalpha()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper()


def _holds_card(run: str) -> bool:
    """Say whether whole groups of digits, side by side in ``run``, make a number of card length that passes Luhn."""
    groups = re.findall(r"\d+", run)
    ends = set(accumulate(map(len, groups)))
    digits = [int(digit) for group in groups for digit in group]
    if run.startswith("+") and len(digits) <= _LONGEST_PHONE:
        return False
    # Every second digit counts double, seen from the end of the number: one row of sums for either case.
    sums = [list(accumulate((_DOUBLED[digit] if place % 2 == odd else digit for place, digit in enumerate(digits)),
                            initial=0)) for odd in (0, 1)]
    return any(end in ends and (sums[end % 2][end] - sums[end % 2][start]) % 10 == 0
               for start in (0, *ends) for end in range(start + _CARD_LENGTHS.start, start + _CARD_LENGTHS.stop))

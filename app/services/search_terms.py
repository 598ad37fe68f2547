"""How patients are found: the words kept for each, and what somebody typed as beginnings to look for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.core.text import fold

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = re.compile(r"['’ʼ`´]")
_WORD = re.compile(r"\w+")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)")
_US_DATE = re.compile(r"(?<![\d/])(\d{1,2})[/.](\d{1,2})(?:[/.](\d{0,4}))?(?![\d/])|"
                      r"(?<![\d-])(\d{1,2})-(\d{1,2})-(\d{1,4})(?![\d-])")
_PHONE = re.compile(r"\+?\(?\d[\d\s().\-]*\d|\d")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")
_MONTH_FIRST = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.? ([a-z]{3,9})\.?,? (\d{4})\b")
MAX_QUERY = 200
"""Longest search text that is looked at; what comes after is ignored."""
_MAX_TERM = 100


@dataclass(frozen=True)
class Wanted:
    """One thing that was typed: a patient must have a term that starts with one of ``prefixes``."""

    prefixes: tuple[bytes, ...]

    @property
    def weight(self) -> int:
        """How much it narrows the search: the longest beginning decides."""
        return max(len(prefix) for prefix in self.prefixes)


def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name. "O’Brien-Núñez" becomes obrien, nunez."""
    plain = _APOSTROPHES.sub("", fold(name).translate(_LETTERS))
    return tuple(word[:_MAX_TERM] for word in _WORD.findall(plain.replace("_", " ")))


def terms(names: tuple[str, ...], birth_date: date, phone: str, record_number: int) -> frozenset[bytes]:
    """Return every term a patient is found by."""
    found = {f"n{word}" for name in names for word in name_words(name)}
    found |= {f"d{birth_date.isoformat()}", f"m{birth_date:%m-%d-%Y}", f"r{record_number}"}
    digits = _national(_digits(phone))
    found |= {f"p{digits[-length:]}" for length in (4, 7) if len(digits) >= length}
    if digits:
        found.add(f"p{digits}")
    return frozenset(term.encode() for term in found)


def wanted(text: str) -> tuple[Wanted, ...]:
    """Return what was typed as beginnings to look for, the most telling first; empty when nothing can be looked for."""
    rest = fold(text[:MAX_QUERY]).translate(_LETTERS)
    found: list[Wanted] = []
    for pattern, reader in ((_ISO_DATE, _iso), (_MONTH_FIRST, _month_first), (_DAY_FIRST, _day_first), (_US_DATE, _us)):
        for match in pattern.finditer(rest):
            prefix = reader(match)
            if prefix is not None:
                found.append(Wanted((prefix.encode(),)))
                rest = rest.replace(match.group(), " ")
    found += [_number(_digits(match.group())) for match in _PHONE.finditer(rest)]
    words = name_words(_PHONE.sub(" ", rest))
    found += [Wanted((f"n{word}".encode(),)) for word in words]
    return tuple(sorted(found, key=lambda each: -each.weight))


def _number(digits: str) -> Wanted:
    """Digits may be a phone number (all of it, the last seven or four), a record number, or a year of birth."""
    found = [f"p{_national(digits)}", f"r{digits}"]
    if len(digits) == 4:
        found.append(f"d{digits}-")
    return Wanted(tuple(each.encode() for each in found))


def _iso(match: re.Match[str]) -> str | None:
    year, month, day = match.groups()
    return f"d{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "") if 1 <= int(month) <= 12 else None


def _us(match: re.Match[str]) -> str | None:
    groups = match.groups()
    month, day, year = groups[:3] if groups[0] else groups[3:]
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    if year and len(year) == 2 and year not in ("19", "20"):  # 86 is a year; 19 and 20 are the start of one
        return f"m{int(month):02d}-{int(day):02d}-{_century(int(year))}"
    return f"m{int(month):02d}-{int(day):02d}-{year or ''}"


def _century(two_digits: int) -> int:
    """A birth year of two digits: nobody is born in the future, and 26 may be a hundred years ago or last year."""
    return 2000 + two_digits if two_digits < 20 else 1900 + two_digits


def _month_first(match: re.Match[str]) -> str | None:
    return _named(match.group(1), match.group(2), match.group(3))


def _day_first(match: re.Match[str]) -> str | None:
    return _named(match.group(2), match.group(1), match.group(3))


def _named(name: str, day: str, year: str) -> str | None:
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith(name):
            return f"d{year}-{number:02d}-{int(day):02d}"
    return None


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")


def _national(digits: str) -> str:
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits

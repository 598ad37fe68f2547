"""Words, days and times in the patient's language. English is in the code; other languages are read from resources.

A file ``resources/strings/<language>.json`` maps the English words to their translation. Words that are not in it stay
English; a test fails on every word a patient may see that is missing. Staff read English everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache

from app.core import dates
from app.core.resources import resource, resources_root

SPANISH = "es"
_MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre")
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def base_language(tag: str) -> str:
    """Return the language of a tag without region: "es" for "es-US" (BCP 47)."""
    return tag.partition("-")[0]


def translated(text: str, language: str) -> str:
    """Return ``text`` in ``language``, or as it is when nobody translated it."""
    return catalogue(base_language(language)).get(text, text)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every translation into ``language``; empty for English and for languages the app does not have."""
    if not (resources_root() / "strings" / f"{language}.json").is_file():
        return {}
    words: dict[str, str] = json.loads(resource(f"strings/{language}.json").read_bytes())["words"]
    return words


def day_in_words(day: date, language: str = "") -> str:
    """Return "November 24, 2026" or "24 de noviembre de 2026"."""
    if base_language(language) != SPANISH:
        return dates.long_date(day)
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def month_in_words(year: int, month: int, language: str = "") -> str:
    """Return "March 2024" or "marzo de 2024"."""
    if base_language(language) != SPANISH:
        return f"{dates.MONTHS[month - 1]} {year}"
    return f"{_MONTHS[month - 1]} de {year}"


def weekday_in_words(day: date, language: str = "") -> str:
    """Return "Tuesday, November 24, 2026" or "martes, 24 de noviembre de 2026"."""
    names = _WEEKDAYS if base_language(language) == SPANISH else dates.WEEKDAYS
    return f"{names[day.weekday()]}, {day_in_words(day, language)}"


def time_in_words(moment: datetime, zone: tzinfo, language: str = "", *, seconds: bool = False) -> str:
    """Return the time of day where the clinic is: "10:24 AM" or "10:24 a. m."."""
    text = dates.clock_time(moment, zone, seconds=seconds)
    if base_language(language) != SPANISH:
        return text
    return text.replace("AM", "a.\u00a0m.").replace("PM", "p.\u00a0m.")

"""What a person typed, read as an answer, or left as it is with the reason why it is none yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.core.phone import to_e164
from app.core.text import clean, has_card_number
from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.fhirvalues import read_integer, read_string, read_uri
from app.forms.model import Item, ItemType
from app.forms.ucum import UCUM
from app.forms.values import Coding, Quantity, Value

_US_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
_US_MONTH = re.compile(r"(\d{1,2})[/.\- ](\d{4})", re.ASCII)
_NO_YEAR = re.compile(r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]?(\d{1,3})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """The outcome: a value, or none and the name of the sentence (see ``messages``) that says what is missing."""

    value: Value | None = None
    missing: str = ""


def read_typed(item: Item, text: str, now: datetime | None = None) -> Typed:
    """Read ``text`` as an answer to ``item``. Blank text is no answer and nothing is missing."""
    text = _NORMALIZERS[item.rules.normalize](clean(text))
    if not text.strip():
        return Typed()
    if has_card_number(text):
        return Typed(missing="card-number")
    reader = _READERS.get(item.type)
    if reader is not None:
        return reader(item, text.strip(), now)
    return Typed(text) if read_string(text) is not None else Typed(missing="type")


_NORMALIZERS: dict[str, Callable[[str], str]] = {"": str, "e164": to_e164, "upper": lambda text: text.strip().upper()}


def _date(_item: Item, text: str, _now: datetime | None) -> Typed:
    day = FhirDate.parse(text)
    if day is not None:
        return Typed(day)
    if match := _US_DATE.fullmatch(text):
        return _calendar(int(match[3]), int(match[1]), int(match[2]))
    if match := _US_MONTH.fullmatch(text):
        return _calendar(int(match[2]), int(match[1]), None)
    if _NO_YEAR.fullmatch(text):
        return Typed(missing="type-date-year")
    return Typed(missing="type-date")


def _calendar(year: int, month: int, day: int | None) -> Typed:
    try:
        date(year, month, day or 1)
    except ValueError:
        return Typed(missing="type-date-none")
    return Typed(FhirDate(year, month, day))


def _date_time(item: Item, text: str, now: datetime | None) -> Typed:
    """A day, or a day with a time of day on the clocks of the place ``now`` is in, daylight saving included."""
    moment = FhirDateTime.parse(text)
    if moment is not None:
        return Typed(moment)
    day_text, _space, time_text = text.replace("T", " ", 1).partition(" ")
    day = _date(item, day_text, now)
    if not isinstance(day.value, FhirDate):
        return Typed(missing=day.missing)
    clock = _time(item, time_text.strip(), now)
    zone = now.tzinfo if now is not None else None
    if not isinstance(clock.value, FhirTime) or zone is None or day.value.day is None:
        return Typed(missing="type-dateTime")
    local = datetime.combine(day.value.earliest(), clock.value.as_time(), zone)
    return Typed(FhirDateTime(local.isoformat(timespec="seconds")))


def _time(_item: Item, text: str, _now: datetime | None) -> Typed:
    match = _CLOCK.fullmatch(text)
    if match is None or (match[2] is None and match[4] is None):
        return Typed(missing="type-time")
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return Typed(missing="type-time")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    found = FhirTime.parse(f"{hour:02d}:{int(match[2] or 0):02d}:{int(match[3] or 0):02d}")
    return Typed(found) if found is not None else Typed(missing="type-time")


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def _decimal(_item: Item, text: str, _now: datetime | None) -> Typed:
    number = _number(text)
    return Typed(number) if number is not None else Typed(missing="type-decimal")


def _integer(_item: Item, text: str, _now: datetime | None) -> Typed:
    number = _number(text)
    if number is None or number != number.to_integral_value() or read_integer(int(number)) is None:
        return Typed(missing="type-integer")
    return Typed(int(number))


def _quantity(item: Item, text: str, _now: datetime | None) -> Typed:
    match = re.match(r"[+\-\d.,]+", text)
    number = _number(match.group()) if match is not None else None
    if match is None or number is None:
        return Typed(missing="type-quantity")
    unit = find_unit(item, text[match.end() :].strip())
    if unit is None:
        return Typed(missing="type-quantity")
    return Typed(Quantity(number, unit.display or unit.code, unit.system, unit.code))


def find_unit(item: Item, name: str) -> Coding | None:
    """Return the unit called ``name``; without a name the form's only or usual one; a free one when none is offered."""
    offered = item.rules.offered_units
    if not name:
        return item.rules.unit or (offered[0] if len(offered) == 1 else None)
    for unit in offered:
        if name.casefold() in {unit.code.casefold(), unit.display.casefold()}:
            return unit
    return None if offered else Coding(name, UCUM, name)


def _url(_item: Item, text: str, _now: datetime | None) -> Typed:
    return Typed(text) if read_uri(text) is not None else Typed(missing="type-url")


def _choice(item: Item, text: str, _now: datetime | None) -> Typed:
    wanted = text.casefold()
    for option in item.options:
        code = option.value.code if isinstance(option.value, Coding) else str(option.value)
        names = {option.text.plain, code, *(translated for _language, translated in option.text.translations)}
        if wanted in {name.casefold() for name in names}:
            return Typed(option.value)
    if item.type is ItemType.OPEN_CHOICE and read_string(text) is not None:
        return Typed(text)
    return Typed(missing="option")


def _boolean(_item: Item, text: str, _now: datetime | None) -> Typed:
    known = {"yes": True, "true": True, "sí": True, "si": True, "no": False, "false": False}
    found = known.get(text.casefold())
    return Typed(found) if found is not None else Typed(missing="type")


_Reader = Callable[[Item, str, datetime | None], Typed]

_READERS: dict[ItemType, _Reader] = {
    ItemType.DATE: _date,
    ItemType.DATE_TIME: _date_time,
    ItemType.TIME: _time,
    ItemType.DECIMAL: _decimal,
    ItemType.INTEGER: _integer,
    ItemType.QUANTITY: _quantity,
    ItemType.URL: _url,
    ItemType.CHOICE: _choice,
    ItemType.OPEN_CHOICE: _choice,
    ItemType.BOOLEAN: _boolean,
}

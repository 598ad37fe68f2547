"""Units that measure the same thing, converted: a small table of UCUM codes, not a unit library."""

from __future__ import annotations

from decimal import Decimal

from app.forms.values import Quantity

UCUM = "http://unitsofmeasure.org"

_FACTORS: dict[str, tuple[str, Decimal]] = {
    # length in metres
    "km": ("length", Decimal(1000)),
    "m": ("length", Decimal(1)),
    "dm": ("length", Decimal("0.1")),
    "cm": ("length", Decimal("0.01")),
    "mm": ("length", Decimal("0.001")),
    "um": ("length", Decimal("0.000001")),
    "[in_i]": ("length", Decimal("0.0254")),
    "[ft_i]": ("length", Decimal("0.3048")),
    "[yd_i]": ("length", Decimal("0.9144")),
    "[mi_i]": ("length", Decimal("1609.344")),
    # mass in grams
    "kg": ("mass", Decimal(1000)),
    "g": ("mass", Decimal(1)),
    "mg": ("mass", Decimal("0.001")),
    "ug": ("mass", Decimal("0.000001")),
    "ng": ("mass", Decimal("0.000000001")),
    "[lb_av]": ("mass", Decimal("453.59237")),
    "[oz_av]": ("mass", Decimal("28.349523125")),
    "[stone_av]": ("mass", Decimal("6350.29318")),
    # time in seconds; UCUM's month is a twelfth of its year of 365.25 days
    "s": ("time", Decimal(1)),
    "min": ("time", Decimal(60)),
    "h": ("time", Decimal(3600)),
    "d": ("time", Decimal(86400)),
    "wk": ("time", Decimal(604800)),
    "mo": ("time", Decimal(2629800)),
    "a": ("time", Decimal(31557600)),
    "ms": ("time", Decimal("0.001")),
    # volume in litres
    "L": ("volume", Decimal(1)),
    "l": ("volume", Decimal(1)),
    "dL": ("volume", Decimal("0.1")),
    "mL": ("volume", Decimal("0.001")),
    "ml": ("volume", Decimal("0.001")),
    "uL": ("volume", Decimal("0.000001")),
    # pressure in pascals
    "Pa": ("pressure", Decimal(1)),
    "kPa": ("pressure", Decimal(1000)),
    "mm[Hg]": ("pressure", Decimal("133.322387415")),
}


def same_unit(left: Quantity, system: str, code: str, unit: str) -> bool:
    """Say whether ``left`` is already in the unit given: by system and code, or by name where codes are missing."""
    if left.code and code:
        return left.code == code and left.system == system
    return (left.unit or left.code) == (unit or code)


def convert(quantity: Quantity, system: str, code: str, unit: str) -> Decimal | None:
    """Return the number of ``quantity`` in the unit given, or None when the two do not measure the same thing."""
    if quantity.value is None:
        return None
    if same_unit(quantity, system, code, unit):
        return quantity.value
    if quantity.system != UCUM or system != UCUM:
        return None
    source, target = _FACTORS.get(quantity.code), _FACTORS.get(code)
    if source is None or target is None or source[0] != target[0]:
        return None
    return quantity.value * source[1] / target[1]

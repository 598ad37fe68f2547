"""What an answer can be: FHIR data types as frozen Python values. Numbers keep their digits, dates may be partial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.forms.dates import FhirDate, FhirDateTime, FhirTime


@dataclass(frozen=True, slots=True)
class Coding:
    """A code from a system (FHIR R4 Coding). Two codings are the same answer when system and code are."""

    code: str = ""
    system: str = ""
    display: str = ""

    def same(self, other: Coding) -> bool:
        """Say whether ``other`` is the same answer: system and code decide, the display does not."""
        if not self.code and not other.code:
            return self.system == other.system and self.display == other.display
        return self.code == other.code and self.system == other.system


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit (FHIR R4 Quantity). ``code`` is the machine form of ``unit`` in ``system`` (UCUM)."""

    value: Decimal | None = None
    unit: str = ""
    system: str = ""
    code: str = ""
    comparator: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file (FHIR R4 Attachment). ``data`` is base64 text; ``size`` is in bytes, before base64."""

    content_type: str = ""
    data: str = ""
    url: str = ""
    title: str = ""
    size: int | None = None


Value = bool | int | Decimal | str | Coding | Quantity | Attachment | FhirDate | FhirDateTime | FhirTime
"""boolean, integer, decimal, string/text/url, Coding, Quantity, Attachment, date, dateTime, time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``element`` is the JSON it was read from, so that unknown parts survive saving; not compared."""

    value: Value
    element: Mapping[str, object] | None = field(default=None, compare=False, repr=False)


def same_value(left: Value, right: Value) -> bool:
    """Say whether two values are the same answer: equal type and content, codings by system and code.

    Decimals are equal by value (1.0 is 1.00); partial dates only to an equally partial date.
    """
    if isinstance(left, Coding) and isinstance(right, Coding):
        return left.same(right)
    return type(left) is type(right) and left == right

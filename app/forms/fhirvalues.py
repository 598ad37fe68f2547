"""FHIR value[x] elements to Python values and back. Every reader returns None for what is not such a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.model import ItemType
from app.forms.values import Answer, Attachment, Coding, Quantity, Value

Json = Mapping[str, object]

_INTEGER_LIMIT = 2**31
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\\<>\"{}|^`]+")
_UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OID_URN = re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+")


def as_text(value: object) -> str:
    """Return ``value`` if it is text, else an empty text."""
    return value if isinstance(value, str) else ""


def as_list(value: object) -> list[object]:
    """Return ``value`` if it is a JSON array, else an empty list."""
    return value if isinstance(value, list) else []


def as_object(value: object) -> Json:
    """Return ``value`` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def read_boolean(value: object) -> bool | None:
    """Return a FHIR boolean."""
    return value if isinstance(value, bool) else None


def read_decimal(value: object) -> Decimal | None:
    """Return a FHIR decimal with its digits; a float (from plain ``json``) by its shortest form. NaN is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        value = Decimal(str(value))
    return value if isinstance(value, Decimal) and value.is_finite() else None


def read_integer(value: object) -> int | None:
    """Return a FHIR integer: whole, signed, 32 bits."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_INTEGER_LIMIT <= value < _INTEGER_LIMIT else None


def read_string(value: object) -> str | None:
    """Return a FHIR string: not blank, no control characters but tab and line ends (FHIR R4 2.24.0.1)."""
    if not isinstance(value, str) or not value.strip():
        return None
    return None if _CONTROL.search(value) else value


def read_uri(value: object) -> str | None:
    """Return an absolute URI (RFC 3986); ``urn:uuid`` and ``urn:oid`` must be well formed."""
    if not isinstance(value, str) or not _URI.fullmatch(value):
        return None
    lower = value.lower()
    if lower.startswith("urn:uuid:"):
        return value if _UUID_URN.fullmatch(lower) else None
    if lower.startswith("urn:oid:"):
        return value if _OID_URN.fullmatch(value) else None
    return value


def read_date(value: object) -> FhirDate | None:
    """Return a FHIR date, partial dates included."""
    return FhirDate.parse(value) if isinstance(value, str) else None


def read_date_time(value: object) -> FhirDateTime | None:
    """Return a FHIR dateTime, partial ones included."""
    return FhirDateTime.parse(value) if isinstance(value, str) else None


def read_time(value: object) -> FhirTime | None:
    """Return a FHIR time."""
    return FhirTime.parse(value) if isinstance(value, str) else None


def read_coding(value: object) -> Coding | None:
    """Return a FHIR Coding with a code or a display."""
    if not isinstance(value, dict):
        return None
    code, system, display = value.get("code", ""), value.get("system", ""), value.get("display", "")
    if not (isinstance(code, str) and isinstance(system, str) and isinstance(display, str)) or not (code or display):
        return None
    return Coding(code, system, display)


def read_quantity(value: object) -> Quantity | None:
    """Return a FHIR Quantity with a number."""
    if not isinstance(value, dict):
        return None
    number = read_decimal(value.get("value"))
    if number is None:
        return None
    texts = [value.get(name, "") for name in ("unit", "system", "code", "comparator")]
    if not all(isinstance(text, str) for text in texts):
        return None
    return Quantity(number, *(str(text) for text in texts))


def read_attachment(value: object) -> Attachment | None:
    """Return a FHIR Attachment with data or an address."""
    if not isinstance(value, dict):
        return None
    texts = [value.get(name, "") for name in ("contentType", "data", "url", "title")]
    size = value.get("size")
    if not all(isinstance(text, str) for text in texts) or not (size is None or read_integer(size) is not None):
        return None
    content_type, data, url, title = (str(text) for text in texts)
    return Attachment(content_type, data, url, title, read_integer(size)) if data or url else None


READERS: dict[str, Callable[[object], Value | None]] = {
    "valueBoolean": read_boolean,
    "valueDecimal": read_decimal,
    "valueInteger": read_integer,
    "valueDate": read_date,
    "valueDateTime": read_date_time,
    "valueTime": read_time,
    "valueString": read_string,
    "valueUri": read_uri,
    "valueCoding": read_coding,
    "valueQuantity": read_quantity,
    "valueAttachment": read_attachment,
}

ANSWER_NAMES: dict[ItemType, tuple[str, ...]] = {
    ItemType.BOOLEAN: ("valueBoolean",),
    ItemType.DECIMAL: ("valueDecimal",),
    ItemType.INTEGER: ("valueInteger",),
    ItemType.DATE: ("valueDate",),
    ItemType.DATE_TIME: ("valueDateTime",),
    ItemType.TIME: ("valueTime",),
    ItemType.STRING: ("valueString",),
    ItemType.TEXT: ("valueString",),
    ItemType.URL: ("valueUri",),
    ItemType.CHOICE: ("valueCoding", "valueString", "valueInteger", "valueDate", "valueTime"),
    ItemType.OPEN_CHOICE: ("valueCoding", "valueString", "valueInteger", "valueDate", "valueTime"),
    ItemType.ATTACHMENT: ("valueAttachment",),
    ItemType.QUANTITY: ("valueQuantity",),
}
"""Which value[x] may answer an item; the first is the type's own (FHIR R4 4.21, Questionnaire.item.type)."""

_NAMES: dict[type, str] = {
    bool: "valueBoolean",
    Decimal: "valueDecimal",
    int: "valueInteger",
    FhirDate: "valueDate",
    FhirDateTime: "valueDateTime",
    FhirTime: "valueTime",
    str: "valueString",
    Coding: "valueCoding",
    Quantity: "valueQuantity",
    Attachment: "valueAttachment",
}


def value_name(value: Value, item_type: ItemType) -> str:
    """Return the element name of ``value`` as an answer to ``item_type``; text is ``valueUri`` for a url."""
    return "valueUri" if item_type is ItemType.URL and isinstance(value, str) else _NAMES[type(value)]


def value_json(value: Value) -> object:
    """Return ``value`` as FHIR JSON, decimals as Decimal, empty parts left out."""
    if isinstance(value, Coding):
        parts: dict[str, object] = {"system": value.system, "code": value.code, "display": value.display}
    elif isinstance(value, Quantity):
        parts = {
            "value": value.value,
            "comparator": value.comparator,
            "unit": value.unit,
            "system": value.system,
            "code": value.code,
        }
    elif isinstance(value, Attachment):
        parts = {
            "contentType": value.content_type,
            "data": value.data,
            "url": value.url,
            "size": value.size,
            "title": value.title,
        }
    elif isinstance(value, (bool, int, Decimal, str)):
        return value
    else:
        return str(value)
    return {name: part for name, part in parts.items() if part is not None and part != ""}


def answer_json(answer: Answer, item_type: ItemType) -> dict[str, object]:
    """Return one QuestionnaireResponse.item.answer, as it was read if it was read, without nested items."""
    if answer.element is not None:
        return dict(answer.element)
    return {value_name(answer.value, item_type): value_json(answer.value)}


def find_value_name(element: Json) -> str:
    """Return the name of the value[x] in ``element`` (``valueString``), or an empty text."""
    for name in element:
        if name in READERS or (name.startswith("value") and len(name) > 5):
            return name
    return ""


def read_value(element: Json) -> Value | None:
    """Return the value[x] in ``element`` of whatever supported type it is, or None."""
    name = find_value_name(element)
    reader = READERS.get(name)
    return reader(element[name]) if reader else None

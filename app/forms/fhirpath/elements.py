"""What expressions work on: FHIR JSON as elements with a type, primitive values, and collections of both."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.fhirpath.budget import EvaluationError
from app.forms.fhirvalues import Json, as_text, read_coding, read_date, read_date_time, read_quantity, read_time
from app.forms.values import Coding, Quantity, Value

LARGEST = 40
"""Digits before or after the point of the numbers expressions work with."""


class Element:
    """A complex FHIR value. ``type`` is its FHIR type where its name tells it; ``link_id`` is the item it lies in."""

    __slots__ = ("json", "link_id", "type")

    def __init__(self, json: Json, type_name: str = "", link_id: str = "") -> None:
        self.json = json
        self.type = type_name
        self.link_id = as_text(json.get("linkId")) or link_id

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Element):
            return NotImplemented
        mine, theirs = read_coding(self.json), read_coding(other.json)
        if self.type == other.type == "Coding" and mine is not None and theirs is not None:
            return mine == theirs
        return self.json == other.json

    __hash__ = None  # type: ignore[assignment]  # JSON objects have no hash

    def child(self, name: str) -> Collection:
        """Return what ``name`` holds; ``value`` is whichever value[x] there is."""
        if name not in self.json and name == "value":
            name = next((key for key in self.json if key.startswith("value")), name)
        if name not in self.json:
            return []
        return list(self._values(name, self.json[name]))

    def children(self) -> Collection:
        """Return everything directly below."""
        return [value for name, raw in self.json.items() if name[:1] != "_" for value in self._values(name, raw)]

    def _values(self, name: str, raw: object) -> Iterator[Node]:
        if isinstance(raw, list):
            for entry in raw:
                yield from self._values(name, entry)
        elif isinstance(raw, dict):
            kind = _COMPLEX.get(name, "")
            quantity = read_quantity(raw) if kind == "Quantity" else None
            yield Element(raw, kind, self.link_id) if quantity is None else quantity
        else:
            value = _primitive(name, raw)
            if value is not None:
                yield value


Node = Value | Element
Collection = list[Node]

_COMPLEX = {
    "valueCoding": "Coding",
    "coding": "Coding",
    "answerCoding": "Coding",
    "valueQuantity": "Quantity",
    "answerQuantity": "Quantity",
    "valueAttachment": "Attachment",
    "item": "BackboneElement",
    "answer": "BackboneElement",
}
_CALENDAR = {
    "valueDate": read_date,
    "birthDate": read_date,
    "answerDate": read_date,
    "valueDateTime": read_date_time,
    "answerDateTime": read_date_time,
    "authored": read_date_time,
    "valueTime": read_time,
    "answerTime": read_time,
}


def _primitive(name: str, raw: object) -> Node | None:
    reader = _CALENDAR.get(name)
    if reader is not None:
        return reader(raw)
    if isinstance(raw, float) or (name == "valueDecimal" and isinstance(raw, int)):
        raw = Decimal(str(raw))
    if isinstance(raw, (Decimal, int)) and not isinstance(raw, bool):
        return number(raw)
    return raw if isinstance(raw, (bool, str)) else None


def number(value: Decimal | int) -> Decimal | int:
    """Return ``value`` if it is of a size that can be worked with. Raises EvaluationError."""
    if isinstance(value, int):
        if abs(value) >= 10**LARGEST:
            raise EvaluationError("A number is too large.")
    elif not value.is_finite() or abs(value.adjusted()) > LARGEST:
        raise EvaluationError("A number is too large or too small.")
    return value


def single(collection: Collection) -> Node | None:
    """Return the one value of ``collection``, None when it is empty. Raises EvaluationError when there are more."""
    if len(collection) > 1:
        raise EvaluationError("One value was expected; there are several.")
    return collection[0] if collection else None


def truth(collection: Collection) -> bool | None:
    """Return a collection as a condition: its boolean, True for one value of another type, None when empty."""
    value = single(collection)
    return value if isinstance(value, bool) or value is None else True


def text_of(node: Node | None, what: str = "A text") -> str | None:
    """Return a text. Raises EvaluationError for anything else."""
    if node is None or isinstance(node, str):
        return node
    raise EvaluationError(f"{what} was expected.")


def is_number(node: object) -> bool:
    """Say whether ``node`` is an integer or a decimal."""
    return isinstance(node, (int, Decimal)) and not isinstance(node, bool)


_TYPES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (bool, ("boolean",)),
    (int, ("integer",)),
    (Decimal, ("decimal",)),
    (str, ("string", "uri", "url", "code", "id", "markdown", "canonical")),
    (FhirDate, ("date",)),
    (FhirDateTime, ("dateTime",)),
    (FhirTime, ("time",)),
    (Quantity, ("Quantity",)),
)
TYPE_NAMES = frozenset({name for _kind, names in _TYPES for name in names} | {"Coding", "Attachment"})


def is_of_type(node: Node, type_name: str) -> bool:
    """Say whether ``node`` is of the FHIR or System type called ``type_name``."""
    if isinstance(node, Element):
        return node.type == type_name
    wanted = type_name if type_name in TYPE_NAMES else type_name[:1].lower() + type_name[1:]
    return any(type(node) is kind and wanted in names for kind, names in _TYPES)


def as_coding(node: Node) -> Coding | None:
    """Return a Coding element as a Coding."""
    return read_coding(node.json) if isinstance(node, Element) else None

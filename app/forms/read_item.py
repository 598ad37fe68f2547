"""One Questionnaire.item and everything below it, as frozen values."""

from __future__ import annotations

from typing import Any

from app.forms.fhirvalues import as_list, as_object, as_text, read_value
from app.forms.model import (
    NO_RULES,
    PLAIN_LOOK,
    Behavior,
    Control,
    EnableWhen,
    Handling,
    Item,
    ItemType,
    Look,
    Operator,
    Option,
    Rules,
)
from app.forms.read_extensions import ItemDraft, read_extensions
from app.forms.read_options import ValueSets, expand, read_options
from app.forms.read_text import read_text
from app.forms.reading import Findings, Json
from app.forms.values import Value

MAX_DEPTH = 64
"""Deeper nesting is refused; the deepest public form we know has 8 levels."""

_TYPES: dict[str, ItemType] = {kind.value: kind for kind in ItemType}
_OPERATORS: dict[str, Operator] = {operator.value: operator for operator in Operator}
_ANNOTATION_FIELDS = {
    Control.HELP: "help",
    Control.FLYOVER: "flyover",
    Control.LEGAL: "legal",
    Control.PROMPT: "prompt",
    Control.UNIT: "unit_text",
}


class ItemReader:
    """Reads the items of one definition into ``findings``."""

    def __init__(self, findings: Findings, sets: ValueSets) -> None:
        self._findings = findings
        self._sets = sets

    def read_items(self, json: Json, path: str, above: Handling, depth: int = 0) -> tuple[Item, ...]:
        """Return the items in ``json["item"]``; those without a usable linkId or type are errors and left out."""
        entries = self._findings.objects(json, "item", path)
        if not entries:
            return ()
        if depth >= MAX_DEPTH:
            self._findings.error(f"{path}.item", f"Items are nested more than {MAX_DEPTH} levels deep.")
            return ()
        read = (self._named(entry, f"{path}.item[{number}]", above, depth) for number, entry in enumerate(entries))
        return tuple(item for item in read if item is not None)

    def _named(self, json: Json, path: str, above: Handling, depth: int) -> Item | None:
        """Read one item; what is wrong with it is told with its linkId, also where only a part of it was looked at."""
        noted = len(self._findings.problems)
        item = self._read(json, path, above, depth)
        self._findings.name(noted, as_text(json.get("linkId")))
        return item

    def _read(self, json: Json, path: str, above: Handling, depth: int) -> Item | None:
        link_id = json.get("linkId")
        kind = _TYPES.get(as_text(json.get("type")))
        if kind is None or not isinstance(link_id, str) or not link_id.strip() or "modifierExtension" in json:
            if not self._refused(json, path, above, depth):
                return None
            assert kind is not None  # _refused() says so
            assert isinstance(link_id, str)
        draft = self._draft(json, path, link_id)
        handling = _handling(draft, above)
        children = self.read_items(json, path, handling, depth + 1) if "item" in json else ()
        flag = self._findings.flag
        return Item(
            link_id,
            kind,
            read_text(json),
            as_text(json.get("prefix")),
            "required" in json and flag(json, "required", path),
            "repeats" in json and flag(json, "repeats", path),
            "readOnly" in json and flag(json, "readOnly", path),
            *self._options(json, path),
            self._initial(json, path) if "initial" in json else (),
            self._conditions(json, path) if "enableWhen" in json else (),
            self._behavior(json, path) if "enableBehavior" in json else Behavior.ALL,
            *_frozen(draft, children),
            handling,
            tuple(draft.expressions) if draft is not None else (),
            children,
            path,
            "enableBehavior" in json,
        )

    def _refused(self, json: Json, path: str, above: Handling, depth: int) -> bool:
        """Note what is wrong with the head of an item; say whether it can be read on all the same."""
        link_id = as_text(json.get("linkId"))
        if not link_id.strip():
            self._findings.error(path, "Every item needs a linkId.")
        refuse_modifiers(json, path, self._findings, link_id)
        if self._type(json, path, link_id) is not None and link_id.strip():
            return True
        self.read_items(json, path, above, depth + 1)  # its children may have problems of their own
        return False

    def _draft(self, json: Json, path: str, link_id: str) -> ItemDraft | None:
        if "extension" not in json and "maxLength" not in json:
            return None
        draft = ItemDraft(link_id, self._findings, self._sets)
        if "maxLength" in json:
            draft.rules["max_length"] = self._findings.whole(json, "maxLength", path)
        if "extension" in json:
            read_extensions(draft, json["extension"], path)
        return draft

    def _type(self, json: Json, path: str, link_id: str) -> ItemType | None:
        name = as_text(json.get("type"))
        kind = _TYPES.get(name)
        if kind is not None:
            return kind
        if not name:
            self._findings.error(f"{path}.type", "Every item needs a type.", link_id)
        elif name == "reference":
            self._findings.error(f"{path}.type", "Items of type reference are not supported.", link_id, "reference")
        else:
            self._findings.error(f"{path}.type", f"Unknown item type {name[:40]!r}.", link_id, name[:40])
        return None

    def _options(self, json: Json, path: str) -> tuple[tuple[Option, ...], bool]:
        """The options, and whether any coding is taken because none are given."""
        if "answerOption" in json:
            return read_options(json, path, self._findings), False
        if "answerValueSet" in json:
            reference = self._findings.text(json, "answerValueSet", path)
            return expand(reference, self._sets, f"{path}.answerValueSet", self._findings), False
        return (), True

    def _initial(self, json: Json, path: str) -> tuple[Value, ...]:
        values: list[Value] = []
        for number, entry in enumerate(self._findings.objects(json, "initial", path)):
            value = read_value(entry)
            if value is None:
                self._findings.warning(f"{path}.initial[{number}]", "This initial value cannot be read; left out.")
            else:
                values.append(value)
        return tuple(values)

    def _conditions(self, json: Json, path: str) -> tuple[EnableWhen, ...]:
        conditions: list[EnableWhen] = []
        for number, entry in enumerate(self._findings.objects(json, "enableWhen", path)):
            place = f"{path}.enableWhen[{number}]"
            if "modifierExtension" in entry:
                refuse_modifiers(entry, place, self._findings)
            condition = self._condition(entry, place)
            if condition is not None:
                conditions.append(condition)
        return tuple(conditions)

    def _condition(self, entry: Json, place: str) -> EnableWhen | None:
        question = as_text(entry.get("question"))
        operator = _OPERATORS.get(as_text(entry.get("operator")))
        name = next((key for key in entry if key.startswith("answer") and len(key) > 6), "")
        value = read_value({"value" + name[6:]: entry[name]}) if name else None
        if not question:
            self._findings.error(f"{place}.question", "The condition names no question.")
        elif operator is None:
            self._findings.error(f"{place}.operator", "The condition has no operator that exists.")
        elif name == "answerReference":
            self._findings.error(place, "Conditions on references are not supported.", feature="answerReference")
        elif value is None:
            self._findings.error(place, "The condition has no answer that can be read.")
        elif operator is Operator.EXISTS and not isinstance(value, bool):
            self._findings.error(place, "The operator exists needs true or false.")
        else:
            return EnableWhen(question, operator, value)
        return None

    def _behavior(self, json: Json, path: str) -> Behavior:
        name = as_text(json.get("enableBehavior"))
        if name in {"all", "any"}:
            return Behavior(name)
        self._findings.error(f"{path}.enableBehavior", "Must be all or any.")
        return Behavior.ALL


def refuse_modifiers(json: Json, path: str, findings: Findings, link_id: str = "") -> None:
    """Note every modifier extension as an error: ignoring one could turn the meaning round (FHIR R4 2.1.0.5)."""
    for number, raw in enumerate(as_list(json.get("modifierExtension"))):
        url = as_text(as_object(raw).get("url"))
        message = f"The modifier extension {url} is not known, and a form must not be used without understanding it."
        findings.error(f"{path}.modifierExtension[{number}]", message, link_id, url)


def _handling(draft: ItemDraft | None, above: Handling) -> Handling:
    inherited = above
    if above.initials or above.derived or above.attestation:  # these belong to one item only
        inherited = Handling(above.stage, above.signature, above.sensitivity)
    if draft is None or not draft.handling:
        return inherited
    fields: dict[str, Any] = {
        "stage": inherited.stage,
        "signature": inherited.signature,
        "sensitivity": inherited.sensitivity,
        **draft.handling,
    }
    return Handling(**fields)


def _frozen(draft: ItemDraft | None, children: tuple[Item, ...]) -> tuple[Rules, Look]:
    """What the extensions said, frozen; most items share the empty ones."""
    rules: dict[str, Any] = {}
    look: dict[str, Any] = {}
    if draft is not None:
        rules.update(draft.rules)
        look.update(draft.look)
        for name, values in draft.lists.items():
            (look if name == "support_links" else rules)[name] = tuple(values)
    for child in children:
        if child.is_annotation:
            look.setdefault(_ANNOTATION_FIELDS[child.look.control], child.text)
    return Rules(**rules) if rules else NO_RULES, Look(**look) if look else PLAIN_LOOK

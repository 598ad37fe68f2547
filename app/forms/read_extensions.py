"""What the extensions on an item mean: one small function each, and one table that maps addresses to them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.forms import extensions as ext
from app.forms.fhirvalues import (
    as_list,
    as_object,
    as_text,
    find_value_name,
    read_coding,
    read_decimal,
    read_integer,
    read_value,
)
from app.forms.model import Bound, Control, ExpressionSource, Purpose, Stage
from app.forms.read_expressions import read_constraint, read_expression
from app.forms.read_options import ValueSets, expand
from app.forms.read_text import read_text
from app.forms.reading import Findings, Json
from app.forms.relative import RelativeDate
from app.forms.support import BY_KEY, Support
from app.forms.values import Coding


class ItemDraft:
    """What the extensions of one item add up to, before it is frozen."""

    __slots__ = ("expressions", "findings", "handling", "link_id", "lists", "look", "rules", "sets")

    def __init__(self, link_id: str, findings: Findings, sets: ValueSets) -> None:
        self.link_id = link_id
        self.findings = findings
        self.sets = sets
        self.rules: dict[str, object] = {}
        self.look: dict[str, object] = {}
        self.handling: dict[str, object] = {}
        self.expressions: list[ExpressionSource] = []
        self.lists: dict[str, list[object]] = {}

    def extend(self, name: str, value: object) -> None:
        """Add ``value`` to the list called ``name``."""
        self.lists.setdefault(name, []).append(value)


Handler = Callable[[ItemDraft, Json, str], None]


def read_extensions(draft: ItemDraft, raw: object, path: str) -> None:
    """Take every extension in ``raw`` into ``draft``; refused ones are errors, unknown ones are kept silently."""
    for number, entry in enumerate(as_list(raw)):
        extension = as_object(entry)
        url = as_text(extension.get("url"))
        handler = HANDLERS.get(url)
        if handler is not None:
            handler(draft, extension, f"{path}.extension[{number}]")
            continue
        feature = BY_KEY.get(url)
        if feature is None or feature.support is Support.FULL:
            continue
        name = url.rsplit("/", 1)[-1]
        report = draft.findings.error if feature.support is Support.REFUSED else draft.findings.warning
        report(f"{path}.extension[{number}]", f"{name} is not supported: {feature.note}.", draft.link_id, name)


def _control(draft: ItemDraft, extension: Json, _path: str) -> None:
    for raw in as_list(as_object(extension.get("valueCodeableConcept")).get("coding")):
        code = as_text(as_object(raw).get("code"))
        if code in CONTROLS:
            draft.look["control"] = CONTROLS[code]
            return


def _orientation(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.look["horizontal"] = extension.get("valueCode") == "horizontal"


def _entry_format(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.look["entry_format"] = read_text(extension, "valueString")


def _hidden(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.look["hidden"] = extension.get("valueBoolean") is True


def _label(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.look["label"] = read_text(extension, "valueString")


def _slider_step(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.look["slider_step"] = read_integer(extension.get("valueInteger"))


def _category(draft: ItemDraft, extension: Json, _path: str) -> None:
    for raw in as_list(as_object(extension.get("valueCodeableConcept")).get("coding")):
        draft.look["category"] = as_text(as_object(raw).get("code"))


def _support_link(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.extend("support_links", as_text(extension.get("valueUri")))


def _whole(name: str) -> Handler:
    def handler(draft: ItemDraft, extension: Json, path: str) -> None:
        value = read_integer(extension.get("valueInteger"))
        if value is None or value < 0:
            draft.findings.error(path, "Must be a whole number that is not negative.", draft.link_id)
        else:
            draft.rules[name] = value

    return handler


def _regex(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.rules["regex"] = as_text(extension.get("valueString"))


def _bound(name: str) -> Handler:
    def handler(draft: ItemDraft, extension: Json, path: str) -> None:
        bound = _read_bound(extension, path, draft)
        if bound is not None:
            draft.extend(name, bound)

    return handler


def _read_bound(extension: Json, path: str, draft: ItemDraft) -> Bound | None:
    expression = _calculated(extension)
    if expression is not None:
        source = read_expression(Purpose.LIMIT, expression, path)
        relative = RelativeDate.parse(source.text)
        if relative is None:
            draft.expressions.append(source)
        return Bound(relative=relative, expression=source.text)
    value = read_value(extension)
    if value is None:
        draft.findings.error(path, "This limit has no value that can be read.", draft.link_id)
        return None
    return Bound(fixed=value)


def _calculated(extension: Json) -> Json | None:
    """The extension cqf-calculatedValue, on the value (``_valueDate``) or on the extension itself."""
    holders = [as_object(value) for name, value in extension.items() if name.startswith("_value")]
    for holder in [*holders, extension]:
        for raw in as_list(holder.get("extension")):
            entry = as_object(raw)
            if entry.get("url") in {ext.CQF_CALCULATED_VALUE, ext.CQF_EXPRESSION}:
                return entry
    return None


def _unit(draft: ItemDraft, extension: Json, path: str) -> None:
    coding = read_coding(extension.get("valueCoding"))
    if coding is None:
        draft.findings.error(path, "This unit has no coding.", draft.link_id)
    else:
        draft.rules["unit"] = coding


def _unit_option(draft: ItemDraft, extension: Json, path: str) -> None:
    coding = read_coding(extension.get("valueCoding"))
    if coding is None:
        draft.findings.error(path, "This unit has no coding.", draft.link_id)
    else:
        draft.extend("units", coding)


def _unit_value_set(draft: ItemDraft, extension: Json, path: str) -> None:
    for option in expand(as_text(extension.get("valueCanonical")), draft.sets, path, draft.findings):
        if isinstance(option.value, Coding):
            draft.extend("units", option.value)


def _mime_type(draft: ItemDraft, extension: Json, _path: str) -> None:
    if code := as_text(extension.get("valueCode")):
        draft.extend("mime_types", code.lower())


def _max_size(draft: ItemDraft, extension: Json, path: str) -> None:
    size = read_decimal(extension.get(find_value_name(extension)))
    if size is None or size < 0:
        draft.findings.error(path, "Must be a number of bytes.", draft.link_id)
    else:
        draft.rules["max_size"] = Decimal(size)


def _must_be(draft: ItemDraft, extension: Json, _path: str) -> None:
    value = extension.get("valueBoolean")
    draft.rules["must_be"] = value if isinstance(value, bool) else None


def _normalize(draft: ItemDraft, extension: Json, path: str) -> None:
    code = as_text(extension.get("valueCode"))
    if code not in {"e164", "upper"}:
        draft.findings.error(path, f"Unknown way to normalize {code!r}; one of e164, upper.", draft.link_id)
    draft.rules["normalize"] = code


def _differs_from(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.rules["differs_from"] = as_text(extension.get("valueString"))


def _stage(draft: ItemDraft, extension: Json, path: str) -> None:
    code = as_text(extension.get("valueCode"))
    if code in STAGES:
        draft.handling["stage"] = STAGES[code]
    else:
        draft.findings.error(path, f"Unknown stage {code!r}; one of {', '.join(STAGES)}.", draft.link_id)


def _signature(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.handling["signature"] = extension.get("valueBoolean") is True


def _initials(draft: ItemDraft, _extension: Json, _path: str) -> None:
    draft.handling["initials"] = True


def _sensitivity(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.handling["sensitivity"] = as_text(extension.get("valueCode"))


def _attestation(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.handling["attestation"] = extension.get("valueBoolean") is True


def _derived(draft: ItemDraft, extension: Json, _path: str) -> None:
    draft.handling["derived"] = as_text(extension.get("valueCode"))


def _expression(purpose: Purpose) -> Handler:
    def handler(draft: ItemDraft, extension: Json, path: str) -> None:
        draft.expressions.append(read_expression(purpose, extension, path))

    return handler


def _constraint(draft: ItemDraft, extension: Json, path: str) -> None:
    draft.expressions.append(read_constraint(extension, path))


CONTROLS: dict[str, Control] = {control.value: control for control in Control if control.value}
STAGES: dict[str, Stage] = {stage.value: stage for stage in Stage}

HANDLERS: dict[str, Handler] = {
    ext.ITEM_CONTROL: _control,
    ext.CHOICE_ORIENTATION: _orientation,
    ext.ENTRY_FORMAT: _entry_format,
    ext.HIDDEN: _hidden,
    ext.ITEM_LABEL: _label,
    ext.SLIDER_STEP: _slider_step,
    ext.DISPLAY_CATEGORY: _category,
    ext.SUPPORT_LINK: _support_link,
    ext.MIN_VALUE: _bound("min_values"),
    ext.MAX_VALUE: _bound("max_values"),
    ext.MIN_QUANTITY: _bound("min_values"),
    ext.MAX_QUANTITY: _bound("max_values"),
    ext.MIN_LENGTH: _whole("min_length"),
    ext.REGEX: _regex,
    ext.MAX_DECIMAL_PLACES: _whole("max_decimal_places"),
    ext.MIN_OCCURS: _whole("min_occurs"),
    ext.MAX_OCCURS: _whole("max_occurs"),
    ext.UNIT: _unit,
    ext.UNIT_OPTION: _unit_option,
    ext.UNIT_VALUE_SET: _unit_value_set,
    ext.MIME_TYPE: _mime_type,
    ext.MAX_SIZE: _max_size,
    ext.MUST_BE: _must_be,
    ext.DIFFERS_FROM: _differs_from,
    ext.NORMALIZE: _normalize,
    ext.ITEM_STAGE: _stage,
    ext.ITEM_SIGNATURE: _signature,
    ext.SIGNATURE_REQUIRED: _initials,
    ext.SENSITIVITY: _sensitivity,
    ext.ATTESTATION: _attestation,
    ext.DERIVED: _derived,
    ext.VARIABLE: _expression(Purpose.VARIABLE),
    ext.CALCULATED_EXPRESSION: _expression(Purpose.CALCULATED),
    ext.ENABLE_WHEN_EXPRESSION: _expression(Purpose.ENABLE),
    ext.INITIAL_EXPRESSION: _expression(Purpose.INITIAL),
    ext.CONSTRAINT: _constraint,
    ext.TARGET_CONSTRAINT: _constraint,
}

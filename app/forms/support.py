"""What the engine supports, in one list: it drives the checker's words, CONFORMANCE.md and a test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.forms import extensions as ext


class Support(StrEnum):
    """How far a feature is supported."""

    FULL = "supported"
    KEPT = "kept, without effect"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of FHIR R4 or SDC. ``key`` is an item type, an element or an extension address."""

    kind: str
    key: str
    support: Support
    note: str = ""


def _items(support: Support, *names: str) -> tuple[Feature, ...]:
    return tuple(Feature("item type", name, support) for name in names)


def _elements(*rows: tuple[str, str]) -> tuple[Feature, ...]:
    return tuple(Feature("element", key, Support.FULL, note) for key, note in rows)


def _extensions(support: Support, *rows: tuple[str, str]) -> tuple[Feature, ...]:
    return tuple(Feature("extension", key, support, note) for key, note in rows)


FEATURES: tuple[Feature, ...] = (
    *_items(
        Support.FULL,
        "group",
        "display",
        "boolean",
        "decimal",
        "integer",
        "date",
        "dateTime",
        "time",
        "string",
        "text",
        "url",
        "choice",
        "open-choice",
        "attachment",
        "quantity",
    ),
    *_items(Support.REFUSED, "reference"),
    *_elements(
        ("required", "a required group needs one answer below it"),
        ("repeats", "groups and questions; a repeating question with questions below it becomes rows"),
        ("readOnly", ""),
        ("maxLength", "counts characters"),
        ("initial", ""),
        ("answerOption", "Coding, string, integer, date, time"),
        ("answerValueSet", "contained, with an expansion or listed concepts; anything else is refused by name"),
        ("enableWhen", "all seven operators, all and any"),
        ("prefix", ""),
        ("text", "with translations"),
    ),
    *_extensions(
        Support.FULL,
        (
            ext.ITEM_CONTROL,
            "radio-button, check-box, drop-down, autocomplete, slider, text-box, unit, help, flyover, "
            "page, header, footer",
        ),
        (ext.CHOICE_ORIENTATION, ""),
        (ext.SLIDER_STEP, ""),
        (ext.ENTRY_FORMAT, ""),
        (ext.HIDDEN, ""),
        (ext.DISPLAY_CATEGORY, ""),
        (ext.SUPPORT_LINK, "shown as text, never opened"),
        (ext.RENDERING_MARKDOWN, "a small safe set"),
        (ext.RENDERING_XHTML, "a small safe set"),
        (ext.TRANSLATION, ""),
        (ext.MIN_VALUE, "also relative to today"),
        (ext.MAX_VALUE, "also relative to today"),
        (ext.MIN_QUANTITY, "units of length, mass, time and volume are converted"),
        (ext.MAX_QUANTITY, "units of length, mass, time and volume are converted"),
        (ext.MIN_LENGTH, ""),
        (ext.REGEX, "stopped after a tenth of a second"),
        (ext.MAX_DECIMAL_PLACES, ""),
        (ext.MIN_OCCURS, ""),
        (ext.MAX_OCCURS, ""),
        (ext.UNIT, ""),
        (ext.UNIT_OPTION, ""),
        (ext.UNIT_VALUE_SET, "contained"),
        (ext.OPTION_EXCLUSIVE, ""),
        (ext.OPTION_PREFIX, ""),
        (ext.ORDINAL_VALUE, ""),
        (ext.ITEM_WEIGHT, "read as ordinalValue"),
        (ext.MIME_TYPE, ""),
        (ext.MAX_SIZE, "in bytes"),
        (ext.SIGNATURE_REQUIRED, "on a form or an item"),
        (ext.CQF_CALCULATED_VALUE, "on minValue, maxValue, minQuantity and maxQuantity: FHIRPath"),
        (ext.LAUNCH_CONTEXT, "patient and encounter"),
        (ext.ITEM_STAGE, "the clinic's own"),
        (ext.ITEM_SIGNATURE, "the clinic's own"),
        (ext.ITEM_LABEL, "the clinic's own"),
        (ext.MUST_BE, "the clinic's own"),
        (ext.SENSITIVITY, "the clinic's own"),
        (ext.DERIVED, "the clinic's own; is-minor is worked out from the birth date"),
        (ext.NORMALIZE, "the clinic's own; e164 and upper"),
        (ext.DIFFERS_FROM, "the clinic's own; a hint, never an error"),
    ),
    *_extensions(
        Support.FULL,
        (ext.VARIABLE, "FHIRPath; seen by the item and everything below it, and by variables after it"),
        (ext.CALCULATED_EXPRESSION, "FHIRPath; kept current until a person writes something else there"),
        (ext.INITIAL_EXPRESSION, "FHIRPath; worked out once, when the form is opened or the row added"),
        (ext.ENABLE_WHEN_EXPRESSION, "FHIRPath; asked only while it is true"),
        (ext.CONSTRAINT, "FHIRPath; broken only when it is false, not while answers it needs are missing"),
        (ext.TARGET_CONSTRAINT, "read as questionnaire-constraint"),
    ),
    *_extensions(Support.KEPT, (ext.CQF_EXPRESSION, "on texts; the text itself is shown")),
    *_extensions(Support.REFUSED, (ext.ANSWER_EXPRESSION, "options that change while a form is filled in")),
)
"""Every feature with what the engine does about it."""

BY_KEY: dict[str, Feature] = {feature.key: feature for feature in FEATURES}

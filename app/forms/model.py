"""A Questionnaire as frozen values: what the loader makes and everything else reads.

Items, options and texts are msgspec structs rather than dataclasses: a form has thousands, and they are made five times
faster. They hold no cycles, so the garbage collector need not look at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from app.forms.values import Coding, Value

if TYPE_CHECKING:
    from app.forms.program import Program
    from app.forms.relative import RelativeDate
    from app.forms.structure import Structure


class ItemType(StrEnum):
    """FHIR R4 Questionnaire.item.type, without ``reference``, which is refused by name."""

    GROUP = "group"
    DISPLAY = "display"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    DATE_TIME = "dateTime"
    TIME = "time"
    STRING = "string"
    TEXT = "text"
    URL = "url"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    ATTACHMENT = "attachment"
    QUANTITY = "quantity"


class Operator(StrEnum):
    """FHIR R4 Questionnaire.item.enableWhen.operator."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    GREATER_OR_EQUAL = ">="
    LESS_OR_EQUAL = "<="


class Behavior(StrEnum):
    """FHIR R4 Questionnaire.item.enableBehavior: ``all`` is every condition, ``any`` is some."""

    ALL = "all"
    ANY = "any"


class Stage(StrEnum):
    """Who answers an item, and when."""

    BEFORE = "before"  # staff, before hand-over; the patient sees it read-only
    PATIENT = "patient"
    AFTER_PROVIDER = "after-provider"
    AFTER_WITNESS = "after-witness"
    AFTER_STAFF = "after-staff"


class Control(StrEnum):
    """questionnaire-itemControl codes the engine draws differently; others are ignored."""

    NONE = ""
    RADIO_BUTTON = "radio-button"
    CHECK_BOX = "check-box"
    DROP_DOWN = "drop-down"
    AUTOCOMPLETE = "autocomplete"
    SLIDER = "slider"
    SPINNER = "spinner"
    TEXT_BOX = "text-box"
    UNIT = "unit"
    HELP = "help"
    FLYOVER = "flyover"
    LEGAL = "legal"
    PROMPT = "prompt"
    PAGE = "page"
    HEADER = "header"
    FOOTER = "footer"
    LIST = "list"
    TABLE = "table"
    GRID = "gtable"


ANNOTATIONS = frozenset({Control.UNIT, Control.HELP, Control.FLYOVER, Control.LEGAL, Control.PROMPT})
"""Display children with these controls belong to the question above them and are not drawn on their own."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text with its translations. ``markup`` is sanitised markdown or XHTML for rich drawing, or empty."""

    plain: str = ""
    translations: tuple[tuple[str, str], ...] = ()
    markup: str = ""
    markup_is_html: bool = False

    def in_language(self, language: str = "") -> str:
        """Return the text in ``language`` (``es`` also finds ``es-US`` and back), else the original."""
        for tag, text in self.translations:
            if tag == language or tag.partition("-")[0] == language.partition("-")[0]:
                return text
        return self.plain

    def __bool__(self) -> bool:
        return bool(self.plain)


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class EnableWhen:
    """One condition: the question asked about, the operator, and the answer compared with."""

    question: str
    operator: Operator
    answer: Value


class Option(msgspec.Struct, frozen=True, gc=False):
    """One permitted answer. ``exclusive`` means it excludes all others; ``score`` is ordinalValue or itemWeight."""

    value: Value
    text: Text
    prefix: str = ""
    exclusive: bool = False
    score: Decimal | None = None
    initially_selected: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A least or greatest value: fixed, relative to the day of filling in (``today() - 18 'months'``), or whatever
    ``expression`` gives (cqf-calculatedValue)."""

    fixed: Value | None = None
    relative: RelativeDate | None = None
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an answer must be, beyond its type. ``max_size`` is in bytes; lengths count characters."""

    min_length: int | None = None
    max_length: int | None = None
    regex: str = ""
    max_decimal_places: int | None = None
    min_values: tuple[Bound, ...] = ()
    max_values: tuple[Bound, ...] = ()
    min_occurs: int | None = None
    max_occurs: int | None = None
    unit: Coding | None = None
    units: tuple[Coding, ...] = ()
    mime_types: tuple[str, ...] = ()
    max_size: Decimal | None = None
    must_be: bool | None = None
    differs_from: str = ""
    normalize: str = ""  # "e164" or "upper": how a typed text is written before it is checked

    @property
    def offered_units(self) -> tuple[Coding, ...]:
        """The units a quantity may have, the usual one first; empty when any will do."""
        if self.unit is None or self.unit in self.units:
            return self.units
        return (self.unit, *self.units)


@dataclass(frozen=True, slots=True)
class Look:
    """How an item is drawn. ``help``, ``flyover``, ``legal`` and ``unit_text`` come from its annotation children."""

    control: Control = Control.NONE
    horizontal: bool = False
    entry_format: Text = NO_TEXT
    slider_step: int | None = None
    hidden: bool = False
    label: Text = NO_TEXT
    help: Text = NO_TEXT
    flyover: Text = NO_TEXT
    legal: Text = NO_TEXT
    prompt: Text = NO_TEXT
    unit_text: Text = NO_TEXT
    support_links: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """Who fills an item in, and how its answer is treated. All of it is inherited from the group above."""

    stage: Stage = Stage.PATIENT
    signature: bool = False
    sensitivity: str = ""
    initials: bool = False  # questionnaire-signatureRequired on this item
    derived: str = ""  # the app fills it in: "is-minor" from the birth date, others from the visit
    attestation: bool = False  # has to be true before treatment


class Purpose(StrEnum):
    """What an expression is for."""

    VARIABLE = "variable"
    CALCULATED = "calculatedExpression"
    ENABLE = "enableWhenExpression"
    INITIAL = "initialExpression"
    CONSTRAINT = "constraint"
    LIMIT = "cqf-calculatedValue"


@dataclass(frozen=True, slots=True)
class ExpressionSource:
    """An expression as the form has it. ``name`` is a variable's; ``message`` and ``is_error`` are a constraint's."""

    purpose: Purpose
    text: str
    path: str
    language: str = "text/fhirpath"
    name: str = ""
    message: Text = NO_TEXT
    is_error: bool = True


NO_RULES, PLAIN_LOOK, BY_PATIENT = Rules(), Look(), Handling()


class Item(msgspec.Struct, frozen=True, gc=False):
    """One Questionnaire.item. ``items`` are its children, annotations included (see ``is_annotation``)."""

    link_id: str
    type: ItemType
    text: Text = NO_TEXT
    prefix: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    options: tuple[Option, ...] = ()
    open_options: bool = False  # options exist but could not be expanded here: any coding is taken
    initial: tuple[Value, ...] = ()
    enable_when: tuple[EnableWhen, ...] = ()
    behavior: Behavior = Behavior.ALL
    rules: Rules = NO_RULES
    look: Look = PLAIN_LOOK
    handling: Handling = BY_PATIENT
    expressions: tuple[ExpressionSource, ...] = ()
    items: tuple[Item, ...] = ()
    path: str = ""
    has_behavior: bool = True  # False when enableBehavior is missing

    @property
    def is_group(self) -> bool:
        """Whether this is a group."""
        return self.type is ItemType.GROUP

    @property
    def is_question(self) -> bool:
        """Whether this takes answers."""
        return self.type is not ItemType.GROUP and self.type is not ItemType.DISPLAY

    @property
    def is_annotation(self) -> bool:
        """Whether this display belongs to the item above it (help, unit, flyover) and is not drawn on its own."""
        return self.type is ItemType.DISPLAY and self.look.control in ANNOTATIONS

    @property
    def has_rows(self) -> bool:
        """Whether it occurs in rows that are added and removed: a repeating group, or a repeating question with
        questions of its own below it."""
        return self.repeats and (self.is_group or any(not child.is_annotation for child in self.items))

    @property
    def short_text(self) -> Text:
        """The label for lists: item-label if given, else the text."""
        return self.look.label or self.text


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A loaded Questionnaire. ``source`` is its JSON as read; ``structure`` answers questions about the tree, and
    ``program`` holds what it works out by itself."""

    url: str
    version: str
    title: Text
    status: str
    items: tuple[Item, ...]
    language: str
    languages: tuple[str, ...]
    signature_required: bool
    launch_contexts: tuple[str, ...]
    source: Mapping[str, object] = field(compare=False, repr=False)
    structure: Structure = field(compare=False, repr=False)
    program: Program = field(compare=False, repr=False)

    @property
    def canonical(self) -> str:
        """``url|version``, or the address alone when there is no version."""
        return f"{self.url}|{self.version}" if self.version else self.url

    def item(self, link_id: str) -> Item:
        """Return the item called ``link_id``. Raises KeyError."""
        return self.structure.items[link_id]

"""When a form the clinic brought is due: an extension of the Questionnaire, so that it travels with the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import InvalidInputError
from app.rules.due_rules import DueRule, DueRules
from app.rules.located import FaultFound, Node
from app.rules.treatments import Catalogue

FORM_DUE: Final = "https://bettermedspa.example/fhir/StructureDefinition/form-due"
"""Complex extension of a Questionnaire: ``when`` (valueCode), ``months`` (valueInteger), ``treatment`` (valueCode,
repeated), ``blocking`` (valueBoolean)."""

_MALFORMED: Final = "The form says when it is due in a way that cannot be read: "


class When(StrEnum):
    """On which occasions a form is due."""

    NEVER = "never"  # only what the form itself does not say: nobody is asked for it
    ONCE = "once"
    INTERVAL = "interval"
    TREATMENT = "treatment"


@dataclass(frozen=True, slots=True)
class BroughtDue:
    """When a form is due. ``months`` is the interval, or how long a signature for a treatment lasts (0: no end).

    ``treatments`` are codes, groups already opened; ``blocking`` says that treatment waits for the form.
    """

    when: When = When.NEVER
    months: int = 0
    treatments: tuple[str, ...] = ()
    blocking: bool = False

    @property
    def words(self) -> str:
        """When it is due, for people."""
        lasting = f", every {self.months} months" if self.months else ""
        return {When.NEVER: "Never by itself", When.ONCE: "Once", When.INTERVAL: f"Every {self.months} months",
                When.TREATMENT: f"With {', '.join(self.treatments)}{lasting}"}[self.when]

    def rule(self, form_id: str, rules: DueRules) -> DueRule | None:
        """Return the due rule, or None for a form that comes with a treatment or never."""
        if self.when not in (When.ONCE, When.INTERVAL):
            return None
        months = self.months if self.when is When.INTERVAL else None
        return DueRule(form_id, months, every_visit=False, stands_in="", blocking=self.blocking,
                       refusal_counts=not self.blocking, why=dict(rules.brought_why))

    def extension(self) -> dict[str, object]:
        """Return the FHIR extension that says the same."""
        parts: list[dict[str, object]] = [{"url": "when", "valueCode": self.when.value}]
        if self.months:
            parts.append({"url": "months", "valueInteger": self.months})
        parts += [{"url": "treatment", "valueCode": code} for code in self.treatments]
        return {"url": FORM_DUE, "extension": [*parts, {"url": "blocking", "valueBoolean": self.blocking}]}


def due_of(questionnaire: Mapping[str, object], catalogue: Catalogue) -> BroughtDue:
    """Return when ``questionnaire`` (FHIR R4 JSON) says it is due; never when it says nothing.

    Raises InvalidInputError when what it says cannot be read.
    """
    root = Node(dict(questionnaire), "Questionnaire")
    try:
        listed = root.maybe("extension")
        own = [node for node in listed.each() if node.members().get("url") == FORM_DUE] if listed else []
        return _read(own[0], catalogue) if own else BroughtDue()
    except FaultFound as found:
        raise InvalidInputError(f"{_MALFORMED}{found.fault}", "due") from None


def due_from_words(text: str, catalogue: Catalogue) -> BroughtDue:
    """Return what ``never``, ``once``, ``every:12`` or ``treatment:LHR,@PEELS:12`` says.

    The last number of a treatment is how many months a signature lasts; without one it has no end. Raises
    InvalidInputError.
    """
    kind, _, rest = text.strip().partition(":")
    try:
        if kind in (When.NEVER, When.ONCE) and not rest:
            return BroughtDue(When(kind))
        if kind == "every":
            return _checked(BroughtDue(When.INTERVAL, _months(rest)))
        if kind == When.TREATMENT:
            names, _, months = rest.partition(":")
            codes = catalogue.expand(Node([name.strip() for name in names.split(",")], "treatment"))
            return _checked(BroughtDue(When.TREATMENT, _months(months) if months else 0, tuple(sorted(codes)), True))
    except FaultFound as found:
        raise InvalidInputError(found.fault.sentence, "due") from None
    raise InvalidInputError("Say when the form is due: never, once, every:12 or treatment:LHR,IPL:12.", "due")


def _read(node: Node, catalogue: Catalogue) -> BroughtDue:
    parts = list(node.child("extension").each())
    named = {part.child("url").text(): part for part in parts}
    if "when" not in named:
        raise FaultFound(node.path, "“when” is missing.")
    when = named["when"].child("valueCode").choice(When)
    months, blocking = named.get("months"), named.get("blocking")
    codes = [part.child("valueCode").text() for part in parts if part.child("url").text() == "treatment"]
    due = BroughtDue(
        when=when, months=months.child("valueInteger").whole() if months else 0,
        treatments=tuple(sorted(catalogue.expand(Node(codes, node.path)))) if codes else (),
        blocking=blocking.child("valueBoolean").flag() if blocking else when is When.TREATMENT)
    return _checked(due)


def _checked(due: BroughtDue) -> BroughtDue:
    if due.when is When.INTERVAL and not due.months:
        raise FaultFound("months", "Say after how many months the form is due again.")
    if due.when is When.TREATMENT and not due.treatments:
        raise FaultFound("treatment", "Name the treatments that need the form.")
    if due.months > 120:
        raise FaultFound("months", "A form lasts 120 months at most.")
    return due


def _months(text: str) -> int:
    if not text.isdigit() or len(text) > 4:
        raise FaultFound("months", "The number of months must be a whole number.")
    return int(text)

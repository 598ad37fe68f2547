"""The forms and rules that come with the app, read from its resources."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.resources import resource
from app.forms import Questionnaire, load
from app.rules.due_rules import DueRules, load_due_rules
from app.rules.evaluate import Screening
from app.rules.load import load_rules
from app.rules.registers import RegisterKind
from app.rules.registers_file import load_registers
from app.rules.treatments import Catalogue, load_catalogue


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """A form as it is shipped: placeholders such as ``{clinic.name}`` are still in its texts."""

    form_id: str
    source: bytes
    questionnaire: Questionnaire


def shipped_forms() -> tuple[ShippedForm, ...]:
    """Return every form in ``resources/forms``, by id. Raises DefinitionError for one that cannot be used."""
    return tuple(ShippedForm(path.stem, data, load(data))
                 for path in sorted(resource("forms").glob("*.json")) for data in (path.read_bytes(),))


def shipped_catalogue() -> Catalogue:
    """Return the treatment catalogue. Raises RulesError."""
    return load_catalogue(resource("rules/treatments.json").read_bytes())


def shipped_screening(forms: tuple[ShippedForm, ...], catalogue: Catalogue) -> Screening:
    """Return the safety rules, ready to look at answers to ``forms``. Raises RulesError."""
    rules = load_rules(resource("rules/contraindications.json").read_bytes(), catalogue)
    return Screening(rules, catalogue, tuple(form.questionnaire for form in forms))


def shipped_due_rules() -> DueRules:
    """Return when forms are due. Raises RulesError."""
    return load_due_rules(resource("rules/due.json").read_bytes())


def shipped_registers() -> tuple[RegisterKind, ...]:
    """Return the registers a clinic keeps about itself. Raises RulesError."""
    return load_registers(resource("rules/registers.json").read_bytes())

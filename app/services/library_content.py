"""What the library is made of: shipped forms, rules, due rules, and what was said about their changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.canonical import canonical_json, sha256_hex
from app.core.resources import resource
from app.rules.consent_purposes import ConsentRules, shipped_consent_rules
from app.rules.due_rules import DueRules
from app.rules.evaluate import Screening
from app.rules.shipped import ShippedForm, shipped_catalogue, shipped_due_rules, shipped_forms, shipped_screening
from app.rules.treatments import Catalogue
from app.services.publishing import UNTOLD, FormChange
from app.services.views.oversight import Approval

RULES = "rules"
"""The subject under which the safety rules, the treatments and the due rules are approved together."""

SCREENS = "screens"
"""The subject under which translations of the words around the forms are approved: those of the screens, of the
e-records disclosure, and of the summaries of the policies that come with the app."""

_RULE_FILES = ("rules/contraindications.json", "rules/treatments.json", "rules/due.json", "rules/consents.json")


@dataclass(frozen=True)
class LibraryContent:
    """Everything shipped, read once at start. Approvals that come with the app are listed by subject."""

    forms: tuple[ShippedForm, ...]
    screening: Screening
    catalogue: Catalogue
    due_rules: DueRules
    consents: ConsentRules
    changes: Mapping[str, tuple[FormChange, ...]]
    approvals: Mapping[str, tuple[Approval, ...]]
    required: tuple[str, ...]
    rules_sha256: str
    screens: Mapping[str, str]  # SHA-256 of every word on patient screens that belongs to no form, by language
    screens_version: str

    def shipped(self, form_id: str) -> ShippedForm | None:
        """Return the shipped form, or None when the app does not have it."""
        return next((form for form in self.forms if form.form_id == form_id), None)

    def change(self, form_id: str, version: str) -> FormChange:
        """Return what was said about this version of a form."""
        return next((change for change in self.changes.get(form_id, ()) if change.version == version), UNTOLD)


def load_content() -> LibraryContent:
    """Read everything shipped. Raises RulesError, DefinitionError or NotFoundError when a file cannot be used."""
    forms, catalogue = shipped_forms(), shipped_catalogue()
    told = json.loads(resource("library.json").read_bytes())
    approvals = {form_id: entry["approvals"] for form_id, entry in told["forms"].items()}
    approvals[RULES] = told["rules"]["approvals"]
    approvals[SCREENS] = told["screens"]["approvals"]
    rule_files = [json.loads(resource(name).read_bytes()) for name in _RULE_FILES]
    return LibraryContent(
        forms=forms, screening=shipped_screening(forms, catalogue), catalogue=catalogue, due_rules=shipped_due_rules(),
        consents=shipped_consent_rules(),
        changes={form_id: tuple(FormChange(**change) for change in entry["changes"])
                 for form_id, entry in told["forms"].items()},
        approvals={subject: tuple(_approval(entry) for entry in entries) for subject, entries in approvals.items()},
        required=tuple(told["required_approvals"]), rules_sha256=sha256_hex(canonical_json(rule_files)),
        screens=_screens(), screens_version=str(told["screens"]["version"]))


def _screens() -> dict[str, str]:
    """Hash what is approved together for each language the patient screens have."""
    disclosure = json.loads(resource("policies/e-records.json").read_bytes())["translations"]
    policies = json.loads(resource("policies/index.json").read_bytes())["documents"]
    found = {}
    for path in sorted(resource("strings").glob("*.json")):
        words = json.loads(path.read_bytes())
        if path.stem in disclosure:
            names = sorted({name for policy in policies for code, name in policy["summaries"].items()
                            if code == path.stem})
            summaries = [resource(f"policies/{name}").read_text(encoding="utf-8") for name in names]
            found[path.stem] = sha256_hex(canonical_json([words["words"], disclosure[path.stem], summaries]))
    return found


def _approval(entry: dict[str, str]) -> Approval:
    return Approval(entry["by"], entry["title"], entry["licence_number"], date.fromisoformat(entry["on"]),
                    entry["scope"])

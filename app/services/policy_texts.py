"""The texts a patient may read during a visit: the clinic's policies in force, and the e-records disclosure."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from app.core.resources import resource
from app.intake.packet import PolicyText
from app.services.desk import Work
from app.services.policies import current_policies
from app.services.shipped_policies import filled, shipped_policies
from app.services.views.people import ClinicDetails

MISSING = "The privacy policy and the HIPAA notice are not loaded yet. Load them in Settings, Policies."
_DERIVED = {"policy": "policy-version", "npp": "notice-version"}
"""Kind of document to the code under which forms ask for its version."""


def policies_in_force(work: Work, day: date) -> tuple[PolicyText, ...]:
    """Return the version of each kind that is in force on ``day``."""
    return tuple(PolicyText(each.kind, each.title, each.version, each.effective, each.text)
                 for each in current_policies(work.session, day))


def with_summaries(texts: tuple[PolicyText, ...], clinic: ClinicDetails) -> tuple[PolicyText, ...]:
    """Add the plain-language summaries to documents that are word for word those that come with the app.

    Nobody summarized what a clinic wrote itself: it is shown as it is.
    """
    shipped = {each.text: each for each in shipped_policies(clinic)}
    return tuple(replace(text, summary=known.summary, summaries=known.summaries)
                 if (known := shipped.get(text.text)) is not None else text for text in texts)


def policy_problem(texts: tuple[PolicyText, ...]) -> str:
    """Return why receipt of the policies cannot be acknowledged now; empty when both are loaded."""
    return "" if {text.kind for text in texts} >= set(_DERIVED) else MISSING


def derived_versions(texts: tuple[PolicyText, ...]) -> dict[str, str]:
    """Return the versions in force as forms write them ("1.0 (2026-11-01)"), by the code under which they ask."""
    return {_DERIVED[text.kind]: f"{text.version} ({text.effective.isoformat()})"
            for text in texts if text.kind in _DERIVED}


def disclosure(clinic: ClinicDetails) -> PolicyText:
    """Return the e-records disclosure (15 U.S.C. 7001(c)) with the clinic's details filled in."""
    data = json.loads(resource("policies/e-records.json").read_bytes())
    others = tuple((language, str(each["title"]), filled(str(each["text"]), clinic))
                   for language, each in data["translations"].items())
    return PolicyText("disclosure", str(data["title"]), str(data["version"]), date.fromisoformat(data["effective"]),
                      filled(str(data["text"]), clinic), translations=others)

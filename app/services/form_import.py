"""A Questionnaire the clinic brings, looked at before it is kept as a draft: usable, named, harmless to the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.core.canonical import canonical_json, sha256_hex
from app.core.errors import InvalidInputError
from app.core.text import clean, fold
from app.forms import DefinitionError, Level, Questionnaire, check, load
from app.intake.signers import signer_problem
from app.rules.authorization_form import check_authorization
from app.rules.brought import FORM_DUE, BroughtDue, When, due_of
from app.rules.derived import DERIVED
from app.rules.evaluate import MINOR_QUESTIONS
from app.rules.model import tests_of
from app.rules.text_consent_form import check_text_consent
from app.services.library_content import LibraryContent

_LONGEST: Final = {"url": 300, "version": 30, "title": 200}
_URL: Final = re.compile(r"(?:https?://|urn:)[^\s|#]+\Z")
_OWN: Final = "own-"
_NAME_LENGTH: Final = 50


@dataclass(frozen=True)
class FormDraft:
    """A form ready to be kept. ``warnings`` is what the checker noted without refusing it."""

    form_id: str
    url: str
    version: str
    title: str
    source: bytes
    sha256: str
    due: BroughtDue
    warnings: tuple[str, ...]


def read_draft(data: bytes, content: LibraryContent, taken: Mapping[str, str], due: BroughtDue | None) -> FormDraft:
    """Return the Questionnaire in ``data`` (FHIR R4 JSON) as a draft.

    ``taken`` are the form ids in use by address; ``due`` takes the place of what the form says about when it is due.
    Raises DefinitionError for a form that cannot be used, InvalidInputError for one without address, version or title,
    one that the safety rules would misread, or an authorization that lacks an element of 45 CFR 164.508(c).
    """
    problems = check(data)
    errors = tuple(problem for problem in problems if problem.level is Level.ERROR)
    if errors:
        raise DefinitionError(errors)
    questionnaire = load(data)
    source = _source(data, due)
    for name, longest in _LONGEST.items():
        if not 0 < len(str(source.get(name, ""))) <= longest:
            raise InvalidInputError(f"A form needs a {name} of at most {longest} characters.", name)
    if not _URL.match(source["url"]):
        raise InvalidInputError("The form's url must be a full address without a “|”, such as "
                                "https://clinic.example/forms/skin.", "url")
    form_id = taken.get(source["url"]) or _new_id(source, set(taken.values()))
    _check_questions(questionnaire, form_id, content)
    problem = signer_problem(source)
    if problem:
        raise InvalidInputError(problem, "signer")
    check_authorization(source)
    check_text_consent(source, content.consents)
    own_due = due_of(source, content.catalogue)
    if content.shipped(form_id) and own_due.when is not When.NEVER:
        raise InvalidInputError("The app's own rules say when this form is due. Leave that out.", "due")
    try:
        stored = canonical_json(source)
    except ValueError:  # a number without a finite value, half a character: no two programs read it alike
        raise InvalidInputError("The form holds a number or a text that cannot be written down exactly.", "") from None
    return FormDraft(form_id, source["url"], source["version"], source["title"], stored, sha256_hex(stored), own_due,
                     tuple(f"{problem.path}: {problem.message}" for problem in problems))


def _source(data: bytes, due: BroughtDue | None) -> dict[str, Any]:
    """The form as it is kept: a draft whatever it says, with a title, and with when it is due."""
    source: dict[str, Any] = json.loads(data)
    extensions = list(source.get("extension", ()))
    if due is not None:
        extensions = [*(each for each in extensions if each.get("url") != FORM_DUE), due.extension()]
    title = clean(str(source.get("title") or source.get("name") or "")).strip()
    return {**source, "status": "draft", "title": title, **({"extension": extensions} if extensions else {})}


def _new_id(source: Mapping[str, Any], taken: set[str]) -> str:
    """A short name for files and records, made from the end of the address."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(re.split(r"[/:]", source["url"].rstrip("/"))[-1])).strip("-") or "form"
    name = f"{_OWN}{words[:_NAME_LENGTH].rstrip('-')}"
    return name if name not in taken else next(
        f"{name}-{number}" for number in range(2, len(taken) + 3) if f"{name}-{number}" not in taken)


def _check_questions(questionnaire: Questionnaire, form_id: str, content: LibraryContent) -> None:
    """A form in the place of the app's own must ask what the rules read; any other must not pass for those questions.

    Raises InvalidInputError naming the linkIds.
    """
    read, here = _read_by_rules(content), questionnaire.structure.items
    replaced = content.shipped(form_id)
    asked = {link_id: item for form in content.forms if form is not replaced
             for link_id, item in form.questionnaire.structure.items.items() if link_id in read}
    clashing = sorted(set(asked) & set(here))
    if clashing:
        raise InvalidInputError(f"The safety rules know these linkIds from other forms: {_named(clashing)}. Give the "
                                "questions other linkIds.", "item")
    if replaced is None:
        return
    before = replaced.questionnaire.structure.items
    missing = sorted(link_id for link_id in before if link_id in read
                     and (link_id not in here or here[link_id].type is not before[link_id].type))
    if missing:
        raise InvalidInputError("The safety rules need these questions as they are in the form this one takes the "
                                f"place of: {_named(missing)}.", "item")
    fewer = sorted(link_id for link_id in before if link_id in read and not _codes(before[link_id].options)
                   <= _codes(here[link_id].options))
    if fewer:
        raise InvalidInputError(f"The safety rules need every option of these questions: {_named(fewer)}.", "item")


def _read_by_rules(content: LibraryContent) -> frozenset[str]:
    """The linkIds from which flags follow, and those the app itself reads by name."""
    rules = content.screening.rules
    found = {test.link_id for rule in rules.rules for test in tests_of(rule.when)}
    found |= {name for update in rules.updates for name in (update.newer, update.older)}
    found |= {test.link_id for update in rules.updates if update.when for test in tests_of(update.when)}
    found |= {link_id for derived in DERIVED for link_id in derived.inputs}
    found |= {rule.asks_about for rule in content.due_rules.rules if rule.asks_about}
    found |= {link_id for form in content.forms if form.form_id == "reg"
              for link_id, item in form.questionnaire.structure.items.items() if item.is_question}
    return frozenset(found | set(MINOR_QUESTIONS))


def _codes(options: tuple[Any, ...]) -> frozenset[str]:
    return frozenset(str(getattr(option.value, "code", option.value)) for option in options)


def _named(link_ids: list[str]) -> str:
    more = len(link_ids) - 5
    return ", ".join(link_ids[:5]) + (f" and {more} more" if more > 0 else "")

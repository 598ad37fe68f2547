"""JSON to Questionnaire, with every problem located."""

from __future__ import annotations

from collections.abc import Mapping

from app.forms import extensions as ext
from app.forms.checker import check_chains, check_items
from app.forms.fhirvalues import as_list, as_object, as_text
from app.forms.jsontext import decode_json
from app.forms.model import BY_PATIENT, ExpressionSource, Item, Purpose, Questionnaire, Text
from app.forms.problems import DefinitionError, Level, Problem
from app.forms.program import read_program
from app.forms.read_expressions import read_constraint, read_expression
from app.forms.read_item import ItemReader, refuse_modifiers
from app.forms.read_options import value_sets
from app.forms.read_text import read_text
from app.forms.reading import Findings, Json
from app.forms.structure import build_structure, walk
from app.forms.support import BY_KEY, Support

MAX_BYTES = 6_000_000
"""Larger definitions are refused unread; the largest public one we know is under 1 MB."""

_LAUNCH_NAMES = frozenset({"patient", "encounter", "user"})


def load(data: bytes | Mapping[str, object]) -> Questionnaire:
    """Return the Questionnaire in ``data`` (JSON text, or JSON already decoded with ``decode_json``).

    Raises DefinitionError with every error and its JSON path.
    """
    findings = Findings()
    questionnaire = _read(data, findings)
    errors = tuple(problem for problem in findings.problems if problem.level is Level.ERROR)
    if errors or questionnaire is None:
        raise DefinitionError(errors)
    return questionnaire


def check(data: bytes | Mapping[str, object]) -> tuple[Problem, ...]:
    """Return every problem of the definition in ``data``, warnings included; never raises."""
    findings = Findings()
    _read(data, findings)
    return tuple(findings.problems)


def _read(data: bytes | Mapping[str, object], findings: Findings) -> Questionnaire | None:
    json = _decode(data, findings)
    if json is None:
        return None
    if json.get("resourceType") != "Questionnaire":
        findings.error("resourceType", "This is not a FHIR Questionnaire.")
        return None
    _check_head(json, findings)
    items = ItemReader(findings, value_sets(json)).read_items(json, "Questionnaire", BY_PATIENT)
    head = _Head(json, findings)
    program = read_program(tuple(head.expressions), items, findings)
    structure = build_structure(items, program.edges())
    check_items(items, structure, findings)
    check_chains(program, structure, findings)
    if not items and not json.get("item"):
        findings.error("Questionnaire.item", "This form has no items.")
    return Questionnaire(
        as_text(json.get("url")),
        as_text(json.get("version")),
        read_text(json, "title") or Text(as_text(json.get("name"))),
        as_text(json.get("status")),
        items,
        as_text(json.get("language")),
        _languages(as_text(json.get("language")), items),
        head.signature_required,
        tuple(head.launch_contexts),
        json,
        structure,
        program,
    )


def _decode(data: bytes | Mapping[str, object], findings: Findings) -> Json | None:
    if isinstance(data, Mapping):
        return data
    if len(data) > MAX_BYTES:
        findings.error("Questionnaire", f"This file is larger than {MAX_BYTES // 1_000_000} MB.")
        return None
    try:
        json = decode_json(data)
    except ValueError as error:
        findings.error("Questionnaire", str(error))
        return None
    if not isinstance(json, dict):
        findings.error("Questionnaire", "This is not a JSON object.")
        return None
    return json


def _check_head(json: Json, findings: Findings) -> None:
    refuse_modifiers(json, "Questionnaire", findings)
    if json.get("implicitRules"):
        findings.error("Questionnaire.implicitRules", "Implicit rules are not known here.", feature="implicitRules")
    if not json.get("url"):
        findings.warning("Questionnaire.url", "Without an address the answers cannot name their form.")
    status = as_text(json.get("status"))
    if status not in {"draft", "active", "retired", "unknown"}:
        findings.warning("Questionnaire.status", "The status must be draft, active, retired or unknown.")


class _Head:
    """What the extensions of the form itself say."""

    def __init__(self, json: Json, findings: Findings) -> None:
        self.signature_required = False
        self.launch_contexts: list[str] = []
        self.expressions: list[ExpressionSource] = []
        for number, raw in enumerate(as_list(json.get("extension"))):
            self._take(as_object(raw), f"Questionnaire.extension[{number}]", findings)

    def _take(self, extension: Json, path: str, findings: Findings) -> None:
        url = as_text(extension.get("url"))
        feature = BY_KEY.get(url)
        if url == ext.SIGNATURE_REQUIRED:
            self.signature_required = True
        elif url == ext.VARIABLE:
            self.expressions.append(read_expression(Purpose.VARIABLE, extension, path))
        elif url in {ext.CONSTRAINT, ext.TARGET_CONSTRAINT}:
            self.expressions.append(read_constraint(extension, path))
        elif url == ext.LAUNCH_CONTEXT:
            self._launch(extension, path, findings)
        elif feature is not None and feature.support is Support.REFUSED:
            name = url.rsplit("/", 1)[-1]
            findings.error(path, f"{name} is not supported: {feature.note}.", feature=name)

    def _launch(self, extension: Json, path: str, findings: Findings) -> None:
        for raw in as_list(extension.get("extension")):
            part = as_object(raw)
            if part.get("url") == "name":
                code = as_text(as_object(part.get("valueCoding")).get("code") or part.get("valueId"))
                self.launch_contexts.append(code)
                if code not in _LAUNCH_NAMES:
                    findings.warning(path, f"The launch context {code} is not provided here.", feature="launchContext")


def _languages(own: str, items: tuple[Item, ...]) -> tuple[str, ...]:
    found = {language for item, _parent in walk(items) for language, _text in item.text.translations}
    return (own, *sorted(found - {own})) if own else tuple(sorted(found))

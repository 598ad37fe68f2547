"""Is an expression within the subset? Said before anybody fills in the form."""

from __future__ import annotations

from collections.abc import Collection as Names

from app.forms.fhirpath import text_functions as _text_functions  # noqa: F401  fills the table of functions
from app.forms.fhirpath.elements import TYPE_NAMES
from app.forms.fhirpath.functions import FUNCTIONS, type_name
from app.forms.fhirpath.names import ELEMENT_NAMES
from app.forms.fhirpath.syntax import Call, Literal, Member, Syntax, TypeTest, Variable, parts, walk
from app.forms.patterns import pattern_problem

GIVEN = frozenset({"resource", "rootResource", "context", "questionnaire", "qitem", "patient", "encounter", "user"})
"""Variables every expression has. ``user`` and ``encounter`` are empty: nothing of them is known to a form."""
CONSTANTS = {"ucum": "http://unitsofmeasure.org", "sct": "http://snomed.info/sct", "loinc": "http://loinc.org"}
DEEPEST = 70
"""Levels of a tree."""


def problem_of(tree: Syntax, variables: Names[str]) -> str:
    """Return what in ``tree`` is not supported, as a sentence, or an empty text. ``variables`` are the form's own."""
    if _depth(tree) > DEEPEST:
        return "The expression is nested too deeply."
    types = {id(part.arguments[0]) for part in walk(tree) if isinstance(part, Call) and _takes_type(part)}
    for part in walk(tree):
        if id(part) not in types and (problem := _problem(part, variables)):
            return problem
    return ""


def _takes_type(call: Call) -> bool:
    return call.name in {"ofType", "as", "is"} and len(call.arguments) == 1


def _problem(part: Syntax, variables: Names[str]) -> str:
    if isinstance(part, Call):
        return _call_problem(part)
    if isinstance(part, Variable) and part.name not in GIVEN and part.name not in CONSTANTS:
        return "" if part.name in variables else f"There is no variable %{part.name} here."
    if isinstance(part, Member) and part.name not in ELEMENT_NAMES and not part.name.startswith(("value", "answer")):
        return f"{part.name} is no element of a form, of its answers or of a patient."
    if isinstance(part, TypeTest):
        return _type_problem(part.type_name)
    return ""


def _call_problem(call: Call) -> str:
    function = FUNCTIONS.get(call.name)
    if function is None:
        return f"The function {call.name}() is not supported."
    if not function.least <= len(call.arguments) <= function.most:
        return f"The function {call.name}() takes another number of arguments."
    if _takes_type(call):
        return _type_problem(type_name(call.arguments[0]))
    if call.name == "matches":
        pattern = call.arguments[0]
        if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            return "The pattern of matches() has to be written out."
        if problem := pattern_problem(pattern.value):
            return f"The pattern of matches() cannot be used: {problem}."
    return ""


def _type_problem(name: str) -> str:
    known = name in TYPE_NAMES or name[:1].lower() + name[1:] in TYPE_NAMES
    return "" if known else f"The type {name or '(none)'} is not supported."


def _depth(tree: Syntax) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [part for above in level for part in parts(above)]
    return deepest

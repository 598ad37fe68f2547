"""The part of FHIRPath (HL7 FHIRPath N1, 2.0.0) that forms may use: read, checked beforehand, worked out in bounds.

An expression is read once, when its form is loaded; whatever lies outside the subset is named then. Working one out
counts its steps and its depth, so that none can hang a page, and raises nothing but ``EvaluationError``.
"""

from __future__ import annotations

from app.forms.fhirpath.budget import Budget, EvaluationError
from app.forms.fhirpath.checking import problem_of
from app.forms.fhirpath.elements import Collection, Element
from app.forms.fhirpath.evaluator import Environment, evaluate
from app.forms.fhirpath.parser import parse
from app.forms.fhirpath.reading_from import SELF, reads_of
from app.forms.fhirpath.syntax import Syntax, SyntaxProblemError

__all__ = [
    "SELF",
    "Budget",
    "Collection",
    "Element",
    "Environment",
    "EvaluationError",
    "Syntax",
    "SyntaxProblemError",
    "evaluate",
    "parse",
    "problem_of",
    "reads_of",
]

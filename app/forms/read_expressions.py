"""Expressions as a form has them: taken out of their extensions, not understood yet."""

from __future__ import annotations

from app.forms.fhirvalues import as_list, as_object, as_text
from app.forms.model import ExpressionSource, Purpose, Text
from app.forms.read_text import read_text
from app.forms.reading import Json

_UNSAID = Text("This answer does not fit the others.", (("es", "Esta respuesta no concuerda con las otras."),))


def read_expression(purpose: Purpose, extension: Json, path: str) -> ExpressionSource:
    """Return the Expression (FHIR R4 2.1.27.0) in ``extension``."""
    value = as_object(extension.get("valueExpression"))
    language = as_text(value.get("language")) or "text/fhirpath"
    return ExpressionSource(
        purpose, as_text(value.get("expression")).strip(), path, language, as_text(value.get("name"))
    )


def read_constraint(extension: Json, path: str) -> ExpressionSource:
    """Return one questionnaire-constraint, or targetConstraint, which has its expression in an Expression."""
    parts = {as_text(as_object(raw).get("url")): as_object(raw) for raw in as_list(extension.get("extension"))}
    holder = parts.get("expression", {})
    wrapped = as_object(holder.get("valueExpression"))
    return ExpressionSource(
        Purpose.CONSTRAINT,
        (as_text(holder.get("valueString")) or as_text(wrapped.get("expression"))).strip(),
        path,
        as_text(wrapped.get("language")) or "text/fhirpath",
        message=read_text(parts.get("human", {}), "valueString") or _UNSAID,
        is_error=parts.get("severity", {}).get("valueCode") != "warning",
    )

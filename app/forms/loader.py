"""JSON to Questionnaire, with every problem located."""

from __future__ import annotations

from collections.abc import Mapping

from app.forms.model import Questionnaire
from app.forms.problems import Problem


def load(data: bytes | Mapping[str, object]) -> Questionnaire:
    """Return the Questionnaire in ``data`` (JSON text, or JSON already decoded with ``decode_json``).

    Raises DefinitionError with every error and its JSON path.
    """
    raise NotImplementedError


def check(data: bytes | Mapping[str, object]) -> tuple[Problem, ...]:
    """Return every problem of the definition in ``data``, warnings included; never raises."""
    raise NotImplementedError

"""``medspa-intake flags``: which safety rules fire for the answers in a file."""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.commands.day_option import add_day_option
from app.core.errors import InvalidInputError, StorageError

SubParsers = Any  # argparse keeps the type of add_subparsers() private


def register(subparsers: SubParsers) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("flags", help="which safety rules fire for the answers in a file")
    parser.add_argument("answers", type=Path, metavar="ANSWERS.json",
                        help="{linkId: value or list of values}, or a QuestionnaireResponse")
    add_day_option(parser, "the visit day", required=True)
    parser.add_argument("--treatment", action="append", required=True, metavar="CODE", dest="treatments",
                        help="a planned treatment; may be given again")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print ``{code: {"stop": [ids], "caution": [ids], "info": [ids]}}``. Returns 0, whatever fires.

    Raises StorageError or InvalidInputError when the file cannot be read, RulesError when the rules cannot.
    """
    from app.rules.answers import from_flat, from_responses  # noqa: PLC0415  lazy: start-up time
    from app.rules.severity import Severity  # noqa: PLC0415  lazy: as above
    from app.rules.shipped import shipped_catalogue, shipped_forms, shipped_screening  # noqa: PLC0415  lazy: as above

    given = read_answers(arguments.answers)
    try:
        answers = from_responses(given) if given.get("resourceType") == "QuestionnaireResponse" else from_flat(given)
    except (KeyError, TypeError, AttributeError, ArithmeticError):  # parts of a response that are not what FHIR says
        raise InvalidInputError("The file with the answers is not a QuestionnaireResponse.") from None
    screening = shipped_screening(shipped_forms(), shipped_catalogue())
    fired = screening.flags(answers, arguments.as_of, arguments.treatments)
    print(json.dumps({flags.code: {severity.value: [flag.rule.rule_id for flag in flags.of(severity)]
                                   for severity in Severity} for flags in fired}, indent=2))
    return 0


def read_answers(path: Path) -> dict[str, Any]:
    """Return the JSON object in ``path``. Raises StorageError or InvalidInputError."""
    try:
        value = json.loads(path.read_bytes(), parse_float=Decimal, parse_constant=_refuse)
    except OSError:
        raise StorageError("The file with the answers could not be read.") from None
    except (ValueError, RecursionError):
        raise InvalidInputError("The file with the answers is not JSON.") from None
    if not isinstance(value, dict):
        raise InvalidInputError("The answers must be a JSON object: {linkId: value}.")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON (RFC 8259 section 6).")

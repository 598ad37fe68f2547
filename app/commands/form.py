"""``medspa-intake form``: check or show any Questionnaire, validate any QuestionnaireResponse, list what is enabled."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.day_option import add_day_option
from app.commands.form_records import add_verbs
from app.commands.window import require_qt
from app.core.clock import SystemClock
from app.core.errors import InvalidInputError, StorageError

if TYPE_CHECKING:
    from app.forms import Problem, Questionnaire, Report

SubParsers = Any  # argparse keeps the type of add_subparsers() private
_UNREADABLE = "The file {name} could not be read. Check its name and that it may be read, then try again."


def register(subparsers: SubParsers) -> None:
    """Add the sub-command with its own sub-commands."""
    parser = subparsers.add_parser("form", help="check and try FHIR Questionnaires; publish the clinic's own")
    verbs = parser.add_subparsers(metavar="WHAT", required=True)
    check = verbs.add_parser("check", help="is this Questionnaire usable: problems with their place, as JSON")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.set_defaults(run=run_check)
    _register_show(verbs)
    for name, run, text in (
        ("validate", run_validate, "is this QuestionnaireResponse valid: JSON report"),
        ("enabled", run_enabled, "which linkIds are enabled for these answers: JSON list in form order"),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("form", type=Path, metavar="FORM")
        verb.add_argument("response", type=Path, metavar="RESPONSE")
        add_day_option(verb, "the day of filling in")
        verb.set_defaults(run=run)
    add_verbs(verbs)


def _register_show(verbs: SubParsers) -> None:
    show = verbs.add_parser("show", help="open a Questionnaire as patients see it, or draw every page")
    show.add_argument("file", type=Path, metavar="FILE")
    show.add_argument("--png", type=Path, metavar="DIR", help="draw every page into DIR instead of opening a window")
    show.add_argument("--data", type=Path, metavar="RESPONSE", help="start from these answers")
    show.add_argument("--language", default="", metavar="TAG", help="the language of the texts, such as es")
    show.add_argument("--large", action="store_true", help="larger text")
    show.add_argument("--dark", action="store_true", help="dark colors")
    add_day_option(show, "the day of filling in")
    show.set_defaults(run=run_show)


def run_show(arguments: argparse.Namespace) -> int:
    """Open the form in a window, or draw its pages and print what was drawn as JSON. Returns 0.

    Raises DefinitionError when the form cannot be used, StorageError and InvalidInputError for its files.
    """
    from app.forms import FormSession, LaunchContext  # noqa: PLC0415  lazy: start-up time

    form, day = _form(arguments.file), _day(arguments)
    response = _response(arguments.data) if arguments.data is not None else None
    launch = LaunchContext(day, now=SystemClock().now().astimezone())
    session = FormSession(form, launch, response=response, language=arguments.language)
    if arguments.png is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # pictures need no screen
    require_qt()
    from app.ui import form_preview  # noqa: PLC0415  lazy: Qt, which the other verbs do without
    from app.ui.form_widgets.look import FieldLook  # noqa: PLC0415  lazy: as above

    options = form_preview.PreviewOptions(large=arguments.large, dark=arguments.dark)
    look = FieldLook(day, language=arguments.language)
    if arguments.png is None:
        return form_preview.show_window(session, look, options)
    application = form_preview.make_application(options)
    _make_folder(arguments.png)
    pages = form_preview.draw_pages(session, look, options, arguments.png)
    lost = [{"linkId": each.link_id, "why": each.why} for each in session.not_carried]
    drawn = [
        {"number": page.number, "title": page.title, "linkIds": page.link_ids, "asked": page.asked,
         "picture": page.picture}
        for page in pages
    ]
    _print({"file": arguments.file.name, "pages": drawn, "notCarried": lost})
    del application  # lives until everything is drawn
    return 0


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StorageError(f"The folder {path.name} could not be made. Choose another one.") from None


def run_check(arguments: argparse.Namespace) -> int:
    """Print what is wrong with each definition: an object for one file, a list for several.

    Returns 0 when all can be used, 1 when one cannot. Raises StorageError when a file cannot be read.
    """
    from app.forms import check  # noqa: PLC0415  lazy: start-up time

    reports = [_check_report(path, check(_read(path))) for path in arguments.files]
    _print(reports[0] if len(reports) == 1 else reports)
    return 0 if all(report["usable"] for report in reports) else 1


def run_validate(arguments: argparse.Namespace) -> int:
    """Print the report on a response. Returns 0 when it is valid, 1 when not.

    Raises StorageError, InvalidInputError, DefinitionError or ResponseError when there is nothing to judge.
    """
    from app.forms import validate  # noqa: PLC0415  lazy: start-up time

    form, response = _form(arguments.form), _response(arguments.response)
    report = validate(form, response, today=_day(arguments))
    _print(_validation_report(report))
    return 0 if report.valid else 1


def run_enabled(arguments: argparse.Namespace) -> int:
    """Print the linkIds that are enabled, in form order. Returns 0. Raises as ``run_validate``."""
    from app.forms import enabled  # noqa: PLC0415  lazy: start-up time

    form, response = _form(arguments.form), _response(arguments.response)
    _print(list(enabled(form, response, today=_day(arguments))))
    return 0


def _check_report(path: Path, problems: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "file": path.name,
        "usable": all(problem.level.value != "error" for problem in problems),
        "problems": [
            {
                "severity": problem.level.value,
                "path": problem.path,
                "linkId": problem.link_id,
                "feature": problem.feature,
                "message": problem.message,
            }
            for problem in problems
        ],
    }


def _validation_report(report: Report) -> dict[str, object]:
    return {
        "valid": report.valid,
        "issues": [
            {
                "severity": issue.level.value,
                "code": issue.code.value,
                "linkId": issue.link_id,
                "path": issue.path,
                "message": issue.message,
            }
            for issue in report.issues
        ],
    }


def _form(path: Path) -> Questionnaire:
    from app.forms import load  # noqa: PLC0415  lazy: start-up time

    return load(_read(path))


def _response(path: Path) -> Mapping[str, object]:
    from app.forms import decode_json  # noqa: PLC0415  lazy: start-up time

    try:
        value = decode_json(_read(path))
    except ValueError as error:
        raise InvalidInputError(f"The answers in {path.name} cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise InvalidInputError(f"The answers in {path.name} are not a JSON object.")
    return value


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise StorageError(_UNREADABLE.format(name=path.name)) from None


def _day(arguments: argparse.Namespace) -> date:
    chosen: date | None = arguments.as_of
    return chosen or SystemClock().now().astimezone().date()


def _print(value: object) -> None:
    print(json.dumps(value, indent=2))

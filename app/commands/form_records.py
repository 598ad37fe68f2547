"""``medspa-intake form list | import | publish | retire``: the clinic's own forms, by a signed-in administrator."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.data_option import add_data_option
from app.commands.terminal import Console, run_on_records, signed_in
from app.core.errors import StorageError

if TYPE_CHECKING:
    from app.services.registry import Services
    from app.services.views.forms import FormLine

SubParsers = Any  # argparse keeps the type of add_subparsers() private
Action = Callable[["Services", Console, argparse.Namespace], int]
_DUE = "when patients get it: never, once, every:12 (months) or treatment:LHR,IPL:12; else what the form itself says"


def add_verbs(verbs: SubParsers) -> None:
    """Add the verbs that work on the clinic's records."""
    _add(verbs, "list", show_list, "every form with its version and state")
    bring = _add(verbs, "import", bring_form, "keep a Questionnaire as a draft; no patient gets it yet")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--due", default="", metavar="WHEN", help=_DUE)
    publish = _add(verbs, "publish", publish_form, "publish the newest draft; it takes effect once it is approved")
    publish.add_argument("url", metavar="URL")
    publish.add_argument("--change", required=True, choices=("material", "wording"),
                         help="material: everyone signs again; wording: what was signed stays valid")
    retire = _add(verbs, "retire", retire_form, "stop handing a form to patients")
    retire.add_argument("url", metavar="URL")
    for verb in (publish, retire):
        verb.add_argument("--why", required=True, metavar="TEXT", help="the reason, kept with the change")


def show_list(services: Services, console: Console, _arguments: argparse.Namespace) -> int:
    """Print one line a form. Returns 0."""
    with signed_in(services, console) as actor:
        for line in services.forms.lines(actor):
            console.say(_words(line))
    return 0


def bring_form(services: Services, console: Console, arguments: argparse.Namespace) -> int:
    """Keep the file as a draft and say what it is. Returns 0. Raises StorageError and what the service refuses."""
    try:
        data = arguments.file.read_bytes()
    except OSError:
        raise StorageError(f"The file {arguments.file.name} could not be read. Check its name and that it may be "
                           "read, then try again.") from None
    with signed_in(services, console) as actor:
        kept = services.forms.bring(actor, data, arguments.due)
    for warning in kept.warnings:
        console.say(f"Note: {warning}")
    console.say(f"Kept as a draft: {kept.title}, version {kept.version}, {kept.url}. Due: {kept.due}.")
    return 0


def publish_form(services: Services, console: Console, arguments: argparse.Namespace) -> int:
    """Publish and say what follows. Returns 0."""
    with signed_in(services, console) as actor:
        done = services.forms.publish(actor, arguments.url, material=arguments.change == "material",
                                      why=arguments.why)
    console.say(done.sentence)
    return 0


def retire_form(services: Services, console: Console, arguments: argparse.Namespace) -> int:
    """Retire and say what follows. Returns 0."""
    with signed_in(services, console) as actor:
        done = services.forms.retire(actor, arguments.url, arguments.why)
    console.say(done.sentence)
    return 0


def _add(verbs: SubParsers, name: str, action: Action, words: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}. "
                                                     "Asks for name, password and code.")
    verb.set_defaults(run=lambda arguments: run_on_records(arguments, action))
    add_data_option(verb)
    return verb


def _words(line: FormLine) -> str:
    due = f" {line.due}." if line.due else ""
    missing = f" Not approved by the {' and '.join(line.missing)}." if line.missing else ""
    return f"{line.url}|{line.version}  {line.title}. {line.state.words}.{due}{missing}"

"""``medspa-intake promises [--demo] [--json]``: the privacy policy line by line, and what the records show now."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.data_option import add_data_option
from app.commands.terminal import Console, Terminal, run_on_records, signed_in
from app.core.paths import DataFolder

if TYPE_CHECKING:
    from app.bootstrap import Ports
    from app.services.registry import Services
    from app.services.views.promises import PromiseRow

_WORDS = {"kept": "Kept", "attention": "Needs attention", "not-for-this-app": "Not for this app"}
_COUNTED = {"kept": "kept", "attention": "to see to", "not-for-this-app": "not for this app"}
_DONE = 0


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "promises", help="the privacy policy line by line, with live state",
        description="Asks for name, password and code, and is audited; with --demo it looks at a fictional clinic.")
    parser.add_argument("--demo", action="store_true", help="look at a fictional clinic in a throw-away folder")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console | None = None, ports: Ports | None = None) -> int:
    """Print every promise with its state and proof. Returns 0. Raises KnownError."""
    if arguments.demo:
        return _on_demo(arguments, console or Terminal())
    return run_on_records(arguments, _on_records, console, ports)


def _on_records(services: Services, console: Console, arguments: argparse.Namespace) -> int:
    with signed_in(services, console) as actor:
        rows = services.promises.board(actor)
    return _print(rows, console, as_json=arguments.json)


def _on_demo(arguments: argparse.Namespace, console: Console) -> int:
    """Build the fictional clinic, sign its privacy officer in, look, and delete the folder.

    Its password is known to everybody and nobody guesses at it here: each check may be cheap.
    """
    from app.bootstrap import ServiceDoor  # noqa: PLC0415  # lazy: start-up time
    from app.core.clock import SystemClock  # noqa: PLC0415  # lazy: as above
    from app.demo.build import PASSWORD  # noqa: PLC0415  # lazy: as above
    from app.demo.store import open_demo  # noqa: PLC0415  # lazy: as above
    from app.demo.story_clock import StoryClock  # noqa: PLC0415  # lazy: as above
    from app.security.kdf import KdfParameters  # noqa: PLC0415  # lazy: as above

    clock, present = StoryClock(SystemClock()), SystemClock().now()
    clock.start(present - timedelta(minutes=1))  # built a minute ago: no code is used twice
    with tempfile.TemporaryDirectory(prefix="medspa-demo-") as throw_away:
        demo = open_demo(DataFolder(Path(throw_away) / "clinic"), clock, kdf=KdfParameters(1024, 1, 1))
        clock.catch_up()
        services = ServiceDoor(demo.ports)()
        officer = next(person for person in demo.people if person.staff.role == "privacy_officer").staff.user_name
        try:
            services.access.enter_password(officer, PASSWORD)
            rows = services.promises.board(services.access.enter_code(demo.code_now(officer)))
        finally:
            services.access.lock("A command ended.")
    return _print(rows, console, as_json=arguments.json)


def _print(rows: Sequence[PromiseRow], console: Console, *, as_json: bool) -> int:
    if as_json:
        console.say(json.dumps([{"heading": row.heading, "promise": row.promise, "state": row.state.value,
                                 "proof": row.proof} for row in rows], indent=2, ensure_ascii=False))
        return _DONE
    heading = ("", "")
    for row in rows:
        if (row.part, row.heading) != heading:
            heading = (row.part, row.heading)
            console.say(f"\n{row.heading}" if row.heading == row.part else f"\n{row.part}: {row.heading}")
        console.say(f"  {_WORDS[row.state.value]}: {row.promise}")
        console.say(f"      {row.proof}")
        if row.what_to_do:
            console.say(f"      What to do: {row.what_to_do}")
    counts = ", ".join(f"{sum(row.state.value == state for row in rows)} {words}" for state, words in _COUNTED.items())
    console.say(f"\n{len(rows)} promises: {counts}.")
    return _DONE

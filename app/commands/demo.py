"""``demo``: a fictional clinic in a throw-away folder, with its sign-in details printed. Needs no keyring."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from app.commands.data_option import add_data_option
from app.commands.window import require_qt
from app.core.errors import KnownError
from app.core.paths import DataFolder


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("demo", help="start with a fictional clinic in a throw-away folder")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build the clinic, print how to sign in, and run the window until it is closed.

    Without ``--data`` the folder is deleted afterwards. Raises KnownError for a folder that holds anything else.
    """
    require_qt()
    from app.bootstrap import run_window  # noqa: PLC0415  lazy: start-up time of the other commands
    from app.demo.store import open_demo, sign_in_lines  # noqa: PLC0415  lazy: as above

    chosen = getattr(arguments, "data", None)
    with tempfile.TemporaryDirectory(prefix="medspa-demo-") as throw_away:
        folder = DataFolder(Path(chosen) if chosen else Path(throw_away) / "clinic")
        if folder.root.exists() and any(folder.root.iterdir()):
            raise KnownError("That folder is not empty. The demo only starts in an empty one, so that it never "
                             "touches real records.")
        print("Building the demo clinic ...", flush=True)
        demo = open_demo(folder)
        print("\n".join(sign_in_lines(demo)), flush=True)
        return run_window(demo.ports, smoke=getattr(arguments, "smoke", False))

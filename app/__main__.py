"""The command line: parse arguments, run one command, print errors as one plain sentence."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.core.errors import KnownError

COMMANDS = ("demo", "verify", "form", "flags", "db", "promises")
"""Modules of ``app.commands``, in the order the help lists them. Each has ``register``, which sets ``run``."""

_READER_GONE = 141
"""As a shell reports a program that ended with SIGPIPE."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every sub-command; without one the window starts."""
    parser = argparse.ArgumentParser(prog="medspa-intake", description="Patient intake, consents and sealed records.")
    parser.add_argument("--version", action="version", version=f"medspa-intake {__version__}")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder with the clinic's data")
    parser.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)  # close the window once it is painted
    parser.set_defaults(run=importlib.import_module("app.commands.window").run)
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for name in COMMANDS:
        importlib.import_module(f"app.commands.{name}").register(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program. Returns the exit code: 0 done, 1 a negative result, 2 could not be done."""
    chosen = build_parser().parse_args(arguments)
    try:
        code = int(chosen.run(chosen))
        sys.stdout.flush()  # here, so that a reader who has gone is noticed here
        return code
    except BrokenPipeError:  # "medspa-intake ... | head": whoever reads has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _READER_GONE
    except KnownError as error:
        print(error.sentence, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

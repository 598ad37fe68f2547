"""The ``--data DIR`` option, the same for every command that opens the clinic's data."""

from __future__ import annotations

import argparse
from pathlib import Path

import platformdirs

from app.core.paths import DataFolder


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Let ``--data`` stand after the sub-command as well as before it."""
    parser.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS,
                        help="the folder with the clinic's data")


def data_folder(arguments: argparse.Namespace) -> DataFolder:
    """Return the folder that was asked for, or the one the operating system has for this program."""
    chosen = getattr(arguments, "data", None)
    return DataFolder(chosen or Path(platformdirs.user_data_dir("medspa-intake", appauthor=False)))

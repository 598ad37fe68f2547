"""The ``--as-of DATE`` option, the same for every command that works something out for a day."""

from __future__ import annotations

import argparse
from datetime import date


def add_day_option(parser: argparse.ArgumentParser, words: str, *, required: bool = False) -> None:
    """Let ``--as-of`` name a day; ``words`` say which one it is."""
    parser.add_argument("--as-of", type=_day, required=required, metavar="DATE", help=f"{words}, YYYY-MM-DD")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as YYYY-MM-DD, such as 2026-11-24") from None

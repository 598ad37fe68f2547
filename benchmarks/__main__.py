"""``python -m benchmarks [--only WORD] [--quick]``: measure, print one table, write benchmarks/out."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path

from benchmarks import growth
from benchmarks.chapters import CHAPTERS, measured
from benchmarks.measure import FULL, QUICK, Row, table, write_json

OUT = Path(__file__).resolve().parent / "out"


def main() -> int:
    """Measure the chapters and rows that were asked for. Returns 0 whatever the figures are: nothing here is a test."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Speed of the program, each row beside its floor.")
    parser.add_argument("--only", default="", metavar="WORD", help=f"one of {', '.join(CHAPTERS)}, or a word in a row")
    parser.add_argument("--quick", action="store_true", help="try it out: few runs, small sizes, no figures")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rows: list[Row] = []
    for chapter in _chapters(chosen.only):
        started = time.monotonic()
        rows += measured(chapter, QUICK if chosen.quick else FULL)
        print(f"{chapter}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    if chosen.only not in CHAPTERS:
        rows = [row for row in rows if chosen.only.lower() in row.name.lower()]
    print(f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    print(table(rows))
    print("\nLeft out, and what the floors are:")
    print("\n".join(_notes(rows)))
    _keep(rows, chosen.only, quick=chosen.quick)
    return 0


def _notes(rows: list[Row]) -> list[str]:
    """Return what the rows say about themselves; the same words of several sizes once."""
    first: dict[str, str] = {}
    for row in rows:
        if row.note:
            first.setdefault(row.note, row.name)
    return [f"  {name}: {note}" for note, name in first.items()]


def _chapters(word: str) -> tuple[str, ...]:
    return (word,) if word in CHAPTERS else CHAPTERS


def _keep(rows: list[Row], only: str, *, quick: bool) -> None:
    name = "-".join(part for part in ("results", only.replace(" ", "-"), "quick" if quick else "") if part)
    write_json(rows, OUT / f"{name}.json")
    lines = growth.write(rows, OUT)
    if lines:
        print("\nGrowth:\n  " + "\n  ".join(lines))


if __name__ == "__main__":
    sys.exit(main())

"""How everything is measured: the work and its floor in turns, in the same run, on the same machine."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

RUNS = 15
WARM_UP = 3


@dataclass(frozen=True)
class Row:
    """One line of the table. Times are milliseconds; ``floor_ms`` and ``ratio`` are None where there is no floor.

    ``met`` is None when the goal is not a number. ``note`` says what the measurement leaves out. ``series`` and
    ``size`` (items, patients) place the row on a growth plot. ``unit`` is of median, p95 and floor.
    """

    name: str
    median_ms: float
    p95_ms: float
    floor_ms: float | None
    ratio: float | None
    goal: str
    note: str = ""
    met: bool | None = None
    series: str = ""
    size: int = 0
    unit: str = "ms"


@dataclass(frozen=True)
class Effort:
    """How much is measured. ``quick`` is for trying the benchmarks out, not for figures."""

    runs: int = RUNS
    warm_up: int = WARM_UP
    form_sizes: tuple[int, ...] = (20, 100, 300, 1000)
    patients: tuple[int, ...] = (1_000, 10_000, 50_000)
    audit_rows: int = 250_000
    pen_seconds: int = 60
    idle_seconds: int = 30
    quick: bool = False


FULL = Effort()
QUICK = Effort(3, 1, (20, 100), (1_000,), 20_000, 2, 3, quick=True)


@dataclass(frozen=True)
class Goal:
    """What a row is held to: every limit that is set. ``ratio`` is of medians; the others are milliseconds."""

    ratio: float | None = None
    median_ms: float | None = None
    p95_ms: float | None = None

    @property
    def words(self) -> str:
        """The goal as the table shows it."""
        limits = [f"≤ {self.ratio:g} ×" if self.ratio is not None else "",
                  f"≤ {self.median_ms:g} ms" if self.median_ms is not None else "",
                  f"p95 ≤ {self.p95_ms:g} ms" if self.p95_ms is not None else ""]
        return ", ".join(limit for limit in limits if limit) or "-"

    def met(self, measured: Times, least: Times | None) -> bool | None:
        """Say whether every limit holds; None without one."""
        held = []
        if self.ratio is not None and least is not None:
            held.append(measured.median <= self.ratio * least.median)
        if self.median_ms is not None:
            held.append(measured.median <= self.median_ms)
        if self.p95_ms is not None:
            held.append(measured.p95 <= self.p95_ms)
        return all(held) if held else None


@dataclass(frozen=True)
class Times:
    """Durations of repeated runs in milliseconds, sorted."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.runs)

    @property
    def p95(self) -> float:
        """The run 95 of 100 are not slower than (nearest rank; with few runs, the slowest)."""
        return self.runs[min(len(self.runs) - 1, round(0.95 * len(self.runs)))]


def timed(work: Callable[[], object], runs: int = RUNS, warm_up: int = WARM_UP) -> Times:
    """Run ``work`` and return how long it took each time, without the first ``warm_up`` runs."""
    return in_turns((work,), runs, warm_up)[0]


def in_turns(works: Iterable[Callable[[], object]], runs: int = RUNS, warm_up: int = WARM_UP) -> tuple[Times, ...]:
    """Run several works one after the other, again and again, so that a busy machine slows all of them alike."""
    listed = tuple(works)
    taken: list[list[float]] = [[] for _ in listed]
    for turn in range(warm_up + runs):
        for work, times in zip(listed, taken, strict=True):
            started = time.perf_counter()
            work()
            elapsed = (time.perf_counter() - started) * 1000
            if turn >= warm_up:
                times.append(elapsed)
    return tuple(Times(tuple(sorted(times))) for times in taken)


def beside_floor(name: str, work: Callable[[], object], floor: Callable[[], object], *, at_most: float, note: str = "",
                 runs: int = RUNS) -> Row:
    """Measure ``work`` and ``floor`` in turns; the goal is a ratio of their medians of ``at_most``."""
    measured, least = in_turns((work, floor), runs)
    ratio = measured.median / least.median
    return Row(name, measured.median, measured.p95, least.median, ratio, f"≤ {at_most:g} ×", note, ratio <= at_most)


def alone(name: str, work: Callable[[], object], *, at_most_ms: float | None = None, note: str = "",
          runs: int = RUNS) -> Row:
    """Measure ``work`` without a floor; the goal is a 95th percentile in milliseconds, when there is one."""
    measured = timed(work, runs)
    goal = f"≤ {at_most_ms:g} ms" if at_most_ms is not None else "-"
    met = measured.p95 <= at_most_ms if at_most_ms is not None else None
    return Row(name, measured.median, measured.p95, None, None, goal, note, met)


def row(name: str, measured: Times, goal: Goal, least: Times | None = None, *, note: str = "", series: str = "",
        size: int = 0) -> Row:
    """Return the line for what was measured, beside its floor when it has one."""
    floor = least.median if least is not None else None
    return Row(name, measured.median, measured.p95, floor, measured.median / floor if floor else None, goal.words, note,
               goal.met(measured, least), series, size)


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a plain-text table."""
    head = ("what", "median", "p95", "floor", "ratio", "goal", "met")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = ["  ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                      for column, (cell, width) in enumerate(zip(line, widths, strict=True))) for line in lines]
    return "\n".join([text[0], "-" * len(text[0]), *text[1:]])


def write_json(rows: Iterable[Row], path: Path) -> None:
    """Write the rows as a JSON list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False), encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "no", None: ""}[row.met]
    return (row.name, f"{row.median_ms:.2f} {row.unit}", f"{row.p95_ms:.2f} {row.unit}",
            f"{row.floor_ms:.2f} {row.unit}" if row.floor_ms is not None else "-",
            f"{row.ratio:.2f} ×" if row.ratio is not None else "-", row.goal, met)

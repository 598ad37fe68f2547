"""Growth: every row with a size, as CSV and as one plot per series, size against time."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.measure import Row

_WIDTH, _HEIGHT, _MARGIN = 480, 280, 56


def by_series(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Return the rows that have a size, by series, the smallest size first."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.size):
        if row.series:
            found[row.series].append(row)
    return found


def steepness(rows: list[Row]) -> float:
    """Return the exponent of growth between the smallest and the largest size: 0 is flat, 1 grows with the size."""
    first, last = rows[0], rows[-1]
    if first.size == last.size or not first.median_ms or not last.median_ms:
        return 0.0
    return math.log(last.median_ms / first.median_ms) / math.log(last.size / first.size)


def outgrows_log(rows: list[Row]) -> bool:
    """Say whether the time grew faster than log n between the smallest and the largest size."""
    first, last = rows[0], rows[-1]
    return last.median_ms / first.median_ms > max(math.log(last.size) / math.log(first.size), 1.0) * 1.1


def write(rows: Iterable[Row], folder: Path) -> tuple[str, ...]:
    """Write growth.csv and one SVG per series; return a line for each series."""
    series = by_series(rows)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "growth.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("series", "size", "median ms", "p95 ms"))
        table.writerows((name, row.size, round(row.median_ms, 3), round(row.p95_ms, 3))
                        for name, found in series.items() for row in found)
    lines = []
    for name, found in series.items():
        (folder / f"{name.replace(' ', '-').lower()}.svg").write_text(_plot(name, found), encoding="utf-8")
        if len(found) > 1:
            finding = "  grows faster than log n" if outgrows_log(found) else ""
            lines.append(f"{name}: {found[0].median_ms:.2f} to {found[-1].median_ms:.2f} ms from {found[0].size:,} to "
                         f"{found[-1].size:,}, n^{steepness(found):.2f}{finding}")
    return tuple(lines)


def _plot(name: str, rows: list[Row]) -> str:
    """Return an SVG: sizes on a logarithmic axis, milliseconds from zero."""
    smallest, largest = math.log(rows[0].size), math.log(rows[-1].size)
    highest = max(row.p95_ms for row in rows) * 1.1 or 1.0

    def spot(size: int, value: float) -> tuple[float, float]:
        share = (math.log(size) - smallest) / (largest - smallest) if largest > smallest else 0.5
        return (_MARGIN + share * (_WIDTH - 2 * _MARGIN), _HEIGHT - _MARGIN - value / highest * (_HEIGHT - 2 * _MARGIN))

    points = [(row, *spot(row.size, row.median_ms)) for row in rows]
    line = " ".join(f"{x:.1f},{y:.1f}" for _, x, y in points)
    marks = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
                    f'<text x="{x:.1f}" y="{y - 8:.1f}">{row.median_ms:.2f}</text>'
                    f'<text x="{x:.1f}" y="{_HEIGHT - _MARGIN + 18}">{row.size:,}</text>' for row, x, y in points)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" '
            f'font-size="11" text-anchor="middle">'
            f'<text x="{_WIDTH / 2}" y="24" font-size="14">{name}, median in ms</text>'
            f'<path d="M{_MARGIN} {_MARGIN}V{_HEIGHT - _MARGIN}H{_WIDTH - _MARGIN}" fill="none" stroke="#888"/>'
            f'<polyline points="{line}" fill="none" stroke="#24507a" stroke-width="2"/>{marks}</svg>\n')

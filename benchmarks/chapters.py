"""The chapters of the benchmarks, each measured in a process of its own."""

from __future__ import annotations

import importlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from benchmarks.measure import Effort, Row

CHAPTERS = ("starting", "forms", "signature", "records", "documents", "package")


def measured(chapter: str, effort: Effort) -> tuple[Row, ...]:
    """Return the rows of ``chapter``. A process of its own keeps it from inheriting another's memory and windows."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, chapter, effort).result()


def measure(chapter: str, effort: Effort) -> tuple[Row, ...]:
    """Measure ``chapter`` in this process."""
    rows: tuple[Row, ...] = importlib.import_module(f"benchmarks.{chapter}").measure(effort)
    return rows

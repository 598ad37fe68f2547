"""The package: how large the built folder is and how it starts. Needs ``make build`` before."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import FULL, Effort, Goal, Row, row, timed
from tools.prove_build import FOLDER, LARGEST_MB, megabytes


def measure(effort: Effort = FULL) -> tuple[Row, ...]:
    """Return the rows of the chapter "The package"; none before the program was built."""
    program = FOLDER / "medspa-intake"
    if not program.is_file():
        print("The package is left out: run make build first.")
        return ()
    size = megabytes(FOLDER)
    quiet = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    def start() -> None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([program, "--data", str(Path(folder) / "clinic"), "--smoke"], env=quiet, check=True,
                           capture_output=True)

    started = timed(start, min(effort.runs, 7), 1)
    return (
        Row("PyInstaller folder", size, size, None, None, f"≤ {LARGEST_MB} MB", "", size <= LARGEST_MB, unit="MB"),
        row("built program: first window painted and closed again", started, Goal(),
            note="whole life of the process, loading of the services behind the window included"),
    )

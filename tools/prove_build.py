"""Start the built program, without a display, as somebody who has just installed it would; print how large it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "dist" / "medspa-intake"
LARGEST_MB = 220
_PATIENCE = 300.0


@dataclass(frozen=True)
class Step:
    """One start of the program: what it proves, its arguments, the exit code and words that must come."""

    proves: str
    arguments: tuple[str, ...]
    code: int = 0
    says: str = ""


def main() -> int:
    """Run every step. Returns 0, or 1 after saying which step failed."""
    program = FOLDER / ("medspa-intake.exe" if sys.platform == "win32" else "medspa-intake")
    if not program.is_file():
        print(f"There is no built program in {FOLDER.relative_to(ROOT)}. Run make build.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        failed = [step for step in steps(Path(scratch)) if not holds(program, step)]
    size = megabytes(FOLDER)
    print(f"{'ok  ' if size <= LARGEST_MB else 'FAIL'}  the folder has {size:.0f} MB (at most {LARGEST_MB})")
    return 1 if failed or size > LARGEST_MB else 0


def steps(scratch: Path) -> tuple[Step, ...]:
    """Return what is tried, the smallest first."""
    bad = scratch / "bad.pdf"
    bad.write_bytes(b"no PDF")
    return (
        Step("it starts and knows its version", ("--version",), says="medspa-intake "),
        Step("a file that is no PDF is refused", ("verify", str(bad), "--trust", str(bad)), code=2),
        Step("the first run shows its window", ("--data", str(scratch / "first"), "--smoke")),
        Step("the demo founds a clinic, seals consents and shows its window",
             ("--smoke", "demo", "--data", str(scratch / "demo")), says="The demo clinic is ready."),
    )


def holds(program: Path, step: Step) -> bool:
    """Run one step and say on standard output how it went."""
    quiet = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run([str(program), *step.arguments], env=quiet, cwd=FOLDER, capture_output=True, text=True,
                              timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        print(f"FAIL  {step.proves}: it did not end by itself")
        return False
    good = done.returncode == step.code and step.says in done.stdout
    print(f"{'ok  ' if good else 'FAIL'}  {step.proves}")
    if not good:
        print(f"      exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return good


def megabytes(folder: Path) -> float:
    """Return how much room the files below ``folder`` take, links not counted, in units of 1024 × 1024 bytes."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1024**2


if __name__ == "__main__":
    sys.exit(main())

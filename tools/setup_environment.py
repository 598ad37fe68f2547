"""Make the project's own virtual environment. Standard library only: this runs before anything is installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.sha256"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")


def main() -> int:
    """Create the environment when it is missing or older than the lock file. Returns 0, or 1 with a sentence."""
    if sys.version_info < (3, 11):  # noqa: UP036  # this file runs before any version is certain
        return refuse("Python 3.11 or later is needed. Install it, then run the command again.")
    wanted = hashlib.sha256((ROOT / "requirements.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    if STAMP.is_file() and STAMP.read_text().strip() == wanted.hexdigest():
        return 0
    print("Setting up .venv (once; a minute or two) ...", flush=True)
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists() and not make_venv():
        return refuse("Python's venv module is missing. On Debian: sudo apt-get install python3-venv. Then try again.")
    if not install("--require-hashes", "-r", "requirements.lock"):
        return refuse("The packages could not be installed. Check the network connection, then try again.")
    if not install("--no-deps", "--no-build-isolation", "-e", "."):
        return refuse("The program itself could not be installed into .venv. The lines above say why.")
    STAMP.write_text(wanted.hexdigest())
    return 0


def make_venv() -> bool:
    """Create the virtual environment; False when Python cannot."""
    return subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode == 0


def install(*what: str) -> bool:
    """Run pip of the environment in the project folder."""
    python = next(path for path in (BIN / "python", BIN / "python.exe") if path.exists())
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def refuse(sentence: str) -> int:
    """Print ``sentence`` on standard error."""
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

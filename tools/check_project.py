"""Checks no tool makes: sizes, machine paths, download addresses, open ends. Prints each finding; exit 1 if any."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LEAK = re.compile(r"--(?:extra-)?index-url|--find-links|https?://\S+\.(?:whl|tgz|deb)\b|/(?:work|home)/[a-z]+/")
OPEN_END = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError(?!.*#)|type: ignore(?!\[)|noqa(?!:)")
OWN_PATTERNS = "tools/check_project.py"  # this file holds the patterns it looks for


def main() -> int:
    """Check every file under version control."""
    findings = [finding for path in tracked_files() for finding in check(path)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def tracked_files() -> Iterator[Path]:
    """Yield the tracked text files of the project."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for name in names:
        path = ROOT / name
        if name and name != OWN_PATTERNS and path.is_file() and path.suffix not in {".png", ".pdf"}:
            yield path


def check(path: Path) -> Iterator[str]:
    """Yield a sentence for each finding in ``path``."""
    name = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if LEAK.search(line):
            yield f"{name}:{number}: a machine path or download address"
        if path.suffix == ".py" and OPEN_END.search(line):
            yield f"{name}:{number}: left open, or silenced without a reason"
    if path.suffix == ".py":
        if text.count("\n") > LONGEST_FILE:
            yield f"{name}: {text.count(chr(10))} lines; split it"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} is {(node.end_lineno or 0) - node.lineno} lines long"


if __name__ == "__main__":
    sys.exit(main())

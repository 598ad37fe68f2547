"""What stands on the board until somebody has seen to it: missing policies, approvals, items that were set aside."""

from __future__ import annotations

from datetime import date

from app.core.paths import DataFolder
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.library_content import RULES
from app.services.policy_texts import policies_in_force, policy_problem


def reminders(work: Work, library: LibraryService, folder: DataFolder, day: date) -> tuple[str, ...]:
    """Return one sentence for each thing that is open."""
    found = [policy_problem(policies_in_force(work, day)), library.problem_in(work, RULES), _aside(folder)]
    return tuple(sentence for sentence in found if sentence)


def _aside(folder: DataFolder) -> str:
    try:
        count = sum(1 for _ in folder.aside.iterdir()) if folder.aside.is_dir() else 0
    except OSError:
        return "The folder with items that were set aside cannot be read. Allow reading it."
    if not count:
        return ""
    return ("One sealed item was set aside. It is kept; tell the privacy officer." if count == 1
            else f"{count} sealed items were set aside. They are kept; tell the privacy officer.")

"""Every event the services audit is told in words of its own on the audit screen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.intake.submission import FormOutcome, ItemKind
from app.services.audit_words import EVENT_WORDS, words_of

SERVICES = Path(__file__).resolve().parents[2] / "app" / "services"


def audited_literals() -> set[str]:
    """Find the first argument of every ``….audit("…")`` in the services."""
    found = set()
    for source in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "audit" \
                    and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def test_every_audited_event_has_words() -> None:
    assert audited_literals() - set(EVENT_WORDS) == set()


@pytest.mark.parametrize("event", [*(f"inbox.{kind.value}" for kind in ItemKind),
                                   *(f"form.{outcome.value}" for outcome in FormOutcome)])
def test_what_a_tablet_sends_has_words(event: str) -> None:
    assert event in EVENT_WORDS


def test_a_refused_action_reads_as_a_try() -> None:
    assert words_of("patient.view", allowed=False) == "Tried to view a patient's record"

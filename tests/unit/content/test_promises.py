"""The list of promises against the clinic's own policy: every heading and line has its row, in the policy's order."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from app.core.resources import resource
from app.rules.located import RulesError
from app.services.promises.probes import PROBES
from app.services.promises.texts import load_promises, shipped_promises
from app.services.views.promises import PromiseState

POLICY = Path(__file__).resolve().parents[4] / "shared" / "policy"
FILE = next(iter(sorted(POLICY.glob("*.txt"))), None) if POLICY.is_dir() else None
LEADS = 22
"""Lines of the policy that only lead to the ones below ("We collect information from:")."""


def policy_lines() -> list[str]:
    if FILE is None:
        pytest.skip("the clinic's policy is not beside this folder")
    return [re.sub(r"^\d+\. ", "", line.strip()) for line in FILE.read_text(encoding="utf-8").splitlines()
            if line.strip()]


def expected() -> list[tuple[str, str]]:
    """What the list says stands in the policy: chapters, headings, and how each line begins."""
    found = []
    for part in json.loads(resource("policies/promises.json").read_bytes())["parts"]:
        title = part.get("starts", part["part"])
        found += [("part", title)] if title else []
        for group in part["groups"]:
            heading = group.get("starts", group["heading"])
            found += [("heading", heading)] if heading and heading != part["part"] else []
            found += [("row", row["line"]) for row in group["rows"] if row["line"]]
    return found


def test_every_heading_and_every_line_of_the_policy_has_its_row_in_order() -> None:
    waiting, leads, without = expected(), [], []
    for line in policy_lines():
        if waiting and line.startswith(waiting[0][1]):
            waiting.pop(0)
        elif line.endswith(":"):
            leads.append(line)
        else:
            without.append(line)
    assert (without, waiting) == ([], [])
    assert len(leads) == LEADS


def test_the_promises_are_said_in_words_of_their_own() -> None:
    policy = " ".join(policy_lines()).casefold()
    copied = [text.promise for text in shipped_promises() if text.promise.rstrip(".").casefold() in policy]
    assert copied == []


def test_every_row_has_a_probe_and_every_probe_a_row() -> None:
    assert {text.probe for text in shipped_promises()} == set(PROBES)


def test_no_line_is_there_twice_and_each_is_one_short_sentence() -> None:
    texts = shipped_promises()
    assert [key for key, count in Counter(text.key for text in texts).items() if count > 1] == []
    assert [text.promise for text in texts if not re.fullmatch(r"[A-Z][^.!?]{10,118}\.", text.promise)] == []


def test_the_states_are_named_as_the_command_prints_them() -> None:
    assert [state.value for state in PromiseState] == ["kept", "attention", "not-for-this-app"]


def one(**changes: object) -> bytes:
    row = {"line": "Encryption", "promise": "It is encrypted.", "probe": "encryption"} | changes
    return json.dumps({"source": "x", "parts": [{"part": "P", "groups": [{"heading": "H", "rows": [row]}]}]}).encode()


@pytest.mark.parametrize(("data", "place"), [
    (b"[]", "$"), (b"{}", "parts"), (one(promise=""), "rows[0].promise"), (one(prob="x"), "rows[0]"),
    (one(about="x"), "rows[0].about"), (one(about=[1]), "rows[0].about[0]"),
    (one(probe=7), "rows[0].probe"), (json.dumps({"parts": [{"part": "P"}]}).encode(), "groups"),
])
def test_a_mistake_is_named_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(RulesError) as raised:
        load_promises(data)
    assert place in str(raised.value.faults[0])


def test_the_same_line_twice_is_a_mistake() -> None:
    rows = json.loads(one())["parts"][0]["groups"][0]["rows"] * 2
    data = {"parts": [{"part": "P", "groups": [{"heading": "H", "rows": rows}]}]}
    with pytest.raises(RulesError, match="there twice"):
        load_promises(json.dumps(data).encode())

"""``medspa-intake promises``: the rows on the terminal, of real records and of the fictional clinic."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.__main__ import build_parser
from app.bootstrap import ServiceDoor
from app.commands import promises
from app.core.errors import PermissionDeniedError, SignInRefusedError
from app.models.audit import AuditEntry
from app.services.promises.texts import shipped_promises
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.integration.test_db_command import Script
from tests.no_network import can_forbid

STATES = {"kept", "attention", "not-for-this-app"}
ON_DEMO = ("import sys; from tests.no_network import forbid_network_sockets; forbid_network_sockets(); "
           "from app.__main__ import main; sys.exit(main(sys.argv[1:]))")


def run(demo: DemoClinic, name: str, *, as_json: bool, password: str = PASSWORD) -> list[str]:
    script = Script(name, password, lambda: demo.code(name))
    assert promises.run(argparse.Namespace(demo=False, json=as_json), script, demo.ports()) == 0
    return script.said


@pytest.mark.skipif(not can_forbid(), reason="this system has no filter for system calls")
def test_the_demo_prints_every_row_as_json_in_a_process_that_may_open_no_socket() -> None:
    done = subprocess.run([sys.executable, "-c", ON_DEMO, "promises", "--demo", "--json"], capture_output=True,
                          text=True, cwd=Path(__file__).parents[3], check=False)
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)
    assert [(row["heading"], row["promise"]) for row in rows] == [
        (text.heading, text.promise) for text in shipped_promises()]
    assert all(set(row) == {"heading", "promise", "state", "proof"} and row["proof"] for row in rows)
    assert {row["state"] for row in rows} == STATES


def test_real_records_ask_who_is_there_and_are_audited(demo: DemoClinic) -> None:
    rows = json.loads("\n".join(run(demo, "judith", as_json=True)))
    assert len(rows) == len(shipped_promises())
    services = ServiceDoor(demo.ports())()
    services.access.enter_password("rosa", PASSWORD)
    services.access.enter_code(demo.code("rosa"))
    with services.desk.act_system() as work:
        seen = work.session.execute(select(AuditEntry.person, AuditEntry.allowed).where(
            AuditEntry.event == "promise.view").order_by(AuditEntry.sequence.desc())).all()
    services.access.lock("The test is over.")
    assert [tuple(row) for row in seen] == [("Judith Keller", True)]


def test_without_json_people_read_headings_states_and_what_to_do(demo: DemoClinic) -> None:
    said = run(demo, "judith", as_json=False)
    assert "\nData Protection & Security: Technical Safeguards" in said
    assert "\nData Retention" in said
    assert "  Kept: Sensitive data is encrypted with AES-256 where it is kept and on its way." in said
    assert any(line.startswith("      What to do: ") for line in said)
    assert said[-1].startswith(f"\n{len(shipped_promises())} promises: ")


def test_a_role_without_the_right_is_refused_and_the_records_are_closed_again(demo: DemoClinic) -> None:
    with pytest.raises(PermissionDeniedError):
        run(demo, "elena", as_json=True)
    with pytest.raises(SignInRefusedError):
        run(demo, "judith", as_json=True, password="wrong password here")
    demo.clock.advance(minutes=1)
    assert run(demo, "judith", as_json=True)


def test_the_command_says_what_it_does() -> None:
    parser = build_parser()
    chosen = parser.parse_args(["promises", "--demo", "--json"])
    assert (chosen.demo, chosen.json) == (True, True)
    assert "promises" in parser.format_help()

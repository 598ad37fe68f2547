"""``medspa-intake db``: what a person at a terminal sees, on real files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from app.__main__ import build_parser
from app.bootstrap import Ports
from app.commands import db
from app.core.errors import KnownError, SignInRefusedError
from app.security.device_secret import InMemoryDeviceSecret
from tests.clinics import PASSWORD, FoundClinic, found_clinic
from tests.fakes import SeededRandomness

Action = Callable[..., int]


class Script:
    """A person with prepared answers; a callable is asked at the moment of the question."""

    def __init__(self, *answers: str | Callable[[], str]) -> None:
        self._answers = list(answers)
        self.said: list[str] = []

    def say(self, line: str) -> None:
        self.said.append(line)

    def ask(self, _question: str) -> str:
        answer = self._answers.pop(0)
        return answer if isinstance(answer, str) else answer()

    ask_secret = ask


@pytest.fixture
def clinic(tmp_path: Path) -> FoundClinic:
    (tmp_path / "drive").mkdir()
    made = found_clinic(tmp_path / "clinic")
    made.clock.advance(minutes=1)
    return made


def ports(clinic: FoundClinic) -> Ports:
    return Ports(clinic.folder, clinic.clock, clinic.randomness, lambda: clinic.keyring)


def run(clinic: FoundClinic, action: Action, script: Script, **arguments: object) -> int:
    return db.run(argparse.Namespace(**arguments), action, script, ports(clinic))


def me(clinic: FoundClinic) -> tuple[str, str, Callable[[], str]]:
    return "ana", PASSWORD, clinic.code


def test_check_says_that_all_is_sound(clinic: FoundClinic) -> None:
    script = Script(*me(clinic))
    assert run(clinic, db._check, script) == 0
    assert script.said[0] == "Files: every page is whole."
    assert "complete and unchanged" in script.said[1]


def test_a_wrong_password_ends_it_and_closes_the_records(clinic: FoundClinic) -> None:
    with pytest.raises(SignInRefusedError):
        run(clinic, db._check, Script("ana", "wrong password here"))
    clinic.clock.advance(minutes=1)
    clinic.sign_in()


def test_back_up_and_restore_on_another_computer(clinic: FoundClinic, tmp_path: Path) -> None:
    assert run(clinic, db._back_up, Script(*me(clinic)), to=tmp_path / "drive") == 0
    randomness = SeededRandomness(40)
    other = FoundClinic(tmp_path / "other", clinic.clock, randomness, InMemoryDeviceSecret(randomness))
    new = "violet harbor ninety"
    script = Script(clinic.recovery_key, "ana", new, new, "RESTORE")
    assert run(other, db._restore, script, folder=tmp_path / "drive", name="") == 0
    other.start_app()
    other.clock.advance(minutes=1)
    other.access.enter_password("ana", new)
    other.access.enter_code(other.code(clinic.enrolment.secret))
    other.access.lock("end of the test")


def test_a_restore_that_is_not_confirmed_changes_nothing(clinic: FoundClinic, tmp_path: Path) -> None:
    run(clinic, db._back_up, Script(*me(clinic)), to=tmp_path / "drive")
    before = clinic.folder.records.read_bytes()
    with pytest.raises(KnownError, match="Nothing was restored"):
        run(clinic, db._restore, Script(clinic.recovery_key, "no"), folder=tmp_path / "drive", name="")
    assert clinic.folder.records.read_bytes() == before


@pytest.mark.parametrize("words", [["db", "check"], ["db", "backup", "--to", "x"], ["db", "restore", "x"],
                                   ["--data", "d", "db", "check"], ["db", "check", "--data", "d"]])
def test_the_command_line_is_understood(words: list[str]) -> None:
    assert callable(build_parser().parse_args(words).run)

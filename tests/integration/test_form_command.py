"""``medspa-intake form list | import | publish | retire``: what an administrator at a terminal sees."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from app.__main__ import build_parser
from app.commands import form_records
from app.commands.terminal import run_on_records
from app.core.errors import InvalidInputError, SignInRefusedError, StorageError
from app.rules.shipped import shipped_forms
from tests.clinics import FoundClinic, found_clinic
from tests.integration.test_clinic_forms import OWN, URL
from tests.integration.test_db_command import Script, me, ports


def run(clinic: FoundClinic, action: form_records.Action, *answers: str, **arguments: object) -> list[str]:
    """Run one command as the administrator and return what was said."""
    clinic.clock.advance(minutes=1)
    script = Script(*(answers or me(clinic)))
    assert run_on_records(argparse.Namespace(**arguments), action, script, ports(clinic)) == 0
    return script.said


@pytest.fixture
def clinic(tmp_path: Path) -> FoundClinic:
    return found_clinic(tmp_path / "clinic")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "parking.json"
    path.write_text(json.dumps(OWN), encoding="utf-8")
    return path


def test_a_form_goes_from_file_to_patients_and_away_again(clinic: FoundClinic, file: Path) -> None:
    said = run(clinic, form_records.bring_form, file=file, due="once")
    assert said == [f"Kept as a draft: Parking, version 1, {URL}. Due: Once."]
    assert f"{URL}|1  Parking. Draft." in run(clinic, form_records.show_list)
    said = run(clinic, form_records.publish_form, url=URL, change="material", why="New garage.")
    assert said == ["Published. Patients get version 1 once the medical director and counsel have approved it: record "
                    "that in Settings, Forms and rules."]
    listed = run(clinic, form_records.show_list)
    assert (f"{URL}|1  Parking. Waits for approval. Once. Not approved by the medical director and counsel."
            in listed)
    assert len(listed) == 1 + len(shipped_forms())
    run(clinic, form_records.retire_form, url=URL, why="The garage has closed.")
    assert not any(URL in line for line in run(clinic, form_records.show_list))


def test_nothing_is_done_without_the_password(clinic: FoundClinic, file: Path) -> None:
    with pytest.raises(SignInRefusedError):
        run(clinic, form_records.bring_form, "ana", "wrong password here", file=file, due="once")


def test_a_file_that_is_not_there_is_told_before_anybody_signs_in(clinic: FoundClinic, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nothing\.json"):
        run(clinic, form_records.bring_form, "nobody asks", file=tmp_path / "nothing.json", due="")


def test_an_occasion_that_makes_no_sense_is_refused(clinic: FoundClinic, file: Path) -> None:
    with pytest.raises(InvalidInputError, match="Say when the form is due"):
        run(clinic, form_records.bring_form, file=file, due="daily")


@pytest.mark.parametrize("words", [
    ["form", "list", "--data", "d"], ["form", "import", "x.json", "--due", "every:12", "--data", "d"],
    ["form", "publish", URL, "--change", "wording", "--why", "x"], ["--data", "d", "form", "retire", URL, "--why", "x"],
])
def test_the_command_line_is_understood(words: list[str]) -> None:
    assert callable(build_parser().parse_args(words).run)


@pytest.mark.parametrize("words", [["form", "publish", URL, "--change", "material"], ["form", "retire", URL],
                                   ["form", "publish", URL, "--change", "small", "--why", "x"]])
def test_a_change_without_kind_or_reason_is_not_understood(words: list[str],
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(words)
    assert "--why" in capsys.readouterr().err or words[-1] == "x"

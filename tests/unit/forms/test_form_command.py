"""``medspa-intake form``: what it prints, and the exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from tests.unit.forms.forms import answered, item, questionnaire, response


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def put(name: str, content: Any) -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return put


FORM = questionnaire(item("ask", "boolean"), item("why", required=True, when=[("ask", "=", True)]))


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_check_says_usable(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "check", write("q.json", FORM)]) == 0
    assert printed(capsys) == {"file": "q.json", "usable": True, "problems": []}


def test_check_tells_place_reason_and_unsupported_feature(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = write("good.json", FORM), write("bad.json", questionnaire(item("r", "reference")))
    assert main(["form", "check", good, bad]) == 1
    reports = printed(capsys)
    assert [report["usable"] for report in reports] == [True, False]
    [problem] = reports[1]["problems"]
    assert (problem["severity"], problem["path"], problem["feature"]) == (
        "error",
        "Questionnaire.item[0].type",
        "reference",
    )


def test_validate_reports_as_json(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    form = write("q.json", FORM)
    assert main(["form", "validate", form, write("good.json", response())]) == 0
    assert printed(capsys) == {"valid": True, "issues": []}
    assert main(["form", "validate", form, write("bad.json", response(answered("ask", {"valueBoolean": True})))]) == 1
    report = printed(capsys)
    assert report["valid"] is False
    assert report["issues"] == [
        {
            "severity": "error",
            "code": "required",
            "linkId": "why",
            "path": "QuestionnaireResponse",
            "message": "Answer this question.",
        }
    ]


def test_enabled_lists_link_ids_in_form_order(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    form, no = write("q.json", FORM), write("no.json", response(answered("ask", {"valueBoolean": False})))
    assert main(["form", "enabled", form, no]) == 0
    assert printed(capsys) == ["ask"]
    yes = write("yes.json", response(answered("ask", {"valueBoolean": True})))
    assert main(["form", "enabled", form, yes]) == 0
    assert printed(capsys) == ["ask", "why"]


@pytest.mark.parametrize(
    ("form", "answers"),
    [
        (FORM, b"not json"),
        (FORM, b"[]"),
        (FORM, {"resourceType": "Patient"}),
        (questionnaire(item("r", "reference")), response()),
        (b"\xff", response()),
        (FORM, b"[" * 100_000),
    ],
)
def test_what_cannot_be_judged_is_one_plain_sentence(
    form: Any, answers: Any, write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in ("validate", "enabled"):
        assert main(["form", verb, write("q.json", form), write("r.json", answers)]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.count("\n") == 1
        assert "Traceback" not in shown.err


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "check", str(tmp_path / "nowhere.json")]) == 2
    assert "nowhere.json" in capsys.readouterr().err


def test_the_day_of_filling_in_can_be_given(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    today = {"url": "http://hl7.org/fhir/StructureDefinition/cqf-calculatedValue"}
    today["valueExpression"] = {"expression": "today()"}  # type: ignore[assignment]  # JSON of two kinds of value
    limit = {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "_valueDate": {"extension": [today]}}
    form = write("q.json", questionnaire(item("d", "date", extension=[limit])))
    answers = write("r.json", response(answered("d", {"valueDate": "2020-01-02"})))
    assert main(["form", "validate", form, answers, "--as-of", "2020-01-02"]) == 0
    assert main(["form", "validate", form, answers, "--as-of", "2020-01-01"]) == 1
    capsys.readouterr()


def test_a_reader_who_has_seen_enough_ends_the_command_quietly(write: Any) -> None:
    files = [write(f"{number}.json", FORM) for number in range(3)]
    with subprocess.Popen([sys.executable, "-m", "app", "form", "check", *files], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, cwd=Path(__file__).parents[3]) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        said = child.stderr.read()
    assert (child.returncode, said) == (141, b"")

"""``medspa-intake flags`` as a person on the command line sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.__main__ import main


@pytest.fixture(autouse=True)
def only_this_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the other sub-commands unloaded: they are slow and not what is tested."""
    monkeypatch.setattr("app.__main__.COMMANDS", ("flags",))


def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, answers: str, *codes: str) -> tuple[int, str, str]:
    """Write ``answers`` to a file, run the command; return exit code, output and errors."""
    path = tmp_path / "answers.json"
    path.write_text(answers, encoding="utf-8")
    treatments = [part for code in codes for part in ("--treatment", code)]
    code = main(["flags", str(path), "--as-of", "2026-11-22", *treatments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_flags_are_printed_by_treatment_and_severity_in_rule_order(capsys: pytest.CaptureFixture[str],
                                                                  tmp_path: Path) -> None:
    answers = json.dumps({"reg.demo.dob": "2010-05-14", "mh.today.ill": "yes", "mh.skin.tan": "lt2w",
                          "reg.guardian.present": True})
    code, out, err = run(capsys, tmp_path, answers, "LHR", "CONSULT")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"LHR": {"stop": ["GEN-01", "LT-08"], "caution": ["GEN-21"], "info": []},
                               "CONSULT": {"stop": [], "caution": [], "info": []}}


def test_answers_of_questions_that_are_not_asked_do_not_count(capsys: pytest.CaptureFixture[str],
                                                              tmp_path: Path) -> None:
    answers = json.dumps({"reg.demo.dob": "1990-05-14", "mh.preg.capable": "no", "mh.preg.status": "pregnant"})
    _, out, _ = run(capsys, tmp_path, answers, "BTX_BOTOX")
    assert json.loads(out)["BTX_BOTOX"]["stop"] == []


def test_a_questionnaire_response_is_taken_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    response = {"resourceType": "QuestionnaireResponse", "item": [
        {"linkId": "mh.today", "item": [{"linkId": "mh.today.ill", "answer": [{"valueCoding": {"code": "yes"}}]}]}]}
    _, out, _ = run(capsys, tmp_path, json.dumps(response), "FACIAL")
    assert json.loads(out)["FACIAL"]["stop"] == ["GEN-01"]


@pytest.mark.parametrize(("answers", "sentence"), [
    ("{", "The file with the answers is not JSON."),
    ("[]", "The answers must be a JSON object: {linkId: value}."),
    ('{"mh.life.height": NaN}', "The file with the answers is not JSON."),
    ('{"resourceType": "QuestionnaireResponse", "item": [{"answer": [{"valueInteger": 1}]}]}',
     "The file with the answers is not a QuestionnaireResponse."),
    ('{"resourceType": "QuestionnaireResponse", "item": 3}',
     "The file with the answers is not a QuestionnaireResponse."),
    ('{"mh.today.ill": {"a": 1}}', "The answer to mh.today.ill cannot be read."),
])
def test_an_unreadable_file_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path, answers: str,
                                            sentence: str) -> None:
    code, out, err = run(capsys, tmp_path, answers, "LHR")
    assert (code, out, err.strip()) == (2, "", sentence)


def test_an_unknown_treatment_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, tmp_path, "{}", "LASER")
    assert (code, err.strip()) == (2, "“LASER” is not a treatment code.")


def test_a_day_that_is_none_says_how_to_write_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["flags", str(tmp_path / "answers.json"), "--as-of", "11/24/2026", "--treatment", "LHR"])
    assert "write the day as YYYY-MM-DD, such as 2026-11-24" in capsys.readouterr().err

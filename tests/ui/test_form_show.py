"""``medspa-intake form show``: any form is drawn, page by page, or shown in a window."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.__main__ import main
from app.core.resources import resource
from app.forms import DefinitionError, FormSession, LaunchContext, Level, check, encode_json, load
from app.ui.form_preview import PreviewOptions, PreviewWindow, draw_pages
from app.ui.form_widgets.look import FieldLook
from tests.unit.forms.forms import TODAY, group, item, options, questionnaire
from tests.unit.forms.generate import fill

PUBLIC = Path(__file__).resolve().parents[3] / "shared" / "cases" / "lhc-forms"
SHIPPED = sorted(path.name for path in Path(str(resource("forms"))).glob("*.json"))
NAMES = sorted(path.name for path in PUBLIC.glob("*.json") if path.name != "index.json")
FORM = questionnaire(
    group("g", item("a", "boolean"), item("b", required=True, when=[("a", "=", True)]), text="First part"),
    group("h", item("c", "choice", answerOption=options("x", "y")), text="Second part"),
    group("i", item("d", when=[("a", "=", True)]), text="Third part"),
)


def draw(path: Path, out: Path, seed: int) -> list[str]:
    """Draw every page of a form with generated answers; return the pictures."""
    session = FormSession(load(path.read_bytes()), LaunchContext(TODAY))
    fill(session, seed)
    out.mkdir(exist_ok=True)
    return [page.picture for page in draw_pages(session, FieldLook(TODAY), PreviewOptions(large=seed % 2 == 1), out)]


def test_every_page_is_drawn_and_told_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "form.json"
    file.write_bytes(json.dumps(FORM).encode())
    assert main(["form", "show", str(file), "--png", str(tmp_path / "out")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(page["title"], page["asked"]) for page in told["pages"]] == [
        ("First part", True), ("Second part", True), ("Third part", False)]
    for page in told["pages"]:
        picture = QImage(str(tmp_path / "out" / page["picture"]))
        assert picture.width() == 1280
        assert picture.height() >= 800


def test_answers_are_shown_and_what_does_not_fit_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, data = tmp_path / "form.json", tmp_path / "answers.json"
    file.write_bytes(json.dumps(FORM).encode())
    answers: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "status": "in-progress",
        "item": [{"linkId": "g", "item": [{"linkId": "a", "answer": [{"valueBoolean": True}]}]},
                 {"linkId": "gone", "answer": [{"valueString": "x"}]}],
    }
    data.write_bytes(encode_json(answers))
    assert main(["form", "show", str(file), "--png", str(tmp_path), "--data", str(data), "--dark", "--large"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [page["asked"] for page in told["pages"]] == [True, True, True]
    assert [lost["linkId"] for lost in told["notCarried"]] == ["gone"]


def test_a_form_that_cannot_be_used_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "form.json"
    file.write_bytes(json.dumps(questionnaire(item("r", "reference"))).encode())
    assert main(["form", "show", str(file), "--png", str(tmp_path)]) == 2
    assert "reference" in capsys.readouterr().err


def test_the_window_goes_through_the_pages_that_are_asked(qtbot: QtBot) -> None:
    session = FormSession(load(FORM), LaunchContext(date(2026, 11, 23)))
    window = PreviewWindow(session, FieldLook(TODAY), PreviewOptions())
    qtbot.addWidget(window)
    window.show()
    window.on.click()
    assert not window.on.ready
    assert window.back.ready
    window.back.click()
    assert window.on.ready


@pytest.mark.parametrize("name", SHIPPED)
def test_every_page_of_the_clinics_own_forms_is_drawn(name: str, tmp_path: Path, qapp: QApplication) -> None:
    pictures = draw(Path(str(resource(f"forms/{name}"))), tmp_path, 1)
    assert len(pictures) == len(list(tmp_path.glob("*.png"))) > 0


@pytest.mark.skipif(not PUBLIC.exists(), reason=f"no folder {PUBLIC.name} beside the project")
@pytest.mark.parametrize("name", NAMES or [""])
def test_every_page_of_public_forms_is_drawn_or_the_form_refused(name: str, tmp_path: Path, qapp: QApplication) -> None:
    path = PUBLIC / name
    if any(problem.level is Level.ERROR for problem in check(path.read_bytes())):
        with pytest.raises(DefinitionError, match=r"At Questionnaire\."):
            load(path.read_bytes())
        return
    pictures = draw(path, tmp_path, 2)
    assert len(pictures) == len(list(tmp_path.glob("*.png")))
    assert pictures

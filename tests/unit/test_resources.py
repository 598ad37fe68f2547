"""Files that come with the app: found beside it or in the program folder, and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.core.errors import NotFoundError
from app.core.resources import resource, resources_root


def test_files_are_found_beside_the_app() -> None:
    assert resource("rules/treatments.json").is_file()
    assert resource("forms").is_dir()


def test_files_are_found_in_the_folder_of_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "one.json").write_text("{}")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources_root() == tmp_path / "resources"
    assert resource("one.json").read_text() == "{}"


@pytest.mark.parametrize("name", ["forms/nothing.json", "../pyproject.toml", "../../"])
def test_what_is_missing_or_outside_is_refused(name: str) -> None:
    with pytest.raises(NotFoundError):
        resource(name)

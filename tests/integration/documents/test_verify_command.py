"""``medspa-intake verify``: exit codes, the sentence for people, JSON for machines."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from app.commands import verify as command
from tests.fakes import FixedClock
from tests.integration.documents.conftest import NOW, Sealed


def run(folder: Path, pdf: bytes | None, sealed: Sealed, *options: str) -> int:
    if pdf is not None:
        (folder / "file.pdf").write_bytes(pdf)
    (folder / "ca.cer").write_bytes(sealed.ca.certificate)
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    arguments = parser.parse_args(["verify", str(folder / "file.pdf"), "--trust", str(folder / "ca.cer"), *options])
    return command.run(arguments, FixedClock(NOW))


def test_a_valid_file_ends_with_zero_and_a_sentence(sealed: Sealed, tmp_path: Path,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, sealed.pdf, sealed) == 0
    assert "has not changed since the clinic sealed it" in capsys.readouterr().out


@pytest.mark.parametrize(("harm", "outcome"), [
    (lambda pdf: pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:], "changed_bytes"),
    (lambda pdf: pdf + b"\n% more\n", "incremental_edit"),
    (lambda pdf: pdf[:60000], "cut_back"),
], ids=["changed", "edit", "cut"])
def test_harm_is_told_apart(sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: object,
                            outcome: str) -> None:
    assert callable(harm)
    assert run(tmp_path, harm(sealed.pdf), sealed, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["valid"], found["outcome"]) == (False, outcome)


def test_what_cannot_be_read_ends_with_two(sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, b"not a pdf", sealed) == 2
    assert run(tmp_path, b"", sealed) == 2
    (tmp_path / "file.pdf").unlink()
    assert run(tmp_path, None, sealed) == 2
    assert "could not be read" in capsys.readouterr().err

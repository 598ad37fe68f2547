"""``medspa-intake verify``: exit codes, the sentence for people, JSON for machines."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from app.commands import verify as command
from tests.fakes import FixedClock
from tests.integration.documents.conftest import NOW, Sealed


def run(folder: Path, pdf: bytes | None, sealed: Sealed, *options: str) -> int:
    if pdf is not None:
        (folder / "file.pdf").write_bytes(pdf)
    return run_with(folder, sealed.ca.certificate, *options)


def run_with(folder: Path, trust: bytes, *options: str) -> int:
    (folder / "ca.cer").write_bytes(trust)
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


def test_a_folder_and_a_file_without_end_are_not_readable(sealed: Sealed, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch,
                                                          capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file.pdf").mkdir()
    assert run(tmp_path, None, sealed) == 2
    assert "could not be read" in capsys.readouterr().err
    (tmp_path / "file.pdf").rmdir()
    monkeypatch.setattr("app.documents.verify.MAX_SIZE", len(sealed.pdf) - 1)
    assert run(tmp_path, sealed.pdf, sealed) == 2
    assert "far larger" in capsys.readouterr().err


def test_an_encrypted_copy_is_not_valid(sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(sealed.pdf)))
    writer.encrypt(owner_pass="owner", user_pass="user")  # type: ignore[no-untyped-call]  # pyHanko
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko
    assert run(tmp_path, out.getvalue(), sealed, "--json") == 1
    assert json.loads(capsys.readouterr().out)["valid"] is False


def test_the_certificate_is_taken_as_der_and_as_pem_and_nothing_else(sealed: Sealed, tmp_path: Path,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file.pdf").write_bytes(sealed.pdf)
    pem = x509.load_der_x509_certificate(sealed.ca.certificate).public_bytes(Encoding.PEM)
    found = [run_with(tmp_path, trust) for trust in (sealed.ca.certificate, pem, b"\xef\xbb\xbf" + pem)]
    assert found == [0, 0, 0]
    assert [run_with(tmp_path, trust) for trust in (b"", sealed.pdf, pem[:200], bytes(2_000_000))] == [2, 2, 2, 2]
    assert "could not be read" in capsys.readouterr().err


def test_without_a_certificate_nothing_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["verify", "file.pdf"])
    assert ended.value.code == 2
    assert "--trust" in capsys.readouterr().err

"""``medspa-intake verify FILE.pdf --trust CA.cer [--json]``: is a sealed PDF what the clinic sealed?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.clock import Clock, SystemClock
from app.core.errors import InvalidInputError

if TYPE_CHECKING:
    from app.documents.outcome import Verification

_VALID, _NOT_VALID, _NOT_READABLE = 0, 1, 2
_LARGEST_CERTIFICATE = 1024 * 1024


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "verify", help="check a sealed PDF",
        description="Check a sealed PDF without the clinic's records. Exit 0: valid, 1: not valid, 2: not readable.")
    parser.add_argument("file", metavar="FILE.pdf", type=Path)
    parser.add_argument("--trust", metavar="CA.cer", type=Path, required=True,
                        help="the certificate the clinic gave out (DER or PEM)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock | None = None) -> int:
    """Check the file and print what was found. Returns 0 valid, 1 not valid, 2 not readable."""
    from app.documents.outcome import Outcome  # noqa: PLC0415  # lazy: start-up time
    from app.documents.verify import MAX_SIZE, verify  # noqa: PLC0415  # lazy: start-up time

    try:
        pdf, trust = _read(arguments.file, MAX_SIZE), _read(arguments.trust, _LARGEST_CERTIFICATE)
        found = verify(pdf, trust, (clock or SystemClock()).now())
    except InvalidInputError as error:
        _print_error(error.sentence, arguments.json)
        return _NOT_READABLE
    _print_result(found, arguments.json)
    if found.outcome is Outcome.UNREADABLE:
        return _NOT_READABLE
    return _VALID if found.valid else _NOT_VALID


def _read(path: Path, most: int) -> bytes:
    """Return the content of a file of at most ``most`` bytes; a device without an end is not read to it."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise InvalidInputError(f"{path.name} could not be read. Check the name and try again.") from None
    if len(content) > most:
        raise InvalidInputError(f"{path.name} is far larger than the file this clinic made. Check the name.")
    return content


def _print_result(found: Verification, as_json: bool) -> None:
    if as_json:
        _print(json.dumps(_facts(found), indent=2))
        return
    _print(found.sentence)
    if found.sealed_at is not None:
        _print(f"Sealed {found.sealed_at:%Y-%m-%d %H:%M:%S} UTC by {found.sealed_by}.")
        _print(f"Certificate SHA-256 {found.certificate_sha256}, valid until {found.valid_until:%Y-%m-%d}.")
    _print(f"File SHA-256 {found.sha256}, {found.size} bytes.")


def _facts(found: Verification) -> dict[str, object]:
    return {
        "valid": found.valid,
        "outcome": found.outcome.value,
        "sentence": found.sentence,
        "sha256": found.sha256,
        "size": found.size,
        "sealed_at": found.sealed_at.isoformat() if found.sealed_at else None,
        "sealed_by": found.sealed_by or None,
        "certificate_sha256": found.certificate_sha256 or None,
        "certificate_valid_until": found.valid_until.isoformat() if found.valid_until else None,
    }


def _print_error(sentence: str, as_json: bool) -> None:
    if as_json:
        _print(json.dumps({"valid": False, "outcome": "unreadable", "sentence": sentence}, indent=2))
    sys.stderr.write(f"{sentence}\n")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")

"""What the process does for its own memory, tried in a process of its own because it cannot be undone."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.security.derive import Purpose, derive, patient_keys_key, records_key
from app.security.process import zero

PROBE = """
import os, resource, ctypes, sys
from app.security.process import harden
done = harden()
open(sys.argv[1], "w").close()
print(done.core_dumps_off, done.not_dumpable, done.private_files)
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.stat(sys.argv[1]).st_mode & 0o777))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl exists on Linux only")
def test_no_core_dumps_no_tracing_private_files(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path / "file")],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert answer.stdout.splitlines() == ["True True True", "(0, 0) 0o600", "0"]


def test_zero_overwrites_in_place() -> None:
    secret = bytearray(b"secret")
    same = secret
    zero(secret)
    assert same == bytes(6)


def test_every_purpose_and_context_gives_another_key() -> None:
    keys = {bytes(derive(b"k" * 32, purpose, context)) for purpose in Purpose for context in (b"", b"a", b"b")}
    assert len(keys) == 3 * len(Purpose)
    assert records_key(b"k" * 32) != patient_keys_key(b"k" * 32)
    assert {len(key) for key in keys} == {32}

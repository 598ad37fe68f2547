"""Argon2id at the cost the design names, and nothing absurd out of a changed file."""

import time

import pytest

from app.core.errors import DamagedError
from app.security.kdf import STANDARD, KdfParameters, stretch


def test_the_standard_is_three_passes_over_64_mib_in_four_lanes() -> None:
    assert (STANDARD.passes, STANDARD.memory_kib, STANDARD.lanes) == (3, 65536, 4)
    started = time.process_time()
    assert len(stretch("violet otter marble", b"s" * 16, STANDARD)) == 32
    assert time.process_time() - started > 0.03


def test_the_whole_password_counts() -> None:
    cheap = KdfParameters(64, 1, 1)
    long = "a" * 255
    assert stretch(long + "b", b"s" * 16, cheap) != stretch(long + "c", b"s" * 16, cheap)


def test_the_same_password_in_both_unicode_forms_opens() -> None:
    cheap = KdfParameters(64, 1, 1)
    assert stretch("Zo\u00eb", b"s" * 16, cheap) == stretch("Zoe\u0308", b"s" * 16, cheap)
    assert stretch("a b\x00\ud800", b"s" * 16, cheap) != stretch("a b", b"s" * 16, cheap)


@pytest.mark.parametrize("values", [(10**9, 3, 4), (64, 0, 1), (64, 10**6, 1), (7, 1, 1), (64, 1, 0), (10**6, 3, 99)])
def test_absurd_costs_are_refused(values: tuple[int, int, int]) -> None:
    with pytest.raises(DamagedError):
        KdfParameters(*values)

"""Codes of the authenticator app: each step once, one step early or late, ASCII digits only (RFC 6238)."""

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.totp import STEP_SECONDS, CodeVerdict, check_code, new_totp_secret, totp_uri
from tests.fakes import START, SeededRandomness

SECRET = new_totp_secret(SeededRandomness())
APP = pyotp.TOTP(SECRET)
STEP = APP.timecode(START)


def code_at(steps: int) -> str:
    return APP.at(START + timedelta(seconds=STEP_SECONDS * steps))


@pytest.mark.parametrize(
    ("moment", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037"), (20000000000, "353130")]
)
def test_vectors_of_rfc_6238_appendix_b(moment: int, code: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert check_code(secret, code, datetime.fromtimestamp(moment, UTC), None).accepted


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_early_or_late_is_accepted(steps: int, accepted: bool) -> None:
    check = check_code(SECRET, code_at(steps), START, None)
    assert check.accepted == accepted
    assert check.step == (STEP + steps if accepted else None)


def test_a_code_counts_once_and_no_older_one_after_it() -> None:
    last = None
    accepted = 0
    for minute in range(200):
        now = START + timedelta(minutes=minute)
        code = APP.at(now)
        for _ in range(5):
            check = check_code(SECRET, code, now, last)
            accepted += check.accepted
            last = check.step if check.accepted else last
        assert check_code(SECRET, APP.at(now - timedelta(seconds=30)), now, last).verdict is CodeVerdict.ALREADY_USED
    assert accepted == 200


@pytest.mark.parametrize("typed", ["{}", "{} ", "{:.3} {}", "{:.3}-{}"])
def test_a_space_or_hyphen_in_the_middle_does_not_matter(typed: str) -> None:
    code = code_at(0)
    text = typed.format(code, code[3:]) if typed.count("{") == 2 else typed.format(code)
    assert check_code(SECRET, text, START, None).accepted


def test_digits_of_other_scripts_are_refused() -> None:
    wide = code_at(0).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    arabic = code_at(0).translate({ord("0") + digit: ord("٠") + digit for digit in range(10)})
    assert not check_code(SECRET, wide, START, None).accepted
    assert not check_code(SECRET, arabic, START, None).accepted


@given(st.text(max_size=50))
def test_any_text_is_answered_without_an_error(text: str) -> None:
    check = check_code(SECRET, text, START, None)
    assert check.accepted or "newest" in check.sentence


@pytest.mark.parametrize("back", [timedelta(days=1), timedelta(seconds=90)])
def test_a_clock_behind_the_last_code_is_said(back: timedelta) -> None:
    check = check_code(SECRET, code_at(0), START - back, STEP)
    assert check.verdict is CodeVerdict.CLOCK_BEHIND
    assert "clock" in check.sentence


def test_a_phone_a_little_ahead_is_no_clock_fault() -> None:
    assert check_code(SECRET, code_at(1), START, STEP + 1).verdict is CodeVerdict.ALREADY_USED


def test_a_year_forward_is_only_a_wrong_code() -> None:
    assert check_code(SECRET, code_at(0), START + timedelta(days=365), STEP - 5).verdict is CodeVerdict.WRONG


def test_secret_and_address_fit_authenticator_apps() -> None:
    assert len(base64.b32decode(SECRET)) == 20
    uri = totp_uri(SECRET, "priya", "Better Med Spa")
    assert uri.startswith("otpauth://totp/Better%20Med%20Spa:priya?secret=")
    parsed = pyotp.parse_uri(uri)
    assert isinstance(parsed, pyotp.TOTP)
    assert parsed.at(START) == code_at(0)

"""A new password is long and not among what people try first; the reason for a refusal is said."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.passwords import LONGEST, PasswordPolicy

POLICY = PasswordPolicy.from_file(Path(__file__).parents[3] / "resources" / "security" / "common-passwords.txt")


@pytest.mark.parametrize(
    "password",
    [
        "correct lantern violin",
        "teal-otter-7-canyon",
        "пароль которого нет",
        "长长的密码是安全的密码哦啊",
        "víbora tañe arpas",
        "🦊🐢🌵 quiet marble",
        "   spaces   count too   ",
        "x7Qp!m2Zr9Lw",
        "grandfather clock 1911",
    ],
)
def test_long_unusual_passwords_are_accepted(password: str) -> None:
    assert POLICY.problem(password, "priya", "Better Med Spa") == ""


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2026!",
        "P@ssw0rd2026!!",
        "passwordpassword",
        "PasswordWelcome1",
        "Welcome20262026",
        "Summer2026!!!!",
        "qwertyuiop12",
        "qwerty123456",
        "1234567890123",
        "210987654321",
        "abcdefghijklmn",
        "aaaaaaaaaaaa",
        "abcabcabcabcabc",
        "1qaz2wsx3edc4rfv",
        "iloveyou123456",
        "1q2w3e4r5t6y",
        "administrator1",
        "MedSpa20262026",
        "Botox!!!!!2026",
        "zxcvbnm,./zxcv",
    ],
)
def test_what_people_try_first_is_refused_with_a_reason(password: str) -> None:
    assert "Three or four unrelated words" in POLICY.problem(password)


@pytest.mark.parametrize("password", ["priya.raman2026", "RamanPriya!!1", "Halsted-Glow-99", "halstedglowspa"])
def test_names_with_digits_around_them_are_refused(password: str) -> None:
    assert "name" in POLICY.problem(password, "Priya.Raman", "Halsted Glow Spa")


def test_a_name_inside_a_longer_password_is_fine() -> None:
    assert POLICY.problem("priya keeps seven otters", "priya", "Better Med Spa") == ""


def test_length_limits_count_code_points() -> None:
    assert "at least 12" in POLICY.problem("é" * 3 + "short")
    assert POLICY.problem("violet otter marble " * 12 + "fox") == ""
    assert f"at most {LONGEST}" in POLICY.problem("x" * (LONGEST + 1))
    assert f"at most {LONGEST}" in POLICY.problem("a1" * 500_000)


def test_combining_and_precomposed_letters_are_the_same_password() -> None:
    assert POLICY.problem("e\u0301" * 11) == POLICY.problem("\u00e9" * 11) != ""


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=80))
def test_any_text_gets_an_answer(password: str, user_name: str, clinic_name: str) -> None:
    assert (POLICY.problem(password, user_name, clinic_name) == "") == (
        POLICY.strength(password, user_name, clinic_name) > 0
    )


def test_strength_grows_with_length_and_variety() -> None:
    assert POLICY.strength("password1234") == 0
    assert POLICY.strength("x7Qp!m2Zr9Lw") == 2
    assert POLICY.strength("teal otter canyon") == 3
    assert POLICY.strength("teal otter canyon violin marble") == 4

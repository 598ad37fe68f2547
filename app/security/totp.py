"""Codes of the authenticator app (TOTP, RFC 6238): six digits, 30 seconds, each time step accepted once."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pyotp
from pyotp.exceptions import OTPVerificationError

from app.core.randomness import Randomness

STEP_SECONDS = 30
_SECRET_BYTES = 20  # RFC 4226 section 4, R6: 160 bits
_WINDOW = 1
_DIGITS = 6


class CodeVerdict(StrEnum):
    """What became of a code."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    ALREADY_USED = "already_used"
    CLOCK_BEHIND = "clock_behind"


@dataclass(frozen=True)
class CodeCheck:
    """``step`` is the accepted time step, to be stored at once (None unless accepted); ``sentence`` says why not."""

    verdict: CodeVerdict
    step: int | None = None
    sentence: str = ""

    @property
    def accepted(self) -> bool:
        """True when the code counts."""
        return self.verdict is CodeVerdict.ACCEPTED


def new_totp_secret(randomness: Randomness) -> str:
    """Return a new secret of 160 bits in base 32."""
    return base64.b32encode(randomness.token_bytes(_SECRET_BYTES)).decode("ascii")


def totp_uri(secret: str, user_name: str, clinic_name: str) -> str:
    """Return the ``otpauth://`` address that the QR code holds."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=user_name, issuer_name=clinic_name))


def code_at(secret: str, moment: datetime) -> str:
    """Return the code an authenticator shows at ``moment`` (aware); the demo prints it, tests type it."""
    return str(pyotp.TOTP(secret).at(moment))


def check_code(secret: str, code: str, now: datetime, last_step: int | None) -> CodeCheck:
    """Check ``code`` at ``now`` (aware), one step early or late allowed.

    The accepted step must be greater than ``last_step`` (RFC 6238 section 5.2: a code is accepted once). Spaces and one
    hyphen in the middle are ignored; digits must be ASCII.
    """
    totp = pyotp.TOTP(secret)
    if last_step is not None and totp.timecode(now) + _WINDOW < last_step:
        return CodeCheck(CodeVerdict.CLOCK_BEHIND, sentence=_CLOCK_BEHIND)
    digits = code[:40].replace(" ", "").replace("-", "")
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return CodeCheck(CodeVerdict.WRONG, sentence=_WRONG)
    try:
        step = totp.verify_and_get_timecode(digits, for_time=now, valid_window=_WINDOW)
    except OTPVerificationError:
        return CodeCheck(CodeVerdict.WRONG, sentence=_WRONG)
    if last_step is not None and step <= last_step:
        return CodeCheck(CodeVerdict.ALREADY_USED, sentence=_USED)
    return CodeCheck(CodeVerdict.ACCEPTED, step=step)


_WRONG = "That code didn’t match. Codes change every 30 seconds, so enter the newest one."
_USED = "That code was used already. Wait for the next one, then enter it."
_CLOCK_BEHIND = (
    "This computer’s clock is behind the last sign-in, so codes cannot be checked. "
    "Set the date and time, then try again, or use a recovery code."
)

"""The words the pages themselves add: dates, times, roles, methods. One place, so that a language is one more file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.documents.record import DocumentKind, SignatureMark, SignatureMethod, SignerRole

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")
_LANGUAGES = {"en": "English", "es": "Spanish"}

METHODS = {
    SignatureMethod.DRAWN: "Drawn on the screen",
    SignatureMethod.TYPED: "Typed as signature",
    SignatureMethod.CREDENTIAL: "Confirmed with the signer's own password",
    SignatureMethod.PAPER: "Signed on paper, which the clinic keeps",
}

KINDS = {
    DocumentKind.CONSENT: "Consent",
    DocumentKind.FORM: "Form",
    DocumentKind.DECLINED: "Declined",
    DocumentKind.PAPER: "Paper form",
}

CLOCK_NOTE = "All times come from the clinic's own clock. No outside time service confirmed them."

SEAL_NOTE = ("The drawn or typed signatures are the signers' electronic signatures (15 U.S.C. 7001; 815 ILCS 333). "
             "The clinic's seal is no person's signature: it makes any later change to this file visible.")


def day(value: date) -> str:
    """Return a date in words, such as "November 24, 2026"."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def hour(value: datetime, zone: ZoneInfo, seconds: bool = False) -> str:
    """Return the clinic's time of day, such as "10:24 AM"."""
    local = value.astimezone(zone)
    tail = f":{local.second:02}" if seconds else ""
    return f"{local.hour % 12 or 12}:{local.minute:02}{tail} {'AM' if local.hour < 12 else 'PM'}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return date, time and offset, such as "November 24, 2026, 10:24:36 AM CST (UTC-06:00)"."""
    local = value.astimezone(zone)
    return f"{day(local)}, {hour(value, zone, seconds=True)} {local.tzname()} ({_offset(local)})"


def language(code: str) -> str:
    """Return the name of a language, or its code when we have no name for it."""
    return _LANGUAGES.get(code.partition("-")[0], code)


def signer(mark: SignatureMark) -> str:
    """Return who signed in what role, such as "Ana Ortega, mother, for the patient"."""
    roles = {
        SignerRole.PATIENT: "patient",
        SignerRole.GUARDIAN: f"{mark.relationship or 'guardian'}, for the patient",
        SignerRole.MINOR: "patient, own agreement as a minor",
        SignerRole.WITNESS: "witness",
        SignerRole.PROVIDER: "countersigned",
    }
    licence = f", {mark.licence}" if mark.licence else ""
    return f"{mark.printed_name}{licence}, {roles[mark.role]}"


def grouped(hexadecimal: str, size: int = 8) -> str:
    """Return a long hexadecimal number in groups that can be compared by eye."""
    return " ".join(hexadecimal[i:i + size] for i in range(0, len(hexadecimal), size))


def _offset(local: datetime) -> str:
    offset = local.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"

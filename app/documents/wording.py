"""The words the pages themselves add: dates, times, roles, methods; translated by the catalogue of the language.

What the patient read and signed is in their language, and so is the completion page; it follows once more in English,
for whoever checks the file at the clinic.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from app.core.languages import day_in_words, time_in_words, translated
from app.documents.record import DocumentKind, SignatureMark, SignatureMethod, SignerRole

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
    DocumentKind.LETTER: "Letter",
    DocumentKind.WITHDRAWAL: "Withdrawal",
}

CLOCK_NOTE = "All times come from the clinic's own clock. No outside time service confirmed them."

SEAL_NOTE = ("The drawn or typed signatures are the signers' electronic signatures (15 U.S.C. 7001; 815 ILCS 333). "
             "The clinic's seal is no person's signature: it makes any later change to this file visible.")


def say(text: str, tongue: str = "", **values: object) -> str:
    """Return ``text`` in the language ``tongue``, with ``{names}`` filled in if there are ``values`` for them."""
    words = translated(text, tongue)
    return words.format(**values) if values else words


def day(value: date, tongue: str = "") -> str:
    """Return a date in words, such as "November 24, 2026"."""
    return day_in_words(value, tongue)


def hour(value: datetime, zone: tzinfo, seconds: bool = False, tongue: str = "") -> str:
    """Return the clinic's time of day, such as "10:24 AM"."""
    return time_in_words(value, zone, tongue, seconds=seconds)


def moment(value: datetime, zone: tzinfo, tongue: str = "") -> str:
    """Return date, time and offset, such as "November 24, 2026, 10:24:36 AM CST (UTC-06:00)"."""
    local = value.astimezone(zone)
    return f"{day(local, tongue)}, {hour(value, zone, True, tongue)} {local.tzname()} ({offset(local)})"


def language(code: str) -> str:
    """Return the name of a language, or its code when we have no name for it."""
    return _LANGUAGES.get(code.partition("-")[0], code)


def signer(mark: SignatureMark, tongue: str = "") -> str:
    """Return who signed in what role, such as "Ana Ortega, mother, for the patient"."""
    relationship = translated(mark.relationship or "guardian", tongue)
    roles = {
        SignerRole.PATIENT: say("patient", tongue),
        SignerRole.GUARDIAN: f"{relationship}, {say('for the patient', tongue)}",
        SignerRole.MINOR: say("patient, own agreement as a minor", tongue),
        SignerRole.WITNESS: say("witness", tongue),
        SignerRole.PROVIDER: say("countersigned", tongue),
    }
    words = " ".join(filter(None, (translated(mark.licence, tongue), mark.licence_number)))
    licence = f", {words}" if words else ""
    return f"{mark.printed_name}{licence}, {roles[mark.role]}"


def grouped(hexadecimal: str, size: int = 8) -> str:
    """Return a long hexadecimal number in groups that can be compared by eye."""
    return " ".join(hexadecimal[i:i + size] for i in range(0, len(hexadecimal), size))


def offset(local: datetime) -> str:
    """Return the offset ``local`` is written with, such as "UTC−06:00"."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"

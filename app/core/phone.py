"""Phone numbers: stored as E.164 (ITU-T), read the way people write them."""

from __future__ import annotations

import re
import unicodedata

_NORTH_AMERICA = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")
_WRITTEN = re.compile(r"[\d\s()+\-./\u2010-\u2015]+")


def to_e164(text: str) -> str:
    """Return a phone number as E.164; ten digits are taken as North American. Anything else comes back trimmed."""
    text = text.strip()
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    digits = re.sub(r"\D", "", plain)
    if not _WRITTEN.fullmatch(plain):
        return text
    if plain.startswith("+") and 8 <= len(digits) <= 15:
        return f"+{digits}"
    if len(digits) == 11 and digits.startswith("1"):
        return f"+{digits}"
    return f"+1{digits}" if len(digits) == 10 else text


def phone_words(phone: str) -> str:
    """Return a North American E.164 number as "(312) 555-0148"; any other text as it is."""
    match = _NORTH_AMERICA.fullmatch(phone)
    return f"({match[1]}) {match[2]}-{match[3]}" if match else phone

"""User names: shown as typed, compared so that no two look alike by case or width."""

from __future__ import annotations

import unicodedata

LONGEST_USER_NAME = 64


def user_name_key(user_name: str) -> str:
    """Return what two user names must differ in: NFKC, no case, no outer spaces. Overlong input is cut, never fails."""
    cut = user_name[: 4 * LONGEST_USER_NAME]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cut).casefold())
    return " ".join(folded.split())

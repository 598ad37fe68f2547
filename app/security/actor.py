"""Who is acting. Every service function takes an ``Actor`` first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may open."""

    FRONT_DESK = "front_desk"
    AESTHETICIAN = "aesthetician"
    PROVIDER = "provider"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


class Licence(StrEnum):
    """Who may perform, clear a flag and countersign. The codes are those of the treatment catalogue."""

    MD_DO = "md_do"
    APRN_FPA = "aprn_fpa"
    APRN = "aprn"
    PA = "pa"
    RN = "rn"
    LPN = "lpn"
    ESTHETICIAN = "esthetician"
    DELEGATE = "delegate"
    NONE = "none"


@dataclass(frozen=True)
class Actor:
    """A signed-in staff member. ``proof_at`` is when they last gave their password (UTC); ``code_at`` their code."""

    user_id: str
    user_name: str
    display_name: str
    title: str
    role: Role
    licence: Licence
    is_director: bool
    device: str
    session_id: str
    proof_at: datetime
    code_at: datetime
    is_recovery: bool = False

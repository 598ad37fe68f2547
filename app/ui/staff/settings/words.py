"""Roles, licenses and moments in words, as every tab writes them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app.core.clock import clinic_date
from app.core.dates import clock_time, near_date
from app.security.actor import Licence, Role

ROLES: tuple[tuple[str, str], ...] = (
    (Role.FRONT_DESK.value, "Front desk"),
    (Role.AESTHETICIAN.value, "Aesthetician"),
    (Role.PROVIDER.value, "Provider"),
    (Role.PRIVACY_OFFICER.value, "Privacy officer"),
    (Role.ADMINISTRATOR.value, "Administrator"),
)
"""Roles by value, in words."""

LICENCES: tuple[tuple[str, str], ...] = (
    (Licence.NONE.value, "No license"),
    (Licence.MD_DO.value, "Physician (MD, DO)"),
    (Licence.APRN_FPA.value, "APRN, full practice authority"),
    (Licence.APRN.value, "APRN"),
    (Licence.PA.value, "Physician assistant (PA)"),
    (Licence.RN.value, "Registered nurse (RN)"),
    (Licence.LPN.value, "Practical nurse (LPN)"),
    (Licence.ESTHETICIAN.value, "Esthetician"),
    (Licence.DELEGATE.value, "Trained delegate"),
)
"""Licenses by value, in words."""

ROLE_HELP = {
    Role.FRONT_DESK: "Finds and adds patients, checks them in, hands the tablet over and witnesses signatures.",
    Role.AESTHETICIAN: "As the front desk, and reviews intakes as far as the license allows.",
    Role.PROVIDER: "As the front desk, and reviews and countersigns as far as the license allows.",
    Role.PRIVACY_OFFICER: "Reads records and the audit log, and gives copies out. Does not check in or review.",
    Role.ADMINISTRATOR: "Everything in the treatment rooms, and staff, settings, approvals and the recovery key.",
}
"""What each role opens, in a sentence."""


def role_words(role: Role) -> str:
    """Return "Front desk" for ``Role.FRONT_DESK``."""
    return dict(ROLES)[role.value]


def licence_words(licence: Licence) -> str:
    """Return "Registered nurse (RN)" for ``Licence.RN``."""
    return dict(LICENCES)[licence.value]


def near_moment(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return "Today, 9:00 AM", "Yesterday, 9:00 AM" or "November 3, 2026, 9:00 AM"."""
    return f"{near_date(clinic_date(moment, zone), clinic_date(now, zone))}, {clock_time(moment, zone)}"

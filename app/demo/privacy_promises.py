"""The demo's side of the promise board: safeguards somebody looked at, a checked log, and a computer left alone."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import clinic_date
from app.security.actor import Actor
from app.security.idle import IDLE_REASON
from app.services.registry import Services
from app.services.views.registers import EntryInput

_SEEN = (
    ("premises", "Back door and treatment rooms lock by themselves. Camera at the entrance works.", 74),
    ("paper", "Both cabinets locked, keys in the key safe.", 74),
    ("desk", "Walked through after closing: no paper on any desk.", 9),
    ("network", "Guests have a Wi-Fi of their own. Router updated, its password changed.", 171),
    ("protection", "Firewall on, malware protection up to date on both computers.", 171),
)
"""Which safeguard, what was seen, how many days ago. Nobody has entered the updates of the computers yet."""


def tell_promises(services: Services, officer: Actor) -> None:
    """Let ``officer`` confirm what no app can see and check the log; then nobody touches the computer."""
    today = clinic_date(services.desk.clock.now(), services.desk.zone())
    for safeguard, seen, days in _SEEN:
        done = (today - timedelta(days=days)).isoformat()
        services.registers.add(officer, EntryInput("safeguard", (
            ("safeguard", safeguard), ("seen", seen), ("result", "in_order"), ("done_on", done)), officer.user_id))
    services.audit.verify(officer, lambda _done, _all: None, lambda: False)
    services.access.lock(IDLE_REASON)

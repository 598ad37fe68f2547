"""Probes of the registers: training, risks, vendors and their agreements, and the safeguards outside the app."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.core.dates import long_date
from app.core.text import counted
from app.rules.registers import DueState
from app.rules.unusual_access import POLICY_HOURS
from app.services.promises.finding import Finding, attention, kept, kept_if, outside, sentence
from app.services.promises.look import Look
from app.services.registers.book import standing_of
from app.services.registers.limits import newest_limits
from app.services.views.registers import Register, RegisterEntry, RegisterStanding

_RUNNING: Final = (DueState.CURRENT, DueState.SOON)
_AGREEMENTS: Final = {"signed": "agreement signed", "none": "no agreement needed, gets no patient data",
                      "needed": "agreement not signed yet", "": "agreement not looked at yet"}
_TITLES: Final = {"training": "Training", "risk": "Risk assessment", "vendor": "Vendors", "test": "Security tests"}


def registers(look: Look, about: tuple[str, ...]) -> Finding:
    """Registers whose entries must be there and not overdue."""
    proofs, to_do = [], []
    for key in about:
        register = look.register(key)
        standing = standing_of(register)
        title = _TITLES.get(key, register.kind.title)
        proofs.append(f"{title}: {_standing_words(register, look.today)}")
        if standing.needs_attention or not standing.entries:
            to_do.append(f"{title}: {_wanting(standing)}")
    return kept_if(not to_do, sentence(*proofs), sentence(*to_do, "open the registers"))


def safeguard(look: Look, about: tuple[str, ...]) -> Finding:
    """What only people can see to, confirmed in the register of safeguards and looked at again in time."""
    wanted = about[0]
    entries = [entry for entry in look.register("safeguard").entries if dict(entry.values).get("safeguard") == wanted]
    current = next((entry for entry in entries if entry.state in _RUNNING), None)
    if current is not None:
        values = dict(current.values)
        return kept(sentence(f"Confirmed on {_day_words(values['done_on'])} by {current.changed_by}",
                             f"next by {long_date(current.due)}" if current.due else ""))
    if any(dict(entry.values).get("result") == "to_fix" for entry in entries if entry.state is DueState.OVERDUE):
        return attention("The last check found something to put right.",
                         "Put it right, then enter a new check in the register of safeguards.")
    return attention("No app can see this, and nobody has confirmed it in time.",
                     "Look at it on site and enter what was seen in the register of safeguards.")


def vendors(look: Look, about: tuple[str, ...]) -> Finding:
    """Vendors of one kind of service, each with a signed agreement (45 CFR 164.504(e))."""
    found = _active_vendors(look, about)
    if not found:
        return attention("No such vendor is in the register.",
                         "If the clinic uses one, enter it with its agreement; if not, correct the policy.")
    unsigned = [entry for entry in found if not _has_agreement(entry)]
    proof = sentence(*(f"{entry.title}: {_AGREEMENTS[dict(entry.values).get('agreement', '')]}" for entry in found[:3]))
    return kept_if(not unsigned, proof, "Get the agreement signed before any patient data goes there.")


def agreements(look: Look, _about: tuple[str, ...]) -> Finding:
    """Agreements of every vendor that handles patient data."""
    found = _active_vendors(look, ())
    unsigned = [entry for entry in found if not _has_agreement(entry)]
    if not found:
        return attention("No vendor is in the register.", "Enter every company that handles patient data.")
    return kept_if(not unsigned, f"{len(found) - len(unsigned)} of {counted(len(found), 'vendor')} with a signed "
                                 "agreement, or with no need of one.",
                   f"Get the agreement signed: {', '.join(entry.title for entry in unsigned[:3])}.")


def opening_hours(look: Look, _about: tuple[str, ...]) -> Finding:
    """When the clinic is open, which people keep; the app knows the hours, to list access outside them."""
    if {*newest_limits(look.session).hours} != {*POLICY_HOURS}:
        return attention("The business hours in the app are not those of the policy.",
                         "Correct the hours under Registers, Unusual access, or the policy.")
    return outside("The app does not open the door. It lists access to records outside these hours.",
                   "Keep the door, the website and the policy in step.")


def _active_vendors(look: Look, services: Iterable[str]) -> list[RegisterEntry]:
    wanted = frozenset(services)
    return [entry for entry in look.register("vendor").entries
            if entry.entry_id and entry.state not in (DueState.CLOSED, DueState.REPLACED)
            and (not wanted or dict(entry.values).get("service") in wanted)]


def _has_agreement(entry: RegisterEntry) -> bool:
    """Say whether the agreement is signed, or noted as not needed because no patient data goes there."""
    return dict(entry.values).get("agreement") in ("signed", "none")


def _standing_words(register: Register, today: date) -> str:
    """Return "4 of 6 current, due in 23 days": what runs, of all that is entered or expected."""
    running = sum(entry.state in _RUNNING for entry in register.entries)
    standing = standing_of(register)
    due = f"due in {counted((standing.next_due - today).days, 'day')}" if standing.next_due else ""
    return ", ".join(filter(None, (f"{running} of {running + standing.needs_attention} current", due)))


def _day_words(text: str) -> str:
    return long_date(date.fromisoformat(text))


def _wanting(standing: RegisterStanding) -> str:
    """Return what is wrong with a register in words."""
    if not standing.entries:
        return "nothing entered yet"
    return ", ".join(filter(None, (f"{standing.missing} not entered" if standing.missing else "",
                                   f"{standing.overdue} overdue" if standing.overdue else "")))

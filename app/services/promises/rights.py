"""Probes of patients' rights: requests and their clocks, restrictions, private contact, accountings, fees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from app.core.text import counted
from app.models.disclosures import AccountingGiven, DisclosureEntry
from app.models.rights import ConfidentialContactVersion, RestrictionVersion
from app.rules.legal_clock import ClockState
from app.rules.rights import KINDS, RequestKind
from app.rules.rights_state import OUTCOME_OF, Event
from app.services.promises.finding import Finding, attention, kept, kept_if, outside, sentence
from app.services.promises.look import Asked, Look

_ACCESS_DAYS: Final = 30
_ANSWER_LATE: Final = "Open the request in the privacy desk and answer it, or tell the patient why it takes longer."


def requests(look: Look, about: tuple[str, ...]) -> Finding:
    """Requests of some kinds: how many are open, whether one is late, how long the slowest took."""
    found = _of(look, about)
    open_ones = [each for each in found if each.state.is_open]
    late = _late(look, open_ones)
    title = KINDS[RequestKind(about[0])].title
    slowest = max((each.state.clock.day_number(look.today) for each in found), default=0)
    proof = f"{title}: {len(open_ones)} open, {_late_words(late)}"
    return kept_if(not late, sentence(proof + (f", slowest {counted(slowest, 'day')}" if found else "")), _ANSWER_LATE)


def response_time(look: Look, about: tuple[str, ...]) -> Finding:
    """Access within 30 days (45 CFR 164.524(b)(2)): open ones within their clock, answered ones within theirs."""
    found = _of(look, about)
    open_ones = [each for each in found if each.state.is_open]
    late = _late(look, open_ones)
    answered = [each.state.clock.day_number(look.today) for each in found if not each.state.is_open]
    extended = sum(each.state.clock.extended for each in found)
    slowest = max((each.state.clock.day_number(look.today) for each in found), default=None)
    took = f", slowest {counted(slowest, 'day')}" if slowest is not None else ""
    proof = sentence(
        f"Access requests: {len(open_ones)} open, {_late_words(late)}{took}",
        f"{len(answered)} answered, {sum(days <= _ACCESS_DAYS for days in answered)} of them within {_ACCESS_DAYS} days"
        if answered else "",
        f"{counted(extended, 'time')} extended once, as the law allows" if extended else "")
    return kept_if(not late, proof, _ANSWER_LATE)


def answered(look: Look, about: tuple[str, ...]) -> Finding:
    """Closed requests whose patient was told the decision: each has its outcome."""
    closed = [each for each in _of(look, about) if not each.state.is_open]
    told = sum(any(event in OUTCOME_OF for event in each.state.happened) for each in closed)
    if not closed:
        return kept("No decision was made yet.")
    return kept(f"{counted(len(closed), 'decision').capitalize()} made, {told} with the outcome on record.")


def identity(look: Look, _about: tuple[str, ...]) -> Finding:
    """Identity checked before anything is answered (45 CFR 164.514(h))."""
    done = [each for each in look.requests
            if not each.state.is_open and Event.DROPPED not in each.state.happened]
    without = [each for each in done if Event.IDENTITY not in each.state.happened]
    open_ones = [each for each in look.requests if each.state.is_open]
    checked = sum(Event.IDENTITY in each.state.happened for each in open_ones)
    return kept_if(not without, sentence(
        f"{counted(len(done), 'request')} answered, {len(done) - len(without)} with an identity check" if done else "",
        f"{checked} of {counted(len(open_ones), 'open request')} checked so far" if open_ones else "",
        "no request can be answered without the check"),
        "Find out who received these answers.")


def restrictions(look: Look, _about: tuple[str, ...]) -> Finding:
    """Limits agreed to, shown and enforced wherever something leaves; and the requests for them."""
    newest = select(func.max(RestrictionVersion.sequence)).group_by(RestrictionVersion.restriction_id)
    active = look.count(RestrictionVersion, RestrictionVersion.sequence.in_(newest), RestrictionVersion.active)
    return _with_requests(look, RequestKind.RESTRICT, f"{counted(active, 'limit')} in force; each copy checks them")


def confidential(look: Look, _about: tuple[str, ...]) -> Finding:
    """Patients reached another way (45 CFR 164.522(b)), and the requests for it."""
    table = ConfidentialContactVersion
    newest = select(func.max(table.sequence)).group_by(table.patient_id)
    active = look.count(table, table.sequence.in_(newest), table.active)
    return _with_requests(look, RequestKind.CONFIDENTIAL,
                          f"{counted(active, 'patient')} reached another way; the other contact is hidden")


def accounting(look: Look, _about: tuple[str, ...]) -> Finding:
    """Accountings of disclosures (45 CFR 164.528): what is on record, what was given, what waits."""
    given, recorded = look.count(AccountingGiven), look.count(DisclosureEntry)
    return _with_requests(look, RequestKind.ACCOUNT,
                          f"{counted(recorded, 'disclosure')} on record, {counted(given, 'accounting')} given")


def fees(look: Look, _about: tuple[str, ...]) -> Finding:
    """Requests answered without a charge."""
    closed = [each for each in look.requests if not each.state.is_open]
    charged = sum(Event.FEE in each.state.happened for each in closed)
    free = sum(not cents for cents in look.session.scalars(select(AccountingGiven.fee_cents)))
    return kept_if(charged * 2 <= len(closed), sentence(
        f"{len(closed) - charged} of {counted(len(closed), 'answered request')} without a fee" if closed
        else "No request was answered yet",
        f"{free} accountings free of charge" if free else ""),
        "More than half of the answers had a fee: look at the reasons noted, or correct the policy.")


def no_retaliation(look: Look, _about: tuple[str, ...]) -> Finding:
    """What people do; the app can only show the complaints and that they were answered."""
    complaints = _of(look, (RequestKind.COMPLAINT.value,))
    return outside(f"No app can see this. {counted(len(complaints), 'complaint').capitalize()} on record, "
                   f"{sum(each.state.is_open for each in complaints)} open.",
                   "Say it in the yearly training; the answer to a complaint says so too.")


def _of(look: Look, kinds: Sequence[str]) -> list[Asked]:
    return [each for each in look.requests if each.kind in kinds]


def _late(look: Look, open_ones: Sequence[Asked]) -> int:
    return sum(each.state.clock.state(look.today) is ClockState.LATE for each in open_ones)


def _late_words(late: int) -> str:
    return f"{late} late" if late else "none late"


def _with_requests(look: Look, kind: RequestKind, proof: str) -> Finding:
    open_ones = [each for each in _of(look, (kind.value,)) if each.state.is_open]
    late = _late(look, open_ones)
    said = sentence(proof, f"{len(open_ones)} asked for and not answered yet, {_late_words(late)}")
    return attention(said, _ANSWER_LATE) if late else kept(said)

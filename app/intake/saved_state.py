"""The whole state of a visit as JSON: what a draft keeps and what a resume starts from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.core.clock import Clock
from app.core.errors import DamagedError
from app.forms import NotCarried
from app.intake.earlier import Standing
from app.intake.evidence import EventKind
from app.intake.form_state import FormState
from app.intake.json_parts import (
    as_count,
    as_list,
    as_mapping,
    as_moment,
    as_text,
    decline_from,
    decline_to,
    event_from,
    event_to,
    initials_from,
    initials_to,
    lost_from,
    lost_to,
    moment_from,
    moment_to,
    signature_from,
    signature_made_from,
    signature_made_to,
    signature_to,
)
from app.intake.packet import Packet, PacketForm
from app.intake.places import Place, PlaceKind
from app.intake.route import nearest
from app.intake.submission import decode
from app.intake.visit_state import TextSize, VisitState, new_form, open_session, start


def state_to(state: VisitState) -> dict[str, object]:
    """Return the state as plain JSON values; disabled and half-typed answers are part of it."""
    return {
        "place": [state.place.kind.value, state.place.form_id, state.place.page],
        "disclosure_at": moment_to(state.disclosure_at), "language": state.language,
        "text_size": state.text_size.value, "help": state.asked_for_help,
        "events": [event_to(event) for event in state.events],
        "forms": {form_id: _form_to(form) for form_id, form in state.forms.items()},
    }


def resume(packet: Packet, clock: Clock) -> VisitState:
    """Return the state to go on from: the packet's draft, or a new start without one.

    Raises DamagedError when the draft cannot be read. A form that changed under the draft keeps the answers that still
    fit; what was read, initialed and signed on the old text no longer counts. A visit that was sent back starts at its
    review page, with every signature that is not touched still standing.
    """
    if packet.draft is None:
        state = start(packet, clock)
        state.note(EventKind.STARTED)
        return state
    try:
        state = _from_json(packet, clock, decode(packet.draft).state)
    except (ValueError, TypeError, KeyError, DamagedError):
        raise DamagedError("The saved answers of this visit could not be read. They are kept; ask for help, or start "
                           "the visit again.") from None
    state.note(EventKind.RESUMED)
    state.place = Place(PlaceKind.REVIEW) if packet.message else nearest(state, state.place)
    return state


def _from_json(packet: Packet, clock: Clock, data: Mapping[str, object]) -> VisitState:
    state = start(packet, clock)
    kind, form_id, page = as_list(data["place"])
    state.place = Place(PlaceKind(as_text(kind)), as_text(form_id), page if type(page) is int else 0)
    state.disclosure_at = moment_from(data["disclosure_at"])
    state.language = as_text(data["language"])
    state.text_size = TextSize(as_text(data["text_size"]))
    state.asked_for_help = data["help"] is True
    state.events = [event_from(each) for each in as_list(data["events"])]
    saved = as_mapping(data["forms"])
    for form in packet.forms:
        if form.form_id in saved:
            state.forms[form.form_id] = _form_from(packet, form, clock, as_mapping(saved[form.form_id]))
    return state


def _form_to(form: FormState) -> dict[str, object]:
    return {
        "sha256": form.form.sha256, "session": form.session.draft(), "signing": signature_to(form.signing),
        "made": signature_made_to(form.made) if form.made is not None else None, "voided": form.was_voided,
        "own": [signature_to(form.own.page), signature_made_to(form.own.made) if form.own.made else None]
        if form.own is not None else None,
        "declined": decline_to(form.declined), "read": _moments_to(form.read),
        "initials": [initials_to(each) for each in form.initials.values()],
        "visited": sorted(form.visited), "shown": _moments_to(form.shown), "checked": form.checked,
        "edited": form.edited, "lost": [lost_to(each) for each in form.lost],
        "confirmed": [[first, said.value, moment_to(at)] for first, (said, at) in form.confirmed.items()],
    }


def _form_from(packet: Packet, form: PacketForm, clock: Clock, data: Mapping[str, object]) -> FormState:
    found = new_form(packet, form, clock)
    found.session = open_session(packet, form, clock, draft=as_mapping(data["session"]))
    found.signing = signature_from(data["signing"])
    page, own_made = as_list(data.get("own") or [None, None])
    if found.own is not None and page is not None:
        found.own.page = signature_from(page)
    found.declined = decline_from(data["declined"])
    found.lost = _lost_from(data, found)
    if data["sha256"] != form.sha256:
        found.was_voided = data["made"] is not None
        return found
    found.made = signature_made_from(data["made"]) if data["made"] is not None else None
    if found.own is not None and own_made is not None:
        found.own.made = signature_made_from(own_made)
    found.was_voided = data["voided"] is True
    found.read = _moments_from(data["read"])
    found.initials = {each.link_id: each for each in map(initials_from, as_list(data["initials"]))}
    found.visited = {page for page in as_list(data["visited"]) if type(page) is int}
    found.shown = _moments_from(data["shown"])
    checked = data["checked"]
    found.checked = {key: as_text(value) for key, value in as_mapping(checked).items()} if checked is not None else None
    found.edited = [as_text(each) for each in as_list(data["edited"])]
    found.confirmed = _confirmed_from(data.get("confirmed", []))
    return found


def _lost_from(data: Mapping[str, object], form: FormState) -> tuple[NotCarried, ...]:
    """What was lost before the draft was saved, and what its form, changed since, has no place for."""
    lost = [lost_from(each) for each in as_list(data.get("lost", []))]
    return tuple(dict.fromkeys((*form.lost, *lost, *form.session.not_carried)))


def _confirmed_from(value: object) -> dict[int, tuple[Standing, datetime]]:
    entries = [as_list(each) for each in as_list(value)]
    return {as_count(first): (Standing(as_text(said)), as_moment(at)) for first, said, at in entries}


def _moments_to(moments: Mapping[str, datetime]) -> list[object]:
    return [[name, moment_to(at)] for name, at in moments.items()]


def _moments_from(value: object) -> dict[str, datetime]:
    pairs = [as_list(each) for each in as_list(value)]
    return {as_text(name): as_moment(at) for name, at in pairs}

"""Watches what a patient does between pages: pages first shown, answers changed after the check, signatures voided."""

from __future__ import annotations

from app.core.canonical import sha256_hex
from app.forms import encode_json
from app.intake.evidence import EventKind
from app.intake.form_state import FormState
from app.intake.places import PlaceKind
from app.intake.visit_state import VisitState


def note_shown(state: VisitState) -> None:
    """Note that the present place is shown: pages count as visited, and their first time is kept."""
    place = state.place
    form = state.forms.get(place.form_id)
    if form is None:
        return
    if place.kind is PlaceKind.PAGE:
        form.visited.add(place.page)
    title = _title(state, form)
    if title not in form.shown:
        form.shown[title] = state.note(EventKind.SHOWN, place.form_id, title)


def note_edits(state: VisitState) -> None:
    """At the check page: remember the answers the first time, and later note which were changed since."""
    place = state.place
    form = state.forms.get(place.form_id)
    if form is None or place.kind is not PlaceKind.CHECK:
        return
    now = _fingerprints(form)
    if form.checked is not None:
        for key in sorted(now.keys() | form.checked.keys()):
            if now.get(key) != form.checked.get(key):
                form.edited.append(key)
                state.note(EventKind.EDITED, place.form_id, key)
    form.checked = now


def void_if_edited(state: VisitState, form: FormState) -> None:
    """Take away a signature whose answers are no longer the ones it covers."""
    if form.made is not None and form.made.answers_sha256 != form.answers_sha256():
        form.clear_signature()
        form.was_voided = True
        state.note(EventKind.VOIDED, form.form.form_id)


def _title(state: VisitState, form: FormState) -> str:
    place = state.place
    if place.kind is PlaceKind.PAGE:
        page = form.session.pages[place.page]
        title = page.title.plain or page.section
        return f"{title} ({page.part} of {page.parts})" if page.parts > 1 else title
    if place.kind is PlaceKind.CONFIRM:
        title = form.session.pages[place.page].title.plain
        return f"{title}, last time's answers"
    return {PlaceKind.READING: "Text of the consent", PlaceKind.CHECK: "Check", PlaceKind.SIGN: "Signature"}.get(
        place.kind, place.kind.value)


def _fingerprints(form: FormState) -> dict[str, str]:
    """Return a hash per answered field, so that a change can be noted without keeping the answer twice."""
    found = {}
    keys = form.session.keys()
    for key in keys:
        state = form.session.item_state(key)
        if state.answers and not state.item.handling.signature:
            found[key] = sha256_hex(encode_json([repr(answer.value) for answer in state.answers]))[:16]
    return found

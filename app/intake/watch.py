"""Watches what a patient does between pages: pages first shown, answers changed after the check, signatures voided."""

from __future__ import annotations

import re

from app.core.canonical import sha256_hex
from app.core.languages import translated
from app.forms import Questionnaire, encode_json
from app.intake.evidence import EventKind
from app.intake.form_state import FormState
from app.intake.places import PlaceKind
from app.intake.visit_state import VisitState

SCREENS = {PlaceKind.READING: "Text of the consent", PlaceKind.CHECK: "Check", PlaceKind.SIGN: "Signature"}
"""What the screens of a form beside its own pages are called in the evidence."""
_PART, _AGAIN = "{title} ({part} of {parts})", "{title}, last time's answers"
_SCREEN = re.compile(r"(.*?)(?: \((\d+) of (\d+)\))?(, last time's answers)?", re.DOTALL)


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


def page_title(questionnaire: Questionnaire, noted: str, language: str) -> str:
    """Return the title of a page as ``note_shown`` kept it (in English) in ``language``."""
    found = _SCREEN.fullmatch(noted)
    title, part, parts, again = found.groups() if found is not None else (noted, None, None, None)
    texts = (questionnaire.title, *(item.text for item in questionnaire.structure.items.values()))
    words = next((text.in_language(language) for text in texts if text.plain == title), translated(title, language))
    if again:
        return translated(_AGAIN, language).format(title=words)
    return translated(_PART, language).format(title=words, part=part, parts=parts) if part else words


def _title(state: VisitState, form: FormState) -> str:
    place = state.place
    if place.kind is PlaceKind.PAGE:
        page = form.session.pages[place.page]
        title = page.title.plain or page.section
        return _PART.format(title=title, part=page.part, parts=page.parts) if page.parts > 1 else title
    if place.kind is PlaceKind.CONFIRM:
        return _AGAIN.format(title=form.session.pages[place.page].title.plain)
    return SCREENS.get(place.kind, place.kind.value)


def _fingerprints(form: FormState) -> dict[str, str]:
    """Return a hash per answered field, so that a change can be noted without keeping the answer twice."""
    found = {}
    keys = form.session.keys()
    for key in keys:
        state = form.session.item_state(key)
        if state.answers and not state.item.handling.signature:
            found[key] = sha256_hex(encode_json([repr(answer.value) for answer in state.answers]))[:16]
    return found

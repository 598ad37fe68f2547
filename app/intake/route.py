"""The way through a visit: every place in order, and the four bars of the top bar."""

from __future__ import annotations

from app.intake.earlier import Standing
from app.intake.form_state import FormState
from app.intake.packet import FormKind, IntakeStep
from app.intake.places import OWN, Place, PlaceKind, StepState
from app.intake.reading import is_reading_page
from app.intake.returning import asked_pages, standing
from app.intake.visit_state import VisitState


def places(state: VisitState) -> tuple[Place, ...]:
    """Return every place of the visit in order, with the answers as they are. A declined form has none."""
    if state.is_paper:
        return (Place(PlaceKind.PAPER),)
    if state.is_sent:
        return (Place(PlaceKind.DONE),)
    found = [Place(PlaceKind.WELCOME), Place(PlaceKind.DISCLOSURE)]
    for form in state.asked:
        found += form_places(form)
    return (*found, Place(PlaceKind.REVIEW))


def form_places(form: FormState) -> tuple[Place, ...]:
    """Return the places of one form: reading, pages, check, sign; none when it was declined.

    Earlier answers are confirmed before those of their pages that are asked again.
    """
    form_id = form.form.form_id
    if form.declined is not None:
        return ()
    is_consent = form.form.kind is FormKind.CONSENT
    found = [Place(PlaceKind.READING, form_id)] if is_consent and form.reading("") else []
    asked = asked_pages(form)
    for page in form.session.enabled_pages():
        part = form.earlier.part_of(page.index) if form.earlier is not None else None
        if part is not None and (confirming := Place(PlaceKind.CONFIRM, form_id, part.first)) not in found:
            found.append(confirming)
        if page in asked and not (found and is_consent and is_reading_page(form.session, page)):
            found.append(Place(PlaceKind.PAGE, form_id, page.index))
    found.append(Place(PlaceKind.CHECK, form_id))
    if form.form.needs_signature:
        found.append(Place(PlaceKind.SIGN, form_id))
    if form.form.needs_signature and form.own is not None:
        found.append(Place(PlaceKind.SIGN, form_id, OWN))
    return tuple(found)


def place_of(form: FormState, key: str) -> Place:
    """Return the place where the item ``key`` is answered."""
    item_id = key.rpartition("/")[2].partition(":")[0]
    item = form.session.questionnaire.structure.items.get(item_id)
    if item is not None and item.handling.initials and form.form.kind is FormKind.CONSENT:
        return Place(PlaceKind.READING, form.form.form_id)
    page = form.session.page_of(key)
    if page is None:
        return Place(PlaceKind.CHECK, form.form.form_id)
    return Place(PlaceKind.PAGE, form.form.form_id, page.index)


def is_page(state: VisitState, place: Place) -> bool:
    """Say whether ``place`` is a page that may be jumped to, also one that is not asked again."""
    form = state.forms.get(place.form_id)
    return (form is not None and state.is_asked(place.form_id) and place.kind is PlaceKind.PAGE
            and form.declined is None
            and any(page.index == place.page for page in form.session.enabled_pages()))


def is_confirmed(form: FormState, place: Place) -> bool:
    """Say whether something was said about the earlier answers at ``place``."""
    return standing(form, place.page) is not Standing.UNCONFIRMED


def forward(state: VisitState) -> Place:
    """Return where the patient goes on to: earlier answers that were already confirmed are not asked about again."""
    place = after(state, state.place)
    while place.kind is PlaceKind.CONFIRM and is_confirmed(state.forms[place.form_id], place):
        place = after(state, place)
    return place


def after(state: VisitState, place: Place) -> Place:
    """Return the place after ``place``; for one that is no longer on the way, the next that is."""
    way = places(state)
    if place in way:
        return way[min(way.index(place) + 1, len(way) - 1)]
    later = _forms_from(state, place.form_id)
    return next((each for each in way if each.form_id in later), way[-1])


def before(state: VisitState, place: Place) -> Place:
    """Return the place before ``place``; for one that is no longer on the way, the nearest before it."""
    way = places(state)
    if place in way:
        return way[max(way.index(place) - 1, 0)]
    later = _forms_from(state, place.form_id)
    earlier = [each for each in way if each.form_id not in later and each.kind is not PlaceKind.REVIEW]
    return earlier[-1]


def nearest(state: VisitState, place: Place) -> Place:
    """Return ``place`` if it is on the way, else the closest place of the same form, else the start."""
    way = places(state)
    if place in way:
        return place
    same = [each for each in way if each.form_id == place.form_id and place.form_id]
    at_or_after = [each for each in same if each.page >= place.page]
    return (at_or_after or same or [way[0]])[0]


def steps(state: VisitState) -> tuple[StepState, ...]:
    """Return the top bar: one bar for each step that has forms, and the review."""
    current = _current_step(state)
    found = []
    for step in (IntakeStep.DETAILS, IntakeStep.HISTORY, IntakeStep.CONSENTS):
        forms = [form for form in state.asked if form.form.step is step]
        if forms:
            done = all(form.is_signed or form.declined is not None or not form.form.needs_signature
                       for form in forms) and (state.is_sent or step is not current)
            progress = 1.0 if done else sum(_progress(form, state.place) for form in forms) / len(forms)
            found.append(StepState(step, step.words, progress, done, step is current))
    in_review = current is IntakeStep.REVIEW
    review = 1.0 if state.is_sent else 0.5 if in_review else 0.0
    return (*found, StepState(IntakeStep.REVIEW, IntakeStep.REVIEW.words, review, state.is_sent, in_review))


def step_position(state: VisitState) -> tuple[int, int, str]:
    """Return the number of the current step from 1 (0 before the first), how many there are, and its words."""
    bar = steps(state)
    for number, step in enumerate(bar, start=1):
        if step.is_current:
            return number, len(bar), step.label
    return 0, len(bar), ""


def _current_step(state: VisitState) -> IntakeStep | None:
    if state.place.kind in (PlaceKind.REVIEW, PlaceKind.DONE):
        return IntakeStep.REVIEW
    form = state.forms.get(state.place.form_id)
    return form.form.step if form is not None else None


def _progress(form: FormState, place: Place) -> float:
    if form.is_signed or form.declined is not None:
        return 1.0
    own = form_places(form)
    passed = sum(1 for each in own if _is_passed(form, each, place))
    return passed / len(own) if own else 0.0


def _is_passed(form: FormState, each: Place, place: Place) -> bool:
    if each == place:
        return False
    if each.kind is PlaceKind.READING:
        return form.reading_left().is_done
    if each.kind is PlaceKind.CONFIRM:
        return is_confirmed(form, each)
    return each.kind is PlaceKind.PAGE and each.page in form.visited


def _forms_from(state: VisitState, form_id: str) -> frozenset[str]:
    order = list(state.forms)
    start = order.index(form_id) if form_id in state.forms else len(order)
    return frozenset(order[start:])

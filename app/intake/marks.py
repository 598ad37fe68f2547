"""What a patient does that leaves a mark: initials, signature, decline; and what has to be done before going on."""

from __future__ import annotations

from dataclasses import replace

from app.core.errors import InvalidInputError
from app.core.languages import translated
from app.core.strokes import Strokes
from app.core.text import clean, has_card_number
from app.forms import Answer
from app.forms.messages import say
from app.intake.evidence import EventKind
from app.intake.form_state import FormState
from app.intake.places import OWN, Place, PlaceKind
from app.intake.sign_check import open_issues, sign_problems
from app.intake.signing import Decline, Initials, SignatureMade, SignerCapacity
from app.intake.visit_state import VisitState

MAX_REASON = 500
MAX_INITIALS = 6
MINOR_REFUSED = "The patient, who is under 18, said no."
"""The reason kept where a minor's own answer declined a form that a guardian was about to sign."""


def put_initials(state: VisitState, form: FormState, link_id: str, text: str, strokes: Strokes | None) -> None:
    """Put initials beside a statement, or take them away. Raises InvalidInputError unless one to six letters."""
    given = clean(text).strip()
    if not given:
        form.initials.pop(link_id, None)
        form.session.set_answers(link_id, ())
        return
    if len(given) > MAX_INITIALS or not any(c.isalpha() for c in given):
        raise InvalidInputError(translated("Enter your initials, one to six letters.", state.language), link_id)
    now = state.note(EventKind.INITIALED, form.form.form_id, link_id)
    form.initials[link_id] = Initials(link_id, given, now, strokes)
    form.session.set_answers(link_id, (Answer(given),))


def sign_form(state: VisitState, form: FormState) -> SignatureMade | None:
    """Sign with the signature page as it stands; None when a minor's own "no" declined the form instead.

    Raises InvalidInputError with the first thing that is missing.
    """
    missing = sign_problems(state, form)
    if missing:
        raise InvalidInputError(missing[0])
    for written in (form.signing.printed_name, form.signing.authority, form.signing.typed_name):
        _refuse_card_number(state, written)
    if form.signing.assent == "no" and state.packet.asks_minor(form.form):
        record_decline(state, form, MINOR_REFUSED)
        return None
    signature = replace(form.signing, printed_name=clean(form.signing.printed_name).strip(),
                        authority=clean(form.signing.authority).strip())
    now = state.note(EventKind.SIGNED, form.form.form_id)
    form.made = SignatureMade(form.form.form_id, signature, now, form.answers_sha256(), state.language)
    form.was_voided = False
    form.fill_signature(form.made, now.astimezone(state.packet.zone).isoformat(timespec="seconds"))
    return form.made


def sign_too(state: VisitState, form: FormState) -> SignatureMade:
    """Sign beside the guardian, who has signed. Raises InvalidInputError with the first thing that is missing."""
    own = form.own
    if own is None or form.made is None:
        raise InvalidInputError(translated("A parent or guardian signs for someone under 18.", state.language))
    missing = sign_problems(state, form, own=True)
    if missing:
        raise InvalidInputError(missing[0])
    for written in (own.page.printed_name, own.page.typed_name):
        _refuse_card_number(state, written)
    signature = replace(own.page, capacity=SignerCapacity.PATIENT, authority="", assent="",
                        printed_name=clean(own.page.printed_name).strip())
    now = state.note(EventKind.SIGNED_TOO, form.form.form_id)
    own.made = SignatureMade(form.form.form_id, signature, now, form.answers_sha256(), state.language)
    return own.made


def decline_form(state: VisitState, form: FormState, reason: str) -> None:
    """Record that the patient does not sign. Raises InvalidInputError for no reason, a long one, or a needed form."""
    given = clean(reason).strip()
    if not form.form.may_decline:
        words = "This form is needed for your visit. Ask the front desk if you have a question."
        raise InvalidInputError(translated(words, state.language))
    if not given:
        words = "Say in a few words why you do not want to sign."
        raise InvalidInputError(translated(words, state.language), "reason")
    if len(given) > MAX_REASON:
        words = translated("Use at most {n} characters.", state.language)
        raise InvalidInputError(words.format(n=MAX_REASON), "reason")
    _refuse_card_number(state, given, "reason")
    record_decline(state, form, given)


def _refuse_card_number(state: VisitState, text: str, field: str = "") -> None:
    if has_card_number(text):
        raise InvalidInputError(say("card-number", state.language), field)


def record_decline(state: VisitState, form: FormState, reason: str) -> None:
    """Take a signature away and keep the decision not to sign."""
    form.clear_signature()
    form.declined = Decline(reason, state.note(EventKind.DECLINED, form.form.form_id))


def is_held(state: VisitState, place: Place) -> bool:
    """Say whether something has to be done on ``place`` before the patient can go on."""
    form = state.forms.get(place.form_id)
    if place.kind is PlaceKind.DISCLOSURE:
        return state.disclosure_at is None
    if form is None:
        return False
    if place.kind is PlaceKind.READING:
        return not form.reading_left().is_done
    if place.kind is PlaceKind.CHECK:
        return bool(open_issues(form)) and not form.refusal()
    signed = form.is_signed if place.page == OWN else form.made is not None
    return place.kind is PlaceKind.SIGN and not signed and form.declined is None

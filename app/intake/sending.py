"""Turns the state of a visit into the item that is sealed: a draft, a submission, or a wish for paper."""

from __future__ import annotations

from app.intake.form_state import FormState
from app.intake.returning import changes, confirmations
from app.intake.route import step_position
from app.intake.saved_state import state_to
from app.intake.submission import FormOutcome, Item, ItemKind, SubmittedForm
from app.intake.visit_state import VisitState


def item_of(state: VisitState, kind: ItemKind) -> Item:
    """Return the item for the state as it is now. ``forms`` is filled only for a submission."""
    packet = state.packet
    step, step_count, label = step_position(state)
    forms: tuple[SubmittedForm, ...] = ()
    if kind is ItemKind.SUBMISSION:
        forms = tuple(submitted(form, state.language) for form in state.asked)
    return Item(
        kind=kind, visit_id=packet.visit_id, hand_over_id=packet.hand_over_id, saved_at=state.clock.now(),
        device=packet.device, language=state.language, step=step, step_count=step_count, step_label=label,
        asked_for_help=state.asked_for_help, disclosure_version=packet.disclosure.version,
        disclosure_accepted_at=state.disclosure_at, forms=forms, events=tuple(state.events), state=state_to(state))


def submitted(form: FormState, language: str) -> SubmittedForm:
    """Return one form as it is sent; changes are told in ``language``, as the patient saw them."""
    packet_form = form.form
    outcome = FormOutcome.DECLINED if form.declined else FormOutcome.SIGNED if form.is_signed else FormOutcome.ANSWERED
    is_declined = form.declined is not None
    return SubmittedForm(
        form_id=packet_form.form_id, url=packet_form.url, version=packet_form.version, sha256=packet_form.sha256,
        outcome=outcome, response=None if is_declined else form.session.response(),
        signature=None if is_declined else form.made,
        initials=() if is_declined else tuple(form.initials.values()),
        declined_reason=form.declined.reason if form.declined else "",
        declined_at=form.declined.at if form.declined else None,
        pages=tuple(form.shown.items()), edited=tuple(form.edited),
        earlier_at=form.earlier.at if form.earlier is not None else None,
        confirmations=confirmations(form, language), changes=changes(form, language), lost=form.lost,
        own_signature=form.own.made if form.own is not None and not is_declined else None)

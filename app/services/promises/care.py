"""Probes of what is asked and kept for care: questions in use, visits, reviews, notes of calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from app.core.text import counted
from app.models.documents import SealedDocument
from app.models.registers import PhoneNoteRow
from app.models.reviews import Acceptance
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.services.promises.finding import Finding, attention, kept, kept_if, outside, sentence
from app.services.promises.look import Look

_MONTH: Final = timedelta(days=30)
_NOT_ASKED: Final = ("ssn", "social_security", "socialsecurity")


def asks(look: Look, about: tuple[str, ...]) -> Finding:
    """Questions of a form in use (``about`` is the form, then linkIds), and how many patients answered it."""
    form = look.form(about[0])
    if form is None:
        return attention("The form is not in use.", "Publish the form in Settings, Forms.")
    items = form.questionnaire.structure.items
    missing = [link_id for link_id in about[1:] if link_id not in items]
    answered = look.distinct(FormSubmission.patient_id, FormSubmission.form_id == about[0])
    return kept_if(not missing, sentence(
        f"Asked in {form.title}, version {form.version}",
        f"{counted(answered, 'patient')} answered it; the answers are encrypted under each patient's own key"),
        "The form in use does not ask this: correct the form or the policy.")


def identifiers(look: Look, about: tuple[str, ...]) -> Finding:
    """Identification: the kind of ID and its last characters; no form in use asks for a social security number."""
    asked = asks(look, about)
    asking = [shipped.form_id for shipped in look.sources.library.content.forms if any(
        word in link_id.casefold() for link_id in shipped.questionnaire.structure.items for word in _NOT_ASKED)]
    if asking:
        return attention(f"A form asks for a social security number: {', '.join(asking)}.",
                         "Take the question out unless a treatment needs it.")
    return Finding(asked.state, sentence("Only the kind of ID and its last four characters are kept",
                                         "no form in use asks for a social security number"), asked.to_do)


def payment(look: Look, _about: tuple[str, ...]) -> Finding:
    """Card numbers are refused in every field; insurance and the last four digits of a card stay encrypted."""
    cards = look.distinct(FormSubmission.patient_id, FormSubmission.form_id == "card")
    return kept(sentence("Card numbers are refused in every field; the last four digits may be kept",
                         f"{counted(cards, 'patient')} with a card authorization on file",
                         "payments themselves are not made in this app"))


def records_kept(look: Look, _about: tuple[str, ...]) -> Finding:
    """Sealed documents and answers on file."""
    documents, forms = look.count(SealedDocument), look.count(FormSubmission)
    return kept(sentence(f"{counted(documents, 'sealed document')} and {counted(forms, 'form')} on file",
                         "each is encrypted under its patient's own key"))


def reviews(look: Look, _about: tuple[str, ...]) -> Finding:
    """Visits reviewed and countersigned."""
    recent = look.count(Acceptance, Acceptance.at > look.now - _MONTH)
    waiting = look.count(Visit, Visit.stage == "to_review")
    return kept(f"{counted(recent, 'visit').capitalize()} reviewed in 30 days; {waiting or 'none'} waiting now.")


def visits(look: Look, _about: tuple[str, ...]) -> Finding:
    """Visits today and in the last month."""
    today = look.count(Visit, Visit.day == look.today)
    recent = look.count(Visit, Visit.day > look.today - _MONTH, Visit.day <= look.today)
    return kept(f"{counted(today, 'visit').capitalize()} today, {recent} in 30 days.")


def phone_notes(look: Look, _about: tuple[str, ...]) -> Finding:
    """Notes of calls that belong in the record."""
    notes = look.count(PhoneNoteRow)
    newest = look.session.scalar(select(PhoneNoteRow.written_at).order_by(PhoneNoteRow.written_at.desc()).limit(1))
    recent = newest is not None and look.now - newest <= _MONTH
    return kept(sentence(f"{counted(notes, 'note')} of calls in patients' records",
                         "the newest within 30 days" if recent else "",
                         "calls about care are written down on the patient's page"))


def quality(_look: Look, _about: tuple[str, ...]) -> Finding:
    """Evaluation of services, which happens outside."""
    return outside("The app evaluates no patients and sends figures to nobody.",
                   "Ask patients by paper or in person, without their health data.")

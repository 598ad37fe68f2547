"""Probes of consents: who said yes to what, what the texts say, that a STOP is heard, what was sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from app.core.dates import long_date
from app.core.text import counted
from app.models.consents import (
    Communication,
    ConsentWithdrawal,
    WithdrawalStep,
    WithdrawalStepDone,
)
from app.rules.consents import ConsentState
from app.services.promises.finding import Finding, attention, kept, kept_if, sentence
from app.services.promises.look import Look

_MONTH: Final = timedelta(days=30)
_SAYS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "purpose": (("reminder", "after a treatment", "health"), "what each kind of text is for"),
    "frequency": (("a month|for each visit|after each treatment",), "how many to expect"),
    "costs": (("message and data rates",), "that message and data rates may apply"),
    "stop": (("reply stop",), "that STOP ends them"),
    "policy": (("privacy policy",), "where the privacy policy is"),
}
"""What the text of the messages form must say, as patterns that all must be found, and in words."""

_TEXTS_FORM: Final = "comm"
_NOT_IN_USE: Final = "The form is not in use."
_PUBLISH: Final = "Publish the form in Settings, Forms."


def consent_state(look: Look, about: tuple[str, ...]) -> Finding:
    """Where the consents to some purposes stand, patient by patient; nothing is sent on any other."""
    states = _states(look, about)
    return kept(sentence(
        f"{counted(states[ConsentState.GIVEN], 'consent')} in force, {states[ConsentState.DECLINED]} declined, "
        f"{states[ConsentState.WITHDRAWN]} withdrawn",
        "a message without consent cannot be logged as sent without a reason"))


def sms_consent(look: Look, _about: tuple[str, ...]) -> Finding:
    """Texts only with consent: how many went out on one, and how many past it."""
    sent = look.count(Communication, Communication.channel == "text")
    past = look.count(Communication, Communication.channel == "text", Communication.is_override,
                      Communication.sent_at > look.now - _MONTH)
    texts = [purpose.code for purpose in look.sources.library.content.consents.texts()]
    given = _states(look, tuple(texts))[ConsentState.GIVEN]
    return kept_if(not past, sentence(f"{counted(given, 'consent')} to texts in force",
                                      f"{counted(sent, 'text')} on record, {past} past a consent in 30 days"),
                   "Look at the reasons in the log of messages, and stop what had none.")


def sms_marketing(look: Look, _about: tuple[str, ...]) -> Finding:
    """Marketing texts have a question and a yes of their own (47 CFR 64.1200(f)(9))."""
    purpose = look.sources.library.content.consents.listed("sms_marketing")
    form = look.form(_TEXTS_FORM)
    if purpose is None or form is None:
        return attention(_NOT_IN_USE, _PUBLISH)
    own = purpose.question in form.questionnaire.structure.items
    states = _states(look, (purpose.code,))
    given, declined = states[ConsentState.GIVEN], states[ConsentState.DECLINED]
    return kept_if(own, sentence(f"A question of its own in {form.title}, version {form.version}",
                                 f"{counted(given, 'consent')} in force, {declined} declined"), _PUBLISH)


def sms_says(look: Look, about: tuple[str, ...]) -> Finding:
    """What the consent to texts says to the patient, looked up in the form in use."""
    form = look.form(_TEXTS_FORM)
    if form is None:
        return attention(_NOT_IN_USE, _PUBLISH)
    patterns, words = _SAYS[about[0]]
    found = " ".join(item.text.plain for item in form.questionnaire.structure.items.values()).casefold()
    missing = [pattern for pattern in patterns if not re.search(pattern, found)]
    return kept_if(not missing, f"{form.title}, version {form.version}, says {words}.",
                   f"Add to the form {words}, and publish it.")


def sms_types(look: Look, _about: tuple[str, ...]) -> Finding:
    """Each kind of text is a question of its own."""
    form = look.form(_TEXTS_FORM)
    if form is None:
        return attention(_NOT_IN_USE, _PUBLISH)
    asked = [purpose for purpose in look.sources.library.content.consents.texts()
             if purpose.question in form.questionnaire.structure.items]
    return kept_if(len(asked) > 1, f"{form.title} asks about {counted(len(asked), 'kind')} of text, one by one.",
                   "Ask about each kind of text by itself.")


def sms_voluntary(look: Look, _about: tuple[str, ...]) -> Finding:
    """Texts are no condition of care: saying no never stops a visit."""
    form = look.form(_TEXTS_FORM)
    rule = next((each for each in look.sources.library.content.due_rules.rules if each.form_id == _TEXTS_FORM), None)
    if form is None:
        return attention(_NOT_IN_USE, _PUBLISH)
    said = "do not have to agree to texts" in " ".join(
        item.text.plain for item in form.questionnaire.structure.items.values())
    declined = _states(look, ("sms_appointment",))[ConsentState.DECLINED]
    return kept_if(said and (rule is None or not rule.blocking), sentence(
        f"{form.title} says so and never holds a visit up", f"{counted(declined, 'patient')} said no to reminders"),
        "Say in the form that texts are no condition of care, and do not let it stop a visit.")


def consent_form(look: Look, about: tuple[str, ...]) -> Finding:
    """A consent form of its own is in use; ``about`` is the form and, where it is not the same, the purpose."""
    form = look.form(about[0])
    if form is None:
        return attention(_NOT_IN_USE, _PUBLISH)
    codes = about[1:] or tuple(purpose.code for purpose in look.sources.library.content.consents.purposes
                               if purpose.form_id == about[0])
    states = _states(look, codes)
    return kept(sentence(f"{form.title}, version {form.version}, is a form of its own",
                         f"{counted(states[ConsentState.GIVEN], 'consent')} in force, "
                         f"{states[ConsentState.DECLINED]} declined"))


def withdrawals(look: Look, _about: tuple[str, ...]) -> Finding:
    """Withdrawals take effect at once; what follows from them is done by its day."""
    return _steps(look, "withdrawal", only_stops=False)


def stops(look: Look, _about: tuple[str, ...]) -> Finding:
    """STOP on any channel ends texts at once; vendors are told within 10 business days (47 CFR 64.1200(a)(10))."""
    return _steps(look, "STOP", only_stops=True)


def communications(look: Look, about: tuple[str, ...]) -> Finding:
    """The log of messages of one channel: how many, the newest, and that each has its consent or a reason."""
    channel = about[0]
    word = {"text": "text", "email": "email"}.get(channel, "message")
    total = look.count(Communication, Communication.channel == channel)
    past = look.count(Communication, Communication.channel == channel, Communication.is_override)
    newest = look.session.scalar(select(func.max(Communication.sent_at)).where(Communication.channel == channel))
    return kept(sentence(
        f"{counted(total, word)} on record" + (f", the newest of {long_date(newest.astimezone(look.zone).date())}"
                                               if newest else ""),
        f"{past} with a reason instead of a consent", "the log holds the kind of a message, never its text"))


def follow_up(look: Look, _about: tuple[str, ...]) -> Finding:
    """Messages after a treatment, and who wants them."""
    given = _states(look, ("sms_aftercare", "email_care", "phone_care"))[ConsentState.GIVEN]
    sent = look.count(Communication, Communication.kind == "sms_aftercare")
    return kept(f"{counted(given, 'consent').capitalize()} to be contacted about care; "
                f"{counted(sent, 'check-in')} after a treatment on record.")


def text_encryption(look: Look, _about: tuple[str, ...]) -> Finding:
    """Ordinary texts are not encrypted end to end, whoever sends them: the promise cannot be kept as it is written."""
    sent = look.count(Communication, Communication.channel == "text")
    return attention(sentence(
        "Ordinary text messages are not encrypted from end to end: phone companies can read them",
        f"{counted(sent, 'text')} on record here, encrypted"),
        "Send nothing clinical by text; call, or use email with encryption. Correct this line in the next version of "
        "the policy.")


def _states(look: Look, purposes: tuple[str, ...]) -> Counter[ConsentState]:
    """Count where each patient's consent to each of ``purposes`` stands today."""
    return sum((look.consents.get(purpose, Counter()) for purpose in purposes), Counter())


def _steps(look: Look, word: str, *, only_stops: bool) -> Finding:
    found: list[tuple[str, date | None, datetime | None]] = [(row[0], row[1], row[2]) for row in look.session.execute(
        select(ConsentWithdrawal.withdrawal_id, WithdrawalStep.due, WithdrawalStepDone.at)
        .join(WithdrawalStep, WithdrawalStep.withdrawal_id == ConsentWithdrawal.withdrawal_id, isouter=True)
        .join(WithdrawalStepDone, WithdrawalStepDone.step_id == WithdrawalStep.step_id, isouter=True)
        .where(ConsentWithdrawal.is_stop if only_stops else ConsentWithdrawal.withdrawal_id.is_not(None)))]
    late = sum(due is not None and done is None and due < look.today for _id, due, done in found)
    waiting = sum(due is not None and done is None for _id, due, done in found)
    acts = len({withdrawal_id for withdrawal_id, _due, _done in found})
    return kept_if(not late, sentence(
        f"{counted(acts, word)} on record" + (", each in force at once" if acts else ""),
        f"{counted(waiting, 'step')} to do, {late or 'none'} late"),
        "Do the late steps in the privacy desk, Consent withdrawals.")

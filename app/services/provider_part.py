"""The provider's part of a form after it came back: which questions, what is missing, the completed response."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.core.errors import InvalidInputError
from app.core.text import clean
from app.forms import Answer, Coding, FhirDateTime, FormSession, Item, LaunchContext, Level, Stage, validate
from app.intake.signers import Signer
from app.security.actor import Actor, Licence
from app.services.library import PublishedForm
from app.services.staff_part import read_value
from app.services.views.review import ProviderQuestion

_STAGES = (Stage.AFTER_PROVIDER, Stage.AFTER_WITNESS)
_LICENCE_CODES = {Licence.APRN_FPA: "aprn", Licence.DELEGATE: "other", Licence.NONE: "other"}
"""Licences whose code in the forms' provider part is another one; the rest are spelled alike."""
_NOT_SIGNED = ".declined"
"""End of the linkId under which staff record that nothing was signed; a form that was signed does not ask it."""


def provider_questions(form: PublishedForm) -> tuple[ProviderQuestion, ...]:
    """Return what the provider answers, in form order; what the app fills in itself is left out."""
    return tuple(ProviderQuestion(
        link_id=item.link_id, text=item.text.plain, type=item.type.value, required=item.required,
        must_be_true=item.rules.must_be is True, options=tuple(_option(option.value, option.text.plain)
                                                               for option in item.options))
        for item in _items(form, Stage.AFTER_PROVIDER) if not item.handling.derived)


def needs_provider(form: PublishedForm) -> bool:
    """Say whether the form is only complete once a provider has signed it or answered something of it."""
    asked = (item for item in _items(form, Stage.AFTER_PROVIDER) if not _is_about_refusal(item))
    return Signer.PROVIDER in form.signers or any(item.required or item.handling.derived for item in asked)


def completed(form: PublishedForm, response: Mapping[str, object], given: Mapping[str, str], *, actor: Actor,
              witness: str, now: datetime, zone: ZoneInfo, today: date) -> dict[str, object]:
    """Return ``response`` with the provider's answers ``given`` by linkId, name, licence and time filled in.

    Raises InvalidInputError naming the linkId of what is missing or cannot be used.
    """
    session = FormSession(form.questionnaire, LaunchContext(today), response=response, stage=Stage.AFTER_PROVIDER)
    for item in _items(form, Stage.AFTER_PROVIDER):
        text = clean(given.get(item.link_id, "")).strip()
        if text and not item.handling.derived:
            session.set_answers(item.link_id, (read_value(item, text),))
    for stage in _STAGES:
        for item in _items(form, stage):
            answer = _derived(item, actor, witness, now.astimezone(zone))
            if answer is not None:
                session.set_answers(item.link_id, (answer,))
    found = session.response(authored=now.astimezone(zone).isoformat(timespec="seconds"))
    report = validate(form.questionnaire, found, today=today, stage=Stage.AFTER_PROVIDER)
    for issue in report.issues:
        if issue.level is Level.ERROR:
            asked = form.questionnaire.structure.items.get(issue.link_id)
            label = asked.short_text.plain if asked is not None else form.title
            raise InvalidInputError(f"“{label}” in “{form.title}” needs you: {issue.message}", issue.link_id)
    return found


def _items(form: PublishedForm, stage: Stage) -> tuple[Item, ...]:
    return tuple(item for item in form.questionnaire.structure.items.values()
                 if item.handling.stage is stage and item.is_question and not _is_about_refusal(item))


def _is_about_refusal(item: Item) -> bool:
    return item.link_id.endswith((_NOT_SIGNED, f"{_NOT_SIGNED}_reason"))


def _derived(item: Item, actor: Actor, witness: str, local: datetime) -> Answer | None:
    moment = FhirDateTime.parse(local.isoformat(timespec="seconds"))
    match item.handling.derived:
        case "provider-name":
            return Answer(actor.display_name)
        case "provider-licence":
            code = _LICENCE_CODES.get(actor.licence, actor.licence.value)
            return next((Answer(option.value) for option in item.options
                         if isinstance(option.value, Coding) and option.value.code == code), None)
        case "provider-signed-at" if moment is not None:
            return Answer(moment)
        case "witness-name" if witness:
            return Answer(witness)
    return None


def _option(value: object, text: str) -> tuple[str, str]:
    return (value.code if isinstance(value, Coding) else str(value)), text

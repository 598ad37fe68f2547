"""What an answer changes: a restriction, private contact, an amendment; and what a deletion has to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.core.canonical import canonical_json
from app.core.dates import long_date
from app.core.errors import InvalidInputError, NotFoundError
from app.core.text import checked_text, optional_text
from app.models.documents import SealedDocument
from app.models.rights import ConfidentialContactVersion, RestrictionVersion
from app.models.visits import Visit
from app.rules.consent_purposes import MARKETING
from app.rules.consents import ConsentState
from app.rules.rights import Channel, Outcome, RequestKind
from app.services.consents.ledger import ledger, standings
from app.services.consents.withdrawing import Place, withdraw
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.opening import newest_clinic
from app.services.retention.dates import keep_until
from app.services.rights import letter_texts
from app.services.rights.events import Opened, words_of
from app.services.rights.letters import store_letter
from app.services.rights.restrictions import CONTACT_PURPOSE, RESTRICTION_PURPOSE
from app.services.rights.steps import about
from app.services.views.consents import WithdrawalInput
from app.services.views.rights import (
    AmendmentTerms,
    ContactTerms,
    RequestAnswer,
    RestrictionTerms,
    WithdrawalTerms,
)
from app.services.views.sharing import RestrictedParty


@dataclass(frozen=True)
class Done:
    """What was carried out: sentences for the letter, what is enclosed, and what the event keeps."""

    facts: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    content: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """The request that is answered, within the unit of work that answers it."""

    work: Work
    library: LibraryService
    request: Opened


def carry_out(job: Job, answer: RequestAnswer) -> Done:
    """Carry out what ``answer`` grants, in the caller's transaction.

    Raises InvalidInputError (terms missing or not allowed) and NotFoundError (a document or visit of nobody's).
    """
    if job.request.kind is RequestKind.DELETE:
        return _deletion(job, answer)
    if answer.outcome is Outcome.DENIED:
        return Done()
    carry = _CARRIERS.get(job.request.kind)
    return carry(job, answer) if carry is not None else Done()


def _deletion(job: Job, answer: RequestAnswer) -> Done:
    """Say what is kept and until when; nothing that must be kept is let go, and nothing else is refused.

    What holds a record is not told: it can be an agency's inquiry (45 CFR 164.528(a)(2)).
    """
    kept = keep_until(job.work, job.request.patient.patient_id)
    has_date, is_granted = kept.until >= job.request.today, answer.outcome is Outcome.GRANTED
    if not kept.hold and not has_date:
        if not is_granted:
            raise InvalidInputError("The law no longer asks to keep this record, so there is no ground to refuse. "
                                    "Grant the request.", "outcome")
        return Done(("Your record is no longer kept by law. Two of us approve its destruction, and you get no further "
                     "copy after that.",), content={"rule": kept.rule_id})
    if is_granted:
        until = f"until {long_date(kept.until)}" if has_date else "for now: it is on hold"
        raise InvalidInputError(f"The medical record must be kept {until}. Grant the request in part, or deny it.",
                                "outcome")
    told = (f"{'at least ' if kept.hold else ''}until {long_date(kept.until)}: {kept.why}" if has_date
            else "for now: the law does not let us delete it yet.")
    return Done((f"We must keep your medical record {told}",),
                content={"rule": kept.rule_id, "until": kept.until.isoformat()})


def _amendment(job: Job, answer: RequestAnswer) -> Done:
    """Make the amending paper, linked to the document it amends; the original stays (45 CFR 164.526(c))."""
    work, request, terms = job.work, job.request, answer.terms
    if not isinstance(terms, AmendmentTerms):
        raise InvalidInputError("Write down what the record says from now on.", "text")
    text = checked_text(terms.text, "text", "Write down what the record says from now on.")
    told = tuple(optional_text(each, "told") for each in terms.told if each.strip())
    if terms.document_id:
        original = work.session.get(SealedDocument, terms.document_id)
        if original is None or original.patient_id != request.patient.patient_id:
            raise NotFoundError("This document is not in the patient's records.")
    paper = store_letter(work, request.patient, letter_texts.amendment(about(work, request), text, told),
                         corrects=terms.document_id)
    facts = ("We added an amendment to your record. What was there before stays, with the amendment beside it.",
             *((f"We also told: {'; '.join(told)}.",) if told else
               ("Tell us whom else we should let know, and we will, with your agreement.",)))
    return Done(facts, ("Amendment to the record",),
                {"amendment": paper, "amends": terms.document_id, "told": "; ".join(told)})


def _restriction(job: Job, answer: RequestAnswer) -> Done:
    work, request, terms = job.work, job.request, answer.terms
    if not isinstance(terms, RestrictionTerms):
        raise InvalidInputError("Choose with whom it is not shared.", "party")
    what = checked_text(terms.what, "what", "Write down what is not shared.")
    named = terms.party in {RestrictedParty.OTHER, RestrictedParty.PROVIDER, RestrictedParty.FAMILY}
    whom = (checked_text(terms.whom, "whom", "Name the person or organization.") if named
            else optional_text(terms.whom, "whom"))
    _check_visits(work, request, terms.visit_ids)
    content = canonical_json({"what": what, "whom": whom, "visits": list(terms.visit_ids)})
    patient_id = request.patient.patient_id
    required = terms.party is RestrictedParty.HEALTH_PLAN and terms.paid_in_full
    row = RestrictionVersion(
        restriction_id=work.new_id(), patient_id=patient_id, request_id=request.request.request_id, active=True,
        party=terms.party.value, required=required, since=request.today, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, content=work.keys.encrypt(patient_id, content, RESTRICTION_PURPOSE))
    work.session.add(row)
    work.session.flush()
    work.audit("restriction.create", patient_id=patient_id, subject=row.restriction_id,
               detail=f"Request {request.number}.", new=content)
    return Done(("It holds from today. In an emergency we may still share what your treatment needs.",),
                content={"restriction": row.restriction_id})


def _contact(job: Job, answer: RequestAnswer) -> Done:
    work, request, terms = job.work, job.request, answer.terms
    if not isinstance(terms, ContactTerms):
        raise InvalidInputError("Write down how the patient is reached from now on.", "how")
    how = checked_text(terms.how, "how", "Write down how the patient is reached from now on.")
    patient_id, content = request.patient.patient_id, canonical_json({"how": how})
    work.session.add(ConfidentialContactVersion(
        patient_id=patient_id, request_id=request.request.request_id, submission_id=None, active=True,
        channel=terms.channel.value, since=request.today, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, content=work.keys.encrypt(patient_id, content, CONTACT_PURPOSE)))
    work.session.flush()
    work.audit("private_contact.change", patient_id=patient_id, subject=patient_id,
               detail=f"Request {request.number}.", new=content)
    return Done(("From today on we reach you only in the way you asked for.",))


def _withdrawal(job: Job, answer: RequestAnswer) -> Done:
    """Hand over to the ledger of consents: the same act as at the desk, in this transaction."""
    request, purposes = job.request, _taken_back(job, answer)
    if not purposes:
        if request.kind is RequestKind.WITHDRAW:
            raise InvalidInputError("Choose which consents the patient takes back.", "purposes")
        return Done(("You had not agreed to any marketing, and we will send you none.",))
    clinic = newest_clinic(job.work.session)
    withdrawal = withdraw(job.work, job.library, WithdrawalInput(
        request.patient.patient_id, purposes, _LEDGER_CHANNEL[Channel(request.request.channel)],
        words_of(job.work, request.request), request.request.received),
        Place(clinic, job.work.actor.device, job.work.is_demo))
    return Done(("It holds from the day we received your request. What was done before on the strength of your consent "
                 "stays as it is.",), content={"withdrawal": withdrawal})


def _taken_back(job: Job, answer: RequestAnswer) -> tuple[str, ...]:
    """Return the purposes that end: those chosen, and for an objection every marketing consent that is given."""
    chosen = answer.terms.purposes if isinstance(answer.terms, WithdrawalTerms) else ()
    if job.request.kind is not RequestKind.OBJECT:
        return chosen
    found = standings(ledger(job.work, job.request.patient.patient_id))
    given = {code for code, standing in found.items() if standing.state(job.request.today) is ConsentState.GIVEN}
    return tuple(sorted({*chosen, *(MARKETING & given)}))


def _check_visits(work: Work, request: Opened, visit_ids: tuple[str, ...]) -> None:
    for visit_id in visit_ids:
        visit = work.session.get(Visit, visit_id)
        if visit is None or visit.patient_id != request.patient.patient_id:
            raise NotFoundError("This visit is not in the patient's records.")


_LEDGER_CHANNEL: Final = {Channel.IN_PERSON: "in_person", Channel.MAIL: "letter", Channel.EMAIL: "email",
                          Channel.PHONE: "phone"}
_CARRIERS: Final[Mapping[RequestKind, Callable[[Job, RequestAnswer], Done]]] = {
    RequestKind.AMEND: _amendment, RequestKind.RESTRICT: _restriction, RequestKind.CONFIDENTIAL: _contact,
    RequestKind.OBJECT: _withdrawal, RequestKind.WITHDRAW: _withdrawal,
}

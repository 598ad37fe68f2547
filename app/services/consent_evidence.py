"""How a form came about, for the last page of its document: for staff in English, and in the patient's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

import app
from app.documents.record import Account, Evidence, EvidenceEvent, PageShown
from app.documents.wording import language as language_name
from app.documents.wording import say
from app.forms import decode_json
from app.intake.evidence import EventKind
from app.intake.json_parts import as_list, as_mapping, as_text, event_from, moment_from
from app.intake.packet import FormKind
from app.intake.submission import SubmittedForm
from app.intake.watch import page_title
from app.models.audit import AuditEntry
from app.models.patients import Patient
from app.models.reviews import Attestation
from app.models.submissions import FormSubmission, Intake
from app.models.visits import HandOver
from app.services.confirmed import unconfirmed_titles
from app.services.desk import Work
from app.services.hand_over import DETAILS_PURPOSE
from app.services.library import PublishedForm
from app.services.receiving import EVIDENCE_PURPOSE
from app.services.translations import ENGLISH
from app.services.views.patients import ID_METHODS
from app.services.views.people import ClinicDetails

EVENT_WORDS = {
    EventKind.STARTED: "Tablet handed over, visit started", EventKind.RESUMED: "Visit gone on with",
    EventKind.DISCLOSURE_ACCEPTED: "Agreed to electronic records", EventKind.INITIALED: "Initials added",
    EventKind.EDITED: "Answer changed after the check", EventKind.VOIDED: "Signature voided by a change",
    EventKind.SIGNED: "Signed", EventKind.SIGNED_TOO: "Signed by the patient too",
    EventKind.DECLINED: "Declined", EventKind.DECLINE_TAKEN_BACK: "Decline taken back",
    EventKind.CONFIRMED: "Earlier answers confirmed", EventKind.CHANGE_CHOSEN: "Earlier answers gone through again",
    EventKind.HELP: "Asked for help", EventKind.LANGUAGE: "Language changed", EventKind.POLICY_OPENED: "Policy opened",
    EventKind.SENT: "Sent to the care team",
}
RECEIVED = "Received, checked again and stored"


@dataclass(frozen=True)
class Facts:
    """What a record is built from. ``response`` is the complete response, provider's part included.

    ``corrects_sha256`` is of the sealed document that this one amends; empty for a first version.
    """

    row: FormSubmission
    form: SubmittedForm
    published: PublishedForm
    response: Mapping[str, object]
    intake: Intake
    hand_over: HandOver
    patient: Patient
    clinic: ClinicDetails
    attestations: Sequence[Attestation]
    corrects_sha256: str = ""


def evidence_of(work: Work, facts: Facts) -> Evidence:
    """Return how the form came about, in English."""
    told, english = _told(work, facts), account_in(work, facts, ENGLISH)
    first = work.session.scalar(select(func.min(AuditEntry.sequence)).where(AuditEntry.subject == facts.row.visit_id))
    return Evidence(
        form_url=facts.row.url, form_sha256=facts.row.form_sha256, identity_method=english.identity_method,
        identity_by=facts.hand_over.by_name, identity_at=facts.hand_over.at, device=facts.intake.device,
        app_version=app.__version__, disclosure_version=as_text(told["disclosure"]),
        disclosure_accepted_at=moment_from(told["disclosure_at"]),
        pages=english.pages, events=english.events,
        edits_before_signing=len(facts.form.edited),
        guardian_identity=english.guardian_identity, interpreter=_interpreter(facts.form), audit_first=first or 0,
        notes=english.notes, corrects_sha256=facts.corrects_sha256)


def account_in(work: Work, facts: Facts, tongue: str) -> Account:
    """Return the sentences of the evidence in the language ``tongue``."""
    method = dict(ID_METHODS).get(facts.hand_over.identity_method, "")
    form = facts.published.questionnaire
    pages = tuple(PageShown(page_title(form, title, tongue), at) for title, at in facts.form.pages)
    return Account(say(method, tongue), _guardian(work, facts, tongue), pages, _events(work, facts, tongue),
                   _notes(facts, tongue))


def _told(work: Work, facts: Facts) -> Mapping[str, object]:
    """What the tablet recorded of the visit."""
    return as_mapping(decode_json(work.keys.decrypt(facts.patient.patient_id, facts.intake.evidence,
                                                    EVIDENCE_PURPOSE)))


def _events(work: Work, facts: Facts, tongue: str) -> tuple[EvidenceEvent, ...]:
    items = facts.published.questionnaire.structure.items
    found = []
    for event in (event_from(each) for each in as_list(_told(work, facts)["events"])):
        if event.kind in EVENT_WORDS and event.form_id in ("", facts.form.form_id):
            item = items.get(event.subject)
            is_titled = event.kind in (EventKind.CONFIRMED, EventKind.CHANGE_CHOSEN)
            detail = item.short_text.in_language(tongue) if item is not None else event.subject if is_titled else ""
            found.append(EvidenceEvent(event.at, say(EVENT_WORDS[event.kind], tongue), detail))
    found.append(EvidenceEvent(facts.intake.received_at, say(RECEIVED, tongue)))
    return tuple(found)


def _guardian(work: Work, facts: Facts, tongue: str) -> str:
    """How the guardian was identified, and by whom: at hand-over, or by a check afterwards."""
    check = next((each for each in reversed(facts.attestations) if each.kind == "guardian"), None)
    words = dict(ID_METHODS)
    if check is not None:
        return say("{method}, by {name}", tongue, method=say(words.get(check.method, check.method), tongue),
                   name=check.by_name)
    if not facts.hand_over.guardian_method:
        return ""
    details = json.loads(work.keys.decrypt(facts.patient.patient_id, facts.hand_over.details, DETAILS_PURPOSE))
    checked = say("{method}, by {name}", tongue, method=say(words[facts.hand_over.guardian_method], tongue),
                  name=facts.hand_over.by_name)
    return f"{details['guardian_name']}: {checked}"


def _notes(facts: Facts, tongue: str) -> tuple[str, ...]:
    found = []
    made = facts.form.signature
    if made is not None and made.signature.assent == "yes":
        found.append(say("Asked on the screen, {name}, who is under 18, also said yes.", tongue,
                         name=facts.patient.display_name))
    if facts.row.language != ENGLISH:
        found.append(say("Read and signed in {language}. The clinic's staff read the same form in English.", tongue,
                         language=say(language_name(facts.row.language), tongue)))
        if facts.published.kind == FormKind.ACKNOWLEDGEMENT:
            found.append(say("The clinic's own privacy policy and notice were shown in English, as published.", tongue))
    waiting = unconfirmed_titles(facts.form, facts.published.questionnaire, tongue)
    if waiting:
        found.append(say("Shown again from an earlier visit and not confirmed this time: {titles}.", tongue,
                         titles=", ".join(waiting)))
    if facts.corrects_sha256:
        found.append(say("This is an amendment. The version signed and sealed before is kept beside it, unchanged.",
                         tongue))
    if facts.row.moved_from is not None:
        found.append(say("This form was first filed under another record and was put right by the clinic.", tongue))
    return tuple(found)


def _interpreter(form: SubmittedForm) -> str:
    return form.signature.signature.interpreter if form.signature is not None else ""

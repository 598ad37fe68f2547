"""Everything a sealed document says about one form: text shown, answers, signatures, and how it came about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

import app
from app.core.clock import clinic_date
from app.documents.from_form import Filling, sections
from app.documents.record import (
    ConsentRecord,
    DocumentKind,
    Evidence,
    EvidenceEvent,
    InitialsMark,
    PageShown,
    PatientLine,
    SignatureMark,
    SignatureMethod,
    SignerRole,
)
from app.documents.wording import language as language_name
from app.forms import decode_json, encode_json
from app.intake.evidence import Event, EventKind
from app.intake.json_parts import as_list, as_mapping, as_text, event_from, moment_from
from app.intake.signing import SignatureMade, SignerCapacity, SignMethod
from app.intake.submission import SubmittedForm
from app.models.audit import AuditEntry
from app.models.patients import Patient
from app.models.reviews import Attestation
from app.models.submissions import FormSubmission, Intake
from app.models.visits import HandOver
from app.services.confirmed import unconfirmed_titles
from app.services.desk import Work
from app.services.hand_over import DETAILS_PURPOSE
from app.services.library import PublishedForm
from app.services.paper import header
from app.services.receiving import EVIDENCE_PURPOSE
from app.services.translations import ENGLISH
from app.services.views.patients import ID_METHODS
from app.services.views.people import ClinicDetails

LICENCE_WORDS = {
    "md_do": "physician (MD/DO)", "aprn_fpa": "APRN, full practice authority", "aprn": "APRN",
    "pa": "physician assistant", "rn": "registered nurse", "lpn": "licensed practical nurse",
    "esthetician": "licensed esthetician", "delegate": "delegated staff", "none": "",
}
_EVENT_WORDS = {
    EventKind.STARTED: "Tablet handed over, visit started", EventKind.RESUMED: "Visit gone on with",
    EventKind.DISCLOSURE_ACCEPTED: "Agreed to electronic records", EventKind.INITIALED: "Initials added",
    EventKind.EDITED: "Answer changed after the check", EventKind.VOIDED: "Signature voided by a change",
    EventKind.SIGNED: "Signed", EventKind.DECLINED: "Declined", EventKind.DECLINE_TAKEN_BACK: "Decline taken back",
    EventKind.CONFIRMED: "Earlier answers confirmed", EventKind.CHANGE_CHOSEN: "Earlier answers gone through again",
    EventKind.HELP: "Asked for help", EventKind.LANGUAGE: "Language changed", EventKind.POLICY_OPENED: "Policy opened",
    EventKind.SENT: "Sent to the care team",
}
_METHODS = {SignMethod.DRAWN: SignatureMethod.DRAWN, SignMethod.TYPED: SignatureMethod.TYPED}
_MEANING = "Signed as the signer's own electronic signature on this form."


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


def build(work: Work, facts: Facts, *, demo: bool) -> ConsentRecord:
    """Return the record of a signed form whose last signer has signed. Sealing adds the head of the audit log."""
    filling = Filling(facts.response, _initials(facts.form), facts.row.language)
    shown = sections(facts.published.questionnaire, filling, clinic_date(facts.intake.sent_at, work.zone))
    kind = DocumentKind.CONSENT if facts.published.kind == "consent" else DocumentKind.FORM
    return ConsentRecord(
        document_id=work.new_id(), title=_title(facts), version=facts.row.version, language=facts.row.language,
        kind=kind, clinic=header(facts.clinic),
        patient=PatientLine(facts.patient.display_name, facts.patient.birth_date, facts.patient.record_number),
        sections=shown, agreement=_agreement(facts.published, facts.row.language), signatures=_signatures(facts),
        evidence=_evidence(work, facts), completed_at=work.now, response_json=encode_json(facts.response),
        is_demo=demo)


def _signatures(facts: Facts) -> tuple[SignatureMark, ...]:
    marks = [_signer(made) for made in (facts.form.signature,) if made is not None]
    for attestation in facts.attestations:
        if attestation.kind == "witness":
            marks.append(SignatureMark(SignerRole.WITNESS, attestation.by_name, SignatureMethod.CREDENTIAL,
                                       attestation.at, "Saw the signature being made."))
        elif attestation.kind == "provider":
            licence = " ".join(filter(None, (LICENCE_WORDS.get(attestation.licence, ""), attestation.licence_number)))
            marks.append(SignatureMark(SignerRole.PROVIDER, attestation.by_name, SignatureMethod.CREDENTIAL,
                                       attestation.at, "Reviewed and countersigned for the clinic.", licence=licence))
    return tuple(marks)


def _signer(made: SignatureMade) -> SignatureMark:
    signature = made.signature
    is_patient = signature.capacity is SignerCapacity.PATIENT
    return SignatureMark(
        SignerRole.PATIENT if is_patient else SignerRole.GUARDIAN, signature.printed_name,
        _METHODS[signature.method], made.signed_at, _MEANING,
        relationship="" if is_patient else signature.authority,
        strokes=signature.strokes if signature.method is SignMethod.DRAWN else None)


def _evidence(work: Work, facts: Facts) -> Evidence:
    told = as_mapping(decode_json(work.keys.decrypt(facts.patient.patient_id, facts.intake.evidence,
                                                    EVIDENCE_PURPOSE)))
    events = [event_from(each) for each in as_list(told["events"])]
    first = work.session.scalar(select(func.min(AuditEntry.sequence)).where(AuditEntry.subject == facts.row.visit_id))
    return Evidence(
        form_url=facts.row.url, form_sha256=facts.row.form_sha256,
        identity_method=dict(ID_METHODS).get(facts.hand_over.identity_method, ""),
        identity_by=facts.hand_over.by_name, identity_at=facts.hand_over.at, device=facts.intake.device,
        app_version=app.__version__, disclosure_version=as_text(told["disclosure"]),
        disclosure_accepted_at=moment_from(told["disclosure_at"]),
        pages=tuple(PageShown(title, at) for title, at in facts.form.pages),
        events=tuple(_events(events, facts)), edits_before_signing=len(facts.form.edited),
        guardian_identity=_guardian(work, facts), interpreter=_interpreter(facts.form),
        audit_first=first or 0, notes=_notes(facts), corrects_sha256=facts.corrects_sha256)


def _events(events: Sequence[Event], facts: Facts) -> list[EvidenceEvent]:
    items = facts.published.questionnaire.structure.items
    found = []
    for event in events:
        if event.kind in _EVENT_WORDS and event.form_id in ("", facts.form.form_id):
            item = items.get(event.subject)
            is_titled = event.kind in (EventKind.CONFIRMED, EventKind.CHANGE_CHOSEN)
            detail = item.short_text.plain if item is not None else event.subject if is_titled else ""
            found.append(EvidenceEvent(event.at, _EVENT_WORDS[event.kind], detail))
    found.append(EvidenceEvent(facts.intake.received_at, "Received, checked again and stored"))
    return found


def _guardian(work: Work, facts: Facts) -> str:
    """How the guardian was identified, and by whom: at hand-over, or by a check afterwards."""
    check = next((each for each in reversed(facts.attestations) if each.kind == "guardian"), None)
    words = dict(ID_METHODS)
    if check is not None:
        return f"{words.get(check.method, check.method)}, by {check.by_name}"
    if not facts.hand_over.guardian_method:
        return ""
    details = json.loads(work.keys.decrypt(facts.patient.patient_id, facts.hand_over.details, DETAILS_PURPOSE))
    return f"{details['guardian_name']}: {words[facts.hand_over.guardian_method]}, by {facts.hand_over.by_name}"


def _notes(facts: Facts) -> tuple[str, ...]:
    found = []
    made = facts.form.signature
    if made is not None and made.signature.assent == "yes":
        found.append(f"Asked on the screen, {facts.patient.display_name}, who is under 18, also said yes.")
    if facts.row.language != ENGLISH:
        found.append(f"Read and signed in {language_name(facts.row.language)}. The clinic's staff read the same form "
                     "in English.")
    waiting = unconfirmed_titles(facts.form, facts.published.questionnaire)
    if waiting:
        found.append(f"Shown again from an earlier visit and not confirmed this time: {', '.join(waiting)}.")
    if facts.corrects_sha256:
        found.append("This is an amendment. The version signed and sealed before is kept beside it, unchanged.")
    if facts.row.moved_from is not None:
        found.append("This form was first filed under another record and was put right by the clinic.")
    return tuple(found)


def _title(facts: Facts) -> str:
    return facts.published.questionnaire.title.in_language(facts.row.language) or facts.published.title


def _agreement(published: PublishedForm, language: str) -> str:
    """The statement beside the signature: the acknowledgement of the form's signature group."""
    for link_id, item in published.questionnaire.structure.items.items():
        if item.handling.signature and link_id.endswith(".ack"):
            return item.text.in_language(language)
    return ""


def _initials(form: SubmittedForm) -> dict[str, InitialsMark]:
    return {each.link_id: InitialsMark(each.at, each.text, each.strokes) for each in form.initials}


def _interpreter(form: SubmittedForm) -> str:
    return form.signature.signature.interpreter if form.signature is not None else ""

"""The copy of a record as a FHIR R4 (4.0.1) Bundle of type ``collection``: JSON as bytes.

Resources: Patient, QuestionnaireResponse, Consent, DocumentReference, AuditEvent (disclosures) and Provenance (who
signed or sealed what, when). Questionnaires are named by their canonical address and version. Every reference points
to an entry of the same Bundle (``urn:uuid:``); a document's attachment points to its file beside the Bundle.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

from app.documents.copy_record import CopyConsentEvent, CopyDisclosure, CopyDocument, CopyForm, CopyRecord
from app.documents.fhir_codes import (
    AUDIT_PURPOSES,
    CONSENT_CATEGORY,
    CONSENT_SCOPE,
    CONSENT_STATUS,
    DISCLOSE,
    RECIPIENT,
    SIGNATURE_SYSTEM,
    SIGNATURES,
    concept,
)
from app.documents.record import SignatureMark, SignerRole
from app.documents.wording import signer
from app.forms import encode_json

Resource = dict[str, Any]
_URI: Final = "urn:ietf:rfc:3986"
_PROVENANCE: Final = uuid.UUID("6f1c9a52-3a0e-4d0b-9a3e-5a7d1f0c8b21")
"""Names the ids of Provenance resources (RFC 9562, version 5): each follows from what it is about."""


def build_bundle(record: CopyRecord) -> bytes:
    """Return the Bundle of ``record`` as UTF-8 JSON. The same record gives the same bytes."""
    resources = [_patient(record), *(_response(form, record) for form in record.forms if form.response is not None)]
    resources += _consents(record)
    resources += [_document(document, record) for document in record.documents]
    resources += [_disclosure(each, record) for each in record.disclosures]
    resources += _provenance(record)
    entries = [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources]
    return encode_json({"resourceType": "Bundle", "type": "collection", "timestamp": _instant(record.made_at, record),
                        "entry": entries})


def _patient(record: CopyRecord) -> Resource:
    patient = record.patient
    names: list[Resource] = [_clean({"use": "official", "family": patient.family_name, "given": [patient.given_name]
                                     if patient.given_name else []})]
    if patient.preferred_name:
        names.append({"use": "usual", "text": patient.preferred_name})
    telecom = [{"system": system, "value": value} for system, value in (("phone", patient.phone),
                                                                       ("email", patient.email)) if value]
    return _clean({
        "resourceType": "Patient", "id": patient.patient_id,
        "identifier": [{"use": "usual", "type": {"text": "Record number"}, "value": str(patient.record_number)}],
        "name": names, "telecom": telecom, "birthDate": patient.birth_date.isoformat(),
        "managingOrganization": {"display": record.clinic.name}})


def _response(form: CopyForm, record: CopyRecord) -> Resource:
    assert form.response is not None  # the caller chose those with answers
    kept = {key: value for key, value in form.response.items() if key not in {"resourceType", "id", "subject", "meta"}}
    status = "amended" if form.replaced else kept.pop("status", "completed")
    kept.pop("status", None)
    return _clean({
        "resourceType": "QuestionnaireResponse", "id": form.submission_id,
        "questionnaire": f"{form.url}|{form.version}", "status": status, "subject": _subject(record),
        "authored": _instant(form.at, record),
        **{key: value for key, value in kept.items() if key not in {"questionnaire", "authored"}}})


def _consents(record: CopyRecord) -> list[Resource]:
    responses = {form.submission_id for form in record.forms if form.response is not None}
    documents = {document.submission_id: document for document in record.documents if document.submission_id}
    found = []
    for consent in record.consents:
        for number, event in enumerate(consent.events):
            current = consent.is_active and number == len(consent.events) - 1
            found.append(_consent(consent.title, event, current, record))
            source = documents.get(event.submission_id)
            if source is not None:
                found[-1]["sourceReference"] = {"reference": f"urn:uuid:{source.document_id}"}
            elif event.submission_id in responses:
                found[-1]["sourceReference"] = {"reference": f"urn:uuid:{event.submission_id}"}
    return found


def _consent(title: str, event: CopyConsentEvent, current: bool, record: CopyRecord) -> Resource:
    status = CONSENT_STATUS.get(event.kind, "active" if current else "inactive")
    provision = {"type": "permit" if event.kind == "given" else "deny",
                 "period": _clean({"start": _instant(event.at, record),
                                   "end": event.until.isoformat() if event.until else ""})}
    return {"resourceType": "Consent", "id": event.event_id, "status": status, "scope": CONSENT_SCOPE,
            "category": [CONSENT_CATEGORY], "patient": _subject(record), "dateTime": _instant(event.at, record),
            "organization": [{"display": record.clinic.name}],
            "policyRule": {"text": f"{title}, {event.text}" if event.text else title}, "provision": provision}


def _document(document: CopyDocument, record: CopyRecord) -> Resource:
    related = [{"code": "replaces", "target": {"reference": f"urn:uuid:{document.corrects}"}}] if any(
        each.document_id == document.corrects for each in record.documents) else []
    return _clean({
        "resourceType": "DocumentReference", "id": document.document_id, "status": "current",
        "docStatus": "final", "identifier": [{"system": _URI, "value": f"urn:uuid:{document.document_id}"}],
        "type": {"text": document.title}, "subject": _subject(record), "date": _instant(document.sealed_at, record),
        "custodian": {"display": record.clinic.name}, "description": f"{document.title}, document {document.short_id}",
        "relatesTo": related,
        "content": [{"attachment": {"contentType": "application/pdf", "url": document.file, "size": document.size,
                                    "hash": document.sha1, "title": document.title,
                                    "creation": _instant(document.sealed_at, record)}}]})


def _disclosure(each: CopyDisclosure, record: CopyRecord) -> Resource:
    whom = ", ".join(filter(None, (each.recipient, " ".join(each.address.split()))))
    return {
        "resourceType": "AuditEvent", "id": each.disclosure_id, "type": DISCLOSE, "action": "R",
        "period": {"start": each.on.isoformat(), "end": each.on.isoformat()},
        "recorded": _instant(each.recorded_at, record), "outcome": "0",
        "purposeOfEvent": [concept(AUDIT_PURPOSES.get(each.basis), f"{each.purpose} ({each.basis_words})")],
        "agent": [{"who": {"display": record.clinic.name}, "name": each.by, "requestor": True},
                  {"type": RECIPIENT, "who": {"display": whom}, "requestor": False}],
        "source": {"observer": {"display": record.clinic.name}},
        "entity": [{"what": _subject(record), "description": each.description}]}


def _provenance(record: CopyRecord) -> list[Resource]:
    """Who signed each form, everybody with a signature of their own, and that the clinic sealed each document."""
    found = []
    for form in record.forms:
        if form.signatures and form.response is not None:
            names = [mark.printed_name for mark in form.signatures]
            found.append(_made(form.submission_id, names, "Signed", form.at, record))
            found[-1]["signature"] = [_signature(mark, record) for mark in form.signatures]
    found += [_made(document.document_id, [record.clinic.name], "Sealed", document.sealed_at, record)
              for document in record.documents]
    return found


def _made(target: str, names: list[str], what: str, at: datetime, record: CopyRecord) -> Resource:
    return {"resourceType": "Provenance", "id": str(uuid.uuid5(_PROVENANCE, target)),
            "target": [{"reference": f"urn:uuid:{target}"}],
            "occurredDateTime": _instant(at, record), "recorded": _instant(at, record), "activity": {"text": what},
            "agent": [{"who": {"display": name}} for name in names]}


def _signature(mark: SignatureMark, record: CopyRecord) -> Resource:
    code, display = SIGNATURES[mark.role]
    behalf = {"onBehalfOf": _subject(record)} if mark.role is SignerRole.GUARDIAN else {}
    return {"type": [{"system": SIGNATURE_SYSTEM, "code": code, "display": display}],
            "when": _instant(mark.signed_at, record), "who": {"display": signer(mark)}, **behalf}


def _subject(record: CopyRecord) -> Resource:
    return {"reference": f"urn:uuid:{record.patient.patient_id}"}


def _instant(moment: datetime, record: CopyRecord) -> str:
    return moment.astimezone(record.clinic.tz).isoformat(timespec="seconds")


def _clean(resource: Resource) -> Resource:
    """Leave out what is empty: FHIR forbids empty texts, lists and objects."""
    return {key: value for key, value in resource.items() if value not in ("", [], {}, None)}

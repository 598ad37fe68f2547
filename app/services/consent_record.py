"""Everything a sealed document says about one form: text shown, answers, signatures, and how it came about."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.clock import clinic_date
from app.documents.from_form import Filling, sections
from app.documents.record import (
    ConsentRecord,
    DocumentKind,
    InitialsMark,
    PatientLine,
    SignatureMark,
    SignatureMethod,
    SignerRole,
)
from app.forms import encode_json
from app.intake.signing import SignatureMade, SignerCapacity, SignMethod
from app.intake.submission import SubmittedForm
from app.models.reviews import Attestation
from app.services.consent_evidence import Facts, account_in, evidence_of
from app.services.desk import Work
from app.services.library import PublishedForm
from app.services.paper import header
from app.services.translations import ENGLISH

LICENCE_WORDS = {
    "md_do": "physician (MD/DO)", "aprn_fpa": "APRN, full practice authority", "aprn": "APRN",
    "pa": "physician assistant", "rn": "registered nurse", "lpn": "licensed practical nurse",
    "esthetician": "licensed esthetician", "delegate": "delegated staff", "none": "",
}
_METHODS = {SignMethod.DRAWN: SignatureMethod.DRAWN, SignMethod.TYPED: SignatureMethod.TYPED}
_MEANING = "Signed as the signer's own electronic signature on this form."


def build(work: Work, facts: Facts, *, demo: bool) -> ConsentRecord:
    """Return the record of a signed form whose last signer has signed. Sealing adds the head of the audit log."""
    language = facts.row.language
    filling = Filling(facts.response, _initials(facts.form), language)
    shown = sections(facts.published.questionnaire, filling, clinic_date(facts.intake.sent_at, work.zone))
    kind = DocumentKind.CONSENT if facts.published.kind == "consent" else DocumentKind.FORM
    return ConsentRecord(
        document_id=work.new_id(), title=_title(facts), version=facts.row.version, language=language,
        kind=kind, clinic=header(facts.clinic),
        patient=PatientLine(facts.patient.display_name, facts.patient.birth_date, facts.patient.record_number),
        sections=shown, agreement=_agreement(facts.published, language),
        signatures=signature_marks(facts.form, facts.attestations),
        evidence=evidence_of(work, facts), completed_at=work.now, response_json=encode_json(facts.response),
        is_demo=demo, account=account_in(work, facts, language) if language != ENGLISH else None)


def signature_marks(form: SubmittedForm, attestations: Sequence[Attestation]) -> tuple[SignatureMark, ...]:
    """Return everybody's signature on ``form``: those of the tablet, then what staff attested about it, in order."""
    marks = [_signer(made, beside=made is form.own_signature) for made in form.signatures]
    for attestation in attestations:
        if attestation.kind == "witness":
            marks.append(SignatureMark(SignerRole.WITNESS, attestation.by_name, SignatureMethod.CREDENTIAL,
                                       attestation.at, "Saw the signature being made."))
        elif attestation.kind == "provider":
            marks.append(SignatureMark(
                SignerRole.PROVIDER, attestation.by_name, SignatureMethod.CREDENTIAL, attestation.at,
                "Reviewed and countersigned for the clinic.", licence=LICENCE_WORDS.get(attestation.licence, ""),
                licence_number=attestation.licence_number))
    return tuple(marks)


def _signer(made: SignatureMade, *, beside: bool) -> SignatureMark:
    """Return one signature; ``beside`` says that it is the minor's beside the guardian's."""
    signature = made.signature
    is_patient = signature.capacity is SignerCapacity.PATIENT
    return SignatureMark(
        SignerRole.MINOR if beside else SignerRole.PATIENT if is_patient else SignerRole.GUARDIAN,
        signature.printed_name,
        _METHODS[signature.method], made.signed_at, _MEANING,
        relationship="" if is_patient else signature.authority,
        strokes=signature.strokes if signature.method is SignMethod.DRAWN else None)


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

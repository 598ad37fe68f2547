"""Completed records to render, seal and check: a consent as a clinic would sign it, and variations."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.core.canonical import canonical_json, sha256_hex
from app.core.strokes import Strokes
from app.documents.record import (
    AnswerBlock,
    ClinicHeader,
    ConsentRecord,
    DocumentKind,
    Evidence,
    EvidenceEvent,
    InitialsBlock,
    InitialsMark,
    PageShown,
    PatientLine,
    Section,
    SignatureMark,
    SignatureMethod,
    SignerRole,
    TextBlock,
)

START = datetime(2026, 11, 24, 16, 12, 5, tzinfo=UTC)
CLINIC = ClinicHeader("Better Med Spa", "2117 N Halsted St, Chicago, IL 60614", "(312) 555-0148", "America/Chicago")
PATIENT = PatientLine("Mariana Ortega", date(1988, 3, 14), 1042)


def at(minutes: float) -> datetime:
    """Return a time of the visit, minutes after it began."""
    return START + timedelta(minutes=minutes)


def scribble(loops: int = 7, slope: float = 0.2) -> Strokes:
    """Return a drawn mark that looks like a hurried signature."""
    points = []
    for step in range(loops * 16):
        turn = step / 16 * 2 * math.pi
        swing = 70 * (1 + 0.5 * math.sin(step / 11)) * (1.25 if step < 22 else 1)
        x = 40 + step * (860 / (loops * 16)) + 26 * math.cos(turn)
        y = 190 - swing * math.sin(turn) - slope * step
        points.append((round(min(max(x, 0), 1000)), round(min(max(y, 0), 300))))
    flourish = [(120 + 9 * i, round(258 - 0.02 * (i - 40) ** 2)) for i in range(90)]
    return Strokes((tuple(points), tuple(flourish)), 300)


def initials_mark(minutes: float) -> InitialsMark:
    """Return drawn initials."""
    return InitialsMark(at(minutes), strokes=scribble(3, 0.4))


def response(patient: PatientLine = PATIENT) -> bytes:
    """Return a small QuestionnaireResponse."""
    return canonical_json({
        "resourceType": "QuestionnaireResponse", "status": "completed",
        "questionnaire": "https://bettermedspa.example/fhir/Questionnaire/c_btx|1.0.0",
        "subject": {"display": patient.name},
        "item": [{"linkId": "c.btx.agree", "answer": [{"valueCoding": {"code": "yes", "display": "Yes, I agree"}}]}],
    })


def sections() -> tuple[Section, ...]:
    """Return the sections of a consent."""
    return (
        Section("Your planned treatment", (
            AnswerBlock("Product or device planned for you", ("Botulinum toxin type A (Botox Cosmetic), 20 units",),
                        "clinic staff"),
            AnswerBlock("Area to be treated", ("Between the brows and forehead",), "clinic staff"))),
        Section("What this treatment is", (TextBlock(
            "• A wrinkle relaxer is a medicine made from botulinum toxin type A. It is put into small muscles with a "
            "thin needle.\n• The muscle rests for a while. Lines from frowning or squinting look softer.\n• Brands are "
            "Botox Cosmetic, Dysport, Xeomin, Jeuveau, Daxxify, and Letybo. The units of one brand are not the same as "
            "the units of another.\n• The FDA has approved some areas for each brand. Use in other areas is called "
            "off-label. Your provider will tell you which kind you get."),
            InitialsBlock("I know if my treatment is off-label.", initials_mark(9.1)))),
        Section("What to expect", (TextBlock(
            "• Lines may look softer. You may see a change in a few days. The full effect takes about 2 weeks.\n"
            "• It often lasts 3 to 4 months. Some brands may last longer. It is not permanent."),
            InitialsBlock("I know results fade and are not promised.", initials_mark(9.6)))),
        Section("Risks", (TextBlock(
            "• Redness, swelling, soreness, or a bruise where the needle went in.\n• Headache or feeling like you have "
            "the flu.\n• Drooping of an eyelid or brow for some weeks.\n• An uneven look, dry eye, or a result that is "
            "too weak or too strong."),
            InitialsBlock("I know a droopy lid or brow can happen and can last weeks.", initials_mark(10.1)),
            TextBlock(
            "• The medicine can spread to other parts of the body. This can happen hours to weeks later. It can cause "
            "weak muscles, double vision, or trouble with the voice, bladder, swallowing, or breathing. It can be "
            "life-threatening.\n• A severe allergic reaction.\n• Infection.\n• Eye problems.\n• The medicine may stop "
            "working for you."),
            InitialsBlock("I know the effect can spread and I know the warning signs.", initials_mark(10.4)))),
        Section("Before and after", (TextBlock(
            "• Tell us about all medicines, most of all antibiotics by shot, muscle relaxers, and blood thinners.\n"
            "• Do not stop a prescribed medicine without your doctor's OK.\n• Wait if you are sick or have a skin "
            "infection in the area.\n• Stay upright for 4 hours. Do not rub the area that day.\n• Call 911 for trouble "
            "breathing, swallowing, or speaking, or for swelling of the face or throat."),)),
        Section("Is each line true for you?", (
            AnswerBlock("I am not pregnant and not breastfeeding, or I told my provider.", ("Yes",)),
            AnswerBlock("I do not have a nerve or muscle disease such as myasthenia gravis, Lambert-Eaton, or ALS, or "
                        "I told my provider.", ("Yes",)),
            AnswerBlock("I am not allergic to botulinum toxin or human albumin.", ("Yes",)),
            AnswerBlock("I have no infection in the area.", ("Yes",)),
            AnswerBlock("I told you all my medicines.", ("Yes",)),
            AnswerBlock("Is any line above not true for you, or are you not sure?", ("No",)))),
        Section("Your decision", (
            AnswerBlock("What questions do you have? Write them here.", (
                "Is it all right to go running the next morning? I have a 10 km race on Saturday and would rather not "
                "miss it. Also, my sister had a bruise for two weeks after hers; is there something I can do to make "
                "that less likely?",)),
            AnswerBlock("Do you want this treatment?", ("Yes, I agree",)))),
        Section("Filled in by the provider", (
            AnswerBlock("I explained the treatment, its risks, its benefits, and other choices. I answered the "
                        "questions asked.", ("Yes",), "Priya Raman, RN"),)),
    )


def evidence() -> Evidence:
    """Return the evidence of a visit without trouble."""
    return Evidence(
        form_url="https://bettermedspa.example/fhir/Questionnaire/c_btx",
        form_sha256=sha256_hex(b"form"),
        identity_method="Photo ID seen", identity_by="Elena Castillo", identity_at=at(0),
        device="Front desk computer", app_version="Better Med Spa intake 0.1.0",
        disclosure_version="1.0", disclosure_accepted_at=at(6.2),
        pages=(PageShown("What this treatment is", at(8)), PageShown("Risks", at(9.7)),
               PageShown("Is each line true for you?", at(11))),
        events=(EvidenceEvent(at(0), "Identity confirmed", "Photo ID seen, by Elena Castillo"),
                EvidenceEvent(at(6), "Handed over", "English, normal text size"),
                EvidenceEvent(at(10.6), "Read to the end", "6 of 6 sections"),
                EvidenceEvent(at(12.5), "Signed", "Drawn on the screen"),
                EvidenceEvent(at(29), "Countersigned", "Priya Raman, RN")),
        edits_before_signing=1, audit_first=5121, audit_last=5160, audit_head=sha256_hex(b"audit"),
        seal_sha256=sha256_hex(b"seal"), ca_sha256=sha256_hex(b"ca"),
    )


def consent() -> ConsentRecord:
    """Return a consent signed by the patient and countersigned by the provider."""
    return ConsentRecord(
        document_id="0193a5b2-7c1e-7d3a-9f04-52c18f210c4a", title="Consent for wrinkle relaxer (neuromodulator)",
        version="1.0.0", language="en", kind=DocumentKind.CONSENT, clinic=CLINIC, patient=PATIENT, sections=sections(),
        agreement="I read this form, or it was read to me. I had time to ask questions. My signature means I agree.",
        signatures=(
            SignatureMark(SignerRole.PATIENT, "Mariana Ortega", SignatureMethod.DRAWN, at(12.52),
                          "I agree to the treatment described above.", strokes=scribble()),
            SignatureMark(SignerRole.PROVIDER, "Priya Raman", SignatureMethod.CREDENTIAL, at(29.3),
                          "I explained the treatment and answered the questions asked.", licence="RN")),
        evidence=evidence(), completed_at=at(29.3), response_json=response(),
    )


def guardian_consent() -> ConsentRecord:
    """Return a minor's consent: guardian, the minor's own yes, a witness, names in other scripts, demo clinic."""
    base = consent()
    patient = PatientLine("ليلى الحسيني", date(2010, 7, 2), 2077, "Layla Al-Husseini")
    return replace(base, patient=patient, is_demo=True, signatures=(
        SignatureMark(SignerRole.GUARDIAN, "محمد علي الحسيني", SignatureMethod.TYPED, at(12),
                      "I agree for the patient.", relationship="father"),
        SignatureMark(SignerRole.MINOR, "ليلى الحسيني", SignatureMethod.DRAWN, at(12.5), "I also want this.",
                      strokes=scribble(5)),
        SignatureMark(SignerRole.WITNESS, "Elena Castillo", SignatureMethod.CREDENTIAL, at(20),
                      "I saw the guardian sign."),
        base.signatures[1]))


def with_text(text: str) -> ConsentRecord:
    """Return a record that carries ``text`` wherever a person can put words."""
    base = consent()
    return replace(base, patient=replace(base.patient, name=text), title=text, agreement=text,
                   sections=(Section(text, (TextBlock(text), AnswerBlock(text, (text, text), text),
                                            InitialsBlock(text, InitialsMark(at(3), text=text)))),),
                   signatures=(
                       SignatureMark(SignerRole.GUARDIAN, text, SignatureMethod.TYPED, at(5), text, text, text),),
                   evidence=replace(base.evidence, notes=(text,), device=text, identity_by=text))

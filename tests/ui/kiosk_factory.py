"""A visit on the tablet with the real forms, for tests of patient mode. Every person is invented."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core.canonical import canonical_json, sha256_hex
from app.core.resources import resource
from app.forms import Answer, load
from app.intake.outbox import Outbox
from app.intake.packet import FormKind, IntakeStep, Packet, PacketForm, PolicyText
from app.intake.signers import CUSTOMARY_SIGNERS, Signer
from app.intake.visit import IntakeVisit
from app.rules.shipped import ShippedForm
from app.security.sealing import generate_inbox_keypair
from app.services.publishing import form_text
from tests.factories import CLINIC
from tests.fakes import FixedClock, SeededRandomness
from tests.patient_hand import fill

NOW = datetime(2026, 11, 24, 16, 24, tzinfo=UTC)
"""10:24 AM on Tuesday, November 24, 2026, in Chicago."""
LAST_YEAR = datetime(2025, 11, 25, 16, 0, tzinfo=UTC)

_KINDS = {"reg": FormKind.QUESTIONS, "mh": FormKind.QUESTIONS, "priv": FormKind.ACKNOWLEDGEMENT,
          "comm": FormKind.QUESTIONS, "photo": FormKind.QUESTIONS, "c_btx": FormKind.CONSENT}
_STEPS = {"reg": IntakeStep.DETAILS, "mh": IntakeStep.HISTORY, "priv": IntakeStep.CONSENTS,
          "comm": IntakeStep.DETAILS, "photo": IntakeStep.CONSENTS, "c_btx": IntakeStep.CONSENTS}
_TITLES = {"c_btx": "Botulinum toxin type A"}

def disclosure() -> PolicyText:
    """Return the e-records disclosure that comes with the demo clinic."""
    source = json.loads(resource("policies/e-records.json").read_text(encoding="utf-8"))
    others = tuple((language, each["title"], each["text"]) for language, each in source["translations"].items())
    return PolicyText("disclosure", source["title"], source["version"], date(2026, 11, 1), source["text"],
                      translations=others)


def policies() -> tuple[PolicyText, ...]:
    """Return the demo clinic's policy, in its own words, with the summary."""
    text, summary, spanish = (resource(f"policies/{name}.txt").read_text(encoding="utf-8") for name in
                              ("privacy-policy", "privacy-summary", "privacy-summary.es"))
    return (PolicyText("policy", "Privacy policy", "1.0", date(2025, 9, 30), text, summary,
                       summaries=(("es", spanish),)),)


def packet_form(form_id: str) -> PacketForm:
    """Return a shipped form as a hand-over puts it into the packet."""
    data = resource(f"forms/{form_id}.json").read_bytes()
    source = json.loads(form_text(ShippedForm(form_id, data, load(data)), CLINIC).content("4"))
    staff = (
        {"c.btx.product": (Answer("Botox Cosmetic"),), "c.btx.area": (Answer("Frown lines"),)}
        if form_id == "c_btx"
        else None
    )
    return PacketForm(form_id, source["url"], source["version"], sha256_hex(canonical_json(source)),
                      _TITLES.get(form_id, source["title"]), _KINDS[form_id], _STEPS[form_id], load(source),
                      "You are new here.", 3, may_decline=form_id in {"c_btx", "photo"}, staff_answers=staff)


def filled_in_last_year(form: PacketForm, folder: Path) -> PacketForm:
    """Return ``form`` with the answers of a year ago, as a returning patient gets it."""
    made = replace(packet(form.form_id), forms=(form,))
    first = IntakeVisit(made, FixedClock(NOW), Outbox(folder, made, SeededRandomness(5)))
    fill(first, form.form_id)
    session = first.session(form.form_id)
    asked = {state.item.link_id for page in session.enabled_pages() for state in session.page_items(page)}
    keys = session.keys()
    for key in keys:
        item = session.item_state(key).item
        if item.is_question and item.rules.must_be is not None:
            session.set_answers(key, ())
    return replace(form, prefill=session.response(status="in-progress"), prefill_from=LAST_YEAR,
                   asked_before=frozenset(asked))


def packet(*form_ids: str, birth_date: date = date(1986, 3, 14), public_key: bytes = b"", draft: bytes | None = None,
           message: str = "", languages: tuple[str, ...] = ("en",),
           signers: frozenset[Signer] = CUSTOMARY_SIGNERS) -> Packet:
    """Return a packet for Mariana Ortega with the given forms; a later birth date makes her a minor."""
    return Packet(
        visit_id="01939d3e-0000-7000-8000-000000000001",
        hand_over_id="01939d3e-0000-7000-8000-000000000002",
        visit_key=b"k" * 32,
        inbox_public_key=public_key or generate_inbox_keypair(SeededRandomness(9)).public_key,
        clinic_name="Better Med Spa",
        clinic_phone="(312) 555-0148",
        zone=ZoneInfo("America/Chicago"),
        today=date(2026, 11, 24),
        device="Front desk tablet",
        first_name="Mariana",
        patient_name="Mariana Ortega",
        birth_date=birth_date,
        appointment_at=datetime(2026, 11, 24, 16, 30, tzinfo=UTC),
        provider_name="Priya Raman, RN",
        forms=tuple(replace(packet_form(form_id), signers=signers) for form_id in form_ids),
        disclosure=disclosure(),
        policies=policies(),
        guardian_name="Teresa Ortega",
        draft=draft,
        message=message,
        languages=languages,
    )


def visit(folder: Path, *form_ids: str, birth_date: date = date(1986, 3, 14), draft: bytes | None = None,
          clock: FixedClock | None = None, message: str = "", returning: bool = False,
          languages: tuple[str, ...] = ("en",), signers: frozenset[Signer] = CUSTOMARY_SIGNERS) -> IntakeVisit:
    """Return a visit at its welcome page that seals into ``folder``."""
    made = packet(*form_ids, birth_date=birth_date, draft=draft, message=message, languages=languages, signers=signers)
    if returning:
        made = replace(made, forms=tuple(filled_in_last_year(form, folder) for form in made.forms))
    return IntakeVisit(made, clock or FixedClock(NOW), Outbox(folder, made, SeededRandomness(3)))

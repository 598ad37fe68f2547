"""Packets as a hand-over makes them, from the forms that come with the app."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core.resources import resource
from app.forms import Answer, Questionnaire, canonical_sha256, load
from app.intake.outbox import Outbox
from app.intake.packet import FormKind, IntakeStep, Packet, PacketForm, PolicyText
from app.intake.visit import IntakeVisit
from app.security.sealing import InboxKeypair, generate_inbox_keypair
from tests.fakes import FixedClock, SeededRandomness

TODAY = date(2026, 11, 23)
SHAPES = {"reg": (FormKind.QUESTIONS, IntakeStep.DETAILS), "mh": (FormKind.QUESTIONS, IntakeStep.HISTORY),
          "photo": (FormKind.QUESTIONS, IntakeStep.CONSENTS), "c_btx": (FormKind.CONSENT, IntakeStep.CONSENTS)}
STAFF = {"c.btx.product": (Answer("Botox Cosmetic"),), "c.btx.area": (Answer("Forehead"),)}


@cache
def questionnaire(form_id: str) -> Questionnaire:
    """The shipped form."""
    return load(resource(f"forms/{form_id}.json").read_bytes())


def packet_form(form_id: str) -> PacketForm:
    """The form as the tablet holds it."""
    form = questionnaire(form_id)
    kind, step = SHAPES[form_id]
    return PacketForm(form_id, form.url, form.version, canonical_sha256(form.source), form.title.plain, kind, step,
                      form, "First visit.", 3, may_decline=form_id not in ("reg", "mh"),
                      staff_answers=STAFF if form_id == "c_btx" else None)


class Tablet:
    """A tablet in patients' hands: the packet, the outbox folder, and the key that opens what it sealed."""

    def __init__(self, folder: Path, *form_ids: str, birth_date: date = date(1986, 3, 14)) -> None:
        self.randomness = SeededRandomness(7)
        self.clock = FixedClock()
        self.keys: InboxKeypair = generate_inbox_keypair(self.randomness)
        self.folder = folder
        self.packet = Packet(
            visit_id="visit-1", hand_over_id="hand-over-1", visit_key=self.randomness.token_bytes(32),
            inbox_public_key=self.keys.public_key, clinic_name="Lakeview Med Spa", clinic_phone="+13125550100",
            zone=ZoneInfo("America/Chicago"), today=TODAY, device="Test tablet", first_name="Ana",
            patient_name="Ana Ruiz", birth_date=birth_date, appointment_at=datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
            provider_name="Dr. Adeyemi", forms=tuple(map(packet_form, form_ids or ("c_btx",))),
            disclosure=PolicyText("disclosure", "Electronic records", "1.0", date(2026, 11, 1), "Read this."),
            guardian_name="Teresa Brandt" if birth_date > date(2008, 11, 23) else "")

    def visit(self) -> IntakeVisit:
        """Hand the tablet over."""
        return IntakeVisit(self.packet, self.clock, Outbox(self.folder, self.packet, self.randomness))

    def resumed(self, draft: bytes, message: str = "") -> IntakeVisit:
        """Hand the tablet over again with an opened draft."""
        self.packet = replace(self.packet, draft=draft, message=message)
        return self.visit()

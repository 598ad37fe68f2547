"""The demo's withdrawals: photos taken down long ago, texts that stopped, and photos a provider must be told of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.core.clock import clinic_date
from app.demo.story import Story
from app.security.actor import Actor
from app.services.registry import Services
from app.services.views.consents import PaperChoice, WithdrawalInput
from app.services.views.patients import NewPatient

_KEPT = "Paper chart"
_PHONE = "(773) 555-0117"
_WORDS = "No more reminders please, I keep a calendar."
_CHART_PATIENTS = (
    NewPatient("Derek", "Osei", date(1979, 5, 2), _PHONE, "derek.osei@example.com", pronouns="he/him"),
    NewPatient("Hannah", "Voss", date(1991, 9, 18), "(312) 555-0162", "hannah.voss@example.com", pronouns="she/her"),
)
"""Two patients whose consents are still on paper."""


def tell_withdrawals(story: Story, now: datetime) -> None:
    """Let three patients take a consent back before the day of the demo; the first one is long done."""
    story.clock.advance_to(now - timedelta(hours=20))
    services, front_desk = story.services, story.sign_in("elena")
    today = clinic_date(now, services.desk.zone())
    tomas = story.patients["tomas"]
    derek, hannah = (services.patients.add(front_desk, person) for person in _CHART_PATIENTS)
    officer = story.sign_in("judith")
    for patient_id, purpose, number in ((tomas, "photo_marketing", ""), (derek, "sms_appointment", _PHONE),
                                        (hannah, "photo_record", "")):
        services.consents.record_choice(officer, patient_id, PaperChoice(
            purpose, True, today - timedelta(days=300), _KEPT, number))
    photos = _withdraw(services, officer, tomas, "photo_marketing", "email", today - timedelta(days=145))
    _withdraw(services, officer, derek, "sms_appointment", "text", today - timedelta(days=3), _WORDS)
    _withdraw(services, officer, hannah, "photo_record", "in_person", today - timedelta(days=1))
    (step,) = services.consents.open(officer, photos).steps
    services.consents.finish_step(officer, step.step_id, told="The web agency", count=3)


def _withdraw(services: Services, actor: Actor, patient_id: str, purpose: str, channel: str, on: date,
              words: str = "") -> str:
    return services.consents.withdraw(actor, WithdrawalInput(patient_id, (purpose,), channel, words, on))

"""The demo's rights requests: six open ones, some near their deadline, and one that is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from app.core.clock import clinic_date
from app.rules.rights import Channel, Outcome, RequestKind, Step
from app.security.actor import Actor
from app.services.registry import Services
from app.services.views.patients import NewPatient
from app.services.views.rights import ContactTerms, IdentitySeen, NewRequest, RequestAnswer
from app.services.views.sharing import ContactChannel

_LICENSE = "drivers_license"
_SOFIA = NewPatient("Sofia", "Marchetti", date(1988, 2, 11), "(773) 555-0139", "sofia.marchetti@example.com",
                    pronouns="she/her")


class RightsStory:
    """Tells the requests through the rights desk, as the privacy officer."""

    def __init__(self, services: Services, actor: Actor, today: date) -> None:
        self._services, self._actor, self._today = services, actor, today

    def ask(self, patient_id: str, kind: RequestKind, days: int, words: str, *, channel: Channel = Channel.IN_PERSON,
            seen: bool = True) -> str:
        """Record a request that came in ``days`` ago, with the ID that was seen that day."""
        day = self._today - timedelta(days=days)
        identity = IdentitySeen(_LICENSE, day) if seen else None
        return self._services.rights.add(self._actor, NewRequest(patient_id, kind, day, channel, words, identity))

    def tell(self, patients: Mapping[str, str]) -> None:
        """Record all of them; ``patients`` are ids by key."""
        rights, actor = self._services.rights, self._actor
        answered = self.ask(patients["hannah"], RequestKind.CONFIDENTIAL, 24, "Please call my work phone only.")
        rights.answer(actor, answered, RequestAnswer(
            Outcome.GRANTED, delivery="in_person",
            terms=ContactTerms(ContactChannel.PHONE, "Work phone (312) 555-0188, weekdays until 5")))
        copy = self.ask(patients["ruth"], RequestKind.COPY, 28, "A copy of everything, for my new dermatologist.")
        rights.finish_step(actor, copy, Step.GATHER)
        waiting = self.ask(patients["peter"], RequestKind.COPY, 22, "Send me my treatment records.",
                           channel=Channel.EMAIL, seen=False)
        rights.acknowledge(actor, waiting)
        second = self.ask(patients["leila"], RequestKind.COPY, 12, "My forms and the notes of both visits.")
        rights.finish_step(actor, second, Step.GATHER)
        self.ask(patients["sofia"], RequestKind.RESTRICT, 8, "Do not tell my health plan about the peel; I paid it "
                                                             "myself.")
        correct = self.ask(patients["derek"], RequestKind.AMEND, 21, "I never had shingles. Please correct that.")
        rights.ask_clinician(actor, correct, "Is the entry about shingles accurate?")
        self.ask(patients["hannah"], RequestKind.ACCOUNT, 15, "Who got my records in the last years?")


def tell_requests(services: Services, sign_in: Callable[[str], Actor], known: Mapping[str, str],
                  now: datetime) -> None:
    """Record the requests of the demo. ``known`` are the ids of its patients by key; those on paper are looked up."""
    desk = sign_in("elena")
    chart = {"sofia": services.patients.add(desk, _SOFIA)}
    for key, name in (("derek", "Derek Osei"), ("hannah", "Hannah Voss")):
        chart[key] = services.patients.search(desk, name)[0].patient_id
    officer = sign_in("judith")
    RightsStory(services, officer, clinic_date(now, services.desk.zone())).tell({**known, **chart})

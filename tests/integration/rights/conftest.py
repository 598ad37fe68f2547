"""A practice with the rights desk: real records, real keys, real sealed letters."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdf
import pytest

from app.core.clock import clinic_date
from app.rules.rights import Channel, RequestKind, Step
from app.security.actor import Actor, Role
from app.services.rights.limits import SharingService
from app.services.rights.service import RightsService
from app.services.views.rights import IdentitySeen, NewRequest, RequestAnswer, RequestView
from tests.integration.visits.conftest import Practice, practice

__all__ = ["RightsDesk", "desk", "practice"]

LICENSE_SEEN = IdentitySeen("drivers_license")


@dataclass
class RightsDesk:
    """The services, with short words for what tests do again and again."""

    practice: Practice
    rights: RightsService
    sharing: SharingService

    @property
    def officer(self) -> Actor:
        """The privacy officer."""
        return self.practice.clinic.actor(Role.PRIVACY_OFFICER)

    def asked(self, kind: RequestKind, words: str = "Everything since spring", *, identity: bool = True,
              patient_id: str = "") -> str:
        """Record a request that came in person today."""
        clinic = self.practice.clinic
        today = clinic_date(clinic.clock.now(), clinic.desk.zone())
        return self.rights.add(self.practice.desk_person, NewRequest(
            patient_id or self.practice.patient(), kind, today, Channel.IN_PERSON, words,
            LICENSE_SEEN if identity else None))

    def ready(self, kind: RequestKind, *, patient_id: str = "") -> str:
        """Record a request and walk it up to its answer."""
        request_id = self.asked(kind, patient_id=patient_id)
        while (step := self.rights.open(self.officer, request_id).next_step) is not Step.ANSWER:
            if step is Step.OPINION:
                self.rights.ask_clinician(self.officer, request_id, "Is it accurate?")
                self.rights.give_opinion(self.practice.provider, request_id, agrees=False, words="It is accurate.")
            else:
                assert step is not None
                self.rights.finish_step(self.officer, request_id, step)
        return request_id

    def answered(self, request_id: str, answer: RequestAnswer) -> RequestView:
        """Answer as the privacy officer."""
        return self.rights.answer(self.officer, request_id, answer)

    def letter(self, view: RequestView, number: int = -1) -> str:
        """The words of the letter of an event, from the sealed PDF as it is stored."""
        document_id = view.history[number].document_id
        assert document_id is not None
        return self.words(document_id)

    def words(self, document_id: str) -> str:
        """The words of a sealed document that verifies, spaces made single."""
        shown = self.practice.documents.open(self.officer, document_id)
        assert shown.verification.valid
        pages = pypdf.PdfReader(io.BytesIO(shown.pdf)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def desk(practice: Practice) -> RightsDesk:
    clinic_desk = practice.clinic.desk
    return RightsDesk(practice, RightsService(clinic_desk, practice.library), SharingService(clinic_desk))

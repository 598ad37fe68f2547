"""The demo's clinic with its real services, and short words for what tests of retention do again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from app.bootstrap import ServiceDoor
from app.intake.outbox import Outbox
from app.intake.visit import IntakeVisit
from app.security.actor import Actor
from app.security.derive import patient_keys_key, records_key
from app.services.registry import Services
from app.services.views.patients import CheckIn, HandOver, IdentityCheck, NewPatient
from app.services.views.review import Countersign, DecisionInput, DecisionKind
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.patient_hand import walk

LONG_AGO = 365 * 10 + 4
"""Days after which the record of an adult may go in the demo's clinic, which keeps them ten years."""


@dataclass
class Office:
    """A running app on a copy of the demo; ``drive`` is where backups go."""

    demo: DemoClinic
    drive: Path
    services: Services = field(init=False)
    recovery: str = ""

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the app anew, as after a power cut: nothing of the old one is asked."""
        self.services = ServiceDoor(self.demo.ports())()

    def sign_in(self, name: str) -> Actor:
        """Sign ``name`` in, whoever was signed in before, with fresh proof."""
        if self.services.access.is_open:
            self.services.access.lock("Next person.")
        self.demo.clock.advance(minutes=16)
        outcome = self.services.access.enter_password(name, PASSWORD)
        return outcome.actor or self.services.access.enter_code(self.demo.code(name))

    def lock(self) -> None:
        """Sign out: the files are closed."""
        self.services.access.lock("F9")

    def new_recovery_key(self) -> None:
        """Make a recovery key whose groups the test knows."""
        actor = self.sign_in("rosa")
        self.recovery = "-".join(self.services.recovery.renew_recovery_key(actor))

    def backup(self, folder: Path | None = None) -> Path:
        """Make a backup and return its manifest."""
        place = folder or self.drive
        place.mkdir(exist_ok=True)
        actor = self.sign_in("rosa")
        self.services.backup.run(actor, place)
        return self.services.restore.inspect(place)[0].path

    def patient(self, given: str, family: str, phone: str, words: str, born: date = date(1986, 3, 14)) -> str:
        """Add a patient and let them have a whole visit, sealed documents included; ``words`` is one of the answers."""
        desk = self.sign_in("elena")
        services = self.services
        patient_id = services.patients.add(desk, NewPatient(given, family, born, phone))
        director = next(each.provider_id for each in services.visits.providers(desk) if "Adeyemi" in each.display_name)
        visit_id = services.visits.check_in(desk, CheckIn(
            patient_id, self.demo.clock.now() + timedelta(minutes=30), director, ("BTX_BOTOX",)))
        asked = services.visits.prepare(desk, visit_id).staff_questions
        packet = services.visits.hand_over(desk, HandOver(visit_id, IdentityCheck("photo_id"), {
            (each.form_id, each.link_id): "Botox Cosmetic" for each in asked if each.required}))
        ports = self.demo.ports()
        visit = IntakeVisit(packet, self.demo.clock, Outbox(self.demo.folder.outbox, packet, ports.randomness))
        walk(visit, {"mh.goal.words": words})
        visit.send()
        self._accept(visit_id)
        return patient_id

    def _accept(self, visit_id: str) -> None:
        director = self.sign_in("adeyemi")
        assert self.services.inbox.receive(director).received == 1
        view = self.services.review.open(director, visit_id)
        decisions = tuple(DecisionInput(flag.rule_id, DecisionKind.CLEARED if flag.may_clear else DecisionKind.POSTPONE,
                                        "Talked through.") for flag in view.flags if flag.severity.rank < 2)
        if decisions:
            self.services.review.decide(director, visit_id, decisions)
        answers = {(part.form_id, question.link_id): "true" for part in view.parts
                   for question in part.provider_questions if question.required and question.type == "boolean"}
        self.services.review.accept(director, Countersign(visit_id, "", answers))

    def years_go_by(self, days: int = LONG_AGO) -> None:
        """Let ``days`` pass without anybody signing in; then the privacy officer confirms the date."""
        self.lock()
        self.demo.clock.advance(days=days)
        self.services.retention.confirm_clock(self.sign_in("judith"))

    def dispose(self, patient_id: str) -> str:
        """Both approvals; return the certificate's id."""
        self.services.retention.propose(self.sign_in("judith"), patient_id)
        return self.services.retention.dispose(self.sign_in("rosa"), patient_id).document_id

    def key_of(self, patient_id: str) -> bytes:
        """The patient's key, while there is one."""
        return self.services.desk.store.patient_keys.get(patient_id)

    def database_keys(self) -> tuple[bytes, bytes]:
        """The raw keys of records.db and patient_keys.db, while somebody is signed in."""
        with self.services.retention._run._sessions.box.lent() as dek:
            return bytes(records_key(dek)), bytes(patient_keys_key(dek))

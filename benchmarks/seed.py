"""Makes stores as large as ten years of work, in bulk through the models and not on screen."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.models.audit import AuditEntry, hash_of
from app.models.patients import Patient, PatientTerm
from app.models.staff import StaffMember
from app.models.store import Store
from app.models.submissions import FormSubmission, Intake
from app.models.visits import HandOver, Visit, VisitEvent, VisitTreatment
from app.security.actor import Actor
from app.services.chain import head
from app.services.desk import Work
from app.services.search_terms import terms
from app.services.submission_records import PURPOSE
from app.services.views.patients import TimelineKind, VisitStage
from benchmarks.clinic import BenchClinic
from tests.fakes import SeededRandomness

VISITS_EACH = 2
"""Past visits of every patient: 50,000 patients in ten years are 40 visits a working day."""

FREQUENT_VISITS = 200
_FIRST_RECORD = 100_000
_TREATMENT = "BTX_BOTOX"
_CHUNK = 20_000
_EVENTS = (TimelineKind.CHECK_IN, TimelineKind.INTAKE, TimelineKind.CONSENT, TimelineKind.REVIEW)

_GIVEN = ("Ana", "Ben", "Chloe", "Dana", "Elif", "Farid", "Grace", "Hana", "Imani", "Joon", "Katarzyna", "Leila",
          "Mariana", "Nadia", "Omar", "Priya", "Quinn", "Ruth", "Sofía", "Tomás", "Uma", "Vera", "Wei", "Ximena",
          "Yusuf", "Zoë")
_SYLLABLES = ("ba", "cor", "del", "en", "fer", "gal", "har", "is", "jo", "kal", "lin", "mar", "nov", "or", "pet",
              "quin", "ros", "san", "tor", "ul", "var", "wil", "yan", "zet")


@dataclass(frozen=True)
class Seeded:
    """What was made: the patient with 200 visits, and ids of patients with ordinary records."""

    frequent_patient: str
    patients: tuple[str, ...]


@dataclass
class Seeder:
    """Fills the open store of ``clinic``. The same seed makes the same people."""

    clinic: BenchClinic
    store: Store
    actor: Actor

    def __post_init__(self) -> None:
        self._random = random.Random(7)
        self._bytes = SeededRandomness(7)
        self._now = self.clinic.clock.now()

    def run(self, patients: int, audit_rows: int, board_visits: int) -> Seeded:
        """Add ``patients`` with their visits, one with 200 visits, today's board, and the audit up to a length."""
        ids = [self._id() for _ in range(patients)]
        self._keys(ids)
        with self.store.unit() as session:
            provider = session.scalars(select(StaffMember.user_id).where(StaffMember.role == "provider")).first() or ""
            for start in range(0, patients, _CHUNK):
                self._patients(session, ids[start:start + _CHUNK], start)
                self._visits(session, [(patient_id, when, VisitStage.READY) for patient_id in ids[start:start + _CHUNK]
                                       for when in self._past(VISITS_EACH)], provider)
            self._today(session, ids[:board_visits], provider)
        frequent = self._frequent(ids[-1], provider)
        with self.store.unit() as session:
            self._audit(session, audit_rows, ids)
        return Seeded(frequent, tuple(ids[board_visits:-1]))

    def _id(self) -> str:
        return new_id(self.clinic.clock, self._bytes)

    def _keys(self, ids: Sequence[str]) -> None:
        """All keys in one transaction: one at a time, as the app adds them, every key waits for the disk."""
        keys = self.store.patient_keys
        connection = keys._connection
        connection.execute("BEGIN")
        for patient_id in ids:
            keys.add(patient_id, self._bytes.token_bytes(32), self._now)
        connection.execute("COMMIT")

    def _patients(self, session: Session, ids: Sequence[str], start: int) -> None:
        rows, words = [], []
        for number, patient_id in enumerate(ids, _FIRST_RECORD + start):
            given, family = self._random.choice(_GIVEN), self._family()
            born = date(1940, 1, 1) + timedelta(days=self._random.randrange(66 * 365))
            phone = f"+1312{self._random.randrange(10**7):07d}"
            rows.append({"patient_id": patient_id, "record_number": number, "given_name": given, "family_name": family,
                         "preferred_name": "", "pronouns": "", "birth_date": born, "phone": phone, "email": "",
                         "created_at": self._now, "created_by": self.actor.user_id, "last_opened_at": None})
            words += [{"term": term, "patient_id": patient_id} for term in terms((given, family), born, phone, number)]
        session.execute(insert(Patient), rows)
        session.execute(insert(PatientTerm), words)

    def _family(self) -> str:
        return "".join(self._random.choices(_SYLLABLES, k=self._random.choice((2, 2, 3)))).capitalize()

    def _past(self, count: int) -> Iterator[datetime]:
        for _ in range(count):
            yield self._now - timedelta(days=self._random.randrange(1, 3650), minutes=self._random.randrange(480))

    def _visits(self, session: Session, wanted: Sequence[tuple[str, datetime, VisitStage]], provider: str) -> list[str]:
        visits, treatments, events = [], [], []
        for patient_id, when, stage in wanted:
            visit_id = self._id()
            visits.append({"visit_id": visit_id, "patient_id": patient_id, "day": when.date(), "appointment_at": when,
                           "provider_id": provider, "stage": stage.value, "stage_since": when, "checked_in_at": when,
                           "checked_in_by": self.actor.user_id})
            treatments.append({"visit_id": visit_id, "position": 0, "code": _TREATMENT})
            events += [{"visit_id": visit_id, "patient_id": patient_id, "at": when + timedelta(minutes=10 * step),
                        "kind": kind.value, "title": kind.value.capitalize(), "detail": "Botulinum toxin",
                        "by_name": self.actor.display_name} for step, kind in enumerate(_EVENTS)]
        session.execute(insert(Visit), visits)
        session.execute(insert(VisitTreatment), treatments)
        session.execute(insert(VisitEvent), events)
        return [str(visit["visit_id"]) for visit in visits]

    def _today(self, session: Session, ids: Sequence[str], provider: str) -> None:
        stages = (VisitStage.WAITING, VisitStage.FILLING_IN, VisitStage.TO_REVIEW, VisitStage.READY)
        self._visits(session, [(patient_id, self._now - timedelta(minutes=3 * number), stages[number % len(stages)])
                               for number, patient_id in enumerate(ids)], provider)

    def _frequent(self, patient_id: str, provider: str) -> str:
        """Give one patient 200 visits, each with the forms that a real visit of the demo sent."""
        with self.clinic.services.desk.act_system() as work:
            template = self._template(work)
            when = [self._now - timedelta(days=15 * number + 20) for number in range(FREQUENT_VISITS)]
            visits = self._visits(work.session, [(patient_id, each, VisitStage.READY) for each in when], provider)
            for visit_id, at in zip(visits, when, strict=True):
                self._forms(work, template, patient_id, visit_id, at)
        return patient_id

    def _template(self, work: Work) -> list[tuple[FormSubmission, bytes, HandOver]]:
        visit_id = work.session.scalars(select(FormSubmission.visit_id).order_by(FormSubmission.at).limit(1)).one()
        rows = work.session.scalars(select(FormSubmission).where(FormSubmission.visit_id == visit_id)).all()
        hand_over = work.session.scalars(select(HandOver).where(HandOver.visit_id == visit_id)).first()
        assert hand_over is not None  # every intake of the demo came from a tablet
        return [(row, work.keys.decrypt(row.patient_id, row.content, PURPOSE), hand_over) for row in rows]

    def _forms(self, work: Work, template: list[tuple[FormSubmission, bytes, HandOver]], patient_id: str, visit_id: str,
               at: datetime) -> None:
        hand_over_id, intake_id = self._id(), self._id()
        sample = template[0][2]
        work.session.execute(insert(HandOver), [_copied(sample, hand_over_id=hand_over_id, visit_id=visit_id, at=at)])
        work.session.execute(insert(Intake), [{
            "intake_id": intake_id, "visit_id": visit_id, "hand_over_id": hand_over_id, "patient_id": patient_id,
            "sent_at": at, "received_at": at, "device": sample.device,
            "evidence": work.keys.encrypt(patient_id, b"{}", "evidence")}])
        belongs = {"visit_id": visit_id, "patient_id": patient_id, "intake_id": intake_id, "at": at, "received_at": at}
        work.session.execute(insert(FormSubmission), [
            _copied(row, submission_id=self._id(), content=work.keys.encrypt(patient_id, plain, PURPOSE), **belongs)
            for row, plain, _ in template])

    def _audit(self, session: Session, wanted: int, ids: Sequence[str]) -> None:
        last = head(session, self.store.database_id)
        previous, rows = last.hash, []
        for sequence in range(last.sequence + 1, wanted + 1):
            entry = AuditEntry(
                sequence=sequence, at=self._now, user_id=self.actor.user_id, person=self.actor.display_name,
                person_kind="staff", device="Front desk", session_id=self.actor.session_id, event="patient.view",
                patient_id=ids[sequence % len(ids)], subject=ids[sequence % len(ids)], detail="", old_value=None,
                new_value=None, allowed=True, previous_hash=previous)
            previous = entry.hash = hash_of(entry)
            rows.append(_copied(entry))
            if len(rows) == _CHUNK:
                session.execute(insert(AuditEntry), rows)
                rows = []
        if rows:
            session.execute(insert(AuditEntry), rows)


def _copied(row: FormSubmission | HandOver | AuditEntry, **changes: object) -> dict[str, object]:
    values: dict[str, object] = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {**values, **changes}


def seed(clinic: BenchClinic, patients: int, audit_rows: int, board_visits: int = 60) -> Seeded:
    """Sign in, fill the store and lock again."""
    actor = clinic.sign_in("rosa")
    made = Seeder(clinic, clinic.services.desk.store, actor).run(patients, audit_rows, board_visits)
    clinic.services.access.lock("Seeded.")
    return made

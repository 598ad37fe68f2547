"""Builds the fictional clinic in an empty folder, through set-up, sign-ins and visits like any other clinic's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.clock import Clock
from app.core.paths import DataFolder
from app.demo.cast import Cast, DemoPatient, Stage
from app.demo.privacy_consents import tell_withdrawals
from app.demo.privacy_disclosures import tell_sharing
from app.demo.privacy_incidents import tell_incidents
from app.demo.privacy_promises import tell_promises
from app.demo.privacy_registers import tell_registers
from app.demo.privacy_retention import first_day, tell_old_visits, tell_retention
from app.demo.privacy_rights import tell_requests
from app.demo.story import Story
from app.demo.story_clock import StoryClock
from app.demo.tablet import play_part, play_visit
from app.intake.packet import Packet
from app.intake.visit import IntakeVisit
from app.security.actor import Actor
from app.security.totp import code_at
from app.services.registry import Services
from app.services.shipped_policies import shipped_policies
from app.services.views.patients import CheckIn, HandOver, IdentityCheck
from app.services.views.people import NewStaff, SetupAnswers, TotpEnrolment
from app.services.views.review import Countersign, DecisionInput, DecisionKind, ProviderQuestion

PASSWORD = "harbor lantern demo"  # noqa: S105  printed for everybody; it opens nothing but the throw-away folder
_STEP = timedelta(seconds=31)
"""A code is accepted once: each sign-in of the same person waits for the next time step."""

_BEGINS = {Stage.TO_REVIEW: timedelta(minutes=62), Stage.FILLING_IN: timedelta(minutes=16),
           Stage.WAITING: timedelta(minutes=11)}
"""How long before the demo opens the first patient of a stage arrives, if the ones before have left time."""

_STAFF_ANSWERS = {"c.btx.product": "Botulinum toxin type A", "c.btx.area": "Forehead and between the brows",
                  "c.fac.product": "Gentle enzyme facial", "c.fac.area": "Face"}


@dataclass
class Person:
    """A staff member of the demo with what is needed to sign in."""

    key: str
    staff: NewStaff
    secret: str
    user_id: str = ""


class DemoBuilder:
    """Plays the clinic's story up to now. ``open_visit`` starts the tablet's part of a hand-over."""

    def __init__(self, services: Services, story: StoryClock, cast: Cast, open_visit: Callable[[Packet], IntakeVisit],
                 ) -> None:
        self._services, self._story, self._cast, self._open_visit = services, story, cast, open_visit
        self._zone = ZoneInfo(cast.clinic.zone)
        self._people: dict[str, Person] = {}
        self._patients: dict[str, str] = {}

    def build(self, present: Clock) -> tuple[Person, ...]:
        """Found the clinic, tell the past, then today; lock at the end. Returns the staff."""
        now = present.now()
        first = now - timedelta(days=max(patient.past_visit_days for patient in self._cast.patients) + 2)
        self._story.start(first_day(now))
        self._found()
        self._add_staff()
        story = Story(self._services, self._story, self._sign_in, self._patients)
        tell_old_visits(story, now)
        self._story.advance_to(first)
        past = [patient for patient in self._cast.patients if patient.past_visit_days]
        for patient in sorted(past, key=lambda each: -each.past_visit_days):
            self._story.advance_to(now - timedelta(days=patient.past_visit_days))
            self._whole_visit(patient)
        tell_incidents(story, now)
        tell_withdrawals(story, now)
        tell_registers(self._services, self._sign_in("judith"), self._patients["tomas"])
        tell_promises(self._services, self._sign_in("judith"))
        tell_retention(story)
        self._story.advance_to(now - timedelta(minutes=150))
        self._today(now)
        tell_requests(self._services, self._sign_in, self._patients, now)
        tell_sharing(self._services, self._sign_in, self._patients, now)
        self._services.access.lock("The demo is ready.")
        self._story.catch_up()
        return tuple(self._people.values())

    def _found(self) -> None:
        key, staff = self._cast.staff[0]
        enrolment = self._services.setup.new_enrolment(staff.user_name, self._cast.clinic.name)
        groups = self._services.setup.new_recovery_groups()
        self._services.setup.finish(SetupAnswers(self._cast.clinic, staff, PASSWORD, enrolment, groups,
                                                 device_name="Demo computer"))
        self._people[key] = Person(key, staff, enrolment.secret)
        admin = self._sign_in(key)
        for policy in shipped_policies(self._cast.clinic):
            self._services.policies.load(admin, kind=policy.kind, title=policy.title, version=policy.version,
                                         effective=policy.effective, content=policy.content)

    def _add_staff(self) -> None:
        for key, staff in self._cast.staff[1:]:
            admin = self._sign_in(self._cast.staff[0][0])
            temporary = self._services.staff.add(admin, staff)
            self._services.access.lock("Next person.")
            self._services.access.enter_password(staff.user_name, temporary.password)
            enrolment = self._services.setup.new_enrolment(staff.user_name, self._cast.clinic.name)
            actor = self._services.access.enrol_first(PASSWORD, enrolment, self._code(enrolment))
            self._people[key] = Person(key, staff, enrolment.secret, actor.user_id)
            self._services.access.lock("Next person.")

    def _sign_in(self, key: str) -> Actor:
        """Sign ``key`` in, whoever was signed in before."""
        services, person = self._services, self._people[key]
        if services.access.is_open:
            services.access.lock("Next person.")
        self._story.pass_time(_STEP.total_seconds() / 60)
        outcome = services.access.enter_password(person.staff.user_name, PASSWORD)
        actor = outcome.actor or services.access.enter_code(code_at(person.secret, self._story.now()))
        person.user_id = actor.user_id
        services.inbox.receive(actor)
        return actor

    def _code(self, enrolment: TotpEnrolment) -> str:
        return code_at(enrolment.secret, self._story.now())

    def _whole_visit(self, patient: DemoPatient) -> None:
        visit_id = self._check_in(patient, self._story.now() + timedelta(minutes=15))
        self._tablet(patient, visit_id)
        self._review(patient, visit_id)

    def _check_in(self, patient: DemoPatient, appointment: datetime) -> str:
        front_desk = self._sign_in("elena")
        if patient.key not in self._patients:
            self._patients[patient.key] = self._services.patients.add(front_desk, patient.person)
        check_in = CheckIn(self._patients[patient.key], appointment, self._people[patient.provider].user_id,
                           patient.treatments)
        return self._services.visits.check_in(front_desk, check_in)

    def _hand_over(self, patient: DemoPatient, visit_id: str) -> IntakeVisit:
        front_desk = self._sign_in("elena")
        view = self._services.visits.prepare(front_desk, visit_id)
        answers = {(question.form_id, question.link_id): _STAFF_ANSWERS[question.link_id]
                   for question in view.staff_questions if question.link_id in _STAFF_ANSWERS}
        identity = IdentityCheck("photo_id", "", patient.guardian, "photo_id" if patient.guardian else "")
        packet = self._services.visits.hand_over(front_desk, HandOver(visit_id, identity, answers))
        self._services.access.to_patient_mode(visit_id)
        return self._open_visit(packet)

    def _tablet(self, patient: DemoPatient, visit_id: str) -> None:
        play_visit(self._hand_over(patient, visit_id), patient, self._story.pass_time)
        self._sign_in("elena")

    def _review(self, patient: DemoPatient, visit_id: str) -> None:
        """The medical director decides every flag and accepts; in the story nobody is treated against a stop."""
        director = self._sign_in("adeyemi")
        view = self._services.review.open(director, visit_id)
        decisions = tuple(
            DecisionInput(flag.rule_id, DecisionKind.CLEARED if flag.may_clear else DecisionKind.POSTPONE,
                          "Talked through with the patient.")
            for flag in view.flags if flag.severity.rank < 2)
        if decisions:
            self._services.review.decide(director, visit_id, decisions)
        self._story.pass_time(2)
        proved = self._services.access.prove(director, PASSWORD, self._fresh_code("adeyemi", director))
        answers = {(part.form_id, question.link_id): _provider_answer(question)
                   for part in view.parts for question in part.provider_questions if question.required}
        self._services.review.accept(proved, Countersign(visit_id, "", answers, bool(patient.guardian)))

    def _fresh_code(self, key: str, actor: Actor) -> str:
        if not self._services.access.proof_needs_code(actor):
            return ""
        return code_at(self._people[key].secret, self._story.now())

    def _today(self, now: datetime) -> None:
        """Ready first, then to review, filling in and waiting, so that waits look like a real morning's."""
        order = (Stage.READY, Stage.TO_REVIEW, Stage.FILLING_IN, Stage.WAITING)
        for patient in sorted(self._cast.patients, key=lambda each: order.index(each.stage)):
            self._story.advance_to(now - _BEGINS.get(patient.stage, timedelta(minutes=150)))
            quarter = (now + timedelta(minutes=patient.appointment_minutes)).astimezone(self._zone)
            appointment = quarter.replace(minute=quarter.minute // 15 * 15, second=0, microsecond=0)
            visit_id = self._check_in(patient, appointment)
            if patient.stage is Stage.READY:
                self._tablet(patient, visit_id)
                self._review(patient, visit_id)
            elif patient.stage is Stage.TO_REVIEW:
                self._tablet(patient, visit_id)
            elif patient.stage is Stage.FILLING_IN:
                play_part(self._hand_over(patient, visit_id), patient, pages=4)
                self._sign_in("elena")


def _provider_answer(question: ProviderQuestion) -> str:
    """Attest what must be attested, and give the director's licence where the form asks for it."""
    if question.type == "boolean":
        return "true"
    codes = [code for code, _ in question.options]
    return "md_do" if "md_do" in codes else codes[0] if codes else "Samuel Adeyemi, MD"


def mark_demo(folder: DataFolder) -> None:
    """Mark ``folder`` as the demo's, for ever: the app shows it on every screen and page."""
    folder.demo_marker.write_text("This folder belongs to the demo. Nothing in it is real.\n", encoding="utf-8")

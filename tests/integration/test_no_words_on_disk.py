"""No word of a patient lies readable anywhere in the clinic's folders, at any moment of a visit."""

from __future__ import annotations

import base64
import gzip
import logging
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import ServiceDoor
from app.intake.outbox import Outbox
from app.intake.visit import IntakeVisit
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor
from app.services.registry import Services
from app.services.views.disclosures import Disclosure
from app.services.views.oversight import StaffDraft
from app.services.views.patients import CheckIn, HandOver, IdentityCheck, NewPatient
from app.services.views.review import Countersign, DecisionInput, DecisionKind
from tests.canaries import found_in
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.patient_hand import walk

_TYPED = (
    "reg.name.family", "reg.name.given", "reg.name.middle", "reg.name.preferred", "reg.name.previous",
    "reg.name.native", "reg.name.suffix", "reg.demo.access", "reg.contact.line1", "reg.contact.line2",
    "reg.contact.city", "reg.share.name", "reg.share.relationship", "reg.emerg.name", "reg.emerg.relationship",
    "reg.care.pcp", "reg.care.pharmacy", "mh.goal.words", "mh.cond.other", "mh.med.supplements", "mh.skin.routine",
    "c.btx.questions",
)
"""Questions the patient answers in own words."""

_BY_STAFF = ("given", "family", "preferred", "note", "product", "area", "reason", "review", "recipient", "draft",
             "help")


def word_for(number: int) -> str:
    """A word that stands nowhere else, in letters alone as names are; no two are alike."""
    return "Zqx" + "".join("bcdfghjkmnpqrtvwxz"[number // 18**place % 18] for place in range(5)) + "kwz"


WORDS = {name: word_for(number * 79_193 + 13) for number, name in enumerate((*_TYPED, *_BY_STAFF))}


class Story:
    """A visit with a word of its own in every place where words are typed; ``look`` is called between its parts."""

    def __init__(self, clinic: DemoClinic, services: Services, look: Callable[[str], None]) -> None:
        self.clinic, self.services, self.look = clinic, services, look

    def sign_in(self, user_name: str) -> Actor:
        """Sign in from anywhere."""
        self.clinic.clock.advance(minutes=20)
        self.services.access.enter_password(user_name, PASSWORD)
        return self.services.access.enter_code(self.clinic.code(user_name))

    def play(self, backup: Path) -> None:
        """Check in, hand over, fill in, send, review, accept, copy, back up."""
        services = self.services
        visit_id, tablet = self._to_the_tablet(self.sign_in("elena"))
        walk(tablet, {name: WORDS[name] for name in _TYPED})
        tablet.autosave()
        self.look("filled in")
        tablet.send()
        self.look("sent")
        director = self.sign_in("adeyemi")
        assert services.inbox.receive(director).received == 1
        self.look("received")
        document_id = self._accepted(director, visit_id)
        services.documents.copy(director, document_id, Disclosure(WORDS["recipient"], "Own copy", Basis.TO_INDIVIDUAL))
        services.drafts.keep(director, StaffDraft("ReviewRoute", visit_id, self.clinic.clock.now(),
                                                  (("note", WORDS["draft"]),)))
        services.backup.run(director, backup)
        self.look("backed up")
        services.access.lock("F9")
        self.look("locked")

    def _to_the_tablet(self, actor: Actor) -> tuple[str, IntakeVisit]:
        services, clinic = self.services, self.clinic
        new = NewPatient(WORDS["given"], WORDS["family"], date(1986, 3, 14), "(773) 555-0148",
                         f"{WORDS['help']}@example.com", WORDS["preferred"])
        provider = services.visits.providers(actor)[0].provider_id
        visit_id = services.visits.check_in(actor, CheckIn(services.patients.add(actor, new), clinic.clock.now(),
                                                           provider, ("BTX_BOTOX",)))
        packet = services.visits.hand_over(actor, HandOver(visit_id, IdentityCheck("photo_id", WORDS["note"]), {
            ("c_btx", "c.btx.product"): WORDS["product"], ("c_btx", "c.btx.area"): WORDS["area"]}))
        services.access.to_patient_mode(visit_id)
        outbox = Outbox(clinic.folder.outbox, packet, clinic.ports().randomness)
        return visit_id, IntakeVisit(packet, clinic.clock, outbox)

    def _accepted(self, director: Actor, visit_id: str) -> str:
        review = self.services.review
        view = review.open(director, visit_id)
        shown = " ".join(line.answer for line in view.answers)
        assert [name for name in _TYPED if WORDS[name] not in shown] == []
        review.decide(director, visit_id, tuple(
            DecisionInput(flag.rule_id, DecisionKind.CLEARED, WORDS["reason"]) for flag in view.flags
            if flag.severity.value != "info"))
        answers = {(part.form_id, asked.link_id): "true" for part in view.parts for asked in part.provider_questions
                   if asked.required and asked.type == "boolean"}
        code = self.clinic.code("adeyemi")
        proved = self.services.access.prove(director, PASSWORD, code)
        return review.accept(proved, Countersign(visit_id, WORDS["review"], answers)).document_ids[0]


def test_none_of_the_patients_words_lies_readable_at_any_moment(demo: DemoClinic, tmp_path: Path) -> None:
    assert len(WORDS) > 30
    backup = tmp_path / "drive"
    backup.mkdir()
    log = logging.FileHandler(demo.folder.root / "app.log", encoding="utf-8")
    logging.getLogger("app").addHandler(log)
    moments: list[str] = []

    def look(moment: str) -> None:
        log.flush()
        moments.append(moment)
        assert found_in([demo.folder.root, backup], WORDS.values()) == [], moment

    services = ServiceDoor(demo.ports())()
    try:
        Story(demo, services, look).play(backup)
    finally:
        services.access.lock("The test is over.")
        logging.getLogger("app").removeHandler(log)
        log.close()
    assert moments == ["filled in", "sent", "received", "backed up", "locked"]
    assert (demo.folder.root / "records.db").stat().st_size > 100_000
    assert list(backup.rglob("*.db*"))


@pytest.mark.parametrize("hide", [
    lambda word: word.encode(), lambda word: word.encode("utf-16-le"), lambda word: word.encode().hex().encode(),
    lambda word: b"..." + zlib.compress(word.encode()), lambda word: gzip.compress(word.encode()),
    lambda word: base64.b64encode(b"1" + word.encode() + b"tail"),
    lambda word: base64.b64encode(b"12" + word.encode("utf-16-le") + b"tail"),
])
def test_the_search_finds_a_word_in_every_form(tmp_path: Path, hide: Callable[[str], bytes]) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 9 + hide(WORDS["family"]) + b"\0" * 50)
    assert {word for _, word in found_in([tmp_path], WORDS.values())} == {WORDS["family"]}

"""The inbox: resuming, receiving twice, and everything hostile or broken that may lie in the outbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.errors import StorageError
from app.forms import Answer, decode_json, encode_json
from app.intake.outbox import Outbox
from app.intake.places import Place, PlaceKind
from app.intake.sealed_item import MAX_ITEM_BYTES, seal_item
from app.intake.submission import FormOutcome, Item, ItemKind, SubmittedForm, decode, encode
from app.intake.visit import FormStatus, IntakeVisit
from app.models.audit import AuditEntry
from app.models.submissions import FormSubmission
from app.models.visits import ReceivedItem
from app.security.sealing import generate_inbox_keypair
from app.services.views.patients import HandOver, IdentityCheck, VisitStage
from tests.fakes import SeededRandomness
from tests.integration.visits.conftest import PLANNED, Practice
from tests.patient_hand import LINE, fill, walk


class Recorder(Outbox):
    """An outbox that keeps the plaintext of what it seals, so that tests can change it and seal it again."""

    content = b""

    def finish(self, content: bytes) -> None:
        """Keep and seal."""
        self.content = content
        super().finish(content)


def _finished(practice: Practice) -> tuple[str, IntakeVisit, Recorder]:
    """A visit that is filled in, signed and sent, but not received."""
    visit_id = practice.checked_in(practice.patient())
    packet = practice.handed_over(visit_id)
    outbox = Recorder(practice.clinic.folder.outbox, packet, practice.clinic.desk.randomness)
    tablet = IntakeVisit(packet, practice.clinic.clock, outbox)
    walk(tablet)
    tablet.send()
    return visit_id, tablet, outbox


def _reseal(practice: Practice, tablet: IntakeVisit, payload: bytes, **changed: object) -> None:
    """Replace the file in the outbox by one sealed with the right keys around ``payload``."""
    for path in practice.clinic.folder.outbox.glob("*.item"):
        path.unlink()
    packet = tablet.packet
    facts = {"visit_id": packet.visit_id, "hand_over_id": packet.hand_over_id, "sequence": 50, **changed}
    sealed = seal_item(packet.inbox_public_key, packet.visit_key, payload, **facts)  # type: ignore[arg-type]
    (practice.clinic.folder.outbox / "0123.item").write_bytes(sealed)


def _set_aside(practice: Practice) -> list[Path]:
    folder = practice.clinic.folder.aside
    return sorted(folder.iterdir()) if folder.exists() else []


def _stored(practice: Practice) -> int:
    with practice.clinic.desk.act_system() as work:
        return work.session.scalar(select(func.count()).select_from(FormSubmission)) or 0


def test_an_interrupted_visit_resumes_where_it_was_after_the_next_sign_in(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    tablet = practice.tablet(packet)
    tablet.accept_disclosure()
    tablet.go(Place(PlaceKind.PAGE, "reg", 1))
    fill(tablet, "reg")
    tablet.keep_signing("reg", replace(tablet.signing("reg"), strokes=LINE))
    tablet.autosave()
    practice.clinic.reopen()
    report = practice.inbox.receive(practice.desk_person)
    assert (report.received, report.drafts, report.set_aside) == (0, 1, 0)
    card = practice.card(visit_id)
    assert (card.stage, card.resumable, card.step_label) == (VisitStage.FILLING_IN, True, "Your details")
    assert practice.visits.prepare(practice.desk_person, visit_id).resumes
    again = practice.tablet(practice.handed_over(visit_id))
    assert again.place == Place(PlaceKind.PAGE, "reg", 1)
    assert again.signing("reg").strokes == LINE
    assert again.session("reg").item_state("reg.contact.city").answers
    again.go(Place(PlaceKind.WELCOME))
    walk(again)
    again.send()
    assert practice.inbox.receive(practice.desk_person).received == 1


def test_a_visit_can_be_started_over_instead(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    tablet = practice.tablet(practice.handed_over(visit_id))
    fill(tablet, "reg")
    tablet.autosave()
    practice.inbox.receive(practice.desk_person)
    packet = practice.visits.hand_over(practice.desk_person, HandOver(visit_id, IdentityCheck("known"), PLANNED,
                                                                      resume=False))
    fresh = practice.tablet(packet)
    assert fresh.place.kind is PlaceKind.WELCOME
    assert fresh.session("reg").item_state("reg.contact.city").answers == ()


def test_what_an_earlier_hand_over_sent_late_never_replaces_a_later_one(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    first = practice.tablet(practice.handed_over(visit_id))
    for _ in range(200):
        first.autosave()
    (late,) = practice.clinic.folder.outbox.glob("*.item")
    late = late.rename(practice.clinic.folder.root / "unreadable-for-now.item")
    practice.clinic.clock.advance(hours=-3)  # somebody set the clock back
    second = practice.tablet(practice.handed_over(visit_id))
    walk(second)
    second.send()
    assert practice.inbox.receive(practice.desk_person).received == 1
    late.rename(practice.clinic.folder.outbox / late.name)
    report = practice.inbox.receive(practice.desk_person)
    assert (report.drafts, report.set_aside) == (0, 1)
    assert practice.card(visit_id).stage is not VisitStage.FILLING_IN


def test_a_late_draft_before_the_submission_does_not_refuse_it(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    first = practice.tablet(practice.handed_over(visit_id))
    for _ in range(200):
        first.autosave()
    (late,) = practice.clinic.folder.outbox.glob("*.item")
    late.rename(late.with_name("00.item"))  # comes first by name
    second = practice.tablet(practice.handed_over(visit_id))
    walk(second)
    second.send()
    report = practice.inbox.receive(practice.desk_person)
    assert (report.received, report.drafts, report.set_aside) == (1, 1, 0)


def test_several_unfinished_visits_coexist(practice: Practice) -> None:
    visits = [practice.checked_in(practice.patient(name)) for name in ("Ortega", "Okafor")]
    for visit_id in visits:
        practice.tablet(practice.handed_over(visit_id)).autosave()
    assert practice.inbox.receive(practice.desk_person).drafts == 2
    assert all(practice.card(visit_id).resumable or practice.card(visit_id).stage is VisitStage.FILLING_IN
               for visit_id in visits)


def test_receiving_twice_changes_nothing(practice: Practice) -> None:
    _finished(practice)
    (path,) = practice.clinic.folder.outbox.glob("*.item")
    content = path.read_bytes()
    assert practice.inbox.receive(practice.desk_person).received == 1
    before = _stored(practice)
    path.write_bytes(content)  # the power went before the file was deleted
    report = practice.inbox.receive(practice.desk_person)
    assert (report.received, report.drafts, report.set_aside, report.sentences) == (0, 0, 0, ())
    assert _stored(practice) == before
    assert not path.exists()
    assert practice.inbox.receive(practice.desk_person).received == 0


def test_an_older_item_put_back_is_set_aside(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    tablet = practice.tablet(practice.handed_over(visit_id))
    tablet.autosave()
    (path,) = practice.clinic.folder.outbox.glob("*.item")
    old = path.read_bytes()
    walk(tablet)
    tablet.send()
    assert practice.inbox.receive(practice.desk_person).received == 1
    path.write_bytes(old)
    report = practice.inbox.receive(practice.desk_person)
    assert report.set_aside == 1
    assert "older" in report.sentences[0]
    assert practice.card(visit_id).stage is VisitStage.TO_REVIEW


@pytest.mark.parametrize("content", [b"", b"\x00", b"not sealed at all" * 500, b"\xff" * 8192],
                         ids=["empty", "one byte", "text", "noise"])
def test_rubbish_is_set_aside_and_reported_while_good_items_are_received(practice: Practice, content: bytes) -> None:
    _finished(practice)
    rubbish = practice.clinic.folder.outbox / "00rubbish.item"
    rubbish.write_bytes(content)
    report = practice.inbox.receive(practice.desk_person)
    assert (report.received, report.set_aside) == (1, 1)
    assert report.sentences[0].endswith("It was kept aside and not deleted.")
    (kept,) = _set_aside(practice)
    assert kept.read_bytes() == content
    assert practice.visits.board(practice.desk_person).reminders[0].startswith("One sealed item was set aside")
    with practice.clinic.desk.act_system() as work:
        row = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "inbox.set_aside")).one()
        assert not row.allowed


def test_an_item_of_another_clinic_is_set_aside(practice: Practice) -> None:
    visit_id, tablet, outbox = _finished(practice)
    foreign = generate_inbox_keypair(SeededRandomness(42)).public_key
    packet = tablet.packet
    (path,) = practice.clinic.folder.outbox.glob("*.item")
    path.write_bytes(seal_item(foreign, packet.visit_key, outbox.content, visit_id=packet.visit_id,
                               hand_over_id=packet.hand_over_id, sequence=9))
    assert practice.inbox.receive(practice.desk_person).set_aside == 1
    assert practice.card(visit_id).stage is VisitStage.FILLING_IN


def test_an_item_forged_with_the_public_key_alone_is_set_aside(practice: Practice) -> None:
    _, tablet, outbox = _finished(practice)
    packet = tablet.packet
    (path,) = practice.clinic.folder.outbox.glob("*.item")
    path.write_bytes(seal_item(packet.inbox_public_key, b"\x01" * 32, outbox.content, visit_id=packet.visit_id,
                               hand_over_id=packet.hand_over_id, sequence=9))
    report = practice.inbox.receive(practice.desk_person)
    assert "not made by the tablet it names" in report.sentences[0]
    assert _stored(practice) == 0


@pytest.mark.parametrize("changed", [{"visit_id": "someone else's"}, {"hand_over_id": "another"},
                                     {"sequence": 2**63 - 1, "visit_id": ""}])
def test_an_item_that_names_another_visit_is_set_aside(practice: Practice, changed: dict[str, object]) -> None:
    _, tablet, outbox = _finished(practice)
    _reseal(practice, tablet, outbox.content, **changed)
    assert practice.inbox.receive(practice.desk_person).set_aside == 1
    assert _stored(practice) == 0


def test_an_item_that_names_another_visit_inside_is_set_aside(practice: Practice) -> None:
    _, tablet, outbox = _finished(practice)
    _reseal(practice, tablet, encode(replace(decode(outbox.content), visit_id="another")))
    assert practice.inbox.receive(practice.desk_person).set_aside == 1


def test_a_payload_that_is_no_visit_is_set_aside(practice: Practice) -> None:
    _, tablet, _ = _finished(practice)
    _reseal(practice, tablet, b'{"format": "medspa-visit-1", "kind": "submission"}')
    assert practice.inbox.receive(practice.desk_person).set_aside == 1


def test_a_file_larger_than_any_visit_is_not_even_opened(practice: Practice) -> None:
    practice.clinic.folder.outbox.mkdir(exist_ok=True)
    huge = practice.clinic.folder.outbox / "huge.item"
    with huge.open("wb") as file:
        file.truncate(MAX_ITEM_BYTES + 1)
    report = practice.inbox.receive(practice.desk_person)
    assert "larger than any visit" in report.sentences[0]
    assert not huge.exists()
    assert len(_set_aside(practice)) == 1


def _with_form(item: Item, form_id: str, **changes: object) -> bytes:
    forms = tuple(replace(form, **changes) if form.form_id == form_id else form  # type: ignore[arg-type]
                  for form in item.forms)
    return encode(replace(item, forms=forms))


def _changed_answer(form: SubmittedForm) -> dict[str, object]:
    text = encode_json(form.response).replace(b"Luis Ortega", b"Somebody Else")
    value = decode_json(text)
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("change", ["answer", "unsigned", "version", "hash", "declined", "initials", "missing",
                                    "emptied"])
def test_a_submission_that_does_not_fit_its_forms_is_not_stored_but_its_answers_are_kept(practice: Practice,
                                                                                         change: str) -> None:
    visit_id, tablet, outbox = _finished(practice)
    item = decode(outbox.content)
    mh = next(form for form in item.forms if form.form_id == "mh")
    payload = {
        "answer": lambda: _with_form(item, "mh", response=_changed_answer(mh)),
        "unsigned": lambda: _with_form(item, "mh", signature=None),
        "version": lambda: _with_form(item, "mh", version="9.9.9"),
        "hash": lambda: _with_form(item, "mh", sha256="0" * 64),
        "declined": lambda: _with_form(item, "mh", outcome=FormOutcome.DECLINED, response=None),
        "initials": lambda: _with_form(item, "c_btx", initials=()),
        "missing": lambda: encode(replace(item, forms=item.forms[1:])),
        "emptied": lambda: _with_form(item, "mh", response={"resourceType": "QuestionnaireResponse",
                                                            "status": "completed", "item": []}),
    }[change]()
    _reseal(practice, tablet, payload)
    report = practice.inbox.receive(practice.desk_person)
    assert (report.received, report.set_aside) == (0, 1)
    assert _stored(practice) == 0
    assert len(_set_aside(practice)) == 1
    assert practice.visits.prepare(practice.desk_person, visit_id).resumes
    again = practice.tablet(practice.handed_over(visit_id))
    assert again.status("c_btx") is FormStatus.SIGNED


def test_a_file_that_cannot_be_moved_aside_stays_and_is_reported(practice: Practice,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    practice.clinic.folder.outbox.mkdir(exist_ok=True)
    rubbish = practice.clinic.folder.outbox / "rubbish.item"
    rubbish.write_bytes(b"no")

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")
    monkeypatch.setattr("app.services.inbox.make_private_folder", full)
    report = practice.inbox.receive(practice.desk_person)
    assert report.set_aside == 1
    assert rubbish.exists()


def test_two_bad_items_of_one_name_are_both_kept(practice: Practice) -> None:
    practice.clinic.folder.outbox.mkdir(exist_ok=True)
    for content in (b"first", b"second"):
        (practice.clinic.folder.outbox / "bad.item").write_bytes(content)
        practice.inbox.receive(practice.desk_person)
    assert [path.read_bytes() for path in _set_aside(practice)] == [b"second", b"first"]


def test_other_files_in_the_outbox_are_left_alone(practice: Practice) -> None:
    practice.clinic.folder.outbox.mkdir(exist_ok=True)
    half_written = practice.clinic.folder.outbox / ".abc.item.new"
    half_written.write_bytes(b"half")
    report = practice.inbox.receive(practice.desk_person)
    assert report.sentences == ()
    assert half_written.exists()


def test_each_item_received_is_recorded_once_with_its_sequence(practice: Practice) -> None:
    _finished(practice)
    practice.inbox.receive(practice.desk_person)
    with practice.clinic.desk.act_system() as work:
        row = work.session.scalars(select(ReceivedItem)).one()
        assert (row.sequence, row.kind) == (1, ItemKind.SUBMISSION.value)


def test_what_a_patient_typed_is_stored_exactly(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    tablet = practice.tablet(practice.handed_over(visit_id))
    nasty = "=cmd() <img src=x> \u202eעברית 😀 naïve"
    tablet.session("mh").set_answers("mh.goal.words", (Answer(nasty),))
    walk(tablet)
    tablet.send()
    assert practice.inbox.receive(practice.desk_person).received == 1
    lines = practice.review.open(practice.provider, visit_id).answers
    assert any(line.answer == nasty for line in lines)

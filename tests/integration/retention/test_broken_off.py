"""A disposal that is broken off at any point, by a power cut say, is carried to its end later; never half and quiet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.rules.rights import Channel, RequestKind
from app.services import clinic_documents
from app.services.retention import disposal, journal, snapshots
from app.services.views.patients import CheckIn, NewPatient
from app.services.views.retention import DisposalStage, PlaceKind
from app.services.views.rights import NewRequest
from tests.integration.retention.office import LONG_AGO, Office


class PowerCut(BaseException):
    """Nothing in the app catches this."""


def _cut(*_: object, **__: object) -> None:
    raise PowerCut


def _before_noting(stage: DisposalStage) -> Callable[[pytest.MonkeyPatch], None]:
    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        note = journal.note
        monkeypatch.setattr(disposal, "note", lambda work, disposal_id, done, document=None:
                            _cut() if done is stage else note(work, disposal_id, done, document))
    return patch


POINTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "before the key went": lambda patch: patch.setattr(disposal, "reach_sealed_files", _cut),
    "after the key went": _before_noting(DisposalStage.KEY_DESTROYED),
    "while the index was erased": _before_noting(DisposalStage.ERASED),
    "while the pages were rewritten": lambda patch: patch.setattr("app.models.store.Store.compact", _cut),
    "while a backup was copied": lambda patch: patch.setattr(snapshots, "erase_in_file", _cut),
    "before a backup's manifest moved": lambda patch: patch.setattr(snapshots, "write_manifest", _cut),
    "after the copies": _before_noting(DisposalStage.REACHED),
    "before the certificate": lambda patch: patch.setattr(clinic_documents, "seal_report", _cut),
    "after the certificate": _before_noting(DisposalStage.CERTIFIED),
}


@pytest.fixture
def patient_id(office: Office) -> str:
    """A patient in a backup, whose record may go."""
    desk = office.sign_in("elena")
    patient_id = office.services.patients.add(desk, NewPatient("Wilhelmina", "Quillfeather", date(1986, 3, 14),
                                                               "(773) 555-0917"))
    office.backup()
    office.years_go_by()
    return patient_id


@pytest.mark.parametrize("point", POINTS)
def test_it_goes_on_where_it_stopped(office: Office, patient_id: str, point: str,
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    services = office.services
    disposal_id = services.retention.propose(office.sign_in("judith"), patient_id)
    second = office.sign_in("rosa")
    with monkeypatch.context() as patch:
        POINTS[point](patch)
        with pytest.raises(PowerCut):
            services.retention.dispose(second, patient_id)
    services.desk.detach()
    office.start()
    actor = office.sign_in("judith")
    is_gone = not office.services.desk.store.patient_keys.has(patient_id)
    assert is_gone is (point != "before the key went")
    assert bool(office.services.patients.search(actor, "Quillfeather")) is not is_gone, "never named without its key"
    (unfinished,) = office.services.retention.queue(actor).unfinished
    assert unfinished.disposal_id == disposal_id
    done = office.services.retention.finish(actor, disposal_id)
    assert done.document_id
    assert done.not_reached == ()
    queue = office.services.retention.queue(actor)
    assert queue.unfinished == ()
    assert [row.document_id for row in queue.disposed] == [done.document_id]
    _nothing_is_lost(office)
    with pytest.raises(InvalidInputError):
        office.services.retention.finish(actor, disposal_id)


def _nothing_is_lost(office: Office) -> None:
    """Each backup is one file that its manifest names and that opens; no part of a copy is left."""
    (folder,) = office.drive.iterdir()
    assert len(list(folder.glob("records-*.db"))) == len(list(folder.glob("records-*.manifest.json"))) == 1
    assert len(list(folder.glob("patient-keys-*.db"))) == 1
    assert list(folder.glob(".*")) == []
    assert office.services.desk.store.check()


@pytest.fixture
def approved(office: Office, patient_id: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A disposal that two people approved, broken off right before the key was destroyed."""
    disposal_id = office.services.retention.propose(office.sign_in("judith"), patient_id)
    second = office.sign_in("rosa")
    with monkeypatch.context() as patch:
        patch.setattr(disposal, "still_free", _cut)
        with pytest.raises(PowerCut):
            office.services.retention.dispose(second, patient_id)
    return disposal_id


def test_a_hold_put_on_before_the_key_went_stops_what_was_approved(office: Office, patient_id: str,
                                                                   approved: str) -> None:
    services, officer = office.services, office.sign_in("judith")
    services.retention.set_hold(officer, patient_id, "A letter came")
    with pytest.raises(InvalidInputError, match=r"Nothing was destroyed\. Legal hold"):
        services.retention.finish(officer, approved)
    services.retention.cancel(officer, patient_id)
    assert services.retention.queue(officer).unfinished == ()
    assert services.patients.search(officer, "Quillfeather")


def test_a_clock_set_forward_after_the_approvals_destroys_nothing(office: Office, patient_id: str,
                                                                  approved: str) -> None:
    """The patient came again in between: by the right date the record is kept for years, by the wrong one it is not."""
    services, desk = office.services, office.sign_in("elena")
    provider = services.visits.providers(desk)[0].provider_id
    visit_id = services.visits.check_in(desk, CheckIn(patient_id, office.demo.clock.now(), provider, ("CONSULT",)))
    services.visits.mark_left(desk, visit_id)
    with pytest.raises(InvalidInputError, match=r"Nothing was destroyed\. This record is kept until"):
        services.retention.finish(office.sign_in("judith"), approved)
    office.lock()
    office.demo.clock.advance(days=LONG_AGO)
    with pytest.raises(InvalidInputError, match=r"Nothing was destroyed\..*If the date is wrong"):
        services.retention.finish(office.sign_in("judith"), approved)
    assert services.desk.store.patient_keys.has(patient_id)


def test_what_was_cancelled_in_the_last_moment_is_not_carried_out(office: Office, patient_id: str,
                                                                  approved: str) -> None:
    """Somebody else cancels while the second person's approval is on its way to the key."""
    services, officer = office.services, office.sign_in("judith")
    services.retention.cancel(officer, patient_id)
    with pytest.raises(InvalidInputError, match="cancelled"):
        services.retention._run.finish(officer, approved)
    assert services.desk.store.patient_keys.has(patient_id)


def test_a_request_for_deletion_that_comes_after_the_approvals_is_answered_first(office: Office, patient_id: str,
                                                                                 approved: str) -> None:
    services, officer = office.services, office.sign_in("judith")
    today = clinic_date(office.demo.clock.now(), services.desk.zone())
    services.rights.add(officer, NewRequest(patient_id, RequestKind.DELETE, today, Channel.MAIL, "Delete it all."))
    with pytest.raises(InvalidInputError, match="Answer that request first"):
        services.retention.finish(officer, approved)


def test_a_drive_that_was_away_is_named_and_reached_later(office: Office, patient_id: str, tmp_path: Path) -> None:
    office.drive.rename(tmp_path / "away")
    services = office.services
    services.retention.propose(office.sign_in("judith"), patient_id)
    done = services.retention.dispose(office.sign_in("rosa"), patient_id)
    (missed,) = done.not_reached
    assert (missed.kind, missed.note) == (PlaceKind.BACKUP_KEYS, "The drive or folder is not connected.")
    assert missed.place.startswith(str(office.drive))
    actor = office.sign_in("judith")
    (row,) = services.retention.queue(actor).disposed
    assert row.not_reached == 1
    (tmp_path / "away").rename(office.drive)
    again = services.retention.reach_again(actor, row.disposal_id)
    assert again.not_reached == ()
    assert again.document_id != done.document_id
    _nothing_is_lost(office)


def test_a_snapshot_that_cannot_be_read_is_named_and_left_alone(office: Office, patient_id: str) -> None:
    office.backup()
    (folder,) = office.drive.iterdir()
    broken = min(folder.glob("records-*.db"))
    broken.write_bytes(broken.read_bytes()[:9000])
    office.services.retention.propose(office.sign_in("judith"), patient_id)
    done = office.services.retention.dispose(office.sign_in("rosa"), patient_id)
    assert [place.kind for place in done.not_reached] == [PlaceKind.BACKUP_RECORDS]
    assert "damaged" in done.not_reached[0].note
    assert broken.exists(), "what cannot be read is not deleted: it may be somebody's only copy"


def test_a_disposed_record_is_told_of_in_a_sentence_everywhere(office: Office, patient_id: str) -> None:
    services = office.services
    number = services.retention.review(office.sign_in("judith"), patient_id).record_number
    office.dispose(patient_id)
    actor = office.sign_in("rosa")
    with pytest.raises(NotFoundError, match="was disposed of"):
        services.patients.open(actor, patient_id)
    with pytest.raises(NotFoundError, match="was disposed of"):
        services.retention.review(actor, patient_id)
    with pytest.raises(NotFoundError):
        services.retention.set_hold(actor, patient_id, "Too late")
    assert services.patients.search(actor, "Quillfeather") == services.patients.search(actor, str(number)) == ()
    assert services.patients.disposed(actor, f" {number} ").startswith(f"Record {number} was disposed of on ")
    assert {services.patients.disposed(actor, text) for text in (str(number + 1), "", "Ana", "9" * 30, "²")} == {""}
    assert patient_id not in {hit.patient_id for hit in services.patients.recent(actor)}
    rows = services.audit.for_patient(actor, patient_id)
    assert {row.subject for row in rows} == {f"Record {number}, disposed of"}


def test_the_next_patient_does_not_get_the_number_again(office: Office, patient_id: str) -> None:
    services = office.services
    number = services.retention.review(office.sign_in("judith"), patient_id).record_number
    office.dispose(patient_id)
    desk = office.sign_in("elena")
    new = services.patients.add(desk, NewPatient("Otto", "Newman", date(1990, 1, 1), ""))
    assert services.patients.open(desk, new).record_number == number + 1

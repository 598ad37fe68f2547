"""The process is killed in the middle of a disposal; the next start carries it to its end and loses nothing."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.services.views.patients import NewPatient
from tests.demo_clinic import DemoClinic
from tests.integration.retention.dying import POINTS
from tests.integration.retention.office import Office


@pytest.fixture
def office(shared_clinic: DemoClinic, tmp_path: Path) -> Iterator[Office]:
    """A running app whose keyring outlives a process."""
    office = Office(shared_clinic, tmp_path / "drive")
    yield office
    office.lock()


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_disposal_is_carried_to_its_end(office: Office, tmp_path: Path, point: str) -> None:
    patient_id = office.services.patients.add(office.sign_in("elena"), NewPatient(
        "Wilhelmina", "Quillfeather", date(1986, 3, 14), "(773) 555-0917"))
    office.backup()
    office.years_go_by()
    disposal_id = office.services.retention.propose(office.sign_in("judith"), patient_id)
    office.lock()
    (tmp_path / "clinic").write_bytes(pickle.dumps(office.demo))
    ended = subprocess.run([sys.executable, "-m", "tests.integration.retention.dying", str(tmp_path / "clinic"),
                            patient_id, str(office.drive), point], cwd=Path(__file__).parents[3], check=False)
    assert ended.returncode == -signal.SIGKILL
    office.demo.clock.advance(hours=1)
    office.start()
    actor = office.sign_in("judith")
    assert office.services.patients.search(actor, "Quillfeather") == ()
    assert not office.services.desk.store.patient_keys.has(patient_id)
    assert [row.disposal_id for row in office.services.retention.queue(actor).unfinished] == [disposal_id]
    done = office.services.retention.finish(actor, disposal_id)
    assert done.document_id
    assert done.not_reached == ()
    assert office.services.desk.store.check()
    assert office.services.audit.verify(actor, lambda _done, _all: None, lambda: False).ok
    (folder,) = office.drive.iterdir()
    assert sorted(file.suffix for file in folder.iterdir()) == [".db", ".db", ".json", ".json"]

"""Gives the second approval in a process of its own and is killed in the middle, as by a power cut.

``python -m tests.integration.retention.dying CLINIC PATIENT DRIVE POINT``; POINT is a name in ``POINTS``.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path
from unittest.mock import patch

from app.models.patient_keys import PatientKeys
from app.models.store import Store
from app.services.retention import snapshots
from tests.integration.retention.office import Office


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _after_the_key() -> None:
    destroy = PatientKeys.destroy
    patch.object(PatientKeys, "destroy", lambda *given: _die(destroy(*given))).start()


def _while_pages_are_written() -> None:
    patch.object(Store, "compact", _die).start()


def _before_a_manifest_moves() -> None:
    patch.object(snapshots, "write_manifest", _die).start()


POINTS = {"key": _after_the_key, "pages": _while_pages_are_written, "manifest": _before_a_manifest_moves}


if __name__ == "__main__":
    office = Office(pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[3]))
    actor = office.sign_in("rosa")
    POINTS[sys.argv[4]]()
    office.services.retention.dispose(actor, sys.argv[2])

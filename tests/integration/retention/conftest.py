"""The demo's clinic, running, with a drive for backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_clinic import DemoClinic
from tests.integration.retention.counter import Counter
from tests.integration.retention.office import Office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    """A clinic made in a moment; closed at the end of the test."""
    desk = Counter(tmp_path)
    yield desk
    desk.clinic.close()


@pytest.fixture
def office(demo: DemoClinic, tmp_path: Path) -> Iterator[Office]:
    """A running app; closed at the end of the test."""
    office = Office(demo, tmp_path / "drive")
    yield office
    office.lock()

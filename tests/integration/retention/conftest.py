"""The demo's clinic, running, with a drive for backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_clinic import DemoClinic
from tests.integration.retention.office import Office


@pytest.fixture
def office(demo: DemoClinic, tmp_path: Path) -> Iterator[Office]:
    """A running app; closed at the end of the test."""
    office = Office(demo, tmp_path / "drive")
    yield office
    office.lock()

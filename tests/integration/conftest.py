"""A clinic that one process after another can open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.demo_clinic import DemoClinic
from tests.integration.other_process import TabletProcess
from tests.keyring_file import KeyringFile


@pytest.fixture
def shared_clinic(demo: DemoClinic, tmp_path: Path) -> DemoClinic:
    """The demo with a keyring that outlives a process."""
    return replace(demo, keyring=KeyringFile(tmp_path / "keyring", demo.keyring))


@pytest.fixture
def tablet(shared_clinic: DemoClinic, tmp_path: Path) -> Iterator[TabletProcess]:
    """The program in another process, up to patient mode."""
    with TabletProcess(shared_clinic, tmp_path, pages=40) as process:
        process.wait_for("patient")
        yield process

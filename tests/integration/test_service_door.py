"""The door behind which the services are built: once, however often and from wherever it is opened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.bootstrap import Ports, ServiceDoor
from app.core.files import make_private_folder
from app.core.paths import DataFolder
from app.security.device_secret import InMemoryDeviceSecret
from tests.fakes import FixedClock, SeededRandomness


def test_services_are_built_once_and_told_when_they_are_loaded(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "clinic")
    randomness = SeededRandomness(1)
    keyring = InMemoryDeviceSecret(randomness)
    loaded: list[bool] = []
    door = ServiceDoor(Ports(DataFolder(tmp_path / "clinic"), FixedClock(), randomness, lambda: keyring),
                       lambda: loaded.append(True))
    assert loaded == []
    with ThreadPoolExecutor(4) as pool:
        built = {id(each) for each in pool.map(lambda _: door(), range(8))}
    assert (len(built), loaded) == (1, [True])

"""A keyring in a file, so that a clinic can be opened by one process after another. For tests alone."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.security.device_secret import Binding, DeviceSecretStore

T = TypeVar("T")


class KeyringFile:
    """Does what the store in ``path`` does, and keeps it there after every call, as a real keyring would."""

    def __init__(self, path: Path, store: DeviceSecretStore | None = None) -> None:
        self._path = path
        if store is not None:
            path.write_bytes(pickle.dumps(store))

    @property
    def binding(self) -> Binding:
        return self._with(lambda store: store.binding)

    @property
    def backend(self) -> str:
        return self._with(lambda store: store.backend)

    def check(self) -> str:
        return self._with(lambda store: store.check())

    def create(self, database_id: str) -> bytearray:
        return self._with(lambda store: store.create(database_id))

    def find(self, database_id: str) -> bytearray | None:
        return self._with(lambda store: store.find(database_id))

    def delete(self, database_id: str) -> None:
        self._with(lambda store: store.delete(database_id))

    def write_mirror(self, database_id: str, text: str) -> None:
        self._with(lambda store: store.write_mirror(database_id, text))

    def read_mirror(self, database_id: str) -> str | None:
        return self._with(lambda store: store.read_mirror(database_id))

    def _with(self, use: Callable[[DeviceSecretStore], T]) -> T:
        store: DeviceSecretStore = pickle.loads(self._path.read_bytes())
        done = use(store)
        temporary = self._path.with_suffix(".new")
        temporary.write_bytes(pickle.dumps(store))
        temporary.replace(self._path)
        return done

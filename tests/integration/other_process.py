"""The program in a process of its own, up to patient mode, and a hold on that process."""

from __future__ import annotations

import json
import os
import pickle
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.demo_clinic import DemoClinic


class TabletProcess:
    """The program in another process, on ``clinic``; ``lines`` are what it said so far."""

    def __init__(self, clinic: DemoClinic, folder: Path, pages: int, *options: str) -> None:
        file = folder / "clinic.pickle"
        file.write_bytes(pickle.dumps(clinic))
        self.lines: list[dict[str, object]] = []
        self._rest = b""
        command = [sys.executable, "-m", "tests.integration.tablet_process", str(file), str(pages), *options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                         cwd=Path(__file__).parents[2])

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def read(self, seconds: float) -> None:
        """Take in what it says for so long."""
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._process.stdout], [], [], left)[0]:
                said = os.read(self._process.stdout.fileno(), 65536)
                *whole, self._rest = (self._rest + said).split(b"\n")
                self.lines += [json.loads(line) for line in whole]
                if not said:
                    return

    def wait_for(self, kind: str) -> None:
        """Take in what it says until a line of ``kind`` comes."""
        for _ in range(600):
            if any(line["kind"] == kind for line in self.lines):
                return
            assert self._process.poll() is None, "the process ended by itself"
            self.read(0.1)
        raise AssertionError(f"“{kind}” never came")

    @contextmanager
    def halted(self) -> Iterator[None]:
        """Let it stand still for a while."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> float:
        """End it as a power cut does; return when."""
        at = time.monotonic()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.read(0.2)
        return at

    def __enter__(self) -> TabletProcess:
        return self

    def __exit__(self, *_error: object) -> None:
        """End it if it still runs."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

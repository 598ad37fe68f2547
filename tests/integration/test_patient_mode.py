"""What a process holds while a patient has the tablet: no open database, no database key; and never a connection."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import ServiceDoor
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.integration.other_process import TabletProcess
from tests.no_network import can_forbid

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads /proc, which only Linux has")


def database_key(clinic: DemoClinic) -> bytes:
    """The clinic's database key, opened here with a password."""
    services = ServiceDoor(clinic.ports())()
    opened = services.access._box.vault.open_with_password("elena", PASSWORD)
    return bytes(opened.dek)


def open_databases(pid: int, below: Path) -> list[str]:
    """Which databases in the clinic's folder the process has open."""
    targets = (os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir())
    return [target for target in targets if target.startswith(str(below)) and ".db" in target]


def times_in_memory(pid: int, *patterns: bytes) -> int:
    """How often a pattern stands in the memory of the process. Skips where reading it is not allowed."""
    if not os.access(f"/proc/{pid}/mem", os.R_OK):
        pytest.skip("this account may not read another process's memory; the program refuses it too")
    count = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, kind, *_ = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            if kind.startswith("rw"):
                memory.seek(start)
                content = memory.read(end - start)
                count += sum(content.count(pattern) for pattern in patterns)
    return count


def test_no_database_is_open_and_its_key_is_nowhere_in_memory(shared_clinic: DemoClinic, tmp_path: Path) -> None:
    key = database_key(shared_clinic)
    patterns = (key, key.hex().encode(), key.hex().upper().encode())
    with TabletProcess(shared_clinic, tmp_path, pages=20) as process:
        process.wait_for("staff")
        with process.halted():  # the search works: while staff are signed in the key is there
            assert open_databases(process.pid, shared_clinic.folder.root)
            assert times_in_memory(process.pid, *patterns) > 0
        process.wait_for("filled in")
        assert open_databases(process.pid, shared_clinic.folder.root) == []
        assert times_in_memory(process.pid, *patterns) == 0


@pytest.mark.skipif(not can_forbid(), reason="this system has no filter for system calls")
def test_the_program_never_opens_a_network_socket(shared_clinic: DemoClinic, tmp_path: Path) -> None:
    with TabletProcess(shared_clinic, tmp_path, 8, "--no-network") as process:
        process.wait_for("filled in")


@pytest.mark.skipif(not can_forbid(), reason="this system has no filter for system calls")
@pytest.mark.parametrize(("family", "survives"), [("AF_UNIX", True), ("AF_INET", False), ("AF_INET6", False)])
def test_the_filter_ends_a_process_at_its_first_network_socket(family: str, survives: bool) -> None:
    program = ("import socket; from tests.no_network import forbid_network_sockets; forbid_network_sockets(); "
               f"socket.socket(socket.{family})")
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False)
    assert (done.returncode == 0) is survives

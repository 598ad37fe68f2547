"""What one process can do so that its memory and files stay its own."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from pathlib import Path

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_PRIVATE_UMASK = 0o077
_NETWORK_LISTS = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
_INODE = 9  # column of /proc/net/tcp and the others


@dataclass(frozen=True)
class Hardening:
    """Which protections took hold; False where the system does not offer one."""

    core_dumps_off: bool
    not_dumpable: bool
    private_files: bool


def harden() -> Hardening:
    """Switch core dumps off, refuse other processes of the same account, create files for the owner alone.

    Call once, first thing. Never raises: a system without one of these still runs, and ``Hardening`` tells.
    """
    private = os.name == "posix"
    if private:
        os.umask(_PRIVATE_UMASK)
    return Hardening(_core_dumps_off(), _not_dumpable(), private)


def zero(secret: bytearray) -> None:
    """Overwrite ``secret`` in place. Only a ``bytearray`` can be; ``bytes`` and ``str`` stay until collected."""
    secret[:] = bytes(len(secret))


def _core_dumps_off() -> bool:
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415  # exists on POSIX only

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def _not_dumpable() -> bool:
    """Linux: /proc/PID/mem and ptrace become root's alone."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return int(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0
    except (OSError, AttributeError):
        return False


def open_network_sockets() -> int | None:
    """Return how many internet sockets this process has open, or None where the system does not tell (not Linux).

    Compares the process's own file descriptors with the kernel's lists of TCP, UDP and raw sockets (proc(5)).
    """
    root = Path("/proc/self")
    try:
        lists = [(root / "net" / name).read_text(encoding="ascii").splitlines()[1:] for name in _NETWORK_LISTS
                 if (root / "net" / name).exists()]
        links = {_target(entry) for entry in (root / "fd").iterdir()}
    except OSError:
        return None
    inodes = {line.split()[_INODE] for lines in lists for line in lines}
    return sum(f"socket:[{inode}]" in links for inode in inodes)


def _target(entry: Path) -> str:
    """Return where a descriptor leads; nothing when it was closed meanwhile."""
    try:
        return os.readlink(entry)
    except OSError:
        return ""

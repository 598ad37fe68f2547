"""What one process can do so that its memory and files stay its own."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_PRIVATE_UMASK = 0o077


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

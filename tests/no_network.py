"""Forbids a process every network socket, with the kernel's own filter: opening one ends it at once (Linux)."""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2  # linux/prctl.h, linux/seccomp.h
_SOCKET_CALL = {"x86_64": 41, "aarch64": 198}
_AF_INET, _AF_INET6, _AF_PACKET = 2, 10, 17
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h
_CALL_NUMBER, _FIRST_ARGUMENT = 0, 16  # offsets in struct seccomp_data


def can_forbid() -> bool:
    """Say whether this system has the filter."""
    return sys.platform.startswith("linux") and platform.machine() in _SOCKET_CALL


def forbid_network_sockets() -> None:
    """From here on socket(AF_INET, AF_INET6 or AF_PACKET) ends the process. Raises OSError when the kernel refuses."""
    program = b"".join(struct.pack("HBBI", *each) for each in (
        (_LOAD, 0, 0, _CALL_NUMBER), (_JUMP_IF_EQUAL, 0, 5, _SOCKET_CALL[platform.machine()]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT), (_JUMP_IF_EQUAL, 2, 0, _AF_INET), (_JUMP_IF_EQUAL, 1, 0, _AF_INET6),
        (_JUMP_IF_EQUAL, 0, 1, _AF_PACKET), (_RETURN, 0, 0, _KILL_PROCESS), (_RETURN, 0, 0, _ALLOW)))
    code = ctypes.create_string_buffer(program, len(program))
    filter_program = struct.pack("H6xP", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (_PR_SET_SECCOMP, _MODE_FILTER, filter_program, 0, 0)):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "the kernel refused the filter")

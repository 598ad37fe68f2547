"""Where the seal lies in the file, found in the raw bytes: no PDF parser gets to repair what it reads."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from app.documents.outcome import Outcome

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_SEAL_MARKS = (b"/DocMDP", b"/ETSI.CAdES.detached", b"/SigFlags")
_END = b"%%EOF"


@dataclass(frozen=True)
class SealPlace:
    """The file parts the seal covers: everything but ``contents``, the hexadecimal string with its angle brackets."""

    start: int
    end: int

    def digest(self, pdf: bytes) -> bytes:
        """Return the SHA-256 of everything outside the seal's own place."""
        view, hashed = memoryview(pdf), hashlib.sha256()
        hashed.update(view[:self.start])
        hashed.update(view[self.end:])
        return hashed.digest()

    def contents(self, pdf: bytes) -> bytes:
        """Return the hexadecimal digits between the angle brackets."""
        return pdf[self.start + 1:self.end - 1]


def find_seal(pdf: bytes) -> SealPlace | Outcome:
    """Return where the seal lies when it covers the whole file, else what is wrong with the file."""
    ranges = [tuple(map(int, match.groups())) for match in _BYTE_RANGE.finditer(pdf)]
    if not ranges:
        return _without_seal(pdf)
    begin, start, end, rest = ranges[0]
    if begin or not _is_place(pdf, start, end):
        return _cut_or_changed(pdf)
    covered = end + rest
    if covered > len(pdf):
        return _cut_or_changed(pdf)
    if covered < len(pdf):
        return Outcome.INCREMENTAL_EDIT if _is_end(pdf[:covered]) else Outcome.CHANGED
    return SealPlace(start, end) if len(ranges) == 1 else Outcome.CHANGED


def _is_place(pdf: bytes, start: int, end: int) -> bool:
    return start < end <= len(pdf) and pdf[start:start + 1] == b"<" and pdf[end - 1:end] == b">"


def _without_seal(pdf: bytes) -> Outcome:
    sealed_once = any(mark in pdf for mark in _SEAL_MARKS)
    if not sealed_once and pdf.lstrip()[:5] != b"%PDF-":
        return Outcome.UNREADABLE
    if not _is_end(pdf):
        return Outcome.CUT_BACK
    return Outcome.CHANGED if sealed_once else Outcome.NOT_SEALED


def _cut_or_changed(pdf: bytes) -> Outcome:
    return Outcome.CHANGED if _is_end(pdf) else Outcome.CUT_BACK


def _is_end(pdf: bytes) -> bool:
    """Say whether ``pdf`` ends as a PDF does. One damaged byte in the last five still counts as an end."""
    tail = pdf.rstrip(b"\r\n")[-len(_END):]
    return len(tail) == len(_END) and sum(a != b for a, b in zip(tail, _END, strict=True)) <= 1

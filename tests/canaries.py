"""Looks for words in files, in every form in which they might have got there."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_ZLIB_STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_GZIP_START = b"\x1f\x8b\x08"
_MOST_PACKED = 5_000_000
_LEAST = 7  # bytes: four or five of them stand in megabytes of ciphertext by chance


def found_in(folders: Iterable[Path], words: Iterable[str]) -> list[tuple[str, str]]:
    """Return (file, word) for every word in a file below ``folders``: plain, UTF-16, base64, packed."""
    wanted = [(word, pattern) for word in words for pattern in _patterns(word)]
    return [(path.name, word) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()
            for content in _contents(path.read_bytes()) for word, pattern in wanted if pattern in content]


def _patterns(word: str) -> Iterator[bytes]:
    return (pattern for pattern in _written(word) if len(pattern) >= _LEAST)


def _written(word: str) -> Iterator[bytes]:
    plain = word.encode()
    yield plain
    yield word.encode("utf-16-le")
    yield plain.hex().encode()
    for encoded in (plain, word.encode("utf-16-le")):
        for shift in range(3):  # base64 depends on where in a group of three bytes the word begins
            text = base64.b64encode(b"\0" * shift + encoded)
            yield text[(shift * 8 + 5) // 6 + (1 if shift else 0):-4]


def _contents(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, and what every packed part of them holds."""
    yield data
    for start in (*_ZLIB_STARTS, _GZIP_START):
        at = data.find(start)
        while at >= 0:
            yield from _unpacked(data[at:at + _MOST_PACKED])
            at = data.find(start, at + 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(wbits=47).decompress(data, _MOST_PACKED)
    except zlib.error:
        return

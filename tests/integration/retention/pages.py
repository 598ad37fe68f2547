"""Reads SQLCipher files page by page without SQLCipher: what lies in unused parts of a page is seen as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_RESERVED = 80  # SQLCipher 4: 16 bytes IV and 64 bytes HMAC at the end of each page
_SALT = 16  # at the beginning of the file, in place of SQLite's first 16 bytes
_FRAME = 24  # header of a frame in the write-ahead log
_LOG = 32  # header of the log itself


def plain_pages(path: Path, key: bytes) -> bytes:
    """Return every page of the file decrypted (AES-256-CBC under the raw key), one after the other."""
    data = path.read_bytes()
    return b"".join(_opened(data[at:at + PAGE], key, _SALT if at == 0 else 0) for at in range(0, len(data), PAGE))


def plain_log(path: Path, key: bytes) -> bytes:
    """Return every page image in the write-ahead log beside the file, decrypted; empty when there is no log."""
    log = path.with_name(f"{path.name}-wal")
    data = log.read_bytes() if log.exists() else b""
    return b"".join(_frames(data, key))


def _frames(data: bytes, key: bytes) -> Iterator[bytes]:
    for at in range(_LOG, len(data) - _FRAME, _FRAME + PAGE):
        number = int.from_bytes(data[at:at + 4], "big")
        yield _opened(data[at + _FRAME:at + _FRAME + PAGE], key, _SALT if number == 1 else 0)


def _opened(page: bytes, key: bytes, salt: int) -> bytes:
    vector, body = page[PAGE - _RESERVED:PAGE - _RESERVED + 16], page[salt:PAGE - _RESERVED]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize()

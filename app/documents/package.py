"""One encrypted file with everything of a copy: a ZIP with AES-256 (WinZip AE-2), as 7-Zip and others open it.

A ZIP does not hide the names of its files: they tell nothing about the patient, documents are numbered. The format
turns a passphrase into a key with few rounds (PBKDF2-HMAC-SHA1, 1,000), so the passphrase itself has to be random and
long enough: 100 bits. What is added is encrypted on its way to the file; nothing readable touches the disk.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.errors import StorageError
from app.core.randomness import Randomness

READABLE: Final = "record.pdf"
BUNDLE: Final = "record.fhir.json"
ANSWERS_CSV: Final = "answers.csv"
ANSWERS_JSON: Final = "answers.json"
INDEX: Final = "start-here.pdf"
CERTIFICATE: Final = "clinic-ca.cer"
DOCUMENTS: Final = "documents/"
"""Names within the package: the same for everybody."""

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUPS, _GROUP_LENGTH = 5, 4


def new_passphrase(randomness: Randomness) -> str:
    """Return five groups of four characters, just under 100 bits; none is easily taken for another.

    Bytes that would favor some characters are drawn again.
    """
    limit, found = 256 - 256 % len(_ALPHABET), ""
    while len(found) < _GROUPS * _GROUP_LENGTH:
        (drawn,) = randomness.token_bytes(1)
        found += _ALPHABET[drawn % len(_ALPHABET)] if drawn < limit else ""
    return "-".join(found[start:start + _GROUP_LENGTH] for start in range(0, len(found), _GROUP_LENGTH))


class PackageWriter:
    """Adds files to the package that ``package_file`` opened."""

    def __init__(self, archive: object, made_at: datetime) -> None:
        from pyzipper.zipfile_aes import AESZipFile, AESZipInfo  # noqa: PLC0415  # lazy: start-up time

        assert isinstance(archive, AESZipFile)
        self._archive, self._info = archive, AESZipInfo
        self._made_at = made_at.timetuple()[:6]

    def add(self, name: str, content: bytes, *, is_compressed: bool = False) -> None:
        """Add a file called ``name``. ``is_compressed`` is for what would not get smaller, a PDF for example."""
        import pyzipper  # noqa: PLC0415  # lazy: start-up time

        entry = self._info(name, self._made_at)
        entry.external_attr = (stat.S_IRUSR | stat.S_IWUSR) << 16
        self._archive.writestr(entry, content, pyzipper.ZIP_STORED if is_compressed else pyzipper.ZIP_DEFLATED)


@contextmanager
def package_file(target: Path, passphrase: str, made_at: datetime) -> Iterator[PackageWriter]:
    """Write the package to ``target``: complete when the block ends, not there at all when anything is raised.

    ``made_at`` (aware, in the clinic's zone) becomes the files' time. Raises StorageError; a file that was there before
    is then still there.
    """
    import pyzipper  # noqa: PLC0415  # lazy: start-up time

    partial = target.with_name(f".{target.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(descriptor, "wb") as file:
            with pyzipper.AESZipFile(file, "w", encryption=pyzipper.WZ_AES) as archive:
                archive.setpassword(passphrase.encode())
                yield PackageWriter(archive, made_at)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError:
        raise StorageError("The copy could not be saved there. Check the drive and its free space, then try again. "
                           "Nothing was recorded as shared.") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)

"""The fonts of every document: Manrope, and FiraGO where a name needs Arabic, Hebrew, Thai, Devanagari or Georgian."""

from __future__ import annotations

import io
from functools import lru_cache

import font_manrope
import pymupdf_fonts
import uharfbuzz
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Manrope"
MEDIUM = "Manrope-Medium"
SEMIBOLD = "Manrope-SemiBold"
BOLD = "Manrope-Bold"
LIGHT = "Manrope-Light"
WORLD = "FiraGO"
WORLD_BOLD = "FiraGO-Bold"

_FILES = {REGULAR: "Manrope", MEDIUM: "ManropeMedium", SEMIBOLD: "ManropeSemiBold", BOLD: "ManropeBold",
          LIGHT: "ManropeLight"}
_PACKED = {WORLD: "figo", WORLD_BOLD: "figbo"}

# Nothing a person typed may make the renderer open a file or an address.
rl_config.trustedSchemes = []
rl_config.trustedHosts = []
rl_config.useA85 = 0  # text armour around compressed streams: larger files for the sake of mail systems long gone


@lru_cache(maxsize=1)
def register() -> None:
    """Make Manrope known to ReportLab. FiraGO follows on first use: most documents need none of it."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, font_manrope.font_files[file]))


@lru_cache(maxsize=8)
def face(name: str) -> TTFont:
    """Return the ReportLab font ``name``, registered."""
    register()
    if name in _PACKED:
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(pymupdf_fonts.myfont(_PACKED[name]))))
    return pdfmetrics.getFont(name)


@lru_cache(maxsize=8)
def shaper(name: str) -> uharfbuzz.Font:
    """Return the HarfBuzz font for ``name``; its units are the font's own (see ``units_per_em``)."""
    data = pymupdf_fonts.myfont(_PACKED[name]) if name in _PACKED else _read(font_manrope.font_files[_FILES[name]])
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(data)))


def units_per_em(name: str) -> int:
    """Return how many font units one em of ``name`` has."""
    return int(shaper(name).face.upem)


@lru_cache(maxsize=8)
def covered(name: str) -> frozenset[str]:
    """Return every character font ``name`` draws by itself, and the newline."""
    return frozenset(map(chr, face(name).face.charToGlyph)) | {"\n"}


def has(name: str, char: str) -> bool:
    """Say whether font ``name`` can draw ``char``."""
    return char in covered(name)


def world_for(name: str) -> str:
    """Return the FiraGO weight that stands beside the Manrope weight ``name``."""
    return WORLD_BOLD if name in {SEMIBOLD, BOLD} else WORLD


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()

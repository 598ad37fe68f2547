"""Writes CONFORMANCE.md from the one list of what the form engine supports. Run it after changing that list."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, outside the package

from app.forms.fhirpath.checking import CONSTANTS, GIVEN  # noqa: E402  after the path is set
from app.forms.fhirpath.functions import FUNCTIONS  # noqa: E402  as above
from app.forms.problems import Code  # noqa: E402  as above
from app.forms.support import FEATURES, Feature  # noqa: E402  as above

TARGET = ROOT / "CONFORMANCE.md"
_KINDS = {"item type": "Item types", "element": "Elements", "extension": "Extensions"}
_HEAD = """# What the form engine supports

Written by `python tools/make_conformance.py` from `app/forms/support.py`; a test fails when the two differ.

FHIR R4 (4.0.1) Questionnaire and QuestionnaireResponse, with Structured Data Capture 3.0. What is *kept, without
effect* survives loading and saving. What is *refused* refuses the form, by name and with its place. Extensions that are
not listed are kept; unknown modifier extensions refuse the form.

*Judged as* names the codes of `form validate`. *Drawn on* names the page of `make gallery`. *Shown by* names a test,
for what is neither judged nor drawn.
"""
_LANGUAGE = """## FHIRPath

The subset of FHIRPath N1 (2.0.0) that is tested, expression by expression, and compared with another implementation.
Anything else is named when a form is checked. Expressions have no access to anything but the form, its answers, the day
of the visit and the patient's birth date; they are bounded in steps, depth and length, and one without an outcome
counts as empty.
"""


def main() -> int:
    """Write the file, or with ``--check`` only say whether it is current; return 1 when it is not."""
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == conformance() else 1
    TARGET.write_text(conformance(), encoding="utf-8")
    return 0


def conformance() -> str:
    """Return the text of CONFORMANCE.md."""
    return "\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield _HEAD
    for kind, title in _KINDS.items():
        yield f"## {title}\n"
        yield "| | | Judged as | Drawn on | Shown by | |"
        yield "|---|---|---|---|---|---|"
        yield from (line_of(feature) for feature in FEATURES if feature.kind == kind)
        yield ""
    yield _LANGUAGE
    yield f"Functions: {_words(FUNCTIONS)}.\n"
    yield f"Variables: {_words('%' + name for name in [*GIVEN, *CONSTANTS])}, and the form's own.\n"
    yield "Operators: `+ - * / div mod & | = != ~ !~ < <= > >= in contains and or xor implies is as`, indexers,"
    yield "dates plus or minus years to seconds.\n"
    yield f"## Codes of `form validate`\n\n{_words(code.value for code in Code)}."


def line_of(feature: Feature) -> str:
    """Return the line of one feature."""
    codes = ", ".join(code.value for code in feature.codes)
    shown = feature.proof.replace("_", " ").removeprefix("test ")
    return f"| `{feature.key}` | {feature.support.value} | {codes} | {feature.page} | {shown} | {feature.note} |"


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


if __name__ == "__main__":
    sys.exit(main())

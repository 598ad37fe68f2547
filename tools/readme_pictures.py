"""Copy the pictures that the README shows from a tour into docs/pictures."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

SHOWN = (
    "01-kiosk-welcome", "02-kiosk-medical-history", "03-kiosk-consent", "04-kiosk-sign",
    "16-kiosk-medical-history-portrait", "08-staff-today", "10-staff-review-intake", "11-staff-document",
    "12-staff-privacy-desk", "12f-staff-privacy-promises", "13-staff-audit", "17-staff-today-dark",
)
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def main(tour: Path) -> int:
    """Copy every picture of ``SHOWN``; return 1 with a sentence when the tour lacks one."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in SHOWN:
        source = tour / f"{name}.png"
        if not source.exists():
            print(f"{source} is missing. Run: make tour OUT={tour}", file=sys.stderr)
            return 1
        shutil.copyfile(source, PICTURES / source.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "out")))

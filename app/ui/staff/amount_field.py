"""An amount of money typed in dollars."""

from __future__ import annotations

import re

from app.ui.widgets.field import LineField

_AMOUNT = re.compile(r"\$?\s*(\d{1,5})(?:\.(\d\d))?")
WRONG_AMOUNT = "Enter an amount in dollars, such as 6.50"


class AmountField(LineField):
    """A field whose ``cents`` are whole US cents."""

    def cents(self) -> int | None:
        """Return the amount in cents, 0 when the field is empty, or None when no amount stands there."""
        found = _AMOUNT.fullmatch(self.text() or "0")
        return None if found is None else int(found[1]) * 100 + int(found[2] or 0)

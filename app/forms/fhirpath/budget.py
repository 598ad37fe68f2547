"""What bounds an evaluation: a number of steps, shared by all expressions of one change to a form."""

from __future__ import annotations

from app.core.errors import KnownError

STEPS = 400_000
"""Steps for all expressions one change to a form may set off; about half a second. Real forms take hundreds."""
LONGEST_TEXT = 20_000
"""Characters a text may grow to."""
TIMEOUT_COST = 100_000
"""Steps a pattern costs that ran into its time limit."""


class EvaluationError(KnownError):
    """An expression has no outcome: its values do not fit its operators, or it ran out of steps."""


class Budget:
    """Steps that are left."""

    __slots__ = ("left",)

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take ``steps`` away. Raises EvaluationError when none are left."""
        self.left -= steps
        if self.left < 0:
            raise EvaluationError("This expression takes too many steps.")

"""The tabs of the privacy desk, in order; each needs the right to see its records."""

from __future__ import annotations

from app.ui.staff.tabbed_screen import TabKind

TABS: tuple[TabKind, ...] = ()
"""Every tab."""

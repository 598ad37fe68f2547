"""Sizes of controls for the staff's and the patient's screens, and how they grow with larger text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.ui.fonts import Kiosk, Staff, TextStyle


@dataclass(frozen=True)
class Metrics:
    """Every size a control needs, in logical pixels. Use the constants below; ``scaled(1.25)`` is "Larger text"."""

    kiosk: bool
    scale: float
    button_height: int
    button_padding: int
    button_text: TextStyle
    button_min_width: int
    icon: int
    icon_gap: int
    radius: int
    field_height: int
    field_radius: int
    field_text: TextStyle
    label: TextStyle
    hint: TextStyle
    body: TextStyle
    detail: TextStyle
    box: int
    row_height: int
    tile_height: int
    chip_height: int
    switch_width: int
    switch_height: int

    def scaled(self, factor: float) -> Metrics:
        """Return these sizes with text and control heights multiplied by ``factor``; radii stay."""
        keep = {"icon_gap", "radius", "field_radius"}
        grown: dict[str, int | TextStyle] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, TextStyle):
                grown[name] = value.scaled(factor)
            elif isinstance(value, int) and not isinstance(value, bool) and name not in keep:
                grown[name] = round(value * factor)
        return replace(self, scale=self.scale * factor, **grown)  # type: ignore[arg-type]  # names come from the class

    def px(self, value: float) -> int:
        """Return ``value`` logical pixels grown with the text, for sizes of a screen's own."""
        return round(value * self.scale)


STAFF = Metrics(
    kiosk=False, scale=1.0, button_height=40, button_padding=16, button_text=TextStyle(15, 22, 600, -0.008),
    button_min_width=0, icon=18, icon_gap=8, radius=10, field_height=40, field_radius=10, field_text=Staff.BODY,
    label=Staff.NAME, hint=Staff.DETAIL, body=Staff.BODY, detail=Staff.DETAIL, box=20, row_height=32, tile_height=56,
    chip_height=32, switch_width=44, switch_height=26,
)
"""Staff screens."""

COMPACT = replace(STAFF, button_height=34, button_padding=12, button_text=TextStyle(14, 20, 600, -0.008), icon=16,
                  radius=9)
"""Buttons inside cards, banners and table rows."""

ENTRY = replace(STAFF, button_height=46, button_padding=28, button_text=TextStyle(16, 24, 600, -0.008),
                field_height=46)
"""Sign-in."""

SETUP = replace(ENTRY, field_height=44)
"""Set-up."""

DIALOG = replace(STAFF, button_height=48, button_text=TextStyle(16, 24, 600, -0.008))
"""The idle warning."""

KIOSK = Metrics(
    kiosk=True, scale=1.0, button_height=60, button_padding=30, button_text=TextStyle(20, 28, 600, -0.01),
    button_min_width=0, icon=22, icon_gap=10, radius=14, field_height=60, field_radius=14,
    field_text=TextStyle(19, 28), label=Kiosk.FOLLOW_UP, hint=Kiosk.SMALL, body=Kiosk.BODY, detail=Kiosk.SMALL,
    box=28, row_height=48, tile_height=64, chip_height=48, switch_width=56, switch_height=32,
)
"""The patient's screens."""

KIOSK_MAIN = replace(KIOSK, button_min_width=208)
"""The one primary button at the bottom right."""

KIOSK_MEDIUM = replace(KIOSK, button_height=52, button_padding=20, button_text=TextStyle(18, 26, 600, -0.01),
                       radius=12)
"""Buttons inside the page on the patient's screens."""

"""A consent as text to be read: titled sections, statements to put initials beside, and what has been read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InitialsLine:
    """A statement the signer puts initials beside; ``link_id`` is the item that holds them."""

    link_id: str
    statement: str
    is_given: bool = False


@dataclass(frozen=True)
class ReadingSection:
    """One section. It is read when its end has been on screen. ``is_warning`` marks rare but serious risks.

    ``planned`` holds what staff filled in before hand-over (product, area) as label and value pairs.
    """

    key: str
    title: str
    text: str
    initials: tuple[InitialsLine, ...] = ()
    planned: tuple[tuple[str, str], ...] = ()
    is_warning: bool = False
    is_read: bool = False


@dataclass(frozen=True)
class ReadingLeft:
    """What still keeps "Sign" closed."""

    sections: int
    initials: int

    @property
    def is_done(self) -> bool:
        """True when everything was read and initialed."""
        return not self.sections and not self.initials

    @property
    def sentence(self) -> str:
        """What is left in words, such as "3 sections and 1 set of initials left"; empty when nothing is."""
        parts = []
        if self.sections:
            parts.append(f"{self.sections} section{'s' if self.sections > 1 else ''}")
        if self.initials:
            parts.append(f"{self.initials} set{'s' if self.initials > 1 else ''} of initials")
        return f"{' and '.join(parts)} left" if parts else ""

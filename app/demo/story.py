"""What each part of the demo's story is told with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.demo.story_clock import StoryClock
from app.security.actor import Actor
from app.services.registry import Services


@dataclass(frozen=True)
class Story:
    """The services, the story's clock, who signs in (by key), and the patients by their key."""

    services: Services
    clock: StoryClock
    sign_in: Callable[[str], Actor]
    patients: Mapping[str, str]

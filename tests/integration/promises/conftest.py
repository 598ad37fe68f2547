"""The demo's clinic with somebody signed in, to look at its promises and to change what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from app.bootstrap import ServiceDoor
from app.core.clock import clinic_date
from app.security.actor import Actor
from app.services.registry import Services
from app.services.views.promises import PromiseRow
from tests.demo_clinic import PASSWORD, DemoClinic


@dataclass
class Board:
    """The clinic, its services, and who is signed in."""

    demo: DemoClinic
    services: Services
    actor: Actor

    def sign_in(self, user_name: str) -> Actor:
        """Sign somebody in, whoever was signed in before."""
        if self.services.access.is_open:
            self.services.access.lock("Next person.")
        outcome = self.services.access.enter_password(user_name, PASSWORD)
        self.actor = outcome.actor or self.services.access.enter_code(self.demo.code(user_name))
        return self.actor

    def prove(self) -> Actor:
        """Give fresh proof."""
        code = self.demo.code(self.actor.user_name) if self.services.access.proof_needs_code(self.actor) else ""
        self.actor = self.services.access.prove(self.actor, PASSWORD, code)
        return self.actor

    def rows(self) -> tuple[PromiseRow, ...]:
        """Look at every promise now."""
        return self.services.promises.board(self.actor)

    def row(self, line: str, heading: str = "") -> PromiseRow:
        """Look at the one promise whose line in the policy begins with ``line``."""
        found = [row for row in self.rows() if row.key.endswith(f"|{line}") and heading in row.heading]
        assert len(found) == 1, f"{len(found)} lines begin with {line!r}"
        return found[0]

    @property
    def today(self) -> date:
        """The clinic's day."""
        return clinic_date(self.demo.clock.now(), ZoneInfo("America/Chicago"))


def opened(demo: DemoClinic) -> Board:
    """Sign the privacy officer of ``demo`` in."""
    services = ServiceDoor(demo.ports())()
    outcome = services.access.enter_password("judith", PASSWORD)
    return Board(demo, services, outcome.actor or services.access.enter_code(demo.code("judith")))


@pytest.fixture
def board(demo: DemoClinic) -> Iterator[Board]:
    """A clinic of the test's own, to change."""
    made = opened(demo)
    yield made
    if made.services.access.is_open:
        made.services.access.lock("The test is over.")


@pytest.fixture(scope="module")
def as_built(built_demo: DemoClinic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """One clinic for all tests of a file that only look."""
    made = opened(built_demo.copy(tmp_path_factory.mktemp("looked-at") / "clinic"))
    yield made
    made.services.access.lock("The tests are over.")

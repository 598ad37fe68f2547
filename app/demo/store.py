"""Opens the fictional clinic in an empty folder, and says how to sign in."""

from __future__ import annotations

from dataclasses import dataclass

from app.bootstrap import Ports, ServiceDoor
from app.core.clock import Clock, SystemClock
from app.core.files import make_private_folder
from app.core.paths import DataFolder
from app.core.preferences import WindowPreferences, keep_preferences
from app.core.randomness import Randomness, SystemRandomness
from app.demo.build import PASSWORD, DemoBuilder, Person, mark_demo
from app.demo.cast import read_cast
from app.demo.story_clock import StoryClock
from app.intake.outbox import Outbox
from app.intake.visit import IntakeVisit
from app.security.device_secret import InMemoryDeviceSecret
from app.security.kdf import KdfParameters
from app.security.totp import code_at


@dataclass(frozen=True)
class Demo:
    """The clinic as it opens: the ports the window runs on, and who can sign in."""

    ports: Ports
    people: tuple[Person, ...]

    def code_now(self, user_name: str) -> str:
        """Return the authenticator code of ``user_name`` at this moment, "" for somebody added later."""
        return _code_now(self.people, self.ports.clock, user_name)


def open_demo(folder: DataFolder, clock: Clock | None = None, randomness: Randomness | None = None,
              kdf: KdfParameters | None = None) -> Demo:
    """Build the clinic in ``folder``. The device secret lives in memory: once closed, nothing opens the folder.

    ``kdf`` is the cost of one password guess, None for the standard.
    """
    base, random = clock or SystemClock(), randomness or SystemRandomness()
    story = StoryClock(base)
    secret = InMemoryDeviceSecret(random)
    make_private_folder(folder.root)
    mark_demo(folder)
    ports = Ports(folder, story, random, lambda: secret, kdf)
    services = ServiceDoor(ports)()
    cast = read_cast()
    builder = DemoBuilder(services, story, cast,
                          lambda packet: IntakeVisit(packet, story, Outbox(folder.outbox, packet, random)))
    people = builder.build(base)
    keep_preferences(folder.window, WindowPreferences(cast.clinic.name, cast.clinic.address_line, cast.clinic.zone,
                                                      "light"))
    return Demo(Ports(folder, base, random, lambda: secret, kdf, lambda name: _code_now(people, base, name)), people)


def _code_now(people: tuple[Person, ...], clock: Clock, user_name: str) -> str:
    secrets = {person.staff.user_name: person.secret for person in people}
    return code_at(secrets[user_name], clock.now()) if user_name in secrets else ""


def sign_in_lines(demo: Demo) -> tuple[str, ...]:
    """Return what the terminal shows: names, the one password, and each person's authenticator secret and code."""
    rows = [f"  {person.staff.user_name:10} {person.staff.display_name:22} {person.staff.title:18} {person.secret}  "
            f"{demo.code_now(person.staff.user_name)}" for person in demo.people]
    return (
        "", "The demo clinic is ready. Everything in it is fictional and is deleted when you close the window.",
        f"Password for everybody: {PASSWORD}", "",
        "  user       name                   role               authenticator secret              code now", *rows, "",
        "Add a secret to any authenticator app; codes change every 30 seconds. The window shows the current code too.",
        "",
    )

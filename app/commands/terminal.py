"""The terminal as commands use it: asking, telling, and signing in to the clinic's records."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from app.commands.data_option import data_folder
from app.core.errors import KnownError

if TYPE_CHECKING:
    from app.bootstrap import Ports
    from app.security.actor import Actor
    from app.services.registry import Services


class Console(Protocol):
    """Asks and tells on a terminal."""

    def say(self, line: str) -> None:
        """Print one line."""
        ...

    def ask(self, question: str) -> str:
        """Return what the person types."""
        ...

    def ask_secret(self, question: str) -> str:
        """Return what the person types without showing it."""
        ...


class Terminal:
    """The terminal the program was started in."""

    def say(self, line: str) -> None:
        """Print one line to standard output."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def ask(self, question: str) -> str:
        """Ask on standard error, so that standard output stays clean."""
        sys.stderr.write(f"{question}: ")
        sys.stderr.flush()
        return sys.stdin.readline().strip()

    def ask_secret(self, question: str) -> str:
        """Ask without an echo where the terminal can do that."""
        return getpass.getpass(f"{question}: ") if sys.stdin.isatty() else self.ask(question)


def run_on_records(arguments: argparse.Namespace, action: Callable[[Services, Console, argparse.Namespace], int],
                   console: Console | None = None, ports: Ports | None = None) -> int:
    """Run ``action`` on the data folder that was asked for and return its exit code. Raises KnownError."""
    from app.bootstrap import ServiceDoor, real_ports  # noqa: PLC0415  # lazy: start-up time
    from app.security.process import harden  # noqa: PLC0415  # lazy: start-up time

    harden()
    services = ServiceDoor(ports or real_ports(data_folder(arguments)))()
    return action(services, console or Terminal(), arguments)


@contextmanager
def signed_in(services: Services, console: Console) -> Iterator[Actor]:
    """Sign in on the terminal; lock again whatever happens."""
    from app.services.views.people import PasswordStep  # noqa: PLC0415  # lazy: start-up time

    access = services.access
    try:
        outcome = access.enter_password(console.ask("User name"), console.ask_secret("Password"))
        if outcome.step is PasswordStep.ENROL:
            raise KnownError("Sign in to the app once first, to choose your own password.")
        yield outcome.actor or access.enter_code(console.ask_secret("Code from your authenticator app"))
    finally:
        access.lock("A command ended.")

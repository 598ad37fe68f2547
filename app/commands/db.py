"""``medspa-intake db check | backup | restore``: integrity, an encrypted copy, a checked restore."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.data_option import add_data_option
from app.commands.terminal import Console, run_on_records, signed_in
from app.core.errors import KnownError

if TYPE_CHECKING:
    from app.bootstrap import Ports
    from app.services.registry import Services
    from app.services.restore import CheckedBackup

_DONE, _NOT_SOUND = 0, 1


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("db", help="check, back up or restore the records",
                                   description="Asks for name, password and code; what is done is audited.")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="read every page and follow the audit chain; exit 0 sound, 1 not")
    check.set_defaults(run=lambda arguments: run(arguments, _check))
    backup = actions.add_parser("backup", help="make a verified, encrypted copy")
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="the folder for it; else the one in Settings")
    backup.set_defaults(run=lambda arguments: run(arguments, _back_up))
    restore = actions.add_parser("restore", help="put a backup in place; needs the recovery key")
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="the folder with the backups")
    restore.add_argument("--name", default="", help="the backup's file name; else the newest")
    restore.set_defaults(run=lambda arguments: run(arguments, _restore))
    for each in (check, backup, restore):
        add_data_option(each)


def run(arguments: argparse.Namespace, action: Callable[[Services, Console, argparse.Namespace], int],
        console: Console | None = None, ports: Ports | None = None) -> int:
    """Run one action on the chosen data folder. Returns 0 done, 1 not sound. Raises KnownError."""
    return run_on_records(arguments, action, console, ports)


def _check(services: Services, console: Console, _arguments: argparse.Namespace) -> int:
    with signed_in(services, console) as actor:
        sound = services.backup.check_files(actor)
        console.say("Files: every page is whole." if sound else "Files: damaged. Restore from a backup.")
        chain = services.audit.verify(actor, lambda _done, _all: None, lambda: False)
        console.say(f"Audit log: {chain.sentence}")
    return _DONE if sound and chain.ok else _NOT_SOUND


def _back_up(services: Services, console: Console, arguments: argparse.Namespace) -> int:
    with signed_in(services, console) as actor:
        result = services.backup.run(actor, arguments.to.absolute() if arguments.to else None)
        console.say(f"Backed up and read back: {result.name}, {result.rows:,} rows, {result.size_bytes:,} bytes, "
                    f"in {result.folder}.")
    return _DONE


def _restore(services: Services, console: Console, arguments: argparse.Namespace) -> int:
    found = services.restore.inspect(arguments.folder)
    chosen = next((backup for backup in found if backup.name == arguments.name), found[0])
    if arguments.name and chosen.name != arguments.name:
        raise KnownError(f"There is no backup called {arguments.name} in this folder.")
    groups = console.ask_secret("Recovery key")
    checked = services.restore.check(chosen.path, groups)
    console.say(f"{chosen.name} of {chosen.at.isoformat(timespec='minutes')}, {chosen.rows:,} rows, is whole.")
    name, password = _first_person(console, checked)
    if console.ask("Type RESTORE to put it in place") != "RESTORE":
        raise KnownError("Nothing was restored.")
    result = services.restore.restore(chosen.path, groups, name, password)
    console.say(f"Restored. What was there before is in {result.kept_aside}." if result.kept_aside else "Restored.")
    if result.recovery_codes:
        console.say(f"New recovery codes for {name}: {' '.join(result.recovery_codes)}")
    if result.without_password:
        console.say(f"These people need a new password from an administrator: {', '.join(result.without_password)}.")
    return _DONE


def _first_person(console: Console, checked: CheckedBackup) -> tuple[str, str]:
    """On a computer without key slots one administrator gets a new password."""
    if not checked.needs_password:
        return "", ""
    names = ", ".join(person.user_name for person in checked.administrators)
    name = console.ask(f"User name of an administrator ({names})")
    password = console.ask_secret("New password for them")
    if console.ask_secret("The new password again") != password:
        raise KnownError("The two passwords are not the same. Nothing was restored.")
    return name, password

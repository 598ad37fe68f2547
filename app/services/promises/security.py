"""Probes of the technical safeguards: encryption, sign-in, roles, automatic logout, the network, backups, the log."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Final

from sqlalchemy import select, text

from app.core.text import bare_name, counted
from app.models.audit import AuditEntry
from app.models.settings import BackupRun
from app.rules.registers import DueState
from app.security.actor import Licence, Role
from app.security.idle import IDLE_REASON
from app.security.roles import Action, RecordKind, allowed
from app.services.backup import LATE_AFTER
from app.services.promises.finding import Finding, ago, attention, kept, kept_if, sentence, when
from app.services.promises.look import Look
from app.services.registers.audit_review import review_standing
from app.services.registers.devices import devices as device_register
from app.services.views.promises import PromiseState

_CHAIN_FRESH: Final = timedelta(days=30)
_MOST_NAMES: Final = 3


def encryption(look: Look, _about: tuple[str, ...]) -> Finding:
    """Encryption at rest: the cipher in use, and the first bytes of every file that holds records."""
    version = look.session.execute(text("PRAGMA cipher_version")).scalar() or ""
    live = [seen for seen in look.files if not seen.is_backup]
    plain = [seen.name for seen in look.files if seen.is_plain]
    proof = sentence(
        f"AES-256 (SQLCipher {str(version).split()[0]})" if version else "",
        f"{counted(len(live), 'file')} and {counted(len(look.files) - len(live), 'backup')} looked at just now, "
        f"{len(plain) or 'none'} readable without a key",
        "the app itself sends nothing; a copy somebody saves leaves this protection and is logged")
    return kept_if(bool(version) and not plain and bool(live), proof, sentence(
        f"Readable without a key: {', '.join(plain)}" if plain else "The records are not encrypted as they should be",
        "Stop working on this computer and tell the privacy officer"))


def access(look: Look, _about: tuple[str, ...]) -> Finding:
    """Multi-factor authentication and roles: everybody who is active has an authenticator app."""
    without = [person.display_name for person in look.staff if person.must_enrol or not person.totp_secret]
    in_use = len({person.role for person in look.staff})
    proof = sentence(
        f"{len(look.staff) - len(without)} of {counted(len(look.staff), 'person', 'people')} with an authenticator app",
        f"{counted(in_use, 'role')} in use; what a role does not name is refused")
    return kept_if(not without, proof, f"Have {_names(without)} sign in and set up the authenticator app.")


def roles(look: Look, _about: tuple[str, ...]) -> Finding:
    """Who may open what patients answered: by role, with the licences on file."""
    readers = Counter(person.as_role.value.replace("_", " ") for person in look.staff
                      if allowed(person.as_role, Action.VIEW, RecordKind.SUBMISSION))
    licensed = sum(person.as_licence is not Licence.NONE for person in look.staff)
    by_role = ", ".join(counted(many, role) for role, many in sorted(readers.items()))
    return kept(sentence(f"{counted(licensed, 'person', 'people')} with a license on file",
                         f"what patients answered can be opened by {by_role}", "each opening is logged"))


def licences(look: Look, _about: tuple[str, ...]) -> Finding:
    """Licence numbers of everybody who signs for the clinic."""
    holders = [person for person in look.staff if person.as_licence is not Licence.NONE]
    missing = [person.display_name for person in holders if not person.licence_number]
    return kept_if(not missing, f"{counted(len(holders), 'license')} on file, "
                                f"{len(holders) - len(missing)} with their number.",
                   f"Enter the license number of {_names(missing)}.")


def logout(look: Look, _about: tuple[str, ...]) -> Finding:
    """Automatic logoff (45 CFR 164.312(a)(2)(iii)): the setting, and when it last signed somebody out."""
    last = look.last("sign_out", AuditEntry.detail == IDLE_REASON)
    minutes = look.settings.staff_idle_minutes
    used = f"last used {when(last, look.now, look.zone)}" if last else "not needed yet"
    return kept(f"Automatic logout: {counted(minutes, 'minute')}, {used}. "
                f"The tablet: {counted(look.settings.patient_idle_minutes, 'minute')}.")


def devices(look: Look, _about: tuple[str, ...]) -> Finding:
    """Passwords on devices: what this app asks for, disk encryption and custodian from the register."""
    register = look.register("device")
    open_ones = [entry for entry in register.entries if entry.state in (DueState.OVERDUE, DueState.MISSING)]
    known = [each for each in device_register(look.work) if each.state == "in_use"]
    mode = "passwords only" if look.sources.passwords_only else "passwords and this computer's keyring"
    proof = sentence(f"Records open with {mode}", f"{counted(len(known), 'device')} in use, "
                     f"{counted(len(open_ones), 'entry', 'entries')} to see to")
    return kept_if(not open_ones and bool(known), proof,
                   "Open the register of devices: say whether the disk is encrypted and who has it.")


def upkeep(look: Look, _about: tuple[str, ...]) -> Finding:
    """What keeps the rest true: backups, the audit log's chain, and its review every 30 days."""
    found = [_backups(look), _chain(look), _review(look)]
    waiting = [each for each in found if each.state is not PromiseState.KEPT]
    return kept_if(not waiting, " ".join(each.proof for each in found), " ".join(each.to_do for each in waiting))


def _review(look: Look) -> Finding:
    """Review of the audit log (45 CFR 164.308(a)(1)(ii)(D))."""
    standing = review_standing(look.work)
    last = f"last by {standing.last.by} {when(standing.last.at, look.now, look.zone)}" if standing.last else ""
    return kept_if(standing.days_left >= 0, sentence(
        f"Review of the log: due in {counted(standing.days_left, 'day')}" if standing.days_left >= 0
        else f"Review of the log: {counted(-standing.days_left, 'day')} late", last),
        "Review the audit log in the privacy desk, Registers.")


def _backups(look: Look) -> Finding:
    """Retrievable copies (45 CFR 164.308(a)(7)(ii)(A)): how old the newest backup that was read back is."""
    last = look.session.scalar(select(BackupRun.at).where(BackupRun.kind == "backup")
                               .order_by(BackupRun.sequence.desc()).limit(1))
    if last is None:
        return attention("No backup was made yet.", "Choose a backup folder in Settings and make a backup.")
    return kept_if(look.now - last <= LATE_AFTER, f"Backups: verified {ago(look.now - last)}.",
                   "Plug in the backup drive and make a backup.")


def _chain(look: Look) -> Finding:
    """The audit log's own proof: when its chain was last followed from end to end."""
    verified, broken = look.last("chain_verified"), look.last("chain_broken")
    if broken is not None and (verified is None or broken > verified):
        return attention("The last check found the audit log changed.", "Tell the privacy officer; restore a backup.")
    if verified is None:
        return attention("The audit log's chain was never checked.", "Open the audit log and check the chain.")
    return kept_if(look.now - verified <= _CHAIN_FRESH, f"Audit log: chain checked {ago(look.now - verified)}.",
                   "Open the audit log and check the chain.")


def officer(look: Look, _about: tuple[str, ...]) -> Finding:
    """The privacy officer: named in Settings, with an account of their own."""
    named = look.clinic.privacy_officer.strip()
    accounts = [person.display_name for person in look.staff if person.as_role is Role.PRIVACY_OFFICER]
    if not named:
        return attention("No privacy officer is named.", "Name the privacy officer in Settings, Clinic.")
    own = any(bare_name(name).casefold() == bare_name(named).casefold() for name in accounts)
    return kept_if(own, sentence(f"{named} is named", f"accounts with that role: {_names(accounts) or 'none'}"),
                   "Give the privacy officer an account with that role, or correct the name in Settings, Clinic.")


def _names(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:_MOST_NAMES])
    return f"{shown} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else shown

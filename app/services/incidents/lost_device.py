"""Were keys on the lost device? Answered from the register of devices and the audit log, with the reasons.

Information is not "unsecured", and no notice is due, when it is encrypted and the key was not taken with it (45 CFR
164.402, guidance of HHS 74 FR 19006: decryption tools on a device or at a location separate from the data). Illinois
asks the same: encrypted information counts as taken once the keys to it were taken too (815 ILCS 530/5).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, or_, select

from app.models.audit import AuditEntry
from app.rules.unusual_access import COPY_ENDINGS
from app.services.desk import Work
from app.services.registers.devices import devices
from app.services.views.incidents import KeyAnswer, KeyFinding, KeyQuestion
from app.services.views.registers import DeviceView, KeyMode

_ORDER: Final = (KeyFinding.SAFE, KeyFinding.UNCLEAR, KeyFinding.EXPOSED)


def key_answer(work: Work, question: KeyQuestion) -> KeyAnswer:
    """Return the answer for the device named in ``question``, as the records have it now.

    Of several devices of that name the one with the worst answer counts: nothing tells which of them was lost.
    """
    named = [each for each in devices(work) if each.name == question.device]
    device = max(named, key=lambda each: (_ORDER.index(_kept(each.key_mode)[0]), each.disk_encryption != "yes"),
                 default=None)
    copies = work.session.scalar(select(func.count()).select_from(AuditEntry).where(
        AuditEntry.device == question.device, AuditEntry.allowed.is_(True), or_(*(
            AuditEntry.event.endswith(ending, autoescape=True) for ending in COPY_ENDINGS)))) or 0
    return reasoned(question, device, copies)


def reasoned(question: KeyQuestion, device: DeviceView | None, copies: int) -> KeyAnswer:
    """Return the answer from plain facts. ``copies`` counts files saved outside the records on the device."""
    mode = device.key_mode if device is not None else None
    disk = device.disk_encryption if device is not None else "unknown"
    findings = [_opened(question), _kept(mode), *_copies(copies, disk)]
    worst = max((finding for finding, _ in findings), key=_ORDER.index)
    return KeyAnswer(question, mode, disk, copies, worst, tuple(words for _, words in findings))


def _opened(question: KeyQuestion) -> tuple[KeyFinding, str]:
    if question.was_open:
        return KeyFinding.EXPOSED, ("Somebody was signed in when it was lost, so the records were open and their key "
                                    "was in its memory.")
    if question.secret_with_it:
        return KeyFinding.EXPOSED, "A password, an authenticator or the recovery key was lost with it."
    return KeyFinding.SAFE, "It was locked: the records were closed and no key was in its memory."


def _kept(mode: KeyMode | None) -> tuple[KeyFinding, str]:
    if mode is KeyMode.KEYRING:
        return KeyFinding.SAFE, ("Its records open only with a person’s password and the secret in its keyring "
                                 "together. The password was not on it.")
    if mode is KeyMode.PASSWORDS_ONLY:
        return KeyFinding.UNCLEAR, ("Its records are protected by passwords only. Whoever has the disk can go on "
                                    "guessing, so this counts as exposed until the risk assessment says otherwise.")
    if mode is KeyMode.NONE:
        return KeyFinding.SAFE, "It holds no records and no keys of this clinic."
    return KeyFinding.UNCLEAR, "It is not in the register of devices, so nothing shows how its keys are kept."


def _copies(copies: int, disk: str) -> list[tuple[KeyFinding, str]]:
    if not copies:
        return []
    saved = f"{copies} {'copy was' if copies == 1 else 'copies were'} saved outside the records on it"
    if disk == "yes":
        return [(KeyFinding.SAFE, f"{saved}; its disk is encrypted.")]
    return [(KeyFinding.UNCLEAR, f"{saved}, and its disk is not known to be encrypted. Find out where they went.")]

"""Who may do what: one table, deny by default. Services ask it before every action.

A *role* says what a person may open and change. A *licence* says who may clear which flag and countersign; the two are
checked apart (``may_clear``, ``may_countersign``), so a role here never stands in for a licence.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.security.actor import Licence, Role


class Action(StrEnum):
    """What can be done to a record."""

    VIEW = "view"
    CREATE = "create"
    CHANGE = "change"
    CHECK_IN = "check_in"
    HAND_OVER = "hand_over"
    FILE_PAPER = "file_paper"
    RECEIVE = "receive"
    REVIEW = "review"
    CLEAR_FLAG = "clear_flag"
    SEND_BACK = "send_back"
    COUNTERSIGN = "countersign"
    WITNESS = "witness"
    MOVE = "move"
    PRINT = "print"
    EXPORT = "export"
    APPROVE = "approve"
    LOAD = "load"
    BACKUP = "backup"
    RESTORE = "restore"
    VERIFY = "verify"
    ADD = "add"
    CHANGE_ROLE = "change_role"
    RESET = "reset"
    DEACTIVATE = "deactivate"
    RENEW = "renew"
    DISPOSE = "dispose"
    HOLD = "hold"
    WITHDRAW = "withdraw"
    REVEAL = "reveal"
    DISCARD = "discard"


class RecordKind(StrEnum):
    """What it can be done to."""

    PATIENT = "patient"
    VISIT = "visit"
    SUBMISSION = "submission"
    DOCUMENT = "document"
    AUDIT = "audit"
    STAFF = "staff"
    OWN_ACCOUNT = "own_account"
    SETTINGS = "settings"
    CLINIC = "clinic"
    BACKUP = "backup"
    POLICY = "policy"
    FORM = "form"
    KEYS = "keys"
    DRAFT = "draft"
    RIGHTS_REQUEST = "rights_request"
    DISCLOSURE = "disclosure"
    CONSENT = "consent"
    COMMUNICATION = "communication"
    RETENTION = "retention"
    INCIDENT = "incident"
    REGISTER = "register"
    PROMISE = "promise"


A, R = Action, RecordKind  # short names keep the table readable


def _cells(*actions: Action) -> frozenset[Action]:
    return frozenset(actions)


_EVERYONE: Mapping[RecordKind, frozenset[Action]] = {
    R.OWN_ACCOUNT: _cells(A.VIEW, A.CHANGE),
    R.DRAFT: _cells(A.VIEW, A.CREATE, A.DISCARD),
    R.CLINIC: _cells(A.VIEW),
    R.SETTINGS: _cells(A.VIEW),
    R.POLICY: _cells(A.VIEW),
    R.FORM: _cells(A.VIEW),
    # The first person to sign in each day starts the backup; it is encrypted and goes to the clinic's own folder.
    R.BACKUP: _cells(A.VIEW, A.BACKUP),
    # Whoever signs in next receives what patients sent; receiving stores the answers, it does not show them.
    R.SUBMISSION: _cells(A.RECEIVE),
}

_RECEPTION: Mapping[RecordKind, frozenset[Action]] = {
    R.PATIENT: _cells(A.VIEW, A.CREATE, A.CHANGE),
    R.VISIT: _cells(A.VIEW, A.CREATE, A.CHANGE, A.CHECK_IN, A.HAND_OVER, A.FILE_PAPER),
    R.SUBMISSION: _cells(A.WITNESS),
    R.DOCUMENT: _cells(A.VIEW, A.PRINT, A.EXPORT),
    # A patient asks, withdraws and calls at the desk; what becomes of a request is decided elsewhere.
    R.RIGHTS_REQUEST: _cells(A.CREATE),
    R.CONSENT: _cells(A.VIEW, A.WITHDRAW),
    R.COMMUNICATION: _cells(A.VIEW, A.CREATE),
    R.INCIDENT: _cells(A.CREATE),
}

_TREATMENT: Mapping[RecordKind, frozenset[Action]] = {
    # The licence decides on top of this: which flag may be cleared, and whether a countersignature counts.
    R.SUBMISSION: _cells(A.VIEW, A.REVIEW, A.CLEAR_FLAG, A.SEND_BACK, A.COUNTERSIGN, A.MOVE),
    R.RIGHTS_REQUEST: _cells(A.REVIEW),  # a clinician says whether a record is accurate (45 CFR 164.526(a)(2)(iv))
    R.PATIENT: _cells(A.REVEAL),
}

_PRIVACY_DESK: Mapping[RecordKind, frozenset[Action]] = {
    R.PATIENT: _cells(A.VIEW, A.EXPORT, A.REVEAL),
    R.RIGHTS_REQUEST: _cells(A.VIEW, A.CREATE, A.CHANGE, A.EXPORT),
    R.DISCLOSURE: _cells(A.VIEW, A.CREATE, A.HOLD, A.EXPORT),
    R.CONSENT: _cells(A.VIEW, A.CHANGE, A.WITHDRAW),
    R.COMMUNICATION: _cells(A.VIEW, A.CREATE, A.EXPORT),
    # Two people approve a disposal; both roles may, and the service asks that they differ.
    R.RETENTION: _cells(A.VIEW, A.CHANGE, A.HOLD, A.APPROVE, A.DISPOSE),
    R.INCIDENT: _cells(A.VIEW, A.CREATE, A.CHANGE, A.EXPORT),
    R.REGISTER: _cells(A.VIEW, A.CREATE, A.CHANGE, A.EXPORT),
    R.PROMISE: _cells(A.VIEW, A.EXPORT),
}

_PRIVACY: Mapping[RecordKind, frozenset[Action]] = {
    R.PATIENT: _cells(A.VIEW),
    R.VISIT: _cells(A.VIEW),
    R.SUBMISSION: _cells(A.VIEW, A.MOVE),
    R.DOCUMENT: _cells(A.VIEW, A.PRINT, A.EXPORT),
    R.AUDIT: _cells(A.VIEW, A.VERIFY, A.EXPORT),
    R.STAFF: _cells(A.VIEW),
    R.POLICY: _cells(A.LOAD),
    R.BACKUP: _cells(A.VERIFY),
}

_ADMINISTRATION: Mapping[RecordKind, frozenset[Action]] = {
    R.AUDIT: _cells(A.VIEW, A.VERIFY, A.EXPORT),
    R.STAFF: _cells(A.VIEW, A.ADD, A.CHANGE, A.CHANGE_ROLE, A.RESET, A.DEACTIVATE),
    R.SETTINGS: _cells(A.CHANGE),
    R.CLINIC: _cells(A.CHANGE),
    R.POLICY: _cells(A.LOAD),
    R.FORM: _cells(A.LOAD, A.CHANGE, A.APPROVE),
    R.BACKUP: _cells(A.RESTORE, A.VERIFY),
    R.KEYS: _cells(A.VIEW, A.RENEW),
}


def _merged(*parts: Mapping[RecordKind, frozenset[Action]]) -> Mapping[RecordKind, frozenset[Action]]:
    none: frozenset[Action] = frozenset()
    return MappingProxyType({kind: none.union(*(part.get(kind, none) for part in parts)) for kind in RecordKind})


TABLE: Mapping[Role, Mapping[RecordKind, frozenset[Action]]] = MappingProxyType(
    {
        Role.FRONT_DESK: _merged(_EVERYONE, _RECEPTION),
        Role.AESTHETICIAN: _merged(_EVERYONE, _RECEPTION, _TREATMENT),
        Role.PROVIDER: _merged(_EVERYONE, _RECEPTION, _TREATMENT),
        Role.PRIVACY_OFFICER: _merged(_EVERYONE, _PRIVACY, _PRIVACY_DESK),
        # A clinic of one person has an administrator and nobody else, so this role also reaches the treatment rooms.
        Role.ADMINISTRATOR: _merged(_EVERYONE, _RECEPTION, _TREATMENT, _ADMINISTRATION, _PRIVACY_DESK),
    }
)
"""Role, kind of record, and the actions allowed on it. What is not listed is denied."""

_FRESH_PROOF_ACTIONS = frozenset({A.EXPORT, A.DISPOSE, A.CHANGE_ROLE, A.RESTORE, A.COUNTERSIGN, A.RESET})
_FRESH_PROOF_CELLS = frozenset({
    (A.ADD, R.STAFF), (A.APPROVE, R.FORM), (A.CHANGE, R.FORM), (A.RENEW, R.KEYS), (A.CHANGE, R.OWN_ACCOUNT),
    (A.APPROVE, R.RETENTION)})

PRESCRIBERS = frozenset({Licence.MD_DO, Licence.APRN_FPA, Licence.APRN, Licence.PA})
"""Licences that may examine and order (the treatment catalogue's prescribers)."""

_COUNTERSIGNERS = PRESCRIBERS | {Licence.RN, Licence.LPN, Licence.ESTHETICIAN}


def allowed(role: Role, action: Action, kind: RecordKind) -> bool:
    """Say whether ``role`` may do ``action`` to records of ``kind``."""
    return action in TABLE[role][kind]


def needs_fresh_proof(action: Action, kind: RecordKind) -> bool:
    """Say whether the password (and a code older than 15 minutes) must be given again right before ``action``."""
    return action in _FRESH_PROOF_ACTIONS or (action, kind) in _FRESH_PROOF_CELLS


def may_clear(clear_by: str, licence: Licence, is_director: bool) -> bool:
    """Say whether a flag marked ``clear_by`` (none, director, prescriber, staff) may be cleared; unknown words: no.

    ``none`` is a label contraindication and is never cleared, whoever asks. The medical director clears what
    a prescriber may, too.
    """
    return {
        "director": is_director,
        "prescriber": is_director or licence in PRESCRIBERS,
        "staff": True,
    }.get(clear_by, False)


def may_countersign(licence: Licence) -> bool:
    """Say whether ``licence`` may sign for the clinic; the treatment catalogue says for which treatment."""
    return licence in _COUNTERSIGNERS

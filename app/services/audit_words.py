"""Audit events in words. Known events have their own words; all others are told by action and kind of record."""

from __future__ import annotations

from typing import Final

EVENT_WORDS: Final = {
    "set_up": "Set up the clinic",
    "keys_created": "Made the clinic's keys",
    "keys_renewed": "Renewed the recovery key",
    "passwords_only": "Chose protection with passwords only",
    "sign_in": "Signed in",
    "sign_in_failed": "Tried to sign in",
    "proof_failed": "Tried to confirm with the password",
    "sign_out": "Signed out",
    "locked": "Locked in patient mode",
    "lock_lifted": "Lifted the lock after failed sign-ins",
    "emergency_access": "Opened the records with the recovery key",
    "device_enrolled": "Enrolled this device again",
    "older_records": "Opened an older copy of the records",
    "clock_jump": "The clock jumped",
    "throttle_incident": "Found the sign-in counters changed",
    "pending_unreadable": "Found unreadable notes",
    "chain_verified": "Checked the log chain",
    "chain_broken": "Found the log chain broken",
    "files_checked": "Checked the database files",
    "backup.backup": "Backed up the records",
    "backup.restore": "Restored a backup",
    "audit.view": "Opened the audit log",
    "audit.export": "Exported the audit log",
    "staff.add": "Added a staff member",
    "staff.change": "Changed a staff member",
    "staff.change_role": "Changed a role or license",
    "staff.deactivate": "Deactivated a staff member",
    "staff.reset_password": "Reset a password",
    "staff.reset_authenticator": "Reset an authenticator app",
    "own_account.enrol": "Chose a password and set up an authenticator app",
    "own_account.change_password": "Changed their own password",
    "own_account.recovery_codes": "Made new recovery codes",
    "own_account.view": "Looked at their own sign-ins",
    "clinic.change": "Changed the clinic's details",
    "settings.change": "Changed the settings",
    "policy.load": "Loaded a policy",
    "draft.discard": "Discarded unfinished input",
    "draft.set_aside": "Set an unreadable draft aside",
    "patient.view": "Viewed a patient's record",
    "patient.create": "Added a patient",
    "patient.search": "Searched for patients",
    "patient.sign_again": "Listed who has to sign again",
    "visit.view": "Viewed visits",
    "visit.check_in": "Checked a patient in",
    "visit.hand_over": "Handed over the tablet",
    "submission.receive": "Received an intake",
    "submission.view": "Viewed an intake",
    "submission.countersign": "Countersigned",
    "document.create": "Made a document",
    "document.seal": "Sealed a document",
    "document.view": "Viewed a document",
    "document.print": "Printed a document",
    "document.export": "Saved a copy of a document",
    "document.certificate": "Saved the clinic's certificate",
    "clinic_document.create": "Made a document of the clinic",
    "clinic_document.seal": "Sealed a document of the clinic",
    "clinic_document.view": "Opened a document of the clinic",
    "clinic_document.export": "Saved a copy of a document of the clinic",
    "form.approve": "Approved a form or the rules",
    "form.publish": "Published a form",
    "form.import": "Imported a form as a draft",
    "form.release": "Decided to publish a form",
    "form.retire": "Retired a form",
    "form.months": "Changed how long a form lasts",
    "form.limit": "Changed the limit of a safety rule",
    "form.signed": "Signed a form",
    "form.declined": "Declined a form",
    "form.answered": "Filled in a form",
    "inbox.submission": "Sent an intake",
    "inbox.draft": "Kept an unfinished intake",
    "inbox.paper": "Asked for paper",
    "inbox.rejected": "Refused an intake that does not fit",
    "inbox.set_aside": "Set a sealed item aside",
    "patient.change": "Changed a patient's details",
    "review.view": "Opened a review",
    "review.decide": "Decided on flags",
    "review.accept": "Accepted and countersigned",
    "review.send_back": "Asked the patient to correct",
    "review.amend": "Asked for an amendment of an accepted visit",
    "review.guardian": "Checked the guardian's identity",
    "review.witness": "Attested as witness",
    "visit.prepare": "Prepared a hand-over",
    "visit.help": "Answered a call for help",
    "visit.left": "Marked a patient as left",
    "visit.file_paper": "Filed a form signed on paper",
    "visit.paper_form": "Printed a blank form",
    "visit.move_away": "Moved an intake to another patient",
    "visit.move_here": "Received an intake moved from another patient",
    "draft.view": "Looked for unfinished input",
    "register.view": "Opened a register",
    "register.create": "Added an entry to a register",
    "register.change": "Changed an entry of a register",
    "register.attachment": "Opened a file of a register",
    "register.export": "Exported a register",
    "register.device": "Entered this device into the register",
    "oversight.view": "Looked for unusual access",
    "oversight.explain": "Explained an unusual access",
    "oversight.own_record": "Said whether a record is a staff member’s own",
    "oversight.limits": "Changed what counts as unusual access",
    "oversight.prepare": "Opened a review of the audit log",
    "oversight.review": "Signed a review of the audit log",
    "phone_note.create": "Noted a phone call",
    "phone_note.correct": "Put a note of a phone call right",
    "disclosure.create": "Recorded a disclosure",
}
_VERBS: Final = {
    "view": "view", "create": "create", "change": "change", "check_in": "check in", "hand_over": "hand over",
    "file_paper": "file on paper", "receive": "receive", "review": "review", "clear_flag": "clear a flag of",
    "send_back": "send back", "countersign": "countersign", "witness": "witness", "move": "move", "print": "print",
    "export": "export", "approve": "approve", "load": "load", "backup": "back up", "restore": "restore",
    "verify": "verify", "add": "add", "change_role": "change the role of", "reset": "reset", "deactivate": "deactivate",
    "renew": "renew", "dispose": "dispose of", "discard": "discard",
    "hold": "hold", "withdraw": "withdraw", "reveal": "reveal",
}
_NOUNS: Final = {
    "patient": "a patient's record", "visit": "a visit", "submission": "an intake", "document": "a document",
    "audit": "the audit log", "staff": "staff accounts", "own_account": "their own account",
    "settings": "the settings", "clinic": "the clinic's details", "backup": "backups", "policy": "a policy",
    "form": "a form", "keys": "the clinic's keys", "draft": "unfinished input",
    "rights_request": "a rights request", "disclosure": "disclosures", "consent": "a consent",
    "communication": "communications", "retention": "retention", "incident": "an incident", "register": "a register",
    "promise": "the promises",
}


def words_of(event: str, *, allowed: bool = True) -> str:
    """Return ``event`` in words; a refused action reads "Tried to …"."""
    kind, _, action = event.partition(".")
    plain = f"{_VERBS[action]} {_NOUNS[kind]}" if action in _VERBS and kind in _NOUNS else ""
    if not allowed and plain:
        return f"Tried to {plain}"
    if event in EVENT_WORDS:
        return EVENT_WORDS[event]
    if plain:
        return plain[0].upper() + plain[1:]
    return event.replace("_", " ").replace(".", ": ").capitalize()


def events_like(text: str) -> tuple[str, ...]:
    """Return the known events whose words hold ``text``."""
    wanted = text.casefold()
    return tuple(event for event, words in EVENT_WORDS.items() if wanted in words.casefold())

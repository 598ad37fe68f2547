"""What can be done from a patient's page beside the visit: one entry of its menu each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.patients import PatientView
from app.ui.screen import Screen
from app.ui.staff.details_dialog import DetailsDialog
from app.ui.staff.phone_note_dialog import PhoneNoteDialog


@dataclass(frozen=True)
class PatientAction:
    """An entry: its words and icon, what a role needs for it, and what it opens.

    ``begin`` is given the screen, the record as it is shown, and what to call when the record has changed.
    """

    words: str
    icon: str
    needs: tuple[Action, RecordKind]
    begin: Callable[[Screen, PatientView, Callable[[], None]], None]


def actions_for(actor: Actor) -> tuple[PatientAction, ...]:
    """Return the entries ``actor``'s role may use."""
    return tuple(action for action in ACTIONS if allowed(actor.role, *action.needs))


def _change_details(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    dialog = DetailsDialog(screen, view)
    dialog.saved.connect(changed)
    dialog.begin()


def _note_call(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    dialog = PhoneNoteDialog(screen, view)
    dialog.saved.connect(changed)
    dialog.begin()


ACTIONS = (
    PatientAction("Change name or contact", "edit", (Action.CHANGE, RecordKind.PATIENT), _change_details),
    PatientAction("Note a phone call", "phone", (Action.CREATE, RecordKind.COMMUNICATION), _note_call),
)
"""Every entry, in order."""

"""What can be done from a patient's page beside the visit: one entry of its menu each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.patients import PatientView
from app.services.views.sharing import RawContact
from app.ui.messages import tell
from app.ui.navigation import PrivacyRoute
from app.ui.screen import Screen
from app.ui.staff.details_dialog import DetailsDialog
from app.ui.staff.form_dialog import FormDialog
from app.ui.staff.message_dialog import MessageDialog
from app.ui.staff.paper_choice_dialog import PaperChoiceDialog
from app.ui.staff.phone_note_dialog import PhoneNoteDialog
from app.ui.staff.privacy.incidents.facts_dialog import report_incident
from app.ui.staff.privacy.requests.new import NewRequestDialog
from app.ui.staff.receipt_dialogs import PolicyCopyDialog, RefusalDialog
from app.ui.staff.withdrawal_dialog import WithdrawalDialog

_RECORDED = "Its clock runs. The privacy officer sees it on the privacy desk and answers it."


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


def _begin(dialog: FormDialog, changed: Callable[[], None]) -> None:
    dialog.done.connect(lambda _made: changed())
    dialog.begin()


def _change_details(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    def open_dialog(found: RawContact) -> None:
        _begin(DetailsDialog(screen, replace(view, phone=found.phone, email=found.email)), changed)

    if not view.confidential_contact:
        open_dialog(RawContact(view.phone, view.email))
        return
    context = screen.context  # the contact details are hidden; whoever changes them looks at them, and it is recorded
    services, actor = context.services, context.actor
    context.tasks.run(lambda: services().sharing.raw_contact(actor, view.patient_id), screen, open_dialog)


def _note_call(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    _begin(PhoneNoteDialog(screen, view), changed)


def _record_request(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    def recorded() -> None:
        changed()
        tell(screen.stage(), "The request is recorded", _RECORDED)

    _begin(NewRequestDialog(screen, view.patient_id, view.display_name), recorded)


def _log_message(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    _begin(MessageDialog(screen, view), changed)


def _record_withdrawal(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    _begin(WithdrawalDialog(screen, view.patient_id), changed)


def _enter_choice(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    _begin(PaperChoiceDialog(screen, view), changed)


def _open_retention(screen: Screen, view: PatientView, _changed: Callable[[], None]) -> None:
    screen.navigate.emit(PrivacyRoute("retention", view.patient_id))


def _report_incident(screen: Screen, _view: PatientView, _changed: Callable[[], None]) -> None:
    report_incident(screen)


def _note_refusal(screen: Screen, view: PatientView, changed: Callable[[], None]) -> None:
    _begin(RefusalDialog(screen, view), changed)


def _give_copy(screen: Screen, view: PatientView, _changed: Callable[[], None]) -> None:
    context = screen.context
    services, actor = context.services, context.actor
    context.tasks.run(lambda: services().receipts.of_patient(actor, view.patient_id), screen,
                      lambda states: PolicyCopyDialog(screen, view, states).begin())


ACTIONS = (
    PatientAction("Change name or contact", "edit", (Action.CHANGE, RecordKind.PATIENT), _change_details),
    PatientAction("Record a request", "privacy", (Action.CREATE, RecordKind.RIGHTS_REQUEST), _record_request),
    PatientAction("Note a phone call", "phone", (Action.CREATE, RecordKind.COMMUNICATION), _note_call),
    PatientAction("Log a message", "send", (Action.CREATE, RecordKind.COMMUNICATION), _log_message),
    PatientAction("Record a withdrawal or STOP", "withdrawn", (Action.WITHDRAW, RecordKind.CONSENT),
                  _record_withdrawal),
    PatientAction("Report an incident", "warning", (Action.CREATE, RecordKind.INCIDENT), _report_incident),
    PatientAction("Retention and legal hold", "archive", (Action.VIEW, RecordKind.RETENTION), _open_retention),
    PatientAction("Enter a choice made on paper", "paper", (Action.CHANGE, RecordKind.CONSENT), _enter_choice),
    PatientAction("Give a copy of the policies", "policy", (Action.VIEW, RecordKind.PATIENT), _give_copy),
    PatientAction("Policies not acknowledged", "note", (Action.FILE_PAPER, RecordKind.VISIT), _note_refusal),
)
"""Every entry, in order."""

"""What happens on the worker between an accepted sign-in and the first screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the worker has imported them by then
    from app.services.registry import Services

from app.core.errors import KnownError
from app.security.actor import Actor
from app.services.views.oversight import AppSettings, StaffDraft
from app.services.views.people import ClinicDetails
from app.ui.entry.setup_draft import PolicyFile, load_policies


@dataclass(frozen=True)
class SessionStart:
    """``notices`` are sentences for the person who signed in: items set aside, a backup that failed."""

    clinic: ClinicDetails
    settings: AppSettings
    drafts: tuple[StaffDraft, ...]
    notices: tuple[str, ...]


def begin(services: Services, actor: Actor, policies: tuple[PolicyFile, ...] = ()) -> SessionStart:
    """Receive what tablets sealed, and fetch what the frame of the session needs. Never keeps anybody out.

    ``policies`` were chosen during set-up and are loaded now.
    """
    clinic, settings = services.settings.clinic(), services.settings.get()
    notices = list(load_policies(services, actor, policies))
    drafts: tuple[StaffDraft, ...] = ()
    if not actor.is_recovery:
        try:
            notices += services.inbox.receive(actor).sentences
            drafts = services.drafts.offered(actor)
        except KnownError as error:
            notices.append(error.sentence)
    return SessionStart(clinic, settings, drafts, tuple(notices))


def back_up_if_due(services: Services, actor: Actor) -> str:
    """Make the day's first backup when it is due; return the sentence for a failure, or nothing."""
    try:
        if services.backup.due(actor):
            services.backup.run(actor)
    except KnownError as error:
        return error.sentence
    return ""

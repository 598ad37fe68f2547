"""Stand-ins for the services behind Settings, and the screen over them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytestqt.qtbot import QtBot

from app.security.actor import Role
from app.ui.navigation import SettingsRoute
from app.ui.staff.settings.screen import SettingsScreen
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests import factories, settings_views
from tests.ui.staff_services import Service, StaffServices, staff_context
from tests.waiting import until_idle


class SettingsServices(StaffServices):
    """The services of staff screens, and those only Settings calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls.answers |= _answers()
        for name in ("staff", "settings", "policies", "library", "forms", "rule_settings", "backup", "recovery",
                     "setup"):
            setattr(self, name, Service(name, self.calls))


def _answers() -> dict[str, Any]:
    return {
        "staff.list": settings_views.staff(), "staff.own_sign_ins": settings_views.sign_ins(),
        "staff.recovery_codes_left": 8, "staff.new_recovery_codes": settings_views.CODES,
        "staff.add": settings_views.CREDENTIAL, "staff.reset_password": settings_views.CREDENTIAL,
        "staff.reset_authenticator": settings_views.ENROLMENT,
        "settings.clinic": factories.CLINIC, "settings.get": settings_views.settings(),
        "policies.versions": settings_views.policies(),
        "policies.reminder": "The clinic's notice of privacy practices is not loaded yet. Load it in Settings, so that "
                             "patients can read it.",
        "policies.load": "p4", "library.rows": settings_views.forms(), "forms.lines": settings_views.form_lines(),
        "rule_settings.facts": lambda _actor, form_id: settings_views.form_facts(form_id),
        "rule_settings.limits": settings_views.limits(), "rule_settings.sign_again": settings_views.sign_again(),
        "backup.status": settings_views.backup_status(), "backup.run": settings_views.backup_result(),
        "recovery.old_key_opens": (), "recovery.renew_recovery_key": settings_views.GROUPS,
        "setup.new_recovery_groups": settings_views.GROUPS, "setup.password_problem": "", "setup.password_strength": 4,
    }


def settings_screen(qtbot: QtBot, tasks: Tasks, theme: Theme, tab: str, *, services: SettingsServices | None = None,
                    role: Role = Role.ADMINISTRATOR, size: tuple[int, int] = (1212, 900), is_recovery: bool = False,
                    **changes: Any) -> SettingsScreen:
    """Return Settings with ``tab`` up and its data there, for somebody of ``role``."""
    person = replace(factories.actor(role, name="Judith Keller"), is_recovery=is_recovery)
    context = staff_context(tasks, theme, services or SettingsServices(), actor=person, **changes)
    screen = SettingsScreen(context, SettingsRoute(tab))
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    screen.load()
    until_idle(tasks)
    return screen

"""Settings: the tabs a role may use, one of them up."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.security.roles import Action, RecordKind
from app.ui.context import StaffContext
from app.ui.navigation import Route, SettingsRoute
from app.ui.staff.settings.account import AccountTab
from app.ui.staff.settings.backup import BackupTab
from app.ui.staff.settings.clinic import ClinicTab
from app.ui.staff.settings.forms import FormsTab
from app.ui.staff.settings.policies import PoliciesTab
from app.ui.staff.settings.security import SecurityTab
from app.ui.staff.settings.staff import StaffTab
from app.ui.staff.tabbed_screen import TabbedScreen, TabKind

TABS = (
    TabKind("account", "My account", (Action.VIEW, RecordKind.OWN_ACCOUNT), AccountTab, own_account=True),
    TabKind("staff", "Staff", (Action.VIEW, RecordKind.STAFF), StaffTab),
    TabKind("clinic", "Clinic", (Action.CHANGE, RecordKind.CLINIC), ClinicTab),
    TabKind("policies", "Policies", (Action.VIEW, RecordKind.POLICY), PoliciesTab),
    TabKind("forms", "Forms and rules", (Action.VIEW, RecordKind.FORM), FormsTab),
    TabKind("security", "Security", (Action.CHANGE, RecordKind.SETTINGS), SecurityTab),
    TabKind("backup", "Backup", (Action.VIEW, RecordKind.BACKUP), BackupTab),
)
"""Every tab, in order."""


class SettingsScreen(TabbedScreen):
    """The tabs of Settings."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        wanted = route if isinstance(route, SettingsRoute) else SettingsRoute()
        super().__init__(context, "Settings", TABS, wanted, wanted.tab, parent)

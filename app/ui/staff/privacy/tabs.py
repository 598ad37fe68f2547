"""The tabs of the privacy desk, in order; each needs the right to see its records."""

from __future__ import annotations

from app.security.roles import Action, RecordKind
from app.ui.staff.privacy.incidents.tab import IncidentsTab
from app.ui.staff.privacy.promises import PromisesTab
from app.ui.staff.privacy.registers.tab import RegistersTab
from app.ui.staff.privacy.requests.tab import RequestsTab
from app.ui.staff.privacy.retention.tab import RetentionTab
from app.ui.staff.privacy.withdrawals import WithdrawalsTab
from app.ui.staff.tabbed_screen import TabKind

TABS: tuple[TabKind, ...] = (
    TabKind("requests", "Rights requests", (Action.VIEW, RecordKind.RIGHTS_REQUEST), RequestsTab),
    TabKind("retention", "Retention", (Action.VIEW, RecordKind.RETENTION), RetentionTab),
    TabKind("withdrawals", "Consent withdrawals", (Action.VIEW, RecordKind.CONSENT), WithdrawalsTab),
    TabKind("incidents", "Breach register", (Action.VIEW, RecordKind.INCIDENT), IncidentsTab),
    TabKind("registers", "Registers", (Action.VIEW, RecordKind.REGISTER), RegistersTab),
    TabKind("promises", "Promises", (Action.VIEW, RecordKind.PROMISE), PromisesTab),
)
"""Every tab."""

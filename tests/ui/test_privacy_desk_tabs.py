"""The tabs of the privacy desk over the demo's real records: each says what waits on it, opened or not."""

from __future__ import annotations

from app.services.views.consents import StepState
from app.ui.navigation import PrivacyRoute
from app.ui.staff.privacy.screen import PrivacyDeskScreen
from app.ui.staff.privacy.tabs import TABS
from app.ui.widgets.tab_bar import Tab
from tests.ui.privacy_desk import Desk


def counts(screen: PrivacyDeskScreen) -> dict[str, str]:
    """The number each tab shows; empty for none."""
    shown = {tab.accessibleName(): tab.accessibleDescription() for tab in screen.tabs.findChildren(Tab)}
    return {kind.key: shown[kind.words] for kind in TABS}


def test_every_tab_says_what_waits_before_it_is_opened(desk: Desk) -> None:
    screen = PrivacyDeskScreen(desk.context("judith"), PrivacyRoute("requests"))
    desk.put_up(screen)
    first = counts(screen)
    assert all(first[kind.key] for kind in TABS), first
    for kind in TABS:  # opening a tab says nothing new
        screen.tabs.choose(kind.key)
        desk.settle()
        assert counts(screen) == first, kind.key


def test_what_is_done_is_counted_at_once(desk: Desk) -> None:
    screen = PrivacyDeskScreen(desk.context("judith"), PrivacyRoute("requests"))
    desk.put_up(screen)
    services, actor = desk.services, screen.context.actor
    row = next(row for row in services.consents.withdrawals(actor) if row.state is not StepState.DONE)
    services.consents.finish_step(actor, services.consents.open(actor, row.withdrawal_id).steps[0].step_id, told="Told")
    before = counts(screen)
    screen.tab("requests").load()  # what is done on one tab may change another
    desk.settle()
    assert counts(screen) == {**before, "withdrawals": str(int(before["withdrawals"]) - 1)}

"""The promise board over the demo's real records: the policy as it reads, filters, contents, places, evidence."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.rules.shipped import shipped_registers
from app.security.actor import Role
from app.security.roles import Action, RecordKind, allowed
from app.services.promises.texts import shipped_promises
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.promises import EvidenceRange, PromiseState
from app.services.views.review import Disclosure
from app.ui.navigation import AuditRoute, PrivacyRoute, Route, SettingsRoute
from app.ui.staff.privacy.clinic_documents import ClinicDocumentDialog, ClinicDocumentsDialog
from app.ui.staff.privacy.evidence_dialog import EvidenceDialog
from app.ui.staff.privacy.promise_lines import LineKind
from app.ui.staff.privacy.promises import _NEEDS, PromisesTab, route_to
from app.ui.staff.privacy.registers.tab import UNUSUAL
from app.ui.staff.privacy.screen import PrivacyDeskScreen
from app.ui.staff.privacy.tabs import TABS
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.screens import SCREENS
from app.ui.staff.settings.screen import TABS as SETTINGS_TABS
from app.ui.widgets.text import TextLabel
from tests.demo_clinic import PASSWORD
from tests.ui.privacy_desk import Desk


@pytest.fixture
def tab(desk: Desk) -> PromisesTab:
    """The tab as the privacy officer sees it."""
    screen = PrivacyDeskScreen(desk.context("judith"), PrivacyRoute("promises"))
    desk.put_up(screen)
    found = screen.tab("promises")
    assert isinstance(found, PromisesTab)
    return found


def places(tab: PromisesTab) -> list[Route]:
    """Where the person goes from now on."""
    found: list[Route] = []
    tab.screen_of.navigate.connect(found.append)
    return found


def line_of(tab: PromisesTab, key: str) -> QModelIndex:
    number = next(number for number, line in enumerate(tab.list.lines()) if line.key.endswith(key))
    return tab.list.model().index(number, 0)


def test_it_reads_as_the_policy_reads(tab: PromisesTab) -> None:
    lines = tab.list.lines()
    assert [line.key for line in lines if line.kind is LineKind.PROMISE] == [text.key for text in shipped_promises()]
    assert [line.text for line in lines if line.kind is LineKind.PART] == list(
        dict.fromkeys(text.part for text in shipped_promises()))
    spoken = tab.list.model().data(line_of(tab, "|Workstation Controls"))
    assert spoken.startswith("Whoever walks away is signed out. Kept. Automatic logout: 5 minutes")


def test_every_line_has_room_for_its_words_at_any_width(tab: PromisesTab, desk: Desk) -> None:
    for width in (1212, 760):
        tab.window().resize(width, 900)
        desk.settle()
        boxes = [tab.list.visualRect(tab.list.model().index(number, 0)) for number in range(len(tab.list.lines()))]
        assert all(below.top() == above.bottom() + 1 for above, below in pairwise(boxes))
        assert min(box.height() for box in boxes) >= 30
        assert tab.contents.isVisible() is (width == 1212)


def test_what_needs_attention_can_be_looked_at_alone(tab: PromisesTab) -> None:
    tab.filters.button(1).click()
    rows = [line.row for line in tab.list.lines() if line.row is not None]
    assert {row.state for row in rows} == {PromiseState.ATTENTION}
    assert tab.filters.button(1).accessibleName() == f"Needs attention {len(rows)}"
    assert sum(chapter.attention for chapter in tab.contents.chapters) == len(rows)
    tab.filters.button(3).click()
    assert {line.row.state for line in tab.list.lines() if line.row} == {PromiseState.NOT_FOR_THIS_APP}


def test_the_header_counts_what_needs_attention(tab: PromisesTab, desk: Desk) -> None:
    waiting = sum(line.row.state is PromiseState.ATTENTION for line in tab.list.lines() if line.row)
    told: list[tuple[str, int]] = []
    tab.told.connect(lambda sentence, count: told.append((sentence, count)))
    tab.load()
    desk.settle()
    total = len(shipped_promises())
    assert told == [(f"{waiting} promises need attention, of {total} in the privacy policy.", waiting)]


def test_choosing_a_chapter_goes_there_and_scrolling_marks_it(tab: PromisesTab, desk: Desk) -> None:
    names = [chapter.part for chapter in tab.contents.chapters]
    tab.contents.setFocus()
    for _ in range(names.index("Your Rights")):
        desk.qtbot.keyClick(tab.contents, Qt.Key.Key_Down)
    desk.settle()
    top = tab.list.indexAt(tab.list.viewport().rect().topLeft())
    assert tab.list.line(top.row()).text == "Your Rights"
    tab.list.verticalScrollBar().setValue(0)
    assert tab.contents.currentIndex().row() == 0


def test_enter_on_a_promise_goes_where_it_is_kept(tab: PromisesTab, desk: Desk) -> None:
    went = places(tab)
    for key, route in (("|Regular Security Updates", PrivacyRoute("registers", "safeguard")),
                       ("|Employee Training", PrivacyRoute("registers", "training")),
                       ("|We are committed to protecting", AuditRoute())):
        tab.list.setFocus()
        tab.list.setCurrentIndex(line_of(tab, key))
        desk.qtbot.keyClick(tab.list, Qt.Key.Key_Return)
        assert went[-1] == route
    before = len(went)
    tab.list.setCurrentIndex(line_of(tab, "|Session Management"))
    desk.qtbot.keyClick(tab.list, Qt.Key.Key_Return)
    assert len(went) == before


@pytest.mark.parametrize("place", sorted({text.place for text in shipped_promises()} - {""}))
def test_every_place_leads_somewhere(place: str) -> None:
    route = route_to(place)
    assert type(route) in SCREENS
    if isinstance(route, PrivacyRoute):
        assert route.tab in {kind.key for kind in TABS}
        assert route.subject in {"", UNUSUAL, *(kind.key for kind in shipped_registers())}
    elif isinstance(route, SettingsRoute):
        assert route.tab in {kind.key for kind in SETTINGS_TABS}


def test_a_place_of_the_administrator_is_told_to_the_privacy_officer_and_opened_for_the_administrator(
        tab: PromisesTab, desk: Desk) -> None:
    went = places(tab)
    tab._go("settings.security")
    assert (went, tab.banner.isVisible()) == ([], True)
    screen = PrivacyDeskScreen(desk.context("rosa"), PrivacyRoute("promises"))
    desk.put_up(screen)
    other = screen.tab("promises")
    assert isinstance(other, PromisesTab)
    went = places(other)
    other._go("settings.security")
    assert went == [SettingsRoute("security")]


def test_each_place_is_open_to_everybody_who_sees_the_board_or_says_who_looks_after_it() -> None:
    viewers = [role for role in Role if allowed(role, Action.VIEW, RecordKind.PROMISE)]
    needs = {f"settings.{kind.key}": kind.needs for kind in SETTINGS_TABS} | {
        f"privacy.{kind.key}": kind.needs for kind in TABS}
    for place in {text.place for text in shipped_promises()} & set(needs):
        closed = {role for role in viewers if not allowed(role, *needs[place])}
        assert closed == set() or _NEEDS[place] == needs[place], place


def test_the_route_can_ask_for_what_needs_attention(desk: Desk) -> None:
    screen = PrivacyDeskScreen(desk.context("judith"), PrivacyRoute("promises", "attention"))
    desk.put_up(screen)
    tab = screen.tab("promises")
    assert isinstance(tab, PromisesTab)
    assert {line.row.state for line in tab.list.lines() if line.row} == {PromiseState.ATTENTION}


def test_evidence_asks_for_days_a_reader_a_reason_and_the_password(tab: PromisesTab, desk: Desk,
                                                                    tmp_path: Path) -> None:
    desk.dialogs.save_to = tmp_path / "evidence.pdf"
    desk.demo.clock.advance(minutes=2)
    assert tab.action is not None
    tab.action.click()
    [dialog] = [each for each in tab.screen_of.stage().findChildren(EvidenceDialog) if each.isVisible()]
    dialog._act.click()
    assert dialog.recipient.error == "Say who gets it"
    dialog.recipient.set_text("Office for Civil Rights")
    dialog.first.set_value(date(2027, 1, 1))
    dialog._act.click()
    assert dialog.last.error == "This day is before the first one"
    dialog.first.set_value(date(2026, 11, 1))
    dialog.purpose.set_text("Audit of the privacy rule")
    dialog._act.click()
    desk.settle()
    [proof] = [each for each in tab.screen_of.stage().findChildren(ProofDialog) if each.isVisible()]
    proof.password.set_text(PASSWORD)
    proof._act.click()
    desk.settle()
    assert (tmp_path / "evidence.pdf").read_bytes().startswith(b"%PDF-")
    rows = desk.services.clinic_documents.rows(tab.context.actor, (ClinicDocumentKind.EVIDENCE,))
    assert len(rows) == 1


def test_a_day_still_to_come_is_refused_at_its_field(desk: Desk, tab: PromisesTab) -> None:
    today = date(2026, 11, 23)
    dialog = EvidenceDialog(tab.screen_of.stage(), today)
    dialog.begin()
    dialog.last.set_value(today + timedelta(days=1))
    dialog._act.click()
    assert dialog.last.error == "This day is still to come"
    dialog.last.edit.setText("not a day")
    dialog._act.click()
    assert dialog.last.error == "Enter a day like 11/24/2026"


def test_what_was_sealed_for_the_clinic_is_listed_checked_and_saved_with_the_password(
        tab: PromisesTab, desk: Desk, tmp_path: Path) -> None:
    actor = desk.services.access.prove(tab.context.actor, PASSWORD, desk.demo.code("judith"))
    today = date(2026, 11, 23)
    pack = desk.services.promises.evidence(actor, EvidenceRange(today, today), Disclosure("An auditor", "A test"))
    tab.kept.click()
    desk.settle()
    [listed] = [each for each in tab.screen_of.stage().findChildren(ClinicDocumentsDialog) if each.isVisible()]
    assert listed.table.rows()[0].key == pack.document_id
    listed.table.opened.emit(pack.document_id)
    desk.settle()
    [shown] = [each for each in tab.screen_of.stage().findChildren(ClinicDocumentDialog) if each.isVisible()]
    assert shown.seal.accessibleName().startswith("This document has not changed")
    desk.dialogs.save_to = tmp_path / "copy.pdf"
    desk.demo.clock.advance(minutes=2)
    shown.save.click()
    desk.settle()
    [proof] = [each for each in tab.screen_of.stage().findChildren(ProofDialog) if each.isVisible()]
    proof.password.set_text(PASSWORD)
    proof._act.click()
    desk.settle()
    assert (tmp_path / "copy.pdf").read_bytes() == pack.pdf


def test_a_clinic_that_sealed_nothing_yet_is_told_so(tab: PromisesTab) -> None:
    dialog = ClinicDocumentsDialog(tab, ())
    dialog.begin()
    assert "Nothing was sealed yet" in [label.text() for label in dialog.findChildren(TextLabel)]
    dialog.close_button.click()

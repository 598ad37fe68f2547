"""Documents: the list, the pages, what proves them, and copies that leave with recipient and purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.core.errors import NotFoundError
from app.rules.disclosure_basis import Basis
from app.security.actor import Licence, Role
from app.services.views.disclosures import Authorization, Disclosure, Limit, ReleaseTerms
from app.ui.navigation import AuditRoute, DocumentRoute, DocumentsRoute, PatientRoute
from app.ui.staff.documents import size_words
from app.ui.staff.page_viewer import PageViewer
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.verification_pane import grouped
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.data_table import DataTable
from tests import factories
from tests.fakes import FakeDialogs
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up

ROUTE = DocumentRoute("doc-1")


@pytest.fixture
def viewer(qtbot: QtBot) -> PageViewer:
    made = PageViewer()
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.show()
    made.show_pdf(factories.blank_pdf(3))
    return made


def agree(window: StaffWindow, act: str, recipient: str = "Mariana Ortega") -> None:
    fields = window.dialog().fields
    fields.recipient.set_text(recipient)
    fields.purpose.set_text("Patient asked for it")
    window.click(act)


def prove(window: StaffWindow) -> None:
    dialog = window.dialog()
    assert isinstance(dialog, ProofDialog)
    dialog.password.set_text("a long password")
    window.click("Save a copy")


def test_the_list_is_searched_by_every_word_in_any_order(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, DocumentsRoute())
    table = window.all_of(DataTable)[0]
    assert len(table.rows()) == 3
    window.screen._search.set_text("privacy mariana")
    assert [row.key for row in table.rows()] == ["doc-2"]
    window.screen._search.set_text("nothing like it")
    window.settle()
    assert "No documents here" in window.texts()


def test_enter_opens_the_document_of_the_row(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, DocumentsRoute())
    table = window.all_of(DataTable)[0]
    table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert window.route == DocumentRoute("doc-2")


def test_a_document_says_that_it_is_unchanged_and_what_happened(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    auditor = factories.actor(Role.ADMINISTRATOR, Licence.NONE)
    window = put_up(qtbot, tasks, theme, ROUTE, actor=auditor)
    texts = window.texts()
    for words in ("This document has not changed", "Priya Raman, RN, 10:41 AM", "Identity confirmed", "Page 1 of 3"):
        assert words in texts
    window.click("Full log")
    assert window.route == AuditRoute("patient-mariana-ortega")


def test_a_changed_document_says_so(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = StaffServices()
    view = factories.document()
    bad = replace(view.verification, valid=False, headline="This document was changed", detail="Do not rely on it.")
    services.calls.answers["documents.open"] = replace(view, verification=bad)
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    assert "This document was changed" in window.texts()
    assert window.screen._chip.text() == "Not valid"


def test_a_document_too_damaged_to_draw_is_a_sentence(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = StaffServices()
    services.calls.answers["documents.open"] = replace(factories.document(), pdf=b"%PDF-1.7 cut short")
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    assert "The pages cannot be shown" in window.texts()


def test_a_document_that_is_not_there_is_a_sentence(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = StaffServices()
    services.calls.errors["documents.open"] = NotFoundError("This document is not in the records.")
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    assert "This document is not in the records." in window.texts()


def test_the_digest_is_grouped_to_be_read_and_copied_whole(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    digest = factories.document().sha256
    assert grouped(digest).split(" ")[0] == "9f3a11c8"
    window = put_up(qtbot, tasks, theme, ROUTE)
    window.click("Copy the SHA-256 digest")
    assert QGuiApplication.clipboard().text() == digest


def test_a_saved_copy_needs_recipient_purpose_and_proof(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                        tmp_path: Path) -> None:
    services = StaffServices()
    window = put_up(qtbot, tasks, theme, ROUTE, services, dialogs=FakeDialogs(save_to=tmp_path))
    window.click("Save a copy")
    fields = window.dialog().fields
    assert (fields.chosen(), fields.recipient.text()) == (Basis.TO_INDIVIDUAL, "Mariana Ortega")
    fields.recipient.set_text("")
    window.click("Save a copy")
    assert fields.recipient.error
    agree(window, "Save a copy")
    assert not services.calls.named("documents.copy")
    prove(window)
    window.settle()
    assert services.calls.named("documents.copy") == [
        ("doc-1", Disclosure("Mariana Ortega", "Patient asked for it", Basis.TO_INDIVIDUAL))]
    assert (tmp_path / "8F21-0C4.pdf").read_bytes() == services.calls.answers["documents.copy"][1]


def test_the_purpose_and_the_address_are_asked_in_own_words(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = StaffServices()
    window = put_up(qtbot, tasks, theme, ROUTE, services, dialogs=FakeDialogs(prints=True))
    window.click("Print")
    fields = window.dialog().fields
    fields.basis.set_value(Basis.PUBLIC_HEALTH.value)
    assert fields.recipient.text() == ""
    fields.recipient.set_text("Illinois Department of Public Health")
    window.click("Print")
    assert fields.purpose.error
    fields.purpose.set_text("Device report")
    fields.address.set_text("525 W Jefferson St")
    window.click("Print")
    assert services.calls.named("documents.printed") == [("doc-1", Disclosure(
        "Illinois Department of Public Health", "Device report", Basis.PUBLIC_HEALTH, "525 W Jefferson St"))]


def test_an_authorization_brings_its_recipient_and_genetic_facts_need_one_that_releases_them(
        qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = StaffServices()
    plain = Authorization("auth-1", "Lakeside Dermatology", "1 Lake St", "All", "Second opinion", "Mariana Ortega",
                          date(2026, 11, 1), date(2027, 11, 1), "", releases_genetic=False, is_paper=False)
    releases = replace(plain, authorization_id="auth-2", recipient="Gene Lab", releases_genetic=True)
    services.calls.answers["disclosures.terms"] = ReleaseTerms("Mariana Ortega", (), (plain, releases),
                                                               holds_genetic=True)
    window = put_up(qtbot, tasks, theme, ROUTE, services, dialogs=FakeDialogs(prints=True))
    window.click("Print")
    fields = window.dialog().fields
    fields.basis.set_value(Basis.AUTHORIZATION.value)
    assert [fields.authorization.combo.itemData(row) for row in range(fields.authorization.combo.count())] == ["auth-2"]
    assert "This holds genetic information" in window.texts()
    window.click("Print")
    assert fields.authorization.error
    fields.authorization.set_value("auth-2")
    assert fields.recipient.edit.isReadOnly()
    window.click("Print")
    assert services.calls.named("documents.printed") == [("doc-1", Disclosure(
        "Gene Lab", "Second opinion", Basis.AUTHORIZATION, "1 Lake St", "auth-2"))]


def test_the_papers_of_an_amendment_are_named_before_the_document_leaves(qtbot: QtBot, tasks: Tasks,
                                                                         theme: Theme) -> None:
    services = StaffServices()
    services.calls.answers["disclosures.terms"] = ReleaseTerms("Mariana Ortega", (), (), holds_genetic=False,
                                                               papers=("1A2B-3C4D", "5E6F-7A8B"))
    window = put_up(qtbot, tasks, theme, ROUTE, services, dialogs=FakeDialogs(prints=True))
    window.click("Print")
    assert "The patient asked to amend this" in window.texts()
    assert "Give documents 1A2B-3C4D, 5E6F-7A8B with it (45 CFR 164.526(d)(5))." in window.texts()


def test_a_limit_the_patient_asked_for_is_shown_and_asks_why(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = StaffServices()
    limit = Limit("Do not share with a health plan: all of it", required=False, bases=frozenset({Basis.PAYMENT}))
    services.calls.answers["disclosures.terms"] = ReleaseTerms("Mariana Ortega", (limit,), (), holds_genetic=False)
    window = put_up(qtbot, tasks, theme, ROUTE, services, dialogs=FakeDialogs(prints=True))
    window.click("Print")
    fields = window.dialog().fields
    assert "Do not share" not in " ".join(window.texts())
    fields.basis.set_value(Basis.PAYMENT.value)
    fields.recipient.set_text("Lake Health Plan")
    assert "Do not share with a health plan: all of it" in window.texts()
    window.click("Print")
    assert fields.reason.error
    fields.reason.set_text("The patient said so on the phone")
    window.click("Print")
    ((_document, told),) = services.calls.named("documents.printed")
    assert told.override_reason == "The patient said so on the phone"


def test_printing_is_audited_before_the_printer_is_asked(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services, dialogs = StaffServices(), FakeDialogs(prints=True)
    window = put_up(qtbot, tasks, theme, ROUTE, services, dialogs=dialogs)
    window.click("Print")
    assert dialogs.printed == []
    agree(window, "Print")
    assert dialogs.printed == [services.calls.answers["documents.printed"]]


def test_cancelling_the_disclosure_lets_nothing_out(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = StaffServices()
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    window.click("Save a copy")
    qtbot.keyClick(window.dialog(), Qt.Key.Key_Escape)
    window.settle()
    assert not services.calls.named("documents.copy")


def test_the_log_is_offered_only_to_who_may_read_it(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, actor=factories.actor(Role.FRONT_DESK, Licence.NONE))
    assert "Full log" not in [button.words() for button in window.all_of(Button)]


def test_the_crumbs_lead_to_the_patient(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE)
    window.click("Mariana Ortega")
    assert window.route == PatientRoute("patient-mariana-ortega")


def test_pages_turn_and_zoom_with_the_keyboard(qtbot: QtBot, viewer: PageViewer) -> None:
    assert (viewer.page, viewer.page_count) == (1, 3)
    viewer.go_to(2)
    assert viewer.page == 2
    qtbot.keyClick(viewer, Qt.Key.Key_End)
    assert viewer.page == 3
    before = viewer.zoom
    qtbot.keyClick(viewer, Qt.Key.Key_Plus)
    assert viewer.zoom > before
    qtbot.keyClick(viewer, Qt.Key.Key_Minus)
    qtbot.keyClick(viewer, Qt.Key.Key_Minus)
    assert viewer.zoom < before


def test_pages_are_drawn_on_white_in_dark_too(qtbot: QtBot, viewer: PageViewer) -> None:
    picture = viewer.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() // 2).name() == "#ffffff"


@pytest.mark.parametrize(("size", "words"), [(10, "1 KB"), (219_000, "219 KB"), (1_400_000, "1.4 MB")])
def test_sizes_are_read_by_people(size: int, words: str) -> None:
    assert size_words(size) == words

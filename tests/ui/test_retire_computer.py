"""Retiring this computer from Settings: its name is typed, the certificate is saved first, and only closing is left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.services.start_state import start_state
from app.services.views.people import DataState
from app.ui.navigation import SettingsRoute
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.settings.retire_card import RetireDialog
from app.ui.staff.settings.screen import SettingsScreen
from app.ui.staff.settings.security import SecurityTab
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel
from tests.demo_clinic import PASSWORD
from tests.ui.privacy_desk import Desk


def put_up(desk: Desk, name: str) -> SecurityTab:
    """The Security tab as ``name`` sees it."""
    screen = SettingsScreen(desk.context(name), SettingsRoute("security"))
    desk.put_up(screen)
    tab = screen.tab("security")
    assert isinstance(tab, SecurityTab)
    return tab


def test_keys_and_files_are_destroyed_once_the_name_is_typed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    desk.dialogs.save_to = tmp_path / "certificate.pdf"
    tab = put_up(desk, "rosa")
    settings = desk.services.settings
    settings.change(tab.context.actor, replace(settings.get(), backup_folder=str(tmp_path / "drive")))
    assert tab.retire is not None
    tab.retire.button.click()
    [dialog] = [each for each in tab.window().findChildren(RetireDialog) if each.isVisible()]
    dialog.model.set_text("Framework Laptop 13")
    dialog.destination.set_text("Recycled")
    dialog.act.click()
    assert dialog.name.error == "This is not the name of this computer"
    dialog.name.set_text("Demo computer")
    dialog.act.click()
    desk.settle()
    assert dialog.serial.error.startswith("Enter the serial number")
    assert start_state(desk.demo.folder).state is DataState.READY
    dialog.serial.set_text("FRAGACCP61")
    dialog.act.click()
    desk.settle()
    for proof in [each for each in tab.window().findChildren(ProofDialog) if each.isVisible()]:
        QTest.keyClicks(proof.password.findChildren(QLineEdit)[0], PASSWORD)
        QTest.keyClicks(proof.code.edit, desk.demo.code("rosa"))
        desk.settle()
    [end] = [each for each in tab.window().findChildren(DialogOverlay) if each.isVisible()]
    assert "This computer is retired" in [label.text() for label in end.findChildren(TextLabel)]
    assert start_state(desk.demo.folder).state is DataState.EMPTY
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")


def test_cancelling_where_to_save_keeps_everything(desk: Desk) -> None:
    tab = put_up(desk, "rosa")
    assert tab.retire is not None
    tab.retire.button.click()
    [dialog] = [each for each in tab.window().findChildren(RetireDialog) if each.isVisible()]
    dialog.name.set_text("Demo computer")
    dialog.act.click()
    desk.settle()
    assert dialog.isVisible()
    assert start_state(desk.demo.folder).state is DataState.READY

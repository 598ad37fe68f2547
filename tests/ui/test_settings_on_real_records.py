"""Settings over a real clinic: real databases, key slots, backup and recovery key; nothing stands in for a service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError
from app.security.actor import Actor, Role
from app.services.public_keys import read_public_keys
from app.services.registry import Services, build_services
from app.services.views.oversight import AuditFilter
from app.services.views.people import PasswordStep
from app.ui.context import StaffContext
from app.ui.navigation import SettingsRoute
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.settings.credential_dialog import OnceDialog
from app.ui.staff.settings.key_dialogs import NewKeyDialog, RenewDialog
from app.ui.staff.settings.screen import TABS, SettingsScreen
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.text import TextLabel
from tests.clinics import CLINIC, KDF, PASSWORD, FoundClinic, found_clinic
from tests.fakes import FakeDialogs
from tests.waiting import until_idle


@dataclass
class Open:
    """A clinic with its first administrator signed in, and Settings on screen."""

    clinic: FoundClinic
    services: Services
    dialogs: FakeDialogs
    actor: Actor
    screen: SettingsScreen


@pytest.fixture
def opened(qtbot: QtBot, tasks: Tasks, theme: Theme, tmp_path: Path) -> Iterator[Open]:
    clinic = found_clinic(tmp_path / "clinic")
    services = build_services(clinic.folder, clinic.keyring, clinic.clock, clinic.randomness, kdf=KDF)
    services.access.enter_password("ana", PASSWORD)
    actor = services.access.enter_code(clinic.code())
    dialogs = FakeDialogs()
    context = StaffContext(lambda: services, tasks, dialogs, clinic.clock, theme, actor, CLINIC,
                           services.settings.get(), demo=False)
    screen = SettingsScreen(context, SettingsRoute())
    qtbot.addWidget(screen)
    screen.resize(1212, 900)
    screen.show()
    screen.load()
    until_idle(tasks)
    yield Open(clinic, services, dialogs, actor, screen)
    services.access.lock("end of the test")


def _tab(opened: Open, key: str, tasks: Tasks) -> Any:
    opened.screen.tabs.choose(key)
    until_idle(tasks)
    return opened.screen.tab(key)


def _shown(opened: Open, kind: type[Any]) -> Any:
    return next(found for found in opened.screen.findChildren(kind) if found.isVisible())


def test_every_tab_shows_what_the_records_hold(opened: Open, tasks: Tasks) -> None:
    troubles: list[object] = []
    tasks.unhandled.connect(troubles.append)
    tasks.bug.connect(troubles.append)
    for kind in TABS:
        _tab(opened, kind.key, tasks)
    assert not troubles
    assert _tab(opened, "policies", tasks).reminder.isVisible()


def test_somebody_added_here_gets_in_with_the_password_shown(opened: Open, tasks: Tasks) -> None:
    staff = _tab(opened, "staff", tasks)
    staff.add.click()
    staff.form.name.set_text("Theo Lindgren")
    staff.form.title.set_text("Front desk")
    staff.form.role.set_value(Role.FRONT_DESK.value)
    opened.clinic.clock.advance(minutes=2)  # too long ago for the sign-in to count as proof
    staff.form.save.click()
    until_idle(tasks)
    proof = _shown(opened, ProofDialog)
    proof.password.set_text(PASSWORD)
    proof.password.submitted.emit()
    until_idle(tasks)
    dialog = _shown(opened, OnceDialog)
    words = [label.text() for label in dialog.findChildren(TextLabel)]
    password = next(text for text in words if text.count("-") == 3)
    opened.services.access.lock("F9")
    assert opened.services.access.enter_password("theo.lindgren", password).step is PasswordStep.ENROL


def test_a_policy_and_an_approval_are_kept(opened: Open, tasks: Tasks, tmp_path: Path) -> None:
    opened.dialogs.file = tmp_path / "notice.txt"
    opened.dialogs.file.write_bytes(b"How we use health information.\r\n")
    policies = _tab(opened, "policies", tasks)
    policies.form.choose.click()
    until_idle(tasks)
    policies.form.put_back({"kind": "npp", "title": "Notice", "version": "1.0", "effective": "11/01/2026"})
    policies.form.save.click()
    until_idle(tasks)
    assert [policy.content for policy in opened.services.policies.current()] == [opened.dialogs.file.read_bytes()]
    forms = _tab(opened, "forms", tasks)
    forms.table.select("rules")
    forms.form_pane.approve.click()
    forms.approval_form.put_back({"name": "Dr. Dana Director", "title": "Medical director", "number": "036-1",
                                  "day": "11/20/2026"}, keep_scope=True)
    forms.approval_form.save.click()
    until_idle(tasks)
    rules = next(row for row in opened.services.library.rows(opened.actor) if row.form_id == "rules")
    assert [(entry.by, entry.on) for entry in rules.approvals] == [("Dr. Dana Director", date(2026, 11, 20))]
    assert rules.missing_approvals == ("counsel",)


def test_a_backup_goes_to_the_folder_chosen_here(opened: Open, tasks: Tasks, tmp_path: Path) -> None:
    opened.dialogs.folder = tmp_path / "drive"
    opened.dialogs.folder.mkdir()
    backup = _tab(opened, "backup", tasks)
    backup.choose.click()
    until_idle(tasks)
    backup.run.click()
    until_idle(tasks)
    assert backup.chip.text() == "Verified"
    assert opened.services.restore.inspect(opened.dialogs.folder)


def test_the_clinics_certificate_is_saved_for_checking_outside(opened: Open, tasks: Tasks,
                                                               tmp_path: Path) -> None:
    opened.dialogs.save_to = tmp_path
    _tab(opened, "security", tasks).certificate.button.click()
    until_idle(tasks)
    wanted = read_public_keys(opened.clinic.folder.public_keys).ca_certificate
    assert (tmp_path / "clinic-ca.cer").read_bytes() == wanted
    rows = opened.services.audit.page(opened.actor, AuditFilter(), None, None).rows
    assert "Saved the clinic's certificate" in [row.action for row in rows]


def test_the_recovery_key_typed_back_here_is_the_one_that_opens(opened: Open, tasks: Tasks) -> None:
    security = _tab(opened, "security", tasks)
    security.recovery.button.click()
    ask = _shown(opened, RenewDialog)
    ask.old.set_text(opened.clinic.recovery_key)
    next(button for button in ask.findChildren(Button) if button.words() == "Make a new key").click()
    until_idle(tasks)
    dialog = _shown(opened, NewKeyDialog)
    groups = dialog.key_card.accessibleName().removeprefix("Recovery key: ").split(", ")
    dialog.typed.set_text(groups[-1])
    dialog.stored.setChecked(True)
    dialog.act.click()
    until_idle(tasks)
    opened.services.access.lock("F9")
    with pytest.raises(InvalidInputError):
        opened.services.recovery.open_with_recovery_key(opened.clinic.recovery_key, "Testing the old paper.")
    assert opened.services.recovery.open_with_recovery_key(" ".join(groups), "Testing the new paper.").is_recovery

"""Settings, the clinic's details, its published policies, and unfinished staff input that survives a logout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, LockedError, PermissionDeniedError
from app.models.audit import AuditEntry
from app.models.policies import PolicyDocument
from app.security.actor import Role
from app.services.policies import PoliciesService
from app.services.settings import SettingsService, keep_settings
from app.services.staff_drafts import StaffDraftsService
from app.services.views.oversight import AppSettings, StaffDraft
from tests.clinics import CLINIC, OpenClinic, open_clinic

TEXT = "Privacy policy of the clinic.\nÜber alles.\n".encode()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[OpenClinic]:
    made = open_clinic(tmp_path / "clinic")
    yield made
    made.close()


def draft(clinic: OpenClinic, text: str = "Allergic to latex, asked twice.") -> StaffDraft:
    return StaffDraft("review", "visit-1", clinic.clock.now(), (("note", text),))


def test_settings_are_kept_and_audited_with_old_and_new(clinic: OpenClinic) -> None:
    settings = SettingsService(clinic.desk)
    assert settings.get() == AppSettings()
    wanted = replace(AppSettings(), staff_idle_minutes=10, theme="dark", on_screen_keyboard=False)
    settings.change(clinic.actor(Role.ADMINISTRATOR), wanted)
    clinic.reopen()
    assert settings.get() == wanted
    with clinic.desk.act_system() as work:
        row = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "settings.change")).one()
    assert b'"staff_idle_minutes":5' in (row.old_value or b"")
    assert b'"staff_idle_minutes":10' in (row.new_value or b"")


@pytest.mark.parametrize("change", [{"staff_idle_minutes": 0}, {"staff_idle_minutes": 16}, {"patient_idle_minutes": 1},
                                    {"theme": "pink"}, {"backup_folder": "relative"},
                                    {"backup_folder": "/does/not/exist"}])
def test_settings_out_of_range_are_refused(clinic: OpenClinic, change: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        SettingsService(clinic.desk).change(clinic.actor(Role.ADMINISTRATOR),
                                            replace(AppSettings(), **change))  # type: ignore[arg-type]  # by name


def test_protection_by_passwords_only_is_no_setting(clinic: OpenClinic) -> None:
    settings = SettingsService(clinic.desk)
    settings.change(clinic.actor(Role.ADMINISTRATOR), replace(AppSettings(), passwords_only=True))
    assert not settings.get().passwords_only


def test_passwords_only_is_told_since_it_began_without_a_break(clinic: OpenClinic) -> None:
    settings, user_id = SettingsService(clinic.desk), clinic.actor(Role.ADMINISTRATOR).user_id
    assert settings.passwords_only_since() is None
    began = []
    for passwords_only in (True, False, True, True):
        clinic.clock.advance(days=1)
        began.append(clinic.clock.now())
        with clinic.desk.act_system() as work:
            keep_settings(work.session, AppSettings(passwords_only=passwords_only), user_id, work.now)
    assert settings.passwords_only_since() == began[2]


def test_the_clinics_details_change_for_administrators_alone(clinic: OpenClinic) -> None:
    settings = SettingsService(clinic.desk)
    moved = replace(CLINIC, street="200 S Other Street")
    with pytest.raises(PermissionDeniedError):
        settings.change_clinic(clinic.actor(Role.FRONT_DESK), moved)
    settings.change_clinic(clinic.actor(Role.ADMINISTRATOR), moved)
    assert settings.clinic() == moved
    with pytest.raises(InvalidInputError):
        settings.change_clinic(clinic.actor(Role.ADMINISTRATOR), replace(moved, zone="Mars/Olympus"))


def test_a_policy_is_kept_to_the_byte_and_the_one_in_force_counts(clinic: OpenClinic) -> None:
    policies, admin = PoliciesService(clinic.desk), clinic.actor(Role.ADMINISTRATOR)
    assert "not loaded yet" in policies.reminder(admin)
    for version, effective in (("1", date(2026, 3, 1)), ("2", date(2026, 6, 1)), ("3", date(2027, 1, 1))):
        policies.load(admin, kind="policy", title="Privacy policy", version=version, effective=effective, content=TEXT,
                      why="New phone number.")
    (current,) = policies.current()
    assert (current.version, current.content) == ("2", TEXT)
    policies.load(admin, kind="npp", title="Notice", version="1", effective=date(2025, 1, 1), content=b"%PDF-1.7 ...")
    assert "February 16, 2026" in policies.reminder(admin)
    assert [found.current for found in policies.versions(admin) if found.kind == "policy"].count(True) == 1
    with clinic.desk.act_system() as work:
        assert {row.content for row in work.session.scalars(select(PolicyDocument))} == {TEXT, b"%PDF-1.7 ..."}


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00", b"text\x00with zero"])
def test_what_is_no_document_is_refused(clinic: OpenClinic, content: bytes) -> None:
    with pytest.raises(InvalidInputError):
        PoliciesService(clinic.desk).load(clinic.actor(Role.ADMINISTRATOR), kind="policy", title="Policy", version="1",
                                          effective=date(2026, 1, 1), content=content)


def test_a_version_is_loaded_once(clinic: OpenClinic) -> None:
    policies, admin = PoliciesService(clinic.desk), clinic.actor(Role.ADMINISTRATOR)
    policies.load(admin, kind="policy", title="Policy", version="1", effective=date(2026, 1, 1), content=TEXT)
    with pytest.raises(InvalidInputError):
        policies.load(admin, kind="policy", title="Policy", version=" 1 ", effective=date(2026, 1, 1), content=b"other")


def test_a_draft_survives_a_lock_sealed_and_is_offered_to_its_owner(clinic: OpenClinic) -> None:
    drafts, owner = StaffDraftsService(clinic.desk), clinic.actor(Role.PROVIDER)
    clinic.desk.detach()
    drafts.keep(owner, draft(clinic, "first"))
    drafts.keep(owner, draft(clinic))
    (file,) = clinic.folder.staff_drafts.iterdir()
    assert b"latex" not in file.read_bytes()
    assert "visit" not in file.name
    with pytest.raises(LockedError):
        drafts.offered(owner)
    clinic.reopen()
    assert drafts.offered(owner) == (draft(clinic),)
    assert drafts.offered(clinic.actor(Role.FRONT_DESK)) == ()
    drafts.discard(owner, "review", "visit-1")
    assert drafts.offered(owner) == ()


def test_a_draft_that_does_not_open_is_kept_aside(clinic: OpenClinic) -> None:
    drafts, owner = StaffDraftsService(clinic.desk), clinic.actor(Role.PROVIDER)
    drafts.keep(owner, draft(clinic))
    (file,) = clinic.folder.staff_drafts.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert drafts.offered(owner) == ()
    assert [kept.name for kept in clinic.folder.aside.iterdir()] == [file.name]

"""Bad input and faults: each gets a clear sentence, nothing is lost, nothing is created by accident.

``PROVEN`` is the index: which test proves what. The rest of this file proves what stands nowhere else.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROVEN = {
    "wrong key": ("integration/test_storage_faults.py::test_a_wrong_key_opens_nothing_and_changes_nothing",),
    "missing keyring entry": ("integration/test_recovery.py::test_a_lost_keyring_entry_is_made_again",
                              "unit/security/test_vault.py::test_password_without_the_device_secret_opens_nothing",
                              "unit/security/test_throttle.py::test_missing_keyring_entry_is_said"),
    "keyring gone or changed": ("unit/security/test_keyring_backends.py::test_no_keyring_is_said_plainly",
                                "unit/security/test_vault.py::test_a_changed_keyring_is_named",
                                "integration/test_keyring.py::test_without_a_keyring_set_up_is_told_so"),
    "corrupt, truncated or zero-length database": (
        "integration/test_storage_faults.py::test_damaged_files_are_refused_and_left_as_they_are",
        "integration/test_storage_faults.py::test_every_flipped_bit_is_found",
        "integration/test_storage_faults.py::test_swapped_pages_are_found"),
    "corrupt key-slot file": ("integration/test_storage_faults.py::"
                              "test_a_corrupt_key_slot_file_falls_back_to_the_one_before",
                              "unit/security/test_keyslots.py::test_every_damage_falls_back_to_the_previous_copy"),
    "sealed item that does not open": (
        "integration/visits/test_inbox.py::test_rubbish_is_set_aside_and_reported_while_good_items_are_received",
        "integration/visits/test_inbox.py::test_an_item_of_another_clinic_is_set_aside",
        "integration/visits/test_inbox.py::test_an_item_forged_with_the_public_key_alone_is_set_aside"),
    "disk full": ("integration/test_storage_faults.py::test_a_full_disk_loses_nothing_that_was_saved",
                  "integration/test_faults.py::test_a_full_disk_keeps_the_last_draft_and_saves_again_when_there_is_room",
                  "ui/test_patient_mode.py::test_a_save_that_fails_is_said_reported_and_tried_again"),
    "read-only folder": ("integration/test_storage_faults.py::test_a_read_only_folder_is_refused_in_words",
                         "integration/test_faults.py::test_a_folder_that_cannot_be_made_ends_with_one_sentence"),
    "second instance": ("journeys/test_locking.py::test_a_second_window_on_the_same_clinic_is_refused_politely",
                        "integration/test_storage_faults.py::test_a_second_process_is_refused_in_words"),
    "clock set back": ("integration/test_sign_in.py::test_a_clock_set_back_does_not_spare_the_code",
                       "unit/security/test_totp.py::test_a_clock_behind_the_last_code_is_said",
                       "unit/security/test_throttle.py::test_clock_set_back_starts_the_wait_again_but_no_longer",
                       "integration/test_desk.py::test_a_jump_of_the_clock_is_audited",
                       "integration/visits/test_hostile_names.py::test_a_clock_set_back_does_not_lose_a_visit"),
    "a megabyte pasted": ("journeys/test_hostile_input.py::test_a_megabyte_pasted_into_any_field_is_cut_with_a_word",
                          "unit/security/test_vault.py::test_a_pasted_megabyte_is_never_stretched",
                          "unit/test_search_terms.py::test_a_megabyte_pasted_into_the_search_is_cut_not_processed"),
    "hostile names": ("journeys/test_hostile_input.py::test_hostile_names_are_found_and_shown_as_the_text_they_are",
                      "integration/visits/test_hostile_names.py::test_a_hostile_name_goes_through_everything_as_the_text_it_is",
                      "integration/documents/test_text.py::test_hostile_text_is_drawn_as_text_everywhere",
                      "unit/test_text.py::test_a_cell_that_could_be_a_formula_is_defused"),
    "300 characters": ("integration/visits/test_hostile_names.py::"
                       "test_a_name_of_300_characters_is_refused_at_its_field",),
    "power cut": ("integration/test_interrupted_visit.py::"
                  "test_a_visit_killed_at_any_moment_goes_on_with_what_was_entered_a_second_before",
                  "integration/test_storage_faults.py::test_killed_while_writing_nothing_acknowledged_is_lost"),
    "bare machine": ("integration/test_backup.py::test_a_bare_machine_needs_the_backup_and_the_recovery_key_alone",),
}
"""Fault to the tests that prove what happens then."""

@pytest.mark.parametrize("fault", PROVEN)
def test_every_fault_has_its_proof(fault: str) -> None:
    for proof in PROVEN[fault]:
        file, _, name = proof.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, proof


def test_a_folder_that_cannot_be_made_ends_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = subprocess.run([sys.executable, "-m", "app", "--data", str(tmp_path / "file" / "clinic")], cwd=ROOT,
                          capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(shutil.which("unshare") is None or not Path("/proc/self/ns/mnt").exists(),
                    reason="a small drive of one's own takes Linux namespaces")
def test_a_full_disk_keeps_the_last_draft_and_saves_again_when_there_is_room(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    program = f"""
        from contextlib import suppress
        from pathlib import Path
        from app.core.errors import StorageError
        from app.intake.sealed_item import open_item
        from tests.unit.intake.packets import Tablet

        drive = Path({str(drive)!r})
        tablet = Tablet(drive / "outbox", "c_btx")
        visit = tablet.visit()
        visit.autosave()
        (item,) = (drive / "outbox").iterdir()
        kept = item.read_bytes()
        filler = drive / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 4096):
                pass
        try:
            visit.autosave()
        except StorageError as error:
            print(error.sentence)
        assert item.read_bytes() == kept
        assert [path.name for path in (drive / "outbox").iterdir()] == [item.name]
        filler.unlink()
        visit.autosave()
        assert open_item(tablet.keys.private_key, item.read_bytes()).sequence == 2
        print("saved again")
    """
    command = f'mount -t tmpfs -o size=200k tmpfs "{drive}" && exec "$0" -c "$1"'
    done = subprocess.run(["unshare", "-rm", "sh", "-c", command, sys.executable, textwrap.dedent(program)], cwd=ROOT,
                          capture_output=True, text=True, check=False, timeout=60)
    if "ermission" in done.stderr or "not permitted" in done.stderr:
        pytest.skip(f"this account may not mount a drive of its own: {done.stderr.strip()[:80]}")
    said = done.stdout.splitlines()
    assert said[-1:] == ["saved again"], done.stderr
    assert "The disk is full" in said[0]

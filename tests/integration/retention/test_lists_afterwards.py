"""Every list and every column after a disposal: nothing breaks over a record that is gone, nothing plain is left."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from typing import get_type_hints

import pytest
from sqlalchemy import String, Table, select

from app.core.errors import InvalidInputError, PermissionDeniedError, ProofNeededError
from app.models.base import Base, append_only_tables
from app.models.erasing import BLANKS, REMOVED, erase_patient
from app.models.patients import Patient
from app.services.registry import Services
from tests.integration.retention.office import Office

_NO_LISTS = {"access", "setup", "recovery", "restore", "desk", "session", "backup", "staff", "settings"}
"""Services that are about no patient."""

KEPT = {
    # ids, numbers, codes and names of staff: what happened, when and by whom, without who it was about
    "patient_id", "record_number", "visit_id", "created_by", "provider_id", "checked_in_by", "stage",
}
"""Columns of rows that stay and can change, which say nothing about the person once the others are blank."""


def lists(services: Services) -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public call that takes nothing but the actor."""
    for name in get_type_hints(Services):
        service = getattr(services, name)
        for method, function in inspect.getmembers(service, inspect.ismethod):
            parameters = [*inspect.signature(function).parameters.values()]
            needed = [each for each in parameters[1:] if each.default is each.empty]
            if name not in _NO_LISTS and not method.startswith("_") and not needed and parameters \
                    and parameters[0].name == "actor":
                yield f"{name}.{method}", function


@pytest.fixture
def emptied(office: Office) -> Office:
    """The demo, whose patients have requests, withdrawals, calls and an incident, after all of them are gone."""
    office.sign_in("judith")
    with office.services.desk.act_system() as work:
        for patient_id in work.session.scalars(select(Patient.patient_id)).all():
            work.keys.destroy(patient_id)
            erase_patient(work.session.connection(), patient_id, date(2026, 11, 23))
        work.session.expire_all()
    return office


@pytest.mark.parametrize("name", ["judith", "rosa", "adeyemi", "elena"])
def test_no_list_breaks_over_records_that_are_gone(emptied: Office, name: str) -> None:
    actor = emptied.sign_in(name)
    called = 0
    for _call, function in lists(emptied.services):
        try:
            function(actor)
            called += 1
        except (PermissionDeniedError, ProofNeededError, InvalidInputError):
            continue
    assert called > 5
    assert emptied.services.visits.board(actor).cards == ()
    assert emptied.services.patients.recent(actor) == ()
    assert emptied.services.patients.search(actor, "ortega") == ()


def test_every_plain_column_about_a_patient_is_blanked_or_known() -> None:
    """A table that may change and is about patients is blanked, removed, or its columns are listed here as harmless."""
    frozen = set(append_only_tables(Base.metadata))
    for table in Base.metadata.sorted_tables:
        if table in frozen or table.name in REMOVED or not _is_about_patients(table):
            continue
        words = {column.name for column in table.columns if isinstance(column.type, String)}
        assert words - set(BLANKS.get(table.name, {})) <= KEPT, table.name


def test_nothing_staff_typed_about_a_patient_is_plain_in_rows_that_stay(emptied: Office) -> None:
    """The demo's own words, typed by patients and staff, are in no text column of any table once the keys are gone."""
    words = ("Ortega", "Whitfield", "Villareal", "5550148", "mariana.ortega", "claim is closed", "keep a calendar",
             "Talked through with the patient", "cold_sores")
    with emptied.services.desk.act_system() as work:
        found = [(table.name, column.name, word) for table in Base.metadata.sorted_tables for column in table.columns
                 if isinstance(column.type, String)
                 for cell in work.session.scalars(select(column).where(column.is_not(None)))
                 for word in words if isinstance(cell, str) and word in cell]
    assert found == []


def _is_about_patients(table: Table) -> bool:
    return "patient_id" in table.c or "visit_id" in table.c

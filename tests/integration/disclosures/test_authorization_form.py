"""An authorization form a clinic brings is refused at the door while an element of 45 CFR 164.508(c) is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInputError
from app.core.resources import resource
from app.models.library import FormImport
from app.rules.authorization_form import ELEMENT, ELEMENTS
from app.security.actor import Role
from app.services.clinic_forms import ClinicFormsService
from app.services.library import LibraryService
from app.services.library_content import load_content
from app.services.views.forms import FormState
from tests.clinics import OpenClinic, open_clinic

URL = "https://clinic.example/forms/release"


def own_release(without: str = "") -> bytes:
    """The app's authorization as a clinic would bring it under its own names, without one element."""
    text = resource("forms/auth.json").read_text(encoding="utf-8").replace('"auth.', '"release.')
    form: dict[str, Any] = json.loads(text)
    form |= {"url": URL, "version": "1", "title": "Our release"}
    gone = {item["linkId"] for section in (form, *form["item"]) for item in section["item"] if any(
        each["url"] == ELEMENT and each["valueCode"] == without for each in item.get("extension", ()))}
    assert len(gone) == bool(without)
    for section in (form, *form["item"]):
        section["item"] = [item for item in section["item"] if not gone & {
            item["linkId"], *(condition["question"] for condition in item.get("enableWhen", ()))}]
    return json.dumps(form).encode()


def test_nine_of_nine_incomplete_authorizations_are_refused_and_the_whole_one_is_published(tmp_path: Path) -> None:
    clinic = open_clinic(tmp_path)
    library = LibraryService(clinic.desk, load_content(), demo=True)
    forms = ClinicFormsService(clinic.desk, library, demo=True)
    me = clinic.actor(Role.ADMINISTRATOR)

    for code in ELEMENTS:
        with pytest.raises(InvalidInputError, match="does not say"):
            forms.bring(me, own_release(without=code))
    assert _imports(clinic) == 0

    forms.bring(me, own_release(), "never")
    assert forms.publish(me, URL, material=True, why="Counsel asked for it.").state is FormState.IN_USE
    assert _imports(clinic) == 1
    clinic.close()


def _imports(clinic: OpenClinic) -> int:
    with clinic.desk.act_system() as work:
        return work.session.scalar(select(func.count()).select_from(FormImport)) or 0

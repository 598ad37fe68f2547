"""The library on a real clinic: publication, versions that never change, approvals, and the gate before patients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.core.canonical import sha256_hex
from app.core.errors import InvalidInputError, KnownError, NotFoundError, PermissionDeniedError, ProofNeededError
from app.models.audit import AuditEntry
from app.models.library import FormVersion
from app.rules.shipped import ShippedForm
from app.security.actor import Role
from app.services.library import LibraryService
from app.services.library_content import LibraryContent, load_content
from app.services.publishing import FormChange, placeholders
from app.services.views.oversight import Approval
from tests.clinics import CLINIC, OpenClinic, open_clinic

DIRECTOR, COUNSEL = "medical director", "counsel"


@pytest.fixture(scope="module")
def content() -> LibraryContent:
    return load_content()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[OpenClinic]:
    made = open_clinic(tmp_path)
    yield made
    made.close()


@pytest.fixture
def library(clinic: OpenClinic, content: LibraryContent) -> LibraryService:
    return LibraryService(clinic.desk, content, demo=False)


def approve(library: LibraryService, clinic: OpenClinic, subject: str, scope: str) -> None:
    """Record an approval of today as the administrator."""
    yesterday = clinic.clock.now().date() - timedelta(days=1)
    library.approve(clinic.actor(Role.ADMINISTRATOR), subject,
                    Approval("Dr. Dana Director", "Medical director", "036.123456", yesterday, scope))


def versions(clinic: OpenClinic, form_id: str) -> list[FormVersion]:
    """Every published version of a form."""
    with clinic.desk.act_system() as work:
        return list(work.session.scalars(select(FormVersion).where(FormVersion.form_id == form_id)
                                         .order_by(FormVersion.sequence)))


def reworded(content: LibraryContent, form_id: str, version: str, material: bool) -> LibraryContent:
    """The same library with a new version of one form, as a later release would bring it."""
    def changed(form: ShippedForm) -> ShippedForm:
        source = form.source.replace(b'"version": "0.1.0"', f'"version": "{version}"'.encode())
        source = source.replace(b"new-patient", b"patient").replace(b'"title": "', b'"title": "New: ')
        return replace(form, source=source, questionnaire=replace(form.questionnaire, version=version))
    forms = tuple(changed(form) if form.form_id == form_id else form for form in content.forms)
    changes = {form_id: (FormChange(version, material, "Said why."),)}
    return replace(content, forms=forms, changes=changes)


def test_the_hash_covers_the_text_with_the_clinics_details(library: LibraryService) -> None:
    form = library.form("c_btx")
    assert form.sha256 == sha256_hex(form.content)
    assert b"(312) 555-0100" in form.content
    for placeholder in placeholders(CLINIC):
        assert placeholder.encode() not in form.content
    assert (form.kind, form.step, form.may_decline) == ("consent", "consents", True)
    assert form.questionnaire.status == "active"


def test_publishing_again_changes_nothing(library: LibraryService, clinic: OpenClinic,
                                          content: LibraryContent) -> None:
    first = library.form("reg")
    again = LibraryService(clinic.desk, content, demo=False).form("reg")
    assert (again.version, again.sha256) == (first.version, first.sha256)
    assert len(versions(clinic, "reg")) == 1


def test_a_new_phone_number_is_a_new_version_of_wording_only(library: LibraryService, clinic: OpenClinic) -> None:
    before = library.form("c_btx")
    clinic.desk.clinic = replace(CLINIC, phone="+13125550199")
    after = library.form("c_btx")
    assert (before.version, after.version) == ("0.1.0", "0.1.0-2")
    assert after.material == before.material
    assert b"555-0199" in after.content
    with clinic.desk.act_system() as work:  # what was signed before can still be shown word for word
        assert library.version_in(work, before.url, before.version).content == before.content


@pytest.mark.parametrize(("material", "generation"), [(True, 2), (False, 1)])
def test_a_release_says_whether_everyone_signs_again(clinic: OpenClinic, content: LibraryContent, material: bool,
                                                     generation: int) -> None:
    LibraryService(clinic.desk, content, demo=False).form("reg")
    later = LibraryService(clinic.desk, reworded(content, "reg", "0.2.0", material), demo=False)
    assert later.form("reg").material == generation
    assert later.current()["reg"].material == generation
    assert versions(clinic, "reg")[-1].change_note == "Said why."


def test_a_release_that_does_not_say_counts_as_material(clinic: OpenClinic, content: LibraryContent) -> None:
    LibraryService(clinic.desk, content, demo=False).form("reg")
    silent = replace(reworded(content, "reg", "0.2.0", False), changes={})
    assert LibraryService(clinic.desk, silent, demo=False).form("reg").material == 2


def test_published_versions_cannot_be_changed_or_removed(library: LibraryService, clinic: OpenClinic) -> None:
    library.form("reg")
    for statement in ("UPDATE form_version SET title = 'x'", "DELETE FROM form_version"):
        with pytest.raises((DatabaseError, KnownError)), clinic.desk.act_system() as work:
            work.session.execute(text(statement))
    assert versions(clinic, "reg")[0].title != "x"


def test_nothing_unapproved_reaches_patients(library: LibraryService, clinic: OpenClinic) -> None:
    assert "not approved yet by the medical director and counsel" in library.problem("c_btx")
    approve(library, clinic, "c_btx", DIRECTOR)
    assert "not approved yet by counsel" in library.problem("c_btx")
    approve(library, clinic, "c_btx", COUNSEL)
    assert "Safety rules" in library.problem("c_btx")  # nobody approved what is made of the answers
    for scope in (DIRECTOR, COUNSEL):
        approve(library, clinic, "rules", scope)
    assert library.problem("c_btx") == ""
    assert library.problem("mh") != ""


def test_an_approval_is_about_the_words_not_about_the_clinics_phone(library: LibraryService,
                                                                    clinic: OpenClinic) -> None:
    for scope in (DIRECTOR, COUNSEL):
        approve(library, clinic, "c_btx", scope)
        approve(library, clinic, "rules", scope)
    clinic.desk.clinic = replace(CLINIC, phone="+13125550199")
    assert library.problem("c_btx") == ""


def test_new_words_need_a_new_approval(library: LibraryService, clinic: OpenClinic, content: LibraryContent) -> None:
    for scope in (DIRECTOR, COUNSEL):
        approve(library, clinic, "reg", scope)
        approve(library, clinic, "rules", scope)
    assert library.problem("reg") == ""
    later = LibraryService(clinic.desk, reworded(content, "reg", "0.2.0", False), demo=False)
    assert later.problem("reg") != ""


def test_the_rules_are_approved_like_a_form(library: LibraryService, clinic: OpenClinic) -> None:
    assert "Safety rules" in library.problem("rules")
    for scope in (DIRECTOR, COUNSEL):
        approve(library, clinic, "rules", scope)
    assert library.problem("rules") == ""


def test_the_demo_needs_no_approval(clinic: OpenClinic, content: LibraryContent) -> None:
    demo = LibraryService(clinic.desk, content, demo=True)
    assert demo.problem("c_btx") == demo.problem("rules") == ""
    assert demo.problem("nothing") == "This form is not in the app yet."


def test_a_consent_the_app_lacks_is_named(clinic: OpenClinic, content: LibraryContent) -> None:
    without = replace(content, forms=tuple(form for form in content.forms if form.form_id != "c_lhr"))
    library = LibraryService(clinic.desk, without, demo=True)
    assert library.problem("c_lhr") == "The consent for laser hair removal is not in the app yet."
    with pytest.raises(NotFoundError):
        library.form("c_lhr")


def test_settings_list_every_form_and_the_rules(library: LibraryService, clinic: OpenClinic,
                                                content: LibraryContent) -> None:
    approve(library, clinic, "mh", DIRECTOR)
    rows = {row.form_id: row for row in library.rows(clinic.actor(Role.FRONT_DESK))}
    assert set(rows) == {"rules", "screens", *(form.form_id for form in content.forms)}
    assert all(row.missing_approvals for row in rows.values() if row.form_id != "screens")
    assert rows["screens"].languages == ("en", "es")
    assert rows["mh"].questions > 90
    assert [entry.by for entry in rows["mh"].approvals] == ["Dr. Dana Director"]
    assert rows["mh"].missing_approvals == (COUNSEL,)
    assert rows["rules"].questions == 223


@pytest.mark.parametrize(("change", "field"), [
    ({"by": " "}, "by"), ({"licence_number": ""}, "licence_number"), ({"on": date(2999, 1, 1)}, "on"),
    ({"scope": "the neighbor"}, "scope"),
])
def test_an_approval_must_say_who_when_and_for_what(library: LibraryService, clinic: OpenClinic,
                                                    change: dict[str, Any], field: str) -> None:
    good = Approval("Dr. D", "Director", "036", clinic.clock.now().date(), DIRECTOR)
    with pytest.raises(InvalidInputError) as caught:
        library.approve(clinic.actor(Role.ADMINISTRATOR), "mh", replace(good, **change))
    assert caught.value.field == field
    assert library.problem("mh") != ""


def test_only_an_administrator_with_fresh_proof_records_approvals(library: LibraryService,
                                                                  clinic: OpenClinic) -> None:
    good = Approval("Dr. D", "Director", "036", clinic.clock.now().date(), DIRECTOR)
    with pytest.raises(PermissionDeniedError):
        library.approve(clinic.actor(Role.PROVIDER), "mh", good)
    stale = replace(clinic.actor(Role.ADMINISTRATOR), proof_at=clinic.clock.now() - timedelta(minutes=5))
    with pytest.raises(ProofNeededError):
        library.approve(stale, "mh", good)


def test_publication_and_approval_are_audited(library: LibraryService, clinic: OpenClinic,
                                              content: LibraryContent) -> None:
    approve(library, clinic, "mh", COUNSEL)
    with clinic.desk.act_system() as work:
        events = [row.event for row in work.session.scalars(select(AuditEntry))]
    assert events.count("form.publish") == len(content.forms)
    assert events.count("form.approve") == 1


TRANSLATION = "translation es"


def _languages(library: LibraryService, clinic: OpenClinic, *form_ids: str) -> tuple[str, ...]:
    with clinic.desk.act_system() as work:
        return library.languages_in(work, form_ids)


def test_a_translation_nobody_reviewed_cannot_be_chosen(library: LibraryService, clinic: OpenClinic) -> None:
    approve(library, clinic, "reg", TRANSLATION)
    assert _languages(library, clinic, "reg") == ("en",)  # the words around the form are not reviewed
    approve(library, clinic, "screens", TRANSLATION)
    assert _languages(library, clinic, "reg") == ("en", "es")
    assert _languages(library, clinic, "reg", "mh") == ("en",)


def test_a_form_that_has_no_translation_keeps_the_visit_in_english(clinic: OpenClinic,
                                                                   content: LibraryContent) -> None:
    demo = LibraryService(clinic.desk, content, demo=True)
    assert _languages(demo, clinic, "reg", "c_btx") == ("en", "es")
    assert _languages(demo, clinic, "reg", "c_fil") == ("en",)

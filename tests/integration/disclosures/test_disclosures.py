"""Disclosures recorded and accounted for: four fields, six years, what is left out, suspensions, limits, releases."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError, ProofNeededError
from app.models.audit import AuditEntry
from app.models.disclosures import DisclosureEntry
from app.models.patients import Patient
from app.models.visits import Visit
from app.rules.accounting import years_before
from app.rules.disclosure_basis import Basis, is_accounted
from app.rules.rights import RequestKind
from app.security.actor import Role
from app.security.roles import Action, RecordKind
from app.services.audit import AuditService
from app.services.disclosures.genetic import genetic_titles
from app.services.disclosures.record import Given, record_disclosure
from app.services.strongbox import Strongbox
from app.services.views.copies import CopyOrder
from app.services.views.disclosures import (
    AccountingOrder,
    Channel,
    Disclosure,
    NewAuthorization,
    NewSuspension,
    OutsideDisclosure,
)
from app.services.views.oversight import AuditFilter
from app.services.views.sharing import RestrictedParty
from tests.integration.disclosures.conftest import OWN, RECIPIENT, WITH_AUTHORIZATION, Sharing

POLICE = Disclosure("Chicago Police, Area 3", "Investigation 77-12", Basis.LAW_ENFORCEMENT, "2452 W Belmont Ave")


def today(sharing: Sharing) -> date:
    """The clinic's day."""
    with sharing.clinic.desk.act_system() as work:
        return clinic_date(work.now, work.zone)


def outside(disclosure: Disclosure, on: date, description: str = "Dates of visits") -> OutsideDisclosure:
    """A disclosure made on the phone."""
    return OutsideDisclosure(disclosure, description, Channel.PHONE, on)


def pdf_words(sharing: Sharing, document_id: str) -> str:
    """The words of a sealed document."""
    found = sharing.documents.open(sharing.officer, document_id)
    assert found.verification.valid
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(found.pdf)).pages).split())


def test_the_accounting_of_500_disclosures_lists_exactly_the_right_ones(sharing: Sharing) -> None:
    draw, day = random.Random(1996), today(sharing)
    told: dict[str, tuple[date, Basis]] = {}
    with sharing.clinic.desk.act(sharing.officer, Action.CREATE, RecordKind.DISCLOSURE) as work:
        for number in range(500):
            on, basis = day - timedelta(days=draw.randrange(0, 8 * 366)), draw.choice(list(Basis))
            record_disclosure(work, sharing.patient_id, Disclosure(f"Recipient {number:03d}", "A purpose", basis),
                              Given(f"Records {number:03d}", Channel.MAIL, on=on))
            told[f"Recipient {number:03d}"] = on, basis
    first = years_before(day, 6)
    expected = {name for name, (on, basis) in told.items() if on >= first and is_accounted(basis)}

    found = sharing.disclosures.preview(sharing.officer, sharing.patient_id, day)

    assert {line.recipient for line in found.lines} == expected
    assert all(told[line.recipient] == (line.on, line.basis) for line in found.lines)
    assert found.count + sum(count for _why, count in found.excluded) == sum(on >= first for on, _ in told.values())
    document = sharing.disclosures.accounting(sharing.officer, AccountingOrder(sharing.patient_id, day))
    words = pdf_words(sharing, document)
    assert {name for name in told if name in words} == expected


def test_the_report_tells_the_four_fields_and_repeated_ones_once(sharing: Sharing) -> None:
    day = today(sharing)
    health = Disclosure("Illinois Department of Public Health", "Device report", Basis.PUBLIC_HEALTH,
                        "525 W Jefferson St")
    for back in (90, 60, 30):
        sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, outside(
            health, day - timedelta(days=back), "Type of device and reaction"))
    words = pdf_words(sharing, sharing.disclosures.accounting(sharing.officer,
                                                              AccountingOrder(sharing.patient_id, day)))
    for part in ("Illinois Department of Public Health", "525 W Jefferson St", "Type of device and reaction",
                 "Device report", "3 times from", "164.512(b)", "164.528(a)(1)", "There is no charge"):
        assert part in words
    assert words.count("Type of device and reaction") == 1


def test_the_first_accounting_in_twelve_months_is_free_and_a_fee_is_told_in_the_next(sharing: Sharing) -> None:
    day, order = today(sharing), AccountingOrder(sharing.patient_id, today(sharing))
    with pytest.raises(InvalidInputError):
        sharing.disclosures.accounting(sharing.officer, replace(order, fee_cents=500))
    sharing.disclosures.accounting(sharing.officer, order)
    assert sharing.disclosures.preview(sharing.officer, sharing.patient_id, day).free_from == day.replace(
        year=day.year + 1)
    document = sharing.disclosures.accounting(sharing.officer, replace(order, fee_cents=1250))
    assert "$12.50" in pdf_words(sharing, document)


def test_a_suspension_keeps_its_agency_out_until_it_ends_and_out_of_the_patients_copy(sharing: Sharing) -> None:
    day = today(sharing)
    sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, outside(POLICE, day))
    sharing.disclosures.suspend(sharing.officer, sharing.patient_id, NewSuspension(
        POLICE.recipient, "Det. Mora", "The suspect would learn of it", Basis.LAW_ENFORCEMENT, is_oral=True,
        stated_on=day, until=day + timedelta(days=200)))
    (kept,) = sharing.disclosures.suspensions(sharing.officer, sharing.patient_id)
    assert kept.until == day + timedelta(days=30)

    seen = sharing.disclosures.preview(sharing.officer, sharing.patient_id, day)
    assert (seen.lines, seen.withheld, seen.withheld_until) == ((), 1, kept.until)
    document = sharing.disclosures.accounting(sharing.officer, AccountingOrder(sharing.patient_id, day))
    words = pdf_words(sharing, document)
    assert "Police" not in words
    assert "there is nothing to list" in words  # and not that nothing was shared, which would be untrue
    own = CopyOrder(sharing.patient_id, OWN)
    assert sharing.copies.preview(sharing.officer, own).disclosures == 0

    sharing.clinic.clock.advance(days=31)
    later = sharing.disclosures.preview(sharing.officer, sharing.patient_id, day + timedelta(days=31))
    assert [line.recipient for line in later.lines] == [POLICE.recipient]
    assert sharing.copies.preview(sharing.officer, own).disclosures == 1


HOSTILE = ("<b>x</b> &amp; {{7*7}} ${PATH}", "=HYPERLINK(1)", "Ω" * 4000, "word " * 799, "\u202eevil\u202c",
           "Zoë 👩🏽‍⚕️", "a\nb\n\nc")


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_typed_stays_the_text_it_is_on_the_list_and_in_the_copy(sharing: Sharing, words: str,
                                                                            tmp_path: Path) -> None:
    day = today(sharing)
    hostile = Disclosure(words, words, Basis.JUDICIAL, words)
    sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, outside(hostile, day, words))
    (row,) = sharing.disclosures.rows(sharing.officer, sharing.patient_id)
    assert (row.recipient, row.purpose, row.description) == (words.strip(),) * 3
    sharing.disclosures.accounting(sharing.officer, AccountingOrder(sharing.patient_id, day))
    sharing.copies.make(sharing.officer, CopyOrder(sharing.patient_id, OWN), tmp_path / "copy.zip")


def test_a_suspension_that_would_hold_nothing_back_is_refused(sharing: Sharing) -> None:
    """The name decides what the patient is not told, so another spelling must not pass in silence."""
    day = today(sharing)
    asked = NewSuspension("The polis", "Det. Mora", "The suspect would learn of it", Basis.LAW_ENFORCEMENT,
                          is_oral=False, stated_on=day, until=day + timedelta(days=20))
    sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, outside(POLICE, day))
    with pytest.raises(InvalidInputError, match=POLICE.recipient) as refused:
        sharing.disclosures.suspend(sharing.officer, sharing.patient_id, asked)
    assert refused.value.field == "agency"
    sharing.disclosures.suspend(sharing.officer, sharing.patient_id, replace(asked, agency="CHICAGO  POLICE (Area 3)"))
    assert sharing.disclosures.preview(sharing.officer, sharing.patient_id, day).withheld == 1


def test_only_the_agencies_of_the_rule_can_suspend(sharing: Sharing) -> None:
    with pytest.raises(InvalidInputError):
        sharing.disclosures.suspend(sharing.officer, sharing.patient_id, NewSuspension(
            "A lawyer", "Ms. Roe", "It would harm the case", Basis.JUDICIAL, is_oral=False, stated_on=today(sharing),
            until=today(sharing)))


def test_an_entry_is_corrected_by_another_one_and_never_changed(sharing: Sharing) -> None:
    day = today(sharing)
    wrong = sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, outside(OWN, day))
    right = replace(outside(POLICE, day), replaces=wrong)
    sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, right)
    rows = sharing.disclosures.rows(sharing.officer, sharing.patient_id)
    assert {row.recipient: row.replaced for row in rows} == {OWN.recipient: True, POLICE.recipient: False}
    assert sharing.disclosures.preview(sharing.officer, sharing.patient_id, day).count == 1
    assert sharing.copies.preview(sharing.officer, CopyOrder(sharing.patient_id, OWN)).disclosures == 1
    with pytest.raises(InvalidInputError):
        sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, right)
    with sharing.clinic.desk.act_system() as work, pytest.raises(DatabaseError):
        work.session.execute(update(DisclosureEntry).values(basis=Basis.TREATMENT.value))


def test_recipient_and_purpose_are_in_no_plain_column(sharing: Sharing) -> None:
    sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, outside(POLICE, today(sharing)))
    with sharing.clinic.desk.act_system() as work:
        entries = work.session.scalars(select(AuditEntry)).all()
        (row,) = work.session.scalars(select(DisclosureEntry)).all()
        plain = " ".join(entry.detail + entry.subject for entry in entries)
    for secret in (POLICE.recipient, POLICE.purpose, POLICE.address, "Dates of visits"):
        assert secret not in plain
        assert secret.encode() not in row.content
        assert not [entry for entry in entries if secret.encode() in (entry.new_value or b"")]


def test_what_cannot_be_is_refused_at_its_field(sharing: Sharing) -> None:
    day = today(sharing)
    wrong = {
        "on": outside(POLICE, day + timedelta(days=1)), "description": outside(POLICE, day, " "),
        "recipient": outside(replace(POLICE, recipient="\x00 "), day), "purpose": outside(replace(POLICE, purpose=""),
                                                                                        day),
        "address": outside(replace(POLICE, address="4111 1111 1111 1111"), day),
        "channel": replace(outside(POLICE, day), channel=Channel.SAVED),
    }
    for field, made in wrong.items():
        with pytest.raises(InvalidInputError) as caught:
            sharing.disclosures.record_outside(sharing.officer, sharing.patient_id, made)
        assert caught.value.field == field
    with pytest.raises(NotFoundError):
        sharing.disclosures.record_outside(sharing.officer, sharing.patient_id,
                                           replace(outside(POLICE, day), replaces="nothing"))
    assert sharing.disclosures.rows(sharing.officer, sharing.patient_id) == ()


def test_an_accounting_for_a_request_waits_for_its_identity_check(sharing: Sharing) -> None:
    order = AccountingOrder(sharing.patient_id, today(sharing), request_id=sharing.asked(RequestKind.ACCOUNT, None))
    with pytest.raises(InvalidInputError, match="identity check"):
        sharing.disclosures.accounting(sharing.officer, order)
    assert not [row for row in sharing.documents.rows(sharing.officer, sharing.patient_id)
                if row.title == "Accounting of disclosures"]


def test_an_accounting_asks_for_fresh_proof(sharing: Sharing) -> None:
    tired = sharing.officer
    sharing.clinic.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        sharing.disclosures.accounting(tired, AccountingOrder(sharing.patient_id, today(sharing)))


def test_the_signed_form_is_an_authorization_until_its_day_or_its_revocation(sharing: Sharing) -> None:
    (found,) = sharing.disclosures.authorizations(sharing.officer, sharing.patient_id)
    assert (found.authorization_id, found.recipient, found.address) == (sharing.authorization_id, RECIPIENT,
                                                                        "12 Shore Rd, Chicago")
    assert (found.expires_on, found.releases_genetic, found.is_paper) == (date(2027, 5, 31), False, False)
    assert found.what == "All of my records"
    told = replace(WITH_AUTHORIZATION, authorization_id=found.authorization_id)
    document = sharing.document("Photo and video consent")
    desk_person = sharing.clinic.actor(Role.FRONT_DESK)
    sharing.documents.printed(desk_person, document, told)
    with pytest.raises(InvalidInputError, match="another recipient"):
        sharing.documents.printed(desk_person, document, replace(told, recipient="Somebody else"))
    with pytest.raises(InvalidInputError, match="Choose the authorization"):
        sharing.documents.printed(desk_person, document, WITH_AUTHORIZATION)
    end, day = sharing.disclosures.end_authorization, today(sharing)
    for never in (day + timedelta(days=1), found.signed_on - timedelta(days=1)):
        with pytest.raises(InvalidInputError) as refused:
            end(sharing.officer, sharing.patient_id, found.authorization_id, never)
        assert refused.value.field == "on"
    end(sharing.officer, sharing.patient_id, found.authorization_id, day, "Letter of today")
    with pytest.raises(InvalidInputError, match="ended already"):
        end(sharing.officer, sharing.patient_id, found.authorization_id, day)
    with pytest.raises(InvalidInputError, match="has ended"):
        sharing.documents.printed(desk_person, document, told)
    assert len(sharing.disclosures.rows(sharing.officer, sharing.patient_id)) == 1  # what was shared stays recorded


def test_an_authorization_lasts_through_its_last_day(sharing: Sharing) -> None:
    (found,) = sharing.disclosures.authorizations(sharing.officer, sharing.patient_id)
    assert found.is_usable(date(2027, 5, 31))
    assert not found.is_usable(date(2027, 6, 1))


def test_an_authorization_on_paper_needs_every_element(sharing: Sharing) -> None:
    day = today(sharing)
    whole = NewAuthorization("Lake Lab", "Blood results", "Second opinion", "Ána Núñez-Ortega", day, None,
                             "The second opinion is written", is_complete=True)
    missing = {"recipient": replace(whole, recipient=""), "what": replace(whole, what=" "),
               "purpose": replace(whole, purpose=""), "signed_by": replace(whole, signed_by=""),
               "expires_on": replace(whole, ends_with=""), "is_complete": replace(whole, is_complete=False),
               "signed_on": replace(whole, signed_on=day + timedelta(days=1))}
    for field, new in missing.items():
        with pytest.raises(InvalidInputError) as caught:
            sharing.disclosures.file_authorization(sharing.officer, sharing.patient_id, new)
        assert caught.value.field == field
    filed = sharing.disclosures.file_authorization(sharing.officer, sharing.patient_id, whole)
    usable = {each.authorization_id: each for each in sharing.disclosures.terms(
        sharing.clinic.actor(Role.FRONT_DESK), sharing.patient_id).authorizations}
    assert usable[filed].ends_with == "The second opinion is written"


def test_a_document_with_genetic_answers_goes_to_the_patient_and_to_whom_the_release_names(
        sharing: Sharing, released: Sharing) -> None:
    for each, may in ((sharing, False), (released, True)):
        person, document = each.clinic.actor(Role.FRONT_DESK), each.document("Medical history")
        told = replace(WITH_AUTHORIZATION, authorization_id=each.authorization_id)
        assert each.disclosures.terms(person, each.patient_id, (document,)).holds_genetic
        each.documents.printed(person, document, OWN)
        for other in (Disclosure("Dr. Else", "Care", Basis.TREATMENT), Disclosure("Court", "Case", Basis.JUDICIAL)):
            with pytest.raises(InvalidInputError, match="410 ILCS 513/30"):
                each.documents.copy(person, document, other)
        if may:
            each.documents.printed(person, document, told)
        else:
            with pytest.raises(InvalidInputError, match="410 ILCS 513/30"):
                each.documents.printed(person, document, told)
        plain = each.document("Photo and video consent")
        each.documents.printed(person, plain, Disclosure("Dr. Else", "Care", Basis.TREATMENT))


def test_a_restriction_asks_why_and_keeps_the_reason(sharing: Sharing) -> None:
    sharing.restricted(RestrictedParty.PROVIDER)
    person, document = sharing.clinic.actor(Role.FRONT_DESK), sharing.document("Photo and video consent")
    told = Disclosure("Dr. Else", "Care", Basis.TREATMENT)
    with pytest.raises(InvalidInputError) as caught:
        sharing.documents.printed(person, document, told)
    assert caught.value.field == "override_reason"
    assert "the weight-loss visits" in caught.value.sentence
    sharing.documents.printed(person, document, replace(told, override_reason="Emergency treatment"))
    sharing.documents.printed(person, document, OWN)  # a restriction never binds the patient's own copy
    sharing.documents.printed(person, document, POLICE)  # nor what the law asks for
    with sharing.clinic.desk.act_system() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "disclosure.create")).first()
        assert entry is not None
        assert entry.new_value is not None
        assert b"Emergency treatment" in work.keys.decrypt(sharing.patient_id, entry.new_value, "audit")
        assert "Emergency" not in entry.detail


def test_a_service_paid_in_full_is_never_told_to_a_health_plan(sharing: Sharing) -> None:
    sharing.restricted(RestrictedParty.HEALTH_PLAN, required=True)
    person, document = sharing.clinic.actor(Role.FRONT_DESK), sharing.document("Photo and video consent")
    plan = Disclosure("Lake Health Plan", "Payment", Basis.PAYMENT, override_reason="They asked for it")
    with pytest.raises(InvalidInputError, match=r"164\.522\(a\)\(1\)\(vi\)"):
        sharing.documents.printed(person, document, plan)
    sharing.documents.printed(person, document, Disclosure("Dr. Else", "Care", Basis.TREATMENT))


def test_exporting_the_log_is_a_disclosure_about_every_patient_it_names(sharing: Sharing) -> None:
    before = sharing.disclosures.rows(sharing.officer, sharing.patient_id)
    audit = AuditService(sharing.clinic.desk, cast(Strongbox, None))  # an export asks for no keys
    board = Disclosure("Illinois Department of Financial and Professional Regulation", "Inspection", Basis.OVERSIGHT)
    audit.export_csv(sharing.officer, AuditFilter(), board)
    (row,) = sharing.disclosures.rows(sharing.officer, sharing.patient_id)
    assert before == ()
    assert (row.channel, row.recipient, row.counted) == (Channel.AUDIT_EXPORT, board.recipient, True)
    with sharing.clinic.desk.act_system() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "audit.export")).one()
    assert board.recipient not in entry.detail
    assert entry.new_value is None
    audit.export_csv(sharing.officer, AuditFilter(action="no such event"), board)  # names nobody
    assert len(sharing.disclosures.rows(sharing.officer, sharing.patient_id)) == 1


def test_exporting_the_log_does_not_name_who_limited_sharing(sharing: Sharing) -> None:
    """45 CFR 164.522(a)(1)(iii). What 164.512 permits no restriction holds back: oversight gets the name."""
    sharing.restricted(RestrictedParty.OTHER)
    audit = AuditService(sharing.clinic.desk, cast(Strongbox, None))
    adviser, board = (Disclosure("Somebody", "A look", basis) for basis in (Basis.OPERATIONS, Basis.OVERSIGHT))
    told = audit.export_csv(sharing.officer, AuditFilter(), adviser).decode("utf-8-sig")
    assert "A patient who limited sharing" in told
    assert "Ortega" not in told
    assert sharing.disclosures.rows(sharing.officer, sharing.patient_id) == ()
    assert "Ortega" in audit.export_csv(sharing.officer, AuditFilter(), board).decode("utf-8-sig")


def test_exporting_the_log_does_not_say_who_took_a_genetic_test(sharing: Sharing) -> None:
    """410 ILCS 513/30(a): a title such as "Genetic test consent" beside a name would say so."""
    with sharing.clinic.desk.act_system() as work:
        titles = genetic_titles(work)
        assert any(title in detail for title in titles for detail in work.session.scalars(select(AuditEntry.detail)))
    audit = AuditService(sharing.clinic.desk, cast(Strongbox, None))
    board = Disclosure("Department of Professional Regulation", "Inspection", Basis.OVERSIGHT)
    told = audit.export_csv(sharing.officer, AuditFilter(), board).decode("utf-8-sig")
    assert [title for title in titles if title in told] == []
    assert "A form that is not named here, version" in told


def test_a_visit_paid_in_full_stays_out_of_what_a_health_plan_gets(sharing: Sharing, tmp_path: Path) -> None:
    with sharing.clinic.desk.act_system() as work:
        (visit_id,) = work.session.scalars(select(Visit.visit_id).where(Visit.patient_id == sharing.patient_id))
    sharing.restricted(RestrictedParty.HEALTH_PLAN, required=True, visits=(visit_id,))
    plan = Disclosure("Lake Health Plan", "Payment", Basis.PAYMENT)
    with pytest.raises(InvalidInputError, match="paid for this in full"):
        sharing.documents.printed(sharing.clinic.actor(Role.FRONT_DESK), sharing.document("Photo and video consent"),
                                  plan)
    seen = sharing.copies.preview(sharing.officer, CopyOrder(sharing.patient_id, plan))
    assert (seen.forms, seen.documents, seen.visits, seen.consents) == (0, 0, 0, 0)
    assert any("paid for in full" in each for each in seen.left_out)
    own = sharing.copies.preview(sharing.officer, CopyOrder(sharing.patient_id, OWN))
    assert own.documents > 0


def test_a_record_that_was_disposed_of_is_a_clear_sentence(sharing: Sharing, tmp_path: Path) -> None:
    with sharing.clinic.desk.act_system() as work:
        patient = work.session.get(Patient, sharing.patient_id)
        assert patient is not None
        patient.disposed_on = clinic_date(work.now, work.zone)
    day, order = today(sharing), CopyOrder(sharing.patient_id, OWN)
    for call in (lambda: sharing.copies.make(sharing.officer, order, tmp_path / "copy.zip"),
                 lambda: sharing.copies.preview(sharing.officer, order),
                 lambda: sharing.disclosures.rows(sharing.officer, sharing.patient_id),
                 lambda: sharing.disclosures.accounting(sharing.officer, AccountingOrder(sharing.patient_id, day))):
        with pytest.raises(NotFoundError, match="disposed of"):
            call()
    assert not (tmp_path / "copy.zip").exists()

"""Who may do what, service by service: every call that takes an actor asks the one table, and a refusal is audited."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest
from sqlalchemy import func, select

from app.core.errors import PermissionDeniedError
from app.models.audit import AuditEntry
from app.rules.disclosure_basis import Basis
from app.rules.rights import Channel as RequestChannel
from app.rules.rights import RequestKind
from app.security.actor import Licence, Role
from app.security.device_secret import InMemoryDeviceSecret
from app.security.roles import Action, RecordKind, allowed
from app.services.registry import Services, build_services
from app.services.views.consents import Refusal
from app.services.views.copies import CopyOrder
from app.services.views.disclosures import AccountingOrder
from app.services.views.disclosures import Disclosure as PatientDisclosure
from app.services.views.oversight import Approval, AppSettings
from app.services.views.patients import CheckIn
from app.services.views.people import NewStaff
from app.services.views.promises import EvidenceRange
from app.services.views.registers import EntryInput, NewPhoneNote
from app.services.views.retention import DeviceFacts
from app.services.views.review import Disclosure
from app.services.views.rights import NewRequest
from tests.clinics import CLINIC, KDF, SESSION, OpenClinic, open_clinic
from tests.fakes import START, SeededRandomness

A, R = Action, RecordKind  # short names keep the table readable

NOT_ASKED = {
    "access.prove", "access.proof_needs_code",  # about the person's own session, before anything is done in it
    "drafts.keep",  # seals what the person typed themselves; works while the records are closed
    "recovery.old_key_opens",  # says which backups exist, to whoever holds the recovery key
    "recovery.new_device",  # for the recovery key alone, which no role has (test_recovery.py)
    "desk.act", "desk.act_on", "session.is_current", "session.renew_proof",  # what asks, not what is asked
}

CALLS: dict[str, tuple[Action, RecordKind]] = {
    "audit.export_csv": (A.EXPORT, R.AUDIT), "audit.for_patient": (A.VIEW, R.PATIENT),
    "audit.page": (A.VIEW, R.AUDIT), "audit.people": (A.VIEW, R.AUDIT), "audit.verify": (A.VERIFY, R.AUDIT),
    "backup.check_files": (A.VERIFY, R.BACKUP), "backup.due": (A.VIEW, R.BACKUP), "backup.run": (A.BACKUP, R.BACKUP),
    "backup.status": (A.VIEW, R.BACKUP),
    "clinic_documents.copy": (A.EXPORT, R.REGISTER), "clinic_documents.open": (A.VIEW, R.REGISTER),
    "clinic_documents.rows": (A.VIEW, R.REGISTER),
    "documents.certificate": (A.VIEW, R.DOCUMENT), "documents.copy": (A.EXPORT, R.DOCUMENT),
    "documents.open": (A.VIEW, R.DOCUMENT),
    "documents.printed": (A.PRINT, R.DOCUMENT), "documents.rows": (A.VIEW, R.DOCUMENT),
    "communications.log": (A.CREATE, R.COMMUNICATION), "communications.of_patient": (A.VIEW, R.COMMUNICATION),
    "communications.offer": (A.CREATE, R.COMMUNICATION), "communications.suppression_list": (A.EXPORT, R.COMMUNICATION),
    "consents.finish_step": (A.CHANGE, R.CONSENT), "consents.offer": (A.WITHDRAW, R.CONSENT),
    "consents.open": (A.VIEW, R.CONSENT), "consents.withdraw": (A.WITHDRAW, R.CONSENT),
    "consents.paper_questions": (A.CHANGE, R.CONSENT), "consents.record_choice": (A.CHANGE, R.CONSENT),
    "consents.withdrawals": (A.VIEW, R.CONSENT),
    "copies.make": (A.EXPORT, R.PATIENT), "copies.preview": (A.VIEW, R.DISCLOSURE),
    "disclosures.accounting": (A.EXPORT, R.DISCLOSURE), "disclosures.authorizations": (A.VIEW, R.DISCLOSURE),
    "disclosures.end_authorization": (A.CREATE, R.DISCLOSURE),
    "disclosures.file_authorization": (A.CREATE, R.DISCLOSURE), "disclosures.preview": (A.VIEW, R.DISCLOSURE),
    "disclosures.record_outside": (A.CREATE, R.DISCLOSURE), "disclosures.rows": (A.VIEW, R.DISCLOSURE),
    "disclosures.suspend": (A.HOLD, R.DISCLOSURE), "disclosures.suspensions": (A.VIEW, R.DISCLOSURE),
    "disclosures.terms": (A.VIEW, R.DOCUMENT),
    "desk_counts.counts": (A.VIEW, R.RIGHTS_REQUEST),
    "drafts.discard": (A.DISCARD, R.DRAFT), "drafts.offered": (A.VIEW, R.DRAFT),
    "forms.bring": (A.LOAD, R.FORM), "forms.lines": (A.VIEW, R.FORM), "forms.publish": (A.CHANGE, R.FORM),
    "forms.retire": (A.CHANGE, R.FORM),
    "inbox.receive": (A.RECEIVE, R.SUBMISSION),
    "incidents.answer_keys": (A.CHANGE, R.INCIDENT), "incidents.assess": (A.CHANGE, R.INCIDENT),
    "incidents.change": (A.CHANGE, R.INCIDENT), "incidents.change_people": (A.CHANGE, R.INCIDENT),
    "incidents.choices": (A.VIEW, R.INCIDENT), "incidents.close": (A.CHANGE, R.INCIDENT),
    "incidents.due": (A.VIEW, R.INCIDENT), "incidents.find": (A.VIEW, R.INCIDENT),
    "incidents.letter_returned": (A.CHANGE, R.INCIDENT), "incidents.letters_sent": (A.CHANGE, R.INCIDENT),
    "incidents.make_letters": (A.CHANGE, R.INCIDENT), "incidents.open": (A.VIEW, R.INCIDENT),
    "incidents.register": (A.VIEW, R.INCIDENT), "incidents.reopen": (A.CHANGE, R.INCIDENT),
    "incidents.report": (A.CREATE, R.INCIDENT), "incidents.save_notice": (A.CHANGE, R.INCIDENT),
    "incidents.seal_year_list": (A.EXPORT, R.INCIDENT), "incidents.substitute": (A.CHANGE, R.INCIDENT),
    "incidents.told": (A.CHANGE, R.INCIDENT), "incidents.wait": (A.CHANGE, R.INCIDENT),
    "incidents.year_list": (A.VIEW, R.INCIDENT),
    "library.approve": (A.APPROVE, R.FORM), "library.rows": (A.VIEW, R.FORM),
    "patients.add": (A.CREATE, R.PATIENT), "patients.open": (A.VIEW, R.PATIENT),
    "patients.change": (A.CHANGE, R.PATIENT),
    "patients.disposed": (A.VIEW, R.PATIENT),
    "patients.possible_duplicates": (A.CREATE, R.PATIENT), "patients.recent": (A.VIEW, R.PATIENT),
    "patients.reveal": (A.REVEAL, R.PATIENT), "patients.search": (A.VIEW, R.PATIENT),
    "policies.load": (A.LOAD, R.POLICY), "policies.reminder": (A.VIEW, R.POLICY),
    "policies.versions": (A.VIEW, R.POLICY),
    "oversight.explain": (A.CHANGE, R.REGISTER), "oversight.mark_own": (A.CHANGE, R.REGISTER),
    "oversight.prepare": (A.VIEW, R.AUDIT), "oversight.set_limits": (A.CHANGE, R.REGISTER),
    "oversight.sign": (A.CREATE, R.REGISTER), "oversight.standing": (A.VIEW, R.REGISTER),
    "oversight.unexplained": (A.VIEW, R.AUDIT), "oversight.unusual": (A.VIEW, R.AUDIT),
    "phone_notes.add": (A.CREATE, R.COMMUNICATION), "phone_notes.list": (A.VIEW, R.PATIENT),
    "promises.board": (A.VIEW, R.PROMISE), "promises.evidence": (A.EXPORT, R.PROMISE),
    "promises.waiting": (A.VIEW, R.PROMISE),
    "receipts.copy": (A.VIEW, R.PATIENT), "receipts.document_refusal": (A.FILE_PAPER, R.VISIT),
    "receipts.holders": (A.REVEAL, R.PATIENT), "receipts.holders_csv": (A.EXPORT, R.PATIENT),
    "receipts.of_patient": (A.VIEW, R.PATIENT),
    "recovery.renew_recovery_key": (A.RENEW, R.KEYS),
    "recovery.reset_person": (A.RESET, R.STAFF),
    "registers.add": (A.CREATE, R.REGISTER), "registers.attachment": (A.VIEW, R.REGISTER),
    "registers.change": (A.CHANGE, R.REGISTER), "registers.export": (A.EXPORT, R.REGISTER),
    "registers.history": (A.VIEW, R.REGISTER), "registers.open": (A.VIEW, R.REGISTER),
    "registers.people": (A.VIEW, R.REGISTER), "registers.standings": (A.VIEW, R.REGISTER),
    "retention.cancel": (A.CHANGE, R.RETENTION), "retention.change_settings": (A.CHANGE, R.RETENTION),
    "retention.confirm_clock": (A.APPROVE, R.RETENTION), "retention.dispose": (A.DISPOSE, R.RETENTION),
    "retention.finish": (A.DISPOSE, R.RETENTION), "retention.propose": (A.APPROVE, R.RETENTION),
    "retention.queue": (A.VIEW, R.RETENTION), "retention.reach_again": (A.DISPOSE, R.RETENTION),
    "retention.release_hold": (A.HOLD, R.RETENTION), "retention.review": (A.VIEW, R.RETENTION),
    "retention.set_hold": (A.HOLD, R.RETENTION), "retention.settings": (A.VIEW, R.RETENTION),
    "retirement.retire": (A.DISPOSE, R.RETENTION),
    "rights.acknowledge": (A.CHANGE, R.RIGHTS_REQUEST), "rights.add": (A.CREATE, R.RIGHTS_REQUEST),
    "rights.add_statement": (A.CHANGE, R.RIGHTS_REQUEST), "rights.answer": (A.CHANGE, R.RIGHTS_REQUEST),
    "rights.ask_clinician": (A.CHANGE, R.RIGHTS_REQUEST), "rights.ask_second_look": (A.CHANGE, R.RIGHTS_REQUEST),
    "rights.check_identity": (A.CHANGE, R.RIGHTS_REQUEST), "rights.extend": (A.CHANGE, R.RIGHTS_REQUEST),
    "rights.finish_step": (A.CHANGE, R.RIGHTS_REQUEST), "rights.give_opinion": (A.REVIEW, R.RIGHTS_REQUEST),
    "rights.list": (A.VIEW, R.RIGHTS_REQUEST), "rights.open": (A.VIEW, R.RIGHTS_REQUEST),
    "rights.opinions_wanted": (A.REVIEW, R.RIGHTS_REQUEST), "rights.rebut": (A.CHANGE, R.RIGHTS_REQUEST),
    "rights.reminder": (A.VIEW, R.RIGHTS_REQUEST), "rights.set_fee": (A.CHANGE, R.RIGHTS_REQUEST),
    "rights.tell_others": (A.CHANGE, R.RIGHTS_REQUEST),
    "sharing.end_private_contact": (A.CHANGE, R.RIGHTS_REQUEST),
    "sharing.end_restriction": (A.CHANGE, R.RIGHTS_REQUEST), "sharing.limits": (A.VIEW, R.PATIENT),
    "sharing.raw_contact": (A.VIEW, R.PATIENT),
    "review.accept": (A.COUNTERSIGN, R.SUBMISSION), "review.check_guardian": (A.WITNESS, R.SUBMISSION),
    "review.decide": (A.REVIEW, R.SUBMISSION), "review.move": (A.MOVE, R.SUBMISSION),
    "review.open": (A.REVIEW, R.SUBMISSION), "review.queue": (A.REVIEW, R.SUBMISSION),
    "review.send_back": (A.SEND_BACK, R.SUBMISSION), "review.witness": (A.WITNESS, R.SUBMISSION),
    "review.amend": (A.SEND_BACK, R.SUBMISSION),
    "rule_settings.facts": (A.VIEW, R.FORM), "rule_settings.limits": (A.VIEW, R.FORM),
    "rule_settings.set_limit": (A.CHANGE, R.FORM), "rule_settings.set_months": (A.CHANGE, R.FORM),
    "rule_settings.sign_again": (A.VIEW, R.PATIENT),
    "settings.change": (A.CHANGE, R.SETTINGS), "settings.change_clinic": (A.CHANGE, R.CLINIC),
    "staff.add": (A.ADD, R.STAFF), "staff.change": (A.CHANGE_ROLE, R.STAFF),
    "staff.change_own_password": (A.CHANGE, R.OWN_ACCOUNT), "staff.deactivate": (A.DEACTIVATE, R.STAFF),
    "staff.list": (A.VIEW, R.STAFF), "staff.new_recovery_codes": (A.CHANGE, R.OWN_ACCOUNT),
    "staff.own_sign_ins": (A.VIEW, R.OWN_ACCOUNT), "staff.recovery_codes_left": (A.VIEW, R.OWN_ACCOUNT),
    "staff.reset_authenticator": (A.RESET, R.STAFF), "staff.reset_password": (A.RESET, R.STAFF),
    "visits.board": (A.VIEW, R.VISIT), "visits.check_in": (A.CHECK_IN, R.VISIT),
    "visits.due_forms": (A.CHECK_IN, R.VISIT), "visits.file_paper": (A.FILE_PAPER, R.VISIT),
    "visits.form_choices": (A.CHECK_IN, R.VISIT), "visits.request_forms": (A.CHECK_IN, R.VISIT),
    "visits.hand_over": (A.HAND_OVER, R.VISIT), "visits.help_answered": (A.CHANGE, R.VISIT),
    "visits.mark_left": (A.CHANGE, R.VISIT), "visits.paper_form": (A.FILE_PAPER, R.VISIT),
    "visits.prepare": (A.HAND_OVER, R.VISIT), "visits.providers": (A.VIEW, R.VISIT),
    "visits.treatments": (A.VIEW, R.VISIT),
}
"""What each call is, as the table of roles knows it."""

OWN_COPY = PatientDisclosure("The patient", "Own copy", Basis.TO_INDIVIDUAL)

INPUT: dict[str, dict[str, object]] = {
    "promises.evidence": {"days": EvidenceRange(date(2026, 11, 1), date(2026, 11, 2)),
                          "disclosure": Disclosure("An auditor", "A test")},
    "clinic_documents.copy": {"document_id": "none", "disclosure": Disclosure("An auditor", "A test")},
    "copies.make": {"order": CopyOrder("nobody", OWN_COPY), "target": Path("nowhere.zip")},
    "copies.preview": {"order": CopyOrder("nobody", OWN_COPY)},
    "disclosures.accounting": {"order": AccountingOrder("nobody", date(2026, 11, 1))},
    "forms.publish": {"url": "", "material": False, "why": "A test"}, "forms.retire": {"url": "", "why": "A test"},
    "library.approve": {"subject": "reg", "approval": Approval("Dr. Dana Director", "Director", "036.000001",
                                                               date(2026, 11, 1), "medical director")},
    "patients.change": {"patient_id": "nobody", "new": None},
    "policies.load": {"kind": "policy", "title": "Privacy policy", "version": "9", "effective": date(2026, 11, 1),
                      "content": b"We keep records safe."},
    "oversight.explain": {"finding": None, "reason": "Moved house"},
    "oversight.mark_own": {"user_id": "", "patient_id": "", "is_own": True},
    "oversight.unusual": {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 2)},
    "phone_notes.add": {"note": NewPhoneNote("nobody", START, "The patient", "Asked about aftercare.")},
    "registers.add": {"new": EntryInput("drill", (), "nobody")},
    "registers.change": {"changed": EntryInput("drill", (), "nobody", "nothing")},
    "registers.export": {"kind": "drill", "disclosure": Disclosure("An auditor", "Audit"), "as_pdf": False},
    "registers.open": {"kind": "drill"},
    "rights.add": {"new": NewRequest("nobody", RequestKind.COPY, date(2026, 11, 1), RequestChannel.MAIL, "A copy")},
    "receipts.document_refusal": {"patient_id": "nobody", "refusal": Refusal("Refused", "Asked twice")},
    "retirement.retire": {"facts": DeviceFacts("Maker, model", "123", "Recycled"), "target": Path("/nowhere/file.pdf")},
    "rule_settings.set_limit": {"rule_id": "GEN-29", "limit": 6, "why": "A test"},
    "rule_settings.set_months": {"form_id": "mh", "months": 6, "why": "A test"},
    "settings.change": {"settings": AppSettings()}, "settings.change_clinic": {"details": CLINIC},
    "staff.add": {"new": NewStaff("zoe", "Zoe New", "Nurse", Role.FRONT_DESK, Licence.NONE)},
    "visits.check_in": {"check_in": CheckIn("nobody", START, "nobody", ("BTX_BOTOX",))},
}
"""Input that passes the checks which come before the question who asks."""


def calls_with_an_actor() -> Iterator[str]:
    """Every public call of a service whose first argument is the actor."""
    for name, service in get_type_hints(Services).items():
        for method, function in inspect.getmembers(service, inspect.isfunction):
            first = [*inspect.signature(function).parameters][1:2]
            if not method.startswith("_") and first == ["actor"]:
                yield f"{name}.{method}"


class Door:
    """All services on an open clinic with one person per role."""

    def __init__(self, clinic: OpenClinic) -> None:
        self.clinic = clinic
        randomness = SeededRandomness(9)
        self.services = build_services(clinic.folder, InMemoryDeviceSecret(randomness), clinic.clock, randomness,
                                       demo=True, kdf=KDF)
        self.services.desk.attach(clinic.desk.store, SESSION, CLINIC)

    def refusals(self) -> int:
        """How many refusals the audit holds."""
        with self.clinic.desk.act_system() as work:
            return work.session.scalar(select(func.count()).select_from(AuditEntry).where(
                AuditEntry.allowed.is_(False))) or 0

    def is_refused(self, call: str, role: Role) -> bool:
        """Make the call, with nothing to work on unless the input is checked first; later failures do not count."""
        service, _, method = call.partition(".")
        function: Callable[..., object] = getattr(getattr(self.services, service), method)
        needed = [each for each in inspect.signature(function).parameters.values() if each.default is each.empty][1:]
        given = INPUT.get(call, {each.name: None for each in needed})
        before = self.refusals()
        try:
            function(self.clinic.actor(role), **given)
        except PermissionDeniedError:
            return self.refusals() == before + 1
        except Exception:  # whatever comes of having nothing to work on, once the call was let in
            return False
        return False


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    clinic = open_clinic(tmp_path_factory.mktemp("permissions"))
    yield Door(clinic)
    clinic.close()


def test_no_call_is_forgotten_here() -> None:
    assert {*calls_with_an_actor()} - NOT_ASKED == {*CALLS}


@pytest.mark.parametrize("call", sorted(CALLS))
def test_each_role_may_do_what_the_table_says_and_nothing_else(door: Door, call: str) -> None:
    refused = {role for role in Role if door.is_refused(call, role)}
    assert refused == {role for role in Role if not allowed(role, *CALLS[call])}

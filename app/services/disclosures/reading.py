"""Reads the disclosures and suspensions of a patient, decrypted."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import select

from app.models.disclosures import AccountingSuspension, DisclosureEntry
from app.rules.accounting import Disclosed
from app.rules.accounting import Suspension as SuspensionRule
from app.rules.disclosure_basis import Basis, is_accounted
from app.services.desk import Work
from app.services.disclosures.record import PURPOSE
from app.services.views.disclosures import Channel, DisclosureRow, Suspension

SUSPENSION_PURPOSE: Final = "disclosure.suspension"


def disclosure_rows(work: Work, patient_id: str) -> tuple[DisclosureRow, ...]:
    """Return every disclosure of a patient, newest first, with the ones that were corrected since."""
    entries = work.session.scalars(
        select(DisclosureEntry).where(DisclosureEntry.patient_id == patient_id)
        .order_by(DisclosureEntry.on.desc(), DisclosureEntry.at.desc(), DisclosureEntry.disclosure_id.desc())).all()
    replaced = {entry.replaces for entry in entries if entry.replaces}
    return tuple(_row(work, entry, replaced=entry.disclosure_id in replaced) for entry in entries)


def disclosed(work: Work, patient_id: str) -> tuple[Disclosed, ...]:
    """Return the disclosures that stand, as the accounting rule looks at them."""
    return tuple(row for row in disclosure_rows(work, patient_id) if not row.replaced)


def suspensions_of(work: Work, patient_id: str) -> tuple[Suspension, ...]:
    """Return the suspensions on file, newest first, past ones too."""
    rows = work.session.scalars(select(AccountingSuspension).where(AccountingSuspension.patient_id == patient_id)
                                .order_by(AccountingSuspension.at.desc()))
    return tuple(_suspension(work, row) for row in rows)


def suspension_rules(work: Work, patient_id: str) -> tuple[SuspensionRule, ...]:
    """Return the suspensions on file as the accounting rule looks at them."""
    return tuple(SuspensionRule(each.basis, each.agency, each.stated_on, each.until)
                 for each in suspensions_of(work, patient_id))


def _row(work: Work, entry: DisclosureEntry, *, replaced: bool) -> DisclosureRow:
    content = json.loads(work.keys.decrypt(entry.patient_id, entry.content, PURPOSE))
    basis = Basis(entry.basis)
    return DisclosureRow(
        entry.disclosure_id, entry.on, content["recipient"], content["address"], content["description"],
        content["purpose"], basis, Channel(entry.channel), tuple(content["documents"]), entry.by_name,
        entry.at, is_accounted(basis), replaced)


def _suspension(work: Work, row: AccountingSuspension) -> Suspension:
    content = json.loads(work.keys.decrypt(row.patient_id, row.content, SUSPENSION_PURPOSE))
    return Suspension(content["agency"], content["official"], content["statement"], Basis(row.basis), row.is_oral,
                      row.stated_on, row.until, row.suspension_id)

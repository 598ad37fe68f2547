"""Every probe by the name that promises.json calls it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.services.promises import care, consents, elsewhere, keeping, policy, registers, rights, security, sharing
from app.services.promises.finding import Probe

_ALL: Final[tuple[Probe, ...]] = (
    care.asks, care.identifiers, care.payment, care.phone_notes, care.quality, care.records_kept, care.reviews,
    care.visits,
    consents.communications, consents.consent_form, consents.consent_state, consents.follow_up, consents.sms_consent,
    consents.sms_marketing, consents.sms_says, consents.sms_types, consents.sms_voluntary, consents.stops,
    consents.text_encryption, consents.withdrawals,
    elsewhere.board_itself, elsewhere.no_biometrics, elsewhere.website,
    keeping.administrative, keeping.breach_notices, keeping.disposal, keeping.holds, keeping.illinois_breach,
    keeping.incidents, keeping.retention,
    policy.acknowledged, policy.authorities, policy.clinic_contact, policy.continued_use, policy.policy_copies,
    policy.policy_covers, policy.policy_current, policy.policy_told, policy.policy_version, policy.website_post,
    registers.agreements, registers.opening_hours, registers.registers, registers.safeguard, registers.vendors,
    rights.accounting, rights.answered, rights.confidential, rights.fees, rights.identity, rights.no_retaliation,
    rights.requests, rights.response_time, rights.restrictions,
    security.access, security.devices, security.encryption, security.licences,
    security.logout, security.officer, security.roles, security.upkeep,
    sharing.authorizations, sharing.disclosures, sharing.genetic_insurers, sharing.genetic_limited,
    sharing.genetic_release, sharing.insurers, sharing.no_sale,
)

PROBES: Final[Mapping[str, Probe]] = MappingProxyType({probe.__name__: probe for probe in _ALL})
"""Name of the function to the function."""

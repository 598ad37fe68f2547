"""On what legal basis something about a patient may leave the clinic, and which bases an accounting leaves out.

Sections are of 45 CFR part 164. An accounting lists every disclosure but those that 164.528(a)(1) excludes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Basis(StrEnum):
    """Why the law allows (or did not allow) a disclosure."""

    TO_INDIVIDUAL = "to_individual"
    REPRESENTATIVE = "representative"
    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    AUTHORIZATION = "authorization"
    PERSONS_INVOLVED = "persons_involved"
    INCIDENTAL = "incidental"
    LIMITED_DATA_SET = "limited_data_set"
    NATIONAL_SECURITY = "national_security"
    CUSTODY = "custody"
    REQUIRED_BY_LAW = "required_by_law"
    PUBLIC_HEALTH = "public_health"
    ABUSE = "abuse"
    OVERSIGHT = "oversight"
    SECRETARY = "secretary"
    JUDICIAL = "judicial"
    LAW_ENFORCEMENT = "law_enforcement"
    CORONER = "coroner"
    DONATION = "donation"
    RESEARCH = "research"
    SERIOUS_THREAT = "serious_threat"
    GOVERNMENT = "government"
    WORKERS_COMPENSATION = "workers_compensation"
    BREACH = "breach"


@dataclass(frozen=True)
class BasisRule:
    """What the regulation says about one basis.

    ``words`` name it for people, ``section`` is where it is allowed, ``excluded_by`` where an accounting leaves it out
    (empty: it is listed). ``summarized``: repeated ones to one recipient for one purpose may be told as the first,
    how many, and the last (164.528(b)(3)).
    """

    words: str
    section: str
    excluded_by: str = ""
    summarized: bool = False


_ROUTINE: Final = "164.528(a)(1)(i)"

RULES: Final[dict[Basis, BasisRule]] = {
    Basis.TO_INDIVIDUAL: BasisRule("To the patient", "164.502(a)(1)(i)", "164.528(a)(1)(ii)"),
    Basis.REPRESENTATIVE: BasisRule("To the patient’s personal representative", "164.502(g)", "164.528(a)(1)(ii)"),
    Basis.TREATMENT: BasisRule("Treatment by another provider", "164.506(c)(2)", _ROUTINE),
    Basis.PAYMENT: BasisRule("Payment", "164.506(c)(3)", _ROUTINE),
    Basis.OPERATIONS: BasisRule("Health care operations", "164.506(c)(4)", _ROUTINE),
    Basis.AUTHORIZATION: BasisRule("The patient’s written authorization", "164.508", "164.528(a)(1)(iv)"),
    Basis.PERSONS_INVOLVED: BasisRule("Family or others involved in the care", "164.510", "164.528(a)(1)(v)"),
    Basis.INCIDENTAL: BasisRule("Incidental to a permitted use", "164.502(a)(1)(iii)", "164.528(a)(1)(iii)"),
    Basis.LIMITED_DATA_SET: BasisRule("Limited data set", "164.514(e)", "164.528(a)(1)(viii)"),
    Basis.NATIONAL_SECURITY: BasisRule("National security or intelligence", "164.512(k)(2)", "164.528(a)(1)(vi)"),
    Basis.CUSTODY: BasisRule("Prison or police custody of the patient", "164.512(k)(5)", "164.528(a)(1)(vii)"),
    Basis.REQUIRED_BY_LAW: BasisRule("Required by law", "164.512(a)", summarized=True),
    Basis.PUBLIC_HEALTH: BasisRule("Public health", "164.512(b)", summarized=True),
    Basis.ABUSE: BasisRule("Abuse, neglect or domestic violence", "164.512(c)", summarized=True),
    Basis.OVERSIGHT: BasisRule("Health oversight", "164.512(d)", summarized=True),
    Basis.SECRETARY: BasisRule("The Secretary of Health and Human Services", "164.502(a)(2)(ii)", summarized=True),
    Basis.JUDICIAL: BasisRule("Court or administrative proceeding", "164.512(e)", summarized=True),
    Basis.LAW_ENFORCEMENT: BasisRule("Law enforcement", "164.512(f)", summarized=True),
    Basis.CORONER: BasisRule("Coroner, medical examiner or funeral director", "164.512(g)", summarized=True),
    Basis.DONATION: BasisRule("Organ or tissue donation", "164.512(h)", summarized=True),
    Basis.RESEARCH: BasisRule("Research", "164.512(i)", summarized=True),
    Basis.SERIOUS_THREAT: BasisRule("Serious threat to health or safety", "164.512(j)", summarized=True),
    Basis.GOVERNMENT: BasisRule("Other government functions", "164.512(k)", summarized=True),
    Basis.WORKERS_COMPENSATION: BasisRule("Workers’ compensation", "164.512(l)", summarized=True),
    Basis.BREACH: BasisRule("Not permitted: a breach", "164.402"),
}
"""What is true of each basis."""


def is_accounted(basis: Basis) -> bool:
    """Say whether an accounting lists disclosures on this basis."""
    return not RULES[basis].excluded_by

"""Probes of the policy itself: versions in force, who has read them, how changes are told, whom to complain to."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from sqlalchemy import func, select

from app.core.dates import long_date
from app.core.text import counted
from app.models.consents import PolicyReceipt
from app.models.policies import PolicyDocument
from app.models.reviews import Acceptance
from app.models.visits import Visit, VisitMove
from app.services.policies import CurrentPolicy
from app.services.policy_receipts import (
    ACKNOWLEDGED,
    COPY,
    DECLINED,
    REFUSED,
    Holding,
    is_outdated,
    material_versions,
)
from app.services.promises.finding import Finding, attention, kept, kept_if, outside, sentence
from app.services.promises.look import Look

_WORDS: Final = {"policy": "privacy policy", "npp": "notice of privacy practices"}
_LOAD: Final = "Load it in Settings, Policies."
_AUTHORITIES: Final = {
    "hhs": ("Health and Human Services", "U.S. Department of Health and Human Services, Office for Civil Rights"),
    "ag": ("Attorney General", "Illinois Attorney General"),
}


def policy_covers(look: Look, _about: tuple[str, ...]) -> Finding:
    """The policy is loaded word for word and can be read on the tablet."""
    return _policy(look, "policy", "patients can read it on the tablet")


def policy_current(look: Look, _about: tuple[str, ...]) -> Finding:
    """Versions: a change is a new version with its date, the old ones stay."""
    versions = look.count(PolicyDocument, PolicyDocument.kind == "policy")
    return _policy(look, "policy", f"{counted(versions, 'version')} on file; an old one is never changed")


def policy_version(look: Look, about: tuple[str, ...]) -> Finding:
    """The date or number of the version in force, as it was loaded."""
    found = look.policies.get("policy")
    if found is None:
        return _missing("policy")
    since = f"in force since {long_date(found.effective)}"
    if about[0] == "version":
        return kept(sentence(f"Version {found.version}", since))
    return kept(sentence(since, f"loaded word for word, SHA-256 {found.sha256[:8]}…"))


def policy_told(look: Look, _about: tuple[str, ...]) -> Finding:
    """Material changes are asked about again at the next visit; who has not seen the version in force."""
    material = material_versions(look.session)
    waiting = sum(is_outdated(held.policy, material, look.today) for held in _held(look, "policy").values())
    return kept(sentence("A material change is shown to every patient again at the next visit",
                         f"{counted(waiting, 'patient')} to be asked again at the next visit"))


def policy_copies(look: Look, _about: tuple[str, ...]) -> Finding:
    """Copies on request, and that the policy can be read at each visit."""
    given = look.count(PolicyReceipt, PolicyReceipt.outcome == COPY)
    return kept(sentence("The policy can be read at every visit", f"{counted(given, 'copy', 'copies')} given out"))


def continued_use(look: Look, _about: tuple[str, ...]) -> Finding:
    """The law asks for more than use: acknowledgement (45 CFR 164.520), and consent where something needs it."""
    seen = _acknowledged(look, "policy")
    return outside(sentence("The app never takes use for consent: each consent is a form of its own",
                         f"{counted(seen, 'patient')} acknowledged the version in force"),
                   "Ask the clinic's lawyer about this line: the law asks for more than use.")


def acknowledged(look: Look, about: tuple[str, ...]) -> Finding:
    """Acknowledgement before the first service, or the reason why there is none (45 CFR 164.520(c)(2)(ii))."""
    kind = about[0]
    policy = look.policies.get(kind)
    if policy is None:
        return _missing(kind)
    held = _held(look, kind)
    outcomes = Counter(each.outcome for each in held.values())
    current = _acknowledged(look, kind)
    open_ones = outcomes[DECLINED] + len(_treated(look, kind) - set(held))
    return kept_if(not open_ones, sentence(
        f"{counted(current, 'patient')} acknowledged the {_WORDS[kind]} in force, "
        f"{outcomes[ACKNOWLEDGED] - current} an earlier version",
        f"{counted(outcomes[REFUSED], 'refusal')} on record with the reason",
        f"{counted(open_ones, 'patient')} treated with neither" if open_ones else ""),
        "Write down why it was not acknowledged and what was tried: on the patient's page, More.")


def clinic_contact(look: Look, about: tuple[str, ...]) -> Finding:
    """How the privacy officer is reached: what Settings holds, and whether the policy in force says the same."""
    clinic = look.clinic
    values = {"address": clinic.address_line, "phone": clinic.phone, "email": clinic.privacy_email}
    missing = [name for name in about if not values[name].strip()]
    shown = ", ".join(values[name] for name in about if values[name].strip())
    if missing:
        return attention(f"Not entered: {', '.join(missing)}.", "Enter it in Settings, Clinic.")
    policy = look.policies.get("policy")
    if policy is None or not policy.text:
        return kept(f"In Settings: {shown}.")
    differs = [name for name in about if not _says(policy, values[name])]
    return kept_if(not differs, f"The policy in force says the same as Settings: {shown}.",
                   f"The policy in force names another {' and '.join(differs)}: correct one of the two.")


def authorities(look: Look, about: tuple[str, ...]) -> Finding:
    """Whom patients can complain to, as the notice in force says (45 CFR 164.520(b)(1)(vi))."""
    phrase, words = _AUTHORITIES[about[0]]
    named = [_WORDS[kind] for kind, policy in look.policies.items() if _says(policy, phrase)]
    return kept_if(bool(named), f"{words}: named in the {' and the '.join(named)}.",
                   f"Name the {words} in the policy and load the new version.")


def _policy(look: Look, kind: str, more: str) -> Finding:
    found = look.policies.get(kind)
    if found is None:
        return _missing(kind)
    return kept(sentence(f"{found.title}, version {found.version}, in force since {long_date(found.effective)}", more))


def _missing(kind: str) -> Finding:
    return attention(f"The {_WORDS[kind]} is not loaded.", _LOAD)


def _says(policy: CurrentPolicy, phrase: str) -> bool:
    """Say whether the text holds ``phrase``; spaces, punctuation and case do not matter, a PDF says nothing."""
    plain = re.sub(r"[^a-z0-9]", "", policy.text.casefold())
    wanted = re.sub(r"[^a-z0-9]", "", phrase.casefold())
    return wanted.removeprefix("1") in plain if wanted.isdigit() else wanted in plain


def _held(look: Look, kind: str) -> dict[str, Holding]:
    """Return the newest answer of each patient to one kind of policy."""
    return {patient_id: held for (patient_id, of), held in look.holdings.items() if of == kind}


def _treated(look: Look, kind: str) -> set[str]:
    """Return the patients who were treated since there is a policy of this kind to acknowledge."""
    first = select(func.min(PolicyDocument.effective)).where(PolicyDocument.kind == kind).scalar_subquery()
    accepted = select(Visit.patient_id).join(Acceptance, Acceptance.visit_id == Visit.visit_id)
    return set(look.session.scalars(accepted.where(
        Visit.day >= first, Visit.visit_id.not_in(select(VisitMove.visit_id)))))


def _acknowledged(look: Look, kind: str) -> int:
    """Return how many patients acknowledged the version in force."""
    policy = look.policies.get(kind)
    return sum(held.outcome == ACKNOWLEDGED and policy is not None and held.policy.policy_id == policy.policy_id
               for held in _held(look, kind).values())


def website_post(look: Look, _about: tuple[str, ...]) -> Finding:
    """The website, which this app never touches."""
    found = look.policies.get("policy")
    version = f" (version {found.version}, {long_date(found.effective)})" if found else ""
    return outside("The app does not reach the website.",
                   f"Put the version in force{version} on the website the day it takes effect.")

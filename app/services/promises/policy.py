"""Probes of the policy itself: versions in force, who has read them, how changes are told, whom to complain to."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import select

from app.core.dates import long_date
from app.models.consents import PolicyReceipt
from app.models.policies import PolicyDocument
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.services.policies import CurrentPolicy
from app.services.promises.finding import Finding, attention, counted, kept, kept_if, outside, sentence
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
    without = _without(look, "policy")
    return kept(sentence("A material change is shown to every patient again at the next visit",
                         f"{counted(without, 'patient')} with an older version so far"))


def policy_copies(look: Look, _about: tuple[str, ...]) -> Finding:
    """Copies on request, and that the policy can be read at each visit."""
    given = look.count(PolicyReceipt, PolicyReceipt.outcome == "copy")
    return kept(sentence("The policy can be read at every visit", f"{counted(given, 'copy', 'copies')} given out"))


def continued_use(look: Look, _about: tuple[str, ...]) -> Finding:
    """The law asks for more than use: acknowledgement, and consent where something needs it."""
    seen = _acknowledged(look, "policy")
    return kept(sentence("The app never takes use for consent: each consent is a form of its own",
                         f"{counted(seen, 'patient')} acknowledged the version in force"))


def acknowledged(look: Look, about: tuple[str, ...]) -> Finding:
    """Acknowledgement of the version in force before the first service (45 CFR 164.520(c)(2)(ii))."""
    kind = about[0]
    if look.policies.get(kind) is None:
        return _missing(kind)
    seen, without = _acknowledged(look, kind), _without(look, kind)
    refused = look.count(PolicyReceipt, PolicyReceipt.outcome == "refused")
    return kept(sentence(
        f"{counted(seen, 'patient')} acknowledged the {_WORDS[kind]} in force",
        f"{counted(without, 'patient')} will be asked at the next visit" if without else "nobody is missing",
        f"{counted(refused, 'refusal')} on record with the reason" if refused else ""))


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


def _acknowledged(look: Look, kind: str) -> int:
    policy = look.policies.get(kind)
    if policy is None:
        return 0
    return look.distinct(PolicyReceipt.patient_id, PolicyReceipt.policy_id == policy.policy_id,
                         PolicyReceipt.outcome == "acknowledged")


def _without(look: Look, kind: str) -> int:
    """Return how many patients who sent forms have neither acknowledged nor refused the version in force."""
    policy = look.policies.get(kind)
    if policy is None:
        return 0
    settled = select(PolicyReceipt.patient_id).where(
        PolicyReceipt.policy_id == policy.policy_id, PolicyReceipt.outcome.in_(("acknowledged", "refused")))
    return look.distinct(Visit.patient_id, Visit.patient_id.not_in(settled),
                         Visit.patient_id.in_(select(FormSubmission.patient_id)))


def website_post(look: Look, _about: tuple[str, ...]) -> Finding:
    """The website, which this app never touches."""
    found = look.policies.get("policy")
    version = f" (version {found.version}, {long_date(found.effective)})" if found else ""
    return outside("The app does not reach the website.",
                   f"Put the version in force{version} on the website the day it takes effect.")

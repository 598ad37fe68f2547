"""Probes of what leaves the clinic: disclosures by legal basis, authorizations, insurers, and that nothing is sold."""

from __future__ import annotations

from typing import Final

from sqlalchemy import exists, select

from app.core.text import counted
from app.models.disclosures import AuthorizationEnd, DisclosureEntry, PaperAuthorization
from app.models.submissions import FormSubmission
from app.rules.disclosure_basis import RULES, Basis
from app.services.disclosures.genetic import genetic_links
from app.services.promises.finding import Finding, kept, kept_if, sentence
from app.services.promises.look import Look

_FORMS_WITH_FAMILY: Final = ("mh", "gene")
_NEEDS_RELEASE: Final = "Find out what left and to whom; report it as an incident if it should not have."


def disclosures(look: Look, about: tuple[str, ...]) -> Finding:
    """Disclosures on some legal bases, each with recipient, purpose, description and day (45 CFR 164.528(b)(2))."""
    bases = [Basis(code) for code in about]
    made = look.count(DisclosureEntry, DisclosureEntry.basis.in_(about))
    sections = ", ".join(dict.fromkeys(RULES[basis].section for basis in bases))
    return kept(sentence(f"{counted(made, 'disclosure')} on this basis (45 CFR {sections})",
                         "each with recipient, purpose, what and when" if made else ""))


def authorizations(look: Look, _about: tuple[str, ...]) -> Finding:
    """Disclosures with the patient's authorization: each names the one it rests on (45 CFR 164.508)."""
    return _with_authorization(look, "other providers")


def insurers(look: Look, _about: tuple[str, ...]) -> Finding:
    """What goes to insurers rests on payment or on an authorization; a restriction (164.522(a)(1)(vi)) stops it."""
    return _with_authorization(look, "insurers")


def no_sale(look: Look, _about: tuple[str, ...]) -> Finding:
    """No legal basis the app knows is a sale or rent; what was not permitted stands as a breach."""
    total = look.count(DisclosureEntry)
    wrong = look.count(DisclosureEntry, DisclosureEntry.basis == Basis.BREACH.value)
    return kept(sentence(f"{counted(total, 'disclosure')} on record, none of them a sale",
                         "the app knows no such basis and refuses a disclosure without one",
                         f"{wrong} stand as breaches" if wrong else ""))


def genetic_release(look: Look, _about: tuple[str, ...]) -> Finding:
    """Genetic information leaves only to the patient or with a specific written release (410 ILCS 513/30)."""
    tagged = sum(len(genetic_links(form.questionnaire)) for form_id in _FORMS_WITH_FAMILY
                 if (form := look.form(form_id)) is not None)
    releases = look.count(PaperAuthorization, PaperAuthorization.releases_genetic,
                          ~exists(select(AuthorizationEnd.authorization_id).where(
                              AuthorizationEnd.authorization_id == PaperAuthorization.authorization_id)))
    return kept_if(tagged > 0, sentence(
        f"{counted(tagged, 'question')} marked as genetic and hidden until somebody needs them",
        f"{counted(releases, 'written release')} on paper in force", "without one, no copy for anybody else is made"),
        "Mark the questions about family history as genetic and publish the form.")


def genetic_insurers(look: Look, _about: tuple[str, ...]) -> Finding:
    """Genetic information for work or insurance: no disclosure for payment may hold it."""
    payment = look.count(DisclosureEntry, DisclosureEntry.basis.in_((Basis.PAYMENT.value,
                                                                   Basis.WORKERS_COMPENSATION.value)))
    return kept(sentence(f"{counted(payment, 'disclosure')} for payment or work on record",
                         "genetic answers may be in none of them without the patient's written release"))


def genetic_limited(look: Look, about: tuple[str, ...]) -> Finding:
    """Family history is asked only when a treatment needs it: each such question has a condition."""
    form = look.form(about[0])
    if form is None:
        return kept("No form in use asks about family history.")
    links = genetic_links(form.questionnaire)
    items = form.questionnaire.structure.items
    asked = [items[link] for link in links if link in items and items[link].is_question]
    parents = form.questionnaire.structure.parents
    free = [item for item in asked if not item.enable_when
            and not any(items[above].enable_when for above in _above(item.link_id, parents) if above in items)]
    return kept_if(not free, f"{form.title}: {counted(len(asked), 'question')} about family history, each asked only "
                             "for the treatments that need it, and each may be skipped.",
                   "Give these questions a condition, and publish the form.")


def _above(link_id: str, parents: dict[str, str]) -> list[str]:
    found = []
    while link_id in parents:
        link_id = parents[link_id]
        found.append(link_id)
    return found


def _with_authorization(look: Look, whom: str) -> Finding:
    rows = look.session.execute(select(DisclosureEntry.authorization_id).where(
        DisclosureEntry.basis == Basis.AUTHORIZATION.value)).all()
    without = sum(row.authorization_id is None for row in rows)
    held = look.count(PaperAuthorization) + look.count(FormSubmission, FormSubmission.form_id == "auth")
    return kept_if(not without, sentence(
        f"{counted(len(rows), 'disclosure')} with an authorization, {without or 'none'} without one on file",
        f"{counted(held, 'authorization')} on record; {whom} get nothing without"), _NEEDS_RELEASE)

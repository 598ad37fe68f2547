"""The policy texts hold what the law asks for, and nothing of a placeholder is left in them."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from app.core.resources import resource
from app.intake.packet import PolicyText
from app.services.policy_texts import with_summaries
from app.services.publishing import placeholders
from app.services.shipped_policies import ShippedPolicy, filled, shipped_policies
from app.services.views.people import ClinicDetails

CLINIC = ClinicDetails(name="Lakeview Med Spa", street="100 N Test Street", city="Chicago", state="IL",
                       postal_code="60601", phone="+13125550100", zone="America/Chicago",
                       medical_director="Dr. Dana Director")

HEADER = ("THIS NOTICE DESCRIBES HOW MEDICAL INFORMATION ABOUT YOU MAY BE USED AND DISCLOSED AND HOW YOU CAN GET "
          "ACCESS TO THIS INFORMATION. PLEASE REVIEW IT CAREFULLY.")

NOTICE_ELEMENTS = {  # 45 CFR 164.520(b)(1): where each element is found
    "(i) header": HEADER,
    "(ii)(A) treatment, with an example": "For treatment. We use your information to treat you",
    "(ii)(A) payment, with an example": "For payment. We use and share it to be paid for your care. Example:",
    "(ii)(A) operations, with an example": "For running our clinic. We use and share it to manage and improve care.",
    "(ii)(B) other uses": "public health: to report disease",
    "(ii)(C) more stringent law": "Where another law protects you more, we follow that law.",
    "(ii)(D) substance use records": "42 CFR Part 2",
    "(ii)(E) authorization": "use or share psychotherapy notes",
    "(ii)(E) marketing": "use or share your information for marketing",
    "(ii)(E) sale": "sell your information. We do not do this.",
    "(ii)(E) revocation": "You may take back an authorization in writing at any time.",
    "(iii) proceedings": "without your written consent or a court order",
    "(iv)(A) restrict": "if you pay for a service in full yourself, we must not tell your health plan",
    "(iv)(B) confidential communications": "We agree to every reasonable request.",
    "(iv)(C) inspect and copy": "You may see your record and get a paper or electronic copy",
    "(iv)(D) amend": "You may ask in writing for a change to your record",
    "(iv)(E) accounting": "in the six years before you ask",
    "(iv)(F) paper copy": "You may have this notice on paper at any time",
    "(v)(A) duties and breach": "We must tell you without delay, and within 60 days, if your unsecured information",
    "(v)(B) abide": "to follow it while it is in effect",
    "(v)(C) changes": "We may change this notice, and the change may cover information we already have.",
    "(vi) complaint to the clinic": "tell us at the contact below",
    "(vi) complaint to the Secretary": "Secretary of the U.S. Department of Health and Human Services",
    "(vi) no retaliation": "We will not punish you",
    "(vii) contact": "Phone (312) 555-0100",
    "(viii) effective date": "Effective date: November 1, 2026",
}

DISCLOSURE_ELEMENTS = ("scope", "paper option", "withdrawal", "paper copies", "hardware and software",
                       "contact details", "access shown", "affirmative consent")  # 15 U.S.C. 7001(c)(1)


def policy(kind: str) -> ShippedPolicy:
    """One of the two documents, filled in for the test clinic."""
    return next(entry for entry in shipped_policies(CLINIC) if entry.kind == kind)


@pytest.mark.parametrize("element", NOTICE_ELEMENTS)
def test_the_notice_has_every_element_of_the_rule(element: str) -> None:
    assert NOTICE_ELEMENTS[element] in policy("npp").text


@pytest.mark.parametrize("element", DISCLOSURE_ELEMENTS)
def test_the_e_records_disclosure_has_each_of_its_eight_parts(element: str) -> None:
    data = json.loads(resource("policies/e-records.json").read_bytes())
    assert set(data["elements"]) == set(DISCLOSURE_ELEMENTS)
    heading = data["elements"][element]
    assert f"\n\n{heading}\n• " in data["text"]


@pytest.mark.parametrize("kind", ["policy", "npp"])
def test_the_clinics_details_are_filled_in(kind: str) -> None:
    document = policy(kind)
    assert CLINIC.name in document.text
    assert CLINIC.address_line in document.text
    for text in (document.text, document.summary, document.title):
        assert "{" not in text
    assert document.content.decode() == document.text


def test_every_placeholder_is_known() -> None:
    words = set(placeholders(CLINIC))
    for name in ("policies/e-records.json", "policies/privacy-policy.txt", "policies/notice-of-privacy-practices.txt"):
        text = resource(name).read_text(encoding="utf-8")
        text = json.loads(text)["text"] if name.endswith("json") else text
        assert "{" not in filled(text, CLINIC)
    assert words == {"{clinic.name}", "{clinic.phone}", "{clinic.address}", "{privacy.officer}"}


def test_the_policy_does_not_promise_that_texts_are_private() -> None:
    assert "Ordinary texts are not private" in policy("policy").text
    assert "Coming back to us is not taken as a yes." in policy("policy").text


@pytest.mark.parametrize("kind", ["policy", "npp"])
def test_the_summary_is_there_in_spanish_with_every_point(kind: str) -> None:
    document = policy(kind)
    spanish = dict(document.summaries)["es"]
    assert spanish.count("•") == document.summary.count("•")
    assert spanish.count("\n") == document.summary.count("\n")
    assert not re.search(r"\b(tú|tu|tus|te|contigo)\b", spanish)


def test_only_the_apps_own_words_get_the_apps_summary() -> None:
    ours, theirs = (PolicyText("policy", "Privacy policy", "1.0", date(2026, 11, 1), text)
                    for text in (policy("policy").text, "Our own policy."))
    assert [bool(each.summary) for each in with_summaries((ours, theirs), CLINIC)] == [True, False]


def test_a_document_nobody_translated_says_so_and_keeps_its_text() -> None:
    (text,) = with_summaries((PolicyText("npp", "Notice of Privacy Practices", "1.0", date(2026, 11, 1),
                                         policy("npp").text),), CLINIC)
    spanish = text.in_language("es")
    assert (spanish.title, spanish.language) == ("Aviso de Prácticas de Privacidad", "en")
    assert spanish.text == text.text
    assert spanish.summary.startswith("En pocas palabras.")
    assert text.in_language("en") is text

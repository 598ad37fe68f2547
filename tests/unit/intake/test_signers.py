"""Who signs a form is said by the form: own extension, standard signature codes, or the customary."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.signers import CUSTOMARY_SIGNERS, FORM_SIGNER, SIGNATURE_REQUIRED, Signer, signer_problem, signers_of


def form(*signers: str, required: tuple[str, ...] = ("1.2.840.10065.1.12.1.7",)) -> dict[str, Any]:
    """A form with signature codes and named signers."""
    coded = [{"url": SIGNATURE_REQUIRED, "valueCodeableConcept": {"coding": [{"code": code}]}} for code in required]
    return {"extension": [*coded, *({"url": FORM_SIGNER, "valueCode": name} for name in signers)]}


def test_a_form_without_a_signature_is_signed_by_nobody() -> None:
    assert signers_of({}) == signers_of(form(required=())) == frozenset()


def test_without_a_word_the_customary_people_sign() -> None:
    assert signers_of(form()) == CUSTOMARY_SIGNERS == {Signer.PATIENT, Signer.GUARDIAN, Signer.ASSENT}


@pytest.mark.parametrize("names", [("patient",), ("patient", "witness"), ("patient", "guardian", "provider"),
                                   tuple(Signer)])
def test_any_combination_can_be_named(names: tuple[str, ...]) -> None:
    assert signers_of(form(*names)) == set(names)
    assert signer_problem(form(*names)) == ""


@pytest.mark.parametrize(("code", "who"), [("1.2.840.10065.1.12.1.11", Signer.WITNESS),
                                           ("1.2.840.10065.1.12.1.8", Signer.WITNESS),
                                           ("1.2.840.10065.1.12.1.5", Signer.PROVIDER)])
def test_standard_codes_name_witness_and_provider(code: str, who: Signer) -> None:
    assert signers_of(form(required=("1.2.840.10065.1.12.1.7", code))) == CUSTOMARY_SIGNERS | {who}


@pytest.mark.parametrize("names", [("neighbor",), ("witness",), ("patient", "assent"), ("patient", "minor")])
def test_what_nobody_could_sign_is_a_problem(names: tuple[str, ...]) -> None:
    assert signer_problem(form(*names))
    assert signer_problem(form("patient", required=()))


@pytest.mark.parametrize("odd", [{"extension": "x"}, {"extension": ["x", 3]}, {"extension": [{"url": 4}]},
                                 {"extension": [{"url": SIGNATURE_REQUIRED, "valueCodeableConcept": "x"}]}])
def test_odd_extensions_do_no_harm(odd: dict[str, Any]) -> None:
    assert signers_of(odd) <= CUSTOMARY_SIGNERS
    assert signer_problem(odd) == ""

"""Who may do what, cell by cell: a second listing beside the table, so that a change there is a decision here."""

from itertools import product

import pytest

from app.security.actor import Licence, Role
from app.security.roles import Action, RecordKind, allowed, may_clear, may_countersign, needs_fresh_proof

F, T, P, O, A = (  # noqa: E741  # one letter a role keeps the columns narrow
    Role.FRONT_DESK,
    Role.AESTHETICIAN,
    Role.PROVIDER,
    Role.PRIVACY_OFFICER,
    Role.ADMINISTRATOR,
)
EVERYONE = {F, T, P, O, A}
DESK = {F, T, P, A}
CARE = {T, P, A}

MAY: dict[tuple[str, str], set[Role]] = {
    ("patient", "view"): EVERYONE,
    ("patient", "create"): DESK,
    ("patient", "change"): DESK,
    ("patient", "export"): {O, A},
    ("patient", "reveal"): CARE | {O},
    ("visit", "view"): EVERYONE,
    ("visit", "create"): DESK,
    ("visit", "change"): DESK,
    ("visit", "check_in"): DESK,
    ("visit", "hand_over"): DESK,
    ("visit", "file_paper"): DESK,
    ("submission", "receive"): EVERYONE,
    ("submission", "view"): CARE | {O},
    ("submission", "review"): CARE,
    ("submission", "clear_flag"): CARE,
    ("submission", "send_back"): CARE,
    ("submission", "countersign"): CARE,
    ("submission", "witness"): DESK,
    ("submission", "move"): CARE | {O},
    ("document", "view"): EVERYONE,
    ("document", "print"): EVERYONE,
    ("document", "export"): EVERYONE,
    ("audit", "view"): {O, A},
    ("audit", "verify"): {O, A},
    ("audit", "export"): {O, A},
    ("staff", "view"): {O, A},
    ("staff", "add"): {A},
    ("staff", "change"): {A},
    ("staff", "change_role"): {A},
    ("staff", "reset"): {A},
    ("staff", "deactivate"): {A},
    ("own_account", "view"): EVERYONE,
    ("own_account", "change"): EVERYONE,
    ("settings", "view"): EVERYONE,
    ("settings", "change"): {A},
    ("clinic", "view"): EVERYONE,
    ("clinic", "change"): {A},
    ("backup", "view"): EVERYONE,
    ("backup", "backup"): EVERYONE,
    ("backup", "restore"): {A},
    ("backup", "verify"): {O, A},
    ("policy", "view"): EVERYONE,
    ("policy", "load"): {O, A},
    ("form", "view"): EVERYONE,
    ("form", "load"): {A},
    ("form", "change"): {A},
    ("form", "approve"): {A},
    ("keys", "view"): {A},
    ("keys", "renew"): {A},
    ("draft", "view"): EVERYONE,
    ("draft", "create"): EVERYONE,
    ("draft", "discard"): EVERYONE,
    ("rights_request", "create"): EVERYONE,
    ("rights_request", "view"): {O, A},
    ("rights_request", "change"): {O, A},
    ("rights_request", "export"): {O, A},
    ("rights_request", "review"): CARE,
    ("disclosure", "view"): {O, A},
    ("disclosure", "create"): {O, A},
    ("disclosure", "hold"): {O, A},
    ("disclosure", "export"): {O, A},
    ("consent", "view"): EVERYONE,
    ("consent", "change"): {O, A},
    ("consent", "withdraw"): EVERYONE,
    ("communication", "view"): EVERYONE,
    ("communication", "create"): EVERYONE,
    ("communication", "export"): {O, A},
    ("retention", "view"): {O, A},
    ("retention", "change"): {O, A},
    ("retention", "hold"): {O, A},
    ("retention", "approve"): {O, A},
    ("retention", "dispose"): {O, A},
    ("incident", "create"): EVERYONE,
    ("incident", "view"): {O, A},
    ("incident", "change"): {O, A},
    ("incident", "export"): {O, A},
    ("register", "view"): {O, A},
    ("register", "create"): {O, A},
    ("register", "change"): {O, A},
    ("register", "export"): {O, A},
    ("promise", "view"): {O, A},
    ("promise", "export"): {O, A},
}

PROOF = {
    ("patient", "export"),
    ("rights_request", "export"),
    ("disclosure", "export"),
    ("communication", "export"),
    ("retention", "approve"),
    ("retention", "dispose"),
    ("incident", "export"),
    ("register", "export"),
    ("promise", "export"),
    ("document", "export"),
    ("audit", "export"),
    ("submission", "countersign"),
    ("staff", "add"),
    ("staff", "change_role"),
    ("staff", "reset"),
    ("own_account", "change"),
    ("backup", "restore"),
    ("form", "approve"),
    ("form", "change"),
    ("keys", "renew"),
}


@pytest.mark.parametrize("kind", RecordKind)
def test_every_cell_is_as_listed_and_the_rest_is_denied(kind: RecordKind) -> None:
    for role, action in product(Role, Action):
        assert allowed(role, action, kind) == (role in MAY.get((kind.value, action.value), set())), (role, action)


def test_the_listing_names_nothing_unknown() -> None:
    for kind, action in MAY:
        assert RecordKind(kind)
        assert Action(action)


def test_fresh_proof_is_asked_for_exactly_these() -> None:
    asked = {(kind, action) for kind, action in MAY if needs_fresh_proof(Action(action), RecordKind(kind))}
    assert asked == PROOF


PRESCRIBERS = {Licence.MD_DO, Licence.APRN_FPA, Licence.APRN, Licence.PA}


@pytest.mark.parametrize("licence", Licence)
def test_who_may_clear_which_flag(licence: Licence) -> None:
    assert not may_clear("none", licence, is_director=True)
    assert not may_clear("a word of a later version", licence, is_director=True)
    assert may_clear("staff", licence, is_director=False)
    assert may_clear("prescriber", licence, is_director=False) == (licence in PRESCRIBERS)
    assert may_clear("prescriber", licence, is_director=True)
    assert may_clear("director", licence, is_director=True)
    assert not may_clear("director", licence, is_director=False)


@pytest.mark.parametrize("licence", Licence)
def test_only_a_licence_countersigns(licence: Licence) -> None:
    assert may_countersign(licence) == (licence not in {Licence.NONE, Licence.DELEGATE})

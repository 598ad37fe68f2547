"""Everything the engine says it supports is there four times: validation, widget, gallery, CONFORMANCE.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.forms import Code, ItemType
from app.forms.support import FEATURES, Feature, Support
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.registry import WIDGETS
from tests.journeys.gallery_samples import PAGES, STATES, TODAY, draw
from tools.make_conformance import TARGET, conformance, line_of

ROOT = Path(__file__).resolve().parents[2]
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/unit/forms").glob("*.py"))
FULL = [feature for feature in FEATURES if feature.support is Support.FULL]


def name(feature: Feature) -> str:
    return feature.key.rsplit("/", 1)[-1]


@pytest.mark.parametrize("feature", FULL, ids=name)
def test_what_is_supported_is_judged_drawn_or_shown_by_a_test(feature: Feature) -> None:
    assert feature.codes or feature.page or feature.proof
    assert not feature.page or feature.page in PAGES
    assert not feature.proof or f"def {feature.proof}(" in TESTS
    for code in feature.codes:
        assert f'"{code.value}"' in TESTS or f"Code.{code.name}" in TESTS, f"no test of the code {code.value}"


@pytest.mark.parametrize("kind", list(ItemType))
def test_every_item_type_has_codes_a_widget_and_a_page_of_its_own(kind: ItemType) -> None:
    [feature] = [feature for feature in FULL if feature.kind == "item type" and feature.key == kind.value]
    assert feature.codes
    assert feature.page == kind.value
    assert kind in WIDGETS or kind is ItemType.GROUP


def test_every_code_belongs_to_something_that_is_supported() -> None:
    assert {code for feature in FULL for code in feature.codes} == set(Code)


def test_no_feature_is_listed_twice() -> None:
    assert len({(feature.kind, feature.key) for feature in FEATURES}) == len(FEATURES)


def test_conformance_is_current_and_has_a_line_for_everything() -> None:
    written = TARGET.read_text(encoding="utf-8")
    assert written == conformance(), "run python tools/make_conformance.py"
    assert all(line_of(feature) in written for feature in FEATURES)


@pytest.mark.parametrize("page", list(PAGES))
@pytest.mark.parametrize("state", STATES)
def test_every_page_of_the_gallery_is_drawn_in_every_state(page: str, state: str, qapp: QApplication) -> None:
    for look in (FieldLook(TODAY), FieldLook(TODAY, columns=1)):
        drawn = draw(PAGES[page], state, look)
        drawn.resize(700, drawn.sizeHint().height())
        assert drawn.grab().height() > 10
        drawn.deleteLater()

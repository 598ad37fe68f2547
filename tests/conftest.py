"""Set before anything imports Qt: tests run without a display. The demo's clinic is built once for all of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # most tests need no clinic, and it costs a second to import
    from tests.demo_clinic import DemoClinic

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> DemoClinic:
    """The demo as it opens. Nobody changes this one: tests that do take ``demo``."""
    from tests.demo_clinic import build_demo  # noqa: PLC0415  lazy: see above

    return build_demo(tmp_path_factory.mktemp("demo") / "clinic")


@pytest.fixture
def demo(built_demo: DemoClinic, tmp_path_factory: pytest.TempPathFactory) -> DemoClinic:
    """A copy of the demo for one test."""
    return built_demo.copy(tmp_path_factory.mktemp("copy") / "clinic")

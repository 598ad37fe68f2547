"""The privacy desk in the real window: every tab comes up with its records, and nothing flashes as a window."""

from __future__ import annotations

from tests.journeys.conftest import Practice
from tests.journeys.tour_privacy import TABS, privacy_desk


def test_every_tab_comes_up_with_what_the_demo_tells(practice: Practice) -> None:
    practice.staff.sign_in("judith")
    privacy_desk(practice.driver)
    assert practice.driver.sees(TABS[-1][1])


def test_settings_come_up_tab_by_tab(practice: Practice) -> None:
    practice.staff.sign_in("rosa")
    practice.driver.click("Settings")
    for tab in ("My account", "Staff", "Clinic", "Policies", "Forms and rules", "Security", "Backup"):
        practice.driver.click(tab)
        practice.driver.settle()
    assert practice.driver.sees("Backup")

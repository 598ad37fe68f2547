"""The scenes of the tour at the privacy desk: every tab, with the record behind it where the tab has one."""

from __future__ import annotations

from tests.journeys.driver import Driver

TABS = (
    ("Rights requests", "open requests", "12-staff-privacy-desk"),
    ("Retention", "keep-until date", "12b-staff-privacy-retention"),
    ("Consent withdrawals", "follow-up step", "12c-staff-privacy-withdrawals"),
    ("Breach register", "open incident", "12d-staff-privacy-breach"),
    ("Registers", "need attention", "12e-staff-privacy-registers"),
    ("Promises", "in the privacy policy", "12f-staff-privacy-promises"),
)
"""The tab, what its sentence says once it has loaded, and the picture's name."""


def privacy_desk(driver: Driver) -> None:
    """Open the privacy desk and go through its tabs."""
    driver.click("Privacy desk")
    for tab, said, picture in TABS:
        driver.click(tab)
        driver.wait_for(said)
        driver.settle()
        driver.picture(picture)

"""The demo's disclosures: what one patient's list would say, an agency's suspension, an authorization on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from app.core.clock import clinic_date
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor
from app.services.registry import Services
from app.services.views.disclosures import Channel, Disclosure, NewAuthorization, NewSuspension, OutsideDisclosure

_HEALTH = Disclosure("Illinois Department of Public Health", "Report of a device reaction", Basis.PUBLIC_HEALTH,
                     "525 W Jefferson St, Springfield, IL 62761")
_SHERIFF = Disclosure("Cook County Sheriff, Investigations", "Inquiry 26-1187", Basis.LAW_ENFORCEMENT,
                      "50 W Washington St, Chicago, IL 60602")
_DERMATOLOGIST = Disclosure("Dr. Amara Obi, Northside Dermatology", "Treatment", Basis.TREATMENT)


def tell_sharing(services: Services, sign_in: Callable[[str], Actor], known: Mapping[str, str], now: datetime) -> None:
    """Record what was shared outside the app. ``known`` are the ids of the patients by key."""
    officer, today = sign_in("judith"), clinic_date(now, services.desk.zone())
    hannah = services.patients.search(officer, "Hannah Voss")[0].patient_id
    disclosures = services.disclosures

    def shared(days: int, disclosure: Disclosure, what: str, channel: Channel) -> None:
        disclosures.record_outside(officer, hannah, OutsideDisclosure(
            disclosure, what, channel, today - timedelta(days=days)))

    shared(140, _DERMATOLOGIST, "Treatment dates and products", Channel.FAX)
    for days in (96, 61, 33):
        shared(days, _HEALTH, "Device used and course of the reaction", Channel.MAIL)
    shared(9, _SHERIFF, "Dates of visits in October", Channel.IN_PERSON)
    disclosures.suspend(officer, hannah, NewSuspension(
        _SHERIFF.recipient, "Inv. Carla Mota", "The inquiry is not known to the people concerned.",
        Basis.LAW_ENFORCEMENT, is_oral=True, stated_on=today - timedelta(days=9), until=today + timedelta(days=21)))
    disclosures.file_authorization(officer, known["ruth"], _authorization(today))


def _authorization(today: date) -> NewAuthorization:
    return NewAuthorization(
        recipient="Northside Dermatology", what="All records of skin treatments", purpose="Care by a new dermatologist",
        signed_by="Ruth Abernathy", signed_on=today - timedelta(days=27), expires_on=today + timedelta(days=338),
        address="900 N Michigan Ave, Chicago", is_complete=True)

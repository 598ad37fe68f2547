"""The demo's registers: trainings, risks, vendors, devices and drills, some of them due; a signed review; a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.core.clock import clinic_date
from app.security.actor import Actor
from app.services.registry import Services
from app.services.views.registers import EntryInput, NewAttachment, NewPhoneNote

_TRAINED = (("Rosa Mendes", 62), ("Priya Raman, RN", 62), ("Dr. Samuel Adeyemi", 341), ("Elena Castillo", 401),
            ("Judith Keller", 62))
"""Who was trained how many days ago; the newest person has not been yet."""

_RISKS = (
    ({"asset": "Tablets in the waiting room", "threat": "Taken away by a visitor", "likelihood": "medium",
      "impact": "medium", "measures": "Cable lock at the front desk. Counted at closing.", "status": "reduced"}, 140),
    ({"asset": "Backup drive in the office", "threat": "Lost in a fire", "likelihood": "low", "impact": "high",
      "measures": "A second drive in the bank, changed monthly.", "status": "open"}, 348),
    ({"asset": "Email to patients", "threat": "Sent to the wrong address", "likelihood": "medium", "impact": "medium",
      "measures": "Addresses are read out and confirmed.", "status": "open"}, 20),
)
_VENDORS = (
    ({"name": "Northside Payments", "service": "payment", "handles": "Card payments. Names, no treatments.",
      "agreement": "none", "relation": "active"}, 90),
    ({"name": "Halsted IT", "service": "it", "handles": "Computers and the network; may see records while helping.",
      "agreement": "signed", "contact": "Omar Diaz, (312) 555-0140", "relation": "active"}, 355),
    ({"name": "Textline Messaging", "service": "messaging", "handles": "Phone numbers and reminders.",
      "agreement": "needed", "relation": "active"}, 12),
)
_DEVICES = (
    ({"name": "Tablet 1", "make": "Surface Go 4", "serial": "DEMO-0001", "holds": "none", "disk": "yes",
      "place": "Front desk", "state": "in_use"}, 45),
    ({"name": "Tablet 2", "make": "Surface Go 4", "serial": "DEMO-0002", "holds": "none", "disk": "yes",
      "place": "Room 2", "state": "lost"}, 110),
)
_DRILL = {"scope": "full", "backup": "The copy of that morning", "result": "worked", "minutes": "24 minutes",
          "notes": "Restored on the spare laptop; three records compared with the paper charts."}
_SCAN = {"test": "scan", "by_whom": "Halsted IT", "findings": "Two programs out of date, updated the same day."}
_AGREEMENT = "Business associate agreement between the clinic and Halsted IT. This is a sample.\n"
_CALL = "Asked when exercise is fine again. Told: the day after tomorrow, as in the aftercare sheet."


def tell_registers(services: Services, officer: Actor, patient_id: str) -> None:
    """Fill the registers as the privacy officer would have, note a call of ``patient_id``, and review the log.

    ``officer`` has signed in just now: signing a review needs fresh proof.
    """
    today = clinic_date(services.desk.clock.now(), services.desk.zone())
    ids = {name: user_id for user_id, name in services.registers.people(officer)}

    def add(kind: str, values: Mapping[str, str], clock: str, days: int, owner: str = "Judith Keller",
            *files: NewAttachment) -> None:
        given = {**values, clock: (today - timedelta(days=days)).isoformat()}
        services.registers.add(officer, EntryInput(kind, tuple(given.items()), ids[owner], None, files))

    for person, days in _TRAINED:
        add("training", {"person": ids[person], "topic": "privacy", "given_by": "Judith Keller"}, "completed_on", days)
    for risk, days in _RISKS:
        add("risk", risk, "assessed_on", days, "Rosa Mendes")
    for vendor, days in _VENDORS:
        signed = vendor["agreement"] == "signed"
        files = (NewAttachment("halsted-it-agreement.txt", _AGREEMENT.encode()),) if signed else ()
        add("vendor", vendor | _signed_on(today) if signed else vendor, "reviewed_on", days, "Rosa Mendes", *files)
    for device, days in _DEVICES:
        add("device", device | {"custodian": ids["Elena Castillo"]}, "checked_on", days, "Rosa Mendes")
    _look_over(services, officer, (today - timedelta(days=30)).isoformat())
    add("drill", _DRILL, "done_on", 196, "Rosa Mendes")
    add("test", _SCAN, "done_on", 171, "Rosa Mendes")
    services.phone_notes.add(officer, NewPhoneNote(patient_id, services.desk.clock.now() - timedelta(minutes=40),
                                                   "the patient", _CALL))
    _review(services, officer)


def _look_over(services: Services, officer: Actor, day: str) -> None:
    """See this computer, which entered itself; whether its disk is encrypted waits for somebody to find out."""
    own = next(entry for entry in services.registers.open(officer, "device").entries if entry.version == 1
               and dict(entry.values).get("disk") == "unknown")
    seen = dict(own.values) | {"checked_on": day, "place": "Office"}
    services.registers.change(officer, EntryInput("device", tuple(seen.items()), own.owner_id, own.entry_id))


def _signed_on(today: date) -> dict[str, str]:
    return {"signed_on": (today - timedelta(days=720)).isoformat()}


def _review(services: Services, officer: Actor) -> None:
    waiting = services.oversight.prepare(officer)
    others = [finding for finding in waiting.findings if finding.user_id != officer.user_id]
    for finding in others[1:]:  # the newest one waits, so that there is something to explain
        services.oversight.explain(officer, finding, "Planned work outside business hours, agreed with the director.")
    services.oversight.sign(officer, waiting, "Looked through with the medical director.")

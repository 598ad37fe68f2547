"""Plays a patient at the tablet: goes from screen to screen, answers, reads, initials and signs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.core.strokes import Strokes
from app.core.text import initials
from app.demo.answers import fill
from app.demo.cast import DemoPatient
from app.intake.places import OWN, Place, PlaceKind
from app.intake.signing import SignerCapacity
from app.intake.visit import IntakeVisit

_MOST_SCREENS = 400


def play_visit(visit: IntakeVisit, patient: DemoPatient, pass_time: Callable[[float], None]) -> None:
    """Go through the whole visit and send it. ``pass_time`` lets minutes go by between screens."""
    for _ in range(_MOST_SCREENS):
        place = visit.place
        if place.kind is PlaceKind.REVIEW:
            visit.send()
            return
        if place.kind is PlaceKind.CONFIRM:
            visit.returning.confirm(place.form_id, place.page)
        _do(visit, patient, place)
        pass_time(0.15)
        if visit.next() == place:
            raise RuntimeError(f"the demo's patient is stuck at {place.kind} of {place.form_id}")


def play_part(visit: IntakeVisit, patient: DemoPatient, pages: int) -> None:
    """Fill in the first form and ``pages`` of the second, then put the tablet down; only the draft is sealed."""
    first, second = visit.packet.forms[0].form_id, visit.packet.forms[1].form_id
    fill(visit.session(first), patient.answers, texts_of(patient))
    fill(visit.session(second), patient.answers, texts_of(patient), pages=pages)
    for place in visit.places:
        if place.form_id == second and place.page == pages:
            visit.go(place)
    visit.autosave()


def _do(visit: IntakeVisit, patient: DemoPatient, place: Place) -> None:
    kind, form_id = place.kind, place.form_id
    if kind is PlaceKind.DISCLOSURE:
        visit.accept_disclosure()
    elif kind is PlaceKind.PAGE:
        fill(visit.session(form_id), patient.answers, texts_of(patient))
    elif kind is PlaceKind.READING:
        for section in visit.reading(form_id):
            visit.mark_read(form_id, section.key)
            for line in section.initials:
                visit.set_initials(form_id, line.link_id, initials(signer(patient)))
    elif kind is PlaceKind.SIGN:
        _sign(visit, patient, form_id, own=place.page == OWN)


def _sign(visit: IntakeVisit, patient: DemoPatient, form_id: str, *, own: bool) -> None:
    name = _own_name(patient) if own else signer(patient)
    made = replace(visit.signing(form_id, own=own), printed_name=name, strokes=handwriting(name), acknowledged=True)
    if patient.guardian and not own:
        made = replace(made, capacity=SignerCapacity.PARENT, authority="Mother", assent="yes")
    visit.keep_signing(form_id, made, own=own)
    visit.sign(form_id, own=own)


def signer(patient: DemoPatient) -> str:
    """Return who signs for ``patient``."""
    return patient.guardian or _own_name(patient)


def _own_name(patient: DemoPatient) -> str:
    return f"{patient.person.given_name} {patient.person.family_name}"


def texts_of(patient: DemoPatient) -> Mapping[str, str]:
    """Return what the patient types, by linkId."""
    person = patient.person
    return {
        "reg.name.family": person.family_name, "reg.name.given": person.given_name,
        "reg.demo.dob": person.birth_date.isoformat(), "reg.contact.mobile": person.phone,
        "reg.contact.email": person.email, "comm.number": person.phone, "mh.med.item.name": "Aspirin 81 mg",
        "mh.alg.item.what": "Lidocaine",
    }


def handwriting(name: str) -> Strokes:
    """Return a plausible scribble for ``name``: loops whose size follows the letters. No person's real signature."""
    lines: list[tuple[tuple[int, int], ...]] = []
    x = 90.0
    for word in name.split():
        points: list[tuple[int, int]] = []
        for number, letter in enumerate(word):
            tall = letter in "bdfhklt" or number == 0
            height, width = (130.0 if tall else 52.0), (46.0 if number == 0 else 26.0)
            points += _loop(x, height, width, ord(letter))
            x += width
        lines.append(tuple(points))
        x += 36
    return Strokes(tuple(lines), height=300)


def _loop(x: float, height: float, width: float, seed: int) -> list[tuple[int, int]]:
    lean = 0.28 + (seed % 5) * 0.03
    points = []
    for step in range(13):
        angle = math.pi * (0.9 + step / 6)
        up = (1 - math.cos(angle)) / 2 * height * (0.8 + (seed % 3) * 0.1)
        points.append((min(999, round(x + step / 12 * width + math.sin(angle) * width * 0.35 + up * lean)),
                       max(1, min(299, round(215 - up)))))
    return points

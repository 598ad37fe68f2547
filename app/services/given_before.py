"""What staff entered at an earlier hand-over of the same visit, so that nobody types it twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from app.models.visits import HandOver, Visit
from app.services.desk import Work
from app.services.hand_over import DETAILS_PURPOSE
from app.services.views.patients import StaffQuestion


def with_given(work: Work, visit: Visit, questions: Sequence[StaffQuestion]) -> tuple[StaffQuestion, ...]:
    """Return ``questions`` with the values of the visit's last hand-over, where it had any."""
    row = work.session.scalar(select(HandOver).where(HandOver.visit_id == visit.visit_id)
                              .order_by(HandOver.sequence_start.desc(), HandOver.at.desc()).limit(1))
    if row is None:
        return tuple(questions)
    details = json.loads(work.keys.decrypt(visit.patient_id, row.details, DETAILS_PURPOSE))
    given = {(form_id, link_id): text for form_id, link_id, text in details["staff"]}
    return tuple(replace(each, value=given.get((each.form_id, each.link_id), each.value)) for each in questions)

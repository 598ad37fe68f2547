"""Which page shows which place of a visit. One line for each kind."""

from __future__ import annotations

from collections.abc import Callable

from app.intake.places import Place, PlaceKind
from app.ui.patient.check_page import CheckPage
from app.ui.patient.confirm_page import ConfirmPage
from app.ui.patient.consent_page import ConsentPage
from app.ui.patient.disclosure_page import DisclosurePage
from app.ui.patient.kiosk import Kiosk, KioskPage
from app.ui.patient.question_page import QuestionPage
from app.ui.patient.review_page import ReviewPage
from app.ui.patient.sign_page import SignPage

PAGES: dict[PlaceKind, Callable[[Kiosk, Place], KioskPage]] = {
    PlaceKind.DISCLOSURE: DisclosurePage,
    PlaceKind.PAGE: QuestionPage,
    PlaceKind.CONFIRM: ConfirmPage,
    PlaceKind.READING: ConsentPage,
    PlaceKind.CHECK: CheckPage,
    PlaceKind.SIGN: SignPage,
    PlaceKind.REVIEW: ReviewPage,
}
"""Pages between the bars. Welcome, done and paper fill the window and are built by the mode itself."""

"""Every staff screen by its route."""

from __future__ import annotations

from collections.abc import Mapping

from app.ui.navigation import (
    AuditRoute,
    CheckInRoute,
    DocumentRoute,
    DocumentsRoute,
    HandOverRoute,
    NewPatientRoute,
    PatientRoute,
    PatientsRoute,
    PrivacyRoute,
    ReviewRoute,
    ReviewsRoute,
    Route,
    SettingsRoute,
    TodayRoute,
)
from app.ui.staff.audit import AuditScreen
from app.ui.staff.check_in import CheckInScreen
from app.ui.staff.document import DocumentScreen
from app.ui.staff.documents import DocumentsScreen
from app.ui.staff.hand_over import HandOverScreen
from app.ui.staff.new_patient import NewPatientScreen
from app.ui.staff.patient import PatientScreen
from app.ui.staff.patients import PatientsScreen
from app.ui.staff.privacy.screen import PrivacyDeskScreen
from app.ui.staff.review import ReviewScreen
from app.ui.staff.reviews import ReviewsScreen
from app.ui.staff.settings.screen import SettingsScreen
from app.ui.staff.shell import ScreenFactory
from app.ui.staff.today import TodayScreen

SCREENS: Mapping[type[Route], ScreenFactory] = {
    TodayRoute: TodayScreen,
    PatientsRoute: PatientsScreen,
    NewPatientRoute: NewPatientScreen,
    PatientRoute: PatientScreen,
    CheckInRoute: CheckInScreen,
    HandOverRoute: HandOverScreen,
    ReviewsRoute: ReviewsScreen,
    ReviewRoute: ReviewScreen,
    DocumentsRoute: DocumentsScreen,
    DocumentRoute: DocumentScreen,
    PrivacyRoute: PrivacyDeskScreen,
    AuditRoute: AuditScreen,
    SettingsRoute: SettingsScreen,
}
"""What the shell shows for each route."""

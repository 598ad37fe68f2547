"""Sample views of Settings, for tests of its tabs. Every person is invented."""

from __future__ import annotations

from datetime import date, timedelta

from app.security.actor import Licence, Role
from app.services.views.forms import (
    ChangeLine,
    FormFacts,
    FormLine,
    FormState,
    LimitLine,
    Months,
    SignAgainLine,
    VersionLine,
)
from app.services.views.oversight import Approval, AppSettings, BackupResult, BackupStatus, FormRow, PolicyVersion
from app.services.views.people import SignInRecord, StaffView, TemporaryCredential, TotpEnrolment
from tests.factories import NOW, at

GROUPS = ("7K2M", "9QXP", "4TRV", "H8WD", "C3NJ", "6YZB", "F5GA", "2SKE", "R9VT")
CODES = tuple(f"{number:02d}ab-cd{number:02d}" for number in range(10))
ENROLMENT = TotpEnrolment("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                          "otpauth://totp/Better%20Med%20Spa:maya?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
CREDENTIAL = TemporaryCredential("h7kq-3mzp-x9td-w4nc", ENROLMENT)


def person(user_id: str, name: str, title: str, role: Role, licence: Licence = Licence.NONE,
           **changes: object) -> StaffView:
    """Return an active member of staff."""
    facts: dict[str, object] = {
        "user_name": user_id.removeprefix("user-"), "licence_number": "" if licence is Licence.NONE else "041-338-112",
        "is_director": False, "active": True, "locked": False, "must_enrol": False,
        "last_sign_in": NOW - timedelta(hours=2), **changes}
    return StaffView(user_id=user_id, display_name=name, title=title, role=role, licence=licence,
                     **facts)  # type: ignore[arg-type]  # the caller names fields of StaffView


def staff() -> tuple[StaffView, ...]:
    """Return a small clinic, with every state a person can be in."""
    return (
        person("user-adeyemi", "Dr. Samuel Adeyemi", "Medical director", Role.PROVIDER, Licence.MD_DO,
               is_director=True),
        person("user-administrator", "Judith Keller", "Practice manager", Role.ADMINISTRATOR),
        person("user-maya", "Maya Thornton", "Aesthetician", Role.AESTHETICIAN, Licence.ESTHETICIAN, locked=True),
        person("user-priya", "Priya Raman, RN", "Nurse injector", Role.PROVIDER, Licence.RN),
        person("user-theo", "Theo Lindgren", "Front desk", Role.FRONT_DESK, must_enrol=True, last_sign_in=None),
        person("user-ines", "Inés Duarte", "Privacy officer", Role.PRIVACY_OFFICER),
        person("user-gone", "Carla Weiss", "Front desk", Role.FRONT_DESK, active=False,
               last_sign_in=NOW - timedelta(days=90)),
    )


def sign_ins() -> tuple[SignInRecord, ...]:
    """Return a few days of one account, one failure among them."""
    days = (date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 20), date(2026, 11, 19))
    made = [SignInRecord(at(8, 2, day=day), "Workstation 2", True, "Signed in. With password and code.")
            for day in days]
    made.insert(1, SignInRecord(at(8, 1), "Workstation 2", False,
                                "Tried to sign in. The name and password did not match."))
    made.insert(3, SignInRecord(at(17, 40, day=days[1]), "Workstation 2", True, "Signed out. Locked with F9."))
    return tuple(made)


def policies() -> tuple[PolicyVersion, ...]:
    """Return two documents: one replaced, one in effect, one still to come."""
    return (
        PolicyVersion("p3", "npp", "Notice of privacy practices", "2026-2", date(2027, 1, 1), at(9, 12), "c" * 64,
                      False),
        PolicyVersion("p2", "policy", "How we handle your information", "2.0", date(2026, 6, 1),
                      at(16, 30, day=date(2026, 5, 28)), "b" * 64, True),
        PolicyVersion("p1", "policy", "How we handle your information", "1.0", date(2025, 1, 1),
                      at(11, 5, day=date(2024, 12, 20)), "a" * 64, False),
    )


def forms() -> tuple[FormRow, ...]:
    """Return forms and the rules: approved, half approved, not approved."""
    director = Approval("Dr. Samuel Adeyemi", "Medical director", "036-112-904", date(2026, 11, 2), "medical director")
    counsel = Approval("Leah Moskowitz", "Counsel", "ARDC 6298811", date(2026, 11, 9), "counsel")
    both, none = (director, counsel), ()
    return (
        _form("reg", "Registration", 22, both, ()), _form("mh", "Medical history", 48, both, ()),
        _form("priv", "Privacy acknowledgment", 6, (director,), ("counsel",)),
        _form("c_btx", "Consent for botulinum toxin treatment", 31, none, ("medical director", "counsel")),
        FormRow("rules", "", "0.1.0", "Safety rules, treatments and when forms are due", "0f" * 32, 57, ("en",), none,
                ("medical director", "counsel")),
    )


def form_lines() -> tuple[FormLine, ...]:
    """Return the same as the command line lists it: in use, a draft, one that was retired."""
    url = "https://clinic.example/Questionnaire"
    return (
        FormLine("reg", "https://bettermedspa.example/fhir/Questionnaire/reg", "0.1.0", "Registration",
                 FormState.IN_USE, False, "By the app's own rules", ()),
        FormLine("sleep", f"{url}/sleep", "0.2", "Sleep questions", FormState.DRAFT, True, "Once", ()),
        FormLine("scars", f"{url}/scars", "1.0", "Scar history", FormState.RETIRED, True, "", ()),
    )


def _form(form_id: str, title: str, questions: int, approvals: tuple[Approval, ...],
          missing: tuple[str, ...]) -> FormRow:
    digest = (form_id.encode().hex() * 16)[:64]
    return FormRow(form_id, f"https://bettermedspa.example/fhir/Questionnaire/{form_id}", "0.1.0", title, digest,
                   questions, ("en", "es"), approvals, missing)


def form_facts(form_id: str = "c_btx") -> FormFacts:
    """Return a form that was changed twice and whose months were set."""
    versions = (VersionLine("0.3.0", NOW - timedelta(days=2), True, "New risk named by the maker."),
                VersionLine("0.2.0", NOW - timedelta(days=60), False, "A spelling."),
                VersionLine("0.1.0", NOW - timedelta(days=200), True, "First version."))
    changes = (ChangeLine(9, NOW - timedelta(days=5), "Judith Keller", "Our insurer asks for it."),)
    return FormFacts(form_id, False, "By the app's own rules", versions, 12, Months("9", "12", 1, 36), changes)


def sign_again() -> tuple[SignAgainLine, ...]:
    """Return two patients."""
    return (SignAgainLine("p1", "Elena Marsh", 1042, date(2026, 5, 4), "0.2.0"),
            SignAgainLine("p2", "Tomás Rivera", 1077, date(2026, 8, 19), "0.2.0"))


def limits() -> tuple[LimitLine, ...]:
    """Return a limit as it came and one that was set."""
    changes = (ChangeLine(16, NOW - timedelta(days=5), "Judith Keller", "The director wants four months."),)
    return (LimitLine("FL-17", "Filler placed less than 2 weeks ago.", "weeks since the last filler", 2, 2, 2, 12, ()),
            LimitLine("NM-12", "Last toxin less than 16 weeks ago, any brand.", "weeks since the last toxin", 16, 12,
                      12, 26, changes))


def settings() -> AppSettings:
    """Return settings a clinic has changed."""
    return AppSettings(backup_folder="/media/clinic-backup")


def backup_status() -> BackupStatus:
    """Return a backup of this morning."""
    return BackupStatus("/media/clinic-backup", at(8, 3), False, "The last backup is less than a day old.")


def backup_result() -> BackupResult:
    """Return a finished backup."""
    return BackupResult(NOW, "/media/clinic-backup", "records-20261124T162700Z.db", 18402, 4_812_000)

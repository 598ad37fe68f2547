"""All services of the app, made once from what the outside gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.core.clock import Clock
from app.core.errors import DamagedError
from app.core.paths import DataFolder
from app.core.randomness import Randomness
from app.core.resources import resource
from app.rules.retention import shipped_retention
from app.rules.shipped import shipped_registers
from app.security.device_secret import DeviceSecretStore
from app.security.kdf import STANDARD, KdfParameters
from app.security.passwords import PasswordPolicy
from app.security.session import Session
from app.services.access import AccessService
from app.services.audit import AuditService
from app.services.backup import BackupService
from app.services.clinic_documents import ClinicDocumentService
from app.services.clinic_forms import ClinicFormsService
from app.services.communications import CommunicationsService
from app.services.consents.service import ConsentsService
from app.services.copies.service import CopiesService
from app.services.desk import Desk
from app.services.desk_counts import DeskCountsService
from app.services.device import read_device
from app.services.disclosures.service import DisclosureService
from app.services.documents import DocumentService
from app.services.inbox import InboxService
from app.services.incidents.service import IncidentService
from app.services.library import LibraryService
from app.services.library_content import load_content
from app.services.patients import PatientService
from app.services.policies import PoliciesService
from app.services.promises.board import PromiseService
from app.services.receipts import ReceiptsService
from app.services.recovery import RecoveryService
from app.services.registers.oversight import OversightService
from app.services.registers.phone_notes import PhoneNotesService
from app.services.registers.registers import RegistersService
from app.services.restore import RestoreService
from app.services.retention.device import RetireService
from app.services.retention.service import RetentionService
from app.services.review import ReviewService
from app.services.rights.limits import SharingService
from app.services.rights.service import RightsService
from app.services.rule_settings import RuleSettingsService
from app.services.sessions import RecentCodes, Sessions
from app.services.settings import SettingsService
from app.services.setup import SetupPorts, SetupService
from app.services.staff import StaffService
from app.services.staff_drafts import StaffDraftsService
from app.services.strongbox import Strongbox
from app.services.visits import VisitService

_UNNAMED_DEVICE: Final = "This computer"


@dataclass(frozen=True)
class Services:
    """Every use case of the app, by subject; ``session`` is who has this computer right now."""

    setup: SetupService
    access: AccessService
    recovery: RecoveryService
    staff: StaffService
    audit: AuditService
    settings: SettingsService
    backup: BackupService
    restore: RestoreService
    policies: PoliciesService
    receipts: ReceiptsService
    drafts: StaffDraftsService
    library: LibraryService
    forms: ClinicFormsService
    rule_settings: RuleSettingsService
    patients: PatientService
    visits: VisitService
    inbox: InboxService
    review: ReviewService
    documents: DocumentService
    disclosures: DisclosureService
    copies: CopiesService
    consents: ConsentsService
    communications: CommunicationsService
    registers: RegistersService
    phone_notes: PhoneNotesService
    oversight: OversightService
    clinic_documents: ClinicDocumentService
    incidents: IncidentService
    rights: RightsService
    sharing: SharingService
    retention: RetentionService
    retirement: RetireService
    promises: PromiseService
    desk_counts: DeskCountsService
    desk: Desk
    session: Session


def build_services(folder: DataFolder, keyring: DeviceSecretStore, clock: Clock, randomness: Randomness, *,
                   demo: bool = False, kdf: KdfParameters = STANDARD) -> Services:
    """Make every service. Opens no records; reads the shipped content and the list of common passwords.

    ``keyring`` keeps this device's secret; ``demo`` is the fictional clinic; ``kdf`` the cost of one password guess.
    """
    session = Session()
    desk = Desk(clock, randomness, folder, _device_name(folder))
    box = Strongbox(folder, keyring, randomness, clock, kdf)
    sessions = Sessions(desk, box, session)
    codes = RecentCodes(clock)
    passwords = PasswordPolicy.from_file(resource("security/common-passwords.txt"))
    staff = StaffService(desk, box, codes, passwords)
    backup = BackupService(desk, sessions)
    library = LibraryService(desk, load_content(), demo)
    forms = ClinicFormsService(desk, library, demo)
    registers = RegistersService(desk, shipped_registers())
    return Services(
        setup=SetupService(folder, box, SetupPorts(clock, randomness, passwords)),
        access=AccessService(sessions, codes, passwords.problem),
        recovery=RecoveryService(sessions, staff, passwords),
        staff=staff,
        audit=AuditService(desk, box),
        settings=SettingsService(desk),
        backup=backup,
        restore=RestoreService(sessions, passwords),
        policies=PoliciesService(desk),
        receipts=ReceiptsService(desk),
        drafts=StaffDraftsService(desk),
        library=library,
        forms=forms,
        rule_settings=RuleSettingsService(desk, library, forms),
        patients=PatientService(desk, library),
        visits=VisitService(desk, library, demo),
        inbox=InboxService(desk, library),
        review=ReviewService(desk, library, demo),
        documents=DocumentService(desk, library),
        disclosures=DisclosureService(desk, library),
        copies=CopiesService(desk, library),
        consents=ConsentsService(desk, library, demo),
        communications=CommunicationsService(desk, library),
        registers=registers,
        phone_notes=PhoneNotesService(desk),
        oversight=OversightService(desk),
        clinic_documents=ClinicDocumentService(desk),
        incidents=IncidentService(desk),
        rights=RightsService(desk, library),
        sharing=SharingService(desk),
        retirement=RetireService(desk, sessions, backup),
        retention=RetentionService(desk, sessions, backup, shipped_retention()),
        promises=PromiseService(desk, library, shipped_registers()),
        desk_counts=DeskCountsService(desk, registers, shipped_retention()),
        desk=desk,
        session=session,
    )


def _device_name(folder: DataFolder) -> str:
    try:
        return read_device(folder.device).name
    except DamagedError:  # before set-up, or on a new computer
        return _UNNAMED_DEVICE

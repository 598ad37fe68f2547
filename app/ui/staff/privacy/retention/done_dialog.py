"""After a disposal: the record is gone, the certificate can be saved, and which drives were not reached."""

from __future__ import annotations

from collections.abc import Callable

from app.core.errors import KnownError
from app.services.views.retention import DisposalDone
from app.services.views.review import Disclosure
from app.ui.fonts import Staff
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

SAVING = Disclosure("The clinic’s own files", "Proof of the disposal of a record")
SAVE_WHY = "Saving a certificate outside the app needs your password."


class DoneDialog(DialogOverlay):
    """Says plainly what was not reached, and what that means."""

    def __init__(self, tab: ScreenTab, done: DisposalDone) -> None:
        super().__init__(tab.screen_of.stage(), width=560, spacing=14)
        self._tab, self._done = tab, done
        self._banner = quiet_banner()
        self.save = Button("Save certificate", Kind.SECONDARY, icon="download")
        self.close_button = Button("Close", Kind.PRIMARY)
        self.add_head(f"Record {done.record_number} is deleted",
                      "Its key is destroyed, and name, birth date and contact are erased. The sealed "
                      "certificate is kept under Retention.")
        for place in done.not_reached:
            self.body.addWidget(Banner(Tone.WARNING, "Not reached", f"{place.place}\n{place.note}"))
        if done.not_reached:
            self.body.addWidget(TextLabel("Connect the drive, then choose “Reach again” below the list. Until then the "
                                          "record could be read there with the recovery key.", Staff.BODY, "ink-2"))
        self.body.addWidget(self._banner)
        row = button_row(self.save, self.close_button, to_right=True)
        row.setContentsMargins(0, 8, 0, 0)
        self.body.addLayout(row)
        self.save.activated.connect(self._save)
        self.close_button.activated.connect(self.close_dialog)

    def begin(self) -> None:
        """Open the dialog with the focus on closing it."""
        self.open(self.close_button)
        self.refit()

    def _save(self) -> None:
        save_certificate(self._tab, self._done.document_id, self.save, self._refused)

    def _refused(self, error: KnownError) -> None:
        self._banner.show_message(Tone.DANGER, "", error.sentence, say=True)
        self._banner.show()
        self.refit()


def save_certificate(tab: ScreenTab, document_id: str, button: Button, refused: Callable[[KnownError], None]) -> None:
    """Save a sealed certificate where the person says."""
    tab.change(Change(
        lambda services, actor: services.clinic_documents.copy(actor, document_id, SAVING),
        lambda file: save_file(tab.screen_of, FileToSave("Save the certificate", file[0], "PDF (*.pdf)", file[1]),
                               refused),
        refused, button, "Save certificate", SAVE_WHY))

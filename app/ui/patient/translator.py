"""Puts the words of patient pages into the language of the visit, while the visit is on the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from app.core.languages import translated
from app.ui.form_widgets.words import CONTEXT


class PatientTranslator(QTranslator):
    """Answers for the words of patient pages alone; what staff read stays English."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._language = "en"

    def speak(self, language: str) -> None:
        """Use ``language`` from now on. Pages that are up already keep their words until they are built again."""
        QCoreApplication.removeTranslator(self)
        self._language = language
        if language != "en":
            QCoreApplication.installTranslator(self)

    def isEmpty(self) -> bool:
        """The words come from the catalogue, not from a .qm file."""
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None,
                  n: int = -1) -> str | None:
        """Return the translation; None for other contexts, so that Qt asks the next translator."""
        return translated(source, self._language) if context == CONTEXT else None

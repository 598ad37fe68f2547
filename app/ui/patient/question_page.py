"""One page of questions: what is asked on the left, the answers on the right (above and below in portrait)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.forms import Issue, Page
from app.intake.earlier import lost_on
from app.intake.packet import FormKind, PolicyText
from app.intake.places import Place
from app.ui.announce import announce
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.page import FormPage
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk, KioskPage
from app.ui.patient.lost_banner import LostBanner
from app.ui.patient.missing import MissingBanner
from app.ui.patient.more_below import RING, MoreColumn, side_column
from app.ui.patient.policy_dialog import PolicyDialog
from app.ui.patient.question_column import QuestionColumn
from app.ui.patient.words import say, say_count


class QuestionPage(KioskPage):
    """Draws page ``place.page`` of form ``place.form_id``."""

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(kiosk, place, parent)
        self._session = self.visit.session(place.form_id)
        self._page: Page = self._session.pages[place.page]
        look = FieldLook(kiosk.visit.packet.today, kiosk.metrics, kiosk.columns, self.visit.language)
        self.form = FormPage(self._session, self._page, look)
        self.form.edited.connect(self._edited)
        self._issues: tuple[Issue, ...] = ()
        self._banner: MissingBanner | None = None
        self._said = False
        self.question = QuestionColumn(kiosk, place.form_id, self._page, self.form.heading)
        if self.visit.packet.form(place.form_id).kind is FormKind.ACKNOWLEDGEMENT:
            language = self.visit.language
            self.question.add_policies(tuple(each.in_language(language) for each in self.visit.packet.policies))
            self.question.policy_pressed.connect(self._read_policy)
        self.setAccessibleName(self.form.heading.title)
        self._lay_out()
        self.form.grown.connect(self._scroll.bring)

    def action(self) -> BarAction:
        """Continue."""
        return BarAction(say("Continue"), trailing="arrow-right")

    def note(self) -> BarNote | None:
        """After a refused Continue: how much is left to fix on this page."""
        if not self._issues:
            return None
        return BarNote(say_count(len(self._issues), "{n} answer to fix", "{n} answers to fix"), tone="danger")

    def may_go_on(self) -> bool:
        """Check the page. What is wrong is said once; whoever wants to come back to it later may go on."""
        self._issues = self.form.check()
        self._show_banner()
        self.bar_changed.emit()
        if not self._issues:
            return True
        self._to_issue(0)
        return False

    def show_key(self, key: str) -> None:
        """Jump to one question, as from the check page, and say what is wrong with it."""
        self.form.check()
        shown = self.form.focus_key(key)
        if shown is not None:
            self._scroll.bring(shown)

    def _lay_out(self) -> None:
        kiosk = self.kiosk
        top = RING if kiosk.is_narrow else 26
        self._scroll = MoreColumn(kiosk, (RING, top, kiosk.margin, kiosk.px(24)), kiosk.px(16))
        lost = lost_on(self._page, self.visit.returning.lost(self.place.form_id))
        if lost:
            self._scroll.column.addWidget(LostBanner(kiosk, lost))
        self._scroll.column.addWidget(self.form)
        self._scroll.column.addStretch(1)
        if kiosk.is_narrow:
            column = QVBoxLayout(self)
            column.setContentsMargins(kiosk.margin - RING, 12, 0, 0)
            column.setSpacing(kiosk.px(12))
            self.question.setContentsMargins(RING, 0, kiosk.margin, 0)
            column.addWidget(self.question)
            column.addWidget(self._scroll, 1)
            return
        line = QHBoxLayout(self)
        line.setContentsMargins(kiosk.margin - RING, 0, 0, 0)
        line.setSpacing((48 if kiosk.scale == 1 else 44) - 2 * RING)
        line.addWidget(side_column(self.question, 324 if kiosk.scale == 1 else 360))
        line.addWidget(self._scroll, 1)

    def _read_policy(self, policy: PolicyText) -> None:
        self.visit.note_policy_opened(policy.kind)
        dialog = PolicyDialog(self.kiosk, self.stage(), policy)
        dialog.open(dialog.close_button)
        self.edited.emit()

    def _edited(self) -> None:
        if self._issues:
            wrong = {issue.key for issue in self._session.issues(self._page)}
            self._issues = tuple(issue for issue in self._issues if issue.key in wrong)
            self._show_banner()
            self.bar_changed.emit()
        self.edited.emit()

    def _show_banner(self) -> None:
        if self._banner is not None:
            self._scroll.column.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if not self._issues:
            return
        title = say_count(
            len(self._issues), "{n} answer is missing or needs a change", "{n} answers are missing or need a change"
        )
        labels = [] if len(self._issues) < 2 else [self._label(issue) for issue in self._issues]
        self._banner = MissingBanner(self.kiosk, title, labels, skip=say("Come back to it later"))
        self._banner.jumped.connect(self._to_issue)
        self._banner.skipped.connect(self.on_anyway)
        self._scroll.column.insertWidget(0, self._banner)
        announce(self, title, urgent=True)

    def on_anyway(self) -> None:
        """Go on with the page unfinished; the check page lists what is missing."""
        self._issues = ()
        self.on_requested.emit()

    def _label(self, issue: Issue) -> str:
        return self._session.questionnaire.item(issue.link_id).short_text.in_language(self.visit.language)

    def _to_issue(self, index: int) -> None:
        shown = self.form.focus_key(self._issues[index].key)
        if shown is not None:
            self._scroll.bring(shown)

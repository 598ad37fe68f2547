"""Feeds the idle policy with what people really do, and tells when the computer is left, locked or put to sleep."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from app.core.clock import Clock
from app.security.idle import IDLE_REASON, IdlePhase, IdlePolicy, IdleState, IdleWatch

_POLL_MS = 1000

_ACTIVITY = frozenset({
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd, QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease,
    QEvent.Type.InputMethod,
})
"""Touch, pen and input methods count on their own: a widget that accepts touch gets no mouse events."""


class IdleWatcher(QObject):
    """Watches the whole application while somebody is signed in or a patient has the tablet.

    Only events from the window system count (``spontaneous``), except input-method events, which Qt always delivers
    itself: those count while a widget has the focus. ``ticked`` comes once a second; ``expired`` once, with the
    reason for the audit log.
    """

    ticked = Signal(object)  # IdleState
    expired = Signal(str)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._watch: IdleWatch | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)

    def start(self, policy: IdlePolicy) -> None:
        """Begin a session under ``policy``."""
        self._watch = IdleWatch(policy, self._clock.monotonic(), self._clock.now())
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._timer.start()

    def use(self, policy: IdlePolicy) -> None:
        """Change the limits, for example on a page for reading."""
        if self._watch is not None:
            self._watch.use(policy)

    def extend(self) -> None:
        """Note activity that reached us in another way, such as "Stay signed in" pressed by a screen reader."""
        if self._watch is not None:
            self._watch.activity(self._clock.monotonic(), self._clock.now())

    def stop(self) -> None:
        """End the session."""
        self._timer.stop()
        self._watch = None
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def poll(self) -> None:
        """Ask the policy now; the timer does it once a second."""
        if self._watch is None:
            return
        state: IdleState = self._watch.poll(self._clock.monotonic(), self._clock.now())
        self.ticked.emit(state)
        if state.phase is IdlePhase.EXPIRED:
            self.stop()
            self.expired.emit(IDLE_REASON)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note activity; never swallow anything."""
        if event.type() in _ACTIVITY and _real(event):
            self.extend()
        return False


def _real(event: QEvent) -> bool:
    return event.spontaneous() or event.type() is QEvent.Type.InputMethod

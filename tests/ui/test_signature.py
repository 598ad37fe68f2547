"""Ink: every point of pen, finger and mouse is drawn, only the stroke is repainted, only the outline is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QPaintEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.core.strokes import WIDTH, Strokes
from app.ui.patient.signature.drawing import Drawing
from app.ui.patient.signature.ink import THICKEST, THINNEST, InkPoint, smooth
from app.ui.patient.signature.surface import InkSurface
from tests.waiting import wait


class Watched(InkSurface):
    """Remembers which rectangles were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[QRect] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(event.rect())
        super().paintEvent(event)


@pytest.fixture
def pad(qtbot: QtBot) -> Watched:
    made = Watched()
    made.resize(1000, 300)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: bool(made.painted))
    made.painted.clear()
    return made


def draw(pad: InkSurface, *spots: tuple[int, int]) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*spots[0]))
    for spot in spots[1:]:
        QTest.mouseMove(pad, QPoint(*spot))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*spots[-1]))


@pytest.fixture(scope="session")
def screen() -> QPointingDevice:
    """A touch screen."""
    return QTest.createTouchDevice()


def tablet(pad: InkSurface, kind: QEvent.Type, spot: QPointF, pressure: float) -> None:
    device = QPointingDevice("pen", 2, QPointingDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
                             QPointingDevice.Capability.Pressure, 1, 2)
    event = QTabletEvent(kind, device, spot, spot, pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
                         Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)
    QApplication.sendEvent(pad, event)


def test_mouse_stroke_is_kept_as_outline_in_a_box_1000_wide(pad: Watched) -> None:
    draw(pad, (100, 100), (200, 150), (300, 100))
    outline = pad.outline()
    assert outline.lines == (((100, 100), (200, 150), (300, 100)),)
    assert outline.height == 300


def test_no_point_of_a_long_fast_stroke_is_dropped(pad: Watched) -> None:
    pad.pen_down(QPointF(0, 10), 0.5)
    for x in range(1, 900):
        pad.pen_move(QPointF(x, 10 + x % 7), 0.5)
    pad.pen_up()
    assert pad.outline().point_count == 900


def test_only_the_rectangle_of_the_stroke_is_repainted(pad: Watched) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(pad, QPoint(120, 110))
    QTest.mouseMove(pad, QPoint(140, 120))
    wait(20)
    assert pad.painted
    assert max(rect.width() for rect in pad.painted) < 120
    assert max(rect.height() for rect in pad.painted) < 120


def test_pen_pressure_is_drawn_but_never_stored(qtbot: QtBot) -> None:
    outlines, pictures = [], []
    for pressure in (0.05, 1.0):
        pad = InkSurface()
        pad.resize(400, 200)
        qtbot.addWidget(pad)
        for index, spot in enumerate((QPointF(50, 50), QPointF(150, 120), QPointF(250, 60), QPointF(330, 130))):
            kind = QEvent.Type.TabletPress if index == 0 else QEvent.Type.TabletMove
            tablet(pad, kind, spot, pressure)
        tablet(pad, QEvent.Type.TabletRelease, QPointF(330, 130), 0.0)
        outlines.append(pad.outline().to_json())
        pictures.append(pad.grab().toImage())
    assert outlines[0] == outlines[1]
    assert pictures[0] != pictures[1]


def test_a_second_finger_draws_nothing(pad: Watched, screen: QPointingDevice) -> None:
    QTest.touchEvent(pad, screen).press(1, QPoint(100, 100), pad).commit()
    QTest.touchEvent(pad, screen).move(1, QPoint(150, 100), pad).press(2, QPoint(800, 250), pad).commit()
    QTest.touchEvent(pad, screen).move(1, QPoint(200, 100), pad).move(2, QPoint(700, 250), pad).commit()
    QTest.touchEvent(pad, screen).release(1, QPoint(200, 100), pad).release(2, QPoint(700, 250), pad).commit()
    assert pad.outline().lines == (((100, 100), (150, 100), (200, 100)),)


def test_a_touch_on_a_button_is_left_to_the_button(pad: Watched, screen: QPointingDevice) -> None:
    button = QPushButton("Clear", pad)
    button.setGeometry(500, 10, 100, 50)
    button.show()
    QTest.touchEvent(pad, screen).press(1, QPoint(520, 30), pad).commit()
    QTest.touchEvent(pad, screen).release(1, QPoint(520, 30), pad).commit()
    assert pad.is_blank


def test_undo_takes_back_one_stroke_and_also_a_clearing(pad: Watched) -> None:
    draw(pad, (10, 10), (60, 60))
    draw(pad, (100, 10), (160, 60))
    pad.undo()
    assert len(pad.outline().lines) == 1
    pad.clear()
    assert pad.is_blank
    assert pad.can_undo
    pad.undo()
    assert len(pad.outline().lines) == 1


def test_ink_keeps_its_proportions_when_the_pad_is_laid_out_again(pad: Watched) -> None:
    draw(pad, (10, 10), (300, 300))
    pad.resize(500, 300)
    (left, top), (right, bottom) = pad.outline().lines[0]
    assert right - left == bottom - top  # a square stays a square


def test_stored_outline_comes_back_unchanged(pad: Watched) -> None:
    outline = Strokes((((100, 50), (400, 200), (900, 120)),), 300)
    pad.set_outline(outline)
    assert pad.outline() == outline


@given(st.lists(st.tuples(st.floats(-50, 1300), st.floats(-50, 500)), min_size=1, max_size=60))
def test_outline_is_whole_numbers_inside_the_box(spots: list[tuple[float, float]]) -> None:
    drawing = Drawing()
    stroke = drawing.begin()
    for x, y in spots:
        stroke.add(x, y, None)
    outline = drawing.outline(1200, 380)
    assert Strokes.from_json(outline.to_json()) == outline
    assert all(0 <= x <= WIDTH and 0 <= y <= outline.height for line in outline.lines for x, y in line)
    assert all(THINNEST <= point.width <= THICKEST for point in stroke.points)


def test_the_curve_goes_through_every_point() -> None:
    points = [InkPoint(0, 0, 3), InkPoint(40, 10, 3), InkPoint(60, 60, 3), InkPoint(120, 40, 3)]
    for segment in range(3):
        curve = list(smooth(points, segment))
        assert (curve[0], curve[-1]) == (points[segment], points[segment + 1])

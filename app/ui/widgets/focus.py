"""The one ring that shows where the keyboard is."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QMenu, QScrollArea, QWidget

from app.ui.theme import theme

WIDTH, GAP = 2, 2
OUTSIDE = WIDTH + GAP
RADIUS = 5
ABOVE = 40
"""Room for the label above a field, and for the sentence below it."""
NO_BUTTON = Qt.MouseButton.NoButton
MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class FocusRing(QWidget):
    """A ring of 2 px, 2 px outside whatever has the focus.

    It lies in the window and not in the control's parent, so that no layout without margins cuts it off; scrolled parts
    of a control are left out. Lists draw the focus inside the row and get no ring; `ring="none"` opts out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._at: QWidget | None = None
        self._watched: list[QWidget] = []

    @classmethod
    def install(cls, app: QApplication) -> "FocusRing":
        """Make the program's ring follow the focus of `app` from where it is now, for as long as there is an `app`."""
        ring = _Keeper(app).ring
        ring.move_to(app.focusWidget())
        return ring

    @property
    def target(self) -> QWidget | None:
        """What the ring lies around now."""
        return self._at

    def move_to(self, new: QWidget | None) -> None:
        """Lie around another control, or none."""
        self.leave()
        if new is None or not _wears_ring(new):
            return
        self._at = new
        at: QWidget | None = new
        while at is not None:
            at.installEventFilter(self)
            self._watched.append(at)
            at = None if at.isWindow() else at.parentWidget()
        new.destroyed.connect(self.leave)
        self.setParent(new.window())
        self.fit()

    def leave(self) -> None:
        """Lie around nothing."""
        if not shiboken6.isValid(self):
            return
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        if self._at is not None and shiboken6.isValid(self._at):
            self._at.destroyed.disconnect(self.leave)
        self._at = None
        self.hide()
        self.setParent(None)

    def fit(self) -> None:
        """Follow the place and the looks of the control."""
        at = self._at
        if at is None or not shiboken6.isValid(at) or not at.isVisible():
            self.hide()
            return
        window = at.window()
        reach = _reach(at)
        place = QRect(at.mapTo(window, QPoint()), at.size()).adjusted(-reach, -reach, reach, reach)
        seen = place.intersected(_room(at, window))
        self.setGeometry(place)
        self.setMask(QRegion(seen.translated(-place.topLeft())) - QRegion(self._inner(reach)))
        self.setVisible(not seen.isEmpty())
        self.raise_()

    def _inner(self, reach: int) -> QRect:
        return self.rect().adjusted(reach + 2, reach + 2, -reach - 2, -reach - 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES:
            self.fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._at is None:
            return
        radius = self._at.property("ring_radius") or RADIUS
        on_rail = self._at.property("ring") == "rail"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("rail_focus" if on_rail else "focus"), WIDTH))
        half = WIDTH / 2
        corner = int(radius) + (GAP if _reach(self._at) else 0)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), corner, corner)
        painter.end()


class _Keeper(QObject):
    """Holds the ring: nobody else does, and without it the ring would be gone at once."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("focus_keeper")
        self.ring = FocusRing()
        app.focusChanged.connect(self._moved)
        app.aboutToQuit.connect(self._quit)
        theme().changed.connect(self._changed)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not shiboken6.isValid(self.ring):  # it went with the window that it lay in
            self.ring = FocusRing()
        _bring_into_sight(new)
        self.ring.move_to(new)

    def _changed(self) -> None:
        if shiboken6.isValid(self.ring):
            self.ring.fit()

    def _quit(self) -> None:
        if shiboken6.isValid(self.ring):
            self.ring.leave()
            self.ring.deleteLater()


def _bring_into_sight(widget: QWidget | None) -> None:
    """Scroll to what a key has led to: Qt does so for Tab, but not for Alt and a letter.

    A press of the mouse moves nothing, or what was pressed would be elsewhere when the button is let go.
    """
    if widget is None or isinstance(widget, QAbstractScrollArea) or QApplication.mouseButtons() != NO_BUTTON:
        return
    at = widget.parentWidget()
    while at is not None and not at.isWindow():
        inside = at.widget() if isinstance(at, QScrollArea) else None
        if isinstance(at, QScrollArea) and inside is not None and inside.isAncestorOf(widget):
            at.ensureWidgetVisible(widget, 0, theme().px(ABOVE))
        at = at.parentWidget()


def _wears_ring(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractItemView | QMenu) or widget.isWindow():
        return False
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:  # a page that has just opened: no control
        return False
    return bool(widget.property("ring") != "none")


def _reach(widget: QWidget) -> int:
    """How far outside of the control the ring lies; inside of one without a frame, which its neighbors touch."""
    return 0 if widget.property("kind") == "bare" else OUTSIDE


def _room(widget: QWidget, window: QWidget) -> QRect:
    """The part of the window where the widget is not scrolled away, with space for the ring."""
    room = window.rect()
    at = widget.parentWidget()
    while at is not None and at is not window:
        area = at.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is at:
            view = QRect(at.mapTo(window, QPoint()), at.size())
            room = room.intersected(view.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE))
        at = area
    return room

"""A line to find a person or organization by name or number, with what fits below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.queries.suggest import PersonHit, who_is
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.chips import Chip

MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down)
HIT = int(Qt.ItemDataRole.UserRole)
PAUSE_MS = 120
SHOWN = 5


class Who(NamedTuple):
    """Somebody chosen: kind is person, organization, anonymous, or "" for nobody yet."""

    kind: str = ""
    id: int | None = None
    name: str = ""

    def __str__(self) -> str:
        return self.name


class PersonLine(QWidget):
    """`chosen` gives the Who of the hit that Enter or a click took; `only` is person or organization, if not both."""

    chosen = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget | None = None, *, name: str = "person_line", only: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._seat, self._only = seat, only
        self.line = QLineEdit(self)
        self.line.setObjectName(f"{name}_line")
        self.line.setPlaceholderText(self.tr("Name, phone or e-mail"))
        organizations = only == "organization"
        self.line.setAccessibleName(self.tr("Find an organization") if organizations else self.tr("Find a person"))
        self.line.installEventFilter(self)
        self.hits = QListWidget(self)
        self.hits.setObjectName(f"{name}_hits")
        self.hits.setProperty("kind", "box")
        self.hits.setAccessibleName(self.tr("People found"))
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.itemClicked.connect(self._take)
        self.hits.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.hits)
        self.setFocusProxy(self.line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.search)
        self.line.textEdited.connect(lambda _: self._timer.start(PAUSE_MS))

    def search(self) -> None:
        """Look for what is typed."""
        text = self.line.text().strip()
        if len(text) < 2:
            self._found([])
            return
        self._seat.ask(lambda s, who: who_is(s, who, text), then=self._found, owner=self, key="who")

    def _found(self, hits: Sequence[PersonHit]) -> None:
        self.hits.clear()
        for hit in hits:
            if self._only in ("", hit.kind):
                item = QListWidgetItem(f"{hit.name}  ·  {hit.line}" if hit.line else hit.name, self.hits)
                item.setData(HIT, hit)
                item.setSizeHint(QSize(0, theme().row_height()))
        self.hits.setVisible(self.hits.count() > 0)
        self.hits.setFixedHeight(theme().row_height() * min(SHOWN, self.hits.count()) + 4)
        self.hits.setCurrentRow(0)

    def _take(self, item: QListWidgetItem) -> None:
        kind, number, name = item.data(HIT)[1], item.data(HIT)[0], item.data(HIT)[2]
        self.line.clear()
        self._found([])
        self.chosen.emit(Who(kind, number, name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows choose among the hits, Enter takes the one chosen; without hits Enter is the form's."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in MOVES and self.hits.isVisible():
            self.hits.keyPressEvent(event)
            return True
        item = self.hits.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hits.isVisible() and item is not None:
            self._take(item)
            return True
        return super().eventFilter(watched, event)


class AskerPicker(QWidget):
    """A field whose value is a Who: a person, an organization, or nobody by name (anonymous).

    With `only` (person or organization) it is one of these, and never anonymous.
    """

    value_changed = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None, *, only: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("asker_picker")
        self._who, self._only = Who(), only
        self.line = PersonLine(seat, self, name="asker", only=only)
        self.line.chosen.connect(self.set_value)
        self.chip = Chip("", self, icon="user", active=True, name="asker_chip")
        self.chip.removed.connect(lambda: self.set_value(Who()))
        self.chip.activated.connect(lambda: self.set_value(Who()))
        self.anonymous = QCheckBox(self.tr("A&nonymous"), self)
        self.anonymous.setObjectName("asker_anonymous")
        self.anonymous.setAccessibleName(self.tr("Anonymous"))
        self.anonymous.clicked.connect(lambda on: self.set_value(self._nobody() if on else Who()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.chip)
        row.addStretch(0)
        row.addWidget(self.anonymous, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.line)
        self.set_value(Who())

    def _nobody(self) -> Who:
        return Who("anonymous", None, self.tr("Anonymous"))

    def value(self) -> Who:
        """Who was chosen."""
        return self._who

    def set_value(self, value: object) -> None:
        """Choose somebody; a list as drafts give it back is taken too."""
        self._who = Who(*value) if isinstance(value, list | tuple) else Who()
        named = self._who.kind in ("person", "organization")
        self.line.setVisible(not named)
        self.line.setEnabled(self._who.kind == "")
        self.chip.setVisible(named)
        self.chip.set_text(self._who.name)
        self.anonymous.setVisible(not named and not self._only)
        self.anonymous.setChecked(self._who.kind == "anonymous")
        self.value_changed.emit()

"""The chips below the first words: who, where and what about; one Tab stop, with arrows between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.widgets.base import named
from app.ui.widgets.chips import Chip
from app.ui.widgets.flow import FlowLayout

WHO, WHERE, ABOUT = "who", "place", "category"
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -9, Qt.Key.Key_End: 9}


class Shown(NamedTuple):
    """What a chip says."""

    text: str
    icon: str
    guessed: bool = False


class SlipChip(Chip):
    """A chip that stays where it is: with a value that can be removed, or quiet, to add one."""

    def __init__(self, parent: QWidget, *, name: str, add: str, add_spoken: str) -> None:
        self._add, self._add_spoken = add, add_spoken
        super().__init__(add, parent, icon="plus", removable=False, name=name)

    @property
    def is_quiet(self) -> bool:
        """Whether it stands for nothing yet."""
        return not self._removable

    def show_value(self, shown: Shown | None) -> None:
        """Say this, or with None offer to add something."""
        self._removable = shown is not None
        self._guessed = shown is not None and shown.guessed
        self._active = shown is not None and not shown.guessed
        self._icon = shown.icon if shown else "plus"
        self.set_text(shown.text if shown else self._add)

    def _describe(self) -> None:
        super()._describe()
        if self.is_quiet:
            self.setAccessibleName(self._add_spoken)
        self.setAccessibleDescription("" if self.is_quiet else self.tr("Enter corrects it, Delete removes it"))

    def _ink(self) -> str:
        return "ink_2" if self.is_quiet else super()._ink()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.click()
        else:
            super().keyPressEvent(event)


class ChipRow(QWidget):
    """`wanted` names the chip that is to be corrected, `removed` the one that is taken away."""

    wanted = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "slip_chips", self.tr("What was recognized"))
        words = {
            WHO: (self.tr("Person"), self.tr("Add a person")),
            WHERE: (self.tr("Place"), self.tr("Add a place")),
            ABOUT: (self.tr("Category"), self.tr("Add a category")),
        }
        self.chips = {
            name: SlipChip(self, name=f"{name}_chip", add=add, add_spoken=spoken)
            for name, (add, spoken) in words.items()
        }
        flow = FlowLayout(self, gap=6)
        for name, chip in self.chips.items():
            flow.addWidget(chip)
            chip.activated.connect(self._teller(self.wanted, name))
            chip.removed.connect(self._teller(self.removed, name))
            chip.installEventFilter(self)
        self._stop(self.chips[WHO])

    @staticmethod
    def _teller(signal: SignalInstance, name: str) -> Callable[[], None]:
        return lambda: signal.emit(name)

    def show_values(self, values: Mapping[str, Shown | None]) -> None:
        """What each chip says now; the chips stay, and so does the keyboard."""
        for name, chip in self.chips.items():
            chip.show_value(values.get(name))

    def _stop(self, stop: QWidget) -> None:
        """Tab comes to this chip."""
        for chip in self.chips.values():
            policy = Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(policy)
        self.setFocusProxy(stop)

    def _go(self, chip: QWidget, step: int) -> None:
        row = list(self.chips.values())
        place = row.index(self.chips[chip.objectName().removesuffix("_chip")]) + step
        row[max(0, min(len(row) - 1, place))].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from chip to chip; where the keyboard was last is where Tab comes back to."""
        if isinstance(watched, SlipChip):
            if event.type() is QEvent.Type.FocusIn:
                self._stop(watched)
            elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in STEPS:
                self._go(watched, STEPS[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

"""What can be done with the report shown: print, save, issue, and what stands in the menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.widgets.base import named
from app.ui.widgets.buttons import KeyButton, key_words
from app.ui.widgets.flow import FlowLayout

GAP = 6


class ReportActs(QWidget):
    """Buttons side by side, wrapped where there is no room."""

    all_wanted = Signal()
    folder_wanted = Signal()
    issues_wanted = Signal()
    several_wanted = Signal()
    later_wanted = Signal()
    queue_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_acts", self.tr("What to do with the report"))
        self.print_button = KeyButton(self.tr("Print"), self, icon="printer", name="report_print")
        self.save_button = KeyButton(self.tr("Save…"), self, icon="file-down", kind="primary", name="report_save")
        self._keyed = {"Ctrl+P": self.print_button, "Ctrl+S": self.save_button}
        for key, button in self._keyed.items():
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
        self.html_button = KeyButton("", self, icon="globe", name="report_html")
        self.html_button.setAccessibleName(self.tr("Save as a web page"))
        self.html_button.setToolTip(self.tr("Save as a web page: the same report for a browser"))
        self.draft_button = KeyButton(self.tr("Draft as issue…"), self, name="report_draft")
        self.issues_button = KeyButton(self.tr("Issues"), self, name="report_issues_button")
        self.more_button = KeyButton("", self, icon="ellipsis", name="report_more")
        self.more_button.setAccessibleName(self.tr("More"))
        self.more_button.setToolTip(self.tr("More: all formats, the folder, several reports, the queue"))
        self.menu = self._make_menu()
        self.more_button.clicked.connect(self._pop)
        self.issues_button.clicked.connect(self.issues_wanted)
        row = FlowLayout(self, gap=GAP)
        for button in self.buttons:
            row.addWidget(button)
        self.print_keys(True)

    def print_keys(self, printed: bool) -> None:
        """Print the keys on the buttons; where they would take a row more, tool tips tell them."""
        for key, button in self._keyed.items():
            if button.key != (key if printed else ""):
                button.set_key(key if printed else "")
            button.setAccessibleDescription(key_words(key))
            button.setToolTip("" if printed else key_words(key))

    @property
    def buttons(self) -> tuple[KeyButton, ...]:
        """All, in their order."""
        first = (self.print_button, self.save_button, self.html_button)
        return (*first, self.draft_button, self.issues_button, self.more_button)

    def _make_menu(self) -> QMenu:
        menu = named(QMenu(self), "report_menu", self.tr("More"))
        self.all_action = self._action(menu, self.tr("Save all formats…"), "report_save_all", self.all_wanted)
        self.all_action.setShortcut("Ctrl+Shift+S")
        self.folder_action = self._action(menu, self.tr("Open folder"), "report_folder", self.folder_wanted)
        menu.addSeparator()
        self.several_action = self._action(
            menu, self.tr("Make several reports…"), "report_several", self.several_wanted
        )
        self.later_action = self._action(
            menu, self.tr("Put this one into the queue…"), "report_later", self.later_wanted
        )
        self.queue_action = self._action(menu, self.tr("Show the queue"), "report_queue_show", self.queue_wanted)
        self.addAction(self.all_action)  # its key works without the menu
        self.folder_action.setEnabled(False)
        return menu

    def _action(self, menu: QMenu, words: str, name: str, wanted: SignalInstance) -> QAction:
        made = menu.addAction(words)
        made.setObjectName(name)
        made.triggered.connect(wanted)
        return made

    def allow(self, *, ready: bool, whole: bool, issued: bool) -> None:
        """What is possible: with a report collected, with all its pages drawn, with a kind that is issued."""
        self.print_button.setEnabled(whole)
        for button in (self.save_button, self.html_button, self.draft_button):
            button.setEnabled(ready)
        for action in (self.all_action, self.later_action):
            action.setEnabled(ready)
        self.draft_button.setVisible(issued)
        self.issues_button.setVisible(issued)
        self.updateGeometry()

    def wanted_width(self) -> int:
        """How wide they are beside each other."""
        seen = [button for button in self.buttons if not button.isHidden()]
        return sum(button.sizeHint().width() for button in seen) + GAP * (len(seen) - 1)

    def count_issues(self, count: int) -> None:
        """Say how many issues there are of this report."""
        self.issues_button.set_text(self.tr("Issues, {0}").format(count) if count else self.tr("Issues"))

    def _pop(self) -> None:
        self.menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height() + 2)))

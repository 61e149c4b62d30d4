"""What a designation would do, beside its form: each rule kept or broken, and what becomes of open work."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.queries.designating import Outlook
from app.ui.pages.case_bits import emptied
from app.ui.widgets.base import IconMark, at_top, hairline, named, text_label
from app.ui.widgets.heads import SectionHead
from app.ui.widgets.spoken import announce


class OutlookPanel(QWidget):
    """Written anew while the form is filled in; what is newly broken is told to screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "outlook", self.tr("What this does"))
        self._broken: tuple[str, ...] = ()
        self.lines: list[str] = []
        head = SectionHead(
            self.tr("What this does"), self, hint=self.tr("as of now, before you sign"), name="outlook_head"
        )
        self.panel = named(QFrame(self), "outlook_panel")
        self.panel.setProperty("kind", "sunken_panel")
        self.panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows = QVBoxLayout(self.panel)
        self._rows.setContentsMargins(16, 12, 16, 12)
        self._rows.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self.panel)
        column.addStretch(1)
        self.show_outlook(Outlook((), (), ()))

    def show_outlook(self, outlook: Outlook) -> None:
        """Show another outlook."""
        emptied(self._rows)
        self.lines = []
        for rule in outlook.rules:
            if rule.ok:
                self._line("check", "status.met.text", rule.sentence)
            else:
                self._line("circle-x", "status.overdue.text", rule.sentence, weight="600")
        if outlook.consequences:
            self._rows.addWidget(hairline(self.panel))
            title = self.tr("What becomes of open work")
            label = text_label(title, self.panel, type="table", name="outlook_work")
            label.setProperty("weight", "600")
            self._rows.addWidget(label)
        for words in outlook.consequences:
            self._line("arrow-left-right", "accent_ink", words)
        if not self.lines:
            self._line(
                "info", "ink_3", self.tr("Choose who is to act and for which absence: the rules answer at once.")
            )
        self._tell(outlook)

    def _line(self, icon: str, role: str, words: str, *, weight: str = "400") -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addLayout(at_top(IconMark(icon, self.panel, role=role, size=16, name="outlook_icon")))
        label = text_label(words, self.panel, type="table", name=f"outlook_{len(self.lines)}")
        label.setWordWrap(True)
        label.setProperty("weight", weight)
        row.addWidget(label, 1)
        self._rows.addLayout(row)
        self.lines.append(words)

    def _tell(self, outlook: Outlook) -> None:
        broken = tuple(rule.sentence for rule in outlook.broken)
        news = [words for words in broken if words not in self._broken]
        self._broken = broken
        self.setAccessibleDescription(" ".join(self.lines))
        if news and self.isVisible():
            announce(self, " ".join(news))

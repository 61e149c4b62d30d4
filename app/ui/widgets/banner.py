"""A line under the top bar, shown only when there is something to say."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme import theme
from app.ui.widgets.base import IconMark, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.spoken import announce

TONES = {
    "acting": ("stamp", "acting_ink"),
    "info": ("info", "ink"),
    "warning": ("triangle-alert", "status.overdue.text"),
}


class Banner(QFrame):
    """A banner: acting (brass, only for borrowed authority), info or warning; `acted` is its button."""

    acted = Signal()

    def __init__(
        self,
        tone: str,
        text: str = "",
        parent: QWidget | None = None,
        *,
        bold: str = "",
        act: str = "",
        icon: str = "",
        name: str = "banner",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("tone", tone)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        own_icon, ink = TONES[tone]
        self._mark = IconMark(icon or own_icon, self, role=ink, name="bannerIcon")
        self._bold = text_label("", self, type="table", name="bannerBold")
        self._bold.setProperty("weight", "600")
        self._words = text_label("", self, type="table", name="bannerWords")
        self._words.setWordWrap(True)
        self._button = KeyButton(act, self, kind="link", name="bannerAct")
        self._button.setProperty("underlined", True)
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._button.clicked.connect(self.acted)
        self._button.setVisible(bool(act))
        self._arrange()
        self.set_text(bold, text)
        theme().changed.connect(self._fit)

    def set_text(self, bold: str, text: str) -> None:
        """Say something else: the first words in bold, then the rest."""
        whole = f"{bold} {text}".strip()
        changed = whole != self.accessibleName()
        for label, words in ((self._bold, bold), (self._words, text)):
            label.setText(words)
            label.setAccessibleName(words)
            label.setVisible(bool(words))
        self.setAccessibleName(whole)
        if changed and self.isVisible():
            announce(self, whole)

    def add_link(self, words: str, name: str) -> KeyButton:
        """One more thing to do, at the right; its button is for the caller to connect and to hide."""
        link = KeyButton(words, self, kind="link", name=name)
        link.setProperty("underlined", True)
        link.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row.insertWidget(self._row.indexOf(self._button), link)
        return link

    def _arrange(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 24, 4)
        row.setSpacing(4)
        row.addWidget(self._mark)
        row.addSpacing(6)
        row.addWidget(self._bold)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        row.addStretch()
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(theme().px(36))

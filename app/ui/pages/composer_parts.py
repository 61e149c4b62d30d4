"""Parts of a case's composer: its drafts, its lines, its tabs, and what each kind of entry says."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QTabBar, QWidget

from app.ui.icons import icon


class Kind(NamedTuple):
    """What may be written on a case, or where a tab leads.

    `icon` of its tab, whose word is `title`; `mark`, `tone`, first words and `hint` ("" for the resident's name) of its
    frame; `says` its text to who does not see it. `act` is its button, `done` what is said then, `kept` that its draft
    waits. `when` asks for a day in these words, `tells` how the resident was told; `leads` opens a slip or sheet.
    """

    icon: str
    mark: str
    tone: str
    title: str
    first: str
    hint: str
    says: str
    act: str
    done: str
    kept: str
    when: str = ""
    tells: bool = False
    leads: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("Composer", text)


def kinds() -> dict[str, Kind]:
    """All of them in the order of their tabs."""
    leading = {
        "contact": _leading("phone", _tr("Contact"), _tr("Log a contact…"), _tr("The slip opens on this case.")),
        "referral": _leading(
            "arrow-left-right", _tr("Referral"), _tr("Refer…"), _tr("The text is ready, and the case stays yours.")
        ),
    }
    return {**_entries(), **leading, **_later()}


def _entries() -> dict[str, Kind]:
    return {
        "note": Kind(
            icon="sticky-note",
            mark="lock",
            tone="note",
            title=_tr("Note"),
            first=_tr("Stays inside"),
            hint=_tr("Staff who may see this case can read it. It is never printed for the public."),
            says=_tr("Note, stays inside"),
            act=_tr("Keep note"),
            done=_tr("Note kept"),
            kept=_tr("1 note draft kept"),
        ),
        "reply": Kind(
            icon="send",
            mark="send",
            tone="reply",
            title=_tr("Reply"),
            first=_tr("Goes to the resident"),
            hint="",
            says=_tr("Reply, goes to the resident"),
            act=_tr("Record as told"),
            done=_tr("Reply recorded as told"),
            kept=_tr("1 reply draft kept"),
            tells=True,
        ),
    }


def _later() -> dict[str, Kind]:
    return {
        "promise": Kind(
            icon="handshake",
            mark="handshake",
            tone="reply",
            title=_tr("Promise"),
            first=_tr("Told to the resident"),
            hint="",
            says=_tr("Promise, as the resident was told it"),
            act=_tr("Note the promise"),
            done=_tr("Promise noted"),
            kept=_tr("1 promise draft kept"),
            when=_tr("Promised by"),
            tells=True,
        ),
        "task": Kind(
            icon="list-checks",
            mark="lock",
            tone="note",
            title=_tr("Task"),
            first=_tr("Stays inside"),
            hint=_tr("Yours; T gives one to a colleague."),
            says=_tr("Task, stays inside"),
            act=_tr("Note the task"),
            done=_tr("Task noted"),
            kept=_tr("1 task draft kept"),
            when=_tr("Due"),
        ),
    }


def _leading(icon_: str, title: str, act: str, hint: str) -> Kind:
    """A tab that leads to a slip or sheet."""
    return Kind(icon_, icon_, "reply", title, title, hint, "", act, "", "", leads=True)


WRITTEN = ("note", "reply", "promise", "task")


class CaseDraft(QObject):
    """What is written on one case and not yet recorded, of one kind; kept by the drafts."""

    typed = Signal()

    def __init__(self, kind: str, case_id: int, parent: QObject) -> None:
        super().__init__(parent)
        self.draft_kind, self.draft_key = f"case_{kind}", str(case_id)
        self.words = self.channel = self.when = ""

    @property
    def is_begun(self) -> bool:
        """Whether anything would be lost."""
        return bool(self.words.strip() or self.when.strip())

    def draft_values(self) -> dict[str, Any]:
        """What is kept."""
        return {"words": self.words, "channel": self.channel, "when": self.when}

    def restore(self, kept: dict[str, Any]) -> None:
        """What was kept."""
        self.words, self.channel, self.when = (str(kept.get(name) or "") for name in ("words", "channel", "when"))

    def clear(self) -> None:
        """It is recorded."""
        self.words = self.channel = self.when = ""


class LeavesByEsc(QObject):
    """Esc leaves an editor for the page, where one key does each act; only a second Esc leaves the page."""

    left = Signal()

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor)
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Esc from editor and page; all else is words."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress:
            self.left.emit()
        return True


class ComposerTabs(QTabBar):
    """The arrows go from tab to tab; Enter or Space on one, or a click, goes on: to its words, slip or sheet."""

    entered = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("composer_tabs")
        self.setDrawBase(False)
        self.setExpanding(False)
        self._icons: tuple[str, ...] = ()

    def set_kinds(self, found: dict[str, Kind]) -> None:
        """One tab for each."""
        self._icons = tuple(each.icon for each in found.values())
        for each in found.values():
            self.addTab(each.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space go on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def fit(self, room: int) -> None:
        """Icons beside the words, as long as all tabs have room so."""
        self._show_icons(shown=True)
        if self.sizeHint().width() > room:
            self._show_icons(shown=False)
        self.updateGeometry()  # the chosen tab is wider, in bold

    def _show_icons(self, *, shown: bool) -> None:
        for place, name in enumerate(self._icons):
            self.setTabIcon(place, icon(name, "ink_2", 16) if shown else QIcon())

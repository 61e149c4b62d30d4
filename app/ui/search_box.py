"""One box for everything: people, cases, words in notes, and every command, from anywhere in the window."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget

from app.authority import Right
from app.keys import fold
from app.queries.search import Found, Hit, search
from app.ui import labels
from app.ui.case_words import day_words
from app.ui.commands import Command
from app.ui.search_hits import Entry, HitList
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, named
from app.ui.widgets.buttons import KeyHint, key_words
from app.ui.widgets.spoken import announce

PAUSE_MS = 120
LEAST = 2
PAGE = 6
MARGIN = 10
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: PAGE, Qt.Key.Key_PageUp: -PAGE}
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ICONS = {
    "case": "list-checks",
    "person": "user",
    "organization": "store",
    "note": "sticky-note",
}


def words_of(text: str) -> list[str]:
    """What was typed as folded words."""
    return re.findall(r"\w+", fold(text))


def fitting(commands: Sequence[Command], text: str) -> list[Command]:
    """The commands in whose words every word typed begins one; all of them for nothing."""
    typed = words_of(text)
    return [each for each in commands if all(_begins(word, each) for word in typed)]


def _begins(word: str, command: Command) -> bool:
    return any(each.startswith(word) for each in words_of(f"{command.words} {command.more}"))


class SearchBox(QWidget):
    """Ctrl+K goes into it, arrows choose, Enter opens, Esc goes back to where the keyboard was."""

    def __init__(self, seat: Seat, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "search_box", self.tr("Search"))
        self._seat, self._commands = seat, commands
        self._found, self._answered, self._awaits_enter, self._moved = Found(), "", False, False
        self._from: QWidget | None = None
        self._make_line()
        self.hits = HitList(self)
        self.hits.chosen.connect(self._take)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self.setFocusProxy(self.line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.search)
        QShortcut(QKeySequence("Ctrl+K"), self).activated.connect(self.start)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._remember)
        theme().changed.connect(self._fit)
        self._fit()

    def _make_line(self) -> None:
        self.line = named(QLineEdit(self), "search_line", self.tr("Search for anything, or a command"))
        self.line.setPlaceholderText(self.tr("Name, phone, address, case number, or a command"))
        self.line.setToolTip(self.tr("Search ({0})").format(key_words("Ctrl+K")))
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._typed)
        self._icon = IconMark("search", self.line, role="ink_2", name="search_icon")
        self._key = KeyHint("Ctrl+K", self.line, name="search_key")
        for each in (self._icon, self._key):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    # -- typing ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the keyboard into the box, all its text selected."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.line.text().strip()

    def _typed(self) -> None:
        """Commands are shown at once; what is in the office file after a short pause."""
        self._awaits_enter = self._moved = False
        if len(self.text) < LEAST:
            self._timer.stop()
            self._found, self._answered = Found(), self.text
        else:
            self._timer.start(PAUSE_MS)
        self._show()

    def search(self) -> None:
        """Look for what is typed."""
        self._timer.stop()
        text = self.text
        if len(text) < LEAST:
            return
        self._seat.ask(
            lambda s, who: (text, search(s, who, text)), then=self._came, owner=self, failed=None, key="search"
        )

    def _came(self, answer: tuple[str, Found]) -> None:
        text, found = answer
        if text != self.text:
            return
        self._found, self._answered = found, text
        if self._moved and self.hits.current is not None:
            return self._show(keep=self.hits.current)
        self._show()
        if self._awaits_enter:
            self._open_current()
        elif self.hits.isVisible():
            self._tell_count()
        return None

    # -- what is shown --------------------------------------------------------------------------------------

    def _show(self, *, keep: Entry | None = None) -> None:
        if not self.text or not self.line.hasFocus():
            self.hits.hide()
            return
        self.hits.tell(self._entries(), words_of(self.text))
        for _ in range(self.hits.place[1]):
            if keep is None or self.hits.current is None or self.hits.current.title == keep.title:
                break
            self.hits.move_by(1)
        self._lay()

    def _lay(self) -> None:
        window = self.window()
        if self.hits.parentWidget() is not window:
            self.hits.setParent(window)
        if not self.hits.entries:
            self.hits.hide()
            return
        corner = self.line.mapTo(window, QPoint(0, 0))
        self.hits.lay(QRect(corner, self.line.size()), window.rect())
        self.hits.show()

    def _entries(self) -> list[Entry]:
        """What is in the file by kind, then commands; a command named in full goes first."""
        groups = self._groups()
        commands = self._command_entries(fitting(self._commands, self.text))
        in_full = any(words_of(each.words) == words_of(self.text) for each in self._commands)
        found = commands + groups if in_full else groups + commands
        if found or self._answered != self.text or len(self.text) < LEAST:
            return found
        return self._nothing()

    def _groups(self) -> list[Entry]:
        heads = (
            (self.tr("Cases"), self._found.cases),
            (self.tr("People"), self._found.people),
            (self.tr("Organizations"), self._found.organizations),
            (self.tr("Contacts"), self._found.contacts),
            (self.tr("Notes"), self._found.notes),
        )
        made: list[Entry] = []
        for words, hits in heads:
            made += [Entry(words), *(self._entry(hit, words) for hit in hits)] if hits else []
        return made

    def _entry(self, hit: Hit, group: str) -> Entry:
        when = day_words(self._seat.local(hit.at).date(), self._seat.today()) if hit.at is not None else ""
        icon = labels.label("channel", hit.line).icon if hit.kind == "contact" else ICONS[hit.kind]
        return Entry(hit.title, self._line(hit), icon, when, group, self._opener(hit))

    def _line(self, hit: Hit) -> str:
        """The second words of a hit, with the office's words for what the file keeps as a key."""
        if hit.kind == "contact":
            return labels.word("channel", hit.line)
        if hit.kind == "case":
            *rest, status = hit.line.split(" · ")
            return " · ".join([*rest, labels.word("status", status)])
        return hit.line[:1].upper() + hit.line[1:]

    def _opener(self, hit: Hit) -> Callable[[], object]:
        kind = "case" if hit.kind == "note" else hit.kind
        return lambda: self._seat.record_wanted.emit(kind, hit.id)

    def _command_entries(self, commands: Sequence[Command]) -> list[Entry]:
        group = self.tr("Commands")
        made = [Entry(each.words, "", each.icon, key_words(each.key), group, each.run) for each in commands]
        return [Entry(group), *made] if made else []

    def _nothing(self) -> list[Entry]:
        text = self.text
        made = [Entry(self.tr("Nothing found for “{0}”.").format(text), icon="search")]
        if self._seat.may(Right.LOG_CONTACT):
            words = self.tr("Log a contact with these words")
            made.append(Entry(words, "", "phone-call", open=lambda: self._seat.slip_wanted.emit({"line": text})))
        return made

    # -- choosing -------------------------------------------------------------------------------------------

    def _enter(self) -> None:
        """Open the active line; where the answer is still out and nothing was chosen, as soon as it is there."""
        waits = self._answered != self.text and len(self.text) >= LEAST
        exact = any(words_of(each.words) == words_of(self.text) for each in self._commands)
        if waits and not self._moved and not exact:
            self._awaits_enter = True
            self.search()
        else:
            self._open_current()

    def _open_current(self) -> None:
        self._awaits_enter = False
        if self.hits.current is not None:
            self._take(self.hits.current)

    def _take(self, entry: Entry) -> None:
        if entry.open is not None:
            self.leave()
            entry.open()

    def leave(self) -> None:
        """Clear the box and give the keyboard back to where it was."""
        self.line.clear()
        self._typed()
        back = self._from
        if back is not None and shiboken6.isValid(back) and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.line.clearFocus()

    def _move(self, step: int) -> None:
        if not self.text:
            self.hits.tell(self._command_entries([each for each in self._commands if not each.only_typed]), ())
            self._lay()
        elif not self.hits.isVisible():
            self._show()
        else:
            self._moved = True
            self.hits.move_by(step)
        self._tell_current()

    def _tell_count(self) -> None:
        _, count = self.hits.place
        nothing = self.hits.entries[0].title if self.hits.entries and self.hits.entries[0].icon else ""
        words = nothing or self.tr("%n found.", "", count)
        current = self.hits.current
        announce(self.line, f"{words} {current.spoken}" if current is not None else words)

    def _tell_current(self) -> None:
        current, (place, count) = self.hits.current, self.hits.place
        if current is not None:
            announce(self.line, self.tr("{0}, {1} of {2}").format(current.spoken, place, count))

    # -- Qt -------------------------------------------------------------------------------------------------

    def _remember(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self.line and old is not None and old.window() is self.window():
            self._from = old

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc are the box's own, before any key of the page."""
        kind = event.type()
        if kind is QEvent.Type.FocusOut:
            self.hits.hide()
        elif kind is QEvent.Type.FocusIn and self.text:
            self._show()
        elif isinstance(event, QKeyEvent) and self._is_own(event):
            if kind is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if kind is QEvent.Type.KeyPress:
                self._act_on(Qt.Key(event.key()))
                return True
        return super().eventFilter(watched, event)

    def _is_own(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        known = (*STEPS, *ENTERS, Qt.Key.Key_Escape)
        return held == Qt.KeyboardModifier.NoModifier and event.key() in known

    def _act_on(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in ENTERS:
            self._enter()
        else:
            self._move(STEPS[key])

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hits.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _fit(self) -> None:
        self.line.setFixedHeight(theme().px(34))
        self.line.setTextMargins(theme().px(MARGIN) + theme().px(16), 0, self._key.width() + theme().px(MARGIN), 0)
        self._place()

    def _place(self) -> None:
        height, width = theme().px(34), self.width()
        self._icon.move(theme().px(MARGIN), (height - self._icon.height()) // 2)
        self._key.move(width - self._key.width() - theme().px(6), (height - self._key.height()) // 2)
        if self.hits.isVisible():
            self._lay()

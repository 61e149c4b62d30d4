"""The desk of slips: opens, resumes and puts away the slips of a window, and tells what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import Actor
from app.changes import Changes
from app.keys import Recognizer
from app.queries.cases import case_rows
from app.queries.drafts import DraftRow
from app.queries.suggest import PersonHit, card, recogniser_data
from app.services.contacts import Logged, undo_contact
from app.ui.drafts import unpack
from app.ui.seat import Seat

SLIPS = ("slip", "mail_slip")


class SlipDesk(QObject):
    """Listens to `seat.slip_wanted`; keeps the recogniser, indexed once, for all slips."""

    put_away = Signal(str, bool)
    """The key of a slip that was closed, and whether it was parked."""
    waiting_changed = Signal(object)
    """The slips that are kept and not open, as DraftRow, the one that is resumed first at the head."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slip_desk")
        self._seat, self._window = seat, parent
        self.slips: dict[str, Any] = {}
        self.queue: Any = None
        self._recogniser = Recognizer(streets=[], categories={})
        self._category_ids: Mapping[str, int] = {}
        self._shortcut = QShortcut(QKeySequence("Ctrl+Shift+R"), parent)
        self._shortcut.activated.connect(self.resume)
        seat.slip_wanted.connect(self.open)
        seat.jobs.changed.connect(self._changed)
        seat.drafts.rows_changed.connect(self._tell_waiting)
        seat.drafts.load()
        self._learn()

    def _changed(self, changes: Changes) -> None:
        if changes.touches("category", "place"):
            self._learn()

    def _learn(self) -> None:
        self._seat.ask(lambda s, _: _taught(s), then=self._learned, owner=self, key="recogniser")

    def _learned(self, taught: tuple[Recognizer, Mapping[str, int]]) -> None:
        self._recogniser, self._category_ids = taught

    # -- opening --------------------------------------------------------------------------------------------

    def open(self, wanted: Mapping[str, Any] | None = None) -> Any:
        """Open a slip: empty, with somebody or a case, with a first line, or one that was kept (draft_key, resume)."""
        wanted = wanted or {}
        if wanted.get("resume"):
            return self.resume()
        if wanted.get("draft_key"):
            return self._open_kept(str(wanted["draft_key"]))
        slip = self._new("mail_slip" if wanted.get("kind") == "email" else "slip", "")
        if wanted.get("line"):
            slip.start_with(str(wanted["line"]))
        for kind in ("person", "organization"):
            if wanted.get(f"{kind}_id"):
                self._fill_person(slip, kind, int(wanted[f"{kind}_id"]))
        if wanted.get("case_id"):
            self._fill_case(slip, int(wanted["case_id"]))
        return slip

    def resume(self) -> Any:
        """Open the parked slip that was touched last, or one left unfinished."""
        rows = self.waiting
        if rows:
            return self._show_kept(rows[0])
        self._seat.messages.note(self.tr("No call is parked."))
        return None

    @property
    def waiting(self) -> list[DraftRow]:
        """The slips that are kept and not open: parked, or left by a crash."""
        rows = [row for row in self._seat.drafts.rows() if row.kind in SLIPS and row.key not in self.slips]
        return sorted(rows, key=lambda row: (row.parked, row.updated_at), reverse=True)

    def _tell_waiting(self) -> None:
        self.waiting_changed.emit(self.waiting)

    def _open_kept(self, key: str) -> Any:
        if key in self.slips:
            self.slips[key].raise_()
            self.slips[key].activateWindow()
            return self.slips[key]
        row = next((row for row in self._seat.drafts.rows() if row.key == key and row.kind in SLIPS), None)
        return self._show_kept(row) if row is not None else None

    def _show_kept(self, row: DraftRow) -> Any:
        slip = self._new(row.kind, row.key)
        slip.set_draft(unpack(row.payload))
        self._seat.drafts.unpark(slip)
        return slip

    def _new(self, kind: str, key: str) -> Any:
        slip = self._made(kind, key)
        self.slips[slip.draft_key] = slip
        self._tell_waiting()
        slip.logged.connect(self._logged)
        slip.left.connect(self._leaver(slip.draft_key))
        self._seat.drafts.watch(slip)
        slip.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._place(slip)
        slip.show()
        slip.raise_()
        slip.activateWindow()
        slip.setFocus()
        return slip

    def _made(self, kind: str, key: str) -> Any:
        if kind == "mail_slip":
            slip = import_module("app.ui.forms.mail_slip").MailSlip(self._seat, key=key, parent=self._window)
            slip.intake.others.connect(self._queue_up)
            return slip
        slip = import_module("app.ui.forms.slip").Slip(
            self._seat, self._recogniser, self._category_ids, key=key, parent=self._window
        )
        slip.setFocusProxy(slip.words.line)
        return slip

    def _queue_up(self, mails: list[Any]) -> None:
        """More mails came than a slip takes: they wait in a list."""
        if self.queue is None:
            self.queue = import_module("app.ui.forms.mail_queue").MailQueue(self._seat, self._window)
            self.put_away.connect(self.queue.put_away)
        self.queue.add(mails)

    def _place(self, slip: QWidget) -> None:
        """Over the window, each a little lower than the one before, so that two callers are both in sight."""
        window = self._window.window()
        step, room = 28 * (len(self.slips) - 1), window.screen().availableSize()
        slip.resize(min(slip.width(), room.width() - 40), min(slip.height(), room.height() - 80))
        slip.move(window.x() + max(0, window.width() - slip.width()) // 2 + step, window.y() + 96 + step)

    # -- filling --------------------------------------------------------------------------------------------

    def _fill_person(self, slip: Any, kind: str, record_id: int) -> None:
        at = self._seat.now()

        def filled(known: Any) -> None:
            if known is not None:
                slip.choose(PersonHit(known.id, kind, known.name, known.line, known.language, 100.0), by_hand=True)

        self._seat.ask(lambda s, who: card(s, who, kind, record_id, at=at), then=filled, owner=slip)

    def _fill_case(self, slip: Any, case_id: int) -> None:
        at = self._seat.now()

        def filled(rows: Any) -> None:
            if rows:
                slip.home = (rows[0].id, rows[0].number)
                slip.side.targets_changed.emit()
                for kind, record_id in (("person", rows[0].person_id), ("organization", rows[0].organization_id)):
                    if record_id:
                        self._fill_person(slip, kind, record_id)

        self._seat.ask(lambda s, who: case_rows(s, who, [case_id], at=at), then=filled, owner=slip)

    # -- afterwards -----------------------------------------------------------------------------------------

    def _leaver(self, key: str) -> Callable[[bool], None]:
        def left(parked: bool) -> None:
            self.slips.pop(key, None)
            self._tell_waiting()
            self.put_away.emit(key, parked)
            if parked:
                self._seat.messages.note(self.tr("Parked. Ctrl+Shift+R resumes it."))

        return left

    def _logged(self, logged: Logged, _matter: str) -> None:
        words = self.tr("Logged on {0}").format(logged.number) if logged.number else self.tr("Contact logged")
        self._seat.messages.note(words, undo=lambda: self._undo(logged.contact_id))

    def _undo(self, contact_id: int) -> None:
        def act(session: Session, who: Actor, at: Any) -> None:
            undo_contact(session, who, contact_id, at=at)

        self._seat.do(act, then=lambda _: self._seat.messages.note(self.tr("Undone")), owner=self)


def _taught(session: Session) -> tuple[Recognizer, Mapping[str, int]]:
    """The recogniser, indexed on the reader's thread."""
    streets, words, ids = recogniser_data(session)
    return Recognizer(streets=streets, categories=words), ids

"""The guided tour: a morning in a made-up office, played through the real window, with pictures and the PDF.

It runs where there is no display, makes the pictures of README and guide, and is a test of the whole program.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import tour_acting, tour_answers

CASES, SEED = 1600, 20261118
LOGIN = "mmulcahy"
PATIENCE_S = 60
SIZE, SLIP_SIZE = (1440, 900), (960, 600)
ZONE = "America/New_York"
WORDS = "617-555-0143 agnes donovan pothole 50 elm street by the drain"
SAID = (
    "Hole in the road about two feet across and getting bigger. Her car hit it on Monday. Asks who pays for the tire."
)


def working_morning(now: datetime) -> datetime:
    """The last Wednesday before the day of `now` at 10:24 in the office, so that the pictures show a day of work."""
    here = now.astimezone(ZoneInfo(ZONE))
    day = here - timedelta(days=(here.weekday() - 2) % 7 or 7)
    return day.replace(hour=10, minute=24, second=0, microsecond=0).astimezone(UTC)


class Stuck(RuntimeError):
    """A step of the tour did not come to its end."""


def main(words: Sequence[str] | None = None) -> int:
    """Play the tour; gives the exit code. `--out` names the folder for pictures and PDF."""
    given = _parser().parse_args(words)
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") and sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out = Path(given.pictures or given.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="liaison-tour-") as folder:
        try:
            Tour(Path(folder), out, say=print, cases=given.cases).play()
        except Exception:
            traceback.print_exc()  # the window's own hook would show a dialog that nobody sees
            return 3
    print(f"The pictures and the report are in {out}", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="liaison tour", description="Play a morning in a made-up office.")
    parser.add_argument("--out", default="tour", help="the folder for the pictures and the PDF (default: tour)")
    parser.add_argument("--pictures", help="the same, for the pictures of the guide")
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases the made-up office has")
    return parser


class Tour:
    """One morning: sign in, log a call, open a case, hand it out, close it, print the month."""

    def __init__(self, folder: Path, out: Path, *, say: Callable[[str], object], cases: int = CASES) -> None:
        self._folder, self._out, self.say, self._cases = folder, out, say, cases
        self.pictures: list[Path] = []
        self.case_id = 0
        self.window: Any = None
        self.number = ""
        self._began, self._morning = datetime.now(UTC), working_morning(datetime.now(UTC))

    def play(self) -> Sequence[str]:
        """All steps, in order; gives what was done. Raises Stuck."""
        self.say("A made-up office is being set up …")
        self._set_up()
        done = []
        morning = (self._sign_in, self._today, self._log, self._search, self._hand_out, self._close, self._lists)
        for step in (*morning, self._print):
            done.append(step())
            self.say(f"  {done[-1]}")
        done += tour_acting.play(self)
        done += tour_answers.play(self)
        self.program.window.close()
        self.program.quit()
        return done

    # -- steps ----------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        from app.config import OfficePaths, Settings
        from app.demo import make_demo
        from app.ui.program import Program
        from app.ui.theme import theme
        from app.ui.widgets.focus import FocusRing

        paths = OfficePaths(self._folder / "office")
        self.made = make_demo(paths, cases=self._cases, seed=SEED, at=self._morning - timedelta(minutes=2))
        running = QApplication.instance()
        self.app = running if isinstance(running, QApplication) else QApplication(["liaison"])
        FocusRing.install(self.app)
        theme().choose("light", text_percent=100)
        theme().apply(self.app)
        self.program = Program(paths, settings=Settings())
        self.program.window.resize(*SIZE)

    def _sign_in(self) -> str:
        self.program.start()
        self.wait(lambda: self.program.page is not None)
        page = self.program.page
        page.choose(LOGIN)
        self.picture("sign-in")
        self.wait(lambda: self.program.entry is not None)
        self.program.entry.clock = self._clock
        page.open_wanted.emit(LOGIN, self.made.password)
        self.wait(lambda: self.program.entry is not None and self.program.entry.window is not None)
        self.window = self.program.entry.window
        self.seat = self.window.seat
        self.settle()
        return f"Signed in as {self.seat.me.signature}."

    def enter_as(self, login: str) -> None:
        """Lock, and sign in as somebody else of the made-up office."""
        self.program.lock()
        self.wait(lambda: self.program.page is not None and self.program.entry.window is None)
        self.program.page.choose(login)
        self.program.page.open_wanted.emit(login, self.made.password)
        self.wait(lambda: self.program.entry.window is not None)
        self.window = self.program.entry.window
        self.seat = self.window.seat
        self.settle()

    def _clock(self) -> datetime:
        """The time in the made-up office, which goes on from its morning."""
        return self._morning + (datetime.now(UTC) - self._began)

    def _today(self) -> str:
        self.window.show_page("today")
        self.settle()
        self.picture("today")
        return "Today shows what can be acted on."

    def _log(self) -> str:
        self.case_id = self.log(WORDS, SAID, picture="slip")
        self.number = str(self._fact("number"))
        return f"A call was logged and case {self.number} opened."

    def log(self, words: str, said: str, *, picture: str = "") -> int:
        """Log a call that opens a case; gives its id."""
        before = self._newest()
        self.seat.slip_wanted.emit({})
        slip = next(iter(self.window.slips.slips.values()))
        slip.resize(*SLIP_SIZE)  # the screen of no display is smaller than anybody's
        self.type(slip.words.line, words)
        self.settle()
        self.type(slip.said, said)
        self.settle()
        if picture:
            self.picture(picture, slip)
        self.key(slip.words.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: self._newest() > before)
        self.settle()
        return self._newest()

    def _search(self) -> str:
        box = self.window.findChild(QWidget, "search_box")
        line = box.line
        self.program.window.activateWindow()
        line.setFocus()
        self.wait(line.hasFocus)
        self.type(line, "donovan")
        self.wait(lambda: box.hits.isVisible() and any(entry.group == "People" for entry in box.hits.entries))
        self.settle()
        self.picture("search")
        self.key(line, Qt.Key.Key_Escape)
        return "The caller was found by one word."

    def _hand_out(self) -> str:
        self.seat.record_wanted.emit("case", self.case_id)
        self.settle()
        page = self.window.page("cases").case
        page.head.buttons["assign"].click()
        picker = page.sheet.form.picker.line
        self.type(picker, "linh")
        self.key(picker, Qt.Key.Key_Return)
        self.settle()
        self.wait(lambda: self._fact("owner_id") is not None)
        self.settle()
        self.picture("case")
        return "The case was handed to Linh Tran."

    def _close(self) -> str:
        from app.models import Channel, Outcome

        page = self.window.page("cases").case
        page.head.buttons["close"].click()
        form = page.sheet.form
        form.set_values({"outcome": Outcome.RESOLVED, "told": True, "told_how": Channel.PHONE})
        self.type(form.words, "Public Works patched it; the claims office has the form for the tire.")
        self.picture("close", page.sheet)
        form.save()
        self.wait(lambda: self._fact("status") == "closed")
        self.settle()
        self.picture("case-closed")
        return "The case was closed, and the caller told."

    def _lists(self) -> str:
        for key in ("cases", "people", "contacts", "office"):
            self.window.show_page(key, {"view": "open"} if key == "cases" else None)
            self.settle()
            self.wait_ms(200)
            self.picture(key)
        return "Lists of cases, people and contacts were looked at."

    def _print(self) -> str:
        path = self.print_report("monthly", "monthly", {}, picture="reports")
        return f"The monthly report was printed to {path.name}."

    def print_report(self, key: str, name: str, answers: dict[str, Any], *, picture: str = "") -> Path:
        """Save a report as `name`.pdf beside the pictures, with a picture of its first page."""
        self.window.show_page("reports", {"key": key, **answers})
        self.settle()
        page = self.window.page("reports")
        self.wait(lambda: page.save_button.isEnabled())
        self.wait_ms(600)
        if picture:
            self.picture(picture)
        path = self._out / f"{name}.pdf"
        path.unlink(missing_ok=True)
        page.save_to(path)
        self.wait(path.exists)
        self.settle()
        self._first_page(path)
        return path

    def _first_page(self, path: Path) -> None:
        import pypdfium2

        document = pypdfium2.PdfDocument(path)
        document[0].render(scale=1.4).to_pil().save(path.with_suffix(".png"))
        document.close()
        self.pictures.append(path.with_suffix(".png"))

    # -- what is in the file --------------------------------------------------------------------------------

    def _newest(self) -> int:
        from sqlalchemy import text

        asked = "SELECT coalesce(max(id), 0) FROM case_record"
        return int(self.seat.opened.store.read(lambda s: s.execute(text(asked)).scalar_one()))

    def _fact(self, name: str) -> Any:
        from sqlalchemy import text

        asked = text(f"SELECT {name} FROM case_record WHERE id = :id")
        return self.seat.opened.store.read(lambda s: s.execute(asked, {"id": self.case_id}).scalar_one())

    def count(self, table: str, wanted: str) -> int:
        """How many rows of a table are as wanted."""
        return int(self.first(f"SELECT count(*) FROM {table} WHERE {wanted}"))

    def first(self, asked: str) -> Any:
        """The first column of the first row of a question, None where there is no row."""
        from sqlalchemy import text

        return self.seat.opened.store.read(lambda s: s.execute(text(asked)).scalars().first())

    def member(self, login: str) -> int:
        """The id of somebody on the staff list."""
        return next(int(each.id) for each in self.seat.reference.staff if each.login == login)

    # -- hands and eyes -------------------------------------------------------------------------------------

    def type(self, widget: QWidget, words: str) -> None:
        """Type words, letter by letter, as a keyboard does."""
        for letter in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    def key(self, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, held))

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture of the window, or of a widget, without the news that pass over it."""
        if self.window is not None:
            self.window.note.dismiss()
        self.wait_ms(150)
        path = self._out / f"{name}.png"
        (widget or self.program.window).grab().save(str(path))
        self.pictures.append(path)

    def settle(self) -> None:
        """Wait until everything asked has been answered."""
        self.wait_ms(260)
        self.wait(lambda: bool(self.seat.jobs.idle))
        self.wait_ms(80)

    def wait(self, ready: Callable[[], bool]) -> None:
        """Wait for something; raises Stuck when it does not come."""
        for _ in range(PATIENCE_S * 50):
            if ready():
                return
            self.wait_ms(20)
        raise Stuck("The tour got stuck; the last picture shows where.")

    @staticmethod
    def wait_ms(milliseconds: int) -> None:
        """Let the window live for a moment."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

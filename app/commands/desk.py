"""What a command works with: the options, the office signed in to, and where answers go."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from app.commands.output import as_json, flush, harmless, put, table
from app.commands.password_file import read_password_file
from app.config import OfficePaths, data_dir, set_up_log
from app.errors import AppError, Invalid, Unavailable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.opening import Opened

T = TypeVar("T")


class Desk:
    """One run of a command; the office is opened when first asked for, and left by `close`."""

    def __init__(self, args: Namespace, *, at: datetime | None = None) -> None:
        self.args = args
        self.at = at or datetime.now(UTC)
        self.paths = OfficePaths(data_dir(Path(args.data_dir) if args.data_dir else None))
        self._opened: Opened | None = None
        self._zone: tzinfo | None = None

    # the office

    def opened(self) -> Opened:
        """The office, signed in to by --login and password. Raises Unavailable, WrongPassword, Invalid."""
        if self._opened is None:
            from app.opening import open_office

            self._find()
            set_up_log(self.paths.data_dir)
            self._opened = open_office(self.paths, self.login(), self.password(), self.at)
        return self._opened

    def _find(self) -> None:
        """See that the office can be opened; where there is none, say which command makes one."""
        from app.opening import NoOffice, check_place

        try:
            if told := check_place(self.paths):
                self.remark(told)
        except NoOffice as missing:
            ways = "Name its folder with --data-dir, set one up with `liaison init`, or try `liaison demo`."
            raise Unavailable(f"There is no office in {self.paths.data_dir}. {ways}") from missing

    def read(self, question: Callable[[Session, Actor], T]) -> T:
        """Ask the office as who signed in."""
        opened = self.opened()
        with self._refusals_told():
            return opened.store.read(lambda session: question(session, self._who(session)))

    def write(self, act: Callable[[Session, Actor], T]) -> T:
        """Do an act as who signed in; it is committed, or nothing is."""
        opened = self.opened()
        with self._refusals_told():
            return opened.store.write(lambda session: act(session, self._who(session))).result

    def exported(self, table: str, count: int, *options: str) -> None:
        """Tell history that `count` rows of a list went out as JSON; it takes the right to export, as a file does.

        `options` are the names of those that chose the rows. Raises NotAllowed.
        """
        from app.services.exports import record_export

        asked = {name: str(value) for name in options if (value := getattr(self.args, name, None))}
        self.write(lambda s, who: record_export(s, who, table=table, count=count, asked=asked, kind="json", at=self.at))

    @contextmanager
    def _refusals_told(self) -> Iterator[None]:
        """A right that was missing is told to history, in a transaction of its own: the refused one is rolled back."""
        from app.authority import Refusal
        from app.services.refusals import note_refusal

        try:
            yield
        except Refusal as refusal:
            opened, right = self.opened(), refusal.right
            with suppress(AppError):
                opened.store.write(lambda session: note_refusal(session, opened.staff_id, right, self.at))
            raise

    def _who(self, session: Session) -> Actor:
        from app.authority import actor

        return actor(session, self.opened().staff_id, self.at)

    def forget(self) -> None:
        """The act has closed the office itself: nothing more is asked of it."""
        self._opened = None

    def close(self) -> None:
        """Note in history who left, and close the file."""
        if self._opened is not None:
            from app.opening import note_exit

            opened, self._opened = self._opened, None
            if not opened.is_open:  # an act that failed at its end has closed it
                return
            try:
                opened.store.write(lambda session: note_exit(session, opened.staff_id, datetime.now(UTC)))
            finally:
                opened.close()

    # who

    def login(self) -> str:
        """From --login, else LIAISON_LOGIN, else asked for. Raises Invalid."""
        given = str(getattr(self.args, "login", None) or os.environ.get("LIAISON_LOGIN") or "").strip()
        if not given and sys.stdin.isatty():
            put(sys.stderr, "Login: ")
            flush(sys.stderr)
            given = sys.stdin.readline().strip()
        if not given:
            raise Invalid({"login": "Say who you are with --login NAME, or set LIAISON_LOGIN."})
        return given

    def password(
        self, prompt: str = "Password: ", *, variable: str = "LIAISON_PASSWORD", what: str = "password"
    ) -> str:
        """From the environment, else from the private file that it names (LIAISON_PASSWORD_FILE), else asked for at the
        terminal, else the next line of the input. Raises Invalid."""
        given = os.environ.get(variable) or ""
        if not given and (named := os.environ.get(f"{variable}_FILE")):
            return read_password_file(Path(named).expanduser())
        if not given:
            given = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise Invalid({what.replace(" ", "_"): f"Give the {what} when asked for it, or set {variable}."})
        return given

    # answers

    @property
    def wants_json(self) -> bool:
        """Whether --json was given."""
        return bool(getattr(self.args, "json", False))

    def say(self, *lines: str) -> None:
        """Write lines to the output, heard or not, as all that follows here: no reader ends an act by going."""
        put(sys.stdout, "".join(f"{harmless(line)}\n" for line in lines))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[str] = ()) -> None:
        """Write an aligned table."""
        self.say(table(headings, rows, right=right))

    def json(self, value: Any) -> None:
        """Write JSON."""
        self.say(as_json(value, self.zone if self._opened else UTC))

    def answer(self, value: Any, *lines: str) -> None:
        """Write what an act made: as JSON where that is wanted, else in words."""
        if self.wants_json:
            self.json(value)
        else:
            self.say(*lines)

    def remark(self, line: str) -> None:
        """Write a line beside the answer, so that it is not taken for a part of it."""
        put(sys.stderr, f"{harmless(line)}\n")

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Show how far a long command is, where somebody looks on."""
        if sys.stderr.isatty():
            share = f" {100 * done // total} %" if total else ""
            put(sys.stderr, f"\r\x1b[K{text}{share}" if done < total or not total else "\r\x1b[K")
            flush(sys.stderr)

    # times

    @property
    def zone(self) -> tzinfo:
        """The office's time zone."""
        if self._zone is None:
            from app.queries.office import calendar

            self._zone = ZoneInfo(self.read(lambda session, _: calendar(session)).zone)
        return self._zone

    def local(self, at: datetime | None) -> str:
        """A moment as the office's clocks show it."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") if at else ""

    def day(self, at: datetime | None) -> str:
        """The office's day of a moment."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d") if at else ""

    def start_of(self, day: date) -> datetime:
        """When a day begins in the office (UTC)."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """When the day after begins (UTC): the end that is not included."""
        return self.start_of(day + timedelta(days=1))

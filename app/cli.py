"""The command line: the same services as the window, for scripts, schedules and offices without a display."""

from __future__ import annotations

import logging
import sys
import traceback
from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TextIO

from app.commands import Command
from app.commands.desk import Desk
from app.commands.output import flush, put
from app.config import OfficePaths, data_dir, set_up_log
from app.errors import AppError

SUBJECTS: tuple[str, ...] = (
    "init",
    "demo",
    "log",
    "mail",
    "case",
    "case_acts",
    "case_files",
    "case_waits",
    "lists",
    "staff",
    "person",
    "confide",
    "search",
    "imports",
    "report",
    "appoint",
    "absence",
    "designation",
)
SUBJECTS += ("import_people", "check", "backup", "rekey", "history", "direct")
SUBJECTS += ("calendar", "targets")
SUBJECTS += ("stale", "today", "monitoring")
SUBJECTS += ("substance", "recommend", "recommend_show")
SUBJECTS += ("department", "directory", "referral", "referral_papers")
SUBJECTS += ("promise", "task", "directive", "mayor")
SUBJECTS += ("issue", "report_sets", "report_records")
SUBJECTS += ("custom",)
OK, REFUSED, USAGE, BUG, STOPPED = 0, 1, 2, 3, 130
GROUPS = {"case": "work with cases", "person": "work with people", "import": "bring in tables", "mail": "log e-mails"}
GROUPS |= {"issue": "reports that go out with a number"}
GROUPS |= {"custom": "questions kept, counted anew"}
GROUPS |= {"report": "paper", "category": "the kinds of cases", "staff": "who works here"}
GROUPS |= {"designation": "who acts for the Director", "absence": "who is away"}
GROUPS |= {"calendar": "when the office works", "target": "what is asked of cases"}
GROUPS |= {
    "review": "what waits for the Director's look, and answers to read",
    "stale": "open cases that nobody touches",
}
GROUPS |= {"substance": "read answers for substance", "recommend": "recommendations to departments"}
GROUPS |= {"department": "who answers for the city", "official": "who governs: city, state and federal"}
GROUPS |= {"referral": "what others owe an answer on"}
GROUPS |= {"promise": "dates told to residents", "task": "what is to be done", "follow-up": "is it fixed?"}
GROUPS |= {"directive": "what the office answers to", "mayor": "messages meant for the Mayor"}
GROUPS |= {"telling": "who is to be told that a shared trouble is closed"}
ABOUT = "Liaison, the working desk of a constituent services office. Without words it opens its window."
AFTER = (
    "Who you are: --login NAME and the password when asked, or LIAISON_LOGIN and LIAISON_PASSWORD\n"
    "(or LIAISON_PASSWORD_FILE, a file that only you can read).\n"
    "Exit codes: 0 done, 1 refused (the reason is told), 2 not understood, 3 a fault of the program (see its log)."
)


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words ask; gives the exit code, which tells of the act and not of who read the answer."""
    _speak_utf8(sys.stdout, sys.stderr)
    try:
        args = parser(commands()).parse_args(words)
    except SystemExit as end:
        flush(sys.stdout)
        return int(end.code or OK)
    try:
        return _run(args)
    except KeyboardInterrupt:
        return STOPPED


def _run(args: Namespace) -> int:
    try:
        desk = Desk(args)
        try:
            code = args.command.run(desk)
        finally:
            desk.close()
        flush(sys.stdout)
        return int(code or OK)
    except AppError as error:
        put(sys.stderr, f"{error.sentence}\n")
        return REFUSED
    except Exception as error:
        put(sys.stderr, f"This is a fault of Liaison. What happened is in {_told_log(args, error)}.\n")
        return BUG


def _told_log(args: Namespace, error: BaseException) -> Path:
    """Where the fault was logged: its kind and the way to it, never its words, which may name somebody."""
    log = set_up_log(OfficePaths(data_dir(Path(args.data_dir) if args.data_dir else None)).data_dir)
    links: list[str] = []
    for link in _chain(error):
        steps = [f"  {step.filename}:{step.lineno} in {step.name}" for step in traceback.extract_tb(link.__traceback__)]
        links.append("\n".join([type(link).__qualname__, *steps]))
    logging.getLogger(__name__).error("%s failed\n%s", args.command.words, "\nafter\n".join(links))
    return log


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it came of, each once: a fault of the office file is the context of its own cause."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and all(link is not each for each in chain):
        chain.append(link)
        link = link.__cause__ or link.__context__
    return chain


def commands() -> list[Command]:
    """All commands, in the order of the help."""
    return [each for subject in SUBJECTS for each in import_module(f"app.commands.{subject}").COMMANDS]


def parser(known: Iterable[Command]) -> ArgumentParser:
    """The parser of all commands; a command of two words stands in the group of its first."""
    top = ArgumentParser("liaison", description=ABOUT, epilog=AFTER, formatter_class=RawDescriptionHelpFormatter)
    _add_place(top, default=None)
    words = top.add_subparsers(metavar="COMMAND", required=True)
    groups: dict[str, ArgumentParser] = {}
    inner = {}
    for command in known:
        first, _, second = command.words.partition(" ")
        if second and first not in inner:
            is_command = first in groups  # "backup" does something by itself, "case" does not
            if not is_command:
                groups[first] = words.add_parser(first, help=GROUPS.get(first, ""), description=GROUPS.get(first, ""))
            inner[first] = groups[first].add_subparsers(metavar="WHAT", required=not is_command)
        made = _add(command, (inner[first] if second else words).add_parser, second or first)
        if not second:
            groups[first] = made
    return top


def _add(command: Command, add_parser, name: str) -> ArgumentParser:  # type: ignore[no-untyped-def]  # hidden type
    sentence = command.help[:1].upper() + command.help[1:] + "."
    made: ArgumentParser = add_parser(
        name,
        help=command.help,
        description=sentence,
        epilog=f"example:\n  {command.example}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    command.options(made)
    _add_place(made, default=SUPPRESS)
    if command.signs_in:
        made.add_argument("--login", metavar="NAME", help="who you are (or LIAISON_LOGIN)")
    if command.figures:
        made.add_argument("--json", action="store_true", help="answer in JSON, times with their offset")
    made.set_defaults(command=command)
    return made


def _add_place(to: ArgumentParser, *, default: str | None) -> None:
    to.add_argument("--data-dir", metavar="FOLDER", default=default, help="the folder of the office")


def _speak_utf8(*streams: TextIO) -> None:
    """Names are written as they are, whatever the terminal's code page."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")

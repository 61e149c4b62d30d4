"""What can be done from anywhere in the window: for the search box, for help, and for the keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication

from app.authority import Right
from app.ui.pages import PageSpec


class Command(NamedTuple):
    """One command: its words, other words it may be sought by, its icon, its key, and what it does.

    Those of which there are many are offered `only_typed`, not in the list of all.
    """

    words: str
    more: str
    icon: str
    key: str
    run: Callable[[], object]
    only_typed: bool = False


def _tr(words: str) -> str:
    return QCoreApplication.translate("Commands", words)


def window_commands(window: Any, shown: list[tuple[PageSpec, str]]) -> list[Command]:
    """The commands of the main window, for the pages shown (with their word) and the rights of who is signed in."""
    seat, found = window.seat, []
    if seat.may(Right.LOG_CONTACT):
        found += [
            Command(
                _tr("Log a contact"),
                _tr("call phone walk-in slip"),
                "phone-call",
                "Ctrl+L",
                lambda: seat.slip_wanted.emit({}),
            ),
            Command(
                _tr("Log an e-mail"),
                _tr("mail message slip"),
                "mail",
                "Ctrl+Shift+E",
                lambda: seat.slip_wanted.emit({"kind": "email"}),
            ),
        ]
    for spec, word in shown:
        found.append(Command(word, _tr("page go to"), spec.icon, spec.keys, _shower(window, spec.key)))
    found += _mandate_commands(window)
    if seat.may(Right.IMPORT):
        found.append(Command(_tr("Import a table"), _tr("old cases csv excel"), "upload", "", _importer(window)))
        words = _tr("address book contacts vcard vcf csv")
        found.append(Command(_tr("Import people"), words, "users", "", _people_importer(window)))
    if seat.may(Right.ACCOUNT):
        words = _tr("council ordinance ledger account highlights")
        shown_there = _shower(window, "office", {"part": "directives"})
        found.append(Command(_tr("Directives"), words, "landmark", "", shown_there))
    found.append(Command(_tr("Help and keys"), _tr("shortcuts manual"), "info", "F1", window.show_help))
    found.append(Command(_tr("Lock"), _tr("sign out leave"), "lock", "Ctrl+Shift+L", window.lock_wanted.emit))
    return found


def _mandate_commands(window: Any) -> list[Command]:
    """What is done on the Delegation page, for those who may."""
    offered = (
        (Right.RECORD_ABSENCE, _tr("Record an absence"), _tr("away vacation illness leave deputy"), "absence"),
        (Right.APPOINT, _tr("Renew appointments"), _tr("Mayor order February term appoint"), "renew"),
        (Right.DESIGNATE, _tr("Designate an acting director"), _tr("delegation memo deputy"), "designate"),
        (Right.RECORD_DESIGNATION, _tr("Record a designation"), _tr("acting director delegation memo"), "designate"),
    )
    return [
        Command(words, more, "stamp", "", _shower(window, "delegation", {"do": do}))
        for right, words, more, do in offered
        if window.seat.may(right)
    ]


def _shower(window: Any, key: str, what: object = None) -> Callable[[], object]:
    return lambda: window.show_page(key, what)


def _importer(window: Any) -> Callable[[], object]:
    def run() -> object:
        from app.ui.forms.import_form import open_import  # slow to load, and only for tables

        return open_import(window.seat, window)

    return run


def _people_importer(window: Any) -> Callable[[], object]:
    def run() -> object:
        from app.ui.forms.people_import import open_people_import  # slow to load, and only for address books

        return open_people_import(window.seat, window)

    return run

"""What counts to a directive, in the words of the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.models import TieKind
from app.queries.directives import TieRow
from app.queries.figures.directives import READINGS


def _tr(text: str) -> str:
    return QCoreApplication.translate("directives", text)


def kind_words(kind: TieKind) -> str:
    """A kind of records, as it is chosen."""
    return {
        TieKind.CONTACTS: _tr("Contacts with the public"),
        TieKind.CASES: _tr("Cases"),
        TieKind.CATEGORY: _tr("All of a category"),
        TieKind.REFERRALS: _tr("Referrals to departments and others"),
        TieKind.RECOMMENDATIONS: _tr("Recommendations to departments"),
        TieKind.SUBSTANCE: _tr("Answers read for substance"),
        TieKind.LANGUAGE_HELP: _tr("Contacts with help in a language"),
        TieKind.FOR_MAYOR: _tr("Contacts meant for the Mayor"),
        TieKind.ORGANIZATIONS: _tr("Contacts and cases of community and civic organizations"),
        TieKind.OUTGOING: _tr("Contacts that the office began"),
        TieKind.WEB: _tr("Contacts and cases by web or app"),
        TieKind.CALL_CENTER: _tr("Cases with a 311 number"),
    }[kind]


def tie_words(tie: TieRow) -> str:
    """One tie: "Contacts with the public", "All of Taxes and payments", "Cases, of Tree"."""
    if tie.kind is TieKind.CATEGORY:
        return _tr("All of {0}").format(tie.category)
    words = kind_words(tie.kind)
    return _tr("{0}, of {1}").format(words, tie.category) if tie.category else words


def ties_words(ties: Iterable[TieRow]) -> str:
    """What counts, in a sentence."""
    found = "; ".join(tie_words(each) for each in ties)
    return found or _tr("Nothing but what is marked by hand.")


def measure_words(key: str) -> str:
    """The name of what was counted."""
    return {
        "contacts": _tr("Contacts"),
        "opened": _tr("Cases opened"),
        "closed": _tr("Cases closed"),
        "referrals": _tr("Referrals sent"),
        "answers": _tr("Referrals answered"),
        "recommendations": _tr("Recommendations sent"),
        "decided": _tr("Recommendations answered"),
        READINGS: _tr("Answers read for substance"),
    }[key]

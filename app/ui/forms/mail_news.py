"""What is to be known of a mail before it is logged, in sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.models import Automatic
from app.queries.mail import MailFacts, Reason
from app.ui.case_words import Clock, moment_words
from app.ui.forms.mail_traits import MailTraits


def _tr(text: str) -> str:
    return QCoreApplication.translate("MailNews", text)


def news_of(facts: MailFacts | None, traits: MailTraits, clock: Clock) -> list[str]:
    """Who wrote it, whether it was logged before, and to which case it may belong and why."""
    news = _machine(traits)
    if facts is None:
        return news
    if facts.logged_at:
        news.append(_tr("This mail was already logged {0}.").format(moment_words(facts.logged_at, clock)))
    if facts.from_office:
        news.append(_tr("One of the staff sent it: it is logged as going out, to whom it went."))
    if facts.inside:
        news.append(_tr("It went from one of the staff to another: choose who it is about."))
    return news + _cases(facts)


def _machine(traits: MailTraits) -> list[str]:
    if traits.automatic is Automatic.REPLY:
        return [_tr("A machine wrote this: an automatic reply. It answers nobody and is not counted as a contact.")]
    if traits.automatic is not Automatic.BOUNCE:
        return []
    to, about = traits.back_to, traits.back_subject
    words = _tr("A machine wrote this: a mail of ours could not be delivered.")
    if to and about:
        words = _tr("A machine wrote this: bounce of your message to {0}, “{1}”.").format(to, about)
    elif to or about:
        words = _tr("A machine wrote this: bounce of your message {0}.").format(to or f"“{about}”")
    return [words, *([_tr("The reason given: {0}").format(traits.back_reason)] if traits.back_reason else [])]


def reason_words(reason: Reason) -> str:
    """Why a mail may belong to a case."""
    return {
        Reason.NUMBER: _tr("its subject names it"),
        Reason.ANSWER: _tr("it answers a mail that was logged there"),
        Reason.SENDER: _tr("an open case of the sender"),
    }[reason]


def _cases(facts: MailFacts) -> list[str]:
    strong = [each for each in facts.proposals if each.reason is not Reason.SENDER]
    if facts.meant:
        reason = reason_words(strong[0].reason)
        words = _tr("It may belong to {0}, {1}: {2}. Ctrl+1 adds the mail to it.")
        return [words.format(facts.meant.number, facts.meant.subject, reason)]
    if not strong and facts.several:
        return [_tr("The subject names several cases: choose the one the mail belongs to.")]
    if not strong:
        return []
    ask = _tr("The subject names several cases: choose the one the mail belongs to.")
    if not facts.several:
        ask = _tr("The subject names one case, and the mail answers another: choose the one it belongs to.")
    keys = (f"Ctrl+{at} {each.case.number}" for at, each in enumerate(strong[:9], 1))
    return [f"{ask} {', '.join(keys)}."]

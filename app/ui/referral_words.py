"""Referrals, chases and speeds in words, for pages and forms alike."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.models import Level, ReferralState
from app.queries.chasing import RUNGS, Rung, Speed
from app.queries.referrals import ReferralRow
from app.ui.case_words import day_words
from app.ui.seat import Seat


def _tr(text: str) -> str:
    return QCoreApplication.translate("referral", text)


def days(value: float | None) -> str:
    """Office days, shortly: "4.2 d", "–" for none."""
    return "–" if value is None else _tr("{0} d").format(f"{value:.1f}")


def median_words(speed: Speed) -> str:
    """Median with n, for a column."""
    return _tr("{0}, n {1}").format(days(speed.taken.median), f"{speed.taken.n:,}") if speed.taken.n else "–"


def speed_words(speed: Speed) -> str:
    """How it answers, in a sentence."""
    taken = speed.taken
    if not taken.n:
        return _tr("No answer in the last 365 days.")
    words = _tr("Half of its answers took no more than {0}, nine in ten no more than {1} (n {2}).")
    return words.format(days(taken.median), days(taken.p90), f"{taken.n:,}")


def quality_words(speed: Speed) -> str:
    """How many answers were inadequate."""
    if not speed.taken.n:
        return "–"
    return _tr("{0} of {1} answers inadequate").format(f"{speed.inadequate:,}", f"{speed.taken.n:,}")


def rung_words(rung: Rung, seat: Seat) -> str:
    """What comes next, when, and why then."""
    due = day_words(seat.local(rung.due_at).date(), seat.today())
    what = _tr("The brief to the head is next") if rung.brief else _tr("Chase {0} of {1} is next")
    if rung.speed.by_median:
        why = _tr("it usually takes {0} office days (its own median, n {1})")
        why = why.format(f"{rung.speed.usual:.1f}", f"{rung.speed.taken.n:,}")
    else:
        why = _tr("its target is {0} office days (own answers so far: {1}, ten are needed to go by them)")
        why = why.format(rung.speed.target, f"{rung.speed.taken.n:,}")
    return _tr("{0}, due {1}; {2}.").format(what.format(rung.referral.chases + 1, RUNGS), due, why)


def state_words(state: ReferralState) -> str:
    """Where it stands."""
    return {
        ReferralState.SENT: _tr("Sent"),
        ReferralState.ACKNOWLEDGED: _tr("Received there"),
        ReferralState.ANSWERED: _tr("Answered"),
        ReferralState.INADEQUATE: _tr("Answered, inadequate"),
        ReferralState.WITHDRAWN: _tr("Withdrawn"),
    }[state]


def level_words(level: Level) -> str:
    """The level of government."""
    return {Level.MUNICIPAL: _tr("City"), Level.STATE: _tr("State"), Level.FEDERAL: _tr("Federal")}[level]


def due_words(row: ReferralRow, seat: Seat) -> str:
    """When the answer is due, or was, or came."""
    today = seat.today()
    if row.answered_at is not None:
        return _tr("Answered {0}").format(day_words(seat.local(row.answered_at).date(), today))
    if row.closed_at is not None:
        return _tr("Withdrawn {0}").format(day_words(seat.local(row.closed_at).date(), today))
    due = day_words(seat.local(row.due_at).date(), today)
    return _tr("Overdue since {0}").format(due) if row.late(seat.now()) else _tr("Answer due {0}").format(due)

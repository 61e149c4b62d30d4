"""liaison report referral-letter, chase-brief: referrals on paper."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, making
from app.commands.referral import which_options

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor


def _paper_options(parser: ArgumentParser) -> None:
    which_options(parser)
    add_out(parser)


def _letter_options(parser: ArgumentParser) -> None:
    _paper_options(parser)
    parser.add_argument("--last-chase", action="store_true", help="the last chase in place of the referral")


def _paper(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    args = desk.args
    return {"case": args.number, "number": str(args.referral or "")}


def _letter(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    return {**_paper(session, who, desk), "which": "chase" if desk.args.last_chase else "referral"}


COMMANDS = (
    Command(
        "report referral-letter",
        "the letter of a referral as a PDF",
        "liaison report referral-letter 42 --out letter.pdf",
        making("referral-letter", _letter),
        _letter_options,
        figures=True,
    ),
    Command(
        "report chase-brief",
        "the brief from the Director to a head as a PDF",
        "liaison report chase-brief 42 --out brief.pdf",
        making("chase-brief", _paper),
        _paper_options,
        figures=True,
    ),
)

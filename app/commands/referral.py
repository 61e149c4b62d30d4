"""liaison refer, referral, chase: what departments and other bodies owe an answer on (Q5)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.department import department_id, official_id
from app.commands.desk import Desk
from app.commands.words import CHANNELS, add_number, case_id, day, instant, moment, said
from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.referrals import ReferralRow

RELEASES = ("privacy_act", "agency_form", "city_form", "electronic")


def _known(session: Session, who: Actor, referral_id: int) -> dict[str, Any]:
    from app.queries.referrals import referral

    row = referral(session, who, referral_id)
    names = ("id", "case_number", "number", "to", "state", "sent_at", "due_at", "chases", "case_status")
    return {name: getattr(row, name) for name in names}


def _refer_options(parser: ArgumentParser) -> None:
    add_number(parser)
    to = parser.add_mutually_exclusive_group(required=True)
    to.add_argument("--to", metavar="DEPT", help="name of the department, or its beginning")
    to.add_argument("--official", metavar="NAME", help="name or id of an official")
    parser.add_argument("--words", default="", help="what is asked (the ready text)")
    parser.add_argument("--how", choices=CHANNELS, default="email", help="how it goes (email)")
    parser.add_argument("--reference", default="", metavar="NO", help="their number for it")
    parser.add_argument("--sent", type=moment, metavar="WHEN", help="when it went (now)")
    parser.add_argument("--no-release", default="", metavar="REASON", help="why a body is told without a release")


def _refer(desk: Desk) -> None:
    from app.services.referrals import refer

    args = desk.args

    def act(session: Session, who: Actor) -> dict[str, Any]:
        case = case_id(session, who, args.number)
        to = {"department_id": department_id(session, args.to)} if args.to else {}
        to |= {"official_id": official_id(session, args.official)} if args.official else {}
        words = args.words or _ready(session, who, case, desk, to)
        fields = {"words": words, "how": args.how, "reference": args.reference}
        more: dict[str, Any] = {"sent_at": instant(desk, args.sent), "no_release": args.no_release, **to}
        made = refer(session, who, case, fields=fields, at=desk.at, **more)
        session.flush()
        return _known(session, who, made.id or 0)

    made = desk.write(act)
    told = f"{made['case_number']}: referral {made['number']} to {made['to']}, answer due {desk.day(made['due_at'])}."
    desk.answer(made, told)


def _ready(session: Session, who: Actor, case: int, desk: Desk, to: dict[str, int]) -> str:
    from app import presets
    from app.queries.letters import referral_values

    return presets.letter("referral", referral_values(session, who, case, at=desk.at, **to))[1]


def which_options(parser: ArgumentParser) -> None:
    """The case, and which of its referrals."""
    add_number(parser)
    parser.add_argument("--referral", type=int, metavar="N", help="which referral of the case (the one that is open)")


def _which(session: Session, who: Actor, desk: Desk) -> ReferralRow:
    """The referral meant. Raises NotFound, Invalid where it is not clear which."""
    from app.queries.referrals import referrals_of

    rows = referrals_of(session, who, case_id(session, who, desk.args.number))
    wanted = desk.args.referral
    found = [row for row in rows if (row.closed_at is None if wanted is None else row.number == wanted)]
    if not found:
        raise NotFound("There is no such referral of this case. See `liaison referral list`.")
    if len(found) > 1:
        raise Invalid({"referral": "Several referrals of this case are open. Say which with --referral N."})
    return found[0]


def _acting(words: str, act: Callable[[Session, Actor, int, Desk], object]) -> Callable[[Desk], None]:
    """The run of an act on one referral; `words` says what was done."""

    def run(desk: Desk) -> None:
        def do(session: Session, who: Actor) -> dict[str, Any]:
            number = _which(session, who, desk).id
            act(session, who, number, desk)
            session.flush()
            return _known(session, who, number)

        made = desk.write(do)
        told = f"{made['case_number']}: referral {made['number']} to {made['to']} {words}."
        desk.answer(made, f"{told} The case is {said(made['case_status'])}.")

    return run


def _ack_options(parser: ArgumentParser) -> None:
    which_options(parser)
    parser.add_argument("--reference", default="", metavar="NO", help="their number for it")
    parser.add_argument("--on", type=moment, metavar="WHEN", help="when they said so (now)")


def _ack(session: Session, who: Actor, number: int, desk: Desk) -> None:
    from app.services.referrals import acknowledge

    when = instant(desk, desk.args.on)
    acknowledge(session, who, number, at=desk.at, acknowledged_at=when, reference=desk.args.reference)


def _answer_options(parser: ArgumentParser) -> None:
    which_options(parser)
    parser.add_argument("words", metavar="WORDS", help="what they answered")
    parser.add_argument("--inadequate", default="", metavar="REASON", help="it will not do, and why")
    parser.add_argument("--on", type=moment, metavar="WHEN", help="when it came (now)")


def _answer(session: Session, who: Actor, number: int, desk: Desk) -> None:
    from app.services.referrals import answer

    args = desk.args
    more: dict[str, Any] = {"adequate": not args.inadequate, "reason": args.inadequate}
    answer(session, who, number, words=args.words, at=desk.at, answered_at=instant(desk, args.on), **more)


def _withdraw_options(parser: ArgumentParser) -> None:
    which_options(parser)
    parser.add_argument("--reason", required=True, help="why it is taken back")


def _withdraw(session: Session, who: Actor, number: int, desk: Desk) -> None:
    from app.services.referrals import withdraw

    withdraw(session, who, number, reason=desk.args.reason, at=desk.at)


def _chase_options(parser: ArgumentParser) -> None:
    which_options(parser)
    parser.add_argument("--words", default="", help="what was sent (the ready text)")
    parser.add_argument("--how", choices=CHANNELS, default="email", help="how it went (email)")
    parser.add_argument("--on", type=moment, metavar="WHEN", help="when it went (now)")
    parser.add_argument("--text", action="store_true", help="only show the ready text; nothing is recorded")


def _chase(desk: Desk) -> None:
    if desk.args.text:
        subject, words = desk.read(lambda s, who: _next(s, who, _which(s, who, desk).id, desk))
        desk.answer({"subject": subject, "words": words}, f"{subject}\n\n{words}")
        return
    _acting("chased", _chased)(desk)


def _chased(session: Session, who: Actor, number: int, desk: Desk) -> None:
    from app.services.referrals import chase

    args = desk.args
    words = args.words or _next(session, who, number, desk, chase=True)[1]
    fields = {"words": words, "how": args.how}
    chase(session, who, number, fields=fields, at=desk.at, chased_at=instant(desk, args.on))


def _next(session: Session, who: Actor, number: int, desk: Desk, *, chase: bool = False) -> tuple[str, str]:
    """The ready text; to `chase` again when the brief is next, that of the third chase."""
    from app import presets
    from app.queries.letters import next_letter

    key, values = next_letter(session, who, number, at=desk.at)
    return presets.letter("chase_3" if chase and key == "brief" else key, values)


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--department", metavar="DEPT", help="of one department")
    parser.add_argument("--overdue", action="store_true", help="only those whose answer is overdue")
    parser.add_argument("--all", action="store_true", help="also those answered or withdrawn")
    parser.add_argument("--reference", default="", metavar="NO", help="by the number that they gave, or its beginning")


def _list(desk: Desk) -> None:
    from app.queries.referrals import ReferralFilter, referral_ids, referral_rows

    args = desk.args

    def question(session: Session, who: Actor) -> list[ReferralRow]:
        department = department_id(session, args.department) if args.department else None
        wanted = ReferralFilter(
            department_id=department,
            running=not args.all and not args.reference,
            overdue=desk.at if args.overdue else None,
            text=args.reference,
        )
        return referral_rows(session, who, referral_ids(session, who, wanted))

    rows = desk.read(question)
    if desk.wants_json:
        desk.exported("referral", len(rows))
        desk.json([row._asdict() for row in rows])
        return
    heads = ("Case", "No.", "To", "Subject", "Sent", "Due", "State", "Chases")
    lines = [
        (r.case_number, r.number, r.to, r.subject, desk.day(r.sent_at), desk.day(r.due_at), said(r.state), r.chases)
        for r in rows
    ]
    desk.table(heads, lines, right=("No.", "Chases"))


def _next_options(parser: ArgumentParser) -> None:
    parser.add_argument("--department", metavar="DEPT", help="of one department")


def _ripe(desk: Desk) -> None:
    from app.queries.chasing import ladder
    from app.queries.referrals import ReferralFilter, referral_ids

    def question(session: Session, who: Actor) -> list[Any]:
        department = department_id(session, desk.args.department) if desk.args.department else None
        wanted = ReferralFilter(overdue=desk.at, department_id=department)
        steps = ladder(session, who, referral_ids(session, who, wanted), at=desk.at)
        return [step for step in steps if step.ripe(desk.at)]

    steps = desk.read(question)
    if desk.wants_json:
        desk.exported("referral", len(steps))
        desk.json([_step(step) for step in steps])
        return
    heads = ("Case", "No.", "To", "Next", "Since", "Usual days", "n")
    lines = [tuple(_step(step).values()) for step in steps]
    desk.table(heads, [(*line[:4], desk.day(line[4]), *line[5:]) for line in lines], right=("No.", "Usual days", "n"))


def _step(step: Any) -> dict[str, Any]:
    row, usual = step.referral, round(step.speed.usual, 1)
    following = "brief" if step.brief else f"chase {step.number}"
    known = {"case": row.case_number, "referral": row.number, "to": row.to, "next": following}
    return {**known, "due_at": step.due_at, "usual_days": usual, "n": step.speed.taken.n}


def _release_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--signer", required=True, metavar="NAME", help="who signed it")
    parser.add_argument("--signed", type=day, required=True, metavar="DAY")
    parser.add_argument("--scope", required=True, metavar="WORDS", help="what may be told, and to whom")
    parser.add_argument("--expires", type=day, default=None, metavar="DAY", help="its last day (none)")
    parser.add_argument("--kind", choices=RELEASES, default="privacy_act")
    parser.add_argument("--scan", metavar="FILE", help="its scan: the name of a file kept with the case")


def _release(desk: Desk) -> None:
    from app.services.releases import add_release

    args = desk.args
    fields = {"kind": args.kind, "signer": args.signer, "signed_on": args.signed, "scope": args.scope}

    def act(session: Session, who: Actor) -> dict[str, Any]:
        number = case_id(session, who, args.number)
        scan = _scan(session, who, number, desk) if args.scan else None
        kept = {**fields, "expires_on": args.expires}
        made = add_release(session, who, number, fields=kept, at=desk.at, attachment_id=scan)
        return {"id": made.id, "case": args.number}

    made = desk.write(act)
    desk.answer(made, f"The release is kept with {args.number}.")


def _scan(session: Session, who: Actor, number: int, desk: Desk) -> int:
    """The newest file of the name given that is kept with the case. Raises Invalid."""
    from app.queries.case_page import case_page

    name, page = desk.args.scan, case_page(session, who, number, at=desk.at)
    found = [each.id for each in page.attachments if each.name == name]
    if not found:
        raise Invalid({"scan": f"No file “{name}” is kept with this case. See `liaison case attach`."})
    return max(found)


def _command(words: str, help: str, example: str, run: Callable[[Desk], Any], options: Any) -> Command:
    return Command(words, help, example, run, options, figures=True)


COMMANDS = (
    _command(
        "refer",
        "put a case before a department or an official",
        'liaison refer 42 --to "Public Works"',
        _refer,
        _refer_options,
    ),
    _command(
        "referral list",
        "the referrals that departments owe an answer on",
        "liaison referral list --overdue",
        _list,
        _list_options,
    ),
    _command(
        "referral ack",
        "note that they have it",
        "liaison referral ack 42 --reference PW-77",
        _acting("is with them", _ack),
        _ack_options,
    ),
    _command(
        "referral answer",
        "keep their answer",
        'liaison referral answer 42 "On Thursday\'s route."',
        _acting("is answered", _answer),
        _answer_options,
    ),
    _command(
        "referral withdraw",
        "take a referral back",
        'liaison referral withdraw 42 --reason "Asked twice"',
        _acting("is withdrawn", _withdraw),
        _withdraw_options,
    ),
    _command(
        "referral release",
        "keep a privacy release with a case",
        'liaison referral release 42 --signer "Ned Bor" --signed 2026-11-01 --scope "Benefits, to the SSA"',
        _release,
        _release_options,
    ),
    _command("chase", "note a reminder, or show its ready text", "liaison chase 42 --text", _chase, _chase_options),
    _command("referral next", "whose turn it is to be reminded", "liaison referral next", _ripe, _next_options),
)

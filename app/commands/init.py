"""liaison init: set up a new office without the window."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta

from app.commands import Command
from app.commands.desk import Desk
from app.errors import Invalid, Unavailable


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--city", required=True, help="name of the city")
    parser.add_argument("--state", required=True, metavar="XX", help="two letters, for the holidays and the time zone")
    parser.add_argument("--name", required=True, metavar="N", help="your name as it should stand on paper")
    parser.add_argument("--office", default="Office of Constituent Services", help="name of the office")
    parser.add_argument("--instrument", default="", metavar="NO", help="the Mayor's order that appoints you")
    parser.add_argument("--mayor", metavar="N", help="the Mayor's name: an account that designates an acting director")
    parser.add_argument("--mayor-login", default="mayor", metavar="LOGIN", help="how the Mayor signs in (mayor)")
    parser.add_argument("--zone", help="time zone, where it is not the usual one of the state")


def _init(desk: Desk) -> None:
    from app.founding import Member, first_password, make_office
    from app.models import Role
    from app.vault import check_password

    args = desk.args
    if desk.paths.exists():
        raise Unavailable(f"An office lives in {desk.paths.data_dir} already. Choose another folder with --data-dir.")
    office, calendar = _place(desk)
    login = desk.login()
    password = desk.password("New password: ")
    check_password(login, password)
    first = Member(args.name, login, Role.DIRECTOR, password, instrument=args.instrument)
    others = [Member(args.mayor, args.mayor_login, Role.MAYOR, first_password())] if args.mayor else []
    made = make_office(desk.paths, office=office, calendar=calendar, first=first, others=others, at=desk.at)
    mayor = {"mayor": {"login": others[0].login, "password": others[0].password}} if others else {}
    desk.answer(
        {"data_dir": str(desk.paths.data_dir), "login": login, "recovery_key": made.recovery_key, **mayor},
        f"The office of {args.city} is set up in {desk.paths.data_dir}.",
        *(f"The Mayor signs in as {each.login}, first password {each.password}" for each in others),
        f"Recovery key: {made.recovery_key}",
        "Print or write it down and lock it away: it is shown this once, and opens the office when passwords are lost.",
    )


def _place(desk: Desk) -> tuple[dict[str, object], dict[str, object]]:
    """The office and its calendar, by the preset of the state. Raises Invalid."""
    from app import presets
    from app.workdays import OfficeCalendar, preset_closures

    args = desk.args
    state = next((row for row in presets.states() if row["key"] == args.state.upper()), None)
    if state is None:
        raise Invalid({"state": f"There is no state “{args.state}”. Give its two letters, for instance MA."})
    years = range(desk.at.year - 1, (desk.at + timedelta(days=730)).year + 1)
    calendar = OfficeCalendar(
        zone=args.zone or state["time_zone"], closures=preset_closures(state["preset"], years)
    ).validated()
    return {"city": args.city, "state": state["key"], "office": args.office}, calendar.to_json()


COMMANDS = (
    Command(
        "init",
        "set up a new office, with you as its Director",
        'liaison init --city Halbrook --state MA --name "Margaret Mulcahy" --login mmulcahy',
        _init,
        _options,
        figures=True,
    ),
)

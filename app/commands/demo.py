"""liaison demo: a made-up office to look around in."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from app.commands import Command
from app.commands.desk import Desk
from app.config import OfficePaths, demo_dir


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=2_000, metavar="N", help="how many cases (2000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same number makes the same office (1)")


def _demo(desk: Desk) -> None:
    from app.demo import make_demo

    folder = Path(desk.args.data_dir) if desk.args.data_dir else demo_dir()
    paths = OfficePaths(folder.expanduser().absolute())
    made = make_demo(paths, cases=desk.args.cases, seed=desk.args.seed, at=desk.at, progress=desk.progress)
    if desk.wants_json:
        desk.json({**made._asdict(), "data_dir": str(paths.data_dir)})
        return
    desk.say(
        f"A made-up office with {made.cases:,} cases, {made.contacts:,} contacts and {made.people:,} people is in",
        f"  {paths.data_dir}",
        f"Everybody there signs in with the password {made.password}, the Director as {made.login}:",
        f'  liaison --data-dir "{paths.data_dir}"',
    )


COMMANDS = (
    Command(
        "demo",
        "make a made-up office to look around in, in a folder of its own",
        "liaison demo --cases 100000 --seed 1",
        _demo,
        _options,
        figures=True,
        signs_in=False,
    ),
)

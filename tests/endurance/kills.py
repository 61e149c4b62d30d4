"""SIGKILL at random moments: everything confirmed is there, the file is sound, nothing is half done."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.backups.check import secrets_of, verify_backup
from app.config import OfficePaths
from app.errors import AppError
from app.opening import Opened
from tests.endurance.office import age, copy, enter, findings

ROOT = Path(__file__).parents[2]
FROM = {"upgrade": "starting"}
"""The line after which the clock of the kill starts; for most ways it is "entered"."""
DRAFT_S = 3.2
"""Three seconds, and the time that the writing takes."""
LONGEST_S = {"log": 0.4, "edit": 0.4, "import": 0.8, "attach": 0.4, "upgrade": 0.9, "back up": 0.6, "window": 8.0}


@dataclass
class Tally:
    """What happened to one way of working."""

    kills: int = 0
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)


def run(made: OfficePaths, folder: Path, *, kills: int, seed: int, ways: Iterable[str]) -> dict[str, Tally]:
    """Kill each way of working in turn, `kills` times in all; every loss is a sentence in its tally."""
    rng, names = random.Random(seed), list(ways)
    tallies = {way: Tally() for way in names}
    offices = {way: copy(made, folder / way.replace(" ", "-")) for way in names}
    said: dict[str, list[list[str]]] = {way: [] for way in names}
    for turn in range(kills):
        way = names[turn % len(names)]
        if way == "upgrade":
            offices[way], said[way] = copy(made, offices[way].data_dir), []
            age(offices[way])
        new = killed(offices[way].data_dir, way, rng)
        said[way] += new
        tallies[way].kills += 1
        tallies[way].confirmed += sum(line[0] not in ("trying", "killed", "broke") for line in new)
        tallies[way].lost += [f"{way}: the program ended by itself"] * (new[-1][0] == "broke")
        tallies[way].lost += look_at(offices[way], way, said[way])
    return tallies


def killed(folder: Path, way: str, rng: random.Random) -> list[list[str]]:
    """Let it work, kill it at a random moment; gives the lines that it had confirmed."""
    program_of = "window_target" if way == "window" else "target"
    words = [sys.executable, "-m", f"tests.endurance.{program_of}", str(folder), way]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        while program.stdout.readline().strip() not in (FROM.get(way, "entered"), ""):
            pass
        time.sleep(rng.uniform(0, LONGEST_S[way]))
        broke = program.poll() is not None
        program.kill()
        killed_at, rest = time.time(), program.stdout.readlines()
    return [line.split() for line in rest if line.endswith("\n")] + [["broke" if broke else "killed", str(killed_at)]]


def look_at(paths: OfficePaths, way: str, said: list[list[str]]) -> list[str]:
    """Sign in again and look: what is wrong, in sentences."""
    try:
        opened = enter(paths)
    except Exception as error:  # whatever it is, it is a loss
        return [f"{way}: {error}"]
    try:
        wrong = [f"{way}: {found.sentence}" for found in findings(opened)]
        return wrong + [f"{way}: {line}" for line in LOOKS["log" if way == "upgrade" else way](opened, said)]
    finally:
        opened.close()


def _logged(opened: Opened, said: list[list[str]]) -> list[str]:
    numbers = set(_column(opened, "SELECT number FROM case_record"))
    ids = {str(number) for number in _column(opened, "SELECT id FROM contact")}
    lines = [line for line in said if line[0] == "logged"]
    lost = [f"case {line[2]} is lost" for line in lines if line[2] not in numbers]
    lost += [f"contact {line[1]} is lost" for line in lines if line[1] not in ids]
    drafts = [int(line[1]) for line in said if line[0] == "draft"]
    kept = [int(turn) for turn in _column(opened, "SELECT payload ->> 'turn' FROM draft WHERE kind = 'slip'")]
    return lost + (["the draft is lost"] if drafts and (not kept or kept[0] < drafts[-1]) else [])


def _edited(opened: Opened, said: list[list[str]]) -> list[str]:
    turns = [int(line[1]) for line in said if line[0] == "edited"]
    notes = set(_column(opened, "SELECT words FROM note WHERE case_id = 1"))
    subject = _column(opened, "SELECT subject FROM case_record WHERE id = 1")[0]
    lost = [f"note {turn} is lost" for turn in turns if f"Note {turn}" not in notes]
    if turns and int(subject.removeprefix("Edited ")) < turns[-1]:
        lost.append(f"the subject is {subject}, older than turn {turns[-1]}")
    return lost


def _imported(opened: Opened, said: list[list[str]]) -> list[str]:
    made = _pairs(opened, "SELECT id, made FROM import_batch")
    have = _pairs(opened, "SELECT import_id, count(*) FROM case_record GROUP BY 1")
    half = [f"import {batch} is half there" for batch, many in made.items() if have.get(batch) != many]
    confirmed = [line for line in said if line[0] == "imported"]
    return half + [f"import {line[1]} is lost" for line in confirmed if made.get(int(line[1])) != int(line[2])]


def _attached(opened: Opened, said: list[list[str]]) -> list[str]:
    have = set(_column(opened, "SELECT address FROM attachment"))
    lost = []
    for line in said:
        if line[0] == "attached" and (line[1] not in have or not opened.blobs.has(line[1])):
            lost.append(f"attachment {line[1][:12]} is lost")
    return lost


def _backed_up(opened: Opened, said: list[list[str]]) -> list[str]:
    """What was confirmed and is still kept opens and stands the check; what was cut short is cleared by the next."""
    secrets = secrets_of(opened.data_key, opened.paths.keys)
    folder, wrong = opened.paths.backups, []
    confirmed = [line[1] for line in said if line[0] == "saved"]
    if confirmed and not (folder / confirmed[-1]).exists():
        wrong.append(f"the newest backup {confirmed[-1]} is lost")
    for name in confirmed[-3:]:
        if (folder / name).exists():
            try:
                verify_backup(folder / name, secrets, at=datetime.now(UTC), thorough=True)
            except AppError as error:
                wrong.append(f"{name}: {error.sentence}")
    return wrong


def _typed(opened: Opened, said: list[list[str]]) -> list[str]:
    """A draft is at most DRAFT_S old: what had been typed that long before the kill is kept."""
    last = max((index for index, line in enumerate(said) if line[0] == "killed"), default=0)
    before = max((index for index, line in enumerate(said[:last]) if line[0] == "killed"), default=-1)
    strokes = [line for line in said[before + 1 : last] if line[0] == "typed"]
    due = max((int(line[2]) for line in strokes if float(line[1]) <= float(said[last][1]) - DRAFT_S), default=0)
    kept = _column(opened, "SELECT coalesce(max(length(payload ->> 'words')), 0) FROM draft WHERE kind = 'slip'")
    return [f"{due} signs were typed {DRAFT_S} s before, {kept[0]} are kept"] if due > int(kept[0]) else []


LOOKS: dict[str, Callable[[Opened, list[list[str]]], list[str]]] = {
    "log": _logged,
    "edit": _edited,
    "import": _imported,
    "attach": _attached,
    "back up": _backed_up,
    "window": _typed,
}
WAYS = (*LOOKS, "upgrade")


def _column(opened: Opened, words: str) -> list[Any]:
    return list(opened.store.read(lambda s: s.execute(text(words)).scalars().all()))


def _pairs(opened: Opened, words: str) -> dict[int, int]:
    return {int(row[0] or 0): int(row[1]) for row in opened.store.read(lambda s: s.execute(text(words)).all())}

"""`python -m tests.endurance --kills 200 --mutations 1000 [--seed N] [--json F]`: prints what was lost; exit code 1 if
anything was."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.endurance import kills, mutations, office


def main() -> int:
    """Both, on a small made-up office in a temporary folder."""
    given = _given()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="liaison-endurance-") as folder:
        made = office.make(Path(folder) / "made")
        killed = kills.run(made, Path(folder), kills=given.kills, seed=given.seed, ways=kills.WAYS)
        damaged = mutations.run(made, times=given.mutations, seed=given.seed)
    for way, tally in killed.items():
        print(f"killed while it {way:10} {tally.kills:5}   confirmed {tally.confirmed:7,}   lost {len(tally.lost)}")
    for how, found in damaged.items():
        seen = f"refused {found.refused:4}   found by the check {found.found:4}   wrong {len(found.wrong)}"
        print(f"{how:24} {found.tried:5}   {seen}")
    wrong = [line for tally in killed.values() for line in tally.lost]
    wrong += [f"{how}: {line}" for how, found in damaged.items() for line in found.wrong]
    print(*wrong[:50], sep="\n")
    print(
        f"{sum(t.kills for t in killed.values())} kills, {sum(d.tried for d in damaged.values())} damaged files, ",
        end="",
    )
    print(f"{len(wrong)} losses, {time.monotonic() - start:.0f} s")
    if given.json:
        told = {
            "kills": {k: asdict(v) for k, v in killed.items()},
            "damaged": {k: asdict(v) for k, v in damaged.items()},
        }
        given.json.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return 1 if wrong else 0


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make endurance", description="Bad days on purpose.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

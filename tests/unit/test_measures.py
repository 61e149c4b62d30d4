"""The measures on real data say what to do where the data is absent, and need no test library for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAYED = """
import runpy, sys
sys.modules["pytest"] = None
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
"""


@pytest.mark.parametrize("measure", ["tests.tables", "tests.mails", "tests.twins"])
def test_that_a_measure_without_its_data_names_the_way_to_it(measure: str, tmp_path: Path) -> None:
    env = os.environ | {"LIAISON_SHARED": str(tmp_path / "nowhere")}
    words = [sys.executable, "-c", PLAYED, measure]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode
    assert "LIAISON_SHARED names another folder" in done.stderr and "Traceback" not in done.stderr

"""What every test stands on: no display, a data folder of its own, and no silent warning from Qt."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.shared import ELSEWHERE, shared_folder

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before the first import of Qt

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("desk", deadline=None, derandomize=True, max_examples=60, print_blob=True)
settings.register_profile(
    "ci", settings.get_profile("desk"), max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, so that no test ever meets the office file of whoever runs it."""
    folder = tmp_path / "liaison-data"
    monkeypatch.setenv("LIAISON_DATA_DIR", str(folder))
    monkeypatch.setenv("LIAISON_CONFIG_DIR", str(tmp_path / "liaison-config"))
    for name in ("LIAISON_LOGIN", "LIAISON_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return folder


@pytest.fixture(autouse=True)
def same_folder_after(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test leaves the working folder as it found it."""
    before = Path.cwd()
    yield
    assert Path.cwd() == before, f"{request.node.name} left the working folder changed"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project (LIAISON_SHARED names another); the test is skipped without it."""
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip(f"needs the real data in {folder} ({ELSEWHERE})")
    return folder


@pytest.fixture(scope="session")
def xvfb() -> Iterator[str]:
    """A virtual X display for real windows in other processes; gives its name, such as ":99"."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("needs Xvfb, which `make test` installs on Debian")
    reading, writing = os.pipe()
    order = [program, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(order, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()  # the server writes its number once it takes connections
        assert number, "Xvfb ended before it took connections"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(timeout=10)

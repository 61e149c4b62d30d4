"""What is shipped and how it is set up: locked, without a registry's address, quick on the second start."""

from __future__ import annotations

import configparser
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.__main__ import opens_window

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"(?m)^([a-z0-9-]+)==(\S+)(?: ; .+)? \\$")
RUN, DEV = "requirements.txt", "requirements-dev.txt"
SYSTEMS = [("win32", "Windows", "nt"), ("darwin", "Darwin", "posix"), ("linux", "Linux", "posix")]
VERSIONS = ["3.11", "3.12", "3.13"]
# Put together here, so that this file itself passes.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org"]


def lock(name: str) -> str:
    return (ROOT / "packaging" / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return {found[1]: found[2] for found in PIN.finditer(lock(name))}


def wanted(*extra: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = [line for part in extra for line in project["optional-dependencies"][part]]
    return [Requirement(line) for line in [*project["dependencies"], *more]]


def places(extra: str) -> list[dict[str, str]]:
    """Every system and version that we run on, as a marker sees it."""
    return [
        {
            "sys_platform": system,
            "platform_system": name,
            "os_name": kind,
            "python_version": version,
            "python_full_version": f"{version}.5",
            "extra": extra,
        }
        for system, name, kind in SYSTEMS
        for version in VERSIONS
    ]


def needs(package: str, extras: set[str]) -> set[str]:
    """The packages that an installed one needs on any of our systems, with these extras."""
    lines = [Requirement(line) for line in metadata.requires(package) or []]
    everywhere = [place for extra in extras or {""} for place in places(extra)]
    return {line.name for line in lines if not line.marker or any(map(line.marker.evaluate, everywhere))}


@pytest.mark.parametrize(("name", "extra"), [(RUN, []), (DEV, ["dev"])])
def test_that_every_lock_holds_what_the_project_asks_for(name: str, extra: list[str]) -> None:
    locked = pins(name)
    for requirement in wanted(*extra):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not locked: run `make lock`"
        assert requirement.specifier.contains(version), f"{requirement} does not allow {version}: run `make lock`"


@pytest.mark.parametrize(("name", "extra"), [(RUN, []), (DEV, ["dev"])])
def test_that_a_lock_is_whole_on_every_system_and_version(name: str, extra: list[str]) -> None:
    locked = pins(name)
    extras = {str(canonicalize_name(each.name)): each.extras for each in wanted(*extra)}
    elsewhere = {"colorama"}  # needed on Windows only, and needing nothing
    for package in set(locked) - elsewhere:
        lost = {canonicalize_name(need) for need in needs(package, extras.get(package, set()))} - set(locked)
        assert not lost, f"{name}: {package} needs {lost}"


def test_that_both_locks_agree() -> None:
    tests = pins(DEV)
    assert pins(RUN).items() <= tests.items()


@pytest.mark.parametrize("name", [RUN, DEV])
def test_that_every_pin_has_hashes(name: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9-]+==)", lock(name))[1:]
    assert len(blocks) == len(pins(name)) > 20
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)


@pytest.mark.parametrize("name", [RUN, DEV])
def test_that_a_lock_names_no_place_to_fetch_from(name: str) -> None:
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|--trusted", lock(name))


def committed() -> list[Path]:
    """The files of the project that are text, as git lists them."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout to list the committed files")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in files if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def test_that_no_committed_file_carries_the_address_of_a_registry() -> None:
    files = committed()
    texts = {path: path.read_text(encoding="utf-8", errors="replace").lower() for path in files}
    found = [f"{path.relative_to(ROOT)}: {host}" for path, text in texts.items() for host in HOSTS if host in text]
    assert len(files) > 30
    assert not found, "\n".join(found)


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up script over an empty folder in place of `.venv`, that only notes what it would make and install."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "packaging" / "bootstrap.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    venv = tmp_path / ".venv"
    done: list[str] = []

    def make() -> None:
        done.append("made")
        shutil.rmtree(venv, ignore_errors=True)
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").symlink_to(sys.executable)

    places = {"VENV": str(venv), "MAKING": str(venv / ".making"), "PYTHON": str(venv / "bin" / "python")}
    acts = {"make_venv": make, "check_system": lambda kind: None, "install": done.append, "done": done}
    for name, value in [*places.items(), *acts.items()]:
        monkeypatch.setattr(script, name, value, raising=False)
    return script


def test_that_a_second_set_up_finds_all_done(bootstrap: ModuleType) -> None:
    bootstrap.set_up("run")
    bootstrap.set_up("run")
    assert bootstrap.done == ["made", "run"]


def test_that_an_environment_for_tests_also_runs_the_program(bootstrap: ModuleType) -> None:
    bootstrap.set_up("test")
    bootstrap.set_up("run")
    assert bootstrap.done == ["made", "test"]


def test_that_tests_need_more_than_running(bootstrap: ModuleType) -> None:
    bootstrap.set_up("run")
    bootstrap.set_up("test")
    assert bootstrap.done == ["made", "run", "test"]


def test_that_a_half_made_environment_is_made_anew(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled_plug(kind: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(bootstrap, "install", pulled_plug)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.set_up("run")
    Path(bootstrap.MAKING).write_text("999999999")
    bootstrap.set_up("run")
    assert bootstrap.done == ["made", "made", "run"]


def test_that_two_set_ups_at_once_are_refused(bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    Path(bootstrap.VENV).mkdir()
    Path(bootstrap.MAKING).write_text(str(os.getpid()))
    assert bootstrap.main(["setup"]) == 1
    assert "Another set-up is at work" in capsys.readouterr().err


def test_that_an_unknown_word_is_told_the_words(bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["fly"]) == 2
    assert "run, test, setup" in capsys.readouterr().err


def test_that_without_a_display_the_tour_is_played(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "become", went.append)
    monkeypatch.setattr(bootstrap, "has_display", lambda: False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    bootstrap.run(["--seed", "7"])
    assert went == [["-m", "app", "tour", "--out", "tour/", "--seed", "7"]]
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ([], []),
        (["--seed", "7"], ["--seed", "7"]),
        (["--data-dir", "real"], []),
        (["--data-dir=real"], []),
        (["--data-dir", "real", "check"], None),
        (["report", "list"], None),
        (["--help"], None),
    ],
)
def test_that_the_tour_stands_in_for_the_window_only(
    bootstrap: ModuleType, words: list[str], options: list[str] | None
) -> None:
    assert bootstrap.tour_options(words) == options


def test_that_with_a_display_the_window_opens(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "become", went.append)
    monkeypatch.setattr(bootstrap, "has_display", lambda: True)
    bootstrap.run(["--data-dir", "desk"])
    assert went == [["-m", "app", "--data-dir", "desk"]]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("No space left on device", "disk is full"),
        ("Temporary failure in name resolution", "offline"),
    ],
)
def test_that_a_failed_fetch_is_explained(bootstrap: ModuleType, said: str, meant: str) -> None:
    assert meant in bootstrap.explained(f"ERROR: {said}")


def processor_time(order: list[str]) -> float:
    """Seconds of processor time that a program takes, at its best of five."""
    resource = pytest.importorskip("resource", reason="Windows does not tell the processor time of ended programs")
    best = 9.0
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(order, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def test_that_a_second_start_costs_next_to_nothing(bootstrap: ModuleType) -> None:
    bootstrap.set_up("run")
    places = {name: getattr(bootstrap, name) for name in ("VENV", "MAKING", "PYTHON")}
    begin = f"import sys; sys.path.insert(0, {str(ROOT / 'packaging')!r}); import bootstrap; "
    found_done = begin + f"vars(bootstrap).update({places!r}); bootstrap.set_up('run')"
    plain, started = processor_time([sys.executable, "-c", "pass"]), processor_time([sys.executable, "-c", found_done])
    assert started - plain < 0.05


def test_that_the_gate_runs_every_check() -> None:
    gate = ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert "make --silent test" in gate.read_text(encoding="utf-8")


def test_that_the_desktop_file_starts_the_window() -> None:
    entry = configparser.RawConfigParser()
    entry.read(ROOT / "packaging" / "liaison.desktop", encoding="utf-8")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["gui-scripts"]
    assert entry["Desktop Entry"]["exec"] in scripts
    assert entry["Desktop Entry"]["terminal"] == "false"


def test_that_the_bundle_brings_migrations_and_resources() -> None:
    spec = (ROOT / "packaging" / "liaison.spec").read_text(encoding="utf-8")
    compile(spec, "liaison.spec", "exec")
    assert '"app/migrations"' in spec
    assert '"resources"' in spec


@pytest.mark.parametrize("words", [[], ["--data-dir", "desk"], ["--data-dir=desk"]])
def test_that_no_words_open_the_window(words: list[str]) -> None:
    assert opens_window(words)


@pytest.mark.parametrize("words", [["demo"], ["--data-dir", "desk", "check"], ["--help"], ["--data-dir"]])
def test_that_any_word_is_for_the_command_line(words: list[str]) -> None:
    assert not opens_window(words)

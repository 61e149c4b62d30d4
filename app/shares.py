"""Whether a path lies on a network share."""

from __future__ import annotations

import sys
from pathlib import Path

_NETWORK_KINDS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "afpfs",
        "webdav",
        "ncpfs",
        "ceph",
        "glusterfs",
    }
    | {"fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "davfs", "vboxsf", "prl_fs"}
)
_WINDOWS_REMOTE_DRIVE = 4


def is_network_path(path: Path) -> bool:
    """Whether a path lies on a network share, where SQLite's locks cannot be trusted (sqlite.org/useovernet)."""
    if str(path).startswith(("\\\\", "//")):
        return not str(path).startswith(("\\\\?\\", "\\\\.\\")) or str(path).upper().startswith("\\\\?\\UNC\\")
    if sys.platform == "win32":
        return _is_remote_drive(path)
    mounts = _linux_mounts() if sys.platform == "linux" else _listed_mounts()
    return _kind_of_mount(path, mounts) in _NETWORK_KINDS


def _kind_of_mount(path: Path, mounts: list[tuple[Path, str]]) -> str:
    """The file system of the deepest mount above a path; of two on one point the later covers the earlier."""
    full, depth, kind = path.resolve(), -1, ""
    for point, name in mounts:
        if full.is_relative_to(point) and len(point.parts) >= depth:
            depth, kind = len(point.parts), name
    return kind


def _linux_mounts(table: Path = Path("/proc/self/mounts")) -> list[tuple[Path, str]]:
    """Mount points with their file systems; blanks in names are written \\040 there."""
    try:
        rows = [line.split() for line in table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()]
    except OSError:
        return []
    return [(Path(_unescaped(row[1])), row[2].lower()) for row in rows if len(row) > 2]


def _unescaped(name: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        name = name.replace(code, sign)
    return name


def _listed_mounts() -> list[tuple[Path, str]]:
    """Mounts as macOS's `mount` lists them: `//user@server/share on /Volumes/share (smbfs, nodev)`."""
    import subprocess  # wanted on macOS only, and not at every start

    try:
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return _parsed_mounts(listed)


def _parsed_mounts(listed: str) -> list[tuple[Path, str]]:
    found = []
    for line in listed.splitlines():
        place, _, kinds = line.rpartition(" (")
        if " on " in place:
            found.append((Path(place.split(" on ", 1)[1]), kinds.split(",")[0].rstrip(")").lower()))
    return found


def _is_remote_drive(path: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    drive = path.resolve().drive
    return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _WINDOWS_REMOTE_DRIVE

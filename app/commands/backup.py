"""liaison backup, restore: backups made, listed, checked and put back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import many
from app.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from app.backups import Backup, Secrets


def _backup_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to", metavar="FOLDER", help="into this folder (it must be there), not the office's (Director)"
    )
    parser.add_argument("--thorough", action="store_true", help="read every attachment and line of history (slow)")


def _verify_options(parser: ArgumentParser) -> None:
    parser.add_argument("number", nargs="?", type=int, default=1, metavar="N", help="its number in the list (1)")
    parser.add_argument("--from", dest="to", metavar="FOLDER", help="of this folder, not the office's own")


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="to", metavar="FOLDER", help="of this folder, not the office's own")


def _restore_options(parser: ArgumentParser) -> None:
    parser.add_argument("backup", metavar="BACKUP", help="the folder of a backup, or its number in the list")
    parser.add_argument("--from", dest="place", metavar="FOLDER", help="of this folder, not the office's own")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--to", metavar="FOLDER", help="into a new folder")
    how.add_argument("--swap", action="store_true", help="in place of the present office, which is kept beside it")
    parser.add_argument("--recovery", action="store_true", help="with the recovery key in place of a password")
    parser.add_argument("--without-lost", action="store_true", help="leave out attachments that are lost or damaged")


def _backup(desk: Desk) -> None:
    from app.authority import Right, require
    from app.backups import Source, chosen_folder, make_backup
    from app.services.backups import record_backup

    opened, folder = desk.opened(), _folder(desk)
    if desk.args.to:
        desk.read(lambda _, who: require(who, Right.MANAGE_OFFICE))
        chosen_folder(desk.paths, folder)  # never made: a disk that is away would be taken for a folder
    source = Source(desk.paths, opened.store.engine, _secrets(desk))
    how: dict[str, Any] = {"zone": desk.zone, "thorough": desk.args.thorough, "progress": desk.progress}
    made = make_backup(source, folder, at=desk.at, **how)
    desk.write(lambda session, who: record_backup(session, who, at=desk.at, detail=made.detail()))
    if desk.wants_json:
        desk.json(_row(1, made))
        return
    desk.say(f"Backed up and verified: {made.folder} ({_megabytes(made.size)}).")
    if missing := made.missing:
        verb = "is" if missing == 1 else "are"
        told = f"{many(missing, 'attachment')} {verb} missing or damaged in the office itself."
        desk.say(f"{told} See liaison check --deep.")


def _list(desk: Desk) -> None:
    from app.backups import list_backups

    rows = list(enumerate(list_backups(_folder(desk, signs_in=False)), start=1))
    if desk.wants_json:
        desk.json([_row(number, backup) for number, backup in rows])
    elif not rows:
        desk.say("There is no backup yet. Make one with liaison backup.")
    else:
        headings = ("No.", "Made (UTC)", "Size", "Verified", "Name")
        desk.table(headings, [_line(number, backup) for number, backup in rows], right=("No.", "Size"))


def _verify(desk: Desk) -> None:
    from app.backups import verify_backup

    secrets, folder = _secrets(desk), _folder(desk)
    chosen = _numbered(folder, desk.args.number, secrets.office)
    seen = verify_backup(chosen.folder, secrets, at=desk.at, progress=desk.progress)
    if desk.wants_json:
        desk.json(_row(desk.args.number, seen))
    else:
        desk.say(f"{seen.name} is whole: all of it was opened and read.")


def _restore(desk: Desk) -> None:
    from app.backups import restore, restore_here, swap_in, unlock_backup
    from app.office_lock import OfficeLock

    folder = _chosen(desk)
    if desk.args.swap:
        with OfficeLock(desk.paths.data_dir).alone():
            pass  # whoever has it open is told of now, not when all has been copied
    given: dict[str, Any] = {"login": desk.login(), "password": desk.password()} if not desk.args.recovery else {}
    if desk.args.recovery:
        given = {"recovery": desk.password("Recovery key: ", variable="LIAISON_RECOVERY", what="recovery key")}
    how: dict[str, Any] = {"at": desk.at, "without_lost": desk.args.without_lost, "progress": desk.progress}
    with unlock_backup(folder, at=desk.at, attempts=desk.paths.attempts, **given) as unlocked:
        if desk.args.swap:
            staged = restore_here(unlocked, desk.paths, **how)
            swapped = swap_in(desk.paths, staged, at=desk.at)
            said, where, before = swapped.sentence, desk.paths.data_dir, str(swapped.before)
        else:
            made = restore(unlocked, _path(desk.args.to), **how)
            said, where, before = f"Restored to {made.paths.data_dir}.", made.paths.data_dir, None
            said += f" {many(made.lost, 'attachment')} could not be restored." if made.lost else ""
            said += f'\nOpen it with liaison --data-dir "{where}", and sign in with the passwords of that day.'
    if desk.wants_json:
        desk.json({"data_dir": str(where), "backup": folder.name, "before": before})
    else:
        desk.say(*said.splitlines())


def _folder(desk: Desk, *, signs_in: bool = True) -> Path:
    """Where the backups of this office are: as given, as the office chose, or as this computer remembers."""
    from app.backups import folder_of, known_folder

    if desk.args.to:
        return _path(desk.args.to)
    if not signs_in:
        return known_folder(desk.paths)
    return desk.read(lambda session, _: folder_of(session, desk.paths))


def _path(given: str) -> Path:
    return Path(given).expanduser().absolute()


def _chosen(desk: Desk) -> Path:
    """The backup that FROM names."""
    from app.backups import known_folder

    given, place = str(desk.args.backup), desk.args.place
    if given.isdigit():
        return _numbered(_path(place) if place else known_folder(desk.paths), int(given)).folder
    folder = _path(place) / given if place else _path(given)
    if not folder.is_dir():
        raise Unavailable(f"{folder} is no folder of a backup. See liaison backup list.")
    return folder


def _numbered(folder: Path, number: int, office: str = "") -> Backup:
    from app.backups import list_backups

    found = list_backups(folder)
    if not 1 <= number <= len(found):
        there = f"There {'is' if len(found) == 1 else 'are'} {many(len(found), 'backup')} in {folder}."
        raise Invalid({"number": f"{there} Give a number of liaison backup list."})
    if office and not found[number - 1].name.endswith(office[:8]):
        raise Invalid({"number": "This is a backup of another office. Sign in to that office to check it."})
    return found[number - 1]


def _secrets(desk: Desk) -> Secrets:
    from app.backups import secrets_of

    return secrets_of(desk.opened().data_key, desk.paths.keys)


def _row(number: int, backup: Backup) -> dict[str, Any]:
    manifest = backup.manifest
    return {
        "number": number,
        "name": backup.name,
        "folder": str(backup.folder),
        "made_at": backup.made_at,
        "verified": backup.is_verified,
        "verified_at": manifest.verified_at if manifest else None,
        "bytes": backup.size,
        "counts": dict(manifest.counts) if manifest else {},
        "problem": backup.problem or None,
    }


def _line(number: int, backup: Backup) -> tuple[str, ...]:
    checked = backup.manifest.verified_at if backup.manifest else None
    state = backup.problem or (f"{checked:%Y-%m-%d %H:%M}" if checked else "not yet")
    return str(number), f"{backup.made_at:%Y-%m-%d %H:%M}", _megabytes(backup.size), state, backup.name


def _megabytes(size: int) -> str:
    return f"{max(size, 1) / (1 << 20):,.1f} MB"


COMMANDS = (
    Command(
        "backup",
        "back up the office, open the backup and check it",
        "liaison backup --to /media/stick",
        _backup,
        _backup_options,
        figures=True,
    ),
    Command(
        "backup list",
        "list the backups",
        "liaison backup list --json",
        _list,
        _list_options,
        figures=True,
        signs_in=False,
    ),
    Command("backup verify", "read all of a backup", "liaison backup verify 2", _verify, _verify_options, figures=True),
    Command(
        "restore",
        "make an office of a backup, checked first, in a new folder or in place of this one",
        "liaison restore 1 --to /home/me/as-it-was",
        _restore,
        _restore_options,
        figures=True,
    ),
)

"""liaison case attach, save-file: files kept with a case, and copies of them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.viewed import note_view
from app.commands.words import add_number, case_id
from app.errors import Invalid, NotFound, Unavailable

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.case_page import AttachmentRow


def _attach_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="up to 200 MB each")


def _attach(desk: Desk) -> None:
    import mimetypes

    from app.services.attachments import add_attachment

    for path in desk.args.files:
        if path.is_dir():
            raise Invalid({"file": f"{path.absolute()} is a folder. Name the files in it, one after the other."})

    def keep(path: Path) -> dict[str, object]:
        desk.read(lambda session, who: case_id(session, who, desk.args.number))  # before a large file is encrypted
        blob = desk.opened().blobs.put(path)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        about: dict[str, Any] = {"name": path.name, "media_type": kind, "address": blob.address}

        def act(session: Session, who: Actor) -> dict[str, object]:
            case = case_id(session, who, desk.args.number)
            given = add_attachment(session, who, **about, size=blob.size, at=desk.at, case_id=case)
            return {"id": given.id, "name": given.name, "size": given.size}

        return desk.write(act)

    kept = [keep(path) for path in desk.args.files]
    desk.answer({"attached": kept}, *(f"{each['name']} is attached." for each in kept))


def _save_options(parser: ArgumentParser) -> None:
    add_number(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", metavar="NAME", help="the file's name, as `case show` tells it")
    which.add_argument("--id", type=int, metavar="ID", help="its id instead, where two have one name")
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="where to (the folder you are in)")


def _save(desk: Desk) -> None:
    row = desk.read(lambda session, who: _found(session, who, desk))
    if not desk.args.out.is_dir():
        raise Unavailable(f"The folder {desk.args.out} is not there. Make it first, or name another with --out.")
    target = desk.args.out / row.name
    if target.exists():
        raise Unavailable(f"There is a {target.name} in that folder already. Name another folder with --out.")
    note_view(desk, "attachment", row.id)  # first: no copy without its line
    desk.opened().blobs.copy_to(row.address, target)
    desk.answer({"path": str(target), "size": row.size}, f"A plain copy is in {target}.")


def _found(session: Session, who: Actor, desk: Desk) -> AttachmentRow:
    from app.queries.case_page import case_page

    page = case_page(session, who, case_id(session, who, desk.args.number), at=desk.at)
    wanted, of_id = desk.args.name, desk.args.id
    found = [row for row in page.attachments if (row.id == of_id if of_id is not None else row.name == wanted)]
    if not found:
        what = "name" if of_id is None else "id"
        raise NotFound(
            f"No file of this {what} is kept with {page.row.number}. `liaison case show` names those that are."
        )
    if len(found) > 1:
        ids = " or ".join(f"--id {row.id} ({desk.local(row.at)}, {row.size:,} bytes)" for row in found)
        raise Invalid({"name": f"{len(found)} files of {page.row.number} are called {wanted}. Name one by {ids}."})
    return found[0]


COMMANDS = (
    Command(
        "case attach",
        "keep files with a case, encrypted",
        "liaison case attach 42 photo.jpg letter.pdf",
        _attach,
        _attach_options,
        figures=True,
    ),
    Command(
        "case save-file",
        "write a plain copy of a file that is kept with a case",
        "liaison case save-file 42 photo.jpg --out Desktop",
        _save,
        _save_options,
        figures=True,
    ),
)

"""A workbook (.xlsx) written row by row into its zip, so that no temporary file ever holds its words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from app.errors import Unavailable

MOST_ROWS = 1_048_576
LONGEST, LONGEST_NAME = 32_767, 31
"""Letters of a cell and of a sheet's name, as Excel counts them: one beyond the first plane is two."""
_FIRST_DAY = datetime(1899, 12, 30)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\t\n]")
_DATE, _MOMENT = 1, 2

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
)
_SHEET_TYPE = f'<Override PartName="/xl/worksheets/sheet{{0}}.xml" ContentType="{_KIND}.worksheet+xml"/>'
_CORE_TYPE = (
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
)
_CORE = f"{_PACKAGE}/metadata/core-properties"
_CORE_LINK = f"{_PACKAGE}/relationships/metadata/core-properties"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Sheet(NamedTuple):
    """One sheet: its name and its rows of texts, numbers, days and moments (without zone)."""

    name: str
    rows: Iterable[Sequence[object]]


def write_workbook(path: Path, rows: Iterable[Sequence[object]], *, title: str, author: str = "") -> None:
    """Write one sheet of rows to a workbook; see `write_sheets`."""
    write_sheets(path, [Sheet(title, rows)], author=author)


def write_sheets(path: Path, sheets: Sequence[Sheet], *, author: str = "") -> None:
    """Write a workbook sheet by sheet.

    `author` is who signs for it: it stands in the properties of the file and on a last sheet, "About". Names of sheets
    are cut to what a workbook takes, and made different. Texts are cut at 32,767 units of UTF-16 and lose what XML
    cannot hold. Raises Unavailable for more rows than a sheet holds, and OSError.
    """
    if author:
        sheets = [*sheets, Sheet("About", [["Exported by", author]])]
    names = _names(sheets)
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        for name, words in _parts(names, author):
            file.writestr(name, _HEAD + words)
        for number, sheet in enumerate(sheets, 1):
            with file.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as unfinished:
                _write_rows(unfinished, sheet.rows)


def _write_rows(file: IO[bytes], rows: Iterable[Sequence[object]]) -> None:
    file.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Unavailable("A workbook holds 1,048,576 rows at most. Choose fewer rows, or CSV.")
        file.write(_row(number, row).encode())
    file.write(b"</sheetData></worksheet>")


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Names of at most 31 letters, no two alike whatever their case, and none that Excel keeps for itself."""
    taken: set[str] = {"history"}
    found = []
    for sheet in sheets:
        whole = _NOT_IN_A_TITLE.sub(" ", _text(sheet.name)).strip(" '")
        name, number = _cut(whole, LONGEST_NAME).strip(" '") or "Sheet", 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(whole, LONGEST_NAME - 1 - len(str(number))).strip() or 'Sheet'} {number}"
        taken.add(name.casefold())
        found.append(name)
    return found


def _parts(names: Sequence[str], author: str) -> Iterator[tuple[str, str]]:
    quoted = {chr(34): "&quot;"}
    sheets = "".join(
        f'<sheet name="{escape(name, quoted)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    core = f'<Relationship Id="rId999" Type="{_CORE_LINK}" Target="docProps/core.xml"/>' if author else ""
    types = "".join(_SHEET_TYPE.format(number) for number in range(1, len(names) + 1))
    yield "[Content_Types].xml", f"{_TYPES}{types}{_CORE_TYPE if author else ''}</Types>"
    yield "_rels/.rels", _relations(("officeDocument", "xl/workbook.xml"), more=core)
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    yield "xl/_rels/workbook.xml.rels", _relations(*parts, ("styles", "styles.xml"))
    yield "xl/styles.xml", _STYLES
    if author:
        spaces = f'xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        creator = f"<dc:creator>{escape(_text(author))}</dc:creator>"
        yield "docProps/core.xml", f"<cp:coreProperties {spaces}>{creator}</cp:coreProperties>"


def _relations(*targets: tuple[str, str], more: str = "") -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}{more}</Relationships>'


def _row(number: int, values: Sequence[object]) -> str:
    cells = (_cell(f"{_letters(place)}{number}", value) for place, value in enumerate(values))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _letters(place: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _cell(at: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int):
        return f'<c r="{at}"><v>{int(value)}</v></c>'
    if isinstance(value, float) and math.isfinite(value):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    if isinstance(value, date) and value.year > 1900:  # spreadsheets disagree on the days before March 1900
        return f'<c r="{at}" s="{_MOMENT if isinstance(value, datetime) else _DATE}"><v>{_serial(value)!r}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(_text(str(value)))}</t></is></c>'


def _serial(day: date) -> float:
    """Days since 1899-12-30, as spreadsheets count."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    since = moment - _FIRST_DAY
    return since.days + since.seconds / 86_400


def _text(value: str) -> str:
    return _cut(_NOT_IN_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n")), LONGEST)


def _cut(words: str, most: int) -> str:
    """The words, at most so many units of UTF-16, no letter in halves."""
    if len(words) * 2 <= most:
        return words
    return words.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")

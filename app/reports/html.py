"""The HTML twin of a paper: one file without scripts, with heads, tables and figures as a screen reader wants them.

PDFs made here have no structure tree, so what is published goes out with this twin (LESSONS.md, Accessibility).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any

from reportlab.platypus import Flowable

from app.reports.base import Drawn, Letterhead, Stamp
from app.reports.cells import Cell, shown
from app.reports.charts import BarChart, Chart, LineChart, Lines
from app.reports.parts import Balance, Chapter, Head, KeyFigures, Meaning, Term, Words
from app.reports.svg import svg
from app.reports.tables import Col, Table
from app.reports.text import LEFT_OUT, clean
from app.reports.walk import TITLE_SIZE, is_lesser_head, parts

STYLE = """
:root{color-scheme:light}body{margin:0;background:#fff;color:#1d2a3a;font:16px/1.5 "Public Sans","Noto Sans",
system-ui,sans-serif}.page{max-width:60rem;margin:0 auto;padding:1.5rem}header,footer{color:#414e5e}
header{border-bottom:2px solid #1d2a3a;padding-bottom:.5rem}footer{border-top:1px solid #8a94a1;margin-top:2rem;
padding-top:.5rem;font-size:.875rem}h1{font-size:1.8rem;line-height:1.2;margin:.2rem 0 1rem}h2{border-top:2px solid
#1d2a3a;padding-top:.5rem;margin:2rem 0 .75rem;font-size:1.25rem}h3{font-size:1.05rem;margin:1rem 0 .25rem}
h4{font-size:1rem;margin:.75rem 0 .25rem}.hint,.small{font-size:.875rem;color:#414e5e}
.scroll{overflow-x:auto}.scroll:focus-visible{
outline:3px solid #1d2a3a;outline-offset:2px}table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
caption{text-align:left;font-size:.875rem;color:#414e5e;padding-bottom:.25rem}th,td{padding:.3rem .6rem .3rem 0;
text-align:left;vertical-align:top;border-bottom:1px solid #c3c9d1;white-space:pre-line}thead th{border-bottom:2px
solid #1d2a3a}.n{text-align:right;font-variant-numeric:tabular-nums}tbody th{font-weight:400}tfoot th,tfoot td{
font-weight:600;border-top:2px solid #1d2a3a}.keys{display:flex;flex-wrap:wrap;gap:1rem;margin:1rem 0}.keys div{
flex:1 1 9rem;border-left:2px solid #1d2a3a;padding-left:.6rem;display:flex;flex-direction:column-reverse;
justify-content:flex-end}.keys dd{margin:0;font-size:1.6rem;font-weight:600}.keys dt{font-size:.875rem}.balance{
background:#eceef1;padding:.4rem .6rem}.wrong{border:3px solid #b0261f}dl.terms dt{font-weight:600}dl.terms dd{
margin:0 0 .6rem}svg{max-width:100%;height:auto;display:block}.gone{background:#1d2a3a;color:#fff;padding:0 .2rem}
.sign{margin-top:3rem;border-top:1px solid #1d2a3a;
max-width:24rem}@media print{.page{padding:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}
"""


def html_of(drawn: Drawn, letterhead: Letterhead, stamp: Stamp) -> str:
    """The whole page; every text is escaped, nothing in it is run or fetched."""
    body = "".join(_Body().of(drawn.story))
    named = "".join(f'<p dir="auto">{_text(words)}</p>' for words in (*drawn.corner, *_issued(stamp)))
    below = "".join(f'<p dir="auto">{_text(words)}</p>' for words in (drawn.foot, stamp.history) if words)
    return (
        '<!doctype html>\n<html lang="en-US"><head><meta charset="utf-8">'
        f"<title>{escape(clean(drawn.title))}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="Liaison">'
        f'<style>{STYLE}</style></head><body><div class="page"><header><p><strong>{_text(letterhead.city)}</strong><br>'
        f"{_text(letterhead.second_line)}</p>{named}</header><main>{_titled(body, drawn.title)}</main>"
        f"<footer>{below}</footer></div></body></html>\n"
    )


def _titled(body: str, title: str) -> str:
    """A page has one main head; a letter, which has none on paper, gets it from its title."""
    return body if "<h1" in body else f'<h1 dir="auto">{_text(title)}</h1>{body}'


def _issued(stamp: Stamp) -> Iterator[str]:
    at = stamp.at_local
    yield f"Issued {at:%B} {at.day}, {at.year}, {stamp.signature}"


class _Body:
    """Turns parts into markup; knows what was headed last, for captions and names of charts."""

    def __init__(self) -> None:
        self._last = ""
        self._h1 = self._section = self._terms = self._chapter = False
        self._charts = 0
        self._makers: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
            (Head, self._head),
            (Term, lambda part: f'<dt dir="auto">{_text(part.text)}</dt>'),
            (Meaning, lambda part: f'<dd dir="auto">{_text(part.text)}</dd>'),
            (Chapter, self._begin),
            (Words, self._words),
            (KeyFigures, _keys),
            (Balance, _balance),
            (Table, self._table),
            (Chart, self._chart),
            (Lines, self._chart),
        )

    def of(self, story: Iterable[Flowable]) -> Iterator[str]:
        for part in parts(story):
            yield from self._turn(isinstance(part, Term | Meaning))
            maker = next((make for kind, make in self._makers if isinstance(part, kind)), _other)
            yield maker(part)
        yield from self._turn(False)
        if self._section:
            yield "</section>"

    def _turn(self, in_terms: bool) -> Iterator[str]:
        if in_terms != self._terms:
            self._terms = in_terms
            yield '<dl class="terms">' if in_terms else "</dl>"

    def _begin(self, part: Chapter) -> str:
        self._last, self._chapter = part.text, True
        return f'{self._end()}<h2 dir="auto">{_text(part.text)}</h2>'

    def _end(self) -> str:
        ended, self._section = "</section>" if self._section else "", False
        return ended

    def _head(self, part: Head) -> str:
        self._last, self._chapter = part.title, self._chapter and not part.top
        ended, level = self._end(), "h3" if self._chapter else "h2"
        self._section = True
        hint = f'<p class="hint" dir="auto">{_text(part.hint)}</p>' if part.hint else ""
        return f'{ended}<section><{level} dir="auto">{_text(part.title)}</{level}>{hint}'

    def _words(self, part: Words) -> str:
        if part.bold and part.size >= TITLE_SIZE and not self._h1:
            self._h1 = True
            self._last = self._last or part.text
            return f'<h1 dir="auto">{_text(part.text)}</h1>'
        if is_lesser_head(part):
            self._last = part.text
            level = f"h{2 + self._section + self._chapter}"
            return f'<{level} dir="auto">{_text(part.text)}</{level}>'
        small = ' class="small"' if part.size < 9 else ""
        return "".join(f'<p dir="auto"{small}>{_text(each)}</p>' for each in part.text.split("\n\n") if each.strip())

    def _table(self, part: Table) -> str:
        named = part.title or self._last
        return table_markup(part, named)

    def _chart(self, part: Chart | Lines) -> str:
        self._charts += 1
        drawn = svg(part, name=self._last, key=f"c{self._charts}")
        return f"<figure>{drawn}</figure>{table_markup(chart_table(part.chart), f'{self._last}: the figures')}"


def chart_table(chart: BarChart | LineChart) -> Table:
    """The values of a chart as a table, one row a label."""
    columns = [Col("For", 1), *(Col(name, 1, True) for name, _ in chart.series)]
    rows = [[label, *(values[place] for _, values in chart.series)] for place, label in enumerate(chart.labels)]
    return Table(columns, rows)


def table_markup(part: Table, caption: str) -> str:
    """A table with its caption, heads of columns and rows, and a foot for its sum."""
    rows, numbers = list(part.rows), [column.number for column in part.columns]
    last = [rows.pop()] if part.total and rows else []
    heads = "".join(_column(column) for column in part.columns)
    named = any(column.title for column in part.columns)
    head = f"<thead><tr>{heads}</tr></thead>" if named else ""
    foot = f"<tfoot>{''.join(_row(row, numbers) for row in last)}</tfoot>" if last else ""
    said = _text(caption or "Table")
    body = "".join(_row(row, numbers) for row in rows)
    scrolls = f'<div class="scroll" tabindex="0" role="group" aria-label="{_plainly(caption or "Table")}">'
    return f'{scrolls}<table><caption dir="auto">{said}</caption>{head}<tbody>{body}</tbody>{foot}</table></div>'


def _column(column: Col) -> str:
    """The head of a column; one without a title heads nothing."""
    if not column.title:
        return "<td></td>"
    return f'<th scope="col" dir="auto"{_class(column.number)}>{_text(column.title)}</th>'


def _plainly(words: str) -> str:
    """Words for an attribute."""
    return escape(clean(words), quote=True)


def _row(row: Iterable[Cell], numbers: list[bool]) -> str:
    cells = [_text(shown(cell)) for cell in row]
    made = [f'<td dir="auto"{_class(number)}>{cell}</td>' for cell, number in zip(cells, numbers, strict=True)]
    if cells and cells[0]:  # an empty head heads nothing
        made[0] = f'<th scope="row" dir="auto"{_class(numbers[0])}>{cells[0]}</th>'
    return f"<tr>{''.join(made)}</tr>"


def _class(number: bool) -> str:
    return ' class="n"' if number else ""


def _keys(part: KeyFigures) -> str:
    pairs = "".join(
        f'<div><dt dir="auto">{_text(words)}</dt><dd>{_text(shown(figure))}</dd></div>'
        for figure, words in part.figures
    )
    return f'<dl class="keys">{pairs}</dl>'


def _balance(part: Balance) -> str:
    wrong = "" if part.ok else " wrong"
    return f'<p class="balance{wrong}" dir="auto"><strong>{_text(part.lead.strip())}</strong> {_text(part.words)}</p>'


def _other(part: Any) -> str:
    """What says something all the same, such as a line to sign on; a mere space says nothing."""
    return "".join(f'<p class="sign">{_text(words)}</p>' for words in getattr(part, "said", ()))


def _text(words: str) -> str:
    return LEFT_OUT.sub(r'<span class="gone">\1</span>', escape(clean(words)))

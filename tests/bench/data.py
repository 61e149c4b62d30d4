"""Who is this, and search, on a large office, beside the best plain SQL for the same answer."""

from __future__ import annotations

from functools import partial

from tests.bench.figures import Figure, alternately
from tests.bench.office import Bench

TYPED = ("nguyen", "ngu", "tavares", "0142", "555-01", "elm", "park avenue", "feeney", "silva ma", "6175550")


def measure(bench: Bench) -> list[Figure]:
    """All that is asked while somebody waits."""
    return [*_suggestions(bench), *_searches(bench)]


def _suggestions(bench: Bench) -> list[Figure]:
    """Each keystroke of what is typed into the first line of a slip."""
    from app.queries.suggest import who_is

    def suggested(words: str) -> object:
        return bench.store.read(lambda s: who_is(s, bench.who, words))

    def plain(words: str) -> object:
        return bench.raw.execute(_GRAMS, (_quoted(words),)).fetchall()

    typed = [words[: n + 1] for words in TYPED for n in range(2, len(words))]
    ours: list[float] = []
    raw: list[float] = []
    for words in typed:
        mine, theirs = alternately(partial(suggested, words), partial(plain, words), 4)
        ours += mine
        raw += theirs
    note = "the newest eight people by trigram of the same letters, by sqlcipher3 alone, names only"
    people = bench.raw.execute("SELECT count(*) FROM person").fetchone()[0]
    more = {"typed": len(typed), "people": people}
    return [Figure("suggestion after a keystroke", ours, raw, note, limit=50, of="p95", more=more)]


_GRAMS = (
    "SELECT p.id, p.name FROM person_grams g JOIN person p ON p.id = g.rowid WHERE person_grams MATCH ? "
    "ORDER BY g.rowid DESC LIMIT 8"
)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "") + '"'


SOUGHT = {
    "rare word": "asphalt concrete",
    "common word": "street",
    "stop word": "the",
    "beginning of a word": "pot",
    "longer beginning": "stree",
    "part of a phone": "555014",
    "name": "nguyen",
    "name with a typo": "nguyne",
    "case number": "2026-00042",
}
_CASES = (
    "SELECT c.number, c.subject, c.status, c.received_at, p.name FROM case_words w JOIN case_record c "
    "ON c.id = w.rowid LEFT JOIN person p ON p.id = c.person_id WHERE case_words MATCH ? ORDER BY w.rowid DESC LIMIT 6"
)
_CONTACTS = (
    "SELECT c.words, c.channel, c.happened_at FROM contact_words w JOIN contact c ON c.id = w.rowid "
    "WHERE contact_words MATCH ? AND c.undone_at IS NULL ORDER BY w.rowid DESC LIMIT 6"
)
_NOTES = (
    "SELECT n.words, n.kind, n.at, c.number FROM note_words w JOIN note n ON n.id = w.rowid "
    "JOIN case_record c ON c.id = n.case_id WHERE note_words MATCH ? ORDER BY w.rowid DESC LIMIT 6"
)
_NAMED = (
    "SELECT p.id, p.name, (SELECT typed FROM reach WHERE {0}_id = p.id ORDER BY preferred DESC LIMIT 1) FROM {0}_{1} w "
    "JOIN {0} p ON p.id = w.rowid WHERE {0}_{1} MATCH ? ORDER BY {2} LIMIT 6"
)
_NEWEST, _BEST = "w.rowid DESC", "w.rank"
_WORDS = (_CASES, _CONTACTS, _NOTES, *(_NAMED.format(kind, "words", _NEWEST) for kind in ("person", "organization")))


def _plain(words: str) -> list[tuple[str, str]]:
    """The statements that give the same kinds of rows by full text alone, with their question."""
    question = " ".join(f'"{word}"' for word in words.replace("-", " ").split())
    asked = [(sql, f"{question}*") for sql in _WORDS]
    if words.isdigit():
        asked += [
            (_NAMED.format(kind, "grams", _NEWEST), f'numbers : "{words}"') for kind in ("person", "organization")
        ]
    if words == SOUGHT["name with a typo"]:
        grams = " OR ".join(f'"{words[n : n + 3]}"' for n in range(len(words) - 2))
        asked.append((_NAMED.format("person", "grams", _BEST), f"name : ({grams})"))
    return asked


def _searches(bench: Bench) -> list[Figure]:
    """The one box for everything, for each kind of words."""
    from app.queries.search import search

    def ours(words: str) -> object:
        return bench.store.read(lambda s: search(s, bench.who, words))

    def plain(asked: list[tuple[str, str]]) -> None:
        for sql, question in asked:
            bench.raw.execute(sql, (question,)).fetchall()

    note = (
        "by sqlcipher3 alone, the newest six cases with their askers, contacts, notes, people and organizations of the "
        "same words in full text, for digits those with them in a phone, for a typo those that share most three letters"
    )
    figures = []
    for name, words in SOUGHT.items():
        values = alternately(partial(ours, words), partial(plain, _plain(words)), 25)
        also = () if "typo" in name else (("median", 30.0),)
        figures.append(Figure(f"search, {name}", *values, note, limit=1.5, of="ratio", also=also))
    return figures

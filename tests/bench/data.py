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
    return [Figure("suggestion after a keystroke", ours, raw, note, limit=50, of="p95", more={"typed": len(typed)})]


_GRAMS = (
    "SELECT p.id, p.name FROM person_grams g JOIN person p ON p.id = g.rowid WHERE person_grams MATCH ? "
    "ORDER BY g.rowid DESC LIMIT 8"
)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "") + '"'


SOUGHT = {
    "rare word": "asphalt concrete",
    "common word": "street",
    "beginning of a word": "pot",
    "name": "nguyen",
    "case number": "2026-00042",
}
_PLAIN = (
    "SELECT c.number, c.subject FROM case_words w JOIN case_record c ON c.id = w.rowid WHERE case_words MATCH ? "
    "ORDER BY w.rowid DESC LIMIT 6",
    "SELECT c.words, c.happened_at FROM contact_words w JOIN contact c ON c.id = w.rowid WHERE contact_words MATCH ? "
    "ORDER BY w.rowid DESC LIMIT 6",
    "SELECT n.words, n.at FROM note_words w JOIN note n ON n.id = w.rowid WHERE note_words MATCH ? "
    "ORDER BY w.rowid DESC LIMIT 6",
    "SELECT p.id, p.name FROM person_words w JOIN person p ON p.id = w.rowid WHERE person_words MATCH ? "
    "ORDER BY w.rowid DESC LIMIT 6",
)


def _searches(bench: Bench) -> list[Figure]:
    """The one box for everything, for each kind of words."""
    from app.queries.search import search

    def ours(words: str) -> object:
        return bench.store.read(lambda s: search(s, bench.who, words))

    def plain(words: str) -> None:
        question = " ".join(f'"{word}"*' for word in words.split())
        for sql in _PLAIN:
            bench.raw.execute(sql, (question,)).fetchall()

    note = "the newest six cases, contacts, notes and people of the same words in full text, by sqlcipher3 alone"
    pairs = {name: alternately(partial(ours, words), partial(plain, words), 25) for name, words in SOUGHT.items()}
    return [Figure(f"search, {name}", *values, note) for name, values in pairs.items()]

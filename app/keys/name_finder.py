"""Names of known people found in free text: in any case and spelling, turned round, alone, shortened, misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from app.keys.likeness import other_forms
from app.keys.names import fold, name_key


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEAST_SLIP = 6
"""A word this long is taken for a name also with one slip in it."""
_PARTICLES = _set("al bin da de del den der di do dos du el ibn jr la le st sr thi van von y")
"""Parts of names that stand in texts without being one."""
_ALSO_WORDS = _set(
    "april art august banks best bill black bond brown bush case chase cook dawn day drew faith field fisher "
    "frank grace grant green hill hope hunter jack joy june king lane long love mark marsh mayor norm north "
    "park pat price rain ray rich rob rose sandy short skip small snow south stone street sue sunny victor wall "
    "ward west white win wood woods young"
)
"""Names that are words too: only with a capital."""
_EVERYDAY = _set("an as be do go ha he hi in may me my no on or our she so the to we will you")
"""Names that are everyday words: where a sentence begins only beside another name."""
_BESIDE = _set(
    "mr mrs ms mx dr miss monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december ward case street st avenue city hall police fire "
    "department office"
)
"""Words with a capital that stand beside names and are no part of them."""
_SAID = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Rev|Sra|Sr|Señora?|Miss|Messrs)\b\.?\s+|\b(?:[Mm]y name is|[Nn]amed|[Cc]alled herself"
    r"|[Cc]alled himself|[Ss]poke with|[Nn]eighbou?r(?:,)?)\s+)"
    r"((?:[^\W\d_a-z][\w'’.-]+)(?:\s+(?:[^\W\d_a-z][\w'’-]*\.?)){0,2})"
)
"""Whoever is called so is a person, known or not."""
_POSSESSIVE = re.compile(r"['’]s?$")


def words_of(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand; vowel marks and apostrophes within them belong to them."""
    found: list[tuple[int, int]] = []
    start = -1
    for at, char in enumerate(text):
        inside = char.isalnum() or unicodedata.category(char)[0] == "M" or (char in "'’ʼ`´\u200c\u200d" and start >= 0)
        if inside and start < 0:
            start = at
        elif not inside and start >= 0:
            found.append((start, at))
            start = -1
    return [*found, (start, len(text))] if start >= 0 else found


class NameFinder:
    """Finds the names of these people."""

    def __init__(self, names: Iterable[str]) -> None:
        keys = [word for name in names for word in name_key(name).split()]
        self._parts = frozenset(keys)
        alone = {word for word in keys if len(word) > 1 and word not in _PARTICLES}
        self._alone = frozenset(form for word in alone for form in other_forms(word))
        self._long = tuple(word for word in self._alone if len(word) >= _LEAST_SLIP and word.isascii())
        self._other = tuple(sorted((word for word in alone if not _spaced(word)), key=len, reverse=True))
        self._initials = frozenset(word[0] for word in self._parts)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand; words of one name beside each other are one."""
        yield from (found.span(1) for found in _SAID.finditer(text) if not _is_word(found[1]))
        tokens = words_of(text)
        if not self._parts or not tokens:
            return
        keys = [name_key(_POSSESSIVE.sub("", text[start:end])) for start, end in tokens]
        named = [self._is_name(key, text, span) for key, span in zip(keys, tokens, strict=True)]
        self._spread(named, keys, tokens, text)
        self._strangers(named, keys, tokens, text)
        yield from self._joined(named, tokens, text)
        yield from self._within(tokens, text)

    def _is_name(self, key: str, text: str, span: tuple[int, int]) -> bool:
        if key in self._alone:
            capital = not text[span[0]].islower()
            return capital and not _begins(text, span[0]) if key in _EVERYDAY else capital or key not in _ALSO_WORDS
        return len(key) >= _LEAST_SLIP - 1 and not text[span[0]].islower() and self._slipped(key)

    def _slipped(self, key: str) -> bool:
        return any(
            abs(len(key) - len(each)) < 2 and OSA.distance(key, each, score_cutoff=1) <= 1 for each in self._long
        )

    def _spread(self, named: list[bool], keys: list[str], tokens: list[tuple[int, int]], text: str) -> None:
        """Particles, initials and names that are words too count beside a name, from either side."""
        for order in (range(len(keys)), reversed(range(len(keys)))):
            for at in order:
                beside = (n for n in (at - 1, at + 1) if 0 <= n < len(keys))
                if not named[at] and any(named[n] and _adjacent(tokens, text, at, n) for n in beside):
                    named[at] = self._goes_with(keys[at], small=text[tokens[at][0]].islower())

    def _strangers(self, named: list[bool], keys: list[str], tokens: list[tuple[int, int]], text: str) -> None:
        """A word with a capital just before or after a name is the rest of a relative's: "Nguyễn Quân"."""
        for at in [n for n, is_one in enumerate(named) if is_one]:
            for other in (at - 1, at + 1):
                if 0 <= other < len(keys) and not named[other]:
                    first, start = min(at, other), tokens[other][0]
                    beside = text[tokens[first][1] : tokens[first + 1][0]] == " "
                    named[other] = beside and _may_be_name(text[start], keys[other]) and not _begins(text, start)

    def _goes_with(self, key: str, *, small: bool) -> bool:
        """Whether a word beside a name is part of it."""
        if small:
            return key in _PARTICLES & self._parts
        return key in self._parts | self._alone or (len(key) == 1 and key in self._initials)

    def _joined(self, named: list[bool], tokens: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
        start = end = -1
        for at, is_one in enumerate(named):
            if is_one and start >= 0 and named[at - 1] and _adjacent(tokens, text, at - 1, at):
                end = tokens[at][1]
            elif is_one:
                if start >= 0:
                    yield start, end
                start, end = tokens[at]
        if start >= 0:
            yield start, end

    def _within(self, tokens: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
        """Names in scripts that put no blanks between words, or join other words to them."""
        for start, end in tokens if self._other and not text.isascii() else []:
            word = text[start:end]
            for name in self._other:
                if name in word:
                    yield start + word.index(name), start + word.rindex(name) + len(name)
                elif name in fold(word):
                    yield start, end


@lru_cache(maxsize=10_000)
def _spaced(word: str) -> bool:
    """Whether it is of a script whose words stand alone: Latin, Greek, Cyrillic."""
    return all(ord(each) < 0x590 for each in word)


def _begins(text: str, at: int) -> bool:
    """Whether a sentence or line begins there."""
    before = text[:at].rstrip(" \t\"'“‘(")
    return not before or before[-1] in ".!?:\n"


def _may_be_name(letter: str, key: str) -> bool:
    return letter.isupper() and key.isalpha() and key not in _BESIDE | _EVERYDAY


def _adjacent(tokens: list[tuple[int, int]], text: str, one: int, other: int) -> bool:
    first, second = sorted((one, other))
    between = text[tokens[first][1] : tokens[second][0]]
    return len(between) <= 3 and not between.strip(" \t\n,.-\u00a0")


def _is_word(said: str) -> bool:
    return fold(said) in {"the", "a", "i", "we", "she", "he", "they", "who", "that"}

"""What is new in a mail, set apart from its signature and from the older mails it quotes.

Own code: of the libraries that were tried none read two thirds of the real replies as people read them
(CONTRIBUTING.md has the figures). A line is looked at with at most four after it, so the time grows with the length
and no further.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_LOOKED_AT = 300
"""Letters of a line that are looked at: an introduction is short."""
_MOST_SIGNATURE = 25
_NO_CASE = re.IGNORECASE
_OPENING = re.compile(
    r"(?:-{2,} )?(?:On|Am|Le|El|Em|Il|Op|Den|Dnia|W dniu|Dne|No dia|Pada|Vào|Quoting|Zitat von|Citando) \S"
    r"|\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d|在|于|[^<>]{1,60}<[^<>]{0,60}@|[^\s<>]{1,60}@\S", _NO_CASE
)  # fmt: skip
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|scrisse|schreef|geschreven|skrev|skrifaði|napsala?"
    r"|napisała?(?:\(a\))?|написала?|написав(?:ла)?|пишет|пише|kirjoitti|yazdı)\b.{0,70}(?::|-{2,})[\s*_]*$"
    r"|(?:写道|寫道|写到|のメッセージ)\s*[:：]\s*$", _NO_CASE
)  # fmt: skip
_DATED_SENDER = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\d{1,2}\.\d{1,2}\.\d{4},? \d|.{0,40}\b\d{4},? \d{1,2}[:.]\d{2})"
    r".{0,80}<\s?[^<>\s]{1,80}@[^<>\s]{1,80}>\s*:?\s*$"
)
_BANNER = re.compile(
    r"[-_=]{2,}\s*(?:original (?:e-?mail |appointment|message|email)|forwarded (?:message|by|email)|reply message|"
    r"(?:ursprüngliche|weitergeleitete|original)\s?-?nachricht|message (?:d['’]origine|transféré|original)|"
    r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|"
    r"(?:oorspronkelijk|doorgestuurd|origineel) bericht|(?:исходное|пересылаемое) сообщение|"
    r"(?:oryginalna wiadomość|wiadomość oryginalna)|(?:vidarebefordrat|ursprungligt) meddelande|原始邮件|原始信件)",
    _NO_CASE,
)
_FORWARD = re.compile(
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:e-mail|nachricht)|inizio messaggio inoltrato|"
    r"début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|begin doorgestuurd bericht)\s*:\s*$",
    _NO_CASE,
)
_RULE = re.compile(r"[-_]{10,}\s*$")
_FROM = re.compile(r"\*?(?:From|Von|De|Da|Van|Från|Fra|Od|От|Від|发件人|差出人)\s*[:：]\*?\s*\S", _NO_CASE)
_HEAD = re.compile(
    r"\*?(?:From|Sent|To|Date|Subject|Cc|Reply-To|Von|Gesendet|An|Datum|Betreff|De|Envoyé|À|Objet|Para|Enviado(?: el)?|"
    r"Fecha|Asunto|Da|Inviato|A|Data|Oggetto|Risposta|Assunto|Van|Verzonden|Aan|Onderwerp|Från|Skickat|Till|Ämne|Fra|"
    r"Sendt|Til|Emne|Od|Do|Temat|Wysłano|От|Дата|Кому|Тема|Отправлено|发件人|发送时间|收件人|主题)\s*[:：]\*?(?:\s|$)",
    _NO_CASE,
)
_SIGNED = re.compile(r"\s*(?:--|—|––)\s*$")
_SENT_FROM = re.compile(
    r"\W{0,3}(?:sent|gesendet|envoyé|enviado|inviato|verzonden|skickat|sendt|wysłane|отправлено)"
    r" (?:from|via|with|by|von|mit|depuis|à partir|de|desde|do|da|vanaf|met|från|fra|z|с)\b"
    r"|\W{0,3}get \W?outlook for |von mein\w+ .{1,30} gesendet|diese nachricht wurde von .{1,60} gesendet", _NO_CASE
)  # fmt: skip
_DEVICE = re.compile(
    r"i ?phone|i ?pad|i ?pod|android|mobil|blackberry|outlook|mail|phone|device|samsung|galaxy|tablet|windows|handy|"
    r"móvil|téléphone|telef|sparrow|htc|nokia|proton|yahoo|thunderbird|cell",
    _NO_CASE,
)


class Folded(NamedTuple):
    """A mail's words: what is new, the signature below it, the older mails quoted. No line is in two or in none."""

    words: str
    signature: str
    quoted: str


def fold(text: str) -> Folded:
    """A mail's words in, its three parts out.

    When everything is quoted (a bare forward) all of it is new, and so is a mail that answers between the lines it
    quotes: nothing may be hidden without something to show.
    """
    lines = text.split("\n")
    start = _quote_start(lines)
    above, quoted = lines[:start], lines[start:]
    if not _has_words(above) and quoted:
        above, quoted = _below_quote(quoted)
    elif _answers_between(quoted):
        above, quoted = lines, []
    if not _has_words(above):
        above, quoted = lines, []
    at = _signature_start(above)
    return Folded("\n".join(above[:at]), "\n".join(above[at:]), "\n".join(quoted))


def fold_quoted(text: str) -> tuple[str, str]:
    """A mail's words in, (what is new with its signature, what is quoted) out."""
    found = fold(text)
    return "\n".join(part for part in (found.words, found.signature) if part), found.quoted


def _has_words(lines: Sequence[str]) -> bool:
    return any(line.strip() for line in lines)


def _is_quoted(line: str) -> bool:
    return line.startswith((">", "| ", " >")) or line == "|"


def _quote_start(lines: Sequence[str]) -> int:
    """The line where the older mails begin; the number of lines where there are none."""
    tail = len(lines)  # below it there is nothing but quoted lines
    while tail and (not lines[tail - 1].strip() or _is_quoted(lines[tail - 1])):
        tail -= 1
    for at, line in enumerate(lines):
        if at >= tail and _is_quoted(line):
            return at
        if line.strip() and _begins(lines, at):
            return at
    return len(lines)


def _begins(lines: Sequence[str], at: int) -> bool:
    line = _bare(lines[at])
    if _RULE.match(line):
        after = next((k for k in range(at + 1, min(at + 4, len(lines))) if lines[k].strip()), at)
        return _is_head(lines, after)
    if _BANNER.match(line) or _FORWARD.match(line) or _is_head(lines, at):
        return True
    return bool(_OPENING.match(line)) and _introduces(lines, at)


def _bare(line: str) -> str:
    return line[:_LOOKED_AT].lstrip(" \t>*").rstrip(" \t*")


def _introduces(lines: Sequence[str], at: int) -> bool:
    """Whether a date and "… wrote:" stand here, broken over at most five lines, and not begin on a later one."""
    both = ""
    for place in range(at, min(at + 5, len(lines))):
        line = lines[place]
        if not line.strip():
            if place + 1 < len(lines) and lines[place + 1].lstrip().startswith("<"):
                continue
            return False
        both = f"{both} {_bare(line)}".strip()
        if len(both) > _LOOKED_AT:
            return False
        if _is_introduction(both):
            return not any(_stands_alone(lines, k, place) for k in range(at + 1, place + 1))
        if _DATED_SENDER.match(both) and (both.endswith(":") or _quotes_follow(lines, place + 1)):
            return True
    return False


def _is_introduction(text: str) -> bool:
    return bool(_WROTE.search(text)) and any(each.isdigit() or each in "@<" for each in text)


def _stands_alone(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether a later line begins the introduction by itself; one that ends an address broken in two does not."""
    if lines[at - 1].rstrip().endswith("<") or not _OPENING.match(_bare(lines[at])):
        return False
    return _is_introduction(" ".join(_bare(line) for line in lines[at : end + 1]))


def _quotes_follow(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 3] if line.strip()), "")
    return _is_quoted(following)


def _is_head(lines: Sequence[str], at: int) -> bool:
    """Three head lines of a mail near each other, the first of them From; four where another comes first."""
    if not _HEAD.match(_bare(lines[at])):
        return False
    heads = [line for line in map(_bare, lines[at : at + 8]) if _HEAD.match(line)]
    return len(heads) >= (3 if _FROM.match(heads[0]) else 4) and any(_FROM.match(line) for line in heads)


def _below_quote(lines: list[str]) -> tuple[list[str], list[str]]:
    """(what is written below a quotation that comes first, the quotation); all of it where that cannot be told."""
    last = max((at for at, line in enumerate(lines) if _is_quoted(line)), default=-1)
    if last < 0:
        after = next((at + 1 for at, line in enumerate(lines) if not line.strip()), len(lines))
        is_one = _introduces(lines, 0) and not _introduced_again(lines[1:])
        return (lines[after:], lines[:after]) if is_one and _has_words(lines[after:]) else (lines, [])
    if _answers_between(lines[: last + 1]):
        return lines, []
    return lines[last + 1 :], lines[: last + 1]


def _introduced_again(lines: Sequence[str]) -> bool:
    return any(line.strip() and _begins(lines, at) for at, line in enumerate(lines))


def _answers_between(quoted: Sequence[str]) -> bool:
    """Whether there are paragraphs of the sender's own between or below lines marked as quoted."""
    marked = [at for at, line in enumerate(quoted) if _is_quoted(line) and not _WROTE.search(_bare(line))]
    if not marked:
        return False
    for at in range(marked[0] + 1, len(quoted)):
        line = quoted[at]
        if _is_quoted(line) or not line.strip():
            continue
        if _SIGNED.match(line) or _RULE.match(line.strip()):
            return False
        if not quoted[at - 1].strip() and not _begins(quoted, at) and not _SENT_FROM.match(line):
            return True
    return False


def _signature_start(lines: Sequence[str]) -> int:
    """The line where a signature begins; the number of lines where there is none."""
    found = len(lines)
    for at in range(len(lines) - 1, max(0, len(lines) - _MOST_SIGNATURE - 1), -1):
        if _SIGNED.match(lines[at]) and _has_words(lines[:at]):
            found = at
    return _sent_from_start(lines, found)


def _sent_from_start(lines: Sequence[str], end: int) -> int:
    """The first of the lines "Sent from my phone" that stand right above `end`."""
    found, at = end, end - 1
    while at > 0 and (not lines[at].strip() or _is_sent_from(lines[at])):
        if lines[at].strip():
            found = at
        at -= 1
    return found


def _is_sent_from(line: str) -> bool:
    short = line.strip()[:_LOOKED_AT]
    clause = re.sub(r"[,.]?\s*(?:please )?excuse\b.*", "", short, flags=_NO_CASE)
    return len(short) <= 120 and "," not in clause and bool(_SENT_FROM.match(short)) and bool(_DEVICE.search(short))

"""What a stretch of the notes states: one thing each, with what names its subject, as words in order."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from importlib import resources
from itertools import dropwhile, product, takewhile
from typing import Any, Literal

from quotewise.assistant.gate.pairs import correction, gives_answer, without_options
from quotewise.assistant.gate.quantity import Quantity, quantities
from quotewise.assistant.gate.wording import bare, stem
from quotewise.assistant.row import row_at, say_row
from quotewise.assistant.unit import sentences, spans_of
from quotewise.index import Hit
from quotewise.ingest import Row
from quotewise.ingest.words import stop_words

LOOKED_BACK = 4000  # characters above a line in which its lead-in and the items above it are looked for
DEPTH = 2  # list items above an item that may name what it is about
REST = 5  # letters of a word that another excludes by its beginning, at least

_TOKEN = re.compile(r"\w+(?:[.'&+#]\w+)*\+*")
_ITEM = re.compile(r"[ \t]*(?:[-*+\u2022]|\d{1,3}[.)])[ \t]")
_SEVERAL = re.compile(r"\bvs\b|\bversus\b|[,/&]|\b(?:and|or|und|oder|et|ou|y|o|e)\b", re.IGNORECASE)
_LABEL = re.compile(r"[^.:;]{1,60}:\s")  # what a sentence begins with that names what it is about
_NOTHING = frozenset("one a an".split())  # as numbers: "one shard" is a shard

_MARKS = {
    ":": re.compile(r":(?=\s)|\s-(?=\s)|[\u2190-\u21ff=]|->"),
    ";": re.compile(r";|[.!?](?=\s)|\n"),
    ",": re.compile(r"[,()](?!\d)"),
}

Kind = Literal["word", "name", "number", "limit", "denial"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word that counts. stem: what it is compared by; number: what a number comes to; mark: what parts it from the
    word before it, "" for nothing, "," or ";" for a stop, ":" where what stands before names what stands behind,
    "=" before the value of a column.
    by: the word of direction before it, where that is no token of its own: "to", "from"."""

    kind: Kind
    text: str
    stem: str = ""
    number: Quantity | None = None
    mark: str = ""
    by: str = ""

    def says(self, other: "Token") -> bool:
        if self.number is not None and other.number is not None:
            return self.number.says(other.number)
        same = self.stem == other.stem or self.text.lower() == other.text.lower()
        return self.number is other.number and same


Words = tuple[Token, ...]
_Read = Callable[[str], Words]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the notes say. about: words of what it stands under, which may name its subject but state nothing."""

    tokens: Words
    about: Words = ()


@cache
def word_data() -> dict[str, Any]:
    """The gate's words by language."""
    return tomllib.loads(resources.files("quotewise.assistant.gate").joinpath("words.toml").read_text("utf8"))


@cache
def listed(which: str, language: str | None = None) -> frozenset[str]:
    """A list of words; of one by language those of a language, or of all where it is not known."""
    words = word_data()[which]
    if isinstance(words, dict):
        words = words.get(language, "") if language else " ".join(words.values())
    return frozenset(words.split())


def opposed(one: Token, other: Token) -> bool:
    """Whether two words exclude one another, by a list or by how they begin: "before" and "after", "un-" and ""."""
    return _exclude(one.text.lower(), other.text.lower()) or _exclude(one.stem, other.stem)


@lru_cache(maxsize=100_000)  # a table's cells are held against one another many times
def _exclude(one: str, other: str) -> bool:
    if other in _opposites().get(one, ()):
        return True
    return one[-1:] == other[-1:] and any(
        low.startswith(head) and high.startswith(tail) and len(low) > REST and low[len(head) :] == high[len(tail) :]
        for head, tail in _beginnings()
        for low, high in ((one, other), (other, one))
    )


def is_opposite(token: Token) -> bool:
    """Whether there are words that a word is known to exclude."""
    return token.text.lower() in _opposites() or token.stem in _opposites()


@cache
def _opposites() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for language, lines in word_data()["opposites"].items():
        for line in lines.strip().splitlines():
            sides = [
                {form for word in side.split() for form in (word, stem(word, language))} for side in line.split("|")
            ]
            for ones, others in (sides, sides[::-1]):
                for one in ones:
                    found.setdefault(one, set()).update(others)
    return found


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    pairs = (line.partition("|") for line in word_data()["beginnings"].split())
    return tuple((head, tail) for head, _, tail in pairs)


@cache
def function_words(language: str) -> frozenset[str] | None:
    """The words of a language that say nothing; None where it is not known how it denies."""
    listed = word_data()["function"].get(language)
    return frozenset(listed.split()) if listed else stop_words("en") if language == "en" else None


def denies(word: str, language: str | None = None) -> bool:
    """Whether a word in lower case denies, in a language or in any."""
    return word in listed("denies", language) or word.endswith(("n't", "n\u2019t"))


def joins(word: str) -> bool:
    """Whether a word joins two things that are said: "and", "but"."""
    return word.lower() in listed("joins")


def tells_names(language: str) -> bool:
    """Whether a capital within a sentence tells a name."""
    return language not in listed("capitals")


def are_alternatives(one: str, other: str) -> bool:
    """Whether of two words one joins and the other gives a choice: "and", "or"."""
    return any(joins(first) and second in listed("choices") for first, second in ((one, other), (other, one)))


def is_light(token: Token) -> bool:
    """Whether a word says no more of two things than a colon between them does: "has"."""
    return token.text.lower() in listed("light")


@lru_cache(maxsize=20_000)
def tokens(text: str, language: str | None = None) -> Words:
    """The words of a text that count, in order: numbers with their units, names, what denies or limits, and the rest
    but for function words; compounds by their parts.

    language: whose function words those are, "" for one that is not known. None takes the English ones and keeps the
    words of direction, which else stand in `by`; a word that joins is a stop then.
    """
    text = bare(text).replace("|", " ")
    numbers = {one.start: one for one in quantities(text)}
    covered = {at for one in numbers.values() for at in range(one.start, one.end)}
    found: list[Token] = []
    gap, last, by = "", 0, ""
    for start, written in sorted([*_written(text, covered, language), *((at, "") for at in numbers)]):
        gap += text[last:start]
        last = numbers[start].end if start in numbers else start + len(written)
        if start in numbers:
            one = numbers[start]
            written = text[one.start : one.end]
            if written.lower() not in _NOTHING:
                found.append(Token("number", written, number=one, mark=_mark(gap), by=by))
                gap = by = ""
        elif language is not None and written.lower() in listed("joins"):
            gap, by = f"{gap},", written.lower()
        elif language is not None and _directs(written.lower(), language):
            by = written.lower()
        elif kind := _kind(written, language, opens=_opens(text, start)):
            one_of_two = kind == "denial" and language in listed("concord") and not _mark(gap)
            if not (one_of_two and any(token.kind == "denial" for token in _piece(found))):
                found.append(Token(kind, written, _stem(written, kind, language or "en"), mark=_mark(gap), by=by))
                gap = by = ""
    return tuple(found)


def _piece(found: Sequence[Token]) -> Sequence[Token]:
    """The tokens from the last stop on."""
    return found[max((at for at, token in enumerate(found) if token.mark), default=0) :]


def _directs(word: str, language: str) -> bool:
    return word in listed("directions", language) and not denies(word, language)


def _stem(written: str, kind: Kind, language: str) -> str:
    """What a word is compared by; a coined name has no endings but the plural's, for LDAPS is not LDAP."""
    lower = written.lower().removesuffix("'s").removesuffix("'")
    if kind == "denial":
        return lower
    if is_coined(written):
        return f"={lower.removesuffix('s') if written.endswith('s') else lower}"
    return stem(lower, language)


def _mark(gap: str) -> str:
    """What parts two words, of what stands between them."""
    return next((mark for mark, pattern in _MARKS.items() if pattern.search(gap)), "")


def _written(text: str, covered: set[int], language: str | None) -> Iterator[tuple[int, str]]:
    for match in _TOKEN.finditer(text):
        if match.start() not in covered:
            head, mark, tail = match.group().partition("'")
            elided = mark and language not in (None, "en") and head.lower() in listed("elided")
            yield match.start() + (len(head) + 1 if elided else 0), tail if elided else match.group()


def _kind(written: str, language: str | None, *, opens: bool) -> Kind | None:
    lower = written.lower()
    if language is not None and lower in listed("unsaid"):
        return None
    if denies(lower, language):
        return "denial"
    if lower in listed("limits", language):
        return "limit"
    passed_over = function_words("en" if language is None else language) or frozenset()
    shouted = language is not None and written.isupper() and not opens  # "type I"
    if lower in passed_over and lower not in listed("directions", language or "en") and not shouted:
        return None
    return "name" if is_name(written, opens=opens) else "word"


def is_name(written: str, *, opens: bool = False) -> bool:
    """Whether a word is written as a name or as code, or has a capital where no sentence begins."""
    return is_coined(written) or (written[0].isupper() and not opens)


def is_coined(written: str) -> bool:
    """Whether a word has an inner capital, a digit beside a letter, or a mark of code."""
    mixed = written.upper() != written.lower() and written != written.capitalize() and not written.islower()
    return mixed or bool(re.search(r"[^\W\d_]\d|\d[^\W\d_]|_|\w\w\.\w\w", written))


def _opens(text: str, at: int) -> bool:
    """Whether a word opens a sentence or what stands behind a colon, so that its capital tells nothing."""
    before = text[:at].rstrip(" \t\"'(\u201c\u2018")
    return not before or before[-1] in ".!?:;\n\u2013\u2014-"


def statements(hit: Hit, start: int, end: int, note: str, language: str | None = None) -> list[Statement]:
    """What `note[start:end]`, a stretch of `hit`, states: each sentence, item and row below what it stands under.

    Of a myth its correction; of a question with its answer the answer, named by the question. language: see `tokens`.
    """
    read: _Read = partial(tokens, language=language)
    if hit.kind == "trap":
        return list(_of_trap(note[start:end], read))
    if hit.kind == "quiz":
        return list(_of_quiz(note[start:end].splitlines(), read))
    return list(_of_lines(hit, start, end, note, read))


def _of_trap(quoted: str, read: _Read) -> Iterator[Statement]:
    at = correction(quoted)
    if at is not None:
        _, colon, said = quoted[at:].partition(": ")
        yield from _sentences(said if colon else quoted[at:], (), read)


def _of_quiz(lines: Sequence[str], read: _Read) -> Iterator[Statement]:
    said = without_options(lines)
    asked = read(" ".join(line for line in said if not gives_answer(line)))
    for line in filter(gives_answer, said):
        yield from _sentences(line.partition(": ")[2] or line, asked, read)


def _sentences(text: str, about: Words, read: _Read) -> Iterator[Statement]:
    for start, end in sentences(text, 0, len(text)):
        yield Statement(read(text[start:end]), about)


def _of_lines(hit: Hit, start: int, end: int, note: str, read: _Read) -> Iterator[Statement]:
    quoted = note[start:end]
    for first, last in spans_of(quoted, joined=hit.kind == "prose"):
        text = quoted[first:last]
        at = start + first + len(text) - len(text.lstrip())
        above = tuple(token for line in _above(hit, at, note) for token in read(line))
        if row := row_at(hit, at):
            yield from _row(row, at - hit.start, start + last - hit.start, above, read)
        elif text.strip():
            said = read(text)
            label = _label(note, at, read)
            for body in (said, *_completed(said)):
                if label and not _LABEL.match(bare(text)):
                    yield Statement((*label, *_behind(body, ":")), above)
                else:
                    label = ()
                yield Statement(body, (*above, *(token for token in label if token.text[0].isupper())))


def _completed(said: Words) -> Iterator[Words]:
    """What "Masons cut stone; joiners do not" says of the joiners, which stand with nothing but a denial."""
    first = max((at for at, token in enumerate(said) if token.mark in (",", ";")), default=0)
    named, before = said[first:], said[:first]
    done = tuple(dropwhile(lambda token: token.kind == "name", before[1:]))
    if done and len(named) > 1 and named[-1].kind == "denial" and all(token.text[0].isupper() for token in named[:-1]):
        yield (replace(named[0], mark=""), *named[1:], *done)


def _row(row: Row, start: int, end: int, above: Words, read: _Read) -> Iterator[Statement]:
    """A row as a whole, in its order; and of what each cell names what one or two others say, below their heads.

    start, end: the stretch of its passage that is quoted.
    """
    whole = read(say_row(row))
    first = next((at for at, token in enumerate(whole) if token.mark == ":"), 0)
    columns = (replace(token, mark="=") if token.mark == ":" else token for token in whole[first + 1 :])
    yield Statement((*whole[: first + 1], *columns), above)
    if row.is_header:
        return
    heads = [read(column) for column in row.columns] or [()] * len(row.cells)
    told = [column for column, cell in enumerate(row.cells) if cell.start < end and start < cell.end and cell.text]
    values = [read(cell.text) for cell in row.cells]
    for named, chosen, other in product(range(len(row.cells)), told, [None, *told]):
        if named != chosen != other != named and values[chosen]:
            more = values[other] if other is not None else ()
            for name in _names(row.cells[named].text, read):
                body = (*name, *_behind(values[chosen], ":"), *_behind(more, ","))
                if not (_measures(name) and _denies(body)):  # of "16 GB" a "no" in the next column says nothing
                    yield Statement(body, (*above, *heads[named], *heads[chosen]))


def _names(cell: str, read: _Read) -> Iterator[Words]:
    """What a cell calls its thing: all of it, and each of several names, "Simple Mail Transfer Protocol (SMTP)"."""
    every = [read(name) for name in (cell, *re.split(r"\s-\s|[(),/]", cell))]
    yield from dict.fromkeys(filter(None, every))


def _measures(name: Words) -> bool:
    return all(token.number is not None and token.number.kind for token in name)


def _denies(words: Words) -> bool:
    return any(token.kind == "denial" for token in words)


def _behind(value: Words, mark: str) -> Words:
    return (replace(value[0], mark=mark), *value[1:]) if value else ()


def _above(hit: Hit, at: int, note: str) -> Iterator[str]:
    """What a line stands under: headings of the note itself, not guessed ones; the items above; its lead-in.

    A heading that lists several things names none of them.
    """
    yield from (title for title in hit.heading.split(" > ") if not _SEVERAL.search(title))
    first = note.rfind("\n", 0, at) + 1
    before = note[max(0, first - LOOKED_BACK) : first].splitlines()
    yield from _items_above(before, _indent(_line(note, at)))
    if _ITEM.match(note, first):
        yield from _lead_in(before)


def _items_above(before: Sequence[str], indent: int) -> Iterator[str]:
    """The heads of the list items that a line is indented below."""
    given = 0
    for line in reversed(before):
        if not indent or given == DEPTH:
            return
        if line.strip() and _indent(line) < indent:
            indent, given = _indent(line), given + 1
            yield re.split(r":\s", line, maxsplit=1)[0]


def _lead_in(before: Sequence[str]) -> Iterator[str]:
    """The line with a colon at its end that a list stands below."""
    for line in reversed(before):
        if line.strip() and not _ITEM.match(line) and not line[0].isspace():
            if line.rstrip(" *_").endswith(":") and not line.startswith("#"):
                yield line.rstrip(" :*_")
            return


def _label(note: str, at: int, read: _Read) -> Words:
    """What names a later sentence of a line: the label that it begins with, "Recall: the share found. Raise it ...", or
    of an item the name; and of a meaning its term, on the line above."""
    first = note.rfind("\n", 0, at) + 1
    before = bare(note[first:at])
    if note[first:].startswith(": "):
        return read(next((line for line in reversed(note[:first].splitlines()) if line[:1] not in (":", "")), ""))
    head, colon, _ = before.partition(": ")
    if colon or not _ITEM.match(note, first):
        return read(head) if colon else ()
    return tuple(takewhile(lambda token: token.kind == "name", read(head)))


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _line(note: str, at: int) -> str:
    end = note.find("\n", at)
    return note[note.rfind("\n", 0, at) + 1 : len(note) if end < 0 else end]

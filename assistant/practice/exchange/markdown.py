"""Questions in Markdown or plain text: a stem, options by letter, box or bullet, an answer line or a key at the end.

Read line by line, not by CommonMark's grammar: to that "B. ..." is no list, and the line after it no item.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from quotewise.assistant.claim_json import Json
from quotewise.assistant.practice.exchange.fields import words
from quotewise.assistant.practice.exchange.item import Raw
from quotewise.assistant.practice.exchange.option import is_run, split_label, ticked

ROW = 1_000  # characters of a line that may hold several options

_FOLDED = re.compile(r"</?(?:details|summary|p|div|br)\b[^<>]{0,200}>", re.I)
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"[-*+\u2022]\s+(?=\S)")
_BOX = re.compile(r"\[[ xX\u2713\u2714]?\]\s+")
_BOLD = re.compile(r"(?:\*\*|__)(.+?)(?:\*\*|__)$")
_LEAD = re.compile(r"(\*\*|__)(.{1,30}?)\1\s*(?=\S)")
_NUMBER = re.compile(r"(\d{1,4})\s*[.)\uff0e\u3001:]\s*(?=\S)")
_KEYS = re.compile(r"(\d{1,4})\s*[.):\-\u2013\u2014\uff1a]*\s*\(?([^\W\d_](?:\s*[,&+]\s*[^\W\d_])*)\)?(?![^\W_])")
_LABELS = re.compile(r"\(?\b([^\W\d_])[.)]\s+(.+?)(?=\s+\(?[^\W\d_][.)]\s|$)")


@dataclass(slots=True)
class Asked:
    """A question as far as it is read. sure: it is numbered or labelled as one. number: its own, "" for none."""

    line: int
    number: str = ""
    sure: bool = False
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str, bool]] = field(default_factory=list)  # letter, words, whether in bold type
    answer: list[str] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        return bool(self.options or self.answer)

    @property
    def is_one(self) -> bool:
        """Whether it is a question at all, and no heading or prose."""
        asks = bool(self.stem) and self.stem[-1].rstrip("*_ ").endswith(("?", "\uff1f"))
        return bool(self.stem) and (len(self.options) > 1 or bool(self.answer) or (self.sure and asks))


@cache
def label(kind: str) -> re.Pattern[str]:
    """A line that begins with a word for a question, an answer or a reason, and what stands behind it."""
    every = sorted(words(kind), key=len, reverse=True)
    if kind == "answer":
        every = [word for word in every if len(word) > 1 or not word.isascii()]  # "A." is an option
    named = "|".join(map(re.escape, every))
    number = r"\s*(?:no\.?\s*|#|n\u00ba\s*)?(?P<number>\d{0,4})" if kind == "question" else ""
    behind = r"[:\uff1a.)]" if kind == "question" else r"(?:\bis\b[:\uff1a]?|[:\uff1a])"
    return re.compile(rf"\W{{0,4}}(?:{named})s?{number}[*_)\s]*(?:{behind}[*_]*\s*(?P<rest>.*)|$)", re.I)


def read_markdown(text: str) -> list[Raw]:
    """Each question with the line it begins on; an empty list where there is none."""
    reader = Reader()
    for number, line in enumerate(text.splitlines(), start=1):
        for part in filter(str.strip, _FOLDED.split(line)) if "<" in line else (line,):
            reader.take(number, part)
    return [(f"line {asked.line}", entry_of(asked)) for asked in reader.close()]


class Reader:
    """Takes lines in their order; what is begun and what was said last decide what the next one belongs to."""

    def __init__(self) -> None:
        self.done: list[Asked] = []
        self.now = Asked(1)
        self.last: list[str] | None = None  # what a line without a sign of its own goes on
        self.gap = self.fenced = self.keyed = self.waiting = False  # keyed, waiting: "Answers" stood alone on a line
        self.deep = False  # the line is set in, as an option may be that has a number
        self.keys: dict[str, str] = {}

    def take(self, number: int, line: str) -> None:
        said = line.strip().lstrip("> ").strip()
        self.deep = line[:1] == "\t" or (line[:2] == "  " and bool(said))
        if said.startswith(("```", "~~~")):
            self.fenced = not self.fenced
        if self.fenced or said.startswith(("```", "~~~")):
            self.go_on(line.rstrip())
        elif not said or set(said) <= set("-*_= "):
            self.gap = True
        else:
            self.place(number, said)
            self.gap = False

    def place(self, number: int, said: str) -> None:
        heading = _HEADING.match(said)
        whole = heading[1] if heading else said
        bold = _BOLD.match(whole)
        plain = bold[1] if bold else _LEAD.sub(r"\2 ", whole)
        if self.keyed and (keys := list(_KEYS.finditer(plain))):
            self.keys |= {key[1]: key[2] for key in keys}
            self.waiting = False
        elif found := label("answer").match(plain):
            self.keyed = self.waiting = not found["rest"]
            self.last = self.now.answer
            self.go_on(found["rest"] or "")
        elif self.waiting:
            self.waiting = False
            self.go_on(plain)
        elif self.now.is_told and (found := label("reason").match(plain)):
            self.last = self.now.reason
            self.go_on(found["rest"] or "")
        elif options := self.options_in(said):
            self.keyed = False
            self.now.options += options
            self.last = None
        else:
            self.keyed = self.keyed and bool(_NUMBER.match(plain))
            self.place_stem(number, plain, heading=bool(heading))

    def options_in(self, said: str) -> list[tuple[str, str, bool]]:
        """The options on a line, if it has any and a question is begun."""
        if not self.now.stem or (self.now.answer and self.gap):
            return []
        bullet = _BULLET.match(said)
        rest = said[bullet.end() :] if bullet else said
        strong = _BOLD.match(rest)
        plain = strong[1] if strong else rest.lstrip("*_")
        if (row := in_row(plain)) and split_label(plain)[0] == row[0][0]:
            return row
        mark, words_behind = ("", plain) if _BOX.match(plain) else split_label(plain)
        if mark and (self.deep or not mark.isdigit()) and self.is_next(mark):
            inner = _BOLD.match(words_behind)
            starred = (rest[0] == "*" or words_behind[-1] == "*") and not (strong or inner)
            return [(mark, words_behind.rstrip("*") if starred else words_behind, bool(strong or inner or starred))]
        if (bullet or _BOX.match(rest)) and not any(letter for letter, *_ in self.now.options):
            return [("", rest, bool(strong))]
        return []

    def is_next(self, mark: str) -> bool:
        """Whether a letter is that of the next option; the first may be any alphabet's."""
        letters = [letter for letter, *_ in self.now.options if letter]
        return is_run([*(letter.casefold() for letter in letters[-1:]), mark.casefold()])

    def place_stem(self, number: int, plain: str, *, heading: bool) -> None:
        labelled, numbered = label("question").match(plain), _NUMBER.match(plain)
        if labelled and not (labelled["rest"] or labelled["number"]) and not heading:
            labelled = None  # a line that merely begins with the word
        own = labelled["number"] if labelled else numbered[1] if numbered else ""
        rest = (labelled["rest"] or "") if labelled else plain[numbered.end() :] if numbered else plain
        if labelled or numbered or heading or (self.gap and (self.now.is_told or not self.now.sure)):
            self.finish()
            self.now = Asked(number, own, bool(labelled or numbered or heading))
            self.last = self.now.stem
        elif self.gap and self.now.sure and not self.now.is_told:
            self.last = self.now.stem
        if self.last is None and self.now.options:  # a longer option goes on
            letter, words_before, bold = self.now.options[-1]
            self.now.options[-1] = (letter, f"{words_before} {rest}", bold)
        else:
            self.last = self.now.stem if self.last is None else self.last
            row = in_row(rest) if self.last is self.now.stem else []
            self.go_on(rest[: _LABELS.search(rest).start()] if row else rest)  # type: ignore[union-attr]
            self.now.options += row

    def go_on(self, said: str) -> None:
        if said and self.last is not None:
            self.last.append(said)
        elif said:
            self.now.stem.append(said)

    def finish(self) -> None:
        if self.now.is_one:
            self.done.append(self.now)

    def close(self) -> Iterator[Asked]:
        """The questions, each with its answer where a key at the end has it."""
        self.finish()
        for place, asked in enumerate(self.done, start=1):
            if not asked.answer and (key := self.keys.get(asked.number or str(place))):
                asked.answer = [key]
            yield asked


def in_row(said: str) -> list[tuple[str, str, bool]]:
    """Options that stand on one line: "A) red B) green"; none for one alone."""
    row = _LABELS.findall(said) if len(said) <= ROW else []
    follow = len(row) > 1 and is_run([mark.casefold() for mark, _ in row])
    return [(mark, text, False) for mark, text in row] if follow else []


def entry_of(asked: Asked) -> Json:
    """A question as an entry. A lone "A: ..." is its answer, not an option; options in bold type are right ones."""
    options, answer = asked.options, " ".join(asked.answer)
    if len(options) == 1 and not answer:
        options, answer = [], options[0][1]
    told = [ticked(words) for _, words, _ in options]
    bold = [strong for *_, strong in options]
    shown = not answer and not any(one.right for one in told) and any(bold) and not all(bold)
    entry: Json = {"question": "\n".join(asked.stem), "explanation": " ".join(asked.reason)}
    if options:
        entry["options"] = [
            {"letter": letter, "text": words, **({"correct": strong} if shown else {})}
            for letter, words, strong in options
        ]
    if answer:
        entry["answer"] = answer
    return entry

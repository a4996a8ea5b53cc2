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
class Choice:
    """An option; bold: whether in bold type, as right ones may be."""

    letter: str
    said: list[str]
    bold: bool = False


@dataclass(slots=True)
class Asked:
    """A question as far as it is read. sure: it is numbered or labelled as one. number: its own, "" for none."""

    line: int
    number: str = ""
    sure: bool = False
    stem: list[str] = field(default_factory=list)
    options: list[Choice] = field(default_factory=list)
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
    number = r"\s*(?:no\.?\s*|#|n\u00ba\s*)?(?P<number>\d{0,4})" if kind == "question" else ""
    behind = r"[:\uff1a.)]" if kind == "question" else r"(?:\bis\b[:\uff1a]?|[:\uff1a])"
    named = "|".join(map(re.escape, every))
    return re.compile(rf"\W{{0,4}}(?:{named})s?{number}[*_)\s]*(?:{behind}[*_]*\s*(?P<rest>.*)|(?P<alone>)$)", re.I)


def read_markdown(text: str) -> Iterator[Raw]:
    """Each question with the line it begins on; nothing where there is none."""
    reader = Reader()
    for number, line in enumerate(text.splitlines(), start=1):
        for part in filter(str.strip, _FOLDED.split(line)) if "<" in line else (line,):
            reader.take(number, part)
    for asked in reader.close():
        yield f"line {asked.line}", entry_of(asked)


class Reader:
    """Takes lines in their order; what is begun and what was said last decide what the next one belongs to."""

    def __init__(self) -> None:
        self.done: list[Asked] = []
        self.now = Asked(1)
        self.into = self.now.stem  # what a line without a sign of its own goes on
        self.gap = self.fenced = self.keyed = False  # keyed: "Answers" stood alone on a line
        self.keys: dict[str, str] = {}

    def take(self, number: int, line: str) -> None:
        said = line.strip().lstrip("> ").strip()
        fence = said.startswith(("```", "~~~"))
        if self.fenced or fence:
            self.fenced ^= fence
            self.into.append(line.rstrip())
        elif not said or set(said) <= set("-*_= "):
            self.gap = True
        else:
            self.place(number, said, deep=line.startswith(("\t", "  ")))
            self.gap = False

    def place(self, number: int, said: str, *, deep: bool) -> None:
        """deep: the line is set in, as an option may be that has a number."""
        heading = _HEADING.match(said)
        whole = heading[1] if heading else said
        bold = _BOLD.match(whole)
        plain = bold[1] if bold else _LEAD.sub(r"\2 ", whole)
        answered = label("answer").match(plain)
        keys = dict(_KEYS.findall(answered["rest"] or "" if answered else plain))
        begun = self.gap and _NUMBER.match(plain)  # the next question, its forerunner's answer left open
        waiting = self.into is self.now.answer and not self.now.answer and not begun
        if keys and (self.keyed or (answered and len(keys) > 1)):
            self.keys |= keys
        elif answered or waiting:
            self.keyed = bool(answered and not answered["rest"])
            self.into = self.now.answer
            self.go_on((answered["rest"] or "") if answered else plain)
        elif self.now.is_told and (found := label("reason").match(plain)):
            self.into = self.now.reason
            self.go_on(found["rest"] or "")
        elif (found := label("option").match(plain)) and not found["rest"]:
            pass
        elif options := self.options_in(said, deep=deep):
            self.now.options += options
            self.into = options[-1].said
        else:
            self.keyed = self.keyed and bool(_NUMBER.match(plain))
            self.place_stem(number, plain, heading=bool(heading))

    def options_in(self, said: str, *, deep: bool) -> list[Choice]:
        """The options on a line, if it has any and a question is begun."""
        if not self.now.stem or (self.now.answer and self.gap):
            return []
        bullet = _BULLET.match(said)
        rest = said[bullet.end() :] if bullet else said
        strong = _BOLD.match(rest)
        plain = strong[1] if strong else rest.lstrip("*_")
        if (row := in_row(plain)) and split_label(plain)[0] == row[0].letter:
            return row
        before = [option.letter for option in self.now.options if option.letter]
        mark, told = ("", plain) if _BOX.match(plain) else split_label(plain)
        if mark and (deep or not mark.isdigit()) and is_run([*map(str.casefold, (*before[-1:], mark))]):
            marked = strong or _BOLD.match(told)
            starred = not marked and (rest[0] == "*" or told[-1] == "*")
            return [Choice(mark, [told.rstrip("*") if starred else told], bool(marked or starred))]
        return [Choice("", [rest], bool(strong))] if (bullet or _BOX.match(rest)) and not before else []

    def place_stem(self, number: int, plain: str, *, heading: bool) -> None:
        labelled, numbered = label("question").match(plain), _NUMBER.match(plain)
        if labelled and not (labelled["rest"] or labelled["number"]) and not heading:
            labelled = None  # a line that merely begins with the word
        own = labelled["number"] if labelled else numbered[1] if numbered else ""
        rest = (labelled["rest"] or "") if labelled else plain[numbered.end() :] if numbered else plain
        sure = bool(labelled or numbered or heading)
        if sure or (self.gap and (self.now.is_told or not self.now.sure)):
            self.finish()
            self.now = Asked(number, own, sure)
            self.into = self.now.stem
        row = in_row(rest) if self.into is self.now.stem else []
        self.go_on(rest[: rest.find(row[0].said[0])].rpartition(row[0].letter)[0].rstrip(" (") if row else rest)
        self.now.options += row

    def go_on(self, said: str) -> None:
        if said:
            self.into.append(said)
        if said and self.into is self.now.answer and self.now.options:  # a key has one line; what follows is why
            self.into = self.now.reason

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


def in_row(said: str) -> list[Choice]:
    """Options that stand on one line: "A) red B) green"; none for one alone."""
    row = _LABELS.findall(said) if len(said) <= ROW else []
    return (
        [Choice(mark, [text]) for mark, text in row] if len(row) > 1 and is_run([m.casefold() for m, _ in row]) else []
    )


def entry_of(asked: Asked) -> Json:
    """A question as an entry. A lone "A: ..." is its answer, not an option; options in bold type are right ones."""
    told = [(option.letter, " ".join(option.said), option.bold) for option in asked.options]
    answer = " ".join(asked.answer)
    if len(told) == 1 and not answer:
        told, answer = [], told[0][1]
    bold = {strong for *_, strong in told}
    shown = not answer and len(bold) > 1 and not any(ticked(text).right for _, text, _ in told)
    marked = [
        {"letter": letter, "text": text} | ({"correct": strong} if shown else {}) for letter, text, strong in told
    ]
    entry = {"question": "\n".join(asked.stem), "explanation": " ".join(asked.reason)}
    return entry | ({"options": marked} if marked else {}) | ({"answer": answer} if answer else {})

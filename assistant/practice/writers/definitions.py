"""Facts of the form "a thing: what it is", wherever notes put them: lists, lines, glossaries, headings, sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

from quotewise.assistant.practice.verbs import AUXILIARIES, finite_verbs
from quotewise.assistant.practice.writers.facts import Fact, Form, Siblings, length
from quotewise.assistant.practice.writers.page import Page, Section
from quotewise.assistant.practice.writers.terms import (
    clean_term,
    fit_meaning,
    is_short_for,
    is_term,
    lexis,
    speaks,
    split_line,
    written_out,
)
from quotewise.ingest.block import Block
from quotewise.ingest.labels import is_lead_in

ALIKE = 3  # headings, or short lines above lists, that are defined alike, from which they are taken for terms
LONGEST_SUBJECT = 4  # words before a copula
FIRST = 250  # characters of what stands first below a heading that says what it is

_MARKED = re.compile(r"\W{0,6}(?P<mark>\*\*|__|`)(?P<term>[^*`\n]{2,60}?)(?P=mark)")
_ENDED = tuple(".!?:;\u3002\uff1a")


def find_definitions(page: Page) -> Iterator[Siblings]:
    """The facts of a note, those together that stand side by side."""
    headed: dict[tuple[str, ...], list[Fact]] = {}
    for section in page.sections():
        yield from in_section(page, section)
        if fact := below_heading(page, section):
            headed.setdefault(section.path[:-1], []).append(fact)
    for path, facts in headed.items():
        if len(facts) >= ALIKE:
            yield group(page, path, path[-1] if path else "", facts)


def in_section(page: Page, section: Section) -> Iterator[Siblings]:
    """The facts of a section: of each list those of its items, of its lines those of all, and of its sentences."""
    path = section.path
    title = path[-1] if path else ""
    lines: list[Fact] = []
    above: list[Fact] = []
    said: list[Fact] = []
    before: Block | None = None
    for block in section.blocks:
        if block.kind == "list":
            yield from in_list(page, block, path, lead_of(page, before) or title)
            above += above_list(page, before, block)
        elif block.kind == "paragraph":
            lines += filter(
                None, (of_line(page, start, end) for start, end in logical_lines(page, block.start, block.end))
            )
            said += in_sentences(page, block)
        elif block.kind in ("definition", "card"):
            lines += of_pair(page, block)
        before = block
    yield group(page, path, title, lines)
    yield replace(group(page, path, title, said), loose=True)
    if len(above) >= ALIKE:
        yield group(page, path, title, above)


def in_list(page: Page, block: Block, path: tuple[str, ...], title: str) -> Iterator[Siblings]:
    """The facts of a list's items, then those of the lists in it, each under the item that introduces it."""
    facts: list[Fact] = []
    said: list[Fact] = []
    for item in block.children:
        own = next((child for child in item.children if child.kind == "paragraph"), None)
        inner = [child for child in item.children if child.kind == "list"]
        if own is None:
            continue
        fact = of_line(page, item.start, own.end) or (of_nested(page, item, own, inner[0]) if inner else None)
        facts += [fact] if fact else []
        said += in_sentences(page, own)
        name = clean_term(split_or_whole(page.read(own.start, own.end)))
        for each in inner:
            yield from in_list(page, each, path, f"{name}" if len(name) < 60 else title)
    yield group(page, path, title, facts)
    yield replace(group(page, path, title, said), loose=True)


def split_or_whole(line: str) -> str:
    parts = split_line(line)
    return parts[0] if parts else line


def of_line(page: Page, start: int, end: int) -> Fact | None:
    """A line "term: meaning", its term marked or not."""
    parts = split_line(page.read(start, end))
    return fact(page, parts[0], parts[1], start, end) if parts else None


def of_nested(page: Page, item: Block, own: Block, inner: Block) -> Fact | None:
    """A short item with what is said of it in the item below."""
    term = page.read(own.start, own.end)
    first = next(
        (child for child in inner.children[:1] if child.children and child.children[0].kind == "paragraph"), None
    )
    if first is None or len(first.children) > 1 or is_lead_in(term) or len(inner.children) > 4:
        return None
    return fact(
        page,
        clean_term(term),
        page.read(first.children[0].start, first.children[0].end),
        item.start,
        first.children[0].end,
    )


def above_list(page: Page, line: Block | None, block: Block) -> Iterator[Fact]:
    """A short line right above a list, its last one, with what the first item says of it."""
    if line is None or line.kind != "paragraph" or block.start - line.end > 2:
        return
    *_, (start, end) = physical_lines(page, line.start, line.end)
    term, first = page.read(start, end), block.children[0]
    if first.children and first.children[0].kind == "paragraph" and not is_lead_in(term):
        said = page.read(first.children[0].start, first.children[0].end)
        if found := fact(page, clean_term(term), said, start, first.children[0].end):
            yield found


def of_pair(page: Page, block: Block) -> Iterator[Fact]:
    """A term with its first meaning, or the two sides of a card."""
    first, *rest = block.children
    if rest and (
        found := fact(
            page,
            clean_term(page.read(first.start, first.end)),
            page.read(rest[0].start, rest[0].end),
            block.start,
            rest[0].end,
        )
    ):
        yield found


def below_heading(page: Page, section: Section) -> Fact | None:
    """A heading with the first sentence below it, where that does not name it."""
    first = section.blocks[0] if section.blocks else None
    if not section.path or first is None or first.kind != "paragraph" or first.end - first.start > FIRST:
        return None
    start, end = next(iter(logical_lines(page, first.start, first.end)))
    said = page.read(start, end)
    term = clean_term(section.path[-1])
    named = re.search(r"\band\b|&|,", term) or term.split()[0].endswith("ing") or tells_of_another(said)
    return None if named or split_line(said) or is_lead_in(said) else fact(page, term, said, start, end)


def tells_of_another(said: str) -> bool:
    """Whether a sentence has a subject of its own: a verb behind its first word, not that of a clause behind "that"."""
    words = said.split()[:7]
    verbs = {verb.group() for verb in finite_verbs(" ".join(words))} | AUXILIARIES
    return any(word in verbs and before not in ("that", "which", "who", "to") for before, word in pairwise(words))


def in_sentences(page: Page, block: Block) -> Iterator[Fact]:
    """Sentences that say of a thing what it is: "A thing is ...", "The `thing` command is used to ...".

    Of a thing that is marked any verb may follow.
    """
    for start, end in sentence_spans(page, block):
        shown = page.read(start, end)
        marked = _MARKED.match(page.text[start:end].removeprefix("The ").removeprefix("the "))
        match = _copula(page.language).match(shown) if lexis(page.language).copulas else None
        if match and length(match["term"]) <= LONGEST_SUBJECT:
            term = without_article(match["term"], page.language)
            yield from filter(None, [fact(page, term, said_of(match, page.language), start, end)])
        elif marked and page.language == "en":
            behind = shown.partition(marked["term"])[2].strip()
            found = _predicate().match(behind)
            if found and (one := fact(page, clean_term(marked["term"]), found["said"], start, end)):
                yield replace(one, kind=found["kind"] or one.kind)


@cache
def _predicate() -> re.Pattern[str]:
    """What follows a name, where a verb begins it: an "s" at the end of the first or second word tells one."""
    return re.compile(rf"(?:{_kind('en')} )?(?P<said>(?:[a-z]+s|are|can|will|has) .*)")


def _kind(language: str) -> str:
    return rf"(?P<kind>{'|'.join(map(re.escape, sorted(lexis(language).kinds)))})s?"


def said_of(match: re.Match[str], language: str) -> str:
    """What is said behind the copula: what a thing is, or is used for; "" for what is but like, or befalls, it."""
    said, joint = match["said"], match["joint"]
    if language != "en" or joint not in ("is", "are"):
        return said
    if re.match(r"(?:used|designed|intended) (?:to|for|as)\b", said):
        return f"{joint} {said}"
    names = re.match(r"(?:an?|the|one|any)\b|[A-Z]" if joint == "is" else r"(?:the )?(?:[\w-]+ )?\w+s\b", said)
    return said if names else ""


@cache
def _copula(language: str) -> re.Pattern[str]:
    joints = "|".join(map(re.escape, sorted(lexis(language).copulas, key=len, reverse=True)))
    gap = "" if language in ("ja", "zh") else r"\s+"
    return re.compile(rf"(?P<term>[^\W\d_][^.,:;!?]{{1,48}}?){gap}(?P<joint>{joints}){gap}(?P<said>.+)", re.S)


def without_article(term: str, language: str) -> str:
    first, _, rest = term.partition(" ")
    return rest if rest and first.casefold() in lexis(language).articles else term


def sentence_spans(page: Page, block: Block) -> Iterator[tuple[int, int]]:
    from quotewise.ingest import words

    for start, end in logical_lines(page, block.start, block.end):
        for first, last in words.sentences(page.text[start:end], page.language or "en"):
            yield start + first, start + last


def physical_lines(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", page.text[start:end]):
        if match.group().strip():
            yield start + match.start(), start + match.end()


def logical_lines(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a paragraph; one that begins with a small letter goes on from the one before, unless that ended."""
    begun, until = -1, -1
    for first, last in physical_lines(page, start, end):
        goes_on = page.text[first:last].lstrip()[:1].islower() and not page.text[begun:until].rstrip().endswith(_ENDED)
        if begun >= 0 and not (goes_on and until - begun > 60):
            yield begun, until
            begun = -1
        begun, until = (first if begun < 0 else begun), last
    if begun >= 0:
        yield begun, until


def lead_of(page: Page, block: Block | None) -> str:
    """The words that lead in what stands behind a paragraph, without their colon."""
    if block is None or block.kind != "paragraph":
        return ""
    *_, (start, end) = physical_lines(page, block.start, block.end)
    said = page.read(start, end)
    return clean_term(said) if is_lead_in(said) and len(said) < 70 else ""


def fact(page: Page, term: str, said: str, start: int, end: int) -> Fact | None:
    """The fact, where both its sides can stand in a question and a passage holds it whole."""
    meaning, term = fit_meaning(said, page.language), written_out(term)
    if not meaning or speaks(meaning, page.language) or is_short_for(term, meaning) or not is_term(term, page.language):
        return None
    span = page.span(start, end)
    code = f"`{term.split()[0]}" in page.text[start:end]
    known = lexis(page.language).kinds
    called = re.fullmatch(rf"(.+?) {_kind(page.language)}", term) if code and known else None
    name, kind = (called[1], called["kind"]) if called else (term, "")
    return Fact(name, meaning, span, code=code, kind=kind) if span else None


def group(page: Page, path: tuple[str, ...], title: str, facts: Iterable[Fact], form: Form = "meaning") -> Siblings:
    found = {one.term.casefold(): one for one in reversed(list(facts))}
    kept = tuple(reversed(found.values()))
    said = " ".join(one.meaning for one in kept)
    return Siblings(title, kept, page.language_of(said), form, path)

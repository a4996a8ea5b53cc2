"""Decision lines: what the notes say to take in which case, and the scenarios asked of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from quotewise.assistant.practice.build import FEWEST_WRONG, WRONG, About, Wrong, build_question
from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.verbs import AUXILIARIES, finite_verbs
from quotewise.assistant.practice.writers.context import WriterContext
from quotewise.assistant.practice.writers.definitions import group, lead_of, logical_lines, sentence_spans
from quotewise.assistant.practice.writers.facts import Fact, Grid, Siblings, length
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.tables import UNNAMED, is_choosing, is_needs, noun_of, titled
from quotewise.assistant.practice.writers.terms import (
    clean_term,
    fold,
    has_marks,
    is_priced,
    lexis,
    points,
    telling,
    without_brackets,
)
from quotewise.ingest.block import Block
from quotewise.ingest.labels import is_lead_in
from quotewise.ingest.words import WORD

LONGEST_CHOICE, MOST_WORDS = 60, 7  # characters, words
SHORTEST_NEED, LONGEST_NEED = 2, 130  # words, characters
# Behind a question or a quote, or first on a line, a sign alone is an arrow, be it one that was decoded wrongly.
_ARROW = re.compile(
    r"\s*(?<![-.=])(?:->|=>|\u2192|\u21d2)\s*|(?<=[?\"\u201d])\s+[^\x00-\x7f]\s+|^[^\x00-\x7f]\s+(?=\w)"
)
_STATED = re.compile(r"[^?\"\u201c\u201d]+\?|[\"\u201c][^\"\u201c\u201d]+[\"\u201d]")  # one question, or one quote
_PARTS = re.compile(r":|[.!?]\s|[\"\u201c\u201d]")


def find_choices(page: Page) -> Iterator[Siblings]:
    """The decision lines of each section, those together that one line leads in."""
    for section in page.sections():
        led: dict[str, list[Fact]] = {}
        before: Block | None = None
        for block in section.blocks:
            above = lead_of(page, before) if block.kind == "list" else ""
            for paragraph in (each for each in block.walk() if each.kind == "paragraph"):
                for lead, fact in in_paragraph(page, paragraph):
                    led.setdefault(lead or above, []).append(fact)
            before = block
        for lead, facts in led.items():
            title = lead or (section.path[-1] if section.path else "")
            yield replace(group(page, section.path, title, facts, "choice"), facts=tuple(facts))


def in_paragraph(page: Page, block: Block) -> Iterator[tuple[str, Fact]]:
    """Each decision with the line that leads it in."""
    lead, waiting = "", -1
    for start, end in logical_lines(page, block.start, block.end):
        line = page.read(start, end)
        sides = [side.strip() for side in _ARROW.split(line)]
        if len(sides) == 2 and not sides[0] and waiting >= 0:
            sides, start = [page.read(waiting, start).strip(), sides[1]], waiting
        if len(sides) == 2 and is_case(*sides):
            found = decision(page, sides[0], sides[1], "case", start, end, line=f"{sides[0]} \u2192 {sides[1]}")
            yield from ((lead, fact) for fact in found)
        lead = clean_term(line) if is_lead_in(line) else lead
        waiting = start if line.endswith("?") else -1
    for start, end in sentence_spans(page, block):
        yield from ((lead, fact) for fact in in_sentence(page, start, end))


def in_sentence(page: Page, start: int, end: int) -> Iterator[Fact]:
    """The case with what to take in it; a clause that excepts another case is ruled out, or a case of its own."""
    line, known = page.read(start, end), lexis(page.language)
    match = next((match for pattern in _patterns(page.language) if (match := pattern.match(line))), None)
    if match is None:
        return
    joint = "for" if match.groupdict().get("for") else "when"
    excepting = rf",?\s+(?:{'|'.join(map(re.escape, sorted(known.unless)))})\s+"
    need, *excepted = re.split(excepting, match["need"], flags=re.I) if known.unless else [match["need"]]
    if not excepted:
        yield from decision(page, need, match["take"], joint, start, end, line=line)
    elif len(excepted) == 1 and has_frame("unless", page.language):
        instead = next((found for each in known.instead if (found := re.search(each, excepted[0], re.I))), None)
        case = (excepted[0][: instead.start()] if instead else excepted[0]).strip()
        ruled_out = put("unless", page.language, meaning=need, exception=case)
        yield from decision(page, ruled_out, match["take"], joint, start, end, line=line)
        if instead:
            yield from decision(page, case, instead["take"], "when", start, end, line=line)


def is_case(left: str, right: str) -> bool:
    """Whether what stands before an arrow is a case: asked, quoted, or longer than what is behind it."""
    if _STATED.fullmatch(left):
        return True
    return not _PARTS.search(left) and length(left) > max(2, length(without_brackets(right)))


def decision(page: Page, need: str, take: str, joint: str, start: int, end: int, line: str) -> Iterator[Fact]:
    """The fact, its aspect the form that the case is put in."""
    asked = need.strip().rstrip("?").strip(' .,:*"\u201c\u201d')
    take = clean_term(without_brackets(re.split(r"(?<=\w)[.;]\s|\s[\u2013\u2014]\s", take, maxsplit=1)[0]))
    fit = length(asked) >= SHORTEST_NEED and len(asked) <= LONGEST_NEED and is_choice(take, page.language)
    begun = " ".join(asked.split()[:2])  # what points away behind these means something that was named
    if any(has_marks(text) or is_priced(text) for text in (asked, take)) or points(f"{begun} {take}", page.language):
        return
    if fit and asked.count("(") == asked.count(")") and (span := page.span(start, end)):
        yield Fact(take, asked, span, joint, line=line)


def is_choice(text: str, language: str) -> bool:
    """Whether words name something that can be taken, and say nothing of it."""
    fit = 1 < len(text) <= LONGEST_CHOICE and length(text) <= MOST_WORDS and len(re.findall(r"\d", text)) <= 3
    says = language == "en" and (any(finite_verbs(text)) or AUXILIARIES & set(text.casefold().split()))
    return fit and not says and not re.search(r"[,:]", text) and text.count("(") == text.count(")")


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            template.replace("{need}", r"(?P<need>[^.;:]{8,}?)").replace("{take}", r"(?P<take>[^.;:,]{2,60}?)")
            + r"(?:[.;]|:\s.*)?$",
            re.I,
        )
        for template in lexis(language).decisions
    )


ORIGIN = "comparison"
TOLD = 6  # words of a case, from which it says by itself what is to be chosen
SHARED = 0.5  # share of the words of one case that another holds, from which one choice may fit both


def ask_choices(context: WriterContext) -> Iterator[Question]:
    """The cases of decision lines, against the other things that these lines choose among."""
    tables = list(uses(context))
    for siblings, fact in context.facts("choice"):
        if not has_frame(fact.aspect, siblings.language):
            continue
        stem = situation(fact, siblings.language)
        among = [siblings.title, *(f"{one.term} {one.meaning}" for one in siblings.facts)]
        topic = context.topic(siblings.path, siblings.title, siblings.language, among)
        if topic and not telling(topic) <= telling(stem):
            stem = put("on", siblings.language, topic=topic, stem=stem)
        if topic or (siblings.title and length(fact.meaning) >= TOLD):
            beside = [*siblings.facts, *in_tables(siblings, tables)]
            yield from finish(context, stem, fact, others(context, fact, context.by_likeness(fact, beside)))


def in_tables(group: Siblings, tables: Iterable[tuple[Grid, list[Fact]]]) -> Iterator[Fact]:
    """What tables of the same section say of things that they and the group choose among."""
    names = {fold(fact.term) for fact in group.facts}
    place = place_of(group.facts[0])
    for _, facts in tables:
        if facts and place_of(facts[0]) == place and names & {fold(fact.term) for fact in facts}:
            yield from facts


def place_of(fact: Fact) -> tuple[str, str]:
    return fact.span.hit.source, fact.span.hit.heading


def ask_uses(context: WriterContext) -> Iterator[Question]:
    """The rows of tables that say when to take each, or what to take for each need."""
    for grid, facts in context.shuffled(uses(context)):
        for fact in context.shuffled(facts):
            if length(fact.meaning) < 2:
                continue
            stem = (
                situation(fact, grid.language)
                if fact.aspect == "case"
                else put("fits", grid.language, noun=noun_of(grid), meaning=fact.meaning)
            )
            asked = titled(context, grid, stem, fact.term)
            named = fact.aspect != "case" and noun_of(grid) != UNNAMED
            if named or asked != stem or length(fact.meaning) >= TOLD:  # "time series" does not say of what
                yield from finish(context, asked, fact, others(context, fact, context.shuffled(facts)))


def uses(context: WriterContext) -> Iterator[tuple[Grid, list[Fact]]]:
    for grid in context.view.grids:
        if not has_frame("fits", grid.language):
            continue
        for at, column in enumerate(grid.columns[1:], start=1):
            if is_choosing(column, grid.language):
                yield grid, [fact for fact in grid.column(at) if not points(fact.meaning, grid.language)]
        if is_needs(grid) and not has_answers(grid):
            rows = [record for record in grid.records if record.cells[1] and not points(record.name, grid.language)]
            line = f"{grid.columns[0]}: {{}}; {grid.columns[1]}: {{}}"
            facts = [
                Fact(one.cells[1], one.name, one.spans[1], "case", line=line.format(one.name, one.cells[1]))
                for one in rows
            ]
            yield grid, [fact for fact in facts if is_choice(fact.term, grid.language)]


def has_answers(grid: Grid) -> bool:
    """Whether a table of needs tells of each column whether it meets them, and names nothing to take."""
    known = lexis(grid.language)
    firsts = {
        word for record in grid.records for cell in record.cells[1:] for word in WORD.findall(cell.casefold())[:1]
    }
    return bool(firsts & (known.yes | known.no))


def others(context: WriterContext, fact: Fact, found: Iterable[Fact]) -> list[Wrong]:
    """What is taken in cases that are not this one, those last whose case shares most with it."""
    cases: dict[str, list[Fact]] = {}
    for other in found:
        cases.setdefault(fold(other.term), []).append(other)
    shares = {term: max(overlap(fact.meaning, one.meaning) for one in facts) for term, facts in cases.items()}
    wrong: list[Wrong] = []
    for term in sorted(cases, key=lambda term: shares[term] == SHARED):
        other = cases[term][0]
        apart = not any(
            term in name or name in term for name in (fold(one) for one in (fact.term, *(w.text for w in wrong)))
        )
        clear = shares[term] <= SHARED and not context.tells(other.term, fact.meaning)
        why = context.say(other) if apart and clear and len(wrong) < WRONG else None
        if why and why.text.casefold() not in (one.why.text.casefold() for one in wrong):  # a reason of its own
            wrong.append(Wrong(other.name, why))
    return wrong


def overlap(case: str, other: str) -> float:
    """The share of the words of a case, or of one of its uses that a comma parts, that is another's as well."""
    parts = product(*([telling(part) for part in text.split(",")] for text in (case, other)))
    return max((len(one & two) / min(len(one), len(two)) for one, two in parts if one and two), default=0.0)


def situation(fact: Fact, language: str) -> str:
    need = fact.meaning
    first, _, rest = need.partition(" ")
    if fact.aspect != "case":
        return put(fact.aspect, language, meaning=need[:1].lower() + need[1:])
    needed = language == "en" and first.lower() in ("need", "needs", "want", "wants")
    return put("case", language, meaning=rest if needed and rest else need)


def finish(context: WriterContext, stem: str, fact: Fact, wrong: list[Wrong]) -> Iterator[Question]:
    rationale = context.say(fact) if len(wrong) >= FEWEST_WRONG and not context.tells(fact.term, fact.meaning) else None
    if rationale and (
        made := build_question(
            "scenario", capitalise(stem), [fact.name], wrong, rationale, About(fact.term, ORIGIN, "apply")
        )
    ):
        yield made

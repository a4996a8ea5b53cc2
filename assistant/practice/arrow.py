"""Lines of the form "need -> what to take", read as a table of needs."""

import re
from collections.abc import Iterable, Iterator

from quotewise.assistant.practice.definition import lines, shown
from quotewise.assistant.practice.grammar import is_clean, without_brackets
from quotewise.assistant.practice.relation import Fact, Relation
from quotewise.assistant.practice.vouching import Span
from quotewise.index import Hit

ARROW = re.compile(r"^(?P<need>[^\u2192>=]{6,90}?)\s*(?:\u2192|-+>|=>)\s*(?P<take>[^\u2192>=]{2,70})$")
SHORTEST_BLOCK = 4  # lines of this form under one heading
LONGEST_TAKE = 60


def find_arrows(hits: Iterable[Hit]) -> Iterator[Relation]:
    """One relation for each run of such lines in a note."""
    run: list[Fact] = []
    last: Hit | None = None
    missed, group = 0, ""
    for hit in hits:
        if hit.kind in ("code", "diagram", "table", "quiz", "trap"):
            continue
        if last is not None and (hit.source, hit.heading) != (last.source, last.heading):
            yield from _relate(run)
            run = []
        last = hit
        for start, end in lines(hit):
            if (line := shown(hit, start, end)).endswith(":"):
                group = line.rstrip(":")
            if fact := read_arrow(hit, start, end, group):
                run.append(fact)
                missed = 0
            else:
                missed += 1
                if missed > 2:
                    yield from _relate(run)
                    run = []
    yield from _relate(run)


def read_arrow(hit: Hit, start: int, end: int, group: str) -> Fact | None:
    said = re.sub(r"^\d+[.)]\s+", "", shown(hit, start, end))
    match = ARROW.match(said)
    if not match:
        return None
    need = re.sub(r"[\"\u201c\u201d]", "", match["need"]).strip(" ,'")
    take = without_brackets(match["take"]).strip(" .,")
    asks = need.endswith("?")
    need = re.sub(r"^(?:need|needs|want|wants|requires?)\s+", "", need.rstrip("?"), flags=re.IGNORECASE)
    clean = is_clean(need) and is_clean(take) and len(take) <= LONGEST_TAKE and need[:1].isalpha()
    flows = re.match(r"^[A-Z][\w ]+$", need) and not asks and len(need.split()) < 3  # a drawing: "Data -> Training"
    span = Span(hit, hit.start + start, hit.start + end)
    return Fact(need, "take", take, span, "requirement", group) if clean and not flows else None


def _relate(run: list[Fact]) -> Iterator[Relation]:
    if len(run) >= SHORTEST_BLOCK:
        title = run[0].span.hit.context.split(" > ")[-1]
        yield Relation(title, "option", turned=False, paired=False, facts=(("take", tuple(run)),), needs=True)

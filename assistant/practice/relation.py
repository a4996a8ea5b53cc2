"""Tables as facts: of which thing, which property, what value; whichever way round the table was drawn."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from quotewise.assistant.practice.grammar import is_clean, plural, singular, tidy, without_brackets
from quotewise.assistant.practice.header import sort_of
from quotewise.assistant.practice.vouching import Span, Voucher
from quotewise.index import Hit

# Headers of a first column that names properties, so that the things stand in the columns beside it.
TURNED = frozenset("feature requirement property aspect criterion criteria dimension characteristic attribute".split())
VAGUE = frozenset("option type name thing kind choice resource item what which entry aspect service".split())
SIGNS = re.compile(r"[\u2705\u274c\u26a0\u2714\u2718\u2b50\ufe0f\u2022]\s*")
YES, NO = re.compile(r"yes\b", re.I), re.compile(r"no\b", re.I)
LONGEST_CELL = 75


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of a table: what `value` is the `attribute` of which `entity`; span: the row it stands in.

    need: what the first column is called, where it says what is needed. group: the line that leads it in.
    """

    entity: str
    attribute: str
    value: str
    span: Span
    need: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table. noun: what its things are called ("service"), singular. title: what it stands under.

    turned: the things stand in the columns. paired: two columns name a thing. needs: the first column says what is
    needed, the others what to take. facts: by attribute, in the order of the things.
    """

    title: str
    noun: str
    turned: bool
    paired: bool
    facts: tuple[tuple[str, tuple[Fact, ...]], ...]
    needs: bool = False

    @property
    def entities(self) -> list[str]:
        return list(dict.fromkeys(fact.entity for _, facts in self.facts for fact in facts))


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    span: Span


def find_relations(hits: Iterable[Hit], voucher: Voucher) -> list[Relation]:
    tables: dict[tuple[str, tuple[str, ...], str], list[_Row]] = {}
    for hit in hits:
        if hit.kind == "table":
            for header, row in _rows(hit):
                tables.setdefault((hit.source, header, hit.heading), []).append(row)
    found = [relate(header, rows) for (_, header, _), rows in tables.items() if len(rows) > 1 and len(header) > 1]
    called = {
        name: relation.noun for relation in found for name in relation.entities if relation.noun not in VAGUE | {"term"}
    }
    return [_call(relation, called) for relation in found]


def _call(relation: Relation, called: Mapping[str, str]) -> Relation:
    """A table whose things have no telling noun takes the one that another table has for them."""
    nouns = [called[name] for name in relation.entities if name in called]
    if relation.noun not in VAGUE or not nouns:
        return relation
    return replace(relation, noun=max(nouns, key=nouns.count))


def _rows(hit: Hit) -> Iterable[tuple[tuple[str, ...], _Row]]:
    for row in hit.rows:
        if row.columns:
            cells = tuple(clean(cell.text) for cell in row.cells)
            yield tuple(map(clean, row.columns)), _Row(cells, Span(hit, hit.start + row.start, hit.start + row.end))


def clean(cell: str) -> str:
    return tidy(SIGNS.sub("", cell)).strip(" ;,")


def relate(header: Sequence[str], rows: Sequence[_Row]) -> Relation:
    hit = rows[0].span.hit
    title = (hit.context.split(" | ")[0] or hit.heading).split(" > ")[-1]
    title = re.split(r"\s[\u2013\u2014:-]\s|:|\(", title)[0].strip()
    if re.match(r"(?:chapter|appendi|part|section|domain)\w*\b", title, re.IGNORECASE):
        title = ""
    found: dict[str, list[Fact]] = {}
    turned = header[0].lower() in TURNED
    needs = not turned and sort_of(header[0]) == "need"
    paired = not turned and len({row.cells[0] for row in rows}) < len(rows) and len(header) > 2
    for row in rows:
        for at in range(1 + paired, len(header)):
            entity, attribute = (header[at], row.cells[0]) if turned else (row.cells[0], header[at])
            entity = re.sub(r"^([A-Z]{2,6}), [a-z].*", r"\1", entity)  # "DPL, difference in ..."
            if paired:
                entity = f"{row.cells[1].lower() if row.cells[1][1:].islower() else row.cells[1]} in {row.cells[0]}"
            if row.cells[at] and attribute and (is_entity(entity) or needs):
                found.setdefault(attribute, []).append(Fact(entity, attribute, row.cells[at], row.span, header[0]))
    facts = tuple((attribute, tuple(some)) for attribute, some in found.items())
    return Relation(title, _noun(header, turned=turned), turned, paired, facts, needs)


def _noun(header: Sequence[str], *, turned: bool) -> str:
    """What the things of a table are called: by its first header, or by the word their names end in."""
    if not turned:
        return singular(header[0]).lower() if re.fullmatch(r"[A-Za-z][\w ]{2,25}", header[0]) else "option"
    last = [singular(name.split()[-1]).lower() for name in header[1:]]
    common = next((word for word in last if last.count(word) > 1 and word.isalpha()), "")
    return f"{common} type" if common else "option"


def is_entity(name: str) -> bool:
    """Whether a first cell names one thing."""
    return is_clean(name) and len(name) <= 45 and " / " not in name and not re.match(r"[a-z]+ed |before|after|\d", name)


def is_value(cell: str) -> bool:
    """Whether a cell can be an option: short, clean, neither yes nor no, no mixture."""
    return (
        0 < len(cell) <= LONGEST_CELL
        and is_clean(cell.replace("=", ""))
        and not YES.match(cell)
        and not NO.match(cell)
        and cell.lower() not in ("n/a", "none", "varies", "variable", "-", "medium", "high", "low", "good", "optional")
        and not cell.endswith("?")
    )


def many(noun: str) -> str:
    """A noun of several words in the plural: "endpoint types"."""
    return plural(without_brackets(noun))

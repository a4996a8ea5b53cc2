"""How much the gate stops of what it should, and of what it should not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from quotewise.assistant import Citation, Claim, Verdict, check
from quotewise.eval.dataset import load, told
from quotewise.eval.opening import counted, silent
from quotewise.eval.run import Item, Measured
from quotewise.eval.summary import GROUPS, means
from quotewise.index import Hit, Library, words
from quotewise.index.ingestion import Progress
from quotewise.ingest import split

RETRIEVED = 12  # passages a claim may cite
PARTS = {**GROUPS, "part": lambda item: str(item.details["part"])}


@dataclass(frozen=True, slots=True)
class Crafted:
    """A claim made to be let through or to be stopped.

    kind: how it was made. names: the source it says its quote is from. added: text of a further note.
    retrieved: whether the passages that hold its quote are among the hits.
    """

    id: str
    kind: str
    part: str
    should_pass: bool
    text: str
    names: str
    quote: str
    added: str = ""
    retrieved: bool = True


def measure_gate(library: Library, claims: Sequence[Crafted], progress: Progress = silent) -> Measured:
    """How many false claims are stopped, and how many true ones wrongly; the notes are those of plain text."""
    notes = {
        source: library.original(source) for source in library.status().sources if source.endswith((".md", ".txt"))
    }
    items = tuple(item_of(claim, judge(claim, notes)) for claim in counted(claims, "claims", progress))
    return Measured(means(items, "stopped_of_false", "stopped_of_true", groups=PARTS), items)


def item_of(claim: Crafted, verdict: Verdict) -> Item:
    name = "stopped_of_true" if claim.should_pass else "stopped_of_false"
    details = {
        "part": claim.part,
        "expected": "passed" if claim.should_pass else "stopped",
        "quote": claim.quote,
        "why": verdict.why,
    }
    right = verdict.passed == claim.should_pass
    return Item(claim.id, claim.text, claim.kind, "", "", right, {name: float(not verdict.passed)}, details)


def load_claims(file: Path) -> list[Crafted]:
    """The claims in a JSON-lines file; raises BadSet naming file, line and what is wrong with it."""
    return load(file, claim_of, "a crafted claim")


def claim_of(line: dict[str, Any]) -> Crafted:
    return Crafted(
        id=line["id"],
        kind=line["kind"],
        part=line["part"],
        should_pass=line["should_pass"],
        text=told(line, "claim"),
        names=told(line, "names", empty=True),
        quote=told(line, "quote", empty=True),
        added=line.get("added", ""),
        retrieved=line.get("retrieved", True),
    )


def judge(claim: Crafted, notes: dict[str, str]) -> Verdict:
    """The gate's verdict on a claim as a model would make it: a passage named, and words quoted from memory."""
    texts = {**notes, "added.md": claim.added} if claim.added else notes
    every = [hit for source, text in texts.items() for hit in hits_of(source, text)]
    hits = retrieved(claim, every)
    named = best_of((hit for hit in hits if hit.source == claim.names), claim.quote)
    citation = (
        Citation(named.source, named.start, named.end, claim.quote, named.basis)
        if named
        else Citation(claim.names, 0, len(claim.quote), claim.quote, "file")
    )
    return check(Claim(claim.text, (citation,)), hits, texts.__getitem__)


@lru_cache(maxsize=100)
def hits_of(source: str, text: str) -> tuple[Hit, ...]:
    """The passages of a note as a search would give them."""
    return tuple(
        Hit(
            id=f"{source}:{passage.start}",
            content=passage.start,
            source=source,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            basis="file",
            kind=passage.kind,
            heading=passage.heading,
            context=passage.context,
            display=passage.display,
        )
        for passage in split(text)
    )


def retrieved(claim: Crafted, every: Sequence[Hit]) -> list[Hit]:
    """The passages with most words of the claim, and one of the note it names; without those that hold its quote
    where the claim stands for a quote from elsewhere."""
    asked = set(words(f"{claim.text} {claim.quote}"))
    ranked = sorted(every, key=lambda hit: -len(asked & set(words(hit.text))))
    if not claim.retrieved:
        start = claim.quote[:25]
        return [hit for hit in ranked if start not in hit.text][:RETRIEVED]
    named = [hit for hit in [best_of((hit for hit in every if hit.source == claim.names), claim.quote)] if hit]
    return list(dict.fromkeys([*named, *ranked[:RETRIEVED]]))


def best_of(hits: Iterable[Hit], quote: str) -> Hit | None:
    """The passage that holds the quote, else the one with most of its words."""
    wanted = set(words(quote))
    return max(hits, key=lambda hit: (quote in hit.text, len(wanted & set(words(hit.text)))), default=None)

"""How much the gate stops of what it should, and of what it should not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from quotewise.assistant import Citation, Claim, Verdict, check
from quotewise.assistant.gate.reader import Item as Asked
from quotewise.assistant.gate.reader import Reader
from quotewise.eval.dataset import load, told
from quotewise.eval.opening import counted, silent
from quotewise.eval.run import Item, Measured
from quotewise.eval.summary import GROUPS, means
from quotewise.index import Hit, Library, words
from quotewise.index.ingestion import Progress
from quotewise.ingest import note_of, rows_in, split

RETRIEVED = 12  # passages a claim may cite
AT_ONCE = 5  # claims a reader is asked about in one call, as many as an answer has lines
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


def measure_gate(
    library: Library, claims: Sequence[Crafted], progress: Progress = silent, reader: Reader | None = None
) -> Measured:
    """How many false claims are stopped, and how many true ones wrongly; the notes are those of plain text.

    Stopped is what is not said in its own words; of what is, shown counts the notes' words said in its place too.
    reader: vouches for wordings that the rules leave open, as many a call as an answer has lines.
    """
    notes = {
        source: library.original(source) for source in library.status().sources if source.endswith((".md", ".txt"))
    }
    verdicts = [judge(claim, notes) for claim in counted(claims, "claims", progress)]
    vouched = vouch([verdict.item for verdict in verdicts], reader, progress)
    items = tuple(map(item_of, claims, verdicts, vouched))
    return Measured(means(items, "stopped_of_false", "stopped_of_true", "shown_of_true", groups=PARTS), items)


def vouch(items: Sequence[Asked | None], reader: Reader | None, progress: Progress = silent) -> list[bool]:
    """For each item whether a reader vouches for its wording; for none without a reader."""
    waiting = [(at, item) for at, item in enumerate(items) if item is not None and reader is not None]
    told = [False] * len(items)
    for first in range(0, len(waiting), AT_ONCE):
        some = waiting[first : first + AT_ONCE]
        assert reader is not None
        for (at, _), yes in zip(some, reader.read([item for _, item in some]).told, strict=True):
            told[at] = yes is True
        progress("reading again", min(first + AT_ONCE, len(waiting)), len(waiting))
    return told


def item_of(claim: Crafted, verdict: Verdict, vouched: bool) -> Item:
    passed = verdict.passed or vouched
    scores = {"stopped_of_true" if claim.should_pass else "stopped_of_false": float(not passed)}
    if claim.should_pass:
        scores["shown_of_true"] = float(passed or verdict.quoted is not None)
    details = {
        "part": claim.part,
        "expected": "passed" if claim.should_pass else "stopped",
        "quote": claim.quote,
        "why": "" if vouched else verdict.why,
    }
    return Item(claim.id, claim.text, claim.kind, "", "", passed == claim.should_pass, scores, details)


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
    note = note_of(text, source)
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
            edits=passage.edits,
            rows=rows_in(text, note.tree, passage.start, passage.end) if passage.kind == "table" else (),
        )
        for passage in split(note)
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

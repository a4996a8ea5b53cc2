"""How much the gate stops of what it should, and of what it should not: `python -m quotewise.eval.gate`."""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quotewise.assistant import Citation, Claim, Verdict, check
from quotewise.eval.dataset import SAMPLE
from quotewise.eval.statistics import wilson
from quotewise.index import Hit, words
from quotewise.ingest import split

RETRIEVED = 12  # passages a claim may cite


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


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=Path, default=SAMPLE / "claims.jsonl")
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--part", choices=("tuned", "held_out"), help="only this part of the claims")
    parser.add_argument("--wrong", action="store_true", help="list the claims judged wrongly")
    options = parser.parse_args(arguments)
    notes = {path.name: path.read_bytes().decode() for path in sorted(options.notes.glob("*.[mt][dx]*"))}
    claims = [claim for claim in load_claims(options.claims) if options.part in (None, claim.part)]
    judged = [(claim, judge(claim, notes)) for claim in claims]
    for part in ("tuned", "held_out"):
        print_part(part, [(claim, verdict) for claim, verdict in judged if claim.part == part])
    if options.wrong:
        for claim, verdict in judged:
            if verdict.passed != claim.should_pass:
                print(f"{claim.id}: {claim.text}\n    {claim.quote!r}\n    {verdict.why or 'passed'}")


def load_claims(file: Path) -> list[Crafted]:
    """The claims in a JSON-lines file."""
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [
        Crafted(
            id=line["id"],
            kind=line["kind"],
            part=line["part"],
            should_pass=line["should_pass"],
            text=line["claim"],
            names=line["names"],
            quote=line["quote"],
            added=line.get("added", ""),
            retrieved=line.get("retrieved", True),
        )
        for line in lines
    ]


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


def print_part(part: str, judged: Sequence[tuple[Crafted, Verdict]]) -> None:
    if not judged:
        return
    print(f"{part.replace('_', ' ')} part, shares with 95 % intervals (Wilson)")
    false = [(claim, verdict) for claim, verdict in judged if not claim.should_pass]
    true = [(claim, verdict) for claim, verdict in judged if claim.should_pass]
    for kind in dict.fromkeys(claim.kind for claim, _ in false):
        print_share(f"  stopped, {kind}", [not verdict.passed for claim, verdict in false if claim.kind == kind])
    print_share("  stopped of what is false", [not verdict.passed for _, verdict in false])
    for kind in dict.fromkeys(claim.kind for claim, _ in true):
        print_share(f"  wrongly stopped, {kind}", [not verdict.passed for claim, verdict in true if claim.kind == kind])
    print_share("  wrongly stopped of what is true", [not verdict.passed for _, verdict in true])
    print(f"  relocated: {sum(verdict.relocated for _, verdict in judged)}")


def print_share(what: str, outcomes: Sequence[bool]) -> None:
    low, high = wilson(sum(outcomes), len(outcomes))
    print(
        f"{what:36}{sum(outcomes):>4} of {len(outcomes):<4}{sum(outcomes) / len(outcomes):.3f} [{low:.2f}, {high:.2f}]"
    )


if __name__ == "__main__":
    main()

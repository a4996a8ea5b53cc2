"""How well sentences are looked up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quotewise.assistant import Lookup, look_up
from quotewise.eval.dataset import load, told
from quotewise.eval.measures import validity
from quotewise.eval.opening import counted, silent
from quotewise.eval.run import Item, Measured
from quotewise.eval.summary import GROUPS, means, pooled
from quotewise.index import Library
from quotewise.index.ingestion import Progress

PARTS = {
    **GROUPS,
    "part": lambda item: str(item.details["part"]),
    "verdict due": lambda item: str(item.details["expected"]),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with the verdict it should get. kind: how it was made."""

    id: str
    kind: str
    part: str
    text: str
    verdict: str


def measure_lookup(library: Library, statements: Sequence[Statement], progress: Progress = silent) -> Measured:
    """How many get the verdict they should; a false sentence taken for a true one is counted apart."""
    items = tuple(
        item_of(statement, look_up(library, statement.text), library)
        for statement in counted(statements, "statements", progress)
    )
    measures = {
        **means(items, "right", "wrongly_supported", groups=PARTS),
        **pooled(items, {"citation_validity": "citations"}),
    }
    return Measured(measures, items)


def item_of(statement: Statement, looked: Lookup, library: Library) -> Item:
    right = looked.verdict == statement.verdict
    scores = {"right": float(right)}
    if statement.verdict != "supported":
        scores["wrongly_supported"] = float(looked.verdict == "supported")
    scores |= validity([finding.citation for finding in looked.citations], library.original)
    details = {
        "part": statement.part,
        "expected": statement.verdict,
        "picked": looked.verdict,
        "said": [{"text": finding.stance, "citations": [asdict(finding.citation)]} for finding in looked.citations],
    }
    return Item(statement.id, statement.text, statement.kind, "", "", right, scores, details)


def load_statements(file: Path) -> list[Statement]:
    """The statements in a JSON-lines file; raises BadSet naming file, line and what is wrong with it."""
    return load(file, statement_of, "a statement")


def statement_of(line: dict[str, Any]) -> Statement:
    return Statement(line["id"], line["kind"], line["part"], told(line, "text"), line["verdict"])

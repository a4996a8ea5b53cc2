"""Whether a second reader is to be trusted: statements over the sample notes, half of them true, each false one a twin
of a true one that differs in a point."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.reader import Item, Reader
from quotewise.assistant.gate.verdict import ask_of
from quotewise.assistant.model_output import Line, back
from quotewise.assistant.trust import Checked
from quotewise.eval.dataset import SAMPLE, BadSet, load, told
from quotewise.eval.gate import AT_ONCE, best_of, hits_of
from quotewise.eval.opening import silent
from quotewise.index.ingestion import Progress

STATEMENTS = SAMPLE / "reader_check.jsonl"
ORDER = 11  # seed of the order they are asked in


@dataclass(frozen=True, slots=True)
class Said:
    """A statement that rests on a quote. kind: "true", or how it was made false."""

    id: str
    kind: str
    source: str
    quote: str
    statement: str
    true: bool


@dataclass(frozen=True, slots=True)
class ReaderCheck:
    """wrong: the statements judged wrongly or not at all. by_kind: of the false ones of each kind how many passed.
    trouble: what went wrong on the way, one line for a person."""

    checked: Checked
    wrong: tuple[Said, ...]
    by_kind: dict[str, tuple[int, int]]
    trouble: str | None = None


def load_statements(file: Path = STATEMENTS) -> list[Said]:
    """The statements in a JSON-lines file; raises BadSet naming file, line and what is wrong with it."""
    return load(
        file,
        lambda line: Said(
            line["id"], line["kind"], told(line, "source"), told(line, "quote"), told(line, "statement"), line["true"]
        ),
        "a statement to check a reader with",
    )


def item_of(said: Said, notes: Path) -> Item:
    """What a reader is asked of a statement; raises BadSet where its quote does not stand in its note."""
    text = (notes / said.source).read_text("utf8")
    hit = best_of(hits_of(said.source, text), said.quote)
    claim = back(Line(said.statement, (1,), said.quote), [hit]) if hit else None
    asked = ask_of(claim, [hit], lambda _: text) if hit and isinstance(claim, Claim) else None
    if asked is None:
        raise BadSet(f"{said.id}: its quote does not stand in {said.source}")
    return asked


def check_reader(
    reader: Reader, said: Sequence[Said], notes: Path = SAMPLE / "notes", progress: Progress = silent
) -> ReaderCheck:
    """Ask a reader about each statement, a few at a time and in no order that tells."""
    shuffled = random.Random(ORDER).sample(said, len(said))
    answers: dict[str, bool | None] = {}
    trouble = None
    for some in _in_turn(shuffled, AT_ONCE):
        reading = reader.read([item_of(one, notes) for one in some])
        answers |= {one.id: yes for one, yes in zip(some, reading.told, strict=True)}
        trouble = reading.trouble or trouble
        progress("checking", len(answers), len(said))
    false, true = [one for one in said if not one.true], [one for one in said if one.true]
    kinds = Counter(one.kind for one in false)
    passed = Counter(one.kind for one in false if answers[one.id])
    return ReaderCheck(
        Checked(
            sum(passed.values()),
            len(false),
            sum(answers[one.id] is True for one in true),
            len(true),
            sum(yes is None for yes in answers.values()),
        ),
        tuple(one for one in said if answers[one.id] is not one.true),
        {kind: (passed[kind], of) for kind, of in sorted(kinds.items())},
        trouble,
    )


def _in_turn(said: Sequence[Said], count: int) -> Iterator[Sequence[Said]]:
    for at in range(0, len(said), count):
        yield said[at : at + count]

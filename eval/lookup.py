"""How well sentences are looked up: `python -m quotewise.eval.lookup` prints the table of verdicts."""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quotewise.assistant import Lookup, look_up
from quotewise.eval.dataset import SAMPLE
from quotewise.eval.statistics import wilson
from quotewise.index import Library

VERDICTS = ("supported", "contradicted", "mixed", "not_found")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with the verdict it should get. kind: how it was made."""

    id: str
    kind: str
    part: str
    text: str
    verdict: str


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=Path, default=SAMPLE / "statements.jsonl")
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--part", choices=("tuned", "held_out"), help="only this part of the statements")
    parser.add_argument("--wrong", action="store_true", help="list the statements judged wrongly")
    options = parser.parse_args(arguments)
    statements = [item for item in load_statements(options.statements) if options.part in (None, item.part)]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest([options.notes])
        found = [(statement, look_up(library, statement.text)) for statement in statements]
        wrong = [
            cited
            for _, looked in found
            for cited in (finding.citation for finding in looked.citations)
            if library.original(cited.source)[cited.start : cited.end] != cited.quote
        ]
    for part in ("tuned", "held_out"):
        print_table(part, [(item, looked) for item, looked in found if item.part == part])
    print(f"citations that do not stand in the note: {len(wrong)}")
    if options.wrong:
        print_wrong(found)


def load_statements(file: Path) -> list[Statement]:
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [Statement(line["id"], line["kind"], line["part"], line["text"], line["verdict"]) for line in lines]


def print_table(part: str, found: Sequence[tuple[Statement, Lookup]]) -> None:
    """The confusion table: a row a kind of statement with the verdict due, a column a verdict given."""
    if not found:
        return
    print(f"{part.replace('_', ' ')} part")
    print(f"{'  kind, verdict due':28}" + "".join(f"{verdict:>14}" for verdict in VERDICTS))
    for kind, due in dict.fromkeys((item.kind, item.verdict) for item, _ in found):
        given = Counter[str](looked.verdict for item, looked in found if (item.kind, item.verdict) == (kind, due))
        print(f"  {kind + ', ' + due:26}" + "".join(f"{given[verdict]:>14}" for verdict in VERDICTS))
    right = sum(item.verdict == looked.verdict for item, looked in found)
    low, high = wilson(right, len(found))
    print(f"  right: {right} of {len(found)}, {right / len(found):.3f} [{low:.2f}, {high:.2f}]")


def print_wrong(found: Sequence[tuple[Statement, Lookup]]) -> None:
    for item, looked in found:
        if item.verdict != looked.verdict:
            print(f"{item.id}: {item.text}\n    due {item.verdict}, given {looked.verdict}")
            for finding in looked.citations:
                print(f"    {finding.stance}: {finding.citation.quote!r}")


if __name__ == "__main__":
    main()

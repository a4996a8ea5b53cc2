"""What each heuristic of reading and splitting is worth: evidence found with all of them, and with each one off.

`python -m quotewise.eval.bench.heuristics --notes FOLDER --questions FILE [--collection NAME]`
"""

import argparse
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from quotewise.eval.ablation import ranking
from quotewise.eval.dataset import Question, load_questions
from quotewise.eval.measures import finds_evidence
from quotewise.index import Library
from quotewise.index.encoder import Encoder, FloatMatrix, TokenVectors, open_encoder
from quotewise.ingest import groups, labels, line, markdown, plain, sections, splitter

BUDGETS = (1000, 2000, 4000)
Off = tuple[Any, str, Any]  # a module, a name in it, what stands for it where the heuristic is off


def never(*_: object, **__: object) -> bool:
    return False


def nothing(*_: object, **__: object) -> None:
    return None


def same(text: str, blocks: Sequence[Any], *_: object) -> tuple[Any, ...]:
    return tuple(blocks)


def marked_only(lines: Sequence[line.Line], at: int) -> tuple[int, int]:
    head = lines[at].head
    return (len(head) - len(head.lstrip("#")), 1) if lines[at].kind == "heading" else (0, 0)


HEURISTICS: Mapping[str, Sequence[Off]] = {
    "everything on": (),
    "headings implied in plain text": [(plain, "_read_heading", marked_only)],
    "numbered labels as headings": [(plain, "_is_labelled", never)],
    "a bold line as a heading": [(markdown, "_imply_headings", same)],
    "contents and links as navigation": [(markdown, "_find_navigation", same), (plain, "_find_contents", same)],
    "code without fences": [(plain, "read_code", lambda lines, at: at)],
    "hashes as comments": [(plain, "_without_comments", lambda lines: lines)],
    "lead-ins and ancestors": [(groups, "join_leads", lambda leads: "")],
    "a line without a colon leads in": [
        (sections, "leads_in", lambda above, before: labels.is_lead_in(above.head)),
    ],
    "torn lines joined": [(groups, "is_torn", never)],
    "parents stay with their first child": [(groups, "_is_parent", never)],
    "myths with their facts": [(sections, "read_myth_fact", nothing)],
    "questions with their answers": [(sections, "read_quiz", nothing)],
    "entries of a glossary": [(sections, "read_glossary", nothing)],
    "rows read with their columns": [(splitter, "READ", 0)],
    "names of small notes": [(sections, "TINY", 0)],
    "names of notes without headings": [(sections, "_WORDS", re.compile("(?!)"))],
}


PASSAGES = """SELECT source, title, "start", "end", kind, heading, place.context, edits, vector_key, searched.text,
    searched.context
    FROM place JOIN note ON note.id = note_id JOIN passage_text AS searched ON searched.rowid = content_id"""


@dataclass(frozen=True, slots=True)
class Measured:
    """All that is searched and shown of each passage, and of how many questions each budget holds the evidence."""

    passages: frozenset[tuple[Any, ...]]
    found: Sequence[int]


class Remembering:
    """An encoder that reads each string once, so that a variant costs what it changes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, tuple[FloatMatrix, TokenVectors]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        """(texts, dimension), and the tokens of each text."""
        if new := [text for text in dict.fromkeys(texts) if text not in self._known]:
            vectors, tokens = self._encoder.encode_with_tokens(new)
            self._known |= dict(zip(new, zip(vectors, tokens, strict=True), strict=True))
        return np.stack([self._known[text][0] for text in texts]), [self._known[text][1] for text in texts]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--collection", default="", help="only questions whose id begins with this")
    options = parser.parse_args(arguments)
    asked = load_questions(options.questions)
    questions = [one for one in asked if one.answerable and one.id.startswith(options.collection)]
    encoder = Remembering(open_encoder())
    print(
        f"{options.notes.name}: {len(questions)} questions; passages, those of them that are others or other with the"
    )
    print(f"heuristic off, evidence found in {BUDGETS} characters")
    whole: Measured | None = None
    for name, off in HEURISTICS.items():
        one = measure(options.notes, questions, encoder, off, whole)
        whole = whole or one
        changed = len(one.passages - whole.passages)
        print(f"{name:38}{len(one.passages):7}{changed:7}" + "".join(f"{count:6}" for count in one.found), flush=True)


def measure(
    notes: Path, questions: Sequence[Question], encoder: Any, off: Sequence[Off], whole: Measured | None
) -> Measured:
    """The passages with some of the code exchanged; questions are asked only if that made them other than `whole`."""
    with ExitStack() as stack:
        for module, name, value in off:
            stack.enter_context(patch.object(module, name, value))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = stack.enter_context(Library.open(folder, encoder=encoder, create=True))
        library.ingest([notes])
        with library.reading() as connection:
            passages = frozenset(map(tuple, connection.execute(PASSAGES)))
        if whole and passages == whole.passages:
            return whole
        ranked = [ranking(library, question) for question in questions]
    pairs = list(zip(questions, ranked, strict=True))
    return Measured(passages, [sum(finds_evidence(asked, hits, budget) for asked, hits in pairs) for budget in BUDGETS])


if __name__ == "__main__":
    main()

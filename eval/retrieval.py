"""Evidence recall of our search beside the baselines: `python -m quotewise.eval.retrieval`."""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from quotewise.assistant.extract.gathering import condense
from quotewise.eval.baselines import Retriever, langchain_tutorial, plain_bm25, texts_of
from quotewise.eval.dataset import SAMPLE, Question, Span, load_questions
from quotewise.eval.measures import finds_evidence
from quotewise.eval.statistics import wilson
from quotewise.index import Library

BUDGETS = (2000, 4000, 8000)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    options = parser.parse_args(arguments)
    questions = [question for question in load_questions(options.questions) if question.answerable]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest([options.notes])
        notes = texts_of(library.status().sources, library.original)
        retrievers = {
            "LangChain tutorial (1000/200, FAISS)": langchain_tutorial(notes, library.encoder),
            "plain BM25 over the same chunks": plain_bm25(notes),
            "quotewise": ours(library),
        }
        print_table(questions, retrievers)


def ours(library: Library) -> Retriever:
    def retrieve(question: Question) -> list[list[Span]]:
        return [
            [Span(hit.source, hit.start, hit.end), *(Span(place.source, place.start, place.end) for place in hit.also)]
            for hit in library.search(condense(question.question, question.history), budget=max(BUDGETS))
        ]

    return retrieve


def print_table(questions: Sequence[Question], retrievers: Mapping[str, Retriever]) -> None:
    print(f"Evidence recall on {len(questions)} answerable questions, with 95 % intervals (Wilson)")
    print(f"{'':40}" + "".join(f"{f'@{budget} characters':>22}" for budget in BUDGETS))
    for name, retrieve in retrievers.items():
        ranked = {question.id: retrieve(question) for question in questions}
        cells = []
        for budget in BUDGETS:
            found = sum(finds_evidence(question, ranked[question.id], budget) for question in questions)
            low, high = wilson(found, len(questions))
            cells.append(f"{found / len(questions):.3f} [{low:.2f}, {high:.2f}]")
        print(f"{name:40}" + "".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main()

"""What each part of the search is worth, each off in turn: `python -m quotewise.eval.ablation`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from quotewise.assistant.conversation import in_full
from quotewise.eval.dataset import Question, load_questions
from quotewise.eval.measures import Ranked, finds_evidence
from quotewise.eval.opening import head, open_notes
from quotewise.eval.retrieval import BUDGETS, places
from quotewise.index import Library, Weights

FULL = Weights()
VARIANTS: dict[str, dict[str, Any]] = {
    "everything": {},
    "question as typed": {"as_typed": True},
    "no cosine": {"weights": replace(FULL, meaning=0.0)},
    "no words": {"weights": replace(FULL, words=0.0, words_around=0.0)},
    "no words around": {"weights": replace(FULL, words_around=0.0)},
    "no late interaction with the passage": {"weights": replace(FULL, tokens=0.0)},
    "no late interaction around it": {"weights": replace(FULL, around=0.0)},
    "cosine and words alone": {"weights": replace(FULL, tokens=0.0, around=0.0, words_around=0.0, meaning=1.0)},
}


def main(arguments: Sequence[str] | None = None) -> None:
    options = head(__doc__).parse_args(arguments)
    questions = [question for question in load_questions(options.questions) if question.answerable]
    with open_notes(options.notes) as library:
        print(f"{len(questions)} questions; evidence found within {', '.join(map(str, BUDGETS))} characters")
        for name, settings in VARIANTS.items():
            print(f"{name:40}" + row(questions, [ranking(library, item, **settings) for item in questions]), flush=True)
        for token_file in library.folder.glob("tokens-*"):
            token_file.unlink()
        with Library.open(library.folder) as without:
            print(f"{'token file deleted':40}" + row(questions, [ranking(without, item) for item in questions]))
        print_types(questions, [ranking(library, item) for item in questions])


def ranking(library: Library, question: Question, **settings: Any) -> Ranked:
    asked = in_full(library, question.question, question.history)
    return places(library.search(asked, budget=max(BUDGETS), **settings))


def row(questions: Sequence[Question], ranked: Sequence[Ranked]) -> str:
    return "".join(f"{share:8.3f}" for share in shares(questions, ranked))


def shares(questions: Sequence[Question], ranked: Sequence[Ranked]) -> Iterator[float]:
    for budget in BUDGETS:
        found = sum(finds_evidence(question, hits, budget) for question, hits in zip(questions, ranked, strict=True))
        yield found / len(questions)


def print_types(questions: Sequence[Question], ranked: Sequence[Ranked]) -> None:
    for kind in sorted({question.type for question in questions}):
        some = [(question, hits) for question, hits in zip(questions, ranked, strict=True) if question.type == kind]
        print(f"  {kind:12}{len(some):4}{row(*zip(*some, strict=True)):>50}")


if __name__ == "__main__":
    main()

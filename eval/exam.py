"""How many exam questions are answered right, beside four baselines, and whether the options' order matters."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from quotewise.assistant import Model
from quotewise.assistant.exam.baselines import Scores, by_bm25, by_length, by_likeness, chance
from quotewise.assistant.exam.item import ExamItem, pick
from quotewise.assistant.exam.solver import Solution, solve
from quotewise.assistant.gate.reader import Reader
from quotewise.eval.exam_set import ExamQuestion, shuffled
from quotewise.eval.measures import validity
from quotewise.eval.opening import counted, silent
from quotewise.eval.run import Details, Item, Measured, Measures
from quotewise.eval.summary import GROUPS, Group, expected, means, pooled
from quotewise.index import Library
from quotewise.index.ingestion import Progress

Solve = Callable[[ExamItem], Solution]

PARTS: dict[str, Group] = {
    **GROUPS,
    "exam": lambda item: str(item.details.get("exam", "")),
    "in the notes": lambda item: "yes" if item.details.get("in_notes") else "no",
    "key is the longest option": lambda item: {True: "yes", False: "no"}.get(item.details.get("longest"), ""),  # type: ignore[arg-type]
}


def solver_of(library: Library, model: Model | None = None, reader: Reader | None = None) -> Solve:
    return lambda item: solve(library, item, model=model, reader=reader)


def measure_exam(
    library: Library,
    questions: Sequence[ExamQuestion],
    solver: Solve,
    *,
    seeds: int = 0,
    progress: Progress = silent,
) -> Measured:
    """The share of whole answers that are right. seeds: how often the options are shuffled to see what stays."""
    items = tuple(
        item_of(question, solver(question.item), library, solver, seeds)
        for question in counted(questions, "exam questions", progress)
    )
    measures = {
        **means(items, "accuracy", "cited", groups=PARTS),
        **means(items, "stability"),
        **pooled(items, {"citation_validity": "citations"}),
    }
    return Measured(measures, items, baselines_of(library, questions))


def item_of(question: ExamQuestion, solution: Solution, library: Library, solver: Solve, seeds: int) -> Item:
    scores = {"accuracy": float(solution.answer == question.answer), "cited": float(bool(solution.citations))}
    scores |= validity(solution.citations, library.original)
    if seeds:
        scores["stability"] = sum(stays(question, solution, solver, seed) for seed in range(seeds)) / seeds
    return judged(question, solution.answer == question.answer, scores, details_of(question, solution))


def stays(question: ExamQuestion, solution: Solution, solver: Solve, seed: int) -> bool:
    """Whether the same options are picked when they stand in another order."""
    other, old_of = shuffled(question, seed)
    return tuple(sorted(old_of[letter] for letter in solver(other.item).answer)) == solution.answer


def details_of(question: ExamQuestion, solution: Solution) -> Details:
    picked = "; ".join(question.item.options[letter] for letter in solution.answer)
    longest = pick(question.item, by_length(question.item)) == question.answer
    return {
        "exam": question.exam,
        "in_notes": question.in_notes,
        "longest": longest if len(question.answer) == 1 else None,
        "options": dict(question.item.options),
        "expected": list(question.answer),
        "picked": list(solution.answer),
        "scores": {letter: round(score, 4) for letter, score in solution.scores.items()},
        "said": [{"text": picked, "citations": [asdict(citation) for citation in solution.citations]}],
        "model": solution.model,
        "error": solution.trouble or "",
    }


def judged(question: ExamQuestion, right: bool | None, scores: dict[str, float], details: Details) -> Item:
    """The item of an exam question."""
    kind = "one right" if len(question.answer) == 1 else "several right"
    return Item(question.id, question.item.question, kind, question.domain, question.difficulty, right, scores, details)


def baselines_of(library: Library, questions: Sequence[ExamQuestion]) -> dict[str, Measures]:
    return {
        "random": {"accuracy": expected(sum(chance(one.item) for one in questions) / len(questions), len(questions))},
        "longest option": accuracy_of(questions, by_length),
        "without notes": accuracy_of(questions, lambda item: by_likeness(item, library.encoder)),
        "plain BM25": accuracy_of(questions, lambda item: by_bm25(item, library)),
    }


def accuracy_of(questions: Sequence[ExamQuestion], score: Callable[[ExamItem], Scores]) -> Measures:
    items = [
        judged(
            one, None, {"accuracy": float(pick(one.item, score(one.item)) == one.answer)}, {"in_notes": one.in_notes}
        )
        for one in questions
    ]
    return means(items, "accuracy", groups=PARTS)

"""Exam questions with their keys."""

import random
from dataclasses import dataclass, replace
from pathlib import Path

from quotewise.assistant.exam.item import ExamItem, read_choose
from quotewise.eval.dataset import load


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """An exam question with its key. in_notes: whether the notes are said to hold the answer in full."""

    id: str
    domain: str
    item: ExamItem
    answer: tuple[str, ...]
    in_notes: bool
    exam: str = ""
    difficulty: str = ""


def load_exam(file: Path) -> list[ExamQuestion]:
    """The questions in a JSON-lines file; raises BadSet naming file, line and what is wrong with it."""
    return load(file, exam_question_of, "an exam question")


def exam_question_of(line: dict[str, object]) -> ExamQuestion:
    question, options, answer = line["question"], line["options"], line["answer"]
    if not (isinstance(question, str) and isinstance(options, dict) and isinstance(answer, list)):
        raise TypeError("question, options or answer")
    if not set(answer) <= options.keys():
        raise ValueError("the key is not among the options")
    choose = line.get("choose")
    return ExamQuestion(
        id=str(line["id"]),
        domain=str(line.get("domain") or ""),
        item=ExamItem(question, options, choose if isinstance(choose, int) else read_choose(question)),
        answer=tuple(sorted(answer)),
        in_notes=line.get("in_corpus", True) in (True, "yes"),
        exam=str(line.get("exam") or ""),
        difficulty=str(line.get("difficulty") or ""),
    )


def shuffled(question: ExamQuestion, seed: int) -> tuple[ExamQuestion, dict[str, str]]:
    """The question with its options under other letters, and the old letter of each new one."""
    letters = list(question.item.options)
    old = letters[:]
    random.Random(f"{seed} {question.id}").shuffle(old)
    old_of = dict(zip(letters, old, strict=True))
    options = {letter: question.item.options[old_of[letter]] for letter in letters}
    answer = tuple(sorted(letter for letter in letters if old_of[letter] in question.answer))
    return replace(question, item=replace(question.item, options=options), answer=answer), old_of

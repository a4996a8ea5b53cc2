"""What is measured with what: the kinds of measurement, each over the same library, questions and model."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from quotewise.assistant import Model
from quotewise.assistant.chat.speech import announce
from quotewise.assistant.gate.reader import Reader
from quotewise.eval.answers import Replies, ask_all, measure_answers
from quotewise.eval.citations import measure_citations
from quotewise.eval.crafted_questions import load_crafted
from quotewise.eval.dataset import SAMPLE, Question, load_questions
from quotewise.eval.exam import measure_exam, solver_of
from quotewise.eval.exam_set import load_exam
from quotewise.eval.gate import load_claims, measure_gate
from quotewise.eval.injection import load_attacks, measure_injection
from quotewise.eval.judge import judge_answers
from quotewise.eval.lookup import load_statements, measure_lookup
from quotewise.eval.opening import silent
from quotewise.eval.provenance import record
from quotewise.eval.questions import measure_audit, measure_bank
from quotewise.eval.retrieval import measure_retrieval
from quotewise.eval.run import Details, Kind, Measured, Run
from quotewise.index import Library
from quotewise.index.ingestion import Progress

FILES: Mapping[Kind, str] = {
    "retrieval": "questions.jsonl",
    "answers": "questions.jsonl",
    "citations": "questions.jsonl",
    "exam": "exam.jsonl",
    "questions": "flawed.jsonl",
    "gate": "claims.jsonl",
    "lookup": "statements.jsonl",
    "injection": "red_team.jsonl",
}
DRAW = 7  # seed of `only`


@dataclass(frozen=True)
class Trial:
    """A library and what it is asked.

    files: the questions of each kind, those of the sample set where none are named; of the kind questions a bank, in
    place of the crafted ones that the audit is measured with. notes: the folder that the
    library was made of; injection reads it again. only: so many of the questions, drawn with a fixed seed.
    seeds: how often the options of exam questions are shuffled. judge: a chat model that scores answers too.
    reader: vouches for wordings of the model, and of crafted claims.
    """

    library: Library
    files: Mapping[Kind, Path] = field(default_factory=dict)
    notes: Path = SAMPLE / "notes"
    model: Model | None = None
    only: int | None = None
    seeds: int = 0
    progress: Progress = silent
    settings: Details = field(default_factory=dict)
    judge: Model | None = None
    reader: Reader | None = None

    def run(self, kind: Kind) -> Run:
        """Measure one kind; raises ValueError for a file that is not of the schema."""
        begun = time.monotonic()
        return record(
            kind,
            MEASURES[kind](self),
            self.library,
            self.file(kind),
            begun=begun,
            settings=self.settings,
            model=self.model.name if self.model else None,
        )

    def file(self, kind: Kind) -> Path:
        return self.files.get(kind, SAMPLE / FILES[kind])

    def questions(self, kind: Kind) -> list[Question]:
        questions = load_questions(self.file(kind))
        if self.only is None:
            return questions
        return random.Random(DRAW).sample(questions, min(self.only, len(questions)))

    def answers(self) -> Measured:
        measured = measure_answers(self.library, self.replies)
        if self.judge is None:
            return measured
        announce(self.judge, self.library.folder)
        return judge_answers(measured, [one.question for one in self.replies.each], self.judge, self.progress)

    @cached_property
    def replies(self) -> Replies:
        """Asked once, for the answers and for their citations."""
        return ask_all(self.library, self.questions("answers"), self.model, reader=self.reader, progress=self.progress)


MEASURES: Mapping[Kind, Callable[[Trial], Measured]] = {
    "retrieval": lambda trial: measure_retrieval(trial.library, trial.questions("retrieval"), progress=trial.progress),
    "answers": Trial.answers,
    "citations": lambda trial: measure_citations(trial.library, trial.replies, trial.progress),
    "exam": lambda trial: measure_exam(
        trial.library,
        load_exam(trial.file("exam"))[: trial.only],
        solver_of(trial.library, trial.model, trial.reader),
        seeds=trial.seeds,
        progress=trial.progress,
    ),
    "questions": lambda trial: (
        measure_bank(trial.library, trial.files["questions"])
        if "questions" in trial.files
        else measure_audit(trial.library, load_crafted(trial.file("questions")), trial.progress)
    ),
    "gate": lambda trial: measure_gate(trial.library, load_claims(trial.file("gate")), trial.progress, trial.reader),
    "lookup": lambda trial: measure_lookup(trial.library, load_statements(trial.file("lookup")), trial.progress),
    "injection": lambda trial: measure_injection(load_attacks(trial.file("injection")), trial.notes, trial.progress),
}

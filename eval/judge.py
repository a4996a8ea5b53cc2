"""A chat model as judge, never without how far it agrees with a sample judged by hand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from quotewise.assistant import Model
from quotewise.assistant.chat.speech import Heard, listen
from quotewise.assistant.prompts import judge_messages
from quotewise.eval.dataset import SAMPLE, Question, load
from quotewise.eval.key_facts import seen
from quotewise.eval.opening import counted, silent
from quotewise.eval.run import Details, Item, Measure, Measured
from quotewise.eval.statistics import Floats, bootstrap, wilson
from quotewise.eval.summary import means
from quotewise.index.ingestion import Progress

Task = Literal["fact", "support"]  # whether an answer states a key fact; whether a quote bears a claim out

# A verdict stands first, whatever marks or label come before it; both words are none.
VERDICT = re.compile(r"\b(yes|no)\b", re.IGNORECASE)
FIRST = re.compile(r"\W*(?:verdict|answer)?\W*(yes|no)\b", re.IGNORECASE)
TRUSTED_FROM = 0.6  # kappa: "substantial" agreement in the words of Landis and Koch (1977)
SCORES = {"fact": "judge_facts", "support": "judge_supported"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement judged by hand. says: whether `text` says it."""

    id: str
    task: Task
    text: str
    statement: str
    says: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """A judge held against people. agreed: of those it scored. kappa: Cohen's (1960), None where it is not defined."""

    agreed: int
    scored: int
    unscored: int
    kappa: float | None
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.agreed / self.scored if self.scored else 0.0


def load_judged(file: Path = SAMPLE / "judged.jsonl") -> list[Judged]:
    """The sample judged by hand; raises BadSet naming file, line and what is wrong with it."""
    return load(file, judged_of, "a judged statement")


def judged_of(line: dict[str, Any]) -> Judged:
    return Judged(line["id"], line["task"], line["text"], line["statement"], line["says"])


@dataclass(slots=True)
class Judge:
    """A chat model that says yes or no, and keeps count of when it said neither."""

    model: Model
    asked: int = 0
    unscored: int = 0
    verdicts: dict[tuple[str, str], bool | None] = field(default_factory=dict)

    def says(self, text: str, statement: str) -> bool | None:
        """Whether it finds that `text` says `statement`; None for no verdict, which scores nothing.

        Raises ModelError where the model cannot be used before something is put right.
        """
        if (text, statement) not in self.verdicts:
            heard = Heard()
            said = "".join(listen(self.model, judge_messages(text, statement), heard))
            self.verdicts[text, statement] = None if heard.trouble else read_verdict(said)
        verdict = self.verdicts[text, statement]
        self.asked += 1
        self.unscored += verdict is None
        return verdict


def read_verdict(said: str) -> bool | None:
    first = FIRST.match(said)
    return first[1].lower() == "yes" if first and len({word.lower() for word in VERDICT.findall(said)}) == 1 else None


def judge_answers(
    measured: Measured,
    questions: Sequence[Question],
    model: Model,
    progress: Progress = silent,
    sample: Sequence[Judged] | None = None,
) -> Measured:
    """The same answers with a judge's scores: key facts stated, claims borne out by their quotes.

    Beside them stand how often it gave no verdict, and for each task its agreement with the sample judged by hand.
    """
    judge = Judge(model)
    by_id = {question.id: question for question in questions}
    items = tuple(judge_item(item, by_id[item.id], judge) for item in counted(measured.items, "judging", progress))
    measures = means(items, *SCORES.values())
    if judge.asked:
        share = judge.unscored / judge.asked
        measures["judge_unscored"] = Measure(share, *wilson(judge.unscored, judge.asked), judge.asked, "wilson")
    hand = load_judged() if sample is None else sample
    return replace(measured, items=items, measures={**measured.measures, **measures, **trust(model, hand)})


def judge_item(item: Item, question: Question, judge: Judge) -> Item:
    """The item with the judge's scores; a verdict it did not give takes part in none."""
    claims = item.details.get("said") or []
    said = "\n".join(seen(claim["text"], heading_of(claim)) for claim in claims)
    facts: list[Details] = [
        {"statement": fact, "says": judge.says(said, fact) if said else False} for fact in question.key_facts
    ]
    borne_out = [{"statement": claim["text"], "says": judge.says(quotes_of(claim), claim["text"])} for claim in claims]
    scores = dict(item.scores)
    for name, verdicts in (("judge_facts", facts), ("judge_supported", borne_out)):
        given = [one["says"] for one in verdicts if one["says"] is not None]
        if given:
            scores[name] = sum(given) / len(given)
    return replace(item, scores=scores, details={**item.details, "judged": {"facts": facts, "claims": borne_out}})


def heading_of(claim: Mapping[str, Any]) -> str:
    return next((str(cited["heading"]) for cited in claim["citations"]), "")


def quotes_of(claim: Mapping[str, Any]) -> str:
    return "\n".join(str(citation["quote"]) for citation in claim["citations"])


def trust(model: Model, hand: Sequence[Judged]) -> dict[str, Measure]:
    """For each task how often a judge agrees with people, and Cohen's kappa, over the verdicts it gave."""
    judge, measures = Judge(model), {}
    for task in get_args(Task):
        some = [one for one in hand if one.task == task]
        found = agree(some, [judge.says(one.text, one.statement) for one in some])
        if found.scored:
            interval = wilson(found.agreed, found.scored)
            measures[f"judge_agreement_{task}"] = Measure(found.share, *interval, found.scored, "wilson")
        if found.kappa is not None:
            measures[f"judge_kappa_{task}"] = Measure(found.kappa, found.low, found.high, found.scored, "bootstrap")
    return measures


def agree(hand: Sequence[Judged], verdicts: Sequence[bool | None]) -> Agreement:
    """A judge's verdicts beside those of people; verdicts it did not give are counted, and nothing else."""
    pairs = [(one.says, verdict) for one, verdict in zip(hand, verdicts, strict=True) if verdict is not None]
    agreed = sum(ours == theirs for ours, theirs in pairs)
    unscored = len(verdicts) - len(pairs)
    columns = np.array(pairs, float).reshape(-1, 2).T
    kappa = float(cohen(*columns)) if pairs else float("nan")
    if np.isnan(kappa):
        return Agreement(agreed, len(pairs), unscored, None, 0.0, 0.0)
    return Agreement(agreed, len(pairs), unscored, kappa, *bootstrap(cohen, *columns))


def cohen(ours: Floats, theirs: Floats) -> Floats:
    """Cohen's kappa (1960) of yes and no, 1 and 0, over the last axis; NaN where both always say the same one thing."""
    agreed = np.mean(ours == theirs, axis=-1)
    yes, also_yes = np.mean(ours, axis=-1), np.mean(theirs, axis=-1)
    by_chance = yes * also_yes + (1 - yes) * (1 - also_yes)
    gained, possible = agreed - by_chance, 1 - by_chance
    return np.asarray(np.divide(gained, possible, out=np.full(np.shape(agreed), np.nan), where=possible > 0))


def doubts(measures: Mapping[str, Measure]) -> list[str]:
    """Why a judge's scores are not to be trusted, a sentence for each task; [] where there is no reason."""
    return [
        f"The judge is not to be trusted with {SCORES[task]}: kappa {told}, less than {TRUSTED_FROM}."
        for task in get_args(Task)
        if SCORES[task] in measures
        for kappa in [measures.get(f"judge_kappa_{task}")]
        if kappa is None or kappa.value < TRUSTED_FROM
        for told in [f"{kappa.value:.2f} [{kappa.low:.2f}, {kappa.high:.2f}]" if kappa else "not defined"]
    ]

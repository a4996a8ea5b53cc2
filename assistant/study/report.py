"""Where a learner stands, in one piece: how ready, what goes wrong, what to read again, what notes to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quotewise.assistant.exam.chosen import Chosen
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.staleness import Quotes
from quotewise.assistant.study.advice import Advice, advise
from quotewise.assistant.study.coverage import Coverage, Subject, cover
from quotewise.assistant.study.log import Answer, Refusal, by_question
from quotewise.assistant.study.readiness import Interval, Readiness, estimate, plain_share
from quotewise.index import Library

CLOCKS = timedelta(minutes=10)  # by which clocks may differ without a word


@dataclass(frozen=True, slots=True)
class Report:
    """days: to the exam; below 0 it has passed, None where no date is set. readiness: None where no exam is chosen,
    then overall is the plain share. answers: first answers to questions. ahead: answers that lie in the future.
    """

    chosen: Chosen | None
    days: int | None
    answers: int
    ahead: int
    readiness: Readiness | None
    overall: Interval
    advice: Advice
    coverage: Coverage


def report(
    library: Library,
    chosen: Chosen | None,
    answers: Sequence[Answer],
    refusals: Sequence[Refusal],
    now: datetime,
    today: date,
    missing: Sequence[Subject] | None = None,
) -> Report:
    """now: UTC. today: the local day. missing: as `missing_subjects` has them, where that is known already."""
    answers = told_now(answers, library)
    readiness = estimate(answers, chosen.blueprint, now) if chosen else None
    standing = Quotes(library)
    return Report(
        chosen,
        (chosen.planned - today).days if chosen and chosen.planned else None,
        len(by_question(answers)),
        sum(one.at > now + CLOCKS for one in answers),
        readiness,
        readiness.overall if readiness else plain_share(answers),
        advise(answers, standing, {one.name: one.weight for one in chosen.blueprint.domains} if chosen else {}),
        cover(library, chosen.blueprint if chosen else None, answers, refusals, standing, missing),
    )


def told_now(answers: Sequence[Answer], library: Library) -> list[Answer]:
    """The answers with the domains that their questions have today: they may have been given under another exam, or
    before one was chosen.
    """
    domains = {kept.id: kept.domain for kept in Bank.of(library).questions()}
    return [one.under(domains[one.id]) if domains.get(one.id) else one for one in answers]


def next_steps(found: Report) -> list[str]:
    """The commands to run next, the most pressing first."""
    if found.chosen is None:
        return ["quotewise exam choose NAME --date YYYY-MM-DD", "quotewise quiz -n 10"]
    days = found.days
    steps = [f"quotewise exam choose {found.chosen.blueprint.code} --date YYYY-MM-DD"] * (days is None or days < 0)
    practise = ["quotewise quiz --weak -n 10", "quotewise review"] if found.answers else ["quotewise quiz -n 20"]
    return [*steps, *practise]

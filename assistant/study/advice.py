"""What to do next: the topics that go wrong by their evidence, what was wrong while sure, and the notes to read again.

Here the last answer to a question counts, not the first as for readiness: what was put right since is not read again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quotewise.assistant.claim import Citation
from quotewise.assistant.practice.staleness import Quotes
from quotewise.assistant.study.log import Answer, latest_answers

SURE = "sure"
LEAST = 2  # answers from which a topic is spoken of
SHRINK = 4  # answers at the overall share that each topic is lent: one of few answers is drawn towards the others
MOST = 5  # topics, and places to read again


@dataclass(frozen=True, slots=True)
class WeakTopic:
    """share: right, drawn towards the share of all answers. sure_and_wrong: how many were wrong while sure.

    wrong: the questions that were, by id, the last answered first.
    """

    domain: str
    topic: str
    answers: int
    right: int
    sure_and_wrong: int
    share: float
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """sure_and_wrong: the last first. read_again: places in the notes as they are today, the most pressing first.
    gone: quotes behind wrong answers that stand nowhere any more. places: where to read on a question that went wrong,
    by its id, where its words still stand.
    """

    topics: tuple[WeakTopic, ...]
    sure_and_wrong: tuple[Answer, ...]
    read_again: tuple[Citation, ...]
    gone: int
    places: Mapping[str, Citation] = field(default_factory=dict)


def advise(answers: Sequence[Answer], standing: Quotes, weights: Mapping[str, float]) -> Advice:
    """weights: of the domains, for what to read first; {} where there are none."""
    last = latest_answers(answers)
    wrong = [one for one in last if not one.correct]
    sure = tuple(one for one in wrong if one.confidence == SURE)
    pressing = sorted(wrong, key=lambda one: (one.confidence != SURE, -weights.get(one.domain, 0.0)))
    cited = {one.id: one.question.rationale.citations for one in pressing}
    found = {citation: standing.now(citation) for citations in cited.values() for citation in citations}
    again = {(place.source, place.start, place.end): place for place in found.values() if place}
    standing_now = {id: [place for one in citations if (place := found[one])] for id, citations in cited.items()}
    places = {id: some[0] for id, some in standing_now.items() if some}
    gone = list(found.values()).count(None)
    return Advice(weak_topics(last), sure, tuple(again.values())[:MOST], gone, places)


def weak_topics(last: Sequence[Answer]) -> tuple[WeakTopic, ...]:
    """Those with something wrong that lie below the share of all, wrong while sure first; none from one answer."""
    if not last:
        return ()
    of: dict[tuple[str, str], list[Answer]] = {}
    for one in last:
        of.setdefault((one.domain, str(one.asked.get("topic") or "")), []).append(one)
    overall = sum(one.correct for one in last) / len(last)
    topics = [weighed(*name, some, overall) for name, some in of.items() if name[1] and len(some) >= LEAST]
    weak = [one for one in topics if one.right < one.answers and (one.share <= overall or one.sure_and_wrong)]
    return tuple(sorted(weak, key=lambda one: (-one.sure_and_wrong, one.share, one.domain, one.topic))[:MOST])


def weighed(domain: str, topic: str, some: Sequence[Answer], overall: float) -> WeakTopic:
    right = sum(one.correct for one in some)
    sure = sum(one.confidence == SURE and not one.correct for one in some)
    share = (right + SHRINK * overall) / (len(some) + SHRINK)
    wrong = tuple(one.id for one in some if not one.correct)
    return WeakTopic(domain, topic, len(some), right, sure, share, wrong)


def turns(answers: Sequence[Answer]) -> dict[str, int]:
    """How long each question waits in a session aimed at what goes wrong: 1 where its last answer was wrong, more the
    oftener it was answered where that was right.
    """
    counts = Counter(one.id for one in answers)
    return {one.id: 1 + counts[one.id] if one.correct else 1 for one in latest_answers(answers)}

"""From evidence to what is said: each claim passes the gate alone, before anyone sees it."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig
from langsmith.utils import tracing_is_enabled

from quotewise.assistant.chat.models import as_model
from quotewise.assistant.chat.speech import Heard, Model, listen
from quotewise.assistant.claim import Answer, Claim, Reason, Usage, Withheld
from quotewise.assistant.draft import back, is_relocated, lines, read_line
from quotewise.assistant.extract.aptness import answers
from quotewise.assistant.extract.composition import compose
from quotewise.assistant.extract.conflict import disagree
from quotewise.assistant.extract.gathering import Evidence, still_stands
from quotewise.assistant.extract.ranking import Scored
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.gate.wording import fold
from quotewise.assistant.prompts import messages
from quotewise.index import Hit, Library

NEAREST = 3  # passages shown with a refusal
MOST_CLAIMS = 8  # of a model: one that goes on after that is not listened to

NO_ANSWER = "it does not answer the question as well as the notes' own sentences"

log = logging.getLogger("quotewise.assistant")


@dataclass(slots=True)
class Tally:
    """What came of the claims so far."""

    passed: list[Claim] = field(default_factory=list)
    stopped: list[Withheld] = field(default_factory=list)
    vanished: list[Claim] = field(default_factory=list)  # passed, but the quote is no longer in its file
    relocated: int = 0


def say(
    evidence: Evidence, library: Library, model: Model | BaseChatModel | None, config: RunnableConfig | None = None
) -> Iterator[Claim | Answer]:
    """Each claim that passed the gate, then the Answer. Where nothing of a model's answers, the notes speak."""
    begun, tally, heard, beside = time.monotonic(), Tally(), Heard(), list[Claim]()
    speaker = as_model(model) if model is not None and evidence.answerable else None
    if speaker is not None:
        announce(speaker, library)
        claims = gated(backed(evidence, speaker, heard, config, tally), evidence, tally)
        shown: list[Claim] = []
        for claim in from_the_answer_on(claims, evidence, library, beside):
            shown.append(claim)
            yield claim
        tally.passed = shown
    spoke = bool(tally.passed)
    if evidence.answerable and evidence.asked is not None:
        own = compose(evidence.asked, evidence.ranked, evidence.originals, evidence.versions)
        yield from gated(in_conflict(own, evidence, tally) if spoke else own, evidence, tally)
    if beside and tally.passed:
        tally.stopped += [Withheld(claim.text, NO_ANSWER) for claim in beside]
    elif beside:  # the notes' own sentences did not pass: better what is true than nothing
        spoke, tally.passed = True, beside
        yield from beside
    yield Answer(
        evidence.question.text,
        claims=tuple(tally.passed),
        reason=None if tally.passed else why_nothing(evidence, tally),
        conflict=disagree(tally.passed) or tells_both(tally.passed, evidence),
        leans_on=evidence.question.leans_on,
        nearest=evidence.nearest[:NEAREST],
        withheld=len(tally.stopped),
        stopped=tuple(tally.stopped),
        relocated=tally.relocated,
        model=speaker.name if speaker and spoke else None,
        usage=used(heard, speaker, time.monotonic() - begun),
        trouble=heard.trouble,
        indexed_at=evidence.indexed_at,
        stale=changed_sources([*tally.passed, *tally.vanished], evidence),
        why=evidence.decision.explain() if not (tally.passed or evidence.empty) else "",
        doubt=None if evidence.empty else evidence.decision.chance,
    )


def backed(
    evidence: Evidence, model: Model, heard: Heard, config: RunnableConfig | None, tally: Tally
) -> Iterator[Claim | Withheld]:
    """What a model claims, line by line, with what backs it; a line begun when its words broke off is dropped."""
    given = within(evidence.hits, model.budget)
    asked = messages(evidence.question.text, evidence.question.history, given)
    seen: set[str] = set()
    for line in lines(listen(model, asked, heard, config), whole=lambda: heard.trouble is None):
        draft = read_line(line)
        if draft is None or fold(draft.text) in seen:  # weak models repeat themselves
            continue
        seen.add(fold(draft.text))
        claim = back(draft, given)
        tally.relocated += isinstance(claim, Claim) and is_relocated(draft, claim, given)
        yield claim
        if len(tally.passed) >= MOST_CLAIMS or len(seen) >= 2 * MOST_CLAIMS:
            return


def gated(claims: Iterable[Claim | Withheld], evidence: Evidence, tally: Tally) -> Iterator[Claim]:
    """The claims that may be seen."""
    for claim in claims:
        if isinstance(claim, Withheld):
            tally.stopped.append(claim)
        elif not (verdict := check(claim, evidence.hits, evidence.original)).passed:
            tally.stopped.append(Withheld(claim.text, verdict.why))
        elif not still_stands(claim, evidence.stale):
            tally.vanished.append(claim)
        else:
            shown = verdict.claim or claim
            tally.passed.append(shown)
            yield shown


def from_the_answer_on(
    claims: Iterable[Claim], evidence: Evidence, library: Library, beside: list[Claim]
) -> Iterator[Claim]:
    """A model's claims once one of them answers, that one first; what was said before it waits in `beside`.

    What is true but beside the question would otherwise stand in place of the notes' own better answer, and what
    was shown once is never taken back.
    """
    answered = False
    for claim in claims:
        if answered or answers(claim, evidence, library.encoder):
            yield claim
            if not answered:
                yield from beside
                beside.clear()
            answered = True
        else:
            beside.append(claim)


def in_conflict(own: Iterable[Claim], evidence: Evidence, tally: Tally) -> list[Claim]:
    """The notes' own sentences that disagree, where a model told only one side."""
    if disagree(tally.passed) or tells_both(tally.passed, evidence):
        return []
    sentences = list(own)
    said = {fold(claim.text) for claim in tally.passed}
    return [
        claim
        for claim in sentences
        if fold(claim.text) not in said
        and (
            any(disagree([claim, other]) for other in sentences if other is not claim)
            or any(rests_on(claim, item) for item in evidence.versions)
        )
    ]


def tells_both(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """Whether both versions of what the notes disagree on are told."""
    return bool(evidence.versions) and all(any(rests_on(claim, item) for claim in claims) for item in evidence.versions)


def rests_on(claim: Claim, item: Scored) -> bool:
    """Whether a claim cites the place of a statement."""
    unit = item.unit
    return any(
        cited.source == unit.hit.source and cited.start < unit.end and unit.start < cited.end
        for cited in claim.citations
    )


def announce(model: Model, library: Library) -> None:
    """Say where notes are about to go, once a library, if that is not this machine."""
    places = [
        place for place in (model.place, "LangSmith, since its tracing is on" * (tracing_is_enabled() is True)) if place
    ]
    if places and str(library.folder) not in model.announced:
        model.announced.add(str(library.folder))
        log.warning("passages of your notes go to %s", " and to ".join(places))


def within(hits: tuple[Hit, ...], budget: int) -> list[Hit]:
    """The first hits that together are no longer than `budget` characters, one at least."""
    given: list[Hit] = []
    for hit in hits:
        if given and sum(len(one.text) for one in (*given, hit)) > budget:
            break
        given.append(hit)
    return given


def used(heard: Heard, model: Model | None, seconds: float) -> Usage:
    price = model.price if model else None
    return Usage(
        heard.input_tokens,
        heard.output_tokens,
        cost=price.of(heard.input_tokens, heard.output_tokens) if price else None,
        seconds=round(seconds, 3),
    )


def changed_sources(claims: Iterable[Claim], evidence: Evidence) -> tuple[str, ...]:
    """The notes these claims cite that changed on disk since they were read."""
    return tuple(sorted({cited.source for claim in claims for cited in claim.citations} & evidence.stale.keys()))


def why_nothing(evidence: Evidence, tally: Tally) -> Reason:
    if evidence.empty:
        return "empty_library"
    if tally.vanished:
        return "notes_changed"
    return "nothing_verified" if tally.stopped else evidence.decision.reason

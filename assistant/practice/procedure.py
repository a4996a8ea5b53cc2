"""Ordering questions from procedures: numbered steps under a heading that announces a procedure."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.definition import lines, shown
from quotewise.assistant.practice.grammar import first_sentence, is_clean, sentence, without_brackets
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import new_id
from quotewise.assistant.practice.vouching import Span, Voucher
from quotewise.index import Hit

STEP = re.compile(r"^(?P<word>(?:Step|Phase|Stage) )?(?P<number>\d{1,2})[.):]\s+(?P<text>\S.*)$", re.IGNORECASE)
RAW = re.compile(r"^\s*(?P<word>(?:step|phase|stage) )?(?P<number>\d{1,2})[.):]\s", re.IGNORECASE)
CUE = re.compile(
    r"\b(?:steps?|how|process|loop|procedure|order|workflow|flow|pipeline|lifecycle|path|from \w+ to|sequence|stages"
    r"|phases|happens|runs)\b",
    re.IGNORECASE,
)
FEWEST, MOST = 4, 6
LONGEST = 100
LONGEST_STAGE = 40
ARROWS = re.compile(r"\s*(?:\u2192|-+>|=>)\s*")
LABEL = re.compile(r"^[^:\u2192]{2,50}:\s+")


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    text: str
    span: Span
    named: bool  # "Step 3: ..." rather than "3. ..."


def find_procedures(hits: Iterable[Hit]) -> Iterator[list[Step]]:
    """Runs of steps, numbered from 1 on without a gap, of one note and heading."""
    run: list[Step] = []
    for hit in hits:
        if hit.kind not in ("prose", "diagram"):
            continue
        for start, end in lines(hit):
            step = read_step(hit, start, end)
            if step is None:
                continue
            place = (hit.source, hit.heading)
            follows = run and step.number == run[-1].number + 1 and place == _place(run)
            if not follows:
                yield from [run] if len(run) >= FEWEST else []
                run = [step] if step.number == 1 else []
            else:
                run.append(step)
    if len(run) >= FEWEST:
        yield run


def _place(run: list[Step]) -> tuple[str, str]:
    return run[0].span.hit.source, run[0].span.hit.heading


def read_step(hit: Hit, start: int, end: int) -> Step | None:
    found = RAW.match(hit.text[start:end])
    if not found:
        return None
    said = re.sub(r"^(?:(?:step|phase|stage) )?\d{1,2}[.):]\s+", "", shown(hit, start, end), flags=re.IGNORECASE)
    said = re.split(r"\s[-\u2013\u2014]\s", said)[0]
    text = without_brackets(first_sentence(said)).rstrip(" .,:")
    return Step(int(found["number"]), text, Span(hit, hit.start + start, hit.start + end), bool(found["word"]))


def write_orderings(hits: Iterable[Hit], voucher: Voucher, chance: random.Random) -> Iterator[Question]:
    yield from write_flows(hits, voucher, chance)
    asked: set[str] = set()
    for steps in find_procedures(hits):
        question = order(steps[:MOST], voucher, chance)
        if question and question.stem not in asked:
            asked.add(question.stem)
            yield question


def order(steps: list[Step], voucher: Voucher, chance: random.Random) -> Question | None:
    title = title_over(steps[0])
    texts = [step.text for step in steps]
    good = all(is_clean(text) and 8 <= len(text) <= LONGEST for text in texts) and len(set(texts)) == len(texts)
    if not title or not good or not (steps[0].named or CUE.search(title)):
        return None
    joined = " Then: ".join(sentence(text) for text in texts)
    rationale = voucher.vouch([joined, " ".join(map(sentence, texts))], *[step.span for step in steps])
    if rationale is None:
        return None
    stem = f"Put these steps into the right order (topic: {title})."
    return arranged(stem, texts, rationale, title, chance)


def arranged(stem: str, texts: Sequence[str], rationale: Claim, topic: str, chance: random.Random) -> Question:
    """An ordering question, its items out of order."""
    shuffled = list(texts)
    while shuffled == list(texts):
        chance.shuffle(shuffled)
    return Question(
        id=new_id(chance),
        kind="ordering",
        stem=stem,
        rationale=rationale,
        answer=tuple(texts),
        items=tuple(shuffled),
        topic=topic,
        thinking="apply",
        origin="procedure",
    )


def write_flows(hits: Iterable[Hit], voucher: Voucher, chance: random.Random) -> Iterator[Question]:
    """What stands in one line with arrows from stage to stage: "queue -> worker -> store -> report"."""
    seen: set[frozenset[str]] = set()
    for hit in hits:
        for start, end in lines(hit) if hit.kind == "prose" else []:
            said = shown(hit, start, end)
            stages = [without_brackets(part).strip(" .:") for part in ARROWS.split(LABEL.sub("", said))]
            clean = all(is_clean(stage) and 1 < len(stage) <= LONGEST_STAGE for stage in stages)
            clean = clean and not re.search(r"[,\u00b7;?]|\((?:who|where|how|what|why)\)", said)
            if not (FEWEST <= len(stages) <= MOST and clean and len(set(stages)) == len(stages)):
                continue
            if frozenset(stages) in seen:
                continue
            seen.add(frozenset(stages))
            rationale = voucher.vouch(
                [sentence(", then ".join(stages)), said], Span(hit, hit.start + start, hit.start + end)
            )
            if rationale:
                label = LABEL.match(said)
                title = label.group().strip(" :") if label and len(label.group().split()) > 2 else ""
                stem = "Put these stages into the order in which data passes through them"
                yield arranged(
                    f"{stem}{f' ({title})' if title else ''}.", stages, rationale, title or stages[1], chance
                )


def title_over(step: Step) -> str:
    """The nearest heading over a procedure, "" where there is none that says what it is for."""
    hit = step.span.hit
    nearest = (hit.context.split(" | ")[0] or hit.heading).split(" > ")[-1].split(": ")[0].strip(" :*")
    chapter = re.match(r"(?:chapter|appendi|part|section|fundamentals|domain)\b", nearest, re.IGNORECASE)
    return "" if chapter or not is_clean(nearest) or len(nearest) > 60 or len(nearest.split()) < 2 else nearest

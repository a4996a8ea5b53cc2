"""What the notes say to use for what: sentences with "use X for ...", "use X when ...", "use X to ..."."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.definition import EXAMPLES, is_term, shown
from quotewise.assistant.practice.grammar import dangles, is_clean, sentence
from quotewise.assistant.practice.pool import Pool
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, lay_out
from quotewise.assistant.practice.vouching import Span
from quotewise.assistant.unit import spans_of
from quotewise.index import Hit

NAME = (
    r"(?:[A-Z][\w/&+.-]*|[a-z]+[A-Z]\w*)(?: (?:[A-Z0-9][\w/&+.-]*|inference|transform|endpoints?|optimization|search))*"
)
ADVICE = re.compile(
    rf"\b[Uu]se (?P<name>{NAME}) (?P<joint>for|when|if|to) (?P<need>[^.;:()]{{12,95}}?)(?=[.;(]|, [A-Z]|$)"
)
BESIDE = re.compile(rf", (?:and )?(?P<name>{NAME}) (?P<joint>for) (?P<need>[^.;:(),]{{12,70}}?)(?=[.,;(]|$)")


@dataclass(frozen=True, slots=True)
class Advice:
    """Use `name` for, when or to (`joint`) `need`."""

    name: str
    joint: str
    need: str
    span: Span


def find_advice(hits: Iterable[Hit]) -> Iterator[Advice]:
    for hit in hits:
        if hit.kind != "prose" or EXAMPLES.search(f"{hit.context} {hit.heading}"):
            continue
        for start, end in spans_of(hit.text, joined=True):
            said = shown(hit, start, end)
            first = ADVICE.search(said)
            if first is None or EXAMPLES.search(said):
                continue
            raw = hit.text[start:end]
            start += len(raw) - len(raw.lstrip())
            span = Span(hit, hit.start + start, hit.start + start + len(raw.strip()))
            for match in (first, *BESIDE.finditer(said, first.end())):
                need = match["need"].strip()
                need = need.split(", ")[0] if match["joint"] == "for" else need
                if len(match["name"]) > 2 and is_term(match["name"]) and is_clean(need) and not dangles(need):
                    yield Advice(match["name"], match["joint"].replace("if", "when"), need, span)


def write_advice_questions(hits: Iterable[Hit], pool: Pool, chance: random.Random) -> Iterator[Question]:
    found = list(find_advice(hits))
    asked: set[str] = set()
    for advice in found:
        question = ask(advice, found, pool, chance)
        if question and question.stem not in asked:
            asked.add(question.stem)
            yield question


def ask(advice: Advice, found: list[Advice], pool: Pool, chance: random.Random) -> Question | None:
    rationale = pool.voucher.vouch(say(advice), advice.span)
    thing = pool.named(advice.name)
    need = "a metric" if thing and thing.kind == "metric" else "a solution"
    stem = {
        "for": f"A team needs {need} for {advice.need}. Which choice fits best?",
        "when": f"Which of these should be used when {advice.need}?",
        "to": f"A team wants to {advice.need}. Which of these should it use?",
    }[advice.joint]
    wrong = [*beside(advice, found, pool), *by_kind(advice, pool, chance)]
    distinct = list({option.text: option for option in wrong}.values())
    if rationale is None or len(distinct) < WRONG:
        return None
    about = About(advice.name, "comparison", "apply")
    return lay_out("scenario", stem, [advice.name], distinct[:WRONG], rationale, about, chance)


def beside(advice: Advice, found: list[Advice], pool: Pool) -> Iterator[Wrong]:
    """What the same sentence says to use for something else."""
    for other in found:
        if (
            other.span == advice.span
            and other.name != advice.name
            and (why := pool.voucher.vouch(say(other), other.span))
        ):
            yield Wrong(other.name, why)


def by_kind(advice: Advice, pool: Pool, chance: random.Random) -> Iterator[Wrong]:
    """Things of the same kind that the notes describe otherwise."""
    thing = pool.named(advice.name)
    for rival in pool.rivals(thing, chance) if thing and thing.kind else []:
        shared = set(stems(rival.best.text)) & set(stems(advice.need))
        if len(shared) < 2 and (why := pool.say(rival)):
            yield Wrong(rival.name, why)


def say(advice: Advice) -> list[str]:
    return [
        sentence(f"Use {advice.name} {advice.joint} {advice.need}"),
        sentence(f"{advice.name} is for {advice.need}"),
        sentence(f"{advice.name} {advice.joint} {advice.need}"),
    ]

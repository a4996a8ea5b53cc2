"""Questions the notes ask and answer themselves, made into questions with options."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.title import title_of
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.phrasing import phrase, without_options
from quotewise.assistant.practice.grammar import capitalise, dangles, is_clean, sentence, tidy, without_brackets
from quotewise.assistant.practice.pool import Pool, is_shaped_alike
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, is_balanced, lay_out
from quotewise.assistant.practice.vouching import Voucher, whole
from quotewise.index import Hit
from quotewise.ingest.labels import is_answer, is_question, strip_signs

LABEL = re.compile(r"^(?:Q(?:uestion)?|A(?:ns(?:wer)?)?)\s*\d*\s*[:.)]\s*", re.IGNORECASE)
LETTER = re.compile(r"^\(?[A-H][).]\s+")
ASKED = re.compile(
    r"\b(?:which|what) (?:type of |kind of )?(?:\w+ )??(service|component|format|instance type|metric|encoding"
    r"|algorithm|endpoint|problem|tool|test|chart|feature|distribution|settings)\b"
)
SAYS = re.compile(r"\b(?:is|are|was|has|have|can|do|does|will)\b")
QUOTES = "\"'\u201c\u201d\u2026 *_"
LONGEST_ANSWER, LONGEST_STEM, SHORTEST_STEM = 110, 260, 30
TOO_ALIKE = 0.75  # cosine of two answers that say much the same


@dataclass(frozen=True, slots=True)
class Pair:
    """A question of the notes with its answer. key: the answer without its reasons."""

    question: str
    answer: str
    key: str
    hit: Hit


def read_pairs(hits: Iterable[Hit]) -> Iterator[Pair]:
    for hit in hits:
        if hit.kind == "quiz" and (pair := read_pair(hit)):
            yield pair


def read_pair(hit: Hit) -> Pair | None:
    """The question and the answer of a passage; None where either cannot stand in a question of ours."""
    lines = [line.strip() for line in without_options((hit.display or hit.text).splitlines()) if line.strip()]
    at = next((at for at, line in enumerate(lines) if at and is_answer(line)), 0)
    if not at or len(lines) > at + 3:
        return None
    asked = next((line for line in reversed(lines[:at]) if is_question(line) or line.rstrip(QUOTES).endswith("?")), "")
    asked = asked or lines[at - 1]
    question = put(LABEL.sub("", tidy(strip_signs(asked))))
    answer = LETTER.sub("", LABEL.sub("", tidy(strip_signs(" ".join(lines[at:])))))
    key = without_brackets(re.split(r"(?<=[a-z0-9)%])[.;:]\s", answer)[0]).strip(" .")
    good = is_clean(question) and SHORTEST_STEM <= len(question) <= LONGEST_STEM and is_clean(key)
    return Pair(question, answer, key, hit) if good and 1 < len(key) <= LONGEST_ANSWER and not dangles(key) else None


def put(question: str) -> str:
    """A question of the notes as a stem: a situation that only breaks off is asked about."""
    broken = question.rstrip().endswith(("\u2026", "...", "\u2026\u201c", "\u2026\u201d", '..."'))
    said = question.strip(QUOTES).rstrip(".")
    said = re.sub(r"\bmy\b", "your", re.sub(r"\b(do|can|should|did) I\b", r"\1 you", said))
    if re.search(r"\b(?:I|me|am)\b", said):
        return ""
    if said.endswith("?"):
        asks = re.match(r"(?:which|what|why|how|where|when|who|does|do|is|are|can)\b", said, re.IGNORECASE)
        return capitalise(said) if asks or re.search(r"[.,] (?:which|what|how|where)\b", said, re.IGNORECASE) else ""
    if broken and re.match(r"(?:you|your|a|an|the)\b", said, re.IGNORECASE):
        return f"{capitalise(said)}. What is the recommended approach?"
    return ""


def write_pair_questions(hits: Iterable[Hit], pool: Pool, chance: random.Random) -> Iterator[Question]:
    pairs = list(read_pairs(hits))
    if not pairs:
        return
    encoder = pool.voucher.library.encoder
    asked = encoder.encode([pair.question for pair in pairs])
    answered = encoder.encode([pair.key for pair in pairs])
    for at, pair in enumerate(pairs):
        near = np.argsort(-(asked @ asked[at] + answered @ answered[at]))
        others = [pairs[other] for other in near if other != at and answered[other] @ answered[at] < TOO_ALIKE]
        if question := ask(pair, others, pool, chance):
            yield question


def ask(pair: Pair, others: list[Pair], pool: Pool, chance: random.Random) -> Question | None:
    """A pair as a single choice; the options are things of the key's kind, else the answers to like questions."""
    voucher = pool.voucher
    # Never the passage as it stands: its "B)" would name another option than the one that is shown under B.
    plainly = f"{pair.question} {sentence(pair.key)}"
    rationale = voucher.vouch([*restate(pair), *explained(pair), plainly], whole(pair.hit))
    wrong = [*by_kind(pair, pool, chance)] or [
        Wrong(other.key, why) for other in others if is_like(pair, other) and (why := say_other(other, voucher))
    ]
    if rationale is None or len(wrong) < WRONG:
        return None
    about = About(title_of(pair.hit) or pair.key, "pair", "apply" if len(pair.question) > 90 else "recall")
    return lay_out("single", pair.question, [pair.key], wrong[:WRONG], rationale, about, chance)


def restate(pair: Pair) -> Iterator[str]:
    """The answer in one sentence with what it answers: "To share data sets, use ..."."""
    if found := re.match(r"(?:You|We|A team) (?:need|want)s? to ([^.?]+)\. What is", pair.question):
        does = pair.key[:1].lower() + pair.key[1:] if pair.key.startswith(("Use ", "Take ")) else f"use {pair.key}"
        yield sentence(f"To {found[1]}, {does}")


def explained(pair: Pair) -> Iterator[str]:
    """The answer, where it gives its reason with it."""
    if pair.answer.rstrip(".") != pair.key:
        yield sentence(pair.answer)


def asked_for(question: str) -> str:
    """What a question asks for: "format" of "Which format ...?"; answers to unlike questions are no options."""
    last = re.split(r"(?<=[.!])\s", question)[-1].lower()
    match = ASKED.search(last)
    return match[1] if match else "approach" if last.endswith("recommended approach?") else ""


def by_kind(pair: Pair, pool: Pool, chance: random.Random) -> Iterator[Wrong]:
    thing = pool.named(pair.key)
    if thing is None or not thing.kind:
        return
    for rival in pool.rivals(thing, chance):
        why = pool.say(rival)
        if why and len(set(stems(rival.best.text)) & set(stems(pair.question))) < 2:
            yield Wrong(rival.name, why)


def is_like(pair: Pair, other: Pair) -> bool:
    """Whether the other's answer could stand beside this one's: as long, of the same form, about something else."""
    same = set(stems(pair.key)) & set(stems(other.key))
    yes = re.compile(r"(?:yes|no|nothing|always|never)\b", re.I)
    return (
        asked_for(pair.question) == asked_for(other.question) != ""
        and is_balanced(pair.key, [other.key])
        and len(same) <= min(len(set(stems(pair.key))), len(set(stems(other.key)))) / 2
        and is_shaped_alike(pair.key, other.key)
        and bool(SAYS.search(pair.key)) == bool(SAYS.search(other.key))
        and pair.key.startswith(("Use ", "Take ")) == other.key.startswith(("Use ", "Take "))
        and not yes.match(other.key)
        and not yes.match(pair.key)
    )


def say_other(other: Pair, voucher: Voucher) -> Claim | None:
    """What the notes give this answer to: the question it belongs to, with it."""
    return voucher.vouch([phrase(other.hit, other.hit.start, other.hit.end)], whole(other.hit))

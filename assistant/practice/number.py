"""Questions about numbers in sentences: the value left out, other values of the same unit beside it."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotewise.assistant.extract.phrasing import title_of
from quotewise.assistant.gate.quantity import Quantity, quantities
from quotewise.assistant.gate.synonyms import is_verb
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.definition import EXAMPLES, lines, shown
from quotewise.assistant.practice.gap import GAP
from quotewise.assistant.practice.grammar import Names, dangles, is_clean, sentence
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, lay_out
from quotewise.assistant.practice.vouching import Span, Voucher
from quotewise.assistant.unit import sentences
from quotewise.index import Hit

SHORTEST, LONGEST = 40, 170
DISAGREE = 0.6  # share of the words of two sentences, from which two numbers are given for the same
FAR = 100  # times larger or smaller than the key: nobody would take such a value for it
STUDY = re.compile(r"\b(?:hours?/day|score|points|study|chapter|minutes each|passing|questions?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A sentence with one quantity; `shown`: as it is written there."""

    text: str
    quantity: Quantity
    shown: str
    span: Span


def find_numbers(hits: Iterable[Hit], names: Names) -> Iterator[Number]:
    for hit in hits:
        if hit.kind != "prose" or EXAMPLES.search(f"{hit.heading} {hit.context}"):
            continue
        for first, last in lines(hit):
            for start, end in sentences(hit.text, first, last):
                text = shown(hit, start, end)
                if number := read_number(text, hit, start, end, names):
                    yield number


def read_number(text: str, hit: Hit, start: int, end: int, names: Names) -> Number | None:
    """The one quantity of a sentence that stands alone and names its subject; None for all others."""
    found = [one for one in quantities(text) if one.kind]
    fits = SHORTEST <= len(text) <= LONGEST and is_clean(text) and not text.endswith("?")
    if len(found) != 1 or len(quantities(text)) != 1 or not fits or dangles(text):
        return None
    if EXAMPLES.search(text) or STUDY.search(text) or not begins_with_name(text, names):
        return None
    raw = hit.text[start:end]
    start += len(raw) - len(raw.lstrip())
    quantity = found[0]
    span = Span(hit, hit.start + start, hit.start + start + len(raw.strip()))
    return Number(text, quantity, text[quantity.start : quantity.end], span)


def begins_with_name(text: str, names: Names) -> bool:
    """Whether a sentence opens with what it is about, a name, and not with a loose label or an order."""
    first = text.split()[0].strip(":,")
    label = re.match(r"[^:]{2,40}:\s", text)
    named = sum(names.is_name(word) for word in text.split()) > 1 and not is_verb(first.lower())
    return (
        (names.is_name(first) or named) and (label is None or len(label.group().split()) <= 5) and text[-1] not in ":,"
    )


def write_number_questions(
    hits: Sequence[Hit], voucher: Voucher, names: Names, chance: random.Random
) -> Iterator[Question]:
    found = list(find_numbers(hits, names))
    for number in found:
        others = [other for other in found if other is not number]
        if not any(disagrees(number, other) for other in others):
            yield from filter(None, [ask(number, others, voucher, chance)])


def disagrees(number: Number, other: Number) -> bool:
    """Whether two sentences give different numbers for what seems the same, or say the same again."""
    said, other_said = set(stems(number.text)), set(stems(other.text))
    return len(said & other_said) >= DISAGREE * min(len(said), len(other_said))


def ask(number: Number, others: Sequence[Number], voucher: Voucher, chance: random.Random) -> Question | None:
    """The sentence with a gap, and values that the notes give for other things."""
    rationale = voucher.vouch([sentence(number.text)], number.span)
    quantity = number.quantity
    stem = f"{number.text[: quantity.start]}{GAP}{number.text[quantity.end :]}"
    if rationale is None or number.shown in stem:
        return None
    values: dict[str, float] = {}
    for other in others:
        same = other.quantity.kind == quantity.kind and bool(other.quantity.per) == bool(quantity.per)
        size, other_size = quantity.size or quantity.value, other.quantity.size or other.quantity.value
        near = size and other_size and size != other_size and 1 / FAR < other_size / size < FAR
        if same and near and other_size not in values.values() and form(other.shown) == form(number.shown):
            values[other.shown] = abs(other_size - size) / size + 0.2 * chance.random()
    picked = sorted(values, key=lambda shown: values[shown])[:WRONG]
    if len(picked) < WRONG:
        return None
    wrong = [Wrong(shown, rationale) for shown in picked]
    about = About(title_of(number.span.hit) or number.text.split(":")[0][:40], "number")
    asked = f"Which value completes the statement? {sentence(stem)}"
    return lay_out("single", asked, [number.shown], wrong, rationale, about, chance)


def form(shown: str) -> str:
    """How a value is written: digits or words, with or without a unit."""
    return re.sub(r"\d[\d.,]*", "0", shown).split(" ")[0][:1] + ("%" if "%" in shown else "")

"""Questions about numbers in sentences: the value left out, or another of the same unit in its place."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quotewise.assistant.extract.title import title_of
from quotewise.assistant.gate.quantity import Quantity, quantities
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.lookup import look_up
from quotewise.assistant.practice.definition import EXAMPLES, lines, shown
from quotewise.assistant.practice.gap import GAP
from quotewise.assistant.practice.grammar import Names, dangles, is_clean, sentence, tidy
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import About, new_id
from quotewise.assistant.practice.true_false import decide
from quotewise.assistant.practice.verbs import is_verb
from quotewise.assistant.practice.vouching import Span, Voucher
from quotewise.assistant.unit import sentences
from quotewise.index import Hit

SHORTEST, LONGEST = 40, 170
DISAGREE = 0.6  # share of the words of two sentences, from which two numbers are given for the same
MOST = 2  # quantities in a sentence
FAR = 40  # times larger or smaller than the key: nobody would take such a value for it
STUDY = re.compile(
    r"\b(?:imagine|analogy|photo|decision point|hours?/day|score|points|study|chapter|minutes each|passing)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A sentence with one quantity; `shown`: as it is written there."""

    text: str
    quantity: Quantity
    shown: str
    span: Span


DRAWN = re.compile(r"\d+D\b")  # "3D" is no time
SPEAKER = re.compile(r"[A-Z]{4,}[: ]")  # the line of a transcript


def find_numbers(hits: Iterable[Hit], names: Names) -> Iterator[Number]:
    for hit in hits:
        if hit.kind != "prose" or EXAMPLES.search(f"{hit.heading} {hit.context}"):
            continue
        for first, last in lines(hit):
            for start, end in sentences(hit.text, first, last):
                text = shown(hit, start, end)
                if number := read_number(text, hit, start, end, names):
                    yield number


def read_number(said: str, hit: Hit, start: int, end: int, names: Names) -> Number | None:
    """The first quantity with a unit in a sentence that stands alone or under its title; None for all others."""
    text = said if begins_with_name(said, names) else under_title(said, hit, names)
    found = [one for one in quantities(text) if one.kind]
    fits = SHORTEST <= len(text) <= LONGEST and is_clean(text) and not text.endswith("?")
    if not found or len(quantities(text)) > MOST or not fits or dangles(said):
        return None
    if text.count(": ") > 1 or re.search(r"\d\s?-\s?$", text[: found[0].end + 1]) or text[found[0].end :][:1] == "-":
        return None
    if EXAMPLES.search(text) or STUDY.search(text) or SPEAKER.match(said) or DRAWN.match(text[found[0].start :]):
        return None
    raw = hit.text[start:end]
    start += len(raw) - len(raw.lstrip())
    span = Span(hit, hit.start + start, hit.start + start + len(raw.strip()))
    return Number(text, found[0], text[found[0].start : found[0].end], span)


def begins_with_name(text: str, names: Names) -> bool:
    """Whether a sentence opens with what it is about, a name, and not with a loose label or an order."""
    first = (text.split() or [""])[0].strip(":,")
    label = re.match(r"[^:]{2,40}:\s", text)
    short = label is None or len(label.group().split()) <= 5
    return names.is_name(first) and short and not is_verb(first.lower()) and not text.endswith((":", ","))


def under_title(said: str, hit: Hit, names: Names) -> str:
    """A list item under the nearest title, where that begins with a name; "" where nothing says what it is about."""
    title = tidy(hit.context.split(" | ")[0].split(" > ")[-1].split(": ")[-1]).replace("**", "")
    named = title and any(map(names.is_name, title.split())) and len(title.split()) <= 5
    chapter = re.match(r"(?:chapter|appendi|domain|part|section)", title, re.IGNORECASE)
    return f"{title}: {said}" if named and not chapter and is_clean(title) else ""


def write_number_questions(
    hits: Sequence[Hit], voucher: Voucher, names: Names, chance: random.Random
) -> Iterator[Question]:
    found = list(find_numbers(hits, names))
    values = every_value(hits)
    for number in found:
        if not any(disagrees(number, other) for other in found if other is not number):
            yield from filter(None, [ask(number, values, voucher, chance)])


def every_value(hits: Iterable[Hit]) -> dict[str, Quantity]:
    """Each quantity with a unit that the notes give anywhere, as it is written there."""
    texts = (hit.display or hit.text for hit in hits if hit.kind not in ("code", "diagram"))
    return {text[one.start : one.end]: one for text in texts for one in quantities(text) if one.kind}


def disagrees(number: Number, other: Number) -> bool:
    """Whether two sentences give different numbers for what seems the same, or say the same again."""
    said, other_said = set(stems(number.text)), set(stems(other.text))
    return len(said & other_said) >= DISAGREE * min(len(said), len(other_said))


def ask(number: Number, given: Mapping[str, Quantity], voucher: Voucher, chance: random.Random) -> Question | None:
    """The sentence with a gap for the value, or with a value of the same unit that is given for something else."""
    rationale = voucher.vouch([sentence(number.text)], number.span)
    quantity = number.quantity
    stem = f"{number.text[: quantity.start]}{GAP}{number.text[quantity.end :]}"
    if rationale is None or number.shown in stem:
        return None
    values: dict[str, float] = {}
    for shown_as, other in given.items():
        same = other.kind == quantity.kind and other.per == quantity.per and shown_as not in number.text
        near = quantity.size and other.size != quantity.size and 1 / FAR < other.size / quantity.size < FAR
        if same and near and form(shown_as) == form(number.shown):
            values[shown_as] = abs(other.size - quantity.size) / max(other.size, quantity.size) + 0.5 * chance.random()
    if not values or look_up(voucher.library, number.text).verdict in ("mixed", "contradicted"):
        return None
    about = About(title_of(number.span.hit) or number.text.split(":")[0][:40], "number")
    if chance.random() < 0.5:
        other_value = min(values, key=lambda shown: values[shown])
        false = f"{number.text[: quantity.start]}{other_value}{number.text[quantity.end :]}"
        return decide(sentence(false), true=False, said=rationale, about=about, chance=chance)
    return Question(
        id=new_id(chance),
        kind="cloze",
        stem=f"Fill in the value: {sentence(stem)}",
        rationale=rationale,
        answer=tuple(dict.fromkeys((number.shown, number.shown.replace(" ", "")))),
        topic=about.topic,
        origin=about.origin,
    )


def form(shown: str) -> str:
    """How a value is written, its figures aside: the unit and whether there is a space before it."""
    return re.sub(r"[\d.,]+", "0", shown).lower().removesuffix("s")

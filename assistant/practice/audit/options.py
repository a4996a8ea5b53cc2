"""Faults that the options show among themselves: which go by form, and need no notes to be seen."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from rapidfuzz import fuzz

from quotewise.assistant.gate.wording import bare, fold, stems
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.question import Question

LONG = 1.6  # times the longest wrong option, from which the key's length tells it
SHORT = 0.5  # times the shortest wrong option
APART = 15  # characters that tell at all
MOST_PARTS = 6  # words of an option of which it can be put together; of a sentence more stand elsewhere by chance
SAME = 97  # of 100, likeness of two options' words from which they say the same

_ALL = re.compile(
    r"\W*(?:all|both|each|any) of (?:the (?:above|below|others?|options|answers|following)|these|them)\b", re.I
)
_NONE = re.compile(
    r"\W*(?:none|neither) of (?:the (?:above|below|others?|options|answers|following)|these|them)\b", re.I
)
_COMBINED = re.compile(
    r"^\W*(?:(?:[Bb]oth|[Ee]ither|[Nn]either|[Oo]nly|[Oo]ptions?)\s+)*\(?[A-F]\)?"
    r"(?:\s*(?:,|and|or|nor|&)\s*(?:and\s+)?\(?[A-F]\b\)?)+(?:\s+only)?\W*$"
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|only|all|every|none|completely|entirely|totally|impossible|guarantee[sd]?)\b", re.I
)
_VAGUE = re.compile(
    r"\b(?:often|sometimes|usually|frequently|rarely|occasionally|seldom|quite|fairly|generally|normally|typically"
    r"|perhaps|maybe|commonly|somewhat)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s*\S{0,3}\s*(?:-|\u2013|\u2014|to|and)\s*(\d[\d,]*(?:\.\d+)?)(?![\w.]*\d)"
)
_SEVERAL_ASKED = re.compile(r".*\b(?:which|what) (?:\w+ ){1,3}?(?:are|were|do|have)\b", re.I | re.S)
_ONE_ASKED = re.compile(r".*\b(?:which|what) (?:\w+ ){1,3}?(?:is|was|does|has)\b", re.I | re.S)
_PARTS = re.compile(r"\s*(?:;|,(?!\d)|\s\+\s|\band\b|\bor\b|\bwith\b)\s*")
_SENTENCE = re.compile(r".*\s.*\s.*[.!]$", re.S)
_DEBRIS = re.compile(
    r"\b[Ss]ee [A-Z]{2,}\w*\W*$|^(?:[-*+>\u2022#]\s|\d+[.)]\s)|[|]|\*\*|```|\ufffd|[\u0e00-\u0e7f]|:$|^\W*$"
)


def option_flaws(question: Question) -> Iterator[Flaw]:
    """Every fault of the options by themselves; none for kinds without options."""
    sides = [side for pair in question.pairs for side in pair] or question.items
    yield from (Flaw("debris", text) for text in sides if _DEBRIS.search(text.strip()))
    if not question.options or question.kind == "true_false":
        return
    yield from _combined(question)
    yield from _alike(question)
    yield from _vague(question)
    yield from _debris(question)
    yield from _form(question)
    if len(question.answer) == 1 and len(question.options) >= 3:
        for rule in (_length, _absolutes, _convergence, _grammar):
            yield from rule(question)
    yield from _ranges(question)


def key_of(question: Question) -> str:
    """The text of the first right option."""
    return question.options[question.answer[0]]


def wrong_of(question: Question) -> dict[str, str]:
    return {letter: question.options[letter] for letter in question.wrong}


def _combined(question: Question) -> Iterator[Flaw]:
    named = (("all_of_the_above", _ALL), ("none_of_the_above", _NONE), ("complex_options", _COMBINED))
    for name, pattern in named:
        found = [letter for letter, text in question.options.items() if pattern.match(text.strip())]
        if found:
            yield Flaw(name, question.options[found[0]], _if_wrong(question, found))


def _alike(question: Question) -> Iterator[Flaw]:
    for (one, said), (other, again) in combinations(question.options.items(), 2):
        if same_words(said, again):
            yield Flaw(
                "repeated_option", f"{said} / {again}", _if_wrong(question, [other if other in question.wrong else one])
            )


def same_words(one: str, other: str) -> bool:
    """Whether two options are the same but for case, marks, articles and endings."""
    said, again = " ".join(stems(bare(one))), " ".join(stems(bare(other)))
    if not said or not again:
        return fold(one) == fold(other)
    return said == again or (fuzz.ratio(said, again) >= SAME and not re.search(r"\d", one + other))


def _vague(question: Question) -> Iterator[Flaw]:
    quoted = fold(" ".join(citation.quote for citation in question.citations))
    for letter, text in question.options.items():
        told = [word for word in _VAGUE.findall(text) if fold(word) not in quoted]
        if told:
            yield Flaw("vague", ", ".join(told), _if_wrong(question, [letter]))


def _debris(question: Question) -> Iterator[Flaw]:
    for letter, text in question.options.items():
        if _DEBRIS.search(text.strip()):
            yield Flaw("debris", text, _if_wrong(question, [letter]))


def _form(question: Question) -> Iterator[Flaw]:
    """Whether some options are sentences that end in a full stop and others are bare phrases."""
    sentences = [letter for letter, text in question.options.items() if _SENTENCE.match(text.strip())]
    if sentences and len(sentences) < len(question.options):
        yield Flaw("unparallel_options", f"{len(sentences)} of {len(question.options)} are sentences")


def _length(question: Question) -> Iterator[Flaw]:
    key, wrong = len(key_of(question)), [len(text) for text in wrong_of(question).values()]
    if key > LONG * max(wrong) and key - max(wrong) > APART:
        yield Flaw("longest_key", f"{key} characters against {max(wrong)}")
    if key < SHORT * min(wrong) and min(wrong) - key > APART:
        yield Flaw("shortest_key", f"{key} characters against {min(wrong)}")


def _absolutes(question: Question) -> Iterator[Flaw]:
    wrong = [letter for letter, text in wrong_of(question).items() if _ABSOLUTE.search(text)]
    if len(wrong) >= max(2, len(question.wrong) - 1) and not _ABSOLUTE.search(key_of(question)):
        yield Flaw("absolutes", f"in {len(wrong)} of {len(question.wrong)} wrong options", tuple(wrong[1:]))


def _convergence(question: Question) -> Iterator[Flaw]:
    """Every part of the key stands in one wrong option or another, and that holds for no wrong option; or its parts
    stand in more of the others than any wrong option's do."""
    parts = {letter: set(stems(text)) for letter, text in question.options.items()}
    (right,) = question.answer
    shared = shared_parts(question.options)
    most = shared[right] > max(shared[letter] for letter in question.wrong)
    if most or (_borrowed(right, parts) and not any(_borrowed(letter, parts) for letter in question.wrong)):
        yield Flaw("convergence", key_of(question))


def shared_parts(options: Mapping[str, str]) -> dict[str, int]:
    """How often the parts of each option ("A: x; B: y" has two) stand in the others; 0 where one has no parts."""
    split = {letter: [fold(part) for part in _PARTS.split(text) if part.strip()] for letter, text in options.items()}
    if any(len(parts) < 2 for parts in split.values()):
        return dict.fromkeys(options, 0)
    return {
        letter: sum(part in others for part in parts for other, others in split.items() if other != letter)
        for letter, parts in split.items()
    }


def _borrowed(letter: str, parts: Mapping[str, set[str]]) -> bool:
    """Whether an option is made of the others' parts, of more than one of them."""
    others = [held for other, held in parts.items() if other != letter]
    lent = [part for part in parts[letter] if any(part in held for held in others)]
    whole = any(parts[letter] <= held for held in others)
    return MOST_PARTS >= len(parts[letter]) >= 3 and len(lent) == len(parts[letter]) and not whole


def _grammar(question: Question) -> Iterator[Flaw]:
    """An article at the stem's end, or a plural in what is asked, that goes with the key alone."""
    stem, key, wrong = question.stem.strip().rstrip(":\u2026 ."), key_of(question), list(wrong_of(question).values())
    if article := re.search(r"\b(an?)$", stem):
        fits = [
            bool(re.match(r"[aeiou]|[FLMNRSX](?=[A-Z\d])", text, re.I if text[:1].islower() else 0))
            for text in (key, *wrong)
        ]
        wanted = article[1] == "an"
        if (fits[0] == wanted and sum(fit == wanted for fit in fits[1:]) < len(wrong)) or any(map(_plural, wrong)):
            yield Flaw("grammar_tell", f'"{article[1]}" before {key}')
    elif _SEVERAL_ASKED.match(stem) and _several(key) and not any(map(_several, wrong)):
        yield Flaw("grammar_tell", "what is asked is plural, and so is the key alone")
    elif _ONE_ASKED.match(stem) and not _several(key) and all(map(_several, wrong)):
        yield Flaw("grammar_tell", "what is asked is singular, and so is the key alone")


def _several(text: str) -> bool:
    return " and " in text or ", " in text or _plural(text)


def _plural(text: str) -> bool:
    last = text.split()[-1] if text.split() else ""
    return len(text.split()) <= 3 and bool(re.fullmatch(r"[a-z][a-z-]+[^siu']s", last))


def _ranges(question: Question) -> Iterator[Flaw]:
    spans = {letter: range_of(text) for letter, text in question.options.items()}
    for one, other in combinations([letter for letter, span in spans.items() if span], 2):
        (low, high), (other_low, other_high) = spans[one] or (0, 0), spans[other] or (0, 0)
        if low < other_high and other_low < high:
            drop = other if other in question.wrong else one
            yield Flaw(
                "overlapping_ranges",
                f"{question.options[one]} / {question.options[other]}",
                _if_wrong(question, [drop]),
            )


def range_of(text: str) -> tuple[float, float] | None:
    """The two ends of a range of numbers such as "7 to 30 days"; None for anything else."""
    found = _RANGE.search(text)
    if found is None or re.search(r"[:;]", text):  # of two things the one may well have the other's range
        return None
    low, high = (float(number.replace(",", "")) for number in found.groups())
    return (low, high) if low < high else None


def _if_wrong(question: Question, letters: list[str]) -> tuple[str, ...]:
    """These letters if all are wrong options, so that the question can do without them; else ()."""
    return tuple(letters) if all(letter in question.wrong for letter in letters) else ()

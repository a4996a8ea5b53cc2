"""What a bank of practice questions is like: citations, faults, key letters, what tells its keys, what it covers."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from quotewise.assistant.exam.baselines import by_length
from quotewise.assistant.exam.item import pick
from quotewise.assistant.practice.audit.audit import find_flaws
from quotewise.assistant.practice.audit.duplicate import duplicates
from quotewise.assistant.practice.audit.tell import item_of, shares
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.shuffle_keys import has_letters
from quotewise.eval.measures import is_valid, validity
from quotewise.eval.run import Item, Measure, Measured, Share
from quotewise.eval.statistics import wilson
from quotewise.eval.summary import expected
from quotewise.index import Library

KINDS: Mapping[str, Callable[[Question], str]] = {
    "kind": lambda question: question.kind,
    "domain": lambda question: question.domain,
    "topic": lambda question: question.topic,
    "thinking": lambda question: question.thinking,
    "difficulty": lambda question: question.difficulty,
    "origin": lambda question: question.origin,
}


def measure_questions(questions: Sequence[Question], library: Library) -> Measured:
    """What a bank is like: its citations, faults, repeats, key letters, lengths and tells, and what it covers.

    An item is right where no rule finds a fault in it. Baselines: the share of keys that each picks without notes.
    """
    repeats = duplicates(questions, library.encoder)
    items = tuple(_item(question, library, repeats=at in repeats) for at, question in enumerate(questions))
    valid = [is_valid(cited, library.original) for question in questions for cited in question.citations]
    lettered = [question for question in questions if has_letters(question)]
    four = [one for one in questions if len(one.options) == 4 and len(one.answer) == 1]
    measures = {
        "citation_validity": share_of(valid),
        "no_flaw": share_of([bool(item.right) for item in items]),
        "unique": share_of([at not in repeats for at in range(len(questions))]),
        "longest_key": share_of([pick(item_of(one), by_length(item_of(one))) == one.answer for one in four]),
        "key_letter": _letters(lettered),
        "covered": _covered(questions),
    }
    told = shares(questions, library.encoder)
    baselines = {
        name: {"key_picked": share_of([True] * right + [False] * (count - right))}
        for name, (right, count, _) in told.items()
    }
    chance = {"key_picked": expected(told["longest option"][2], told["longest option"][1])}
    return Measured(measures, items, {**baselines, "chance": chance})


def share_of(right: Sequence[bool]) -> Measure:
    low, high = wilson(sum(right), len(right))
    return Measure(sum(right) / max(1, len(right)), low, high, len(right), "wilson")


def _item(question: Question, library: Library, *, repeats: bool) -> Item:
    flaws = [flaw.name for flaw in find_flaws(question, library)] + ["duplicate"] * repeats
    return Item(
        id=question.id,
        text=question.stem,
        type=question.kind,
        domain=question.domain,
        difficulty=question.difficulty,
        right=not flaws,
        scores=validity(question.citations, library.original),
        details={"flaws": flaws, "topic": question.topic, "origin": question.origin, "thinking": question.thinking},
    )


def _letters(questions: Sequence[Question]) -> Measure:
    """The share of the commonest key letter among questions with four options, and of each letter."""
    keys = [one.answer[0] for one in questions if len(one.options) == 4 and len(one.answer) == 1]
    counts = Counter(keys)
    most = max(counts.values(), default=0)
    found = share_of([True] * most + [False] * (len(keys) - most))
    by = {
        letter: Share(count / len(keys), *wilson(count, len(keys)), len(keys))
        for letter, count in sorted(counts.items())
    }
    return Measure(found.value, found.low, found.high, found.n, "wilson", {"letter": by})


def _covered(questions: Sequence[Question]) -> Measure:
    """The share with a topic, and a domain where an exam gives any; and of each domain, topic, kind and so on."""
    examined = any(one.domain for one in questions)
    found = share_of([bool(one.topic and (one.domain or not examined)) for one in questions])
    by = {}
    for name, of in KINDS.items():
        counts = Counter(value for one in questions if (value := of(one)))
        by[name] = {
            value: Share(count / len(questions), *wilson(count, len(questions)), count)
            for value, count in counts.most_common()
        }
    return Measure(found.value, found.low, found.high, found.n, "wilson", by)

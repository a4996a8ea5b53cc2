"""Questions on several things at once: pairs to be matched, steps to be ordered, two to be chosen from a list."""

import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.claim import Claim
from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.grammar import capitalise, singular
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, id_for, lay_out
from quotewise.assistant.practice.verbs import VERBS
from quotewise.assistant.practice.writers.desk import Desk, strip_number
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.of_rows import (
    are_shares,
    differs,
    is_choosing,
    is_needs,
    is_noun,
    is_worth,
    noun_of,
    plain_name,
    titled,
)
from quotewise.assistant.practice.writers.of_terms import with_topic
from quotewise.assistant.practice.writers.siblings import Fact, Listing, length
from quotewise.assistant.practice.writers.terms import LONGEST_TOPIC, fold, has_marks, lexis, points, telling
from quotewise.ingest.words import WORD, stop_words

PAIRS = 4
LONGEST_SIDE = 90  # characters
SEVERAL = 2  # right options of a choice among lists


def match_terms(desk: Desk) -> Iterator[Question]:
    """Terms of one group that might be taken for one another with their descriptions, each fact once."""
    for group in desk.shuffled(group for group in desk.view.siblings if group.form == "meaning"):
        left = [
            fact
            for fact in desk.shuffled(group.facts)
            if len(fact.meaning) <= LONGEST_SIDE and not desk.tells(fact.term, fact.meaning)
        ]
        while left:
            first, *rest = left
            kin = set(desk.kin(group, first))
            four = apart(desk, [first, *(fact for fact in desk.by_likeness(first, rest) if fact in kin)])
            left = [fact for fact in rest if fact not in four]
            if len(four) < PAIRS:
                continue
            stem = with_topic(desk, group, put("match", group.language, topic=group.title or "A"), [])
            yield from matched(desk, stem, four, group.title or four[0].term, "definition")


def match_cells(desk: Desk) -> Iterator[Question]:
    """Rows of a table with their cells of one column."""
    for grid in desk.shuffled(desk.view.grids):
        columns = [
            at
            for at in range(1, len(grid.columns))
            if is_worth(grid.columns[at], grid.language) and not are_shares(grid, at)
        ]
        for at in desk.shuffled(columns[:1] if is_needs(grid) else columns):
            four: list[Fact] = []
            for fact in desk.shuffled(grid.column(at)):
                clear = (
                    length(fact.meaning) <= 12
                    and not desk.tells(fact.term, fact.meaning)
                    and not points(fact.meaning, grid.language)
                )
                if clear and len(four) < PAIRS and all(differs(fact, one) for one in four):
                    four.append(fact)
            if len(four) == PAIRS:
                aspect = plain_name(grid.columns[at], grid.language)
                choosing = grid.language == "en" and is_choosing(aspect, "en")
                aspect = "typical use" if choosing else aspect
                if not choosing and grid.language == "en" and not is_needs(grid) and not is_noun(aspect):
                    continue
                frame = "match_needs" if is_needs(grid) and grid.language == "en" else "match_cells"
                stem = put(frame, grid.language, noun=noun_of(grid), aspect=aspect, topic=grid.title)
                stem = titled(desk, grid, stem, "")
                yield from matched(desk, stem, four, grid.title or noun_of(grid), "row")


def apart(desk: Desk, facts: Sequence[Fact]) -> list[Fact]:
    four: list[Fact] = []
    for fact in facts:
        clear = all(
            desk.differ(fact, one) and not desk.tells(fact.term, one.meaning) and not desk.tells(one.term, fact.meaning)
            for one in four
        )
        if clear and len(four) < PAIRS:
            four.append(fact)
    return four


def matched(desk: Desk, stem: str, facts: Sequence[Fact], topic: str, origin: str) -> Iterator[Question]:
    """Both sides shuffled apart from one another."""
    rationale = desk.say_all(facts)
    pairs = [(fact.name, capitalise(fact.meaning)) for fact in facts]
    if rationale is None:
        return
    for fact in facts:
        desk.use(fact)
    left, right = desk.shuffled(pair[0] for pair in pairs), desk.shuffled(pair[1] for pair in pairs)
    name = id_for("matching", stem, sorted(map("=".join, pairs)))
    yield Question(
        name,
        "matching",
        capitalise(stem),
        rationale,
        left=tuple(left),
        right=tuple(right),
        pairs=tuple(pairs),
        topic=topic,
        thinking="compare",
        origin=origin,
    )


def order_steps(desk: Desk) -> Iterator[Question]:
    """Numbered procedures and chains of stages, out of order."""
    for listing in desk.shuffled(one for one in desk.view.listings if one.numbered):
        steps = tuple(capitalise(step) for step in listing.items)
        span = listing.spans[0]
        rationale = desk.voucher.vouch([phrase(span.hit, span.start, span.end)], span)
        items = desk.shuffled(steps)
        while items == list(steps):
            items = desk.shuffled(steps)
        topic = strip_number(listing.title)
        if rationale and len(set(steps)) == len(steps) and tells_what(topic, listing.language):
            stem = put("on", listing.language, topic=topic, stem=put("order", listing.language))
            name = id_for("ordering", stem, steps)
            yield Question(
                name,
                "ordering",
                stem,
                rationale,
                answer=steps,
                items=tuple(items),
                topic=topic,
                thinking="apply",
                origin="procedure",
            )


def tells_what(title: str, language: str) -> bool:
    """Whether a title says of what the steps are: more than that they are steps."""
    known = lexis(language)
    told = set(WORD.findall(title.casefold())) - known.labels - known.orders - stop_words(language)
    clear = not has_marks(title) and not points(title, language) and not title.endswith(("?", "!", "."))
    return bool(told) and clear and len(title) <= LONGEST_TOPIC


def choose_two(desk: Desk) -> Iterator[Question]:
    """Two of a list against items of another one."""
    lists = [one for one in desk.view.listings if not one.numbered and has_frame("several", one.language)]
    asked: set[str] = set()
    for listing in desk.shuffled(lists):
        name = named(listing.title, listing.language)
        if not name or name in asked:
            continue
        far = [
            one
            for one in lists
            if one.path[:1] == listing.path[:1]
            and one.spans[0].hit.source == listing.spans[0].hit.source
            and one is not listing
        ]
        inside = {fold(item) for one in lists if one.title == listing.title for item in one.items}
        wrong = [
            option for one in desk.shuffled(far) for option in listed(desk, one, 2) if fold(option.text) not in inside
        ]
        wrong = list({fold(option.text): option for option in wrong}.values())[:WRONG]
        keys = [
            item
            for item in desk.shuffled(range(len(listing.items)))
            if not telling(listing.items[item]) & telling(listing.title)
        ][:SEVERAL]
        said = [claim for at in keys if (claim := say_item(desk, listing, at))]
        if len(said) == SEVERAL and len(wrong) == WRONG:
            rationale = Claim(
                " ".join(one.text for one in said),
                tuple(dict.fromkeys(cited for one in said for cited in one.citations)),
            )
            stem = put("several", listing.language, topic=name)
            about = About(listing.title, "comparison", "compare")
            made = lay_out("multiple", stem, [capitalise(listing.items[at]) for at in keys], wrong, rationale, about)
            if made:
                asked.add(name)
                yield made


def named(title: str, language: str) -> str:
    """What the items of a list are, where its lead-in is a plural that says it: "physical controls"; else ""."""
    bare = title.lstrip("0123456789 ").removesuffix(" include").removesuffix(" are")
    head = re.split(r" (?:of|for|in|to|against|on) ", bare)[0].split()
    plural = (
        bool(head)
        and singular(head[-1]) != head[-1]
        and head[-1].islower()
        and head[-1] not in ("is", "has", "was", "does")
    )
    labels = {word for word in WORD.findall(bare.casefold()) if word in lexis(language).labels}
    told = len(bare.split()) - len(labels) >= 1 and len(bare.split()) > 1
    clear = (
        plural
        and told
        and len(head) <= 3
        and not points(bare, language)
        and not set(map(str.casefold, head)) & stop_words(language)
    )
    verb = any(word in VERBS for word in map(str.casefold, head[:1])) or (
        bool(head) and head[-1].removesuffix("s") in VERBS
    )
    return uncapitalised(bare) if clear and not verb else ""


def uncapitalised(text: str) -> str:
    first, _, rest = text.partition(" ")
    return text if not first[1:].islower() else f"{first.lower()} {rest}".strip()


def listed(desk: Desk, listing: Listing, count: int) -> Iterator[Wrong]:
    for at in desk.shuffled(range(len(listing.items)))[:count]:
        if why := say_item(desk, listing, at):
            yield Wrong(capitalise(listing.items[at]), why)


def say_item(desk: Desk, listing: Listing, at: int) -> Claim | None:
    span = listing.spans[at]
    return desk.voucher.vouch([f"{listing.title}: {phrase(span.hit, span.start, span.end)}"], span)

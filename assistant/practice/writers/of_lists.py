"""Questions on several things at once: pairs to be matched, steps to be ordered, two to be chosen from a list."""

from collections.abc import Iterator, Sequence

from quotewise.assistant.claim import Claim
from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.grammar import capitalise, singular
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, id_for, lay_out
from quotewise.assistant.practice.writers.desk import Desk
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.of_rows import differs, is_choosing, is_worth, noun_of
from quotewise.assistant.practice.writers.of_terms import with_topic
from quotewise.assistant.practice.writers.siblings import Fact, Listing, length
from quotewise.assistant.practice.writers.terms import fold, points, telling

PAIRS = 4
LONGEST_SIDE = 90  # characters
SEVERAL = 2  # right options of a choice among lists


def match_terms(desk: Desk) -> Iterator[Question]:
    """Terms of one group with their descriptions, each fact once."""
    for group in desk.shuffled(group for group in desk.view.siblings if group.form == "meaning"):
        left = [
            fact
            for fact in desk.shuffled(group.facts)
            if len(fact.meaning) <= LONGEST_SIDE and not desk.tells(fact.term, fact.meaning)
        ]
        while len(four := apart(desk, left)) == PAIRS:
            left = [fact for fact in left if fact not in four]
            stem = with_topic(desk, group, put("match", group.language, topic=group.title or "A"), [])
            yield from matched(desk, stem, four, group.title or four[0].term, "definition")


def match_cells(desk: Desk) -> Iterator[Question]:
    """Rows of a table with their cells of one column."""
    for grid in desk.shuffled(desk.view.grids):
        for at in desk.shuffled(at for at in range(1, len(grid.columns)) if is_worth(grid.columns[at], grid.language)):
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
                aspect = (
                    grid.columns[at].lower()
                    if grid.language == "en" and grid.columns[at][1:].islower()
                    else grid.columns[at]
                )
                aspect = "typical use" if grid.language == "en" and is_choosing(aspect, "en") else aspect
                stem = put("match_cells", grid.language, noun=noun_of(grid), aspect=aspect, topic=grid.title)
                topic = desk.topic((), grid.title, grid.language)
                stem = (
                    put("on", grid.language, topic=topic, stem=stem)
                    if topic and not telling(topic) <= telling(stem)
                    else stem
                )
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
        if rationale and len(set(steps)) == len(steps):
            topic = desk.topic(listing.path, listing.title, listing.language)
            stem = put(
                "order_of" if topic and has_frame("order_of", listing.language) else "order",
                listing.language,
                topic=topic or "",
            )
            name = id_for("ordering", stem, steps)
            yield Question(
                name,
                "ordering",
                stem,
                rationale,
                answer=steps,
                items=tuple(items),
                topic=topic or steps[0],
                thinking="apply",
                origin="procedure",
            )


def choose_two(desk: Desk) -> Iterator[Question]:
    """Two of a list against items of another one."""
    lists = [one for one in desk.view.listings if not one.numbered and has_frame("several", one.language)]
    for listing in desk.shuffled(lists):
        if not is_named(listing.title):
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
            stem = put("several", listing.language, topic=listing.title[:1].lower() + listing.title[1:])
            about = About(listing.title, "comparison", "compare")
            made = lay_out("multiple", stem, [capitalise(listing.items[at]) for at in keys], wrong, rationale, about)
            yield from [made] if made else []


def is_named(title: str) -> bool:
    """Whether a lead-in names what its items are: a plural, perhaps with what it is of."""
    head = title.split(" of ")[0].split(" for ")[0].split()
    return 0 < len(head) <= 3 and singular(head[-1]) != head[-1] and head[-1].islower() and len(title.split()) > 1


def listed(desk: Desk, listing: Listing, count: int) -> Iterator[Wrong]:
    for at in desk.shuffled(range(len(listing.items)))[:count]:
        if why := say_item(desk, listing, at):
            yield Wrong(capitalise(listing.items[at]), why)


def say_item(desk: Desk, listing: Listing, at: int) -> Claim | None:
    span = listing.spans[at]
    return desk.voucher.vouch(
        [f"{listing.title}: {phrase(span.hit, span.start, span.end)}", phrase(span.hit, span.start, span.end)], span
    )

"""An answer as one piece of HTML: what answers first, then what supports it; a refusal; two notes that disagree."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from quotewise.assistant import Answer, Claim
from quotewise.assistant.extract.conflict import differ
from quotewise.assistant.naming import heading_below, where
from quotewise.index import Hit
from quotewise.ui.blocks import Block, blocks_of
from quotewise.ui.page.answer_parts import Notes, Parts
from quotewise.ui.page.export import REFUSALS, numbered, place_of
from quotewise.ui.page.markup import plain, shortened, to_html
from quotewise.ui.page.note_view import named
from quotewise.ui.page.wording import is_own

ADVICE = {
    "not_a_question": "Ask about something that stands in your notes.",
    "notes_changed": "Read the changed notes again under Notes, then ask once more.",
    "nothing_verified": "What could be said did not pass the check against your notes.",
    "empty_library": "Add notes under Notes first.",
}
WORTH_TELLING = 1.0  # seconds that an answer took
NEAREST_SHOWN = 280  # characters of a passage
ACTIONS = (
    ("copy", "content_copy", "Copy", True),
    ("retry", "refresh", "Ask again", False),
    ("up", "thumb_up", "Good answer", False),
    ("down", "thumb_down", "Bad answer", False),
    ("card", "style", "Make a card", True),
    ("quiz", "quiz", "Quiz me on this", True),
)  # what is done, its icon and name, and whether the name is in sight
CARDED = ("practise", "style", "1 card made \u00b7 Practise it", True)  # in the place of what made it


def draw_up(
    answer: Answer,
    notes: Notes,
    *,
    acting: bool = False,
    followups: Sequence[str] = (),
    thumb: str = "",
    carded: bool = False,
) -> tuple[str, dict[str, str]]:
    """An answer as HTML, and what to show where a number in it is pointed at.

    acting: with the row of what can be done with it. thumb: "up" or "down" where the reader gave it one. carded: a card
    was made of it.
    """
    parts = Parts(numbered(answer), notes, told=answer.model is not None)
    body = refusal(answer) if answer.reason is not None else said(answer, parts)
    asks = "".join(
        f'<button type="button" class="qw-ask" data-act="follow:{at}">{plain(asked)}</button>'
        for at, asked in enumerate(followups)
    )
    html = [
        leans(answer.leans_on, acting) if answer.leans_on else "",
        body,
        withheld(answer),
        sources(answer.claims, parts.numbers),
        trouble(answer),
        ""
        if is_beside(answer) and not answer.usage.output_tokens
        else f'<p class="qw-spent">{plain(spent(answer))}</p>',
        actions(thumb, carded) if acting and not answer.refused else "",
        f'<div class="qw-asks" role="group" aria-label="Ask next">{asks}</div>' * bool(asks),
    ]
    cited = {place_of(one): one for claim in answer.claims for one in claim.citations}
    return "".join(html), {str(parts.numbers[place]): parts.peek(one) for place, one in cited.items()}


def said(answer: Answer, parts: Parts) -> str:
    if not answer.claims:  # stopped before anything was said
        return ""
    if answer.conflict:
        return conflict(answer, parts)
    if answer.model is not None:
        first, *rest = answer.claims
        return direct(first, parts) + parts.groups(rest)
    first_block, *further = blocks_of(answer.claims)
    return block(first_block, parts, answer.more) + more(further, parts)


def direct(claim: Claim, parts: Parts) -> str:
    own = " qw-own" * is_own(claim)
    return f'<p class="qw-direct{own}">{parts.line(claim)}</p>'


def block(shown: Block, parts: Parts, left_out: int = 0) -> str:
    """A passage below its heading; the sentence that answers first, but for a row or code, which stay what they are."""
    best = shown.best
    first, rest = "", list(shown.claims)
    if best is not None:
        rest.remove(best)
        where = parts.standing(best)
        together = [best, *(claim for claim in rest if parts.standing(claim) == where)]
        if where.kind in ("table", "code"):
            first = parts.group(where, together, best)
            rest = [claim for claim in rest if not any(claim is one for one in together)]
        else:
            first = direct(best, parts)
    below = heading_below(shown.claims[0].citations[0])
    heading = f'<p class="qw-heading">{plain(below)}</p>' if below and not shown.goes_on else ""
    hint = f'<p class="qw-hint">and {left_out} more there: open its note to read on</p>' if left_out else ""
    held = parts.groups(rest)
    return f"{first}{heading if held or best is None else ''}{held}{hint}"


def more(blocks: Sequence[Block], parts: Parts) -> str:
    """What other passages say, behind a line that says how much."""
    count = sum(len(shown.claims) for shown in blocks)
    held = "".join(block(shown, parts) for shown in blocks)
    return folded("further", f"More from your notes ({count})", held) if held else ""


def folded(part: str, name: str, held: str) -> str:
    return f'<details data-part="{part}"><summary>{name}</summary>{held}</details>'


def conflict(answer: Answer, parts: Parts) -> str:
    """The claims that disagree side by side, the rest below."""
    pairs = list(at_odds(answer.claims))
    sides = "".join(f'<div class="qw-pair">{"".join(side(claim, parts) for claim in pair)}</div>' for pair in pairs)
    paired = {id(claim) for pair in pairs for claim in pair}
    rest = [claim for claim in answer.claims if id(claim) not in paired]
    told = '<p class="qw-odds">Your notes disagree here. Check which one is right.</p>'
    return f"{told}{sides}{parts.groups(rest)}"


def side(claim: Claim, parts: Parts) -> str:
    return f'<section><p class="qw-source">{named(claim.citations[0])}</p><p>{parts.line(claim)}</p></section>'


def at_odds(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """The pairs that disagree, each claim in one pair at most."""
    used: set[int] = set()
    for at, one in enumerate(claims):
        for other in claims[at + 1 :]:
            if id(one) not in used and id(other) not in used and differ(one, other):
                used |= {id(one), id(other)}
                yield one, other


def refusal(answer: Answer) -> str:
    """One calm line, and where there is something near, two ways on."""
    reason = answer.reason or "not_in_notes"
    told = " ".join(part for part in (plain(answer.why), advice(answer)) if part)
    line = f'<p class="qw-refusal"><strong>{REFUSALS[reason]}</strong> {told}</p>'
    if not answer.nearest:
        return line
    search = '<button type="button" class="qw-do" data-act="search">Search the notes for it</button>'
    passages = "".join(passage(hit, at) for at, hit in enumerate(answer.nearest))
    return f"{line}{search}{folded('nearest', 'See the nearest passages', passages)}"


def advice(answer: Answer) -> str:
    return ADVICE.get("not_a_question" if is_beside(answer) else str(answer.reason), "")


def is_beside(answer: Answer) -> bool:
    """Whether what was asked is no question about these notes, so that one calm line is all there is to say."""
    return answer.reason in ("not_a_question", "not_in_notes") and not answer.nearest


def passage(hit: Hit, at: int) -> str:
    """A passage and a button that opens its note there."""
    words = hit.display or hit.text
    cut = shortened(words, NEAREST_SHOWN)
    opener = f'<button type="button" class="qw-opener" data-near="{at}">{plain(where(hit, brief=True))}</button>'
    return f'<div class="qw-near"><p class="qw-passage">{to_html(cut.strip(), formulas=True)}</p>{opener}</div>'


def withheld(answer: Answer) -> str:
    rows = "".join(
        f'<li>{to_html(stopped.text)} <span class="qw-why">withheld because {plain(stopped.why)}</span></li>'
        for stopped in answer.stopped
    )
    name = f"Show what was withheld ({len(answer.stopped)})"
    return folded("withheld", name, f'<ul class="qw-withheld">{rows}</ul>') if rows else ""


def sources(claims: Iterable[Claim], numbers: dict[tuple[str, int, int], int]) -> str:
    """Each note once, with the numbers that stand for it."""
    found: dict[str, list[int]] = {}
    for citation in {place_of(cited): cited for claim in claims for cited in claim.citations}.values():
        found.setdefault(named(citation), []).append(numbers[place_of(citation)])
    if len(found) == 1 < len(numbers):  # they tell no note from another
        rows = f"<li>{next(iter(found))} ({len(numbers)} places)</li>"
    else:
        rows = "".join(f"<li>{' '.join(ranges(given))} {name}</li>" for name, given in found.items())
    return f'<ul class="qw-sources" aria-label="Sources">{rows}</ul>' if rows else ""


def ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Numbers that rise, three and more in a row as from the first to the last."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in run]
        yield f"[{row[0]}]\u2013[{row[-1]}]" if len(row) > 2 else " ".join(f"[{number}]" for number in row)


def trouble(answer: Answer) -> str:
    changed = (f"{source} changed since it was read: read it again under Notes." for source in answer.stale)
    return "".join(f'<p class="qw-trouble">{plain(line)}</p>' for line in [*changed, answer.trouble or ""] if line)


def leans(question: str, acting: bool) -> str:
    """The question that this one was understood after, to be taken away where something can be done."""
    away = '<button type="button" class="qw-away" data-act="alone" aria-label="Ask without it">\u00d7</button>'
    return f'<p class="qw-leans">Understood after: {plain(question)}{away * acting}</p>'


def actions(thumb: str, carded: bool) -> str:
    def button(what: str, icon: str, name: str, shown: bool) -> str:
        pressed = f' aria-pressed="{str(thumb == what).lower()}"' if what in ("up", "down") else ""
        words = name if shown else f'<span class="qw-unseen">{name}</span>'
        sign = f'<span class="qw-icon" aria-hidden="true">{icon}</span>'
        return f'<button type="button" class="qw-do" data-act="{what}" title="{name}"{pressed}>{sign}{words}</button>'

    row = "".join(button(*(CARDED if carded and action[0] == "card" else action)) for action in ACTIONS)
    return f'<div class="qw-doings" role="group" aria-label="This answer">{row}</div>'


def spent(answer: Answer) -> str:
    """Who spoke and what it took, in one line."""
    who = answer.model or "Your notes' own sentences"
    lines = f"{answer.quoted} line{'s' * (answer.quoted > 1)}"
    quoted = f" \u00b7 {lines} in your notes' words" if answer.quoted else ""
    usage = answer.usage
    tokens = f" \u00b7 {usage.input_tokens + usage.output_tokens} tokens" if usage.output_tokens else ""
    cost = "" if usage.cost is None else f" \u00b7 about {usage.cost:.5f} USD"
    time = f" \u00b7 {usage.seconds:.1f} s" if usage.seconds >= WORTH_TELLING else ""
    return f"{who}{quoted}{tokens}{cost}{time}"

"""The items of a mock exam with their keys, as HTML: what was asked, chosen and right, and why, with its places."""

from collections.abc import Iterable, Sequence

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.naming import where
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.marking import Marked
from quotewise.assistant.study.sitting import Item
from quotewise.ui.page.markup import plain, to_html

BEGINNING = 110  # characters of a stem in the line that folds an item


def html_of(marked: Sequence[Marked]) -> tuple[str, list[Citation]]:
    """Safe HTML, and the citations that the numbers of its buttons mean."""
    cited: list[Citation] = []
    print_all = '<button type="button" class="qw-print" data-print>Print this report</button>'
    return f"{print_all}{''.join(of_item(one, cited) for one in marked)}", cited


def of_item(one: Marked, cited: list[Citation]) -> str:
    """An item; those that are right are folded."""
    item, asked = one.item, one.item.question
    state = "right" if one.right else "wrong" if item.answer else "open"
    about = " · ".join(filter(None, (asked.domain, f"{item.seconds:.0f} s", "flagged" * item.flagged)))
    stem = " ".join(asked.stem.split())
    short = stem if len(stem) <= BEGINNING else f"{stem[:BEGINNING]}…"
    return (
        f'<details class="qw-entry qw-was-{state}"{"" if one.right else " open"}>'
        f'<summary><span class="qw-tag">{one.number} · {state}</span> '
        f'<span class="qw-short">{plain(short)}</span></summary>'
        f'<p class="qw-status">{plain(about)}</p><p class="qw-asked">{to_html(asked.stem)}</p>{key_of(item, cited)}'
        f"{because('Why', asked.rationale, cited)}</details>"
    )


def key_of(item: Item, cited: list[Citation]) -> str:
    """What was to be answered, and what was."""
    asked = item.question
    match asked.kind:
        case "cloze":
            return lines([f"The gap: <strong>{plain(asked.answer[0])}</strong>", f"You wrote: {plain(yours(item))}"])
        case "matching":
            pairs = {pair[0]: pair[1] for pair in item.answer}
            return lines(
                f"{to_html(left)} \u2013 {to_html(right)}{told(pairs.get(left), right)}" for left, right in asked.pairs
            )
        case "ordering":
            places = dict(enumerate(item.answer))
            return lines((f"{to_html(step)}{told(places.get(at), step)}" for at, step in enumerate(asked.answer)), "ol")
    return lines(option(asked, letter, item, cited) for letter in asked.options)


def option(asked: Question, letter: str, item: Item, cited: list[Citation]) -> str:
    right, chosen = letter in asked.answer, letter in item.answer
    tags = "".join(
        f' <span class="qw-tag">{name}</span>' for name, holds in (("right", right), ("your answer", chosen)) if holds
    )
    why = asked.why_not.get(letter)
    reason = because("", why, cited) if why is not None and not right else ""
    state = "qw-key" if right else "qw-missed" if chosen else ""
    return f'<span class="{state}"><strong>{letter}.</strong> {to_html(asked.options[letter])}{tags}</span>{reason}'


def told(given: object, right: str) -> str:
    if given == right:
        return ' <span class="qw-tag">right</span>'
    return f' <span class="qw-tag">you said: {plain(str(given))}</span>' if given else ""


def yours(item: Item) -> str:
    return " ".join(map(str, item.answer)) or "nothing"


def because(title: str, why: Claim, cited: list[Citation]) -> str:
    """A reason, and a button for each place it rests on."""
    if not why.text:
        return ""
    places = []
    for citation in why.citations:
        places.append(f'<button type="button" data-number="{len(cited)}">{plain(where(citation, brief=True))}</button>')
        cited.append(citation)
    name = f"<strong>{title}.</strong> " if title else ""
    return f'<p class="qw-ground">{name}{to_html(why.text)} {" ".join(places)}</p>'


def lines(rows: Iterable[str], kind: str = "ul") -> str:
    return f'<{kind} class="qw-key-list">{"".join(f"<li>{row}</li>" for row in rows)}</{kind}>'

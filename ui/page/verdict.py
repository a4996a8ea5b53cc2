"""What came of a question: each option, pair or place marked, with what the reader made of it and why it is so."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from quotewise.assistant import Citation, Claim
from quotewise.assistant.naming import where
from quotewise.assistant.practice.grading import Response, is_right, places_right
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.staleness import Quotes
from quotewise.ui.page import opened
from quotewise.ui.page.export import place_of
from quotewise.ui.page.markup import plain, to_html

Json = dict[str, Any]
Places = Sequence[tuple[str, int, int]]  # of citations; a number means the one that stands there, from 1

SHORT = 300  # characters of a quote that is shown where its number is pointed at
UNCHECKED = "The file says (not checked against your notes)"
YOURS = "your answer"


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as safe HTML. cites: the numbers of its places."""

    html: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An option, a pair, or an item in its right place, as safe HTML. right: it belongs to the right answer, or was
    put where it belongs. yours: the reader chose it. why: why it is wrong.
    """

    html: str
    right: bool
    yours: bool
    tags: tuple[str, ...] = ()
    letter: str = ""
    why: Said | None = None


def verdict(asked: Question, response: Response, places: Places, checked: bool) -> Json:
    """What came of an answer, for the browser. places: of the citations."""
    right, of = places_right(asked, response)
    told = is_right(asked, response)
    return {
        "mark": "right" if told else "wrong",
        "title": "Right." if told else f"Partly right: {right} of {of}." if right and of > 1 else "Not right.",
        "detail": "" if told else right_answer(asked),
        "rows": [asdict(row) for row in rows(asked, response, places)],
        "ordered": asked.kind == "ordering",
        "label": "Why" if checked else UNCHECKED,
        "why": asdict(said(asked.rationale, places)) if tells_more(asked) else None,
        "note": asked.unrefuted,
        "places": [place(one) for one in {place_of(cited): cited for cited in asked.citations}.values()],
    }


def place(citation: Citation) -> Json:
    return {"name": where(citation, brief=True), "quote": (citation.display or citation.quote)[:SHORT]}


def tells_more(asked: Question) -> bool:
    """Whether the reason says a word that the pairs or the order do not say beside it."""
    if asked.kind not in ("matching", "ordering"):
        return bool(asked.rationale.text)
    shown = " ".join((asked.stem, *(word for pair in asked.pairs for word in pair), *asked.items))
    return not words_of(asked.rationale.text) <= words_of(shown)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def said(claim: Claim, places: Places) -> Said:
    numbers = dict.fromkeys(places.index(place_of(citation)) + 1 for citation in claim.citations)
    return Said(to_html(claim.text), tuple(numbers))


def right_answer(asked: Question) -> str:
    match asked.kind:
        case "cloze":
            return f"The gap is filled by: <strong>{to_html(asked.answer[0])}</strong>"
        case "matching" | "ordering":
            return ""
    return f"The answer is {plain(' and '.join(asked.answer))}."


def rows(asked: Question, response: Response, places: Places) -> list[Row]:
    """Each option, pair or item in its right place; of a gap what was written. response: () where there was none."""
    match asked.kind:
        case "cloze":
            return [Row(to_html(str(given)), is_right(asked, response), True, (YOURS,)) for given in response]
        case "matching":
            yours = dict(response)  # type: ignore[arg-type]
            return [
                beside(f"{to_html(left)} \u2013 {to_html(right)}", yours.get(left) == right, yours.get(left, ""))
                for left, right in sorted(asked.pairs, key=lambda pair: [*asked.left, pair[0]].index(pair[0]))
            ]
        case "ordering":
            at = {item: number for number, item in enumerate(response, start=1)}
            return [
                beside(f"{number}. {to_html(item)}", at.get(item) == number, f"number {at[item]}" if response else "")
                for number, item in enumerate(asked.answer, start=1)
            ]
    return [option(asked, letter, response, places) for letter in asked.options]


def option(asked: Question, letter: str, response: Response, places: Places) -> Row:
    right, yours, why = letter in asked.answer, letter in response, asked.why_not.get(letter)
    tags = tuple(name for name, holds in (("right answer", right), (YOURS, yours)) if holds)
    tells = why is not None and not right and folded(why.text) not in ("", folded(asked.rationale.text))
    return Row(to_html(asked.options[letter]), right, yours, tags, letter, said(why, places) if why and tells else None)


def beside(words: str, right: bool, yours: str) -> Row:
    return Row(words, right, bool(yours), () if right or not yours else (f"you said: {yours}",))


def folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def standing(asked: Question) -> Question:
    """The question with those quotes alone that stand in the library where it says."""
    known = Quotes(opened.library())

    def kept(claim: Claim) -> Claim:
        return replace(claim, citations=tuple(cited for cited in claim.citations if known.now(cited) == cited))

    return replace(
        asked, rationale=kept(asked.rationale), why_not={letter: kept(why) for letter, why in asked.why_not.items()}
    )

"""Whether a statement of the notes says a sentence, or says it with exactly one thing turned round.

The rule: the sentence's words, its denials aside, are laid beside the statement's, in the statement's order. Each has
its like there, or above it (heading, label, lead-in), or is a link that says no more than a colon. Half of them stand
in the statement itself, and what of it they leave out is an end. As many denials on both sides: it is said. One denial
more or less, or in one place a number of the same unit, an opposite, another name: that is turned. Else it is unsaid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, islice, pairwise, takewhile
from typing import Literal

from quotewise.assistant.gate.quantity import UNITS, quantities
from quotewise.assistant.gate.statement import (
    Statement,
    Token,
    Words,
    are_alternatives,
    denies,
    is_light,
    is_opposite,
    joins,
    opposed,
)

OWN = 0.5  # share of a sentence's words that the statement holds itself, not what it stands under
TELLING = 3  # words that must be the same for one thing to be turned; beside a number, or where all is said, one less
WAYS = 300  # in which words that stand several times are laid beside a statement's
LONGEST = 60  # words; nobody says a longer sentence again
ABOVE, OTHER, AGAIN, LINK = -1, -2, -3, -4  # places of words that do not stand in a statement itself
SUBJECT = ("word", "name")  # what may stand above a statement instead of in it

Says = Literal["for", "against", "of another", ""]
Names = frozenset[str]


def says(said: Words, one: Statement, names: Names = frozenset()) -> Says:
    """What a statement says of a sentence: it, the opposite, or it of another, one of `names` (in lower case)."""
    if len(said) > LONGEST:
        return ""
    said, body = _bounded(said), _bounded(one.tokens)
    turns = [token for token in said if token.kind == "denial" and any(opposed(token, each) for each in body)]
    words = tuple(token for token in said if token.kind != "denial" or token in turns)
    held = _written(body)
    near = sum(token.number is not None or token.stem in held or token.text.lower() in held for token in words)
    if near + 1 < _enough(words):  # one more may be turned
        return ""
    one = replace(one, tokens=body)
    found = {
        _weigh(words, len(said) - len(words), one, places, turned)
        for places, turned in islice(_ways(words, one, names), WAYS)
    }
    return next((each for each in ("for", "against", "of another") if each in found), "")


@lru_cache(maxsize=20_000)
def _written(words: Words) -> frozenset[str]:
    return frozenset(part for token in words for part in (token.stem, token.text.lower()))


def _enough(words: Words) -> float:
    """How many of some words a statement has to hold itself."""
    return max(1, OWN * (len(words) - 1))


def may_say(written: Sequence[Token], said: Words) -> bool:
    """Whether a stretch of the notes, as it is written, holds enough of some words to be worth reading."""
    return (held := shared(written, said)) > 0 and held + 1 >= OWN * (len(said) - 1)


def shared(written: Sequence[Token], said: Words) -> int:
    """How many of some words a stretch of the notes holds."""
    return sum(any(token.says(other) for other in written) for token in said)


@lru_cache(maxsize=20_000)
def _bounded(words: Words) -> Words:
    """Without the words that bound a number, for the number knows them: "at most 5 GB", "5 GB at most"."""
    kept: list[Token] = []
    for token in words:
        if token.number is not None and token.number.bound:
            while kept and not token.mark and (kept[-1].kind in ("limit", "denial") or _bounds(kept[-1].text)):
                token = replace(token, mark=kept.pop().mark)
        elif kept and (number := kept[-1].number) and number.bound and not token.mark and token.kind == "limit":
            continue
        kept.append(token)
    return tuple(kept)


def _bounds(word: str) -> bool:
    return any(number.bound for number in quantities(f"{word} 5"))


def _ways(words: Words, one: Statement, names: Names) -> Iterator[tuple[tuple[int, ...], Says]]:
    """Every place for every word, at most one of them beside its rival."""
    every = (list(_choices(token, words[:at], one, names)) for at, token in enumerate(words))
    choices = list(takewhile(bool, every))  # of most statements the first words tell that they are about another thing

    def lay(places: tuple[int, ...], turned: Says) -> Iterator[tuple[tuple[int, ...], Says]]:
        if len(places) == len(words):
            yield places, turned
            return
        for place, rival in choices[len(places)]:
            if not (turned and rival) and (place < 0 or place not in places):
                yield from lay((*places, place), turned or rival)

    return lay((), "") if len(choices) == len(words) else iter(())


def _choices(token: Token, before: Words, one: Statement, names: Names) -> Iterator[tuple[int, Says]]:
    """Where a word may stand: beside its like or a rival, above, behind itself, or as a link."""
    term = next((at for at, other in enumerate(one.tokens) if other.mark == ":"), 0)
    above = any(token.says(other) for other in one.about if other.kind in SUBJECT)
    again = any(token.says(other) for other in before)
    there = False
    for place, other in enumerate(one.tokens):
        if rival := _rival(token, other, names):
            # A number in front tells which thing it is, as in "Week 6: ..."
            if place >= term and (before or token.number.bound) if token.number else rival == "against" or not above:
                yield place, rival
        elif token.says(other) and not are_alternatives(token.by, other.by):
            yield place, ""
            there = True
    if above or again:
        yield (ABOVE if above else AGAIN), ""
    elif not there and _is_of(names, token) and any(_is_of(names, other) for other in one.about):
        yield OTHER, "of another"
    is_verb = token.kind == "word" and not is_opposite(token) and (again or not there)
    if before and not above and (is_verb or (is_light(token) and not again)):
        yield LINK, ""


def _rival(one: Token, other: Token, names: Names) -> Says:
    """Whether two words are values of one kind and not the same: 5 GB and 1 GB, hours and days, before and after."""
    if one.number is not None and other.number is not None:
        return "against" if one.number.kind == other.number.kind and not one.says(other) else ""
    if one.number is not None or other.number is not None:
        return ""
    turns = opposed(Token("word", one.by), Token("word", other.by))
    if one.says(other):
        return "against" if turns else ""
    first, second = UNITS.get(one.text.lower()), UNITS.get(other.text.lower())
    if (first and second and first[0] == second[0] and first[1] != second[1]) or opposed(one, other):
        return "against"
    return "of another" if _is_of(names, one) and _is_of(names, other) else ""


def _is_of(names: Names, token: Token) -> bool:
    return token.text.lower() in names and not token.text.islower()


def _weigh(words: Words, denials: int, one: Statement, places: Sequence[int], turned: Says) -> Says:
    """What a statement says of words that are laid beside it so. denials: how many the sentence has besides."""
    body, held = one.tokens, {place for place in places if place >= 0}
    firsts = [0, *(at for at, token in enumerate(body) if at and token.mark), len(body)]
    pieces = [range(*pair) for pair in pairwise(firsts)]
    if len(held) < _enough(words) or not _in_order(words, places, body, pieces, denials):
        return ""
    links = [at for at, place in enumerate(places) if place == LINK]
    if sum(not is_light(words[at]) for at in links) > 1 or not all(
        _links(at, words, places, body, {*firsts}) for at in links
    ):
        return ""
    left = _left_out(body, pieces, held, borrows=bool({ABOVE, OTHER} & {*places}), again=AGAIN in places)
    if left is None or max(len(left), denials) > 1:
        return ""
    if ABOVE in places and any(token.kind == "denial" for token in one.about):
        return ""
    denied = len(left) != denials
    if not (turned or denied):
        return "for"
    if (turned and denied) or (denied and any(token.number and not token.number.value for token in words)):
        return ""  # zero is none
    same = [
        token
        for token, place in zip(words, places, strict=True)
        if token.kind in SUBJECT and (place in (ABOVE, AGAIN) or (place >= 0 and token.says(body[place])))
    ]
    told = any(token.number is not None or token.text.lower() in UNITS for token in words)
    whole = all(at in held or at in left for piece in pieces if held & set(piece) for at in piece)
    named = told and whole and any(token.text[0].isupper() for token in same)
    need = TELLING - (turned != "of another") * ((told or whole) + named)
    return (turned or "against") if len(same) >= need else ""


def _in_order(words: Words, places: Sequence[int], body: Words, pieces: Sequence[range], denials: int) -> bool:
    """Whether words stand in the statement's order; of what denies nothing, plain ones of a piece, or its term behind
    them, may be turned."""
    laid = [(place, token) for place, token in zip(places, words, strict=True) if place >= 0]
    term = next((at for at, token in enumerate(body) if token.mark == ":"), 0)
    crossed = [(one, other) for one, other in combinations(laid, 2) if one[0] > other[0]]
    if sum(first[0] > second[0] for first, second in pairwise(laid)) > (0 if denials else 1):
        return False
    return all(
        (later < term or any(earlier in piece and later in piece for piece in pieces))
        and laid[-1][0] == max(place for place, _ in laid)
        and all(token.kind == "word" and _same_way(token.by, body[at].by) for at, token in pair)
        for pair in crossed
        for (earlier, _), (later, _) in [pair]
    )


def _same_way(one: str, other: str) -> bool:
    return one == other or joins(one) or joins(other)


def _links(at: int, words: Words, places: Sequence[int], body: Words, ends: set[int]) -> bool:
    """Whether the statement has nothing where a sentence has a link; a word that is none by itself only at a colon."""
    before = max((place for place in places[:at] if place >= 0), default=-1)
    behind = next((place for place in places[at + 1 :] if place >= 0), len(body))
    gap = [place for place in range(before + 1, behind) if body[place].kind != "denial"]
    if is_light(words[at]):
        return not gap or behind in ends or (behind - 1 in ends and body[behind - 1].kind == "denial")
    return not gap and before >= 0 and behind < len(body) and body[before + 1].mark == ":"


def _left_out(body: Words, pieces: Sequence[range], held: set[int], *, borrows: bool, again: bool) -> list[int] | None:
    """The denials that are left out of a statement; None where that changes the rest: all but an end, and no limit."""
    touched = [at for at, piece in enumerate(pieces) if held & set(piece)]
    term = next((at for at, piece in enumerate(pieces) if body[piece.start].mark == ":"), 0)
    begun = max(at for at in range(touched[0] + 1) if not at or body[pieces[at].start].mark == ";")
    denials: list[int] = []
    if touched[-1] < term:
        return None
    at_once = touched == list(range(touched[0], touched[-1] + 1))
    if borrows and not (at_once and (not touched[0] or (not term and body[pieces[touched[0]].start].kind == "name"))):
        return None
    for at, piece in enumerate(pieces[begun:], begun):
        first = body[piece.start]
        if at > touched[-1] and first.mark == ";":
            break
        if at not in touched:
            if first.kind in ("limit", "denial"):
                return None
            continue
        valued = at + 1 < len(pieces) and body[piece.stop].mark == "="
        if (valued and at + 1 not in touched) or (first.mark == "=" and at - 1 not in touched):
            return None
        for place in (place for place in piece if place not in held):
            token = body[place]
            if token.kind == "denial":
                denials.append(place)
                if not {*(range(place + 1, piece.stop)[:1] or [place - 1])} & held:
                    return None
                continue
            lone = token.kind == "word" and {place - 1, place + 1} <= held and not is_opposite(token)
            within = place < max(held & set(piece)) and (
                borrows or not (lone or token.kind == body[place + 1].kind == "name")
            )
            if token.kind == "limit" or denies(token.text.lower()) or again or valued or at < term or within:
                return None
    return denials

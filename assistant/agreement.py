"""Whether a statement of the notes says a sentence, or says it with exactly one thing turned round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import Literal

from quotewise.assistant.gate.quantity import UNITS
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
TELLING = 3  # words that must be the same for one thing to be turned; beside a number one less
WAYS = 300  # in which words that stand several times are laid beside a statement's
LONGEST = 60  # words; nobody says a longer sentence again
SUBJECT = ("word", "name")  # what may stand above a statement instead of in it
ABOVE, AGAIN, LIGHT, VERB = -1, -2, -3, -4  # places of words that do not stand in a statement itself

Says = Literal["for", "against", "of another", ""]
Names = frozenset[str]


def says(said: Words, one: Statement, names: Names = frozenset()) -> Says:
    """What a statement says of some words: them, or the same with one thing turned round, a number of the same unit, a
    denial, a direction or an opposite; or the same of another, one of `names` (in lower case) in place of another."""
    if len(said) > LONGEST:
        return ""
    said, one = _bounded(said), replace(one, tokens=_bounded(one.tokens))
    found = {way.says for way in islice(_ways(said, one, names), WAYS)}
    return next((each for each in ("for", "against", "of another") if each in found), "")


def is_whole(said: Words, one: Statement) -> bool:
    """Whether some words are a statement's, every one in its place."""
    return len(said) == len(one.tokens) and all(map(Token.says, said, one.tokens))


def may_say(written: Sequence[Token], said: Words) -> bool:
    """Whether a stretch of the notes, as it is written, holds enough of some words to be worth reading."""
    shared = sum(any(token.says(other) for other in written) for token in said)
    return shared > 0 and shared + 1 >= OWN * (len(said) - 1)


@lru_cache(maxsize=20_000)
def _bounded(words: Words) -> Words:
    """Without the words that bound a number, for the number knows them: "at most 5 GB", "5 GB at most"."""
    kept: list[Token] = []
    for token in words:
        if token.number is not None and token.number.bound:
            while kept and not token.mark and (kept[-1].kind in ("limit", "denial") or is_opposite(kept[-1])):
                token = replace(token, mark=kept.pop().mark)
        elif kept and (number := kept[-1].number) and number.bound and not token.mark and token.kind == "limit":
            continue
        kept.append(token)
    return tuple(kept)


def _ways(said: Words, one: Statement, names: Names) -> Iterator["_Way"]:
    """Every way to lay a sentence, its denials aside, beside a statement: at most one word beside its rival."""
    turns = [token for token in said if token.kind == "denial" and any(opposed(token, each) for each in one.tokens)]
    words = tuple(token for token in said if token.kind != "denial" or token in turns)
    term = next((at for at, token in enumerate(one.tokens) if token.mark == ":"), 0)

    def lay(places: tuple[int, ...], turned: Says) -> Iterator[_Way]:
        if len(places) == len(words):
            yield _Way(words, len(said) - len(words), one, places, turned)
            return
        token = words[len(places)]
        bound = token.number is not None and token.number.bound
        above = any(token.says(other) for other in one.about if other.kind in SUBJECT)
        for place, other in enumerate(one.tokens):
            if place in places or (other.kind == "denial" and not opposed(token, other)):
                continue
            labels = (
                place < term or (not places and not bound) or _listed(words, len(places)) != _listed(one.tokens, place)
            )
            if rival := _rival(token, other, names, labels=labels):
                if not turned and not (rival == "of another" and (above or _lists(token, one))):
                    yield from lay((*places, place), rival)
            elif token.says(other) and not are_alternatives(token.by, other.by):
                yield from lay((*places, place), turned)
        again = any(token.says(other) for other in words[: len(places)])
        if above or again:
            yield from lay((*places, ABOVE if above else AGAIN), turned)
        if (is_light(token) and not (above or again)) or (
            VERB not in places and not above and _may_be_verb(token, one, again)
        ):
            yield from lay((*places, LIGHT if is_light(token) else VERB), turned)
        elif (
            not turned
            and token.text.lower() in names
            and not _lists(token, one)
            and any(other.text.lower() in names for other in one.about)
        ):
            yield from lay((*places, ABOVE), "of another")

    return lay((), "")


def _listed(words: Words, at: int) -> int:
    """How many numbers of its kind stand beside a number: which of them is meant is not known."""
    number = words[at].number
    beside = (*words[at - 1 : at], *words[at + 1 : at + 2]) if at else words[1:2]
    return sum(bool(number and other.number and other.number.kind == number.kind) for other in beside)


def _lists(token: Token, one: Statement) -> bool:
    """Whether a statement has a word alone between two stops, as things are listed, or with nothing but numbers."""
    firsts = [0, *(at for at, each in enumerate(one.tokens) if at and each.mark), len(one.tokens)]
    pieces = [one.tokens[first:end] for first, end in pairwise(firsts) if any(map(token.says, one.tokens[first:end]))]
    return any(all(each.says(token) or each.kind == "number" for each in piece) for piece in pieces)


def _may_be_verb(token: Token, one: Statement, again: bool) -> bool:
    there = any(token.says(other) for other in one.tokens)
    return token.kind == "word" and not is_opposite(token) and (again or not there)


def _rival(one: Token, other: Token, names: Names, *, labels: bool) -> Says:
    """Whether two words are values of one kind and not the same: 5 GB and 1 GB, hours and days, before and after.

    labels: a number there tells which thing it is, as in "Week 6: ..."
    """
    if one.number is not None and other.number is not None:
        same = labels or one.number.kind != other.number.kind or one.says(other)
        return "" if same and not (one.says(other) and _opposed_in(one, other)) else "against"
    if one.says(other):
        return "against" if _opposed_in(one, other) else ""
    first, second = UNITS.get(one.text.lower()), UNITS.get(other.text.lower())
    if (first and second and first[0] == second[0] and first[1] != second[1]) or opposed(one, other):
        return "against"
    return "of another" if names.issuperset((one.text.lower(), other.text.lower())) else ""


def _opposed_in(one: Token, other: Token) -> bool:
    return opposed(Token("word", one.by), Token("word", other.by))


@dataclass(frozen=True)
class _Way:
    """A sentence's words laid beside a statement's.

    denials: how many the sentence has besides. places: where in the statement's body each word stands; ABOVE, AGAIN or
    LIGHT where it stands above that, was said before, or says no more than a colon. turned: what a rival makes of it.
    """

    words: Words
    denials: int
    one: Statement
    places: tuple[int, ...]
    turned: Says

    @property
    def says(self) -> Says:
        denied = self._denied()
        if denied is None or max(denied, self.denials) > 1 or not (self._is_enough() and self._is_in_order()):
            return ""
        if not self._leaves_out_nothing() or (self.turned and denied != self.denials):
            return ""
        if self.turned == "of another" and self._holds_rival():
            return ""
        turned = self.turned or ("against" if denied != self.denials else "for")
        if denied != self.denials and any(token.number and not token.number.value for token in self.words):
            return ""  # zero is none
        return turned if turned == "for" or self._tells(turned) else ""

    @property
    def borrows(self) -> bool:
        """Whether words are taken from elsewhere, so that what is left out could stand in their place."""
        return ABOVE in self.places or AGAIN in self.places

    @cached_property
    def held(self) -> list[int]:
        return [place for place in self.places if place >= 0]

    @cached_property
    def exchanged(self) -> list[int]:
        """Where the statement has a light word that the sentence has elsewhere."""
        light = [token for token, place in zip(self.words, self.places, strict=True) if place == LIGHT]
        return [at for at, token in enumerate(self.one.tokens) if any(token.says(other) for other in light)]

    @cached_property
    def pieces(self) -> list[range]:
        """The stretches between the body's stops."""
        firsts = [0, *(at for at, token in enumerate(self.one.tokens) if at and token.mark), len(self.one.tokens)]
        return [range(*pair) for pair in pairwise(firsts)]

    @cached_property
    def touched(self) -> list[int]:
        """The pieces in which a word stands."""
        return [at for at, piece in enumerate(self.pieces) if any(place in piece for place in self.held)]

    def _denied(self) -> int | None:
        """How often the pieces that hold the words deny; None where they deny something that is not said."""
        count = 0
        for piece in map(self.pieces.__getitem__, self.touched):
            for at in piece:
                if self.one.tokens[at].kind == "denial" and at not in self.held:
                    count += 1
                    if not any(place in self.held for place in (range(at + 1, piece.stop)[:1] or piece[:-1][-1:])):
                        return None
        led = ABOVE in self.places and any(token.kind == "denial" for token in self.one.about)
        return None if led else count

    def _holds_rival(self) -> bool:
        """Whether the word that stands beside its rival stands in the same stretch itself."""
        body = self.one.tokens
        there = [body[at] for piece in self.touched for at in self.pieces[piece]]
        laid = zip(self.words, self.places, strict=True)
        rivals = [token for token, place in laid if place == ABOVE or (place >= 0 and not token.says(body[place]))]
        return any(token.says(other) for token in rivals for other in there)

    def _is_enough(self) -> bool:
        return len(self.held) >= max(1, OWN * (len(self.words) - 1))

    def _tells(self, turned: Says) -> bool:
        """Whether enough is the same for one thing to be turned."""
        same = [
            token
            for token, place in zip(self.words, self.places, strict=True)
            if token.kind in SUBJECT and place != LIGHT and (place < 0 or token.says(self.one.tokens[place]))
        ]
        told = any(token.number is not None or token.text.lower() in UNITS for token in self.words)
        rest = {at for piece in self.touched for at in self.pieces[piece]} - set(self.held)
        whole = all(self.one.tokens[at].kind == "denial" for at in rest)
        named = told and whole and VERB not in self.places and any(token.text[0].isupper() for token in same)
        return len(same) >= TELLING - (turned == "against") * ((told or whole) + named)

    def _is_in_order(self) -> bool:
        """Whether the words stand in the statement's order, but for plain ones put before others within it."""
        laid = [(place, token) for place, token in zip(self.places, self.words, strict=True) if place >= 0]
        descents = sum(first[0] > second[0] for first, second in pairwise(laid))
        if descents > 1 or (descents and (self.denials or laid[-1][0] != max(self.held))):
            return False
        return all(
            self._may_follow(before, place, other, token)
            for at, (place, token) in enumerate(laid)
            for before, other in laid[:at]
            if before > place
        ) and all(self._joins(at, place) for at, place in enumerate(self.places) if place in (LIGHT, VERB))

    def _may_follow(self, before: int, place: int, other: Token, token: Token) -> bool:
        """Whether two words may be said the other way round: plain ones of one stretch, or one behind the term."""
        term = next((at for at, each in enumerate(self.one.tokens) if each.mark == ":"), 0)
        near = place < term or any(before in piece and place in piece for piece in self.pieces)
        moved = ((token, self.one.tokens[place]), (other, self.one.tokens[before]))
        return near and all(
            one.kind == "word" and (one.by == there.by or joins(there.by) or joins(one.by)) for one, there in moved
        )

    def _joins(self, at: int, kind: int) -> bool:
        """Whether the notes have nothing in the place of a light word: it stands where they begin anew, or between
        neighbours; any other word as a verb does, only between a thing and what a colon or a heading leaves to say."""
        before = next((place for place in reversed(self.places[:at]) if place != LIGHT), None)
        behind = next((place for place in self.places[at + 1 :] if place >= 0), None)
        if before is None or (behind is None and kind == VERB):
            return False
        end = next((piece.stop for piece in self.pieces if before in piece), 0)
        skipped = range(max(before, -1) + 1, end if behind is None else behind)
        denials = all(self.one.tokens[place].kind == "denial" or place in self.exchanged for place in skipped)
        if kind == VERB:
            return behind == end == next((at for at, token in enumerate(self.one.tokens) if token.mark == ":"), 0)
        return denials or any(piece.start in skipped or piece.start == behind for piece in self.pieces)

    def _leaves_out_nothing(self) -> bool:
        """Whether what is left out of the statement does not change the rest: no condition, no part of a name, no
        subject of a later piece; where words are borrowed from above, nothing but an end."""
        body, held = self.one.tokens, set(self.held)
        terms = [at for at, piece in enumerate(self.pieces) if at and body[piece.start].mark == ":"]
        names = {back for term in terms for back in self._named_from(term)}
        if terms and self.touched[-1] < terms[0]:
            return False
        begun = max(at for at in range(self.touched[0] + 1) if not at or body[self.pieces[at].start].mark == ";")
        for at, piece in enumerate(self.pieces[begun:], begun):
            if at > self.touched[-1] and body[piece.start].mark == ";":
                break
            passed = [place for place in piece if body[place].kind == "denial" or place in self.exchanged]
            missing = [place for place in piece if place not in held and place not in passed]
            if at not in self.touched:
                if body[piece.start].kind in ("limit", "denial"):
                    return False
                continue
            within = [place for place in missing if place < max(held & set(piece))]
            before = [place for place in within if place < min(held & set(piece))]
            if any(body[place].kind == "limit" or denies(body[place].text.lower()) for place in missing):
                return False
            valued = at + 1 < len(self.pieces) and body[piece.stop].mark == "="
            if missing and (at in names or valued):
                return False
            if (valued and at + 1 not in self.touched) or (
                body[piece.start].mark == "=" and at - 1 not in self.touched
            ):
                return False
            if missing and AGAIN in self.places:
                return False
            if (before and (at != self.touched[0] or self.borrows)) or not self._passes(within[len(before) :]):
                return False
        if ABOVE not in self.places:
            return True
        first = body[self.pieces[self.touched[0]].start]
        return self.touched == list(range(self.touched[0], self.touched[-1] + 1)) and (
            not self.touched[0] or (not terms and first.kind == "name")
        )

    def _named_from(self, term: int) -> Iterator[int]:
        """The pieces before a colon, back to the stop that their sentence begins at."""
        for at in range(term - 1, -1, -1):
            yield at
            if self.one.tokens[self.pieces[at].start].mark != ",":
                return

    def _passes(self, within: Sequence[int]) -> bool:
        """Whether words between two that are said may be passed over: single plain ones, and the first of a name."""
        body = self.one.tokens
        plain = [place for place in within if body[place].kind == "word"]
        named = all(body[place + 1].kind == "name" for place in within if body[place].kind == "name")
        kinds = {body[place].kind for place in within} <= set(SUBJECT)
        return (
            kinds
            and named
            and not (within and self.borrows)
            and not any(first + 1 == second for first, second in pairwise(plain))
        )

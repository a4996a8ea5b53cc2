"""Text to clauses: the words that carry meaning, what is negated, the numbers, the subject, the quantifiers."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quotewise.assistant.gate.negation import NO, NOT, WORD, count_denials, markers, negated_spans
from quotewise.assistant.gate.quantity import WORDS, Quantity, quantities, units_alone
from quotewise.assistant.gate.synonyms import VERB_FORMS, is_empty, is_literal_verb, is_verb, meaning
from quotewise.assistant.gate.wording import bare
from quotewise.index.lexical import STOP_WORDS

LONGEST_LABEL = 14  # words before a colon that name what follows

_SUBORDINATE = (
    "because|once|when|whenever|where|which|who|whose|after|before|until|unless|except|if|since(?! (?:\\w+ )?\\d)"
    "|although|though|then"
    "|that"
)
SUBORDINATE = re.compile(rf"(?:{_SUBORDINATE})\b", re.IGNORECASE)
_BREAK = re.compile(
    r"[;()\[\]|=→⇒]|->|,(?!\d)|(?<!\d)\s?[–—]\s|\s-\s|[.!?…]+(?=\s|$)|\n"  # noqa: RUF001
    rf"|(?<!-)\b(?=(?:and|but|while|whereas|so|without(?=\s+\w)|{_SUBORDINATE})\b(?!-))",
    re.IGNORECASE,
)
_AUXILIARY = frozenset(
    """is are was were be been being am do does did has have had can could may might must will would shall should cannot
    isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't mayn't mustn't won't wouldn't
    shan't shouldn't gets get got""".split()
)
_SMALL = (
    STOP_WORDS
    | {"never", "cannot", "e.g", "i.e"}
    | frozenset(
        """during unless whereas despite although though since hence thus therefore thereby however otherwise
        whether either upon else yet already even still every merely solely exclusively across among along
        around against toward towards throughout onto amid ones""".split()
    )
) - frozenset("before after above over below under same".split())
_DIRECTIONS = frozenset("in out up down on off".split())
_BOUNDS = frozenset(
    "above over below under exceed exceeds exceeded exceeding".split()
)  # before a number they belong to it
_GOES_ON = frozenset("keep keeps kept start starts started stop stops stopped begin begins began".split())
_PLURALS = frozenset("people staff children men women".split())
_COMPARED = frozenset("fewer less greater larger higher lower longer shorter smaller bigger".split())
_THAN_NUMBER = re.compile(rf"\s+than\s+(?:about\s+)?(?:[\d$€]|(?:{'|'.join(WORDS)})\b)", re.IGNORECASE)
_ARTICLES = frozenset("the a an".split())
_BEFORE_NOUNS = frozenset("the a an of per each its own this these 1".split())  # no verb comes behind these
_HEAVY_START = re.compile(r"(?:no|not|never|without|unless|until|except|if)\b", re.IGNORECASE)
_PLACES = re.compile(r"(?:in|at|by|on|of|to|from|within|during)\s", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|this|these|those|he|she|which|who|that)\b", re.IGNORECASE)
_PREPOSITIONS = frozenset("in of for with on by from under at to into within through inside during as".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning. where: its position among all words of the text.

    placed: it follows a preposition ("in Feature Store"): such words place a statement, they do not make it.
    opens: it begins its stretch with a capital, so that nobody can tell whether it is a name.
    """

    text: str
    meaning: str
    where: int
    name: bool = False
    negated: bool = False
    verb: bool = False
    empty: bool = False
    placed: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch with one thing said. label: the words before its sentence's colon, which name what it is about.

    subject: the meanings before its verb or number. denials: how many words deny. objects_of_than: what it
    compares with. imperative: it tells to do something. sentence: which of the text's sentences it is part of.
    """

    text: str
    words: tuple[Word, ...]
    quantities: tuple[Quantity, ...] = ()
    units: tuple[tuple[str, float, str], ...] = ()
    markers: frozenset[str] = frozenset()
    label: tuple[Word, ...] = ()
    label_quantities: tuple[Quantity, ...] = ()
    subject: frozenset[str] = frozenset()
    objects_of_than: frozenset[str] = frozenset()
    denials: int = 0
    has_pronoun: bool = False
    imperative: bool = False
    subordinate: bool = False
    sentence: int = 0

    @property
    def meanings(self) -> frozenset[str]:
        return frozenset(word.meaning for word in self.words)

    @property
    def about(self) -> frozenset[str]:
        return frozenset(word.meaning for word in self.label)


@functools.lru_cache(maxsize=20_000)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in order; pieces of an enumeration stay with the clause they belong to."""
    found: list[Clause] = []
    for number, sentence in enumerate(_sentences(bare(text))):
        label, rest = _split_label(sentence)
        if label and (_asserts(label) or not rest.strip()):
            found.append(_read(label, found, number))
        for piece in _pieces(rest):
            clause = _read(piece, found, number)
            found.append(_below(clause, label) if label else clause)
    return tuple(_complete(found, at) for at in range(len(found)))


def _asserts(label: str) -> bool:
    """Whether what stands before a colon says something itself: "It does not scale: register it first"."""
    return any(is_finite(word) for word, _ in _words(label)) or any(
        token.lower() in _AUXILIARY | NOT | NO for token in WORD.findall(label)
    )


def has_auxiliary(text: str) -> bool:
    return any(token.lower() in _AUXILIARY for token in WORD.findall(text))


def is_finite(word: Word) -> bool:
    """Whether a word is a verb that makes a sentence; participles do not ("known peaks", "appended as Parquet")."""
    return word.verb and not word.text.endswith(("ed", "ing", "wn", "ten", "ken", "sen", "ven", "den"))


def _below(clause: Clause, label: str) -> Clause:
    """A clause under its label; "What it is not: ..." and "Not offered there: ..." negate it."""
    tokens = label.lower().split()
    negated = tokens[-1] in NOT or (tokens[0] in NOT and not _asserts(" ".join(tokens[1:])))
    return replace(
        clause,
        words=tuple(replace(word, negated=word.negated != negated) for word in clause.words),
        label=tuple(replace(word, where=word.where - len(label)) for word in _read(label, [], 0).words),
        label_quantities=tuple(quantities(label)),
        markers=clause.markers | frozenset(markers(label)),
    )


def _sentences(text: str) -> Iterator[str]:
    for part in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9(])|\n|;\s(?=[^;:.=]{1,40}(?::| =)\s)", text):
        if part.strip():
            yield part.strip()


def _split_label(sentence: str) -> tuple[str, str]:
    """What stands before the first colon, where that names the rest."""
    head, colon, rest = sentence.partition(": ")
    if not colon and not re.search(r"[()\d+]", sentence.partition(" = ")[0]):
        head, colon, rest = sentence.partition(" = ")  # "recall = the share that was found"
    if not colon or len(head.split()) > LONGEST_LABEL:
        return "", sentence
    return head, rest


def _pieces(text: str) -> Iterator[str]:
    """Stretches that say something each; light ones are joined to their neighbour."""
    waiting = ""
    for piece in filter(None, (part.strip() if part else "" for part in _BREAK.split(text))):
        if waiting and _is_heavy(waiting) and _is_heavy(piece):
            yield waiting
            waiting = piece
        else:
            waiting = f"{waiting}, {piece}" if waiting else piece
    if waiting:
        yield waiting


def _is_heavy(piece: str) -> bool:
    """Whether a piece says something by itself: it has a verb, a number, or sets one thing for another."""
    words = [word for word, _ in _words(piece)]
    if any(word.verb for word in words) or has_auxiliary(piece):
        return True
    if _HEAVY_START.match(piece):
        return True
    if quantities(piece):
        return not _PLACES.match(piece)  # "..., in steps of two" belongs to what stands before it
    return len(words) >= 2 and bool(re.search(r"\w (?:for|to|into) \w", piece))


def _words(text: str, where: int = 0) -> list[tuple[Word, int]]:
    """The words with meaning and where each begins; compounds by their parts, numbers and their units left out."""
    taken = [(quantity.start, quantity.end) for quantity in quantities(text)]
    found: list[tuple[Word, int]] = []
    before, placed, first = "", False, True
    for match in WORD.finditer(text):
        token = match.group()
        lower = token.lower().removesuffix("'s").removesuffix("'")
        if any(start <= match.start() < end for start, end in taken):
            before, placed = "1", False
            continue
        if _is_small(lower, match, taken):
            placed = lower in _PREPOSITIONS or (placed and lower in _ARTICLES)
        else:
            # "Managed Spot Training": of capitals in a row the first begins a name.
            titled = token[0].isupper() and text[match.end() + 1 : match.end() + 2].isupper()
            verb = not titled and not (token[0].isupper() and not first) and _is_said(lower, match, before, placed)
            # "lower the cost of Athena queries": a clause has one such verb
            verb = verb and not (lower.endswith("s") and any(other.verb for other, _ in found))
            placed = placed and not verb
            word = Word(
                lower,
                meaning(lower),
                where + len(found),
                name=_is_name(token, starts_sentence=first and not titled),
                verb=verb,
                empty=is_empty(meaning(lower)),
                opens=first and token[0].isupper(),
                placed=placed,
            )
            found.append((word, match.start()))
            placed = placed or lower in _PREPOSITIONS
        first = first and lower in _ARTICLES
        before = lower
    return found


def _is_small(lower: str, match: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a word carries no meaning here: "over" does, but not before a number; "out" does in "scale-out"."""
    if match.string[max(0, match.start() - 1) : match.start()] == "-" and lower in _DIRECTIONS:
        return False
    if lower in _COMPARED and _THAN_NUMBER.match(match.string, match.end()):
        return True  # "fewer than 5"
    bounds = lower in _BOUNDS and any(match.end() < start <= match.end() + 2 for start, _ in taken)
    return lower in _SMALL or bounds or lower.endswith("n't")


def _is_said(lower: str, match: re.Match[str], before: str, placed: bool) -> bool:
    """Whether a form of a verb is the verb of its clause here, and no noun or participle."""
    if not is_verb(lower) or before in _BEFORE_NOUNS or (lower in VERB_FORMS and placed):
        return False
    following = WORD.match(match.string, match.end() + 1)
    if following and lower.endswith("s") and following.group().lower() in _AUXILIARY:
        return False  # "wrong answers are"
    if following and following.group().endswith("s") and is_verb(following.group().lower()):
        return False  # "Grid search tries": of two verbs in a row the first is a noun
    if _is_bare(lower) and re.fullmatch(r"[a-z-]{4,}", before) and not before.endswith(("s", "ly")):
        # "data capture", "the tuning job's score": only a plural or an auxiliary stands before a verb without an ending
        return before in _AUXILIARY | _SMALL | _PLURALS
    return not lower.endswith("ing") or before in _AUXILIARY | _GOES_ON  # "one tuning job"


def _is_bare(verb: str) -> bool:
    """Whether a verb has no ending of a person or tense."""
    return is_literal_verb(verb) and not verb.endswith(("s", "ed", "ing"))


def _is_name(token: str, *, starts_sentence: bool) -> bool:
    """Whether a word is written as a name: an inner capital or digit, or a capital where no sentence begins."""
    if re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]|_|\w\.\w", token):
        return True
    return token[:1].isupper() and not starts_sentence


def _read(piece: str, before: list[Clause], sentence: int) -> Clause:
    where = sum(len(clause.words) for clause in before)
    opens = not before or before[-1].sentence != sentence
    found = _words(piece, where)
    negated = negated_spans(piece)
    words = [replace(word, negated=any(begin <= at < end for begin, end in negated)) for word, at in found]
    verb_at = _verb_position(piece, found)
    tokens = WORD.findall(piece.lower())
    return Clause(
        text=piece,
        words=tuple(words),
        quantities=tuple(quantities(piece)),
        units=tuple((kind, size, piece[start:end]) for start, end, kind, size in units_alone(piece)),
        markers=frozenset(markers(piece)),
        subject=frozenset(word.meaning for word, at in found if at < verb_at),
        objects_of_than=_objects_of_than(piece),
        denials=count_denials(piece),
        has_pronoun=bool(_PRONOUN.search(piece)),
        imperative=(opens or before[-1].imperative)
        and bool(words and words[0].verb)
        and tokens[0] == words[0].text
        and not tokens[0].endswith("s"),
        subordinate=bool(SUBORDINATE.match(piece)),
        sentence=sentence,
    )


def _verb_position(piece: str, found: list[tuple[Word, int]]) -> int:
    """Where the first verb stands, else the first number, else the end."""
    verbs = [at for word, at in found if word.verb]
    verbs += [match.start() for match in WORD.finditer(piece) if match.group().lower() in _AUXILIARY]
    verbs = verbs or [quantity.start for quantity in quantities(piece) if quantity.start]
    return min(verbs or [match.start() for match in re.finditer(r"\bfor\b", piece)], default=len(piece))


def _objects_of_than(piece: str) -> frozenset[str]:
    """What stands behind "than", and behind "above" or "below" where that is no number."""
    behind = re.search(r"\bthan\b(.*)|\b(?:above|below)\b(?!\s*[\d$])(.*)", piece, re.IGNORECASE)
    if not behind:
        return frozenset()
    found = behind[1] or behind[2] or ""
    much = set(re.findall(r"\b(?:much|many|little|few)\b", found.lower())[:1])
    return frozenset(word.meaning for word in [word for word, _ in _words(found)][:4]) | much


def _complete(every: list[Clause], at: int) -> Clause:
    """A clause that leaves its predicate out ("the other does not", "never twice") with that of the clause before."""
    clause = every[at]
    if at == 0 or every[at - 1].sentence != clause.sentence:
        return clause
    told = [other for other in every[:at] if other.sentence == clause.sentence and not other.subordinate]
    before = told[-1] if told else every[at - 1]
    tokens = [token.lower() for token in WORD.findall(clause.text)]
    if tokens[:1] in (["not"], ["never"]) and not any(word.verb for word in clause.words):
        verbs = [replace(word, negated=True) for word in before.words if word.verb]
        return replace(clause, words=(*clause.words, *verbs))
    if not tokens or not (
        tokens[-1] in _AUXILIARY or (tokens[-1] in NOT and tokens[-2:-1] and tokens[-2] in _AUXILIARY)
    ):
        return clause
    negated = tokens[-1] in NOT or tokens[-1].endswith("n't")
    carried = [
        replace(word, negated=word.negated != negated) for word in before.words if word.meaning not in before.subject
    ]
    return replace(
        clause,
        words=(*clause.words, *carried),
        quantities=before.quantities,
        units=before.units,
        markers=clause.markers | before.markers,
        subject=clause.meanings,
        objects_of_than=before.objects_of_than,
    )

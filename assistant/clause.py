"""Text to clauses: the words that carry meaning, what is negated, the numbers, the subject, the quantifiers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quotewise.assistant.quantity import Quantity, quantities, units_alone
from quotewise.assistant.synonyms import VERB_FORMS, is_empty, is_verb, meaning
from quotewise.assistant.wording import MARKS
from quotewise.index.lexical import STOP_WORDS

LONGEST_LABEL = 14  # words before a colon that name what follows

WORD = re.compile(r"\w+(?:[.'&+#]\w+)*\+*")
_SUBORDINATE = (
    "because|once|when|whenever|where|which|after|before|until|unless|except|if|since|although|though|then|that"
)
_BREAK = re.compile(
    r"[;()\[\]|=→⇒]|->|,(?!\d)|(?<!\d)\s?[–—]\s|\s-\s|[.!?…]+(?=\s|$)|\n"  # noqa: RUF001
    rf"|\b(?=(?:and|but|while|whereas|so|{_SUBORDINATE})\b)",
    re.IGNORECASE,
)
_AUXILIARY = frozenset(
    """is are was were be been being am do does did has have had can could may might must will would shall should cannot
    isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't mayn't mustn't won't wouldn't
    shan't shouldn't gets get got""".split()
)
_NOT = frozenset("not never cannot nor neither".split())
_NO = frozenset("no none nothing nobody nowhere without lacks lack".split())
# "not only", "no more than", "whether or not" negate nothing.
_NO_NEGATION = re.compile(
    r"\b(?:not (?:only|just|merely|necessarily)|no (?:more|less|fewer|later|sooner|longer|earlier|higher|lower) than"
    r"|not (?:more|less|fewer|later|longer) than|or not|no matter|none other)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:rather than|instead of|as opposed to)\b", re.IGNORECASE)
# Words that widen or narrow a statement; a claim may not use one of a group that its quote has none of.
MARKERS = {
    "must": "must mandatory obligatory necessary required requires require needs need needed compulsory ",
    "always": "always constantly invariably",
    "all": "all everything everybody everyone everywhere whole entire both alike",
    "each": "each every any",
    "per": "per",
    "only": "only solely exclusively just merely",
    "except": "except excluding besides",
    "most": "most",
    "more": "more",
    "less": "less fewer",
    "guaranteed": "guaranteed guarantees guarantee certainly definitely surely",
    "condition": "until unless",
}
_MARKER = {word: group for group, words in MARKERS.items() for word in words.split()}
_SMALL = (STOP_WORDS | {"never", "cannot", "e.g", "i.e"}) - frozenset(
    "before after above over below under same".split()
)
_DIRECTIONS = frozenset("in out up down on off".split())
_BOUNDS = frozenset("above over below under".split())  # before a number they belong to it
_ARTICLES = frozenset("the a an".split())
_BEFORE_NOUNS = frozenset("the a an of per each its own this these 1".split())  # no verb comes behind these
_HEAVY_START = re.compile(r"(?:no|not|never|without|unless|until|except|if)\b", re.IGNORECASE)
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

    subject: meanings before its verb or number; own: whether it has a verb or number at all.
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
    sentence: int = 0

    @property
    def meanings(self) -> frozenset[str]:
        return frozenset(word.meaning for word in self.words)

    @property
    def about(self) -> frozenset[str]:
        return frozenset(word.meaning for word in self.label)


def bare(text: str) -> str:
    """`text` without list marks, emphasis, code marks and quotation marks, set phrases brought to one form."""
    text = text.translate(MARKS).replace("`", "").replace("**", "").replace("__", " ")
    text = re.sub(r"(?m)^\s*(?:>\s*)*(?:[-*+\u2022]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|={2,}\s)?", "", text)
    text = re.sub(r"(?<!\w)[*_\"]+|[*_\"]+(?!\w)|(?<=\w)\"(?=\W)", "", text)
    text = re.sub(r"(?<=\w)\s?/\s?(s|sec|min|h|hr|hour|day|month|year)\b", _per, text)
    text = re.sub(r"\bdata sets?\b", "dataset", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(has|have) to\b", "must", text, flags=re.IGNORECASE)
    text = re.sub(r"\bby (?:itself|themselves)\b|\bon (?:its|their) own\b", "automatically", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:apart from|other than)\b", "except", text, flags=re.IGNORECASE)
    return re.sub(
        r",? ?\b(?:unless|until) (?:you )?(?:set|told|specified|changed|stated|configured)(?: otherwise)?\b(?=\s*(?:[,.;:)]|$))",
        " by default",
        text,
        flags=re.IGNORECASE,
    )


def _per(match: re.Match[str]) -> str:
    spelled = {"s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour"}
    return f" per {spelled.get(match[1], match[1])}"


def clauses(text: str) -> list[Clause]:
    """The clauses of a text in order; pieces of an enumeration stay with the clause they belong to."""
    found: list[Clause] = []
    for number, sentence in enumerate(_sentences(bare(text))):
        label, rest = _split_label(sentence)
        if label and (_asserts(label) or not rest.strip()):
            found.append(_read(label, found, number))
        for piece in _pieces(rest):
            clause = _read(piece, found, number)
            found.append(_below(clause, label) if label else clause)
    return [_complete(found, at) for at in range(len(found))]


def _asserts(label: str) -> bool:
    """Whether what stands before a colon says something itself: "It does not scale: register it first"."""
    return any(word.verb and not word.text.endswith(("ed", "ing")) for word, _ in _words(label)) or any(
        token.lower() in _AUXILIARY | _NOT | _NO for token in WORD.findall(label)
    )


def _below(clause: Clause, label: str) -> Clause:
    """A clause under its label; "What it is not: ..." negates it."""
    negated = label.lower().split()[-1] in _NOT
    return replace(
        clause,
        words=tuple(replace(word, negated=word.negated != negated) for word in clause.words),
        label=tuple(replace(word, where=word.where - len(label)) for word in _read(label, [], 0).words),
        label_quantities=tuple(quantities(label)),
        markers=clause.markers | frozenset(_markers(label)),
    )


def _sentences(text: str) -> Iterator[str]:
    for part in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9(])|\n|;\s(?=[^;:.]{1,40}:\s)", text):
        if part.strip():
            yield part.strip()


def _split_label(sentence: str) -> tuple[str, str]:
    """What stands before the first colon, where that names the rest."""
    head, colon, rest = sentence.partition(": ")
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
    if quantities(piece) or _HEAVY_START.match(piece):
        return True
    words = [word for word, _ in _words(piece)]
    if any(word.verb for word in words) or any(token.lower() in _AUXILIARY for token in WORD.findall(piece)):
        return True
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
        part = text[max(0, match.start() - 1) : match.start()] == "-" and lower in _DIRECTIONS  # "scale-out"
        bounds = lower in _BOUNDS and any(match.end() < start <= match.end() + 2 for start, _ in taken)
        if (lower in _SMALL and not part) or bounds or lower.endswith("n't"):
            placed = lower in _PREPOSITIONS or (placed and lower in _ARTICLES)
        else:
            said = meaning(lower)
            # "One tuning job": a form in -ing says something only behind an auxiliary.
            verb = is_verb(lower) and before not in _BEFORE_NOUNS and not (token[0].isupper() and not first)
            verb = verb and not (lower in VERB_FORMS and placed)
            follower = WORD.match(text, match.end() + 1)
            # "Grid search tries": of two verbs in a row the first is a noun.
            verb = verb and not (follower and follower.group().endswith("s") and is_verb(follower.group().lower()))
            titled = token[0].isupper() and text[match.end() + 1 : match.end() + 2].isupper()  # "Managed Spot Training"
            verb = verb and not titled and (not lower.endswith("ing") or before in _AUXILIARY)
            placed = placed and not verb
            found.append(
                (
                    Word(
                        lower,
                        said,
                        where + len(found),
                        name=_is_name(token, starts_sentence=first and not titled),
                        verb=verb,
                        empty=is_empty(said),
                        opens=first and token[0].isupper(),
                        placed=placed,
                    ),
                    match.start(),
                )
            )
            placed = placed or lower in _PREPOSITIONS
        first = first and lower in _ARTICLES
        before = lower
    return found


def _is_name(token: str, *, starts_sentence: bool) -> bool:
    """Whether a word is written as a name: an inner capital or digit, or a capital where no sentence begins."""
    if re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]|_|\w\.\w", token):
        return True
    return token[:1].isupper() and not starts_sentence


def _read(piece: str, before: list[Clause], sentence: int) -> Clause:
    where = sum(len(clause.words) for clause in before)
    opens = not before or before[-1].sentence != sentence
    found = _words(piece, where)
    negated = _negated_spans(piece)
    words = [replace(word, negated=any(begin <= at < end for begin, end in negated)) for word, at in found]
    verb_at = _verb_position(piece, found)
    tokens = WORD.findall(piece.lower())
    return Clause(
        text=piece,
        words=tuple(words),
        quantities=tuple(quantities(piece)),
        units=tuple((kind, size, piece[start:end]) for start, end, kind, size in units_alone(piece)),
        markers=frozenset(_markers(piece)),
        subject=frozenset(word.meaning for word, at in found if at < verb_at),
        objects_of_than=_objects_of_than(piece),
        denials=_count_denials(piece),
        has_pronoun=bool(_PRONOUN.search(piece)),
        imperative=(opens or before[-1].imperative)
        and bool(words and words[0].verb)
        and tokens[0] == words[0].text
        and not tokens[0].endswith("s"),
        sentence=sentence,
    )


def _verb_position(piece: str, found: list[tuple[Word, int]]) -> int:
    """Where the first verb stands, else the first number, else the end."""
    verbs = [at for word, at in found if word.verb]
    verbs += [match.start() for match in WORD.finditer(piece) if match.group().lower() in _AUXILIARY]
    verbs = verbs or [quantity.start for quantity in quantities(piece) if quantity.start]
    return min(verbs or [match.start() for match in re.finditer(r"\bfor\b", piece)], default=len(piece))


def _negated_spans(piece: str) -> list[tuple[int, int]]:
    """The stretches that a negation reaches: "not" the whole clause, "no" and "without" what follows them."""
    harmless = [match.span() for match in _NO_NEGATION.finditer(piece)]
    spans = [(match.end(), len(piece)) for match in _INSTEAD.finditer(piece)]
    reached = False
    for match in WORD.finditer(piece):
        token = match.group().lower()
        if any(start <= match.start() < end for start, end in harmless):
            continue
        if token in _NOT or token.endswith("n't"):
            if not reached:
                spans.append((match.end() if _starts(piece, match.start()) else 0, len(piece)))
            reached = True
        elif token in _NO and not reached:
            spans.append((match.end(), len(piece)))
            reached = True
    return spans


def _count_denials(piece: str) -> int:
    tokens = WORD.findall(_NO_NEGATION.sub(" ", piece).lower())
    return sum(token in _NOT | _NO or token.endswith("n't") for token in tokens)


def _starts(piece: str, at: int) -> bool:
    return not re.search(r"\w{3,}", piece[:at].removeprefix("and ").removeprefix("but "))


def _markers(piece: str) -> Iterator[str]:
    """Groups of MARKERS in the piece; "at least 5" and "more than 5" are bounds of a number, not markers."""
    plain = re.sub(
        r"\b(?:at (?:the )?(?:least|most)|(?:no |not )?(?:more|less|fewer) than(?= ?(?:about )?[\d$])|or more|or less|at all|each other|"
        r"more than (?=one|two|three|four|five|six|seven|eight|nine|ten)|not (?:only|just))\b",
        " ",
        piece,
        flags=re.IGNORECASE,
    )
    return (_MARKER[token] for token in WORD.findall(plain.lower()) if token in _MARKER)


def _objects_of_than(piece: str) -> frozenset[str]:
    behind = re.search(r"\bthan\b(.*)", piece, re.IGNORECASE)
    return frozenset(word.meaning for word in [word for word, _ in _words(behind[1])][:4]) if behind else frozenset()


def _complete(every: list[Clause], at: int) -> Clause:
    """A clause that leaves its predicate out, with that of the clause before: "Parameter Store does not", "never twice"."""
    clause = every[at]
    if at == 0 or every[at - 1].sentence != clause.sentence:
        return clause
    before = every[at - 1]
    tokens = [token.lower() for token in WORD.findall(clause.text)]
    if tokens[:1] in (["not"], ["never"]) and not any(word.verb for word in clause.words):
        verbs = [replace(word, negated=True) for word in before.words if word.verb]
        return replace(clause, words=(*clause.words, *verbs))
    if not tokens or not (
        tokens[-1] in _AUXILIARY or (tokens[-1] in _NOT and tokens[-2:-1] and tokens[-2] in _AUXILIARY)
    ):
        return clause
    negated = tokens[-1] in _NOT or tokens[-1].endswith("n't")
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


def meanings(text: str) -> frozenset[str]:
    """The meanings of all words of a text that carry one."""
    return frozenset(word.meaning for word, _ in _words(bare(text)))

"""What may stand in a question: names of things, and what is said of one."""

import re
import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import dropwhile, takewhile
from typing import Any

from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.verbs import VERBS
from quotewise.assistant.practice.writers.facts import length
from quotewise.ingest.words import WORD, small_words, stop_words

SPELT = 0.75  # share of a name's letters that spell it out
LONGEST_TERM, MOST_WORDS = 48, 6  # characters, words of a name
FEWEST_WORDS = 4  # of a first sentence that stands for all that is said
SHORTEST_MEANING, LONGEST_MEANING = 3, 160  # words, characters of what is said of it
LONGEST_TOPIC = 54  # characters
BEGINNING, BEGUN = 4, 0.6  # letters, share of the shorter word, that two words begin with for one to name the other
MONEY = ("money", "euro")

_SEPARATED = re.compile(
    r"(?P<term>[^:\uff1a]{2,90}?)(?:\s*(?:::|[:\uff1a])\s+|\uff1a|\s+(?:[-\u2013\u2014=]|->|\u2192)\s+)(?P<said>\S.*)",
    re.S,
)
_MARKS = re.compile(
    r"[|<>{}\\\ufffd\u2192\u21d2\u2705\u274c\u26a0\u2b50\u2022\u00b7#*`_~]|->|=|https?:|www\.|!?\[\[|\]\]|\ufe0f|[\U0001f000-\U0001faff\u0e00-\u0e7f]"
)
_CODE = re.compile(r"\w_\w|\.\w+\(|\w\(\)|--?\w|\.\w+/|/\w+\.")  # of code in a sentence: no slip of the pen
_OPEN = re.compile(r"(?:[,:;(\u2013\u2014/&+-]|\b(?:and|or|etc|e\.g|i\.e))$")
_FIRST = re.compile(r"(?<=[^\W_A-Z]{2})[.!?](?:\s+|$)|(?<=[)\]%\d])\.(?:\s+|$)|[。]|;\s+|\s+\u2013\s+(?=\w+ )")


@dataclass(frozen=True, slots=True)
class Lexis:
    """What is known of a language, see words.toml; phrases are lower case."""

    points: frozenset[str]
    labels: frozenset[str]
    copulas: tuple[str, ...]
    articles: frozenset[str]
    choosing: frozenset[str]
    needs: frozenset[str]
    aspects: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    orders: frozenset[str]
    decisions: tuple[str, ...]
    limits: frozenset[str]
    advice: frozenset[str]
    reader: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    participles: frozenset[str] = frozenset()
    noun: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    instead: tuple[str, ...] = ()


def lexis(language: str) -> Lexis:
    return _lexes().get(language, _NOTHING)


_NOTHING = Lexis(*(frozenset(),) * 2, (), *(frozenset(),) * 7, (), *(frozenset(),) * 2)


@cache
def _lexes() -> Mapping[str, Lexis]:
    read = tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))
    return {language: _lexis(given) for language, given in read.items()}


def _lexis(given: Mapping[str, Any]) -> Lexis:
    words: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else frozenset(value.split("|" if "|" in value else None))
        for name, value in given.items()
    }
    return Lexis(**words)


def split_line(line: str) -> tuple[str, str] | None:
    """The term and what is said of it, where a colon, a dash or an arrow parts them."""
    match = _SEPARATED.fullmatch(line := line.strip())
    if match is None:
        return None
    term, said = clean_term(match["term"]), match["said"].strip()
    arrow = line[match.end("term") : match.start("said")].strip() in ("->", "\u2192")
    # An arrow leads from a case to what is done as often as from a name to what it is.
    return None if arrow and (length(term) > 3 or length(said) < 2 * length(term)) else (term, said)


def written_out(term: str) -> str:
    """A name with what it is short for in brackets: "CI - Continuous integration"."""
    short, mark, rest = re.sub(r"\s+[\u2013\u2014-]\s+", "\0", term).partition("\0")
    return f"{short} ({rest})" if mark and is_short_for(short, rest) else term


def is_short_for(name: str, text: str) -> bool:
    """Whether a name is made of the first letters, in their order, of words that follow one another in a text."""
    letters = [sign.casefold() for sign in without_brackets(name) if sign.isalpha()]
    if not 1 < len(letters) <= 7 or " " in name:
        return False
    firsts = [word[0] for word in re.findall(r"[^\W\d_]+", text.casefold())]
    runs = (firsts[at : at + 2 * len(letters)] for at, first in enumerate(firsts) if first == letters[0])
    return any(_in_order(letters, run) >= SPELT * len(letters) for run in runs)


def _in_order(letters: Sequence[str], run: Sequence[str]) -> int:
    """How many letters are found one after the other; one that is not there is passed over."""
    found, at = 0, 0
    for letter in letters:
        if letter in run[at:]:
            found, at = found + 1, run.index(letter, at) + 1
    return found


def clean_term(text: str) -> str:
    """A name without what stands around it; brackets behind it stay."""
    return " ".join(text.strip(' .,:;*_`"\u201c\u201d').split())


def is_term(text: str, language: str) -> bool:
    """Whether a few words can be the name of something: no label, no clause, no link, no sentence."""
    bare = without_brackets(text)
    words = WORD.findall(bare.casefold())
    known = lexis(language)
    if not words or len(text) > LONGEST_TERM or length(bare) > MOST_WORDS + 4 * (not bare.isascii()):
        return False
    if (
        has_marks(bare)
        or _OPEN.search(bare)
        or not re.search(r"[^\W\d_]{2}", bare)
        or text.count("(") != text.count(")")
    ):
        return False
    if (
        bare.endswith(("?", "!", "."))
        or re.search(r"\s[\u2013\u2014-]\s", bare)
        or set(words) & known.points
        or "," in bare
        or ";" in bare
        or '"' in bare
    ):
        return False
    numbered = re.search(r"(\w+)\s+\d+\b", bare.casefold())
    if (words[0] in known.labels and len(words) == 1) or (numbered and numbered[1] in known.labels) or ":" in bare:
        return False
    empty = stop_words(language) | known.points
    first = words[1] if words[0] in known.articles and len(words) > 1 else words[0]
    inner = set(words[1:-1]) & (stop_words(language) - small_words())
    if inner or (
        language == "en" and len(words) > 1 and words[0] in VERBS and bare[:1].isupper() and words[1] in empty
    ):
        return False
    return first not in empty and not set(words) <= empty | known.labels and words[-1] not in empty


def is_topic(text: str, language: str) -> bool:
    """Whether a heading can stand in front of a question to say what it is about."""
    words = WORD.findall(text.casefold())
    known = lexis(language)
    clear = (
        not has_marks(text)
        and not points(text, language)
        and not _OPEN.search(text)
        and not text.endswith(("?", "!", "."))
    )
    told = (
        bool(words)
        and bool(set(words) - known.labels - stop_words(language))
        and words[0] not in VERBS
        and words[-1] not in VERBS
    )
    clear = (
        clear and ":" not in text and not re.search(r"\d", text) and words[0] not in known.labels if words else False
    )
    return clear and told and len(text) <= LONGEST_TOPIC and length(text) <= LONGEST_TOPIC // 6


def has_marks(text: str) -> bool:
    """Whether anything of a text is markup, a sign, a link or a formula."""
    return bool(_MARKS.search(_CODE.sub("", text)))


def fit_meaning(text: str, language: str, longest: int = LONGEST_MEANING) -> str:
    """What is said of a thing, as it can stand in a question: its first sentence, or all of it; "" if neither can."""
    whole = " ".join(text.split()).rstrip(" ;,.")
    first = _FIRST.split(whole, maxsplit=1)[0].rstrip(" ;,.")
    for said in (first, whole):
        if len(said) <= longest and length(said) >= FEWEST_WORDS - (said is whole) and is_meaning(said, language):
            return said
    return ""


def is_meaning(text: str, language: str) -> bool:
    """Whether words say something by themselves: they point nowhere else, name no price, and are not cut off."""
    if length(text) < SHORTEST_MEANING or has_marks(text) or _OPEN.search(text) or text.endswith("?"):
        return False
    if text.count("(") != text.count(")") or text.count('"') % 2 or is_priced(text):
        return False
    if len(re.findall(r"[^\W\d_]{2,}", text)) < 2 and text.isascii():
        return False
    if any(one.kind == "share" and not one.bound for one in quantities(text)):  # the figures of a case, and no rule
        return False
    return not points(text, language) and WORD.findall(text.casefold())[0] not in lexis(language).advice


def points(text: str, language: str) -> bool:
    """Whether a text refers to something outside it."""
    away = lexis(language).points
    if not text.isascii() and language in ("ja", "zh"):
        return any(word in text for word in away)
    return any(word in away for word in WORD.findall(text.casefold()))


def speaks(text: str, language: str) -> bool:
    """Whether a text speaks to its reader: it tells what to do, and not what something is."""
    return bool(lexis(language).reader & set(WORD.findall(text.casefold())))


def is_priced(text: str) -> bool:
    return any(one.kind in MONEY for one in quantities(text)) or any(sign in text for sign in "$\u20ac\u00a3\u00a5")


@lru_cache(maxsize=50_000)
def genus(meaning: str, language: str) -> str:
    """What a description calls its thing, as a stem: the noun before a word that joins it to what sets it apart.

    "Clustering algorithm that groups ..." and "Algorithm for ..." are both of an algorithm; "" where none is named.
    """
    empty, known = stop_words(language), lexis(language)
    words = WORD.findall(meaning.casefold())
    own = list(takewhile(lambda word: word not in empty, dropwhile(lambda word: word in empty, words)))
    # "metric measuring how ...", "format used by ..."
    own = [*own[:1], *takewhile(lambda word: not word.endswith(tuple(known.participles)), own[1:])]
    noun = own[0 if "first" in known.noun else -1] if own and len(own) < len(words) else ""
    return next(iter(stems(noun)), "")


def tells(term: str, meaning: str, common: Set[str] = frozenset()) -> bool:
    """Whether what is said of a thing gives its name away. common: stems that half the notes hold, and tell nothing."""
    return (
        bool(telling(term) & telling(meaning) - common)
        or without_brackets(term).casefold() in meaning.casefold()
        or is_short_for(term, meaning)
        or begin_alike(telling(term) - common, telling(meaning) - common)
    )


def begin_alike(words: Set[str], others: Set[str]) -> bool:
    """Whether a word of each begin with the same letters, most of the shorter one: "init", "initialises"."""
    heads = {word[:BEGINNING] for word in words if len(word) >= BEGINNING}
    near = [other for other in others if other[:BEGINNING] in heads]
    return any(
        sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
        >= max(BEGINNING, BEGUN * min(len(word), len(other)))
        for other in near
        for word in words
    )


@lru_cache(maxsize=50_000)
def telling(text: str) -> frozenset[str]:
    """The stems of a text that say what it is about."""
    return frozenset(stem for stem in stems(text) if len(stem) > 2 or not stem.isascii()) - _empty()


@cache
def _empty() -> frozenset[str]:
    return frozenset(stems(" ".join(stop_words("en"))))


def without_brackets(text: str) -> str:
    return " ".join(re.sub(r"\s*[(\[\uff08][^()\[\]\uff08\uff09]*[)\]\uff09]", "", text).split()) or text


@lru_cache(maxsize=50_000)
def fold(term: str) -> str:
    """A name as it is compared: no case, no brackets, no article, no plural."""
    words = [word for word in WORD.findall(without_brackets(term).casefold()) if word not in ("a", "an", "the")]
    return " ".join(stems(" ".join(words))) or term.casefold()

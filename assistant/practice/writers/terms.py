"""What may stand in a question: names of things, and what is said of one."""

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib import resources

from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.writers.siblings import length
from quotewise.ingest.words import WORD, stop_words

LONGEST_TERM, MOST_WORDS = 48, 6  # characters, words of a name
SHORTEST_MEANING, LONGEST_MEANING = 3, 160  # words, characters of what is said of it
MONEY = ("money", "euro")

_SEPARATED = re.compile(
    r"(?P<term>[^:\uff1a]{2,90}?)(?:\s*(?:::|[:\uff1a])\s+|\uff1a|\s+(?:[-\u2013\u2014=]|->|\u2192)\s+)(?P<said>\S.*)",
    re.S,
)
_MARKS = re.compile(
    r"[|<>{}\\\ufffd\u2192\u21d2\u2705\u274c\u26a0\u2b50\u2022#*`_~]|->|=|https?:|www\.|!?\[\[|\]\]|\ufe0f|[\U0001f000-\U0001faff\u0e00-\u0e7f]"
)
_CODE = re.compile(r"\w_\w|\.\w+\(|\w\(\)|--?\w|\.\w+/|/\w+\.")  # of code in a sentence: no slip of the pen
_OPEN = re.compile(r"(?:[,:;(\u2013\u2014/&+-]|\b(?:and|or|etc|e\.g|i\.e))$")
_ORDINAL = re.compile(r"\W*\d+(?:[.,]\d+)*\w{0,2}\W*$")
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


def lexis(language: str) -> Lexis:
    return _lexes().get(language, _NOTHING)


def decisions(language: str) -> tuple[str, ...]:
    return lexis(language).decisions


_NOTHING = Lexis(*(frozenset(),) * 2, (), *(frozenset(),) * 7, (), frozenset())


@cache
def _lexes() -> Mapping[str, Lexis]:
    read = tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))
    return {
        language: Lexis(**{field.name: _words(given[field.name]) for field in fields(Lexis)})
        for language, given in read.items()
    }  # type: ignore[arg-type]


def _words(given: str | list[str]) -> frozenset[str] | tuple[str, ...]:
    if isinstance(given, list):
        return tuple(given)
    return frozenset(given.split("|")) if "|" in given else frozenset(given.split())


def split_line(line: str) -> tuple[str, str] | None:
    """The term and what is said of it, where a colon, a dash or an arrow parts them."""
    match = _SEPARATED.fullmatch(line.strip())
    return (clean_term(match["term"]), match["said"].strip()) if match else None


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
    if bare.endswith(("?", "!", ".")) or "," in bare or ";" in bare or '"' in bare:
        return False
    if words[0] in known.labels and (len(words) == 1 or _ORDINAL.match(bare[len(words[0]) :])):
        return False
    empty = stop_words(language) | known.points
    first = words[1] if words[0] in known.articles and len(words) > 1 else words[0]
    return first not in empty and not set(words) <= empty | known.labels and words[-1] not in empty


def has_marks(text: str) -> bool:
    """Whether anything of a text is markup, a sign, a link or a formula."""
    return bool(_MARKS.search(_CODE.sub("", text)))


def fit_meaning(text: str, language: str, longest: int = LONGEST_MEANING) -> str:
    """What is said of a thing, as it can stand in a question: all of it, or its first sentence; "" if neither can."""
    whole = " ".join(text.split()).rstrip(" ;,")
    first = _FIRST.split(whole, maxsplit=1)[0].rstrip(" ;,")
    for said in (whole, first):
        if len(said) <= longest and is_meaning(said, language):
            return said.removesuffix(".") if said.count(". ") == 0 else said
    return ""


def is_meaning(text: str, language: str) -> bool:
    """Whether words say something by themselves: they point nowhere else, name no price, and are not cut off."""
    if length(text) < SHORTEST_MEANING or has_marks(text) or _OPEN.search(text) or text.endswith("?"):
        return False
    if text.count("(") != text.count(")") or text.count('"') % 2 or is_priced(text):
        return False
    return not points(text, language)


def points(text: str, language: str) -> bool:
    """Whether a text refers to something outside it."""
    away = lexis(language).points
    if not text.isascii() and language in ("ja", "zh"):
        return any(word in text for word in away)
    return any(word in away for word in WORD.findall(text.casefold()))


def is_priced(text: str) -> bool:
    return any(one.kind in MONEY for one in quantities(text)) or any(sign in text for sign in "$\u20ac\u00a3\u00a5")


def tells(term: str, meaning: str, common: Set[str] = frozenset()) -> bool:
    """Whether what is said of a thing gives its name away. common: stems that half the notes hold, and tell nothing."""
    return bool(telling(term) & telling(meaning) - common) or without_brackets(term).casefold() in meaning.casefold()


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

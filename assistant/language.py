"""Words by which questions lean on each other, by language: read from languages.toml, which says what each list is."""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources

from quotewise.ingest.words import WORD, stop_words

Words = frozenset[str]
APOSTROPHE = re.compile(r"['\u2019]")


@dataclass(frozen=True, slots=True)
class Language:
    interrogatives: Words
    auxiliaries: Words
    more: Words
    own: Words
    openers: Words
    prepositions: Words
    joints: Words
    back: Words
    closing: Words
    relatives: Words
    here: Words
    dummies: Words
    impersonal: Words
    clauses: Words
    partner: Words
    orders: Words
    empty: Words  # what stop lists hold, see `ingest.words`

    @property
    def functional(self) -> Words:
        """Words that name nothing."""
        return self.asking | self.more | self.prepositions | self.joints | self.back | self.partner

    @property
    def asking(self) -> Words:
        return self.interrogatives | self.auxiliaries


def parts(text: str) -> list[str]:
    """Every word of a text in lower case, in order; "what's" is two, "start-up" one."""
    return [part for word in WORD.findall(text.lower()) for part in APOSTROPHE.split(word)]


def language_of(words: list[str]) -> Language:
    """The language that most of some words belong to, the first on a tie."""
    return max(_languages(), key=lambda language: sum(word in language.functional for word in words))


def without_courtesies(words: list[str]) -> list[str]:
    """Words without the phrases, of any language, that ask nothing of any notes."""
    return parts(_courtesies().sub(" ", f" {' '.join(words)} "))


def is_order(text: str) -> bool:
    """Whether a text tells somebody to do a piece of work: "please write me a poem", "could you translate this"."""
    words = without_courtesies(parts(text))
    language = language_of(words)
    while len(words) > 1 and words[0] in language.auxiliaries and words[1] in language.partner:
        words = without_courtesies(words[2:])
    return bool(words) and any(words[0] in one.orders for one in _languages())


@cache
def _languages() -> tuple[Language, ...]:
    names = [field.name for field in fields(Language) if field.name != "empty"]
    return tuple(
        Language(**{name: _list(given[name]) for name in names}, empty=stop_words(code))
        for code, given in _read().items()
    )


def _list(given: str) -> Words:
    """Words, or phrases where semicolons part them."""
    return (
        frozenset(" ".join(parts(phrase)) for phrase in given.split(";")) if ";" in given else frozenset(given.split())
    )


@cache
def _courtesies() -> re.Pattern[str]:
    phrases = {" ".join(parts(phrase)) for given in _read().values() for phrase in given["courtesies"].split(";")}
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)")


@cache
def _read() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files(__package__) / "languages.toml").read_text(encoding="utf-8"))

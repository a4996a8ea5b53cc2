"""What a field or column holds, told by its name: in eleven languages, spelled any way, slightly misspelled too."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from operator import itemgetter
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from quotewise.assistant.practice.question import LETTERS
from quotewise.ingest.labels import label_words

QUESTION = ("question", "term", "definition", "answer", "option", "wrong", "reason", "topic", "other")
OPTION = ("flag", "text", "letter", "reason")
LABELLED = ("question", "answer", "reason")  # of which labels.toml has words as well
ALIKE = 83  # of 100, likeness from which a name is a misspelled one
SHORTEST = 5  # letters of a name that may be misspelled, or stand within a longer one
LONGEST = 80  # letters of a name that is one, and no text

_APART = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)")


class Role(NamedTuple):
    """What a name stands for. fit: 3 for one that is known, 2 for a misspelled one, 1 for one within a longer one.

    at: of an option of its own ("Option B", "answer 2") which it is, 0 the first; else -1.
    """

    name: str
    fit: int
    at: int = -1


NONE = Role("", 0)


@cache
def words(kind: str) -> frozenset[str]:
    """The words of every language that fields.toml, and for some kinds labels.toml, has for a kind."""
    table = tomllib.loads((resources.files(__package__) / "fields.toml").read_text("utf-8"))[kind]
    own = {word for language in table.values() for word in language}
    return frozenset(own.union(label_words(kind) if kind in LABELLED else ()))


@cache
def known(kinds: tuple[str, ...]) -> dict[str, str]:
    """Each name with its role; of two roles it is that of the first kind."""
    return {word: kind for kind in reversed(kinds) for word in words(kind)}


@cache
def long_words(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The names that may be misspelled, or stand within longer ones."""
    return tuple(word for word in known(kinds) if len(word) >= SHORTEST)


@lru_cache(maxsize=4096)
def spell(name: str) -> str:
    """A name in small letters, its words apart: "correctAnswer_2" is "correct answer 2"."""
    return " ".join(re.findall(r"[^\W_]+", _APART.sub(" ", name))).casefold()


@lru_cache(maxsize=4096)
def role_of(name: str, kinds: tuple[str, ...] = QUESTION) -> Role:
    """What a field of this name holds, of the kinds of role; NONE where the name says nothing."""
    said, names = spell(name), known(kinds)
    if kinds is QUESTION and (at := option_at(said)) >= 0:
        return Role("option", 3, at)
    for each in (said, said.removesuffix("s")):
        if each in names:
            return Role(names[each], 3)
    if not SHORTEST <= len(said) <= LONGEST:
        return NONE
    long = long_words(kinds)
    if found := process.extractOne(said, long, scorer=fuzz.ratio, score_cutoff=ALIKE):
        return Role(names[found[0]], 2)
    apart = said.split()
    spans = {" ".join(apart[at:end]) for at in range(len(apart)) for end in range(at + 1, len(apart) + 1)}
    within = [word for word in long if word in spans or f"{word}s" in spans]
    return Role(names[max(within, key=len)], 1) if within else NONE


def option_at(said: str) -> int:
    """Which option a name like "option b", "answer 2" or "choice c text" is for, 0 the first; -1 for others."""
    return place_of(mark_of(said))


def mark_of(said: str) -> str:
    """The letter or number of the option that a name is for, "" for others."""
    base, mark = re.fullmatch(r"(?:(.+?) )?([^\W_])(?: .+)?|.*", spell(said)).groups()  # type: ignore[union-attr]
    named = len(base or "") > 1 and base in words("option") | words("answer")  # not "a, b": these are two
    return mark if mark and named else ""


def place_of(mark: str) -> int:
    """The place of a letter or a number from 1 on among options, 0 the first; -1 for anything else."""
    return max(LETTERS.lower().find(mark.casefold()), "123456789".find(mark)) if len(mark) == 1 else -1


def by_role(entry: Mapping[str, Any], kinds: tuple[str, ...] = QUESTION) -> dict[str, list[tuple[str, Any]]]:
    """The fields of an entry that say something under their roles, the surest name first, as (name, value).

    "lettered": the options that have a field each, in their order. A name that is a letter alone is one of these
    where there is more than one and the first is among them; "q" and "a", "f" and "b" are a card's sides else.
    """
    told = {str(name): value for name, value in entry.items() if says(value)}
    bare = {name for name in told if place_of(spell(name)) >= 0}
    bare = bare if kinds is QUESTION and len(bare) > 1 and any(place_of(spell(name)) == 0 for name in bare) else set()
    found: dict[str, list[tuple[int, int, str]]] = {}
    for name in told:
        role = Role("option", 3, place_of(spell(name))) if name in bare else role_of(name, kinds)
        if role.fit:
            found.setdefault("lettered" if role.at >= 0 else role.name, []).append((role.at, -role.fit, name))
    return {
        role: [(name, told[name]) for *_, name in sorted(names, key=itemgetter(0, 1))] for role, names in found.items()
    }


def says(value: Any) -> bool:
    return value is not None and value != [] and value != {} and not (isinstance(value, str) and not value.strip())


def is_any(text: str, kind: str) -> bool:
    """Whether a text is one of the words of a kind, case and signs aside."""
    return text.strip(" .*()").casefold() in words(kind)

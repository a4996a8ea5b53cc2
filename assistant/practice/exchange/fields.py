"""What a field or column holds, told by its name: in eleven languages, spelled any way, slightly misspelled too."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from operator import itemgetter
from typing import Any

from rapidfuzz import fuzz, process

from quotewise.assistant.practice.question import LETTERS
from quotewise.ingest.block import apply_edits
from quotewise.ingest.html_marks import find_marks
from quotewise.ingest.labels import label_words

QUESTION = ("question", "term", "definition", "answer", "option", "wrong", "reason", "topic", "other")
OPTION = ("flag", "text", "letter", "reason")
LABELLED = ("question", "answer", "reason")  # of which labels.toml has words as well
ALIKE = 83  # of 100, likeness from which a name is a misspelled one
SHORTEST, LONGEST = 5, 80  # letters of a name that may be misspelled, or hold another
Found = Mapping[str, list[tuple[str, Any]]]  # by role the fields that say something, the surest name first
_APART = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)")
_MARK = re.compile(r"(?:(.+?) )?([^\W_])(?: .+)?|.*")


@cache
def words(kind: str) -> frozenset[str]:
    """The words of every language that fields.toml, and for some kinds labels.toml, has for a kind."""
    table = tomllib.loads((resources.files(__package__) / "fields.toml").read_text("utf-8"))[kind]
    own = {word for language in table.values() for word in language}
    return frozenset(own.union(label_words(kind) if kind in LABELLED else ()))


def is_any(text: str, kind: str) -> bool:
    """Whether a text is one of the words of a kind, case and signs aside."""
    return text.strip(" .*()").casefold() in words(kind)


@cache
def known(kinds: tuple[str, ...], shortest: int = 0) -> dict[str, str]:
    """Each name with its role; of two roles it is that of the first kind."""
    return {word: kind for kind in reversed(kinds) for word in words(kind) if len(word) >= shortest}


@lru_cache(maxsize=4096)
def spell(name: str) -> str:
    """A name in small letters, its words apart: "correctAnswer_2" is "correct answer 2"."""
    return " ".join(re.findall(r"[^\W_]+", _APART.sub(" ", name))).casefold()


@lru_cache(maxsize=4096)
def role_of(name: str, kinds: tuple[str, ...]) -> tuple[str, int]:
    """What a field of this name holds, and how sure that is: 3 a known name, 2 a misspelled, 1 one within, 0 none."""
    said, names, long = spell(name), known(kinds), known(kinds, SHORTEST)
    for each in (said, said.removesuffix("s")):
        if each in names:
            return names[each], 3
    if not SHORTEST <= len(said) <= LONGEST:
        return "", 0
    if found := process.extractOne(said, long.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE):
        return names[found[0]], 2
    within = [word for word in long if f" {word} " in f" {said} " or f" {word}s " in f" {said} "]
    return (names[max(within, key=len)], 1) if within else ("", 0)


def mark_of(name: str) -> str:
    """The letter or number of the option that a name is for ("Option B", "answer_2"), "" for others."""
    base, mark = _MARK.fullmatch(spell(name)).groups()  # type: ignore[union-attr]
    named = len(base or "") > 1 and base in words("option") | words("answer")  # not "a, b": these are two
    return mark if mark and named else ""


def place_of(mark: str) -> int:
    """The place of a letter or a number from 1 on among options, 0 the first; -1 for anything else."""
    return max(LETTERS.lower().find(mark.casefold()), "123456789".find(mark)) if len(mark) == 1 else -1


def by_role(entry: Mapping[str, Any], kinds: tuple[str, ...] = QUESTION) -> Found:
    """The fields of an entry under their roles.

    "lettered": the options that have a field each, in their order. A name that is a letter alone is one of these
    where there is more than one and the first is among them; "q" and "a", "f" and "b" are a card's sides else.
    """
    told = {str(name): value for name, value in entry.items() if says(value)}
    alone = {name: place_of(spell(name)) for name in told}
    bare = 0 in alone.values() and sum(at >= 0 for at in alone.values()) > 1
    found: dict[str, list[tuple[int, str]]] = {}
    for name in told:
        at = max(place_of(mark_of(name)), alone[name] if bare else -1) if kinds is QUESTION else -1
        role, fit = ("lettered", -at) if at >= 0 else role_of(name, kinds)
        if role:
            found.setdefault(role, []).append((fit, name))
    return {
        role: [(name, told[name]) for _, name in sorted(names, key=itemgetter(0), reverse=True)]
        for role, names in found.items()
    }


def says(value: Any) -> bool:
    return value is not None and value not in ([], {}) and not (isinstance(value, str) and not value.strip())


def texts(found: Found, *roles: str) -> list[str]:
    """What the fields of some roles say that are text."""
    return [value for role in roles for _, value in found.get(role, ()) if isinstance(value, str)]


SEEN_OR_HEARD = re.compile(r"<(?:img|audio|video|iframe|object|svg)\b|\[sound:|!\[[^\[\]\n]{0,300}\]\(", re.I)
_BOLD = re.compile(r"(\*\*|(?<!\w)__)(?=[^\s_*])(.{1,1000}?)(?<=[^\s_*])\1(?!_)")  # never from one gap to the next
_WRAPPED = re.compile(r"([*_`])(?=\S)([^*_`]+)(?<=\S)\1")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,1000}\)|\[sound:[^\]\n]{0,300}\]")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:https?:|/|#)[^()\s]{0,1000}\)")


def bare(text: str) -> str:
    """A text's words, its lines kept: tags, entities, bold type, pictures and links gone.

    What is nothing but such marks stays as it is: it may be asked about, and is shown as the text it is.
    """
    shown = apply_edits(text, find_marks(text, 0, len(text))).text
    said = _LINK.sub(r"\1", _PICTURE.sub("", _BOLD.sub(r"\2", shown)))
    return in_lines(said) or in_lines(text)


def in_lines(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def phrase(text: str) -> str:
    """The same on one line, and out of code marks or slanted type where it stands in them as a whole."""
    said = joined([bare(text)])
    whole = _WRAPPED.fullmatch(said)
    return whole[2] if whole else said


def joined(texts: Iterable[str]) -> str:
    """Words on one line, those of several texts with a blank between."""
    return " ".join(" ".join(texts).split())

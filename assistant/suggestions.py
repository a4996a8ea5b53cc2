"""Questions worth asking, made from the notes' own headings: to begin with, and to go on from a place."""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice, takewhile

from quotewise.assistant.claim import Citation
from quotewise.assistant.conversation import names
from quotewise.assistant.language import language_of, parts
from quotewise.assistant.practice.writers.terms import lexis
from quotewise.index import Library
from quotewise.index.lookup import every_section

SHORTEST, LONGEST, MOST_WORDS = 3, 60, 8  # characters and words of a heading that is asked about
FULL = 150  # characters below a heading from which there is something to say of it
EVERYWHERE = 2  # sections from which a heading says nothing of its own: "Summary", "Step 1"
NEAR = 5000  # characters from a place to a section of another parent that is still asked about
FOREIGN = 2  # of no kin
NUMBERED = re.compile(r"^[^:]{0,30}\d[^:]{0,10}:\s+|^[\W_]*\d+(?:[.)\u2013-]\d*)*[\s.)]+")  # "Step 2: ", "1.3 "
EDGES = re.compile(r"^[\W_]+|[^\w)?+#%]+$")
WHOLE = ("?", "\uff1f")


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """A section of a note as one would ask about it. path: its headings; at: where it begins; size: characters."""

    name: str
    source: str
    path: str
    at: int
    size: int


def topics(library: Library) -> list[Topic]:
    """What the sections of all notes are about, note by note in their order; those that name nothing are left out."""
    found = [Topic(named(section[1]), *section) for section in every_section(library)]
    common = Counter(topic.name.casefold() for topic in found)
    own = (topic for topic in found if common[topic.name.casefold()] < EVERYWHERE)
    return [topic for topic in own if is_telling(topic, library.language_of(topic.name))]


def named(path: str) -> str:
    """The last heading of a path without its number or what it is counted as."""
    return EDGES.sub("", NUMBERED.sub("", path.rpartition(" > ")[2]).strip())


def is_telling(topic: Topic, language: str) -> bool:
    """Whether a section is large enough, and its heading says what it is about: "Chapter Summary" does not."""
    words = parts(topic.name)
    fits = SHORTEST <= len(topic.name) <= LONGEST and len(words) <= MOST_WORDS and topic.size >= FULL
    labels, spoken = lexis(language).labels, language_of(words)
    return fits and any(names(word, spoken) for word in words if word not in labels)


def openers(library: Library, every: Sequence[Topic], count: int, seed: str) -> list[str]:
    """Questions to begin with, from as many notes as there are; of each those with most to say of come first."""
    chance = random.Random(seed)
    by_note: dict[str, list[Topic]] = {}
    for topic in sorted(every, key=lambda topic: -topic.size * chance.uniform(0.5, 1)):
        by_note.setdefault(topic.source, []).append(topic)
    notes = list(by_note.values())
    chance.shuffle(notes)
    rounds = (note[at] for at in range(count) for note in notes if at < len(note))
    return [asked(library, topic.name) for topic, _ in zip(rounds, range(count), strict=False)]


def follow_ups(
    library: Library, every: Sequence[Topic], place: Citation, count: int, but: Collection[str] = ()
) -> list[str]:
    """Questions on what stands next to a place in its note: its section's siblings, then what stands under it, then
    others nearby; the nearest first, and nothing from far away. but: were asked."""
    note = [topic for topic in every if topic.source == place.source]
    around = [topic for topic in note if shared(topic.path, place.heading) == depth(topic.path)]  # they hold the place
    ranked = ((kinship(topic.path, place.heading), gap(topic, place), topic) for topic in note if topic not in around)
    near = sorted(one for one in ranked if one[0] < FOREIGN or one[1] <= NEAR)
    known = {question.casefold() for question in but}
    made = (asked(library, topic.name) for _, _, topic in near)
    return list(islice((question for question in made if question.casefold() not in known), count))


def kinship(path: str, own: str) -> int:
    """0 for a section under the same heading as one's own, 1 for one under that itself, FOREIGN for any other."""
    alike = shared(path, own)
    if not alike or alike < depth(own) - 1:
        return FOREIGN
    return int(alike == depth(own))


def gap(topic: Topic, place: Citation) -> int:
    """How many characters lie between a section and a place."""
    return max(topic.at - place.end, place.start - topic.at - topic.size, 0)


def depth(path: str) -> int:
    return path.count(" > ") + 1


def shared(one: str, other: str) -> int:
    """How many headings two paths begin with alike."""
    pairs = zip(one.split(" > "), other.split(" > "), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def asked(library: Library, heading: str) -> str:
    """A heading as a question in the notes' language; the heading itself where none can be phrased, or it is one."""
    form = _forms().get(library.language_of(heading), "")
    words = parts(heading)
    if words and words[0] in language_of(words).interrogatives:
        return heading if heading.endswith(WHOLE) else f"{heading}?"
    return heading if not form or heading.endswith(WHOLE) else form.format(heading=heading)


@cache
def _forms() -> dict[str, str]:
    read = tomllib.loads((resources.files(__package__) / "suggestions.toml").read_text(encoding="utf-8"))
    return {language: form["about"] for language, form in read.items()}

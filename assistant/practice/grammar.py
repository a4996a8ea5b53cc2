"""Words made to fit: articles, endings, capitals, the beginning and the end of a sentence."""

import re
from collections import Counter
from collections.abc import Iterable

from quotewise.assistant.phrasing import plain

COUNTED = re.compile(r"\b(?:an?|each|one|every|another) ([a-z]+)(?=( [a-z]+)?)")
COUNTABLE = frozenset(
    "service feature tool algorithm metric technique method format table process error change chart graph report"
    " store".split()
)
DANGLING = re.compile(r"\b(?:this|these|those|it|its|they|them|their|he|she|such|above|below|here|there)\b", re.I)
MARKUP = re.compile(r"[|*_`#<>{}\\\u2192\u21d2=\u2705\u274c\u26a0\u2b50\u2022\ufffd]|->|\ufe0f|[\U0001f000-\U0001faff]")


def capitalise(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if re.search(r"[\d._A-Z]|^\w-", first[:-1]) else text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    text = capitalise(text.strip().rstrip(" ,;:"))
    return text if text.endswith((".", "!", "?")) else f"{text}."


def article(phrase: str) -> str:
    """ "a" or "an", by how the phrase's first word sounds."""
    if phrase[:2].isupper() and len(phrase.split()[0]) < 5:
        return "an" if phrase[0] in "AEFHILMNORSX" else "a"
    return "an" if re.match(r"(?:[aeio]|un(?!i)|u(?!ni|s[eua]|ti|r[aei]))", phrase, re.I) else "a"


def singular(noun: str) -> str:
    lower = noun.lower()
    if lower.endswith(("ics", "us", "ss", "sis", "series")) and not lower.endswith(("cpus", "gpus", "menus")):
        return noun
    for ending, put in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if lower.endswith(ending):
            return noun[: len(noun) - len(ending)] + put
    return noun[:-1] if lower.endswith("s") else noun


def plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def first_sentence(text: str) -> str:
    """What stands before the first full stop or semicolon that ends something."""
    return re.split(r"(?<=[a-z0-9)%\]])[.!?](?:\s|$)|;\s", text.strip(), maxsplit=1)[0].strip()


def without_brackets(text: str) -> str:
    return " ".join(re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", text).split())


def is_clean(text: str) -> bool:
    """Whether a text can stand in a question: no markup, no signs, nothing cut off, brackets closed."""
    return (
        bool(text.strip())
        and not MARKUP.search(text)
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and not text.rstrip().endswith((",", ":", "-", "and", " or", "..."))
        and "\n" not in text
    )


def dangles(text: str) -> bool:
    """Whether a text points at something outside itself."""
    return bool(DANGLING.search(text))


def tidy(text: str) -> str:
    """A line of the notes without its list mark, emphasis, code marks and signs."""
    return " ".join(re.sub(r"[`*]", "", plain(text)).split()).strip()


class Names:
    """Which words of the notes are names: they keep their capital wherever they stand."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._lower: Counter[str] = Counter()
        self._upper: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()
        for text in texts:
            self._lower.update(re.findall(r"\b[a-z][a-z]+\b", text))
            for counted in COUNTED.finditer(text):
                self._counted.update(filter(None, (counted[1], counted[2] and counted[2].strip())))
            self._upper.update(word.lower() for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z]+\b", text))

    def is_name(self, word: str) -> bool:
        """Written with a capital in the middle of sentences more often than without, or with one inside."""
        word = word.strip("\"'(,.:").removesuffix("'s")
        if not word[:1].isupper() or word == "A":
            return False
        if re.search(r"[A-Z0-9]", word[1:]) or len(word) == 1:
            return True
        found = word.lower()
        return self._upper[found] > self._lower[found]

    def is_countable(self, noun: str) -> bool:
        """Whether the notes say "a" or "each" before this noun, be it with a word between, or have its plural."""
        seen = self._counted[noun] + self._lower[plural(noun)] > 0
        return noun in COUNTABLE or (seen and not noun.endswith("s"))

    def is_plural(self, name: str) -> bool:
        """Whether a name ends in the plural of a word of the notes ("Spot Instances")."""
        last = name.split()[-1]
        return singular(last) != last and not last.isupper() and self._lower[singular(last).lower()] > 0

    def inside(self, text: str) -> str:
        """A text as it goes on in the middle of a sentence."""
        first, *rest = text.split(" ")
        titled = any(word[:1].isupper() and word[1:].islower() and not self.is_name(word) for word in rest[1:3])
        return text if self.is_name(first) or titled else f"{text[:1].lower()}{text[1:]}"

    def plain(self, text: str) -> str:
        """A text in the middle of a sentence: title case becomes lower case, unless there is a name in it."""
        titled = [word for word in text.split() if word[:1].isupper() and word[1:].islower()]
        if not any(map(self.is_name, titled)):
            return " ".join(word.lower() if word in titled else word for word in text.split())
        rest = text.split()[1:]
        return text if not rest or rest[0][:1].isupper() else self.inside(text)

    def subject(self, text: str) -> str:
        """A thing's name in the middle of a sentence: written as it is, but for a capital that begins plain words."""
        rest = text.split()[1:]
        return (
            text if any(word[:1].isupper() for word in rest) or (not rest and text[:1].isupper()) else self.inside(text)
        )

    def with_article(self, phrase: str) -> str:
        """A phrase with "a" before it, where its noun is one of those that are counted and stands alone."""
        words = re.split(r",| (?=(?:for|of|to|with|in|on|that|which|and|or|from|by|at)\b)", phrase, maxsplit=1)[
            0
        ].split()
        head = words[-1].lower() if words else ""
        counted = head.isalpha() and not head.endswith(
            ("ion", "ing", "ment", "sis", "s", "ity", "ance", "ence", "data")
        )
        bare = words and not re.match(
            r"(?:an?|the|one|any|many|few|some|no|more|all|each|every|two|both)$|\d", words[0]
        )
        return f"{article(phrase)} {phrase}" if counted and bare and self.is_countable(head) else phrase

    def third_person(self, participle: str) -> str:
        """ "measuring" -> "measures", by the form that the notes use; "" where they use none."""
        root = participle[:-3]
        doubled = len(root) > 2 and root[-1] == root[-2]
        forms = [f"{root}e", root, *([root[:-1]] if doubled else [])]
        best = max(forms, key=lambda form: self._lower[form] + self._lower[f"{form}s"])
        if not self._lower[best] + self._lower[f"{best}s"]:
            return ""
        return plural(best)

"""Words made to fit: articles, endings, capitals, the beginning and the end of a sentence."""

import re
from collections import Counter
from collections.abc import Iterable

from quotewise.assistant.extract.phrasing import plain

COUNTED = re.compile(r"\b(?:an?|each|one|every|another) ([a-z]+)(?=( [a-z]+)?)")
COUNTABLE = frozenset("service feature tool algorithm metric technique method format table process error".split())
DANGLING = re.compile(r"\b(?:this|these|those|it|its|they|them|their|he|she|such|above|below|here|there)\b", re.I)
MARKUP = re.compile(r"[|*_`#<>{}\\\u2192\u21d2=\u2705\u274c\u26a0\u2b50\u2022\ufffd]|->|\ufe0f|[\U0001f000-\U0001faff]")


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


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
    for ending, put in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("ics", "ics"), ("us", "us")):
        if noun.lower().endswith(ending):
            return noun[: len(noun) - len(ending)] + put
    return noun[:-1] if noun.lower().endswith("s") and not noun.lower().endswith(("ss", "sis")) else noun


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
        word = word.strip("\"'(,.:")
        if not word[:1].isupper():
            return False
        if re.search(r"[A-Z0-9]", word[1:]) or len(word) == 1:
            return True
        found = word.lower()
        return self._upper[found] > self._lower[found]

    def is_countable(self, noun: str) -> bool:
        """Whether the notes say "a" or "each" before this noun, be it with a word between."""
        return noun in COUNTABLE or (self._counted[noun] > 0 and not noun.endswith("s"))

    def is_plural(self, name: str) -> bool:
        """Whether a name ends in the plural of a word of the notes ("Spot Instances")."""
        last = name.split()[-1]
        return singular(last) != last and not last.isupper() and self._lower[singular(last).lower()] > 0

    def inside(self, text: str) -> str:
        """A text as it goes on in the middle of a sentence."""
        first, _, _ = text.partition(" ")
        return text if self.is_name(first) else f"{text[:1].lower()}{text[1:]}"

    def third_person(self, participle: str) -> str:
        """ "measuring" -> "measures", by the form that the notes use; "" where they use none."""
        root = participle[:-3]
        doubled = len(root) > 2 and root[-1] == root[-2]
        forms = [f"{root}e", root, *([root[:-1]] if doubled else [])]
        best = max(forms, key=lambda form: self._lower[form] + self._lower[f"{form}s"])
        if not self._lower[best] + self._lower[f"{best}s"]:
            return ""
        return plural(best)

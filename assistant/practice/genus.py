"""What kind of thing a definition names, how it is put, and the words that ask for it or say it."""

import re
from itertools import pairwise
from typing import Literal

from quotewise.assistant.practice.grammar import Names, article, is_clean, sentence, singular, without_brackets
from quotewise.assistant.practice.verbs import is_verb

# "a table showing ...", "the share of ...", "techniques to ...", "making predictions", "sends ...", "one class has ..."
Shape = Literal["one", "the", "some", "doing", "does", "clause", "when", "odd"]

# Nouns that say what kind of thing something is, so that "which X" can be asked; the kinds they come down to.
KINDS = {
    noun: kind
    for kind, nouns in {
        "service": "service feature tool platform capability bus database warehouse store repository registry system",
        "endpoint": "endpoint variant",
        "algorithm": "algorithm learner compiler",
        "metric": "metric measure score statistic",
        "technique": "technique method approach strategy encoding deployment",
        "format": "format",
        "chart": "chart plot curve graph",
        "chip": "chip processor",
        "setting": "hyperparameter parameter setting",
        "principle": "principle regulation standard policy law",
        "library": "library framework sdk language",
        "test": "test check",
    }.items()
    for noun in nouns.split()
}
SHARES = frozenset("average mean root area proportion percentage ratio share number sum".split())
HAPPENINGS = frozenset("change error degradation delay drift".split())
_JOINING = (
    "for|that|instead|which|who|of|to|using|with|where|when|in|on|by|from|and|at|without|under|between|against|based|used|popular"
    "|optimi[sz]ed|built"
)
_PHRASE_END = re.compile(rf",| (?=(?:{_JOINING})\b)")
_INDEFINITE = re.compile(r"(?:an?|the|one|any|your|its|every|each|same|several|most|all|both|no|only)$")
_MASS = frozenset("data information training pricing compute code time learning storage".split())
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|can|cannot|may|must|will|does|do)\b")
_RELATIVE = re.compile(r"\b(?:how|what|why|that|which|who|whose|where|when|if|once|while|so|during)\b")
_FORMS = (
    (re.compile(r"(?:that|which) (?P<verb>\w+s|can|has|lets) (?P<rest>.+)$"), "{verb} {rest}"),
    (re.compile(r"(?P<rest>for (?:the )?\w.+)$"), "is used {rest}"),
    (re.compile(r"to (?P<rest>[a-z]\w+ .+)$"), "is used to {rest}"),
    (re.compile(r"(?P<rest>(?:optimi[sz]ed|used|designed|built|made|popular|compiled|based|shared) .+)$"), "is {rest}"),
    (re.compile(r"(?P<ing>[a-z]\w+ing) (?P<rest>.+)$"), "{ing} {rest}"),
    (re.compile(r"with (?P<rest>.+)$"), "comes with {rest}"),
)


def noun_phrase(said: str, names: Names | None = None) -> tuple[list[str], str]:
    """The words a definition begins with, up to where it goes on to say what for, which, of what; and the rest."""
    end = _PHRASE_END.search(said)
    words, rest = said[: end.start() if end else len(said)].split(), said[end.start() :] if end else ""
    at = next((at for at, word in enumerate(words) if at and word.endswith("ing")), 0)
    before = KINDS.get(words[at - 1].lower(), "") if at else ""
    if not at or at == len(words) - 1:
        return words, rest
    if words[-1].lower() in KINDS and before in ("", "setting"):  # "hyperparameter tuning strategy"
        return words, rest
    whole = not before and names is not None and names.is_countable(words[-1].lower())
    if whole and not {"the", "a", "an"} & set(words[at:]):
        return words, rest
    return words[:at], f" {' '.join(words[at:])}{rest}"


def kind_of(text: str) -> str:
    """The coarse kind of what a definition names: "service", "metric", "activity", ... "" where it cannot be told."""
    words = [word.lower().strip("'\"") for word in noun_phrase(without_brackets(text))[0]]
    if not words:
        return ""
    if words[-1] in KINDS or (singular(words[-1]) in KINDS and not words[0].endswith("ing")):
        return KINDS[singular(words[-1])]
    if words[0] in SHARES:
        return "metric"
    if _is_doing(words):
        return "activity"
    return "phenomenon" if singular(words[-1]) in HAPPENINGS else ""


def _is_doing(words: list[str]) -> bool:
    return words[0].endswith("ing") or (words[0].endswith("ly") and len(words) > 1 and words[1].endswith("ing"))


def shape_of(text: str, names: Names) -> Shape:
    """How a definition is put: it decides which words stand before it. "odd" where that cannot be told."""
    said = names.inside(without_brackets(text))
    first = said.split()[0]
    if re.match(r"(?:when|if)\b", said):
        return "when"
    if first.endswith(("'s", "\u2019s")):  # "the bakery's oven" has its article
        return "some"
    if re.match(r"(?:how|what|why|not|see|also|in|on|under|over|at|by|with|for|up|from|\d)\b", said):
        return "odd"
    if (
        first.endswith("s")
        and not first.endswith("ss")
        and is_verb(first)
        and not said[len(first) :].startswith(" of ")
    ):
        return "does"
    words, rest = noun_phrase(said, names)
    words = [word.lower() for word in words]
    if _is_clause(said, words):
        return "clause"
    if not words or (len(words) == 1 and is_verb(words[0]) and re.match(r" \w+ing\b", rest)):  # "end training once ..."
        return "odd"
    head = words[-1]
    if head not in KINDS and _is_doing(words):
        return "doing"
    if _INDEFINITE.match(words[0]) or head in _MASS:
        return "some"
    if words[0] in SHARES and head not in KINDS:
        return "the"
    if rest.startswith(" of ") and head not in KINDS and singular(head) == head:
        return "the"
    if head.endswith("ing") or (head.endswith("s") and singular(head) != head):
        return "some"
    return "one" if head in KINDS or names.is_countable(head) else "odd"


def _is_clause(said: str, words: list[str]) -> bool:
    """Whether a text has a subject and a verb of its own, before any "that" or "which"."""
    verbs = [
        word
        for before, word in pairwise(words)
        if word.endswith("s") and not word.endswith("ss") and is_verb(word) and not before.endswith(("ed", "le"))
    ]
    if re.match(r"(?:an?|the) \w+ the ", said):
        return False  # "a queue the worker reads"
    *_, last = said.split()
    if last.endswith("s") and re.match(r"the ", said) and " of " in said and is_verb(last) and last not in words:
        return True  # "the mix of colours changes"
    if len(words) == 2 and singular(words[0]) != words[0] and words[1] == singular(words[1]) and is_verb(words[1]):
        return True  # "prices rise, the rest stays"
    alone = re.match(r"(?:you|everything|nothing|people)\b", said)
    return bool(_AUXILIARY.search(_RELATIVE.split(said)[0]) or alone or (verbs and not _is_doing(words)))


def kind_asked(text: str, names: Names) -> str:
    """The question whose answer is what `text` defines; "" where no good one can be made."""
    said = names.inside(without_brackets(text)).rstrip(".")
    shape = shape_of(said, names)
    if not is_clean(said) or shape == "odd":
        return ""
    if shape in ("one", "some") and (asked := _ask_which(said, names)):
        return asked
    match shape:
        case "one":
            return f"Which term describes {article(said)} {said}?"
        case "the":
            return f"Which term describes the {said}?"
        case "some" | "doing":
            return f"Which term describes {said}?"
        case "does":
            return f"Which of these {said}?"
        case "when":
            return f"What is it called {said}?"
    return f"Which term matches the description \u201c{said}\u201d?"


def _ask_which(said: str, names: Names) -> str:
    """ "Which AWS service is used for ...?", where the definition begins with a noun that says the kind."""
    words, rest = noun_phrase(re.sub(r"^(?:an?|the) ", "", said), names)
    if not words or words[-1].lower() not in KINDS:
        return ""
    phrase, rest = " ".join(words), rest.lstrip(" ,")
    if not rest:
        return f"Which of these is {article(phrase)} {phrase}?"
    for form, shape in _FORMS:
        if not (found := form.match(rest)):
            continue
        groups = {name: words for name, words in found.groupdict().items() if words}
        if "ing" in groups:
            groups["ing"] = names.third_person(groups["ing"])
        if all(groups.values()) and (
            "verb" not in groups or is_verb(groups["verb"]) or groups["verb"] in ("can", "has")
        ):
            return f"Which {phrase} {shape.format(**groups)}?"
    return ""


def _is_many(said: str, names: Names) -> bool:
    """Whether the noun of a definition is a plural: "techniques to ..."."""
    words, _ = noun_phrase(said, names)
    return bool(words) and words[-1].endswith("s") and singular(words[-1]) != words[-1]


def say_is(term: str, text: str, names: Names) -> list[str]:
    """Ways to say what a thing is in a sentence, the best first; the last says it as the notes do."""
    name, said = without_brackets(term), names.inside(text)
    plain = sentence(f"{term}: {text}")
    one = kind_of(text) in ("service", "algorithm", "library", "format")  # "SageMaker Pipelines is a service"
    verb = "are" if names.is_plural(name) and not one else "is"
    match shape_of(text, names):
        case "one" if verb == "is":
            return [sentence(f"{name} is {article(said)} {said}"), plain]
        case "the":
            return [sentence(f"{name} {verb} the {said}"), plain]
        case "some" if verb == "is" and _is_many(said, names):
            return [sentence(f"{name} means {said}"), plain]
        case "some" | "one":
            return [sentence(f"{name} {verb} {said}"), sentence(f"{name} means {said}"), plain]
        case "doing":
            return [sentence(f"{name} means {said}"), plain]
        case "does":
            return [sentence(f"{name} {without_brackets(said)}"), sentence(f"{name} {said}"), plain]
        case "clause" if re.match(r"(?:an?|the|everything|you|files)\b", said):
            return [sentence(f"{name} means that {said}"), plain]
        case "when":
            return [sentence(f"{name} occurs {said}"), sentence(f"{name} is {said}"), plain]
    return [sentence(f"{name} is {said}") if verb == "is" else plain, plain] if kind_of(text) else [plain]

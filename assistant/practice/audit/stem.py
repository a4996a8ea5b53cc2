"""Faults that the stem shows by itself."""

import re
from collections.abc import Iterator

from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.verbs import AUXILIARIES, finite_verbs
from quotewise.assistant.unit import sentence_texts
from quotewise.ingest.words import stop_words

FEWEST_ASKED = 1  # words that carry meaning, in a question; one of fewer asks nothing
FEWEST_BEGUN = 4  # the same, in a stem that the options go on with
LONG_STEM = 45  # words, from which sentences are held against what is asked
IDLE_SENTENCES = 2
IDLE_SHARE = 0.35  # of the stem's words

GAP = re.compile(r"_{3,}|\.{4,}|\[\s*(?:blank)?\s*\]")
# "Which of the following is true?" and its kind; words that say nothing of what is asked
EMPTY_ASK = frozenset(
    stems(
        """following statement statements option options answer answers choice true correct right best false incorrect
        fits fit hold holds accurate term description matches apply applies describe describes mean select choose"""
    )
)
TRUE_OR_FALSE = re.compile(r"^\W*true or false\W*", re.IGNORECASE)
# Words that make a part of a sentence depend on the rest of it.
_DEPENDS = (
    "because|once|when|whenever|where|which|who|whose|after|before|until|unless|except|if|since"
    "|although|though|then|that"
)
# Where another statement may begin, and what begins one that goes on with the last or depends on it.
_PARTED = re.compile(
    rf"[;()]|[,.!?](?=\s)|\s[\u2013\u2014-]\s|\b(?=(?:and|but|while|whereas|so|{_DEPENDS})\b)", re.IGNORECASE
)
_DEPENDING = re.compile(
    rf"\W*(?:(?:{_DEPENDS}|whatever|however|no matter|even|regardless|as|such as|for example)\b"
    r"|(?:and |or |but )?\w+ing\b)",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(rf"\b(?:{'|'.join(AUXILIARIES)})\b")
_TWO_ARTICLES = re.compile(
    r"\b(?:describes|is|are|means|term for) (?:an?|the) (?!same\b|more\b|less\b|few\b)[a-z]+ (?:an?|the) "
)
_POINTING = re.compile(
    r"\b(?:the|this|these|that)\s+(?:\w+\s+)?(?:table|figure|diagram|passage|chart|picture|list|example|snippet|text)s?"
    r"\s+(?:above|below)\b|\b(?:table|figure|diagram|passage|example)s? (?:above|below)\b"
    r"|\bas (?:shown|seen|said) (?:above|below)\b"
    r"|\b(?:this|that) (?:section|chapter|passage|note|paragraph|domain|slide|task)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|this|these|those|he|she)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|cannot|never|no|neither|except|isn't|aren't|doesn't|don't|can't|won't)\b", re.IGNORECASE)
_STRESSED = re.compile(r"\b(?:NOT|EXCEPT|LEAST|NEVER|CANNOT)\b")
_TURNING = re.compile(r"\b(?:not|cannot|never|except|least)\b|\w+n[\u2019']t\b")
_LABEL = re.compile(
    r"_{3,}\s?[-\u2013]\s?\d|\d\s?[-\u2013]\s?_{3,}|^(?:[*_#>\-\u2022]|\d+[.)])|[|]|\*\*|```|\ufffd|[\u0e00-\u0e7f]|(?:style|fill):"
)


def stem_flaws(question: Question) -> Iterator[Flaw]:
    """Every fault of the stem, whatever the options are."""
    stem = question.stem.strip()
    if is_unfocused(question):
        yield Flaw("unfocused_stem", stem)
    if leans_on := leaning(stem):
        yield Flaw("ambiguous_stem", leans_on)
    if question.options and question.kind != "true_false":
        if GAP.search(stem):
            yield Flaw("fill_in_stem", "a gap")
        yield from negative_flaws(stem)
    if question.kind == "true_false" and (clauses := ideas(stem)) > 1:
        yield Flaw("two_ideas", f"{clauses} clauses")
    if broken := _TWO_ARTICLES.search(stem):
        yield Flaw("ungrammatical", broken.group())
    if _LABEL.search(stem):
        yield Flaw("debris", stem)
    if idle := idle_sentences(question):
        yield Flaw("gratuitous_stem", " ".join(idle))


def is_unfocused(question: Question) -> bool:
    """Whether the stem has too few words of its own to ask anything, or is but a label."""
    stem = question.stem.strip()
    telling = [word for word in stems(stem) if word not in EMPTY_ASK and not word.isdigit()]
    if question.kind in ("matching", "ordering"):
        return len(telling) < FEWEST_ASKED
    return len(telling) < (FEWEST_ASKED if stem.endswith(("?", ".")) else FEWEST_BEGUN) or not [
        word for word in telling if word not in stop_words("en")
    ]


def leaning(stem: str) -> str:
    """What the stem leans on that is not in it: a table above, or a pronoun before any noun; "" if nothing."""
    if pointed := _POINTING.search(stem):
        return pointed.group()
    for pronoun in _PRONOUN.finditer(stem):
        before = stem[: pronoun.start()]
        after = stem[pronoun.end() :].split(".")[0]
        noun_follows = re.match(r"\s+[a-z]\w+", after) and pronoun.group().lower() in ("this", "these", "those")
        if not _says(before) and not noun_follows and not re.match(r"\s+(?:is|was)\b.*\b(?:that|to)\b", after):
            return pronoun.group()
    return ""


def _says(text: str) -> bool:
    """Whether a text names anything a pronoun can stand for."""
    return any(word.lower() not in stop_words("en") and not word.isdigit() for word in re.findall(r"[\w'-]+", text))


def negative_flaws(stem: str) -> Iterator[Flaw]:
    ask = ExamItem(stem, {}).ask
    denials = _NOT.findall(ask)
    if len(denials) > 1:
        yield Flaw("double_negative", ask)
    elif ExamItem(stem, {}).turned_round and not _STRESSED.search(ask):
        yield Flaw("negative_stem", ask)


def stress_negation(stem: str) -> str:
    """The stem with the word that turns the question round in capitals."""
    ask = ExamItem(stem, {}).ask
    put = re.sub(r"\bcannot\b", "can NOT", re.sub(r"(\w+)n[\u2019']t\b", _spelt_out, ask))
    put = re.sub(_TURNING, lambda found: found.group().upper(), put, count=1) if put == ask else put
    at = stem.rindex(ask)
    return stem[:at] + put + stem[at + len(ask) :]


def _spelt_out(found: re.Match[str]) -> str:
    return {"ca": "can", "wo": "will", "sha": "shall"}.get(found[1], found[1]) + " NOT"


def ideas(statement: str) -> int:
    """How many things a statement says that could be true and false apart: parts with a subject and a verb."""
    parts = [part for part in _PARTED.split(TRUE_OR_FALSE.sub("", statement)) if re.search(r"\w", part)]
    begins = next((at for at, part in enumerate(parts) if _AUXILIARY.search(part) or any(finite_verbs(part))), 0)
    return 1 + sum(_says_itself(part) and not _DEPENDING.match(part) for part in parts[begins + 1 :])


def _says_itself(part: str) -> bool:
    """Whether a verb stands amid a part, its subject before it: at its end it may be a noun ("SQL queries")."""
    verbs = [verb.start() for verb in finite_verbs(part)]
    before = part[: min([*verbs, *(found.start() for found in _AUXILIARY.finditer(part))], default=0)]
    last = [word.start() for word in re.finditer(r"[\w'-]+", part)][-1]
    return any(verb < last for verb in verbs) and _says(before) and not re.search(r"\bto\b", before)


def idle_sentences(question: Question) -> list[str]:
    """Sentences of a long stem that share no word with what is asked, the options or the quotes; [] if few."""
    sentences = sentence_texts(question.stem)
    if len(question.stem.split()) < LONG_STEM or len(sentences) < IDLE_SENTENCES + 1:
        return []
    said = [sentences[-1], *question.options.values(), *question.answer, question.rationale.text]
    said += [citation.quote for citation in question.citations]
    telling = set(stems(" ".join(said)))
    idle = [sentence for sentence in sentences[:-1] if not telling & set(stems(sentence))]
    share = sum(len(sentence.split()) for sentence in idle) / len(question.stem.split())
    return idle if len(idle) >= IDLE_SENTENCES and share >= IDLE_SHARE else []

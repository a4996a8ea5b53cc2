"""What a question leans on: the one before it where it cannot be understood alone, nothing else.

It leans where it begins with "and", refers back to what it does not name itself, or names nothing of its own. It is
then searched for behind the subject of the one before; every other question is treated as if none had been before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.assistant.extract.everyday import is_everyday
from quotewise.assistant.gate.wording import stem
from quotewise.assistant.language import Language, language_of, parts, without_courtesies
from quotewise.index import Library
from quotewise.index.lexical import ENGLISH, inverse_frequency
from quotewise.ingest.words import WORD, stop_words

SUBJECT = 12  # words of the questions before that are carried on, at most
LONGEST = 2000  # characters of a question or answer that are read
CHAIN = 4  # questions that lean on each other in a row, followed back so far
FRAGMENT = 4  # words; a longer question is no fragment
COMMON = 0.01  # share of the passages that hold all words of a fragment, from which it singles nothing out
FEW = 3  # passages that single out, however few there are in all


@dataclass(frozen=True, slots=True)
class Leaning:
    """A question as it is searched for. on: the earlier question it leans on, with its answer, None if on none."""

    searched: str
    on: tuple[str, str] | None = None


def lean(library: Library, question: str, history: Sequence[str] = ()) -> Leaning:
    """history: earlier questions and answers in turn, oldest first; of what is long the beginning is read."""
    earlier = [turn for turn in turns(history) if not is_small_talk(turn[0])]
    if not earlier or is_small_talk(question) or not leans(library, question):
        return Leaning(question)
    carried: list[str] = []
    for asked, _ in reversed(earlier):
        carried = [*subject(asked), *carried]
        if not leans(library, asked):
            break
    return Leaning(f"{' '.join(shortened(library, carried))} {question}".strip(), earlier[-1])


def in_full(library: Library, question: str, history: Sequence[str] = ()) -> str:
    """The question as it is searched for, with the subject of what it leans on."""
    return lean(library, question, history).searched


def turns(history: Sequence[str]) -> list[tuple[str, str]]:
    """The last earlier questions with their answers, "" for one that was not answered yet."""
    begun = max(0, len(history) - 2 * CHAIN) // 2 * 2
    given = [text[:LONGEST] for text in history[begun:]]
    return [(given[at], (given[at + 1 : at + 2] or [""])[0]) for at in range(0, len(given), 2)]


def is_small_talk(text: str) -> bool:
    """Whether a text asks nothing of any notes: thanks, greetings, signs alone, words about who is spoken to."""
    words = parts(text)
    left = without_courtesies(words)
    if not left:
        return True
    language = language_of(words)
    if any(names(word, language) for word in left):
        return False
    if len(left) < len(words):  # "thanks, that helps", but not "ok, why is that?"
        return not any(word in language.interrogatives for word in left)
    back = language.back | language.more
    return any(word in language.partner for word in left) and not any(word in back for word in left)


def leans(library: Library, question: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    words = without_courtesies(parts(library.repaired(question)))
    language = language_of(words)
    if not any(names(word, language) or word.isdigit() for word in words):
        return True
    if opened := opening(words, language):
        words = words[opened:]
        named = [word for word in words if names(word, language)]
        whole = len(words) > FRAGMENT and words[0] in language.asking and len(named) > 1
        if not whole or not library.holding_all(named):
            return True  # "and RTO?"; "and what is a DPU in AWS Glue?" is a question of its own
    asks = any(word in language.asking for word in words)
    return (
        (words[0] in language.prepositions and not asks)
        or (len(words) <= 2 and words[0] in language.interrogatives)
        or (words[-1] in language.closing and words[-2] not in language.auxiliaries)
        or refers_back(library, words, language)
        or (not asks and is_vague(library, words, language))
    )


def opening(words: list[str], language: Language) -> int:
    """How many words begin as what goes on from another question does."""
    return next((count for count in (4, 3, 2, 1) if " ".join(words[:count]) in language.openers), 0)


def refers_back(library: Library, words: list[str], language: Language) -> bool:
    """Whether a word refers to what was not named before it in the same question: by a word of the notes, or by two."""
    before = 0
    for at, word in enumerate(words):
        if word in language.back and is_reference(library, words, at, language):
            return True
        if names(word, language):
            before += 1
            if before == 2 or knows(library, [word]):
                return False
    return False


def is_reference(library: Library, words: list[str], at: int, language: Language) -> bool:
    word, behind = words[at], words[at + 1 :]
    if word in language.relatives and at and words[at - 1] not in language.functional:
        return False
    if word in language.here and behind and behind[0] not in language.functional:
        return False
    if word in language.dummies and behind and behind[0] in language.impersonal:
        clause = next((place for place, one in enumerate(behind) if one in language.clauses), len(behind))
        return not knows(library, [one for one in behind[clause:] if names(one, language)])
    return True


def is_vague(library: Library, words: list[str], language: Language) -> bool:
    """Whether a fragment, a few names and no verb, stands in so many passages that it singles none out."""
    named = [word for word in words if word not in language.joints]
    if len(words) > FRAGMENT or not named:
        return False
    _, total = library.document_frequency(())
    return library.holding_all(named) > max(FEW, COMMON * total)


def names(word: str, language: Language) -> bool:
    """Whether a word may name what a question is about."""
    if word in stop_words(ENGLISH) or word in language.empty | language.functional or word.isdigit():
        return False
    return word in language.own or not is_everyday(stem(word))


def knows(library: Library, words: Sequence[str]) -> bool:
    """Whether the notes hold any of some words."""
    frequencies, _ = library.document_frequency(words)
    return any(frequencies.values())


def subject(question: str) -> list[str]:
    """The words of a question that name what it is about, as they are written, each once."""
    found = [match.group().removesuffix("'s").removesuffix("\u2019s") for match in WORD.finditer(question)]
    language = language_of(parts(question))
    each: dict[str, str] = {}
    for word in found:
        if names(word.lower(), language):
            each.setdefault(word.lower(), word)
    return list(each.values())


def shortened(library: Library, words: Sequence[str]) -> list[str]:
    """The most telling words, in their order, each once."""
    each = list(dict.fromkeys(words))
    frequencies, total = library.document_frequency(each)
    telling = sorted(each, key=lambda word: -inverse_frequency(frequencies[word], total) if frequencies[word] else 0)
    return [word for word in each if word in set(telling[:SUBJECT])]

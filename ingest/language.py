"""The language of a text: by its script where that is certain, else by its commonest words, else by py3langid."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from quotewise.ingest.words import STEMMERS, WORD, stop_words

SAMPLED = 2000  # characters looked at: four stretches, from the beginning to the end
SCRIPTS = {  # certain where a tenth of the letters are so written: terms in Latin letters stand between them
    "ja": "\u3041-\u30ff", "ko": "\uac00-\ud7a3", "zh": "\u4e00-\u9fff", "th": "\u0e00-\u0e7f", "lo": "\u0e80-\u0eff",
    "km": "\u1780-\u17ff", "el": "\u0370-\u03ff", "he": "\u05d0-\u05ea", "hy": "\u0531-\u0587", "ka": "\u10d0-\u10ff",
}  # fmt: skip
SCRIPT_SHARE = 0.1
# Languages whose commonest words tell them, written in Latin or Cyrillic letters.
BY_WORDS = tuple("en de fr es it pt nl pl sv da no fi cs ro hu tr ru uk bg".split())
ENOUGH = 2  # different stop words that tell a language
LEAST = 0.15  # share of a text's words that are stop words, below which they tell nothing
AHEAD = 1.5  # times as many as of the next language
SURE = 0.4  # py3langid's probability from which a text counts as told
FEWEST = 200  # letters; of a shorter text script and stop words must do, without a wait for the model

_LETTERS = re.compile(r"[^\W\d_]")
_WRITTEN = {language: re.compile(f"[{signs}]") for language, signs in SCRIPTS.items()}


def tell_language(text: str, among: Sequence[str] | None = None) -> str:
    """The language of a text as ISO 639-1; "" where it is too short, or undecided.

    among: the languages it can be in, which a short text is told between; the only one needs no telling. At most
    SAMPLED characters are looked at, so that a long note takes no longer than a page.
    """
    if among is not None and len(among) == 1:
        return among[0]
    return _tell(_sample(text), None if among is None else tuple(among))


@lru_cache(maxsize=1024)
def _tell(sample: str, among: tuple[str, ...] | None) -> str:
    letters = len(_LETTERS.findall(sample))
    return _by_script(sample, letters) or _by_words(sample, among) or _by_model(sample, letters, among)


def _sample(text: str) -> str:
    if len(text) <= SAMPLED:
        return text
    size, step = SAMPLED // 4, len(text) // 4
    return "\n".join(text[at : at + size] for at in range(0, step * 4, step))


def _by_script(text: str, letters: int) -> str:
    if text.isascii():
        return ""
    for language, written in _WRITTEN.items():  # kana come first: Japanese is written in Han, too
        if len(written.findall(text)) > SCRIPT_SHARE * letters:
            return language
    return ""


def _by_words(text: str, among: tuple[str, ...] | None) -> str:
    """The language that has most of the text's words for stop words, where it is well ahead of any other."""
    every = [match.group().casefold() for match in WORD.finditer(text)]
    held = {
        language: [word for word in every if len(word) > 1 and word in stop_words(language)] for language in BY_WORDS
    }
    counts = sorted(((len(found), language) for language, found in held.items()), reverse=True)
    (most, best), (next_most, _) = counts[:2]
    told = most >= max(LEAST * len(every), AHEAD * next_most) and len(set(held[best])) >= ENOUGH
    return best if told and (among is None or best in among) else ""


def _by_model(text: str, letters: int, among: tuple[str, ...] | None) -> str:
    if letters < FEWEST and among is None:
        return ""
    ranked = [(language, chance) for language, chance in _identifier().rank(text) if among is None or language in among]
    total = sum(chance for _, chance in ranked)
    best, chance = ranked[0] if ranked else ("", 0.0)
    return best if chance >= SURE * total > 0 else ""


@cache
def _identifier() -> Any:
    """py3langid over the languages that we know something of: 0.6 s to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = {*STEMMERS, *SCRIPTS, "bg", "bn", "fa", "gu", "he", "hr", "lv", "mr", "ms", "sk", "sl", "uk", "ur", "vi"}
    identifier.set_languages(known & set(identifier.labels))
    return identifier

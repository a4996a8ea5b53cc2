"""Words, stems, sentences and stop words by language, and which language a text is in.

The one place in the house that takes text apart. A language is told by its script where that is certain, else by its
commonest words, else by py3langid.

Nothing here knows a language by itself: stems are Snowball's, sentences those of sentencex, stop words those of
stopwordsiso with the corrections of words.toml.
"""

import re
import threading
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

# Scripts that put no space between words, or so many endings behind them that pairs of signs find more than words do:
# Thai and Lao, Khmer, kana, Han, Hangul.
_HAN_OR_KANA = "\u3005\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = rf"\u0e00-\u0e4e\u0e80-\u0eff\u1780-\u17d3\uac00-\ud7a3{_HAN_OR_KANA}"
# Signs inside a word that Python counts as none: accents on their own, Hebrew and Arabic points, Indian vowels.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"

_SIGN = rf"(?:[^\W{_UNSPACED}]|[{_MARKS}])"
WORD = re.compile(rf"[{_UNSPACED}]+|{_SIGN}+(?:[.'\u2019-]{_SIGN}+)*")
PART = re.compile(rf"[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")  # "real-time" and "max_depth" are two each
_LETTER = re.compile(r"[^\W\d_]")
_RUN = re.compile(rf"[{_UNSPACED}]+")
_EAST_ASIAN = re.compile(f"[{_HAN_OR_KANA}]")
_ACCENT = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
# A sentence ends before white space or behind a full stop of East Asia: there is none in "Node.js" or "GB.Next".
# The letter of a rate ("2 MB/s.") is no abbreviation, for which sentencex takes any single one.
_RATE_ENDS = re.compile(r"/\w\.\s+(?=[^\W\d_a-z])")
# A short word with a full stop before a small letter is an abbreviation that nobody listed ("mind. dreimalig").
_SHORTENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,5}\.[ \t]+$")
_ENDED = re.compile(r"[\s\u3002\uff01\uff1f\uff61\u0964\u17d4]$")

# Snowball's name of each language (ISO 639-1). English is stemmed by Porter's first algorithm, as SQLite does: see
# eval/README.md. In a script without spaces what is spelt in Latin letters is English more often than not.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "porter",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "ja": "porter", "km": "porter", "ko": "porter", "lo": "porter", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "th": "porter", "tr": "turkish", "zh": "porter",
}  # fmt: skip
_one_at_a_time = threading.Lock()  # a stemmer keeps the word it works on

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
_WRITTEN = {language: re.compile(f"[{signs}]") for language, signs in SCRIPTS.items()}


def words(text: str) -> list[str]:
    """The words of `text` case-folded, in order; "ml.m5.xlarge", "real-time" and "don't" are one word each.

    Where no spaces part words, every two neighbouring signs are one: "死锁是" gives "死锁" and "锁是".
    """
    return [word for match in WORD.finditer(text) for word in _pairs(match.group().casefold())]


def reading_length(text: str) -> float:
    """How many words with spaces between them a text is as long as to its reader.

    Where no spaces part words, signs are counted: Han and kana by Trauzettel-Klosinski and Dietz (2012), who measured
    228 English words, 255 Chinese and 357 Japanese signs a minute; four of Thai, Lao or Khmer as a word.
    """
    return sum(_word_length(match.group()) for match in WORD.finditer(text))


def _word_length(word: str) -> float:
    if _EAST_ASIAN.match(word):
        return 0.75 * len(word)
    return len(word) / 4 if _RUN.match(word) and word[0] < "\uac00" else 1.0


def parts(text: str) -> list[str]:
    """What `stems` takes for words, case-folded, each once, in order; a run without spaces is one."""
    return list(dict.fromkeys(match.group().casefold() for match in PART.finditer(text)))


def stems(text: str, language: str) -> list[str]:
    """The stems of the words of `text` in order, without accents; of a run without spaces its pairs of signs.

    language: ISO 639-1; words of one that has no stemmer, or of "", stay as they are.
    """
    return [found for match in PART.finditer(text) for found in _pairs(stem(match.group().casefold(), language))]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a case-folded word, without accents; a word of a language that has no stemmer stays."""
    if _RUN.match(word):
        return unicodedata.normalize("NFKC", word)
    named = STEMMERS.get(language) if len(word) > 2 else None  # Porter would leave nothing of an "s"
    if named is None:
        return without_accents(word)
    with _one_at_a_time:
        return without_accents(_stemmer(named).stemWord(word))


def without_accents(word: str) -> str:
    """The word with accents and points taken off; the vowels of Indian scripts are letters and stay."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", word)))


def sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Spans of the sentences of `text` with the white space behind each: together they are the whole text.

    language: ISO 639-1; one that sentencex does not know, and "", are read by the rules of English. Line breaks are
    white space like any other, but an empty line ends a sentence.
    """
    import sentencex

    spans: list[tuple[int, int]] = []
    start = 0
    ends = {found["end_index"] for found in sentencex.get_sentence_boundaries(language or "en", text)}
    for end in sorted(ends | {match.end() for match in _RATE_ENDS.finditer(text)}):
        if spans and not text[start:end].strip():  # white space belongs to the sentence before it
            spans[-1] = (spans[-1][0], end)
        elif text[end : end + 1].islower() and _SHORTENED.search(text, start, end):
            continue
        elif _ENDED.search(text, start, end) and _LETTER.search(text, start, end):  # "1." is no sentence
            spans.append((start, end))
        else:
            continue
        start = end
    return spans if start == len(text) else [*spans, (start, len(text))]


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words, case-folded, that say nothing of what a text is about; none for a language without a list, or ""."""
    own = _data().get(language, {})
    listed = own["only"].split() if "only" in own else _listed(language)
    kept = own.get("keep", "").split()
    return frozenset(word.casefold() for word in (*listed, *own.get("ask", "").split())) - frozenset(kept)


@cache
def small_words() -> frozenset[str]:
    """Words, of any language, that give no letter to an abbreviation: "of" in "internet of things"."""
    return frozenset(word for own in _data().values() for word in own.get("small", "").split())


def _listed(language: str) -> Iterable[str]:
    import stopwordsiso

    return stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else ()


def content_words(text: str, language: str = "en") -> list[str]:
    """The words of `text` that carry meaning, each once, in order; all words if none does. See `words`."""
    empty = stop_words(language)
    found = [
        word
        for match in WORD.finditer(text)
        if (whole := match.group().casefold()) not in empty
        for word in (_telling_pairs(whole, language) if _EAST_ASIAN.match(whole) else _pairs(whole))
        if word not in empty
    ]
    return list(dict.fromkeys(found)) or list(dict.fromkeys(words(text)))


def _telling_pairs(run: str, language: str) -> list[str]:
    """The pairs of signs of a run that no word which says nothing has part in: of "什么是死锁" the one "死锁"."""
    covered = {at for match in _empty_in_runs(language).finditer(run) for at in range(*match.span())}
    return [pair for at, pair in enumerate(_pairs(run)) if not covered & {at, at + 1}]


@cache
def _empty_in_runs(language: str) -> re.Pattern[str]:
    """Stop words that can be told inside a run: those of two signs or more, and the single ones of our own list."""
    own = _data().get(language, {}).get("ask", "").split()
    empty = {word for word in stop_words(language) if _EAST_ASIAN.match(word) and (len(word) > 1 or word in own)}
    return re.compile("|".join(sorted(map(re.escape, empty), key=lambda word: (-len(word), word))) or r"(?!)")


def _pairs(word: str) -> Iterator[str]:
    """A word; of a run without spaces every two neighbouring signs."""
    if len(word) > 2 and _RUN.match(word):
        yield from (word[at : at + 2] for at in range(len(word) - 1))
    else:
        yield word


@cache
def _stemmer(named: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(named)


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))


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
    letters = len(_LETTER.findall(sample))
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

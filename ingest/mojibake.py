"""Text whose UTF-8 bytes were read as something else: as Thai (TIS-620, C1 bytes lost) or as Latin.

A sign that lost all bytes but the first looks the same whether it was an arrow, a tick or a cross: what
it was is read from its surroundings, and where they do not tell, a plain bullet stands for it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from quotewise.ingest.edit import Edit, apply_edits, chain_edits
from quotewise.ingest.line import Line

_COMMON = (
    "•…–—→←↑↓↔⇒≈≠≤≥√∞∑∏∫∂∈∀×÷±°²³¹µ·©®™½¼§«»¿¡†‡€£¥"  # noqa: RUF001
    "⭐⚠✓✔✗✘✅❌★☆☐☑🎯💡🚨💪📝🔒🔥🔧🔨📦🧠🧪🧩🛡🏠🎨💰💬💯🤔🤖🥇🦾🔴🔵🟡🟢🟠"
    "ÀÁÂÄÈÉÊËÍÎÏÑÓÔÖÙÚÛÜßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýÿœŒšŠžŽ"
)
_WITH_VARIATION = ("⚠️", "✔️", "☑️", "ℹ️", "➡️", "▶️", "🏗️", "🛠️", "🗂️", "⚙️", "🛡️")  # noqa: RUF001
_AROUND = 80  # characters on either side of a lost sign that tell what it was
_LONGEST = 20_000  # a longer line is left as it is: ftfy looks at a line many times over
_RUN = re.compile(r"[\u0e01-\u0e3a\u0e3f-\u0e5b\u00a0]+(?: \u0e4f\u0e18)?")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
# First bytes of UTF-8 as Latin letters; without one, two signs side by side are just that.
_LATIN_FIRST = re.compile(r"[\u00c2-\u00d6\u00d8-\u00f4]")
_THAI = re.compile(r"[\u0e01-\u0e5b]")
# What no Thai word has: a leading vowel without its consonant, an end sign, a letter glued to Latin ones.
_NOT_THAI = re.compile(
    r"[\u0e40-\u0e44](?![\u0e01-\u0e2e])|\u0e4f|(?<=[A-Za-z0-9(])[\u0e01-\u0e2e\u0e50]|[\u0e01-\u0e2e](?=[A-Za-z0-9])"
    r"|(?<![\u0e01-\u0e5b])[\u0e01-\u0e2e](?![\u0e01-\u0e5b])"
)
_SIGN, _EMOJI, _TIMES, _BLANK = (
    "\u0e42",
    "\u0e50",
    "\u0e23",
    "\u0e22",
)  # first bytes E2, F0, C3, C2 left alone
_TREE = re.compile(rf"(?:{_SIGN}\s+)*{_SIGN}{{2,}}(?=\s)")
_YES = re.compile(r"\s*(?:yes|required|supported|true|included|full(?:y)?|keep|correct|reality|fact|do\b)", re.I)
_NO = re.compile(
    r"\s*(?:no\b|not\b|none|don'?t|doesn'?t|never|without|cannot|can'?t|trap|myth|mistake|eliminate|wrong"
    r"|incorrect|false|avoid|misconception)",
    re.I,
)


def decode_line(lines: Sequence[Line], at: int, *, misread: bool) -> Iterator[Edit]:
    """Yield the edits that restore line `at`, in order. misread: whether the note's Thai is none."""
    line = lines[at]
    if line.text.isascii():
        return
    thai = list(_decode_thai(lines, at)) if misread and _THAI.search(line.text) else []
    latin = list(_decode_latin(apply_edits(line.text, thai).text))
    edits = chain_edits(line.text, thai, latin) if latin else thai
    yield from ((line.start + start, line.start + end, new) for start, end, new in edits)


def _decode_thai(lines: Sequence[Line], at: int) -> Iterator[Edit]:
    """Yield the edits of a line's text that restore what was read as Thai, none where a run was not."""
    line = lines[at]
    found = [(match, _parse(match.group())) for match in _RUN.finditer(line.text)]
    if any(parts is None for match, parts in found if _THAI.search(match.group())):
        return
    tree = _TREE.match(line.text)
    for match, parts in found:
        place = match.start()
        for raw, sign in parts or ():
            if tree and place < tree.end():
                sign = _draw(line.text, place)
            if sign == raw:
                place += len(raw)
                continue
            end = place + len(raw)
            if sign is None:
                start, end, sign = _guess(lines, at, place, end)
                yield start, end, sign
            else:
                yield place, end, sign
            place = max(place + len(raw), end if end <= len(line.text) else 0)


def decode_words(words: str, *, misread: bool) -> str:
    """A heading or another short text with its signs restored."""
    if words.isascii():
        return words
    lines = [Line(0, len(words), words, "text")]
    return apply_edits(words, list(decode_line(lines, 0, misread=misread))).text


def is_misread(text: str) -> bool:
    """Whether the Thai letters of a note come from wrong decoding: some form no word, most form a sign."""
    if text.isascii() or not _NOT_THAI.search(text):
        return False
    runs = [match.group() for match in _RUN.finditer(text) if _THAI.search(match.group())]
    good = sum(_parse(run) is not None for run in runs)
    return good * 2 > len(runs)


@lru_cache(maxsize=4096)
def _parse(run: str) -> tuple[tuple[str, str | None], ...] | None:
    """A run of Thai letters as (letters, sign), sign None where bytes were lost; None if not misread."""
    parts: list[tuple[str, str | None]] = []
    at = 0
    while at < len(run):
        for length in (4, 3, 2):
            raw = run[at : at + length]
            sign = _table().get(raw) or _decode_whole(raw)
            if len(raw) == length and sign:
                parts.append((raw, sign))
                break
        else:
            raw = run[at]
            if raw not in (_SIGN, _EMOJI, _TIMES, _BLANK, "\u00a0"):
                return None
            parts.append((raw, raw if raw == "\u00a0" else None))
        at += len(raw)
    return tuple(parts)


def _decode_whole(raw: str) -> str:
    """The character whose UTF-8 bytes all survived as these letters; "" if they are no such bytes."""
    try:
        sign = raw.encode("iso8859_11").decode()
    except UnicodeError:
        return ""
    return sign if len(sign) == 1 and (sign.isalpha() or not sign.isalnum()) and ord(sign) < 0x3000 else ""


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    """What each common sign looks like once its bytes were read as Thai and those of the C1 range lost."""
    table: dict[str, str] = {}
    for sign in (*_COMMON, *_WITH_VARIATION):
        left = bytes(b for b in sign.encode() if not 0x80 <= b <= 0x9F)
        try:
            raw = left.decode("iso8859_11")
        except UnicodeError:
            continue
        for form in (raw, raw.replace("\u00a0", " ")):
            if len(form) > 1 and not form.endswith(" "):
                table.setdefault(form, sign)
    return table


def _draw(text: str, place: int) -> str:
    if place and text[place - 1] == _SIGN:
        return "\u2500"
    return "\u251c" if text[place + 1 : place + 2] == _SIGN else "\u2502"


def _guess(lines: Sequence[Line], at: int, start: int, end: int) -> Edit:
    """The edit for a first byte left alone: what its surroundings in the line say it was."""
    text = lines[at].text
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    match text[start:end]:
        case sign if sign == _TIMES:
            return start, end, "\u00d7"
        case sign if sign == _BLANK:
            return start, end, "\u00a0"
        case sign if sign == _EMOJI:
            return (start, end + (after[:1] == " "), "") if not before.strip() else (start, end, "")
    if not after.strip():
        return _guess_last(lines, at, start, end)
    return start, end, _guess_sign(lines, at, before, after)


def _guess_last(lines: Sequence[Line], at: int, start: int, end: int) -> Edit:
    """A sign that ends its line: a green tick, whose third byte became the line break, or an arrow down."""
    before = lines[at].text[max(0, start - _AROUND) : start]
    following = lines[at + 1] if at + 1 < len(lines) else None
    above = lines[at - 1].text[-_AROUND:] if at else ""
    if before.endswith("-"):
        return start, end, "\u221e"
    if before.strip() and before[-1] not in '[({">|':
        return start, end, "\u2192"
    if not following or following.gap or (not before.strip() and f" {_SIGN} " in above):
        return start, end, "\u2193" if f" {_SIGN} " in above else "\u2022"
    return start, following.start - lines[at].start, "\u2705 "


def _guess_sign(lines: Sequence[Line], at: int, before: str, after: str) -> str:
    if not before.strip() or before.rstrip()[-1:] in '|>[({"':
        return _guess_first(lines, at, after)
    if before[-1].isalpha() and after[0].isalpha():
        return "\u2019"
    if before[-1] == "-" and not after[0].isalnum():
        return "\u221e"
    if not before[-1].isalnum() and after[0] != " ":
        return "\u221a"
    return "\u2248" if re.search(r"\w \+ \w[^.]*$", before) and "=" not in before else "\u2192"


def _guess_first(lines: Sequence[Line], at: int, after: str) -> str:
    """A sign that opens a line or a cell: a cross or a tick if the words behind it say so."""
    if after[0] not in " \u00a0":
        return "\u221a"
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    if _NO.match(after) or following == _SIGN:
        return "\u274c"
    if _YES.match(after):
        return "\u2705"
    above = lines[at - 1].text[-_AROUND:] if at else ""
    return "\u2192" if above.endswith("?") else "\u2022"


def _decode_latin(text: str) -> Iterator[Edit]:
    """Yield what ftfy mends of UTF-8 read as a Latin code page, in runs of two characters and more.

    A single one before a blank may be either half of a lost no-break space or a letter, and is left.
    """
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if len(text) > _LONGEST or not is_bad(text):
        return
    for match in _BEYOND_ASCII.finditer(text):
        if not _LATIN_FIRST.search(match.group()):
            continue
        fixed = fix_encoding(match.group())
        if fixed != match.group():
            yield match.start(), match.end(), fixed

"""Questions in GIFT, Moodle's form for plain text: https://docs.moodle.org/en/GIFT_format.

The packages for it on the index are tables for yacc without a release since 2020; the form needs some sixty lines.
"""

import re
from collections.abc import Iterator

from quotewise.assistant.claim_json import BadEntry, Json
from quotewise.assistant.practice.exchange.item import Raw, matched

BLANK = "____"

_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_HIDDEN = 0xE000  # of the private signs that stand for escaped ones while a block is parted
_SIGNS = "~=#{}:\\n"
_QUESTION = re.compile(
    r"\s*(?:::.*?::)?\s*(?:\[(?:html|moodle|plain|markdown)\])?([^{}]*)\{([^{}]*)\}(.*)", re.S | re.I
)
_ANSWER = re.compile(r"([=~])\s*(?:%(-?\d+(?:\.\d+)?)%)?([^=~#]*)(?:#([^=~]*))?")
_TRUTH = re.compile(r"\s*(?:(T|TRUE)|F|FALSE)\s*(?:#(.*))?", re.I | re.S)
_NUMBER = re.compile(r"#\s*=?(?:%[\d.]+%)?\s*([^\s:.#=]+(?:\.\d+)?)")
_TOLD = re.compile(  # not LaTeX's {T}, nor the {#name} of a heading
    r"(?:^|[\s.?!:)])\{\s*(?:[=~]|#\s*=?[-%\d.]|(?:T|F|TRUE|FALSE)\s*(?:#[^{}]*)?\}\s*$)", re.I | re.M
)
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")


def is_gift(text: str) -> bool:
    """Whether there are answers in braces as GIFT has them."""
    return bool(_TOLD.search(hide(text)))


def read_gift(text: str) -> list[Raw]:
    """A block between empty lines is a question; its line is where it begins."""
    raws: list[Raw] = []
    topic = ""
    for line, block in blocks(text):
        if category := _CATEGORY.match(block):
            topic = category[1].rpartition("/")[2].strip()
        else:
            raws.append((f"line {line}", read_block(hide(block), topic)))
    return raws


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """The blocks with the lines they begin on, remarks left out; a category is a block of its own."""
    begun, held = 0, list[str]()
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        category = _CATEGORY.match(line)
        if held and (category or not line.strip()):
            yield begun, "\n".join(held)
            held = []
        if category:
            yield number, line
        elif line.strip() and not line.lstrip().startswith("//"):
            begun = begun if held else number
            held.append(line)


def hide(text: str) -> str:
    """Escaped signs as private ones, so that they part nothing."""
    return _ESCAPED.sub(lambda found: chr(_HIDDEN + _SIGNS.index(found[1])), text)


def show(text: str | None) -> str:
    return re.sub("[\ue000-\ue007]", lambda one: _SIGNS[ord(one[0]) - _HIDDEN].replace("n", "\n"), text or "").strip()


def read_block(block: str, topic: str) -> Json | BadEntry:
    asked = _QUESTION.match(block)
    if asked is None:
        return BadEntry("it asks nothing: no answers in braces")
    before, after = asked[1].strip(), asked[3].strip()
    stem = show(f"{before} {BLANK} {after}" if after.strip(" .?!") or before.endswith(BLANK) else f"{before}{after}")
    told, _, general = asked[2].partition("####")
    answers = read_body(told.strip())
    if isinstance(answers, BadEntry):
        return answers
    return {"question": stem, "topic": topic, "explanation": show(general), **answers}


def read_body(told: str) -> Json | BadEntry:
    """What stands between the braces: a truth, a number, pairs, or answers with their marks and feedback."""
    if truth := _TRUTH.fullmatch(told):
        return {"answer": bool(truth[1]), "feedback": show((truth[2] or "").rpartition("#")[2])}
    if number := _NUMBER.match(told):
        return {"answer": show(number[1])}
    answers = [(sign, float(weight or 0), show(text), show(why)) for sign, weight, text, why in _ANSWER.findall(told)]
    if not answers:
        return BadEntry("it is an essay: it has no answer to hold one against")
    if all("->" in text for *_, text, _ in answers):
        return matched(text.split("->", 1) for *_, text, _ in answers)
    if all(sign == "=" for sign, *_ in answers):
        return {"answer": [text for *_, text, _ in answers]}
    told_of = [(text, sign == "=" or weight > 0, why) for sign, weight, text, why in answers]
    return {"options": [{"text": text, "correct": right, "feedback": why} for text, right, why in told_of]}

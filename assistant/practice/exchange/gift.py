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
_BODY = re.compile(r"\{([^{}]*)\}", re.S)
_TITLE = re.compile(r"\s*::(.*?)::", re.S)
_FORM = re.compile(r"\s*\[(?:html|moodle|plain|markdown)\]", re.I)
_ANSWER = re.compile(r"([=~])([^=~]*)")
_WEIGHT = re.compile(r"\s*%(-?[\d.]+)%")
_TOLD = re.compile(  # not LaTeX's {T}, nor the {#name} of a heading
    r"(?:^|[\s.?!:)])\{\s*(?:[=~]|#\s*=?[-%\d.]|(?:T|F|TRUE|FALSE)\s*(?:#[^{}]*)?\}\s*$)", re.I | re.M
)
_CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)")


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
        remark, category = line.lstrip().startswith("//"), _CATEGORY.match(line.strip())
        if held and (category or not line.strip()):
            yield begun, "\n".join(held)
            held = []
        if category:
            yield number, line.strip()
        elif line.strip() and not remark:
            begun = begun if held else number
            held.append(line)


def hide(text: str) -> str:
    """Escaped signs as private ones, so that they part nothing."""
    return _ESCAPED.sub(lambda found: chr(_HIDDEN + _SIGNS.index(found[1])), text)


def show(text: str) -> str:
    return re.sub("[\ue000-\ue007]", lambda found: _SIGNS[ord(found[0]) - _HIDDEN].replace("n", "\n"), text).strip()


def read_block(block: str, topic: str) -> Json | BadEntry:
    block = _TITLE.sub("", block, count=1)
    block = _FORM.sub("", block, count=1)
    body = _BODY.search(block)
    if body is None:
        return BadEntry("it asks nothing: no answers in braces")
    before, after = block[: body.start()].strip(), block[body.end() :].strip()
    stem = show(f"{before} {BLANK} {after}" if after.strip(" .?!") or before.endswith(BLANK) else f"{before}{after}")
    told, _, general = body[1].partition("####")
    entry = {"question": stem, "topic": topic, **({"explanation": show(general)} if general.strip() else {})}
    return {**entry, **answers} if isinstance(answers := read_body(told.strip()), dict) else answers


def read_body(told: str) -> Json | BadEntry:
    """What stands between the braces: a truth, a number, pairs, or answers with their marks and feedback."""
    first, *feedback = told.split("#")
    if re.fullmatch(r"\s*(?:T|F|TRUE|FALSE)\s*", first, re.I):
        return {"answer": first.strip().upper().startswith("T"), "feedback": show(feedback[-1]) if feedback else ""}
    if told.startswith("#"):
        number = _WEIGHT.sub("", told[1:].strip().lstrip("=")).split("#")[0].split("=")[0]
        return {"answer": show(re.split(r":|\.\.", number)[0])}
    answers = [(sign, *read_answer(said)) for sign, said in _ANSWER.findall(told)]
    if not answers:
        return BadEntry("it is an essay: it has no answer to hold one against")
    if all("->" in text for _, text, *_ in answers):
        return matched(text.split("->", 1) for _, text, *_ in answers)
    if all(sign == "=" for sign, *_ in answers):
        return {"answer": [text for _, text, *_ in answers]}
    return {
        "options": [
            {"text": text, "correct": sign == "=" or weight > 0, "feedback": why} for sign, text, weight, why in answers
        ]
    }


def read_answer(said: str) -> tuple[str, float, str]:
    """An answer's words, its share of the marks in a hundred, and what is said of it."""
    weight = _WEIGHT.match(said)
    text, _, why = said[weight.end() if weight else 0 :].partition("#")
    return show(text), float(weight[1]) if weight else 0.0, show(why)

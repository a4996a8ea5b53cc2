"""Numbers with their units: what "1,000 ms", "up to 10 GB" and "two minutes" come to."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Bound = Literal["", "at least", "at most"]

UNITS: dict[str, tuple[str, float]] = {}  # how a unit is written: what it measures, its size


def _define(what: str, sizes: str) -> None:
    for entry in sizes.split(";"):
        size, names = entry.split("=")
        UNITS.update({name: (what, float(size)) for name in names.split()})


_define(
    "time",
    """1e-9=ns nanosecond nanoseconds;1e-6=us µs μs microsecond microseconds;1e-3=ms millisecond milliseconds;
    1=s sec secs second seconds;60=min mins minute minutes minutely;3600=h hr hrs hour hours hourly;
    86400=d day days daily;604800=week weeks weekly;2592000=month months monthly;
    31536000=year years yr yrs yearly annual""",
)
_define(
    "size",
    """1=byte bytes;1e3=kb kib kilobyte kilobytes;1e6=mb mib megabyte megabytes;1e9=gb gib gigabyte gigabytes;
    1e12=tb tib terabyte terabytes;1e15=pb pib petabyte petabytes""",
)
_define("share", "1=% percent percentage;1e-1=‰")
_define("money", "1=usd $ dollar dollars;0.01=cent cents")
_define("power", "1=w watt watts;1e3=kw")
_define("euro", "1=€ eur euro euros")

WORDS = {
    word: value
    for value, words in enumerate(
        "zero|one single|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve".split("|")
    )
    for word in words.split()
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "dozen": 12}
WORDS |= {"double": 2, "hundred": 100, "thousand": 1000, "million": 1_000_000}

_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_DIGITS = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = re.compile(
    rf"""(?<![\w.])(?P<currency>[$€]\s?)?
    (?:(?P<number>{_DIGITS})(?P<scale>\s?(?:k|thousand|million|billion|bn)\b)?|\b(?P<word>{"|".join(WORDS)})\b)
    (?!\d|[.,]\d)(?:[\s-]?(?P<unit>(?:{_UNIT})(?!\w)))?
    (?P<rate>\s?/\s?|\s+per\s+|\s+a\s+(?=second\b|minute\b|hour\b|day\b))?(?P<span>(?:{_UNIT})(?!\w))?""",
    re.IGNORECASE | re.VERBOSE,
)
UNIT_ALONE = re.compile(rf"(?<![\w/])(?:{_UNIT})(?!\w)", re.IGNORECASE)
_SCALES = {"k": 1e3, "thousand": 1e3, "million": 1e6, "bn": 1e9, "billion": 1e9}
_RANGE = re.compile(r"\s*(?:-|–|—|to|and|or|,)?[\s-]*(?:to|and|or)?\s*")  # noqa: RUF001
_LOWER_BEFORE = re.compile(
    r"(?:at least|minim\w+(?: of)?|min\.?|no (?:less|fewer|sooner) than|not (?:less|fewer) than|over|above|"
    r"(?<!no )(?<!not )(?:more|greater|larger|longer|higher) than|exceed\w*|beyond|starting (?:at|from)|"
    r"[≥>]=?)\s*(?:about|some)?\s*$",
    re.IGNORECASE,
)
_UPPER_BEFORE = re.compile(
    r"(?:at most|max(?:imum|imal)?\.?(?: of)?|up to|no (?:more|longer|later) than|not (?:more|longer) than|under|below|"
    r"(?<!no )(?<!not )(?:less|fewer|smaller|shorter|lower) than|within|limited to|[≤<]=?)\s*(?:about|some)?\s*$",
    re.IGNORECASE,
)
_LOWER_BEHIND = re.compile(r"\s*\w{0,12}\s*(?:at least|or more|and more|at the earliest|minimum|and up|\+)", re.I)
_UPPER_BEHIND = re.compile(
    r"\s*\w{0,12}\s*(?:at most|or (?:less|fewer)|at the latest|max(?:imum)?\b|at the most)", re.I
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is written at [start, end) of a text.

    kind: what its unit measures ("time", "size", ...), "" without a unit of ours. size: the value in the smallest
    unit of its kind (seconds, bytes, per cent, dollars). per: the time unit of a rate in seconds, 0 if none.
    """

    start: int
    end: int
    value: float
    kind: str = ""
    size: float = 0.0
    per: float = 0.0
    bound: Bound = ""

    def says(self, other: "Quantity") -> bool:
        """Whether both come to the same; a missing unit or bound contradicts nothing."""
        return self.agrees_in_value(other) and not (self.bound and other.bound and self.bound != other.bound)

    def agrees_in_value(self, other: "Quantity") -> bool:
        if self.kind != other.kind or (self.per and other.per and self.per != other.per):
            return not (self.kind and other.kind) and self.value == other.value
        if self.kind != "size":
            return math.isclose(self.size, other.size, rel_tol=1e-9)
        # 1 GB is 1,000 MB to some and 1,024 MB to others.
        ratio = max(self.size, other.size) / max(min(self.size, other.size), 1e-12)
        return any(math.isclose(ratio, 1.024**power, rel_tol=1e-9) for power in range(4))


def quantities(text: str) -> list[Quantity]:
    """The numbers in `text` in order; the first of a range has the unit of the last."""
    found = [_read(match, text) for match in NUMBER.finditer(text)]
    for at in range(len(found) - 2, -1, -1):
        here, following = found[at], found[at + 1]
        if not here.kind and following.kind and _RANGE.fullmatch(text[here.end : following.start]):
            scale = following.size / following.value if following.value else 1.0
            found[at] = Quantity(
                here.start, here.end, here.value, following.kind, here.value * scale, following.per, here.bound
            )
    return found


def _read(match: re.Match[str], text: str) -> Quantity:
    value = float(WORDS[match["word"].lower()]) if match["word"] else float(match["number"].replace(",", ""))
    value *= _SCALES.get((match["scale"] or "").strip().lower(), 1.0)
    name = (match["unit"] or (match["currency"] or "").strip()).lower()
    kind, size = UNITS.get(name, ("", 1.0))
    per = 0.0
    if match["rate"] and match["span"]:
        per = UNITS[match["span"].lower()][1]
    end = match.end() if per else match.end("unit") if match["unit"] else _end(match)
    return Quantity(match.start(), end, value, kind, value * size, per, _bound(text, match.start(), end))


def _end(match: re.Match[str]) -> int:
    return max(match.end("number"), match.end("word"), match.end("scale"))


def _bound(text: str, start: int, end: int) -> Bound:
    before, behind = text[max(0, start - 30) : start], text[end : end + 30]
    if _LOWER_BEFORE.search(before):
        return "at least"
    if _UPPER_BEFORE.search(before):
        return "at most"
    if _LOWER_BEHIND.match(behind):
        return "at least"
    return "at most" if _UPPER_BEHIND.match(behind) else ""


def units_alone(text: str) -> Iterator[tuple[int, int, str, float]]:
    """Units that no number stands before: where, what they measure, their size ("in microseconds", "per hour")."""
    taken = [(quantity.start, quantity.end) for quantity in quantities(text)]
    for match in UNIT_ALONE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            kind, size = UNITS[match.group().lower()]
            yield match.start(), match.end(), kind, size

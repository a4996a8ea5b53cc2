"""What a Word document's styles and list numbers say about a paragraph."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from quotewise.ingest.office_xml import (
    MONO,
    find_child,
    get_attribute,
    get_name,
    get_number,
    get_value,
    is_on,
)

_CODE = re.compile(r"code|preformatted|listing|macro|verbatim|console|terminal", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: level is 1 to 9 for headings, else 0; numbering its list and depth in it."""

    name: str = ""
    level: int = 0
    numbering: tuple[str, int] | None = None
    bold: bool = False
    mono: bool = False

    @property
    def code(self) -> bool:
        """Whether paragraphs of this style are program text."""
        return self.mono or bool(_CODE.search(self.name))


def is_mono(properties: Any) -> bool:
    """Whether run properties name a font of equal widths."""
    return any(MONO.search(font) for font in find_child(properties, "rFonts").values())


def read_styles(root: Any | None) -> dict[str, Style]:
    """The paragraph styles by id, each with what it inherits."""
    if root is None:
        return {}
    known = {get_attribute(style, "styleId"): style for style in root.iter("{*}style")}
    return {name: _read_style(_find_line(name, known)) for name in known}


def _find_line(name: str, known: dict[str, Any]) -> list[Any]:
    """A style and those it is based on, itself first."""
    line: list[Any] = []
    while name in known and known[name] not in line:
        line.append(known[name])
        name = get_value(known[name], "basedOn")
    return line


def _read_style(line: list[Any]) -> Style:
    name = get_value(line[0], "name")
    outlines = (get_value(style, "pPr/outlineLvl") for style in line)
    outline = next(filter(None, outlines), "9")
    named = re.fullmatch(r"heading (\d)", name, re.IGNORECASE)
    numbers = ((get_value(style, "pPr/numPr/numId"), get_value(style, "pPr/numPr/ilvl")) for style in line)
    numbering = next(((number, get_number(depth, largest=8)) for number, depth in numbers if number), None)
    depth = re.fullmatch(r"list (?:bullet|number) ([2-9])", name, re.IGNORECASE)
    if numbering and depth:  # each depth is a list of its own in Word's built-in styles
        numbering = (numbering[0], int(depth[1]) - 1)
    return Style(
        name=name,
        level=int(named[1]) if named else (get_number(outline, 9, largest=9) + 1) % 10,
        numbering=numbering,
        bold=any(is_on(style, "rPr/b") for style in line),
        mono=is_mono(find_child(line[0], "rPr")),
    )


@dataclass(slots=True)
class Numbering:
    """The labels of list items, counted as they come."""

    kinds: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], tuple[str, str, int]] = field(default_factory=dict)
    restarts: set[str] = field(default_factory=set)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def count(self, number: str, depth: int) -> str:
        """The label of the next item: "2.", "b)", "" for a bullet."""
        kind = self.kinds.get(number, "")
        if number in self.restarts:
            self.restarts.discard(number)
            self.counts = {place: value for place, value in self.counts.items() if place[0] != kind}
        form, pattern, start = self.levels.get((kind, depth), ("bullet", "", 1))
        self.counts[kind, depth] = self.counts.get((kind, depth), start - 1) + 1
        for deeper in [place for place in self.counts if place[0] == kind and place[1] > depth]:
            del self.counts[deeper]
        if form in ("bullet", "none"):
            return ""
        return re.sub(r"%(\d)", lambda match: self._format(kind, int(match[1]) - 1), pattern)

    def _format(self, kind: str, depth: int) -> str:
        form, _, start = self.levels.get((kind, depth), ("decimal", "", 1))
        value = self.counts.get((kind, depth), start)
        match form:
            case "upperLetter" | "lowerLetter":
                letter = chr(ord("A") + (value - 1) % 26) * min((value - 1) // 26 + 1, 3)
                return letter if form == "upperLetter" else letter.lower()
            case "upperRoman" | "lowerRoman":
                return _write_roman(value) if form == "upperRoman" else _write_roman(value).lower()
            case _:
                return str(value)


def read_numbering(root: Any | None) -> Numbering:
    """The lists that a document's numbering part defines."""
    numbering = Numbering()
    for element in [] if root is None else root:
        match get_name(element):
            case "abstractNum":
                kind = get_attribute(element, "abstractNumId")
                numbering.levels |= _read_levels(kind, element.iterchildren("{*}lvl"))
            case "num":
                number = get_attribute(element, "numId")
                numbering.kinds[number] = get_value(element, "abstractNumId")
                if next(element.iter("{*}startOverride"), None) is not None:
                    numbering.restarts.add(number)
    return numbering


def _read_levels(kind: str, levels: Iterable[Any]) -> dict[tuple[str, int], tuple[str, str, int]]:
    read = {}
    for level in levels:
        start = get_value(level, "start", "1")
        place = kind, get_number(get_attribute(level, "ilvl"), largest=8)
        form = get_value(level, "numFmt", "decimal")
        read[place] = form, get_value(level, "lvlText"), get_number(start, 1)
    return read


def _write_roman(value: int) -> str:
    written = ""
    for size, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, value = divmod(value, size)
        written += sign * min(count, 9)
    return written

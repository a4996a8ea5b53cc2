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
    write_number,
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


def read_styles(root: Iterable[Any]) -> dict[str, Style]:
    """The paragraph styles by id, each with what it inherits."""
    known = {get_attribute(style, "styleId"): style for style in root if get_name(style) == "style"}
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
    """The labels of list items, counted as they come: all by the kind of list, which several lists may share.

    levels: by depth the form of the number, the pattern it stands in, the first number.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    restarts: set[str] = field(default_factory=set)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def count(self, number: str, depth: int) -> str:
        """The label of the next item: "2.", "b)", "" for a bullet."""
        kind = self.kinds.get(number, "")
        levels, counts = self.levels.get(kind, {}), self.counts.setdefault(kind, {})
        if number in self.restarts:
            self.restarts.discard(number)
            counts.clear()
        form, pattern, start = levels.get(depth, ("bullet", "", 1))
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]

        def write(match: re.Match[str]) -> str:
            form, _, start = levels.get(int(match[1]) - 1, ("decimal", "", 1))
            return write_number(counts.get(int(match[1]) - 1, start), form)

        return "" if form in ("bullet", "none") else re.sub(r"%(\d)", write, pattern)


def read_numbering(root: Iterable[Any]) -> Numbering:
    """The lists that a document's numbering part defines."""
    numbering = Numbering()
    for element in root:
        match get_name(element):
            case "abstractNum":
                levels = dict(map(_read_level, element.iterchildren("{*}lvl")))
                numbering.levels[get_attribute(element, "abstractNumId")] = levels
            case "num":
                number = get_attribute(element, "numId")
                numbering.kinds[number] = get_value(element, "abstractNumId")
                if next(element.iter("{*}startOverride"), None) is not None:
                    numbering.restarts.add(number)
    return numbering


def _read_level(level: Any) -> tuple[int, tuple[str, str, int]]:
    form, start = get_value(level, "numFmt", "decimal"), get_number(get_value(level, "start", "1"), 1)
    return get_number(get_attribute(level, "ilvl"), largest=8), (form, get_value(level, "lvlText"), start)

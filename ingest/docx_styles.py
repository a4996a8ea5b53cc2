"""What a Word document's styles and list numbers say about a paragraph."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

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

_CODE = re.compile(r"code|preformatted|listing|macro|verbatim|console|terminal")


class Style(NamedTuple):
    """A paragraph style: level is 1 to 9 for headings, else 0; number its list, depth that in it."""

    name: str = ""
    level: int = 0
    number: str = ""
    depth: int = 0
    bold: bool = False
    code: bool = False


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
    name = get_value(line[0], "name").lower()
    outline, number, depth = (
        next(filter(None, (get_value(style, f"pPr/{path}") for style in line)), "")
        for path in ("outlineLvl", "numPr/numId", "numPr/ilvl")
    )
    named = re.fullmatch(r"heading (\d)", name)
    deep = re.fullmatch(r"list (?:bullet|number) ([2-9])", name)  # each depth is a list of its own in Word's own styles
    return Style(
        name,
        int(named[1]) if named else (get_number(outline, 9, largest=9) + 1) % 10,
        number,
        int(deep[1]) - 1 if deep else get_number(depth, largest=8),
        any(is_on(style, "rPr/b") for style in line),
        is_mono(find_child(line[0], "rPr")) or bool(_CODE.search(name)),
    )


class Numbering:
    """The labels of list items, counted as they come, list by list."""

    def __init__(self, root: Iterable[Any]) -> None:
        """Take the lists that a document's numbering part defines: by depth the form, its pattern, the first number."""
        kinds: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for element in root:
            if get_name(element) == "abstractNum":
                kind = dict(map(_read_level, element.iterchildren("{*}lvl")))
                kinds[get_attribute(element, "abstractNumId")] = kind
            elif get_name(element) == "num":
                number = get_attribute(element, "numId")
                self._levels[number] = kinds.get(get_value(element, "abstractNumId"), {})

    def count(self, number: str, depth: int) -> str:
        """The label of the next item: "2.", "b)", "" for a bullet."""
        levels, counts = self._levels.get(number, {}), self._counts.setdefault(number, {})
        form, pattern, start = levels.get(depth, ("bullet", "", 1))
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]

        def write(match: re.Match[str]) -> str:
            form, _, start = levels.get(int(match[1]) - 1, ("decimal", "", 1))
            return write_number(counts.get(int(match[1]) - 1, start), form)

        return "" if form in ("bullet", "none") else re.sub(r"%(\d)", write, pattern)


def _read_level(level: Any) -> tuple[int, tuple[str, str, int]]:
    form, start = get_value(level, "numFmt", "decimal"), get_number(get_value(level, "start", "1"), 1)
    return get_number(get_attribute(level, "ilvl"), largest=8), (form, get_value(level, "lvlText"), start)

"""Finding one's way in the XML of Office documents, whatever the namespaces of its edition, and their equations."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

MONO = re.compile(r"mono|courier|consol|menlo|code", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")
_NOTHING = etree.Element("nothing")


def get_name(element: Any) -> str:
    """An element's name without its namespace, in which strict and usual Office files differ."""
    return str(element.tag).rpartition("}")[2]


def get_attribute(element: Any, name: str) -> str:
    """An attribute whatever its namespace, or ""."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def get_link(element: Any) -> str:
    """A reference to another part ("r:id"), or ""."""
    return next((value for key, value in element.items() if key.endswith("}id")), "")


def find_child(element: Any, path: str) -> Any:
    """The first element at a path of names, or one without children and attributes."""
    for name in path.split("/"):
        element = next((child for child in element if get_name(child) == name), _NOTHING)
    return element


def get_value(element: Any, path: str, default: str = "") -> str:
    """The `val` attribute of the element at a path, `default` where there is no such element."""
    found = find_child(element, path)
    return default if found is _NOTHING else get_attribute(found, "val")


def is_on(element: Any, path: str) -> bool:
    """Whether a switch such as bold is there and not turned off."""
    return get_value(element, path, "0") not in ("0", "false", "none", "off")


def get_number(text: str, default: int = 0, *, largest: int = 9_999) -> int:
    """A whole number as it stands in an attribute, between 0 and `largest`; `default` if it is none."""
    return min(int(text), largest) if _NUMBER.fullmatch(text) else default


def fill_rows(rows: Iterable[Sequence[tuple[bool, str]]]) -> tuple[list[str], ...]:
    """The words of a table's cells, of each whether it goes on from the row above, and then has that one's words."""
    filled: list[list[str]] = []
    for row in rows:
        above = filled[-1] if filled else []
        filled.append([above[at] if merged and at < len(above) else words for at, (merged, words) in enumerate(row)])
    return tuple(filled)


def write_number(number: int, form: str) -> str:
    """A number as a list counts it: in letters where the form's name says so ("upperLetter", "alphaLcPeriod")."""
    if "Letter" not in form and not form.startswith("alpha"):
        return str(number)
    letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 3)
    return letter.upper() if "upper" in form or "Uc" in form else letter


def write_equation(element: Any) -> str:
    """An Office Math element in a line: (a)/(b), x^2, x_i, sqrt(x); what is not known, by its letters."""
    parts: dict[str, str] = {}
    for child in element:
        parts[get_name(child)] = parts.get(get_name(child), "") + write_equation(child)
    joined, base = "".join(parts.values()), parts.get("e", "")
    inner = {key: part if len(part) < 2 or part.isalnum() else f"({part})" for key, part in parts.items()}
    bounds = "".join(f"{sign}{inner[key]}" for key, sign in (("sub", "_"), ("sup", "^")) if inner.get(key))
    match get_name(element):
        case "t":
            return element.text or ""
        case "f":
            return f"{inner.get('num', '')}/{inner.get('den', '')}"
        case "sSup" | "sSub" | "sSubSup":
            return base + bounds
        case "rad":
            return f"sqrt({base})"
        case "d":
            return f"({joined})"
        case "nary":
            sign = next((value for char in element.iter("{*}chr") for value in char.values()), "\u222b")
            return f"{sign}{bounds} {base}"
    return joined

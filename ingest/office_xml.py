"""Finding one's way in the XML of Office documents, whatever the namespaces of its edition."""

import re
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


def get_link(element: Any, name: str = "id") -> str:
    """A reference to another part ("r:id"), or ""."""
    return next((value for key, value in element.items() if key.endswith("}" + name)), "")


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

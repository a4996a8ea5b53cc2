"""Equations of Office documents as one line of text."""

from collections.abc import Sequence
from typing import Any

from quotewise.ingest.office_xml import get_name


def write_equation(element: Any) -> str:
    """An Office Math element in a line: (a)/(b), x^2, x_i, sqrt(x); what is not known, by its letters."""
    match get_name(element):
        case "t":
            return element.text or ""
        case "f":
            return "{}/{}".format(*(_bracket(_part(element, name)) for name in ("num", "den")))
        case "sSup":
            return f"{_part(element, 'e')}^{_bracket(_part(element, 'sup'))}"
        case "sSub":
            return f"{_part(element, 'e')}_{_bracket(_part(element, 'sub'))}"
        case "sSubSup":
            return f"{_part(element, 'e')}_{_bracket(_part(element, 'sub'))}^{_bracket(_part(element, 'sup'))}"
        case "rad":
            return f"sqrt({_part(element, 'e')})"
        case "d":
            return f"({_join(element)})"
        case "nary":
            signs = (value for char in element.iter("{*}chr") for value in char.values())
            sign = next(signs, "\u222b")
            lower, upper = _part(element, "sub"), _part(element, "sup")
            bounds = f"_{_bracket(lower)}" * bool(lower) + f"^{_bracket(upper)}" * bool(upper)
            return f"{sign}{bounds} {_part(element, 'e')}"
        case _:
            return _join(element)


def _join(elements: Sequence[Any]) -> str:
    return "".join(write_equation(child) for child in elements)


def _part(element: Any, name: str) -> str:
    return "".join(_join(child) for child in element if get_name(child) == name)


def _bracket(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"

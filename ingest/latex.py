"""What is shown of a text in LaTeX: its words and formulas without the commands around them."""

import re
from collections.abc import Iterator

from quotewise.ingest.block import Edit

_WRITTEN = re.compile(r"^[ \t]*\\(?:begin|(?:sub)*section\*?|item)\b", re.MULTILINE)
_LISTS = r"(?:itemize|enumerate|description|document|center|quote)"
# Environments that are formulas: what shows formulas needs them as they are
_MATHS = r"(?:displaymath|equation|align(?:ed|at)?|gather(?:ed)?|multline|split|eqnarray|array|[a-zA-Z]?matrix|cases)"
_MARKS = re.compile(
    rf"^[ \t]*\\(?:begin|end)\{{{_LISTS}\}}.*\n?"
    rf"|\\begin\{{(?!{_MATHS}\*?\}})(?P<opened>\w+)\*?\}}(?:\[(?P<named>[^\]\n]*)\])?"
    rf"|[ \t]*\\end\{{(?!{_MATHS}\*?\}})\w+\*?\}}"
    r"|(?P<item>\\item\b)"
    r"|\\(?:(?:sub)*section|chapter|paragraph|emph|text(?:bf|it|tt|sc|sf)|underline)\*?\{(?P<said>[^{}\n]*)\}"
    r"|(?P<shown>\\[\[\]])|(?P<within>\\[()])|\\label\{[^}\n]*\}|[ \t]*\\(?:qed\b|q?quad[ \t]*$)",
    re.MULTILINE,
)


def show_latex(text: str) -> Iterator[Edit]:
    """The edits that show a text in LaTeX, in order; none for any other."""
    for mark in _MARKS.finditer(text) if _WRITTEN.search(text) else ():
        start, end = mark.span()
        if mark["said"] is not None:
            yield start, mark.start("said"), ""
            yield mark.end("said"), end, ""
        elif mark["opened"]:
            named = f" ({mark['named']})" if mark["named"] else ""
            yield start, end, f"{mark['opened']}{named}:"
        else:
            yield start, end, "-" if mark["item"] else "$$" if mark["shown"] else "$" if mark["within"] else ""

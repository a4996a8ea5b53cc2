"""Formulas in TeX as MathML, which every browser draws by itself: no script of anybody else is needed."""

import html
import re
from functools import cache
from xml.etree.ElementTree import Element

from latex2mathml import exceptions
from latex2mathml.converter import Converter

from quotewise.assistant.plain import show

LONGEST = 2000  # characters of a formula; a longer one is shown as it is written
# What the converter raises over a formula that it cannot read: its own errors, and Python's own of its loops.
UNREADABLE: tuple[type[Exception], ...] = (
    *(kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception)),
    StopIteration,
    ValueError,
    LookupError,
    RecursionError,
)
_DEFINES = re.compile(r"\\(?:newcommand|renewcommand|providecommand|newenvironment|def|gdef|let|DeclareMathOperator)\b")
# Environments whose lines the converter does not part, but for the name it knows them by.
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|align|gathered|gather|eqnarray|multline|equation)\*?\}")
_TAGS = frozenset(
    "math mrow mi mn mo mtext mspace mpadded mover munder munderover mstyle mtable mtr mtd mfrac mphantom msup msub "
    "msubsup msqrt mroot menclose mmultiscripts mprescripts none".split()
)
_ATTRIBUTES = frozenset(
    "display displaystyle scriptlevel stretchy fence form separator accent movablelimits mathvariant linethickness "
    "lspace rspace width columnalign columnspacing rowspacing notation".split()
)
_VALUE = re.compile(r"-?[a-z0-9. -]{1,24}")


@cache
def to_mathml(tex: str, *, block: bool = False) -> str:
    """The formula as MathML, "" where it cannot be read. block: it stands on a line of its own.

    Of what the converter gives only the elements of formulas are kept: no address, no class, no style.
    """
    if len(tex) > LONGEST or _DEFINES.search(tex):  # a few definitions unfold without bound
        return ""
    aligned = _ALIGNED.sub(r"\\\1{align*}", tex)
    try:
        return _write(Converter(display="block" if block else "inline").convert_to_element(aligned))
    except UNREADABLE:
        return ""


def _write(element: Element) -> str:
    name = element.tag if element.tag in _TAGS else "mrow"
    kept = "".join(
        f' {key}="{value}"' for key, value in element.items() if key in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    # The converter's text holds signs as HTML spells them, and whatever the formula says.
    words = html.escape(show(html.unescape(element.text or "")))
    return f"<{name}{kept}>{words}{''.join(map(_write, element))}</{name}>"

"""What notes and models say, as HTML or as labels: text, a few marks, links that show where they lead, nothing else."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from quotewise.assistant.plain import show
from quotewise.ui.page.formula import to_mathml

Span = tuple[int, int]  # start, end

# In this order: formulas, code, bold, struck out, slanted, a link or picture in Markdown, an address, an escaped sign.
_MARK = re.compile(
    r"\$\$(?P<shown>[^$]{1,2000})\$\$"
    r"|(?P<environment>\\begin\{(?P<kind>align|aligned|equation|gather|multline|eqnarray)(?P<star>\*?)\}"
    r".{1,2000}?\\end\{(?P=kind)(?P=star)\})"
    r"|(?<![\\$\w])\$(?P<formula>(?=[^\s$])[^$\n]{1,500}(?<=[^\s\\]))\$(?![\d$])"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?P<sign>\*\*|__)(?=\S)(?P<bold>.{1,600}?)(?<=\S)(?P=sign)"
    r"|~~(?=\S)(?P<struck>[^~\n]{1,600}?)(?<=\S)~~"
    r"|(?<![^\s(\[\"])\*(?=[^\s*])(?P<slanted>[^*\n]+?)(?<=[^\s*])\*(?![\w*])"
    r"|(?<![^\s(\[\"])_(?=[^\s_])(?P<under>[^_\n]+?)(?<=[^\s_])_(?![\w_])"
    r"|(?P<picture>!?)\[(?P<words>[^\]\n]*)\]\((?P<target>[^)\s]+)[^)\n]*\)"
    r"|(?P<address>https?://[^\s<>\"'`\])]+)"
    r"|\\(?P<escaped>[*_`\[\]#|$~<>])",
    re.DOTALL,
)
_NESTED = {"bold": "strong", "struck": "del", "slanted": "em", "under": "em"}
_DEEPEST = 4  # marks within marks
# What a formula between dollars has and a price has not: a sign of formulas, brackets around it, or few letters.
_SAYS_SO = re.compile(r"[\\^_=<>+|]|^[\[(].*[\])]$|^(?!.*[A-Z]{3}).{1,6}$|^-?\w{1,3}\([^)]*\)$")
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&\"'^=/])")
_JOINS = re.compile(r"(:|@|www)(?=\S)")  # what makes an address, an icon or a colour out of plain words
_LAST_WORD = re.compile(r"\s+\S{0,20}$")  # of a language without spaces a line has none
_JOINER = "\u2060"  # invisible, and no part of any mark


def plain(text: str) -> str:
    """`text` as HTML that is only text."""
    return html.escape(show(text))


def to_html(text: str, *, marks: Sequence[Span] = (), formulas: bool = False) -> str:
    """`text` as HTML with its code, bold words and http(s) addresses; everything else stands as it was written.

    A link shows its whole target; a picture is named, never fetched. marks: stretches of `text` to put in <mark>,
    in order. formulas: draw them as MathML where they can be read, which `st.html` would take out again.
    """
    return _Inline(text, marks, formulas).stretch(0, len(text))


@dataclass(frozen=True, slots=True)
class _Inline:
    """A text that is put in HTML mark by mark, each at its place, so that what is marked stays marked."""

    text: str
    marks: Sequence[Span]
    formulas: bool

    def stretch(self, low: int, high: int, depth: int = 0) -> str:
        parts, at = [], low
        for found in _MARK.finditer(self.text, low, high) if depth < _DEEPEST else ():
            parts += [self.words(at, found.start()), self.told(found, depth)]
            at = found.end()
        return "".join([*parts, self.words(at, high)])

    def words(self, low: int, high: int) -> str:
        """A stretch as mere words, in <mark> what is marked of it."""
        parts, at = [], low
        for start, end in self.marks:
            start, end = max(start, at), min(end, high)
            if start < end:
                parts += [plain(self.text[at:start]), f"<mark>{plain(self.text[start:end])}</mark>"]
                at = end
        return "".join([*parts, plain(self.text[at:high])])

    def whole(self, found: re.Match[str], html: str) -> str:
        """What cannot be marked in part, marked where any of it is."""
        marked = any(start < found.end() and found.start() < end for start, end in self.marks)
        return f"<mark>{html}</mark>" if marked else html

    def told(self, found: re.Match[str], depth: int) -> str:
        for name, tag in _NESTED.items():
            if found[name] is not None:
                return f"<{tag}>{self.stretch(*found.span(name), depth + 1)}</{tag}>"
        if found["code"] is not None:
            return f"<code>{self.words(*found.span('code'))}</code>"
        if found["escaped"] is not None:
            return self.words(*found.span("escaped"))
        tex = found["shown"] or found["environment"] or found["formula"]
        if tex is None:
            return self.whole(found, _leads(found))
        drawn = self.formulas and (not found["formula"] or _SAYS_SO.search(tex))
        return self.whole(found, formula(tex, block=not found["formula"])) if drawn else self.words(*found.span())


def formula(tex: str, *, block: bool = False) -> str:
    """A formula as MathML, as code where it cannot be read."""
    return to_mathml(tex.strip(), block=block) or f"<code>{plain(tex.strip())}</code>"


def _leads(mark: re.Match[str]) -> str:
    """An address, a link or a picture."""
    if mark["address"] is not None:
        address = mark["address"].rstrip(".,;:!?")
        return link(address) + plain(mark["address"][len(address) :])
    if mark["picture"]:
        return plain(f"[picture: {mark['words']}, {mark['target']}]")
    return f"{plain(mark['words'])} ({link(mark['target'])})" if is_web(mark["target"]) else plain(mark[0])


def link(address: str) -> str:
    """A link whose words are its target; the target alone where it does not lead to the web."""
    words = html.escape(address)
    if not is_web(address):
        return words
    return f'<a href="{words}" target="_blank" rel="noopener noreferrer nofollow">{words}</a>'


def is_web(address: str) -> bool:
    """Whether an address is plain http(s): with a host, in ASCII, and nothing before the host that poses as one."""
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and address.isascii()
        )
    except ValueError:
        return False


def shortened(text: str, length: int) -> str:
    """`text`, cut off between two words, with a sign of it, where it is longer than `length` characters."""
    return text if len(text) <= length else f"{_LAST_WORD.sub('', text[:length])} \u2026"


def label(text: str) -> str:
    """`text` for a label that reads Markdown (buttons, messages): one line in which no mark, address or icon works."""
    line = " ".join(show(text).split())
    return _JOINS.sub(rf"\1{_JOINER}", _PUNCTUATION.sub(r"\\\1", line))

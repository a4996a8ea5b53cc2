"""What notes and models say, as HTML or as labels: text, a few marks, links that show where they lead, nothing else."""

import html
import re
from urllib.parse import urlsplit

from quotewise.assistant.plain import show

# In this order: code, bold, slanted, a link or picture in Markdown, a bare address.
_MARK = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|(?P<sign>\*\*|__)(?=\S)(?P<bold>.+?)(?<=\S)(?P=sign)"
    r"|(?<![^\s(\[\"])\*(?=[^\s*])(?P<slanted>[^*\n]+?)(?<=[^\s*])\*(?![\w*])"
    r"|(?P<picture>!?)\[(?P<words>[^\]\n]*)\]\((?P<target>[^)\s]+)[^)\n]*\)"
    r"|(?P<address>https?://[^\s<>\"'`\])]+)",
    re.DOTALL,
)
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&\"'^=/])")
_JOINS = re.compile(r"(:|@|www)(?=\S)")  # what makes an address, an icon or a colour out of plain words
_JOINER = "\u2060"  # invisible, and no part of any mark


def plain(text: str) -> str:
    """`text` as HTML that is only text."""
    return html.escape(show(text))


def to_html(text: str) -> str:
    """`text` as HTML with its code, bold words and http(s) addresses; everything else stands as it was written.

    A link shows its whole target; a picture is named, never fetched.
    """
    shown = show(text)
    parts, at = [], 0
    for mark in _MARK.finditer(shown):
        parts += [html.escape(shown[at : mark.start()]), _marked(mark)]
        at = mark.end()
    return "".join([*parts, html.escape(shown[at:])])


def _marked(mark: re.Match[str]) -> str:
    if mark["code"] is not None:
        return f"<code>{html.escape(mark['code'])}</code>"
    if mark["bold"] is not None:
        return f"<strong>{html.escape(mark['bold'])}</strong>"
    if mark["slanted"] is not None:
        return f"<em>{html.escape(mark['slanted'])}</em>"
    if mark["address"] is not None:
        address = mark["address"].rstrip(".,;:!?")
        return link(address) + html.escape(mark["address"][len(address) :])
    if mark["picture"]:
        return html.escape(f"[picture: {mark['words']}, {mark['target']}]")
    if not is_web(mark["target"]):
        return html.escape(mark[0])
    return f"{html.escape(mark['words'])} ({link(mark['target'])})"


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


def label(text: str) -> str:
    """`text` for a label that reads Markdown (buttons, messages): one line in which no mark, address or icon works."""
    line = " ".join(show(text).split())
    return _JOINS.sub(rf"\1{_JOINER}", _PUNCTUATION.sub(r"\\\1", line))

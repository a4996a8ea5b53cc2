"""How a stretch of the notes is said in an answer: the same words, without marks; a row with its header."""

import re
from collections.abc import Sequence

from quotewise.assistant.extract.row import is_row, say_row
from quotewise.assistant.extract.statement import indent, is_item, is_list, titles
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.repaired import repaired
from quotewise.assistant.unit import Unit
from quotewise.index import Hit
from quotewise.ingest.cue import is_option, strip_signs

LIST_MARK = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,3}[.)])\s+")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
SLANTED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
LINK = re.compile(r"!?\[([^\]\n]*)\]\(<?[^)\s>]*>?[^)\n]{0,80}\)")
NAMED = re.compile(r"\b(?:answer|ans)\W{1,6}\(?([A-H])\b", re.IGNORECASE)
TAG = re.compile(r"\s#\w+")
LONGEST_TITLE = 50  # characters; contexts are cut off there
# A label of a few words that names no subject, or a pronoun.
LEANING = re.compile(
    r"(?:(?:what|when|why|how|where) [\w' ]{2,25}|[A-Z][\w-]*(?: [\w-]+){0,2}):"
    r"|(?:it|its|they|their|this|these|such|here)\b",
    re.I,
)
GENERIC = frozenset(
    stems(
        """tips example examples solution result results notes note summary overview introduction use cases case
        key points takeaways"""
    )
)


def phrase(hit: Hit, start: int, end: int, note: str) -> str:
    """What `note[start:end]`, a stretch of `hit`, says: its repaired words without marks of lists, emphasis and links.

    A table row is said with its header, a list as one sentence, code as it stands.
    """
    shown = repaired(hit, start - hit.start, end - hit.start) or hit.text[start - hit.start : end - hit.start]
    if hit.kind in ("code", "diagram"):
        return shown.strip("\n")
    if is_row(shown) and "\n" not in shown.strip():
        return say_row(shown, hit, note.rfind("\n", 0, start) + 1, note)
    lines = [line for line in shown.splitlines() if line.strip()]
    if hit.kind == "quiz":
        return " ".join(map(plain, without_options(lines)))
    if is_list(shown) and len(lines) > 1:
        return say_list(lines)
    return " ".join(map(plain, lines))


def say_list(lines: Sequence[str]) -> str:
    """A list as one sentence: what introduces it, a colon, and its items with semicolons between them."""
    said = [plain(line) for line in lines]
    introduced = [line.endswith(":") or (at == 0 and is_item(lines[0])) for at, line in enumerate(said)]
    pieces = [
        f"{line.rstrip(':;,. ')}: " if leads else f"{line.rstrip(';,. ')}; "
        for line, leads in zip(said[:-1], introduced, strict=False)
    ]
    return "".join(pieces) + said[-1]


def plain(line: str) -> str:
    """A line without its list mark, sign, emphasis, links' targets and doubled spaces."""
    said = LINK.sub(r"\1", SLANTED.sub(r"\1", EMPHASIS.sub(r"\2", LIST_MARK.sub("", line))))
    return " ".join(strip_signs(said.strip()).split())


def without_options(lines: list[str]) -> list[str]:
    """The lines of a question with its answer, without the options to choose from but for the one the answer names."""
    options = [line for line in lines if is_option(line.strip())]
    letters = {match[1] for line in lines if (match := NAMED.search(line))}
    if len(options) < 2:
        return lines
    return [line for line in lines if line not in options or line.strip().lstrip("-*( ")[:1] in letters]


def say(unit: Unit, note: str) -> str:
    """What a statement says, under its title where its own words do not tell what it is about."""
    said = phrase(unit.hit, unit.start, unit.end, note)
    title = head_above(unit.hit, unit.start) or title_of(unit.hit)
    if not title or unit.hit.kind != "prose" or not leans(unit.text):
        return said
    first = said.split("\n", 1)[0]
    named = set(stems(title)) <= set(stems(first)) or first.casefold().startswith(title.casefold())
    return said if named else entitle(title, said)


def phrasings(hit: Hit, start: int, end: int, note: str) -> set[str]:
    """Every way in which a stretch may be said: alone, or under a title of its own."""
    said = phrase(hit, start, end, note)
    above = [title for title in (head_above(hit, start), title_of(hit)) if title]
    return {said, *(entitle(title, said) for title in (*titles(hit).values(), *above))}


def entitle(title: str, said: str) -> str:
    return f"{TAG.sub('', strip_signs(title))}: {said}"


def title_of(hit: Hit) -> str:
    """The title nearest above a passage, "" where it says little or is cut off."""
    nearest = hit.context.split(" | ")[0].split(" > ")[-1].replace("**", "").strip(" *_:")
    if len(nearest) >= LONGEST_TITLE:
        nearest = nearest.rpartition(": ")[2]  # what introduces it, without the heading above that
    says_little = not set(stems(nearest)) - GENERIC
    return "" if says_little or not 0 < len(nearest) < LONGEST_TITLE else nearest


def head_above(hit: Hit, start: int) -> str:
    """What the list item above is about that the line at `start` is indented below, "" where it is below none."""
    at = hit.text.rfind("\n", 0, start - hit.start) + 1
    column = indent(f"{hit.text[at : start - hit.start]}x")
    for line in reversed(hit.text[:at].splitlines()):
        if line.strip() and indent(line) < column:
            head = plain(re.split(r":\s", line, maxsplit=1)[0]).rstrip(":")
            return head if is_item(line) and len(head) < LONGEST_TITLE and set(stems(head)) - GENERIC else ""
    return ""


def leans(text: str) -> bool:
    """Whether a statement leans on what stands above it: an item, a label alone, a sentence about "it"."""
    bare = strip_signs(LIST_MARK.sub("", text).strip())
    return bool(LIST_MARK.match(text) or LEANING.match(bare) or bare[:1].islower())

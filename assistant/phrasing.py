"""How a stretch of the notes is said in an answer: the same words, without marks; a row with its header."""

import re
from collections.abc import Sequence

from quotewise.assistant.listing import indent, is_item, is_list
from quotewise.assistant.row import rows_at, say_row
from quotewise.assistant.unit import Unit
from quotewise.index import Hit
from quotewise.ingest.labels import is_option, strip_signs

LIST_MARK = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,3}[.)])\s+")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
SLANTED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
LINK = re.compile(r"!?\[([^\]\n]*)\]\(<?[^)\s>]*>?[^)\n]{0,80}\)")
LONGEST_TITLE = 50  # characters of what may name a subject
NAMED = re.compile(r"\b(?:answer|ans)\W{1,6}\(?([A-H])\b", re.IGNORECASE)


def say(unit: Unit) -> str:
    """What a statement says; what it stands under is told by the heading of its citation."""
    return phrase(unit.hit, unit.start, unit.end)


def phrase(hit: Hit, start: int, end: int) -> str:
    """What the note's [start:end], a stretch of `hit`, says: its words without marks of lists and emphasis.

    A table row is said with its header, a list as one sentence, code as it stands.
    """
    shown = hit.shown.cut(start - hit.start, end - hit.start) or hit.text[start - hit.start : end - hit.start]
    if hit.kind in ("code", "diagram"):
        return shown.strip("\n")
    if rows := list(rows_at(hit, start, end)):
        return "; ".join(say_row(row) for row in rows if len(rows) == 1 or not row.is_header)
    lines = [line for line in shown.splitlines() if line.strip()]
    if hit.kind == "quiz":
        return " ".join(map(plain, without_options(lines)))
    if is_list(shown) and len(lines) > 1:
        return say_list(lines)
    return " ".join(map(plain, lines))


def say_list(lines: Sequence[str]) -> str:
    """A list as one sentence: what introduces it, a colon, and its items with semicolons between them."""
    said = [plain(line) for line in lines]
    introduced = [line.endswith(":") or at == 0 for at, line in enumerate(said)]
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


def head_above(hit: Hit, start: int) -> str:
    """What the list item above is about that the line at `start` is indented below, "" where it is below none."""
    at = hit.text.rfind("\n", 0, start - hit.start) + 1
    column = indent(f"{hit.text[at : start - hit.start]}x")
    for line in reversed(hit.text[:at].splitlines()):
        if line.strip() and indent(line) < column:
            head = plain(re.split(r":\s", line, maxsplit=1)[0]).rstrip(":")
            return head if is_item(line) and len(head) < LONGEST_TITLE else ""
    return ""


def led_by(hit: Hit, start: int) -> str:
    """The item or lead-in above a passage that its first lines belong to, "" where there is none.

    The context gives it behind the heading the note has; a topic that was guessed stands under no such heading.
    """
    nearest = hit.heading.rsplit(" > ", 1)[-1]
    begins = "\n\n" not in hit.text[: start - hit.start] and "|" not in hit.context
    for colon in reversed([match.start() for match in re.finditer(": ", hit.context)] if begins else []):
        if nearest.startswith(hit.context[:colon].rstrip(" \u2026")):
            lead = plain(hit.context[colon + 2 :].replace("**", "")).rstrip(":")
            return lead if len(lead) < LONGEST_TITLE else ""
    return ""

"""Code in notes that lost its fences: lines like statements of a program, or a drawing of lines and arrows."""

import re
from collections.abc import Sequence
from functools import lru_cache

from quotewise.ingest.line import Line

# Statements, assignments, calls, brackets, keys with values, arrows of a drawing
_STRONG = re.compile(
    r"from\s+[\w.]+\s+import\s|import\s+[\w.]+(?:\s*,\s*\w+|\s+as\s+\w+)*\s*;?$"
    r"|(?:async\s+)?def\s+\w+\s*\(|class\s+\w+\s*(?:\([\w., ]*\))?:|@[\w.]+(?:\(.*)?$|return\b(?:\s*[\w\[({\"'-].*)?;?$"
    r"|(?:if|elif|for|while|with)\b.*[=<>(\[_].*[:{]\s*$|(?:else|try|finally|except\b.*)\s*[:{]\s*$"
    r"|[\w.]+(?:\[[^\]]*\])*(?:\s*,\s*\w+)*\s*[-+*/|]?=\s*\S|[\w.]*[a-z_]\w*\.\w+\(|[a-z_]\w*\((?:[\"'{\[].*|.*=.*)?$"
    r"|[\"'][^\"']{1,60}[\"']\s*:\s*\S|[{\[(]\s*$|[)}\]]+[,;]?\s*$|[)}\]]+\s*[.)\]},;]|.*[{;]\s*$|[a-z]+(?:\s+[\w./-]+)+\s+--?\w"
    r"|.*(?:--+>|-\.->|->>|==>)|.*[\u2500-\u257f]{2}|\s*[|+`\\]-{2,}"
)
_WEAK = re.compile(
    r"#(?!#)|//|--\s|[A-Za-z_]\w*\s*=\s*\S|[\w.\"'-]+,$|.*[({\[,\\]$|-?\s*[a-z_][\w-]*:(?:\s+\S{1,60})?$"
    r"|[\"'].*[\"'],?\]?\)?$|\S+/$|\.\w+\(|-{1,2}\w[\w-]*(?:\s+\S+)?\s*\\?$|[\"']{3}|[A-Za-z_]+$|end(?:\s\w+)?$"
)
_SENTENCE = re.compile(r"\w+(?:\s+[\w'(),-]+){6,}[.:]$")
LONGEST = 500  # lines of code that are read at once
HOPE = 120  # lines after which a stretch that has too few statements is given up
UNLIKE = 9  # lines inside an open bracket that look like no code, before the bracket counts as forgotten


def is_code(head: str) -> bool:
    """Whether a line, seen alone, reads like a statement of a program."""
    return bool(_STRONG.match(head))


def is_comment(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with one hash is a comment rather than a heading: it touches a statement."""
    line = lines[at]
    if not line.head.startswith("# "):
        return False
    after = lines[at + 1] if at + 1 < len(lines) and not lines[at + 1].gap else None
    before = lines[at - 1] if at and not line.gap else None
    return any(near is not None and is_code(near.head) for near in (before, after))


def read_code(lines: Sequence[Line], at: int) -> int:
    """The line behind the unfenced code that begins at line `at`; `at` where none begins.

    Two lines at least, a quarter of them statements.
    """
    if not _begins_code(lines, at):
        return at
    depth, strong, loose, end = 0, 0, 0, at
    while end < min(len(lines), at + LONGEST):
        firm, likely, balance = _look_at(lines[end].head)
        loose = 0 if likely else loose + 1
        if not (likely or (depth > 0 and loose < UNLIKE)) or (not firm and _SENTENCE.match(lines[end].head)):
            break
        if lines[end].kind == "heading" and end > at and lines[end].gap:
            break
        strong += firm
        depth = max(0, depth + balance)
        end += 1
        if end - at == HOPE and strong * 4 < HOPE:
            return at
    while end > at and not is_code(lines[end - 1].head) and lines[end - 1].head.endswith(":"):
        end -= 1
    return end if end - at >= 2 and strong * 4 >= end - at else at


def _begins_code(lines: Sequence[Line], at: int) -> bool:
    head = lines[at].head
    if lines[at].kind == "item" and not _look_at(head)[0]:
        return False
    if is_code(head):
        return True
    # A comment or a lower-case key opens code only if a statement follows at once; else it is a heading or a label.
    following = lines[at + 1] if at + 1 < len(lines) else None
    return bool(following and not following.gap and _WEAK.match(head) and is_code(following.head))


@lru_cache(maxsize=4096)  # of lines that may be code many stretches are tried
def _look_at(head: str) -> tuple[bool, bool, int]:
    """Whether a line is a statement, whether it may be code at all, and the brackets it leaves open."""
    firm = bool(_STRONG.match(head))
    balance = sum(head.count(c) for c in "([{") - sum(head.count(c) for c in ")]}")
    return firm, firm or bool(_WEAK.match(head)), balance

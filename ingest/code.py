"""Code and drawn diagrams in notes that lost their fences and their indentation."""

import re
from collections.abc import Sequence
from functools import lru_cache

from quotewise.ingest.run import Run
from quotewise.ingest.cue import is_lead_in, strip_signs
from quotewise.ingest.line import Line

_STRONG = re.compile(
    r"from\s+[\w.]+\s+import\s|import\s+[\w.]+(?:\s*,\s*\w+|\s+as\s+\w+)*\s*(?:#.*)?$"
    r"|(?:async\s+)?def\s+\w+\s*\(|class\s+\w+\s*(?:\([\w., ]*\))?:|@[\w.]+(?:\(.*)?$"
    r"|return\s*(?:[\w\[({\"'-].*)?$"
    r"|(?:if|elif|for|while|with)\b.*(?:==|!=|<|>|\(|\[|_|\bin \w+|\bnot\b|\bas \w+).*:\s*(?:#.*)?$"
    r"|(?:else|try|finally|except(?:\s+[\w.]+(?:\s+as\s+\w+)?)?):\s*(?:#.*)?$"
    r"|[a-z_][\w.]*(?:\[[^\]]*\])*(?:\s*,\s*\w+)*\s*[-+*/|]?=\s*\S|[A-Z]\w*_\w+(?:\s*,\s*\w+)*\s*=\s*\S"
    r"|[\w.]*[a-z_]\w*\.\w+\(|[a-z_]\w*\((?:[\"'{\[].*|.*=.*)?$|print\s*\("
    r"|[\"'][^\"']{1,60}[\"']\s*:\s*\S|[{\[(]\s*$|[)}\]]+[,;]?\s*$|[)}\]]+\s*[.)\]},;]"
    r"|(?:aws|docker|pip|conda|kubectl|git|npm|sudo|curl|cdk|terraform|mkdir|cd|export)\s+[\w./-]+(?:\s+-{1,2}\w|\s+\S+$)"
    r"|(?:FROM|RUN|COPY|ENTRYPOINT|WORKDIR|CMD|ENV)\s+\S+|SELECT(?:\s.*)?$|(?:CREATE|ALTER)\s+(?:TABLE|EXTERNAL)"
    r"|[\w-]+(?:,[\w.:/-]+){2,}$|[A-Z]\w+:\s+(?:AWS::|!)|<\w+[^>]*>$"
)
_WEAK = re.compile(
    r"#(?!#)|//|--\s|[A-Za-z_]\w*\s*=\s*\S|[\w.\"'-]+,$|.*[({\[,\\]$|-?\s*[a-z_][\w-]*:(?:\s+\S{1,60})?$"
    r"|[\"'].*[\"'],?\]?\)?$|\S+/$|\S+\.(?:py|csv|json|parquet|gz|ya?ml|txt)$|\.\w+\(|-{1,2}\w[\w-]*(?:\s+\S+)?\s*\\?$"
    r"|[\"']{3}|(?:pass|break|continue|raise\b.*|assert\b.*|yield\b.*|await\b.*)$"
    r"|(?:FROM|WHERE|GROUP BY|ORDER BY|JOIN)\b"
)
LONGEST = 500  # lines of code that are read at once
HOPE = 120  # lines after which a stretch that has too few statements is given up
UNLIKE = 9  # lines inside an open bracket that look like no code, before the bracket counts as forgotten
_SENTENCE = re.compile(r"[A-Z][a-z]*(?:\s+[\w'(),-]+){6,}[.:]$")

_MERMAID = re.compile(
    r"(?:graph|flowchart)\s+(?:TB|TD|LR|RL|BT)\b"
    r"|(?:sequenceDiagram|stateDiagram(?:-v2)?|classDiagram|erDiagram|gantt|mindmap|gitGraph|journey|timeline)\s*$"
    r"|pie(?:\s+title\b.*)?$|@startuml"
)
_MERMAID_LINE = re.compile(
    r".*(?:--+[>xo|]?|-\.+-?>?|==+>?|-+>>|<--+|:::)|(?:subgraph|style|classDef|class|linkStyle|click|participant|actor"
    r"|note|Note|alt|else|opt|loop|par|and|rect|critical|activate|deactivate|state|direction|section|title|dateFormat)\s"
    r"|end(?:\s+note)?$|[\w*]+\s*(?:[\[({>]|:\s)|\[\*\]|.{3,80}\s:(?:\w+,\s*){1,4}\d{4}-\d\d-\d\d,"
)
_GRAPH = re.compile(r"graph|flowchart")
_SAYING = re.compile(r"[A-Z]\w+:\s")  # a state or an actor with its words, which only graphs have not
_STYLE = re.compile(r"(?:style|classDef|linkStyle|class)\s|See\b")
_NOTE = re.compile(r"note\b[^:]*$", re.I)
_BEGINS = re.compile(r"#|//|(?:async )?def |class |import |from |@|for |if |while |with |try:")
_FILE_NAME = re.compile(r"#\s+\S+\.\w{2,5}$")
_REFERENCE = re.compile(r"See\b.{0,30}\s\S+\.\w{2,5}$")
# Box-drawing signs, trees of bars and dashes, and the doubled Thai vowels that wrong decoding makes of them.
_DRAWN = re.compile(r".*[\u2500-\u257f]|.*[\u0e40-\u0e44]{2}|(?:\|\s*)*[|+`\\]-{2,}|\+[-=+]{3,}")


def is_code(head: str) -> bool:
    """Whether a line, seen alone, may be code."""
    return bool(_STRONG.match(head) or _WEAK.match(head))


def is_comment(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with one hash is a comment rather than a heading: it touches code, or names a file."""
    line = lines[at]
    if not line.head.startswith("# ") or (at > 0 and line.gap and not _STRONG.match(_near(lines, at, 1))):
        return False
    if _FILE_NAME.match(line.head):
        return True
    return any(_STRONG.match(_near(lines, at, step)) for step in (1, -1))


def is_tight(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with one hash has no blank line on either side."""
    after = lines[at + 1].gap if at + 1 < len(lines) else 1
    return at > 0 and lines[at].head.startswith("# ") and not lines[at].gap and not after


def has_comments(lines: Sequence[Line]) -> bool:
    """Whether hashes begin comments in this note: three at least, and most of the tight ones."""
    tight = [at for at, line in enumerate(lines) if line.kind == "heading" and is_tight(lines, at)]
    comments = sum(is_comment(lines, at) for at in tight)
    return comments >= 3 and comments * 2 > len(tight)


def _near(lines: Sequence[Line], at: int, step: int) -> str:
    """The nearest line without a hash, at most four lines away and with no blank line between; "" if none."""
    for i in range(at + step, at + 5 * step, step):
        if not 0 <= i < len(lines) or lines[max(i, i - step)].gap:
            return ""
        if lines[i].kind != "heading":
            return lines[i].head
    return ""


def read_code(lines: Sequence[Line], at: int) -> Run | None:
    """The unfenced code that begins at line `at`, or None; boundaries between statements rank higher."""
    if not _begins_code(lines, at):
        return None
    depth, strong, loose, end = 0, 0, 0, at
    ranks: list[int] = []
    while end < min(len(lines), at + LONGEST):
        line = lines[end]
        head = line.head
        firm, likely, balance = _look_at(head)
        loose = 0 if likely else loose + 1
        if not (likely or (depth > 0 and loose < UNLIKE)) or (not firm and _SENTENCE.match(head)):
            break
        if line.kind == "heading" and end > at and line.gap:
            break
        ranks.append(1 if depth else 4 if _BEGINS.match(head) or line.gap else 3)
        strong += firm
        depth = max(0, depth + balance)
        end += 1
        if end - at == HOPE and strong * 4 < HOPE:
            return None
    while end > at and is_lead_in(lines[end - 1].head) and not _STRONG.match(lines[end - 1].head):
        end -= 1
    if end - at < 2 or strong * 4 < end - at:
        return None
    return Run("code", tuple(range(at, end)), end, ranks=tuple(ranks[: end - at]))


@lru_cache(maxsize=4096)  # of lines that may be code many stretches are tried
def _look_at(head: str) -> tuple[bool, bool, int]:
    """Whether a line is a statement, whether it may be code at all, and the brackets it leaves open."""
    firm = bool(_STRONG.match(head))
    return firm, firm or bool(_WEAK.match(head)), _balance(head)


def read_diagram(lines: Sequence[Line], at: int) -> Run | None:
    """The diagram (Mermaid, box drawing, tree) that begins at line `at`; None if none does."""
    if _MERMAID.match(lines[at].head):
        end = _mermaid_end(lines, at)
        ranks = list(map(_rate_drawn, lines[at:end]))
        ranks[1:2] = [1] * (end - at > 1)  # "graph TB" alone says nothing
        return Run("diagram", tuple(range(at, end)), end, ranks=tuple(ranks))
    end = at
    while end < len(lines) and _DRAWN.match(lines[end].head) and (end == at or lines[end].gap < 2):
        end += 1
    return Run("diagram", tuple(range(at, end)), end) if end - at >= 2 else None


def is_reference(head: str) -> bool:
    """Whether a line only names the file that holds a drawing: "See: figures/queue.mmd"."""
    return bool(_REFERENCE.match(strip_signs(head)))


def _rate_drawn(line: Line) -> int:
    return 4 if line.head.startswith("subgraph") else 1 if _STYLE.match(line.head) else 2


def _mermaid_end(lines: Sequence[Line], at: int) -> int:
    end, depth, note = at + 1, 0, False
    graph = bool(_GRAPH.match(lines[at].head))
    while end < len(lines):
        head = lines[end].head
        if graph and not depth and not note and _SAYING.match(head):
            break
        if not (depth > 0 or note or _MERMAID_LINE.match(head)) or len(head) > 300:
            break
        note = (note or bool(_NOTE.match(head))) and not head.startswith("end")
        depth = max(0, depth + _balance(head)) if depth < 8 else 0
        end += 1
    if end < len(lines) and is_reference(lines[end].head):
        end += 1
    return end


def _begins_code(lines: Sequence[Line], at: int) -> bool:
    head = lines[at].head
    if _STRONG.match(head):
        return True
    # A comment or a lower-case key opens code only if code follows at once; else it is a heading or a label.
    following = lines[at + 1] if at + 1 < len(lines) else None
    return bool(following and following.gap == 0 and _WEAK.match(head) and _STRONG.match(following.head))


def _balance(head: str) -> int:
    return sum(head.count(c) for c in "([{") - sum(head.count(c) for c in ")]}")

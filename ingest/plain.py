"""Plain text to a tree of blocks: what marks, blank lines, indents and short lines tell, and nothing else."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from quotewise.ingest.block import Block, Tree, merge_edits
from quotewise.ingest.code import is_comment, read_code
from quotewise.ingest.labels import is_labelled
from quotewise.ingest.latex import show_latex
from quotewise.ingest.line import BOLD, Line, read_lines

LONGEST = 80  # characters of a line that may be a heading
NUMBERED, SHORT, LABEL, ITEM = 7, 18, 19, 20  # levels of headings that are only implied, below all that are marked
_NUMBERED = re.compile(r"(?:\d+\.)+\d+\.?\s+[^\W\d_]")
# "Chapter 3: Queues", "Tema 5. Recursos", "Example 12 - A bank": words, a number, a mark, a title
_LABELLED = re.compile(
    r"(?P<label>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?) \d+(?:\.\d+)*\s*[:.\u2013\u2014-]\s+[^\W\d_]|第\s?\d+"
)
_SENTENCE_END = re.compile(r"[.!;,:?。！？；：，、]$|[.!?]\s+[A-Z].*[.!?]$")  # noqa: RUF001
_SET_APART = re.compile(r"\d{1,2}[.)]\s+[^.!?;]{2,60}[:：]$")  # noqa: RUF001
_SECTIONS = ("chapter", "section", "subsection", "subsubsection", "paragraph")
_SECTION = re.compile(rf"\\({'|'.join(_SECTIONS)})\*?\{{(.+)\}}(?:\s*\\label\{{.*\}})?")  # LaTeX
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:itemize|enumerate|description|document|center|quote)\}.*")
_MARKER = re.compile(r"・\s*|\S+\s+")
_MARKED = re.compile(r"[■□◆◇▼▲●★§¶]\s?\S|【.+】$")  # signs that only headings begin with
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^()\s]{1,400}\)")  # Markdown's, whatever the file is called
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|:\s-]*-{2,}[|:\s-]*$")
_DOTTED = re.compile(r".{2,}?(?:\s?\.){4,}\s*\d{1,4}$")  # "Queues ........ 12"


def read_plain(text: str) -> Tree:
    """The tree of a text without a grammar. Takes time and memory in proportion to the text."""
    mark = int(text.startswith("\ufeff"))
    lines = _without_comments(list(read_lines(text[mark:], mark)))
    blocks = [Block("metadata", 0, 1)] if mark else []
    at = 0
    while at < len(lines):
        block, at = _read_block(text, lines, at)
        blocks.append(block)
    pictures = [(match.start(), match.end(), "") for match in _PICTURE.finditer(text)]
    return Tree(tuple(_find_contents(text, _rank_labels(text, blocks))), merge_edits([*show_latex(text), *pictures]))


def _rank_labels(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, labelled headings ranked by how many there are: there are fewer chapters than examples."""
    labels = [_LABELLED.match(text, block.start, block.end) if block.level == NUMBERED else None for block in blocks]
    counts = Counter(match["label"].casefold() for match in labels if match and match["label"])
    ranks = {label: rank for rank, (label, _) in enumerate(reversed(counts.most_common()))}
    return [
        replace(block, level=NUMBERED + min(ranks[match["label"].casefold()], 9)) if match and match["label"] else block
        for block, match in zip(blocks, labels, strict=True)
    ]


def _without_comments(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, those with a hash that begin no section told as text: where hashes begin comments of code.

    So they do in a text most of whose lines with one hash and no blank line around touch a statement.
    """
    tight = [at for at, line in enumerate(lines) if line.head.startswith("# ") and _is_tight(lines, at)]
    comments = {at for at in tight if is_comment(lines, at)}
    if len(comments) * 2 > len(tight):
        comments.update(tight)
    return [replace(line, kind="text") if at in comments else line for at, line in enumerate(lines)]


def _is_tight(lines: Sequence[Line], at: int) -> bool:
    """Whether a line has no blank line on either side."""
    return at > 0 and not lines[at].gap and (at + 1 == len(lines) or not lines[at + 1].gap)


def _read_block(text: str, lines: Sequence[Line], at: int) -> tuple[Block, int]:
    """The block that begins at line `at`, and the line behind it."""
    line = lines[at]
    if line.kind == "fence":
        return _read_fence(lines, at)
    if _ENVIRONMENT.fullmatch(line.head):
        return Block("metadata", line.start, line.end), at + 1
    level, taken = _read_heading(lines, at)
    if level:
        return Block("heading", line.start, lines[at + taken - 1].end, level), at + taken
    if (end := _end_of_table(lines, at)) > at:
        return _read_table(text, lines[at:end]), end
    if (end := read_code(lines, at)) > at:
        return Block("code", line.start, lines[end - 1].end, label=_name_code(lines[at:end])), end
    if line.kind == "item":
        return _read_list(lines, at)
    end = at + 1
    while end < len(lines) and not lines[end].gap and not _begins_block(lines, end):
        end += 1
    dotted = end - at > 2 and all(_DOTTED.match(each.head) for each in lines[at:end])
    return Block("navigation" if dotted else "paragraph", line.start, lines[end - 1].end), end


def _begins_block(lines: Sequence[Line], at: int) -> bool:
    return (
        lines[at].kind in ("fence", "item")
        or bool(_ENVIRONMENT.fullmatch(lines[at].head))
        or bool(_read_heading(lines, at)[0])
        or _end_of_table(lines, at) > at
        or read_code(lines, at) > at
    )


def _read_fence(lines: Sequence[Line], at: int) -> tuple[Block, int]:
    mark, end = lines[at].text[:3], at + 1
    while end < len(lines) and not lines[end].text.startswith(mark):
        end += 1
    end = min(end + 1, len(lines))
    return Block("code", lines[at].start, lines[end - 1].end, label=lines[at].head.strip("`~ ").split(" ")[0]), end


def _name_code(lines: Sequence[Line]) -> str:
    drawn = sum("--" in line.head or "\u2500" in line.head for line in lines)
    return "diagram" if drawn * 2 > len(lines) else ""


def _read_heading(lines: Sequence[Line], at: int) -> tuple[int, int]:
    """The level of the heading at line `at` and how many lines it takes; (0, 0) where none is."""
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else None
    if line.kind == "heading":
        return len(line.head) - len(line.head.lstrip("#")), 1
    if section := _SECTION.fullmatch(line.head):
        return 1 + _SECTIONS.index(section[1]), 1
    if following is None or len(line.text) > 2 * LONGEST:
        return 0, 0
    apart = bool(following.gap and (line.gap or at == 0) and len(line.text) <= LONGEST)
    if line.kind == "item" and apart and following.indent <= line.indent and _SET_APART.match(line.head):
        return ITEM, 1
    if line.kind != "text":
        return 0, 0
    if following.kind == "underline" and not following.gap and len(following.text) > 2:
        return (1 if following.text[0] == "=" else 2), 2
    if len(line.text) > LONGEST:
        return 0, 0
    if _MARKED.match(line.head) and not _SENTENCE_END.search(line.head):
        return SHORT, 1
    if _is_labelled(lines, at):
        return NUMBERED, 1
    if BOLD.fullmatch(line.head) and not is_labelled(line.head):
        return LABEL, 1
    if apart and line.head.endswith((":", "\uff1a")) and _has_body(lines, at):
        return LABEL, 1
    if not _looks_like_title(line.head):
        return 0, 0
    if _NUMBERED.match(line.head):
        return NUMBERED, 1
    if apart and _has_body(lines, at):
        return SHORT, 1
    if following.kind == "item" and not following.gap and _opens_list(lines, at):
        return SHORT, 1
    return 0, 0


def _is_labelled(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a title with a label and a number; where its neighbours have the same label they are a list."""
    match = _LABELLED.match(lines[at].head)
    if match is None or _SENTENCE_END.search(lines[at].head):
        return False
    near = [_LABELLED.match(line.head) for line in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]
    return not any(other and other["label"] == match["label"] for other in near)


def _looks_like_title(head: str) -> bool:
    """Whether a line may be a title: a few words that end no sentence, hold no statement, and begin like one."""
    return bool(
        not head[0].islower()
        and head[0].isalnum()
        and not _SENTENCE_END.search(head)
        and not any(sign in head for sign in ("|", ": ", "->", "=>", "\u2192", "="))
        and len(head.split()) <= 12
    )


def _has_body(lines: Sequence[Line], at: int) -> bool:
    """Whether one of the next lines is no title: a run of short lines is a list, not many headings."""
    return any(
        line.kind != "text" or not line.gap or not _looks_like_title(line.head) for line in lines[at + 1 : at + 6]
    )


def _opens_list(lines: Sequence[Line], at: int) -> bool:
    """Whether the line before is done, so that this one is no torn-off end of it."""
    head = lines[at].head
    return (
        2 < len(head) <= 60
        and len(head.split()) <= 8
        and not head[0].isdigit()
        and not any(sign in head for sign in "<>[]{}")
        and (at == 0 or lines[at - 1].text[-1] not in "(,/-")
    )


def _end_of_table(lines: Sequence[Line], at: int) -> int:
    """The line behind the table that begins at `at`: pipes, or three lines with as many tabs; `at` where none does."""
    line = lines[at]
    if line.kind == "row":
        ruled = at + 1 < len(lines) and _is_rule(lines[at + 1])
        if not ruled and not (line.text[0] == "|" and at + 1 < len(lines) and lines[at + 1].text[0] == "|"):
            return at
        end = at + 2
        while end < len(lines) and not lines[end].gap and lines[end].kind == "row":
            if end > at + 2 and end + 1 < len(lines) and _is_rule(lines[end + 1]):
                break  # the header of a table that follows with no line between
            end += 1
        return end
    tabs = line.head.count("\t")
    end = at + 1
    while tabs and end < len(lines) and not lines[end].gap and lines[end].head.count("\t") == tabs:
        end += 1
    return end if tabs and end - at >= 3 else at


def _is_rule(line: Line) -> bool:
    return "|" in line.head and bool(_RULE.match(line.head))


def _read_table(text: str, lines: Sequence[Line]) -> Block:
    headed = "|" not in lines[0].text or (len(lines) > 1 and _is_rule(lines[1]))
    rows: list[Block] = []
    for number, line in enumerate(lines):
        if not (number and _is_rule(line)):
            label = "header" if headed and not number else ""
            rows.append(Block("row", line.start, line.end, 0, label, _read_cells(text, line)))
        elif number > 1:  # a rule that is not the header's belongs to the row above it
            rows[-1] = replace(rows[-1], end=line.end)
    return Block("table", lines[0].start, lines[-1].end, children=tuple(rows))


def _read_cells(text: str, line: Line) -> tuple[Block, ...]:
    piped = "|" in line.text
    borders = [match.start() for match in (_PIPE if piped else re.compile("\t")).finditer(text, line.start, line.end)]
    if piped and borders and borders[0] == line.start:
        borders = borders[1:]
    if piped and borders and borders[-1] == line.end - 1:
        borders = borders[:-1]
    begins = [line.start + (text[line.start] == "|"), *(border + 1 for border in borders)]
    ends = [*borders, line.end - (piped and text[line.end - 1] == "|")]
    cells = []
    for start, end in zip(begins, ends, strict=True):
        said = text[start : max(start, end)]
        lead = len(said) - len(said.lstrip()) if said.strip() else 0
        cells.append(Block("cell", start + lead, start + lead + len(said.strip())))
    return tuple(cells)


def _read_list(lines: Sequence[Line], at: int) -> tuple[Block, int]:
    """The list at line `at`: items as deep as they are indented, what is indented below an item part of it."""
    items: list[tuple[int, Block]] = []  # each with its indent
    end = at
    while end < len(lines) and (end == at or not lines[end].gap or lines[end].kind == "item"):
        line = lines[end]
        if line.kind == "item":
            if items and (line.gap > 1 or _read_heading(lines, end)[0]):
                break
            marker = _MARKER.match(line.text)[0]  # type: ignore[index]  # an item has one
            said = Block("paragraph", line.start + len(marker), line.end)
            items.append((line.indent, Block("item", line.start, line.end, 0, marker.strip(), (said,))))
        elif line.kind == "text" and (line.indent > items[-1][0] or line.text[0].islower()):
            indent, item = items[-1]
            said = replace(item.children[0], end=line.end)
            items[-1] = (indent, replace(item, end=line.end, children=(said,)))
        else:
            break
        end += 1
    return _nest(items), end


def _nest(items: Sequence[tuple[int, Block]]) -> Block:
    """Items as lists inside one another, by their indents; at most twenty deep."""
    levels: list[tuple[int, list[Block]]] = [(items[0][0], [])]
    for indent, item in items:
        while len(levels) > 1 and indent < levels[-1][0]:
            _fold(levels)
        if indent > levels[-1][0] and levels[-1][1] and len(levels) < 20:
            levels.append((indent, []))
        levels[-1][1].append(item)
    while len(levels) > 1:
        _fold(levels)
    return _as_list(levels[0][1])


def _fold(levels: list[tuple[int, list[Block]]]) -> None:
    """The innermost list as part of the item above it."""
    _, inner = levels.pop()
    above = levels[-1][1]
    nested = _as_list(inner)
    above[-1] = replace(above[-1], end=nested.end, children=(*above[-1].children, nested))


def _as_list(items: Sequence[Block]) -> Block:
    return Block("list", items[0].start, items[-1].end, children=tuple(items))


def _find_contents(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a paragraph of four lines and more that are all headings further down told as navigation."""
    titles = {text[block.start : block.end].strip("# ").casefold() for block in blocks if block.kind == "heading"}
    found = list(blocks)
    for at, block in enumerate(blocks):
        if block.kind == "paragraph":
            lines = [line.strip().casefold() for line in text[block.start : block.end].splitlines()]
            if len(lines) >= 4 and 2 * sum(line in titles for line in lines) > len(lines):
                found[at] = replace(block, kind="navigation")
    return found

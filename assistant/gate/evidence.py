"""What a quote is worth as evidence: its statements, what names their subject, and what of it is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quotewise.assistant.gate.clause import Clause, Word, clauses
from quotewise.assistant.gate.pairs import correction, gives_answer, without_options
from quotewise.assistant.gate.wording import bare
from quotewise.assistant.row import RULE_LINE, cells, header_above, header_in_context
from quotewise.assistant.unit import sentences, spans_of
from quotewise.index import Hit
from quotewise.ingest.cue import is_answer, is_myth, is_option, is_question, is_reason, is_truth

_SEVERAL = re.compile(r"\bvs\b|\bversus\b|,|/|&|\band\b|\bor\b", re.IGNORECASE)
_SPACED = re.compile(r"\t+| {2,}")
_ITEM = re.compile(r"[ \t]*(?:[-*+\u2022]|\d{1,3}[.)])[ \t]")
_DEPTH = 2  # list items above an item that may name what it is about


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of the notes: a sentence, a list item, a table row.

    naming: words of headings and of the lines above, which may name the subject but say nothing.
    row: a table row, whose cells are all about its first.
    before: words of the line before it, for pronouns to stand for.
    denied: it is a myth, its words negated, that a correction stands beside. corrects: it is the correction.
    answer: of a question with its answer, the meanings that the answer alone holds.
    """

    text: str
    clauses: tuple[Clause, ...]
    naming: tuple[Word, ...] = ()
    row: bool = False
    before: tuple[Word, ...] = ()
    denied: bool = False
    answer: frozenset[str] | None = None
    corrects: bool = False

    def subject_before(self, at: int) -> tuple[Word, ...]:
        """The subject that clause `at` takes over, having none of its own."""
        if self.clauses[at].subject:
            return ()
        before = [other for other in self.clauses[:at] if other.subject]
        return tuple(word for word in before[-1].words if word.meaning in before[-1].subject) if before else ()


def read_evidence(hit: Hit, start: int, end: int, note: str) -> list[Evidence]:
    """The statements in `note[start:end]`, a stretch of `hit`; none where it is a myth's or a question's half."""
    if hit.kind == "trap":
        return list(_of_trap(hit, start, end, note))
    if hit.kind == "quiz":
        return list(_of_quiz(hit, start, end, note))
    return list(_of_lines(hit, start, end, note))


def _of_trap(hit: Hit, start: int, end: int, note: str) -> Iterator[Evidence]:
    """The correction, named by the myth; and the myth itself, negated."""
    quoted = note[start:end]
    at = correction(quoted)
    if at is None:
        return
    myth, truth = _unlabelled(quoted[:at]), _unlabelled(quoted[at:])
    false = clauses(myth)
    naming = tuple(word for clause in false for word in (*clause.label, *clause.words))
    for line in filter(str.strip, [truth]):
        for first, last in sentences(line, 0, len(line)):
            text = line[first:last]
            yield Evidence(text, clauses(text), naming, corrects=True)
    if false and all(re.match(r"(?:when|if|once|while|after|before)\b", clause.text, re.I) for clause in false[1:]):
        yield Evidence(myth, (_negated(false[0]), *false[1:]), _heading_words(hit), denied=True)


def _unlabelled(text: str) -> str:
    """A line without the label that says whether it is true ("Myth:", "Reality:")."""
    head, colon, rest = text.partition(":")
    label = f"{head}:"
    return rest.strip() if colon and (is_myth(label + " x") or is_truth(label)) else text.strip()


def _negated(clause: Clause) -> Clause:
    return replace(clause, words=tuple(replace(word, negated=not word.negated) for word in clause.words))


def _of_quiz(hit: Hit, start: int, end: int, note: str) -> Iterator[Evidence]:
    """The answer, named by its question; options are evidence for nothing, but the one the answer names."""
    lines = note[start:end].splitlines()
    said_or_asked = without_options(lines)
    answers = [line for line in said_or_asked if gives_answer(line) or is_reason(line.strip())]
    asked = [line for line in said_or_asked if line not in answers]
    named = [_option_named(line, lines) for line in answers]
    if not answers:
        return
    question = " ".join(_after_label(line) for line in asked)
    said = " ".join([*map(_after_label, answers), *filter(None, named)])
    naming = tuple(word for clause in clauses(question) for word in (*clause.label, *clause.words))
    told = tuple(replace(clause, label=(*clause.label, *naming)) for clause in clauses(said))
    answer = frozenset(word.meaning for clause in told for word in clause.words) - {word.meaning for word in naming}
    yield Evidence(f"{question} {said}", told, _heading_words(hit), row=True, answer=answer)


def _after_label(line: str) -> str:
    label, colon, rest = line.strip().partition(":")
    return rest.strip() if colon and (is_question(f"{label}: x") or is_answer(f"{label}:")) else line.strip()


def _option_named(answer: str, lines: list[str]) -> str:
    letter = re.match(r"\W*\(?([A-H])\b", _after_label(answer))
    if not letter:
        return ""
    options = (line.strip() for line in lines if is_option(line.strip()))
    return next(
        (line[line.index(letter[1]) + 2 :].strip() for line in options if line.lstrip("-*( ")[0] == letter[1]), ""
    )


def _of_lines(hit: Hit, start: int, end: int, note: str) -> Iterator[Evidence]:
    quoted = note[start:end]
    for first, last in spans_of(quoted, joined=hit.kind == "prose"):
        text = quoted[first:last]
        if not text.strip() or RULE_LINE.fullmatch(text.strip()):
            continue
        at = start + first + len(text) - len(text.lstrip())
        row = _row(hit, at, start + last, note)
        if row:
            yield row
            continue
        said = _with_label(text, at, note)
        # A sentence with a label of its own is about that, not about what its line began with.
        labelled = any(clause.label for clause in clauses(text))
        naming = _naming(hit, _line_start(note, at) if labelled else at, note)
        before = [word for clause in clauses(note[_line_start(note, at) : at]) for word in clause.words]
        yield Evidence(text.strip(), said, naming, before=tuple(before))


def _with_label(text: str, at: int, note: str) -> tuple[Clause, ...]:
    """The clauses of a sentence; a later sentence of a line goes under the label the line begins with."""
    found = clauses(text)
    line = note[_line_start(note, at) : at]
    if line.strip() and not any(clause.label for clause in found) and ": " in bare(line):
        return clauses(f"{bare(line).partition(': ')[0]}: {text.strip()}")
    return found


def _row(hit: Hit, at: int, end: int, note: str) -> Evidence | None:
    """A table row as statements: each cell with the header of its column, all about the first cell."""
    first, last = _line_start(note, at), _line_end(note, at)
    line = note[first:last]
    piped = line.count("|") >= 2 or (hit.kind == "table" and "|" in line)
    if not piped and not (hit.kind == "table" and _SPACED.search(line.strip())):
        return None
    found_cells = list(cells(line, piped=piped))
    header = header_above(note, first, len(found_cells), piped=piped) or header_in_context(hit, len(found_cells))
    if len(found_cells) < 2 or [text for _, text in found_cells] == header:
        return None
    name = f"{header[0]} {found_cells[0][1]}" if header else found_cells[0][1]
    label = tuple(word for clause in clauses(name) for word in (*clause.label, *clause.words))
    found: list[Clause] = []
    for column, (offset, cell) in enumerate(found_cells):
        if first + offset >= end or first + offset + len(cell) <= at:
            continue
        if column and cell.endswith("?"):
            continue  # a question asserts nothing
        above = header[column] if column < len(header) and column else ""
        found += [
            replace(clause, label=(*label, *clause.label)) for clause in clauses(_cell_said(above, cell)) if clause.text
        ]
    return Evidence(line.strip(), tuple(found), (*_naming(hit, at, note),), row=True)


def _cell_said(header: str, cell: str) -> str:
    """A cell as it is read below its header: "Scales to zero" and "no (by default)" are a negation."""
    if re.match(r"no\s*(?:$|[,(;])", cell, re.IGNORECASE):
        return f"not {header} {cell[2:].strip(' ,()')}"
    if re.match(r"yes\s*(?:$|[,(;])", cell, re.IGNORECASE):
        return f"{header} {cell[3:].strip(' ,()')}"
    return f"{header} {cell}".strip()


def _naming(hit: Hit, at: int, note: str) -> tuple[Word, ...]:
    """Words that may name what the statement at `at` is about: of headings, items above, the beginning of its line."""
    first = _line_start(note, at)
    before = clauses(note[first:at])
    # A name that is no subject there is that sentence's own: "A -> X. B -> Y."
    begun = [
        word
        for clause in before
        for word in (*clause.label, *clause.words)
        if not word.name or word.meaning in clause.subject | clause.about
    ]
    lines_above = [*_items_above(note, first), *_lead_in(note, first)]
    above = [word for text in lines_above for clause in clauses(text) for word in clause.words]
    return (*_heading_words(hit), *(word for word in begun if not word.placed), *above)


def _heading_words(hit: Hit) -> tuple[Word, ...]:
    """The words of the headings; the names in a heading that lists several name none of them."""
    context = hit.context.split(" | ")[0] if "|" in hit.context else hit.context
    words: list[Word] = []
    for title in dict.fromkeys((*hit.heading.split(" > "), *context.split(" > "))):
        found = [word for clause in clauses(title) for word in (*clause.label, *clause.words)]
        words += [word for word in found if not (word.name and _SEVERAL.search(title))]
    return tuple(words)


def _items_above(note: str, first: int) -> list[str]:
    """The heads of the list items that the line at `first` is indented below."""
    indent = _indent(note[first : _line_end(note, first)])
    found: list[str] = []
    for line in reversed(note[max(0, first - 4000) : first].splitlines()):
        if not indent or len(found) == _DEPTH:
            break
        if line.strip() and _indent(line) < indent:
            indent = _indent(line)
            found.append(re.split(r":\s", line, maxsplit=1)[0])
    return found


def _lead_in(note: str, first: int) -> list[str]:
    """The line with a colon at its end that the list of the line at `first` stands below."""
    if not _ITEM.match(note, first):
        return []
    for line in reversed(note[max(0, first - 4000) : first].splitlines()):
        if line.strip() and not _ITEM.match(line) and not line[0].isspace():
            return [line.rstrip(" :")] if line.rstrip().endswith(":") and not line.startswith("#") else []
    return []


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _line_start(note: str, at: int) -> int:
    return note.rfind("\n", 0, at) + 1


def _line_end(note: str, at: int) -> int:
    found = note.find("\n", at)
    return len(note) if found < 0 else found

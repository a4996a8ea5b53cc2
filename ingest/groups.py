"""Which lines stay together: a myth and its correction, a question and its answer, an entry, prose and its lead-ins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.ingest.code import is_code
from quotewise.ingest.cuts import Piece, split_sentences
from quotewise.ingest.labels import (
    asks_and_answers,
    is_answer,
    is_crossed,
    is_false,
    is_lead_in,
    is_myth,
    is_option,
    is_question,
    is_quoted,
    is_reason,
    is_sign,
    is_signed,
    is_ticked,
    is_truth,
)
from quotewise.ingest.line import Line, name_title, rate, shorten
from quotewise.ingest.note import Kind

LINES = 24  # of a question with all that belongs to it
STEM = 5  # lines of a question before its options
TITLES = 4  # bare titles in a row: "Analysis:", "What remains:"
LONGEST = 60  # characters of one
OPTIONS = 8  # how good a boundary stands before the options
LEAD = 60  # characters of a lead-in kept as context
PARENT = 120  # characters of a line that stays with the first line below it
_ENTRY = re.compile(
    r"(?:[-*+•]\s+)?[*_]{0,3}(?P<term>\w[^:.?!|=\"]{0,58}?)[*_]{0,3}(?:\s*:[*_]{0,3}\s+|\s+[\u2013\u2014-]\s+)\S.{10,}"
)
_STEP = re.compile(r"(?:step|phase|day|week|chapter|option|part|example|scenario|question)\s*\d", re.I)
_TERM = re.compile(r"([^:]{3,50}?)(?::| [-\u2013]) ")
_ENDS = '.!?:;"”。！？：；」'  # noqa: RUF001
_ARROWS = ("\u2192", "->", "=>", "\u2193")


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of a note that were recognised as one kind: `lines[starts[0]:end]`.

    starts: where each group of lines begins that must stay together (a pair, an entry).
    single: whether each group is a passage of its own rather than packed with its neighbours.
    ranks: how good a boundary stands before each group, where that is not told by blank lines and indent.
    """

    kind: Kind
    starts: tuple[int, ...]
    end: int
    single: bool = False
    ranks: tuple[int, ...] = ()


def read_myth_fact(lines: Sequence[Line], at: int) -> Run | None:
    """The pair of a false statement and its correction that begins at line `at`; None if none does."""
    head = lines[at].head
    if len(lines[at].text) > len(head) or not (is_false(head) or is_quoted(head)):
        return None
    claim = _end_of_claim(lines, at)
    truth = _skip_signs(lines, claim)
    if truth < len(lines) and lines[truth].gap <= 1 and _corrects(lines, at, truth, signs=truth - claim):
        return Run("trap", (at,), _end_of_claim(lines, truth), single=True)
    if is_myth(head) and not is_lead_in(head):
        return Run("trap", (at,), claim, single=True)
    return None


def _corrects(lines: Sequence[Line], at: int, truth: int, *, signs: int) -> bool:
    claim, answer = lines[at].head, lines[truth].head
    if is_false(claim) and is_truth(answer):
        return True
    if is_quoted(claim) and not is_quoted(answer) and not is_lead_in(answer):
        return is_truth(answer) or (is_signed(claim) and (signs > 0 or is_ticked(answer)))
    if not (is_crossed(claim) and is_ticked(answer)):
        return False
    # Crosses and ticks that come in turns are pairs; a list of the one and then a list of the other is none.
    before = at > 0 and is_crossed(lines[at - 1].head)
    after = truth + 1 < len(lines) and is_ticked(lines[truth + 1].head)
    return not before and not after


def _skip_signs(lines: Sequence[Line], at: int) -> int:
    end = at
    while end < len(lines) and end - at < 3 and is_sign(lines[end].head):
        end += 1
    return end


def _end_of_claim(lines: Sequence[Line], at: int) -> int:
    """The line behind the statement at `at`: lines in lower case or further indented are part of it."""
    end = at + 1
    while end < len(lines) and end - at < 6 and lines[end].gap == 0 and not is_sign(lines[end].head):
        deeper = lines[end].indent > lines[at].indent and lines[end].kind == "text"
        if not (deeper or lines[end].text[0].islower()) or is_truth(lines[end].head):
            break
        end += 1
    return end


def read_quiz(lines: Sequence[Line], at: int) -> Run | None:
    """The question that begins at line `at` with its options, answer and reasons; None without an answer."""
    head = lines[at].head
    if asks_and_answers(head) and len(lines[at].text) == len(head):
        return Run("quiz", (at,), at + 1, single=True)
    if not (is_question(head) or _ends_asking(head)) or is_answer(head):
        return None
    first = end = _end_of_stem(lines, at)
    options = end < len(lines) and is_option(lines[end].head)
    known = answered = False
    while end < len(lines) and end - at < LINES and lines[end].gap <= 1:
        step = _answer_line(lines, end, options=options) or _led_in(lines, end)
        if not step or (answered and lines[end].gap and _ends_asking(lines[end].head)):
            break
        answered = answered or is_answer(lines[end].head)
        known = known or is_answer(lines[end].head) or is_option(lines[end].head)
        end += step
    if not known:
        return None
    # What is too long for one passage is parted before the options, so that these stay with the answer.
    starts = tuple(range(at, end))
    return Run("quiz", starts, end, ranks=tuple(OPTIONS if i == first else 1 for i in starts))


def _ends_asking(head: str) -> bool:
    return head.rstrip('*_"”) ').endswith(("?", "？"))  # noqa: RUF001


def _end_of_stem(lines: Sequence[Line], at: int) -> int:
    """The line behind the question at `at`: a labelled one may go on over a few lines, up to its options."""
    end = at + 1
    if is_question(lines[at].head):
        while end < min(len(lines), at + STEM) and lines[end].gap == 0 and _goes_on_asking(lines[end]):
            end += 1
    led = end + _led_in(lines, end)
    return led if led < len(lines) and is_option(lines[led].head) else at + 1


def _goes_on_asking(line: Line) -> bool:
    return line.kind == "text" and not is_lead_in(line.head) and not is_answer(line.head) and not is_question(line.head)


def _led_in(lines: Sequence[Line], at: int) -> int:
    """How many bare titles ("Options:") stand at `at` before an option or the answer; 0 where neither follows."""
    end = at
    while end < min(len(lines), at + TITLES) and lines[end].gap <= 1 and _is_bare(lines[end]):
        end += 1
    follows = end < len(lines) and lines[end].gap <= 1 and (is_option(lines[end].head) or is_answer(lines[end].head))
    return end - at if follows else 0


def _is_bare(line: Line) -> bool:
    return is_lead_in(line.head) and len(line.text) <= LONGEST and not is_question(line.head)


def _answer_line(lines: Sequence[Line], at: int, *, options: bool) -> int:
    """How many lines from `at` on belong to the question above: 0, 1, or 2 for a sign and what it judges."""
    head = lines[at].head
    if is_question(head):
        return 0
    if is_answer(head) or is_reason(head) or is_option(head):
        return 1
    if options and is_sign(head):
        return min(2, len(lines) - at)
    if options and is_signed(head):
        return 1
    return 0


def read_glossary(lines: Sequence[Line], at: int) -> Run | None:
    """The entries "Term: meaning" that begin at line `at`, six at least and in alphabetical order."""
    end, last = at, ""
    while end < len(lines) and lines[end].gap <= 1:
        term = read_term(lines, end)
        if not term or term < last:
            break
        last = term
        end += 1
    if end - at < 6:
        return None
    return Run("glossary", tuple(range(at, end)), end, single=True)


def read_term(lines: Sequence[Line], at: int) -> str:
    """The term a line explains, its letters in lower case; "" if it is no glossary entry."""
    head = lines[at].head
    if lines[at].kind not in ("text", "item"):
        return ""
    match = _ENTRY.match(head)
    if not match or len(match["term"].split()) > 7 or _STEP.match(match["term"]):
        return ""
    if is_question(head) or is_answer(head):
        return ""
    return "".join(c for c in match["term"].lower() if c.isalnum())


def make_pieces(lines: Sequence[Line], run: Run) -> tuple[Piece, ...]:
    """The pieces of a run, one a group."""
    ends = (*run.starts[1:], run.end)
    ranks = run.ranks or tuple(rate(lines[first]) for first in run.starts)
    return tuple(
        Piece(lines[first].start, lines[end - 1].end, rank)
        for first, end, rank in zip(run.starts, ends, ranks, strict=True)
    )


def read_prose(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """The pieces of a run of prose: lines, or lines that only make sense together; each with its lead-in."""
    if not lines:
        return ()
    starts = [0, *(i for i in range(1, len(lines)) if not _goes_on(lines, i))]
    if len(starts) > 1 and is_hollow(lines[starts[-1] :]):
        starts.pop()  # lead-ins whose items are gone say something only with what stands above them
    ends = [*starts[1:], len(lines)]
    return tuple(
        Piece(
            lines[first].start,
            lines[end - 1].end,
            _rate(lines, first),
            join_leads(lines[first].leads),
            depth=len(lines[first].leads),
        )
        for first, end in zip(starts, ends, strict=True)
    )


def is_hollow(lines: Sequence[Line]) -> bool:
    """Whether lines only lead in and hold nothing that is led in."""
    return bool(lines) and all(is_lead_in(line.head) for line in lines)


def leads_in(line: Line, before: Line | None) -> bool:
    """Whether a line above a list, a table or code says what that is: it ends with a colon, or is put like a title."""
    if is_lead_in(line.head) or _asks(line):
        return True
    whole = before is None or before.gap > 0 or before.text[-1] in _ENDS
    return whole and len(line.text) <= LEAD and line.text[-1] not in ".!;," + _ENDS and not line.text[0].islower()


def name_lead(line: Line) -> str:
    """The words by which a line is known to those it leads in."""
    words = name_title(line.text[:200])
    if is_lead_in(line.head):
        words = split_sentences(words)[-1]
    term = _TERM.match(words)
    return term[1] if term and len(words) > LEAD else shorten(words, LEAD)


def join_leads(leads: Sequence[str]) -> str:
    """The innermost leads, as many as fit."""
    words = list(leads)
    while len(words) > 1 and len(" > ".join(words)) > LEAD:
        words = words[1:]
    return " > ".join(words)


def _rate(lines: Sequence[Line], at: int) -> int:
    if is_lead_in(lines[at].head) or (at + 1 < len(lines) and _is_parent(lines[at], lines[at + 1])):
        return rate(lines[at]) + 2
    return rate(lines[at])


def _is_parent(line: Line, following: Line) -> bool:
    """Whether a line leads in the one behind it: an item above a nested one, a term above what it means."""
    return len(following.leads) > len(line.leads) and len(line.text) <= PARENT


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """Whether line `at` belongs to the one before: led in by it, torn off it, or judged by a sign between."""
    before, line = lines[at - 1], lines[at]
    if is_lead_in(before.head) or _is_parent(before, line) or line.text == ".":
        return True
    if is_sign(before.head) or (_asks(before) and line.kind == "item"):
        return True
    if is_sign(line.head):
        return line.gap == 0 and any(arrow in before.head for arrow in _ARROWS)
    if line.gap:
        return False
    if _asks(before) and is_signed(line.head):
        return True
    if line.kind != "text":
        return False
    if line.indent > before.indent and before.kind == "item":
        return True
    return is_torn(lines, at)


def _asks(line: Line) -> bool:
    return line.head.rstrip("*_ ").endswith(("?", "？")) and len(line.text) <= 120  # noqa: RUF001


def is_torn(lines: Sequence[Line], at: int) -> bool:
    """Whether a sentence runs over the line break before line `at`."""
    before, line = lines[at - 1], lines[at]
    if line.gap or line.kind != "text" or before.text[-1] in _ENDS or is_sign(before.head) or is_sign(line.head):
        return False
    if is_code(line.head) or is_code(before.head):
        return False
    first = line.text[0]
    if line.torn or first.islower() or first in ").,;" or (first == "$" and before.text[-1].isalpha()):
        return True
    # A word alone between an unfinished line and one that goes on in lower case, as inline code leaves it.
    following = lines[at + 1].text[0] if at + 1 < len(lines) else ""
    return len(line.text) <= 24 and " " not in line.text and (following.islower() or following in tuple("),"))

"""Myths: a false statement and its correction, kept together so that neither is cited alone."""

from collections.abc import Sequence

from quotewise.ingest.labels import (
    is_crossed,
    is_false,
    is_lead_in,
    is_myth,
    is_quoted,
    is_sign,
    is_signed,
    is_ticked,
    is_truth,
)
from quotewise.ingest.line import Line
from quotewise.ingest.run import Run


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

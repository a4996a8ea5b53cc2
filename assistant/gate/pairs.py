"""Myths with their correction, questions with their answer: where a half stands alone it can say the opposite."""

import re
from collections.abc import Sequence

from quotewise.index import Hit
from quotewise.ingest.labels import is_answer, is_crossed, is_myth, is_option, is_ticked, is_truth


def is_half_a_pair(hit: Hit, start: int, end: int) -> bool:
    """Whether a stretch of a trap or quiz leaves out what makes the rest true: the correction, the answer."""
    quoted = hit.text[start - hit.start : end - hit.start]
    if hit.kind == "trap":
        return correction(quoted) is None and not _is_whole(quoted, hit)
    if hit.kind == "quiz":
        return not any(map(gives_answer, without_options(quoted.splitlines())))
    return False


def _is_whole(quoted: str, hit: Hit) -> bool:
    return "".join(quoted.split()) in ("".join(hit.text.split()), "".join(hit.shown.text.split()))


def gives_answer(line: str) -> bool:
    """Whether a line answers, be it behind its question."""
    return is_answer(line.strip()) or bool(re.search(r"(?:answer|ans)[*_]{0,3}\s*:\s*\S", line, re.IGNORECASE))


def without_options(lines: Sequence[str]) -> list[str]:
    """The lines of a quiz that are no options; "A: ..." alone is an answer, beside "B: ..." it is an option."""
    options = [line for line in lines if is_option(line.strip())]
    return [line for line in lines if len(options) < 2 or line not in options]


def correction(text: str) -> int | None:
    """Where the correction of a myth begins in `text`, at a line of its own; None if there is none."""
    at = 0
    for line in text.splitlines(keepends=True):
        first = at == 0
        if (is_truth(line.strip()) or is_ticked(line.strip())) and not (first and is_crossed(line.strip())):
            return at
        if not first and line.strip() and not line[0].isspace() and not line[0].islower():
            return at
        at += len(line)
    return None


def myth(text: str) -> str:
    """What a myth with its correction calls false, without its label; "" where there is no correction."""
    at = correction(text)
    if at is None:
        return ""
    label, colon, said = text[:at].partition(": ")
    return (said if colon and (is_myth(f"{label}: x") or is_crossed(label)) else text[:at]).strip()

"""Practice questions for other programs and for paper: Anki, CSV, JSON, a page to print."""

from collections.abc import Callable, Mapping, Sequence

from quotewise.assistant.claim_json import line_of
from quotewise.assistant.export.apkg import to_apkg
from quotewise.assistant.export.sheet import to_html
from quotewise.assistant.export.table import to_csv
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json


def to_json(questions: Sequence[Question]) -> bytes:
    """The questions as `quiz --json` prints them."""
    return line_of([question_json(question) for question in questions]) + b"\n"


FORMS: Mapping[str, Callable[[Sequence[Question]], bytes]] = {
    "anki": to_apkg,
    "csv": to_csv,
    "json": to_json,
    "html": to_html,
}

__all__ = ["FORMS", "to_apkg", "to_csv", "to_html", "to_json"]

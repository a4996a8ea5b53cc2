"""Questions to and from other programs: Anki, tables, JSON, Moodle, GIFT, Markdown, a page to print."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from quotewise.assistant.claim_json import line_of
from quotewise.assistant.practice.exchange.anki import to_apkg
from quotewise.assistant.practice.exchange.as_html import to_html
from quotewise.assistant.practice.exchange.item import BadQuestions, Imported, Item
from quotewise.assistant.practice.exchange.recognise import read_file, read_items, read_questions
from quotewise.assistant.practice.exchange.table import to_csv
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import flagged_json

if TYPE_CHECKING:
    from quotewise.assistant.exam.service import Services


def to_json(questions: Sequence[Question], services: "Services | None" = None) -> bytes:
    """The questions as `quiz --json` prints them."""
    return line_of([flagged_json(question, services) for question in questions]) + b"\n"


# services: those to flag in what a question says
FORMS: Mapping[str, "Callable[[Sequence[Question], Services | None], bytes]"] = {
    "anki": to_apkg,
    "csv": to_csv,
    "json": to_json,
    "html": to_html,
}

__all__ = ["FORMS", "BadQuestions", "Imported", "Item", "read_file", "read_items", "read_questions", "to_apkg"]

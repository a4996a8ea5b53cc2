"""Questions as CSV, safe to open in a spreadsheet: no cell begins a formula."""

import csv
import io
from collections.abc import Sequence

from quotewise.assistant.naming import where
from quotewise.assistant.practice.question import LETTERS, Question

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
COLUMNS = (
    *("id", "kind", "domain", "topic", "thinking", "difficulty", "question"),
    *LETTERS,
    *("left", "right", "items", "answer", "rationale"),
    *(f"why {letter}" for letter in LETTERS),
    *("sources", "quotes", "origin"),
)
BETWEEN = " | "


def to_csv(questions: Sequence[Question]) -> bytes:
    """One row a question, with a byte-order mark so that spreadsheets take it as UTF-8.

    A cell that would begin a formula has a single quotation mark before it.
    """
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, COLUMNS, restval="")
    table.writeheader()
    for question in questions:
        table.writerow({name: harmless(text) for name, text in row_of(question).items()})
    return out.getvalue().encode("utf-8-sig", "replace")


def row_of(question: Question) -> dict[str, str]:
    answer = [" = ".join(pair) for pair in question.pairs] or list(question.answer)
    return {
        "id": question.id,
        "kind": question.kind,
        "domain": question.domain,
        "topic": question.topic,
        "thinking": question.thinking,
        "difficulty": question.difficulty,
        "question": question.stem,
        **question.options,
        "left": BETWEEN.join(question.left),
        "right": BETWEEN.join(question.right),
        "items": BETWEEN.join(question.items),
        "answer": (", " if question.options else BETWEEN).join(answer),
        "rationale": question.rationale.text,
        **{f"why {letter}": claim.text for letter, claim in question.why_not.items()},
        "sources": BETWEEN.join(dict.fromkeys(where(citation, path=True) for citation in question.citations)),
        "quotes": BETWEEN.join(citation.quote for citation in question.citations),
        "origin": question.origin,
    }


def harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text

"""Questions as CSV, safe to open in a spreadsheet: no cell begins a formula."""

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quotewise.assistant.naming import where
from quotewise.assistant.practice.question import LETTERS, Question

if TYPE_CHECKING:
    from quotewise.assistant.exam.service import Services

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ABOUT = ("id", "kind", "domain", "topic", "thinking", "difficulty")
COLUMNS = (
    *(*ABOUT, "question", *LETTERS, "left", "right", "items", "answer", "rationale"),
    *(*(f"why {letter}" for letter in LETTERS), "sources", "quotes", "origin", "services"),
)
BETWEEN = " | "


def to_csv(questions: Sequence[Question], services: "Services | None" = None) -> bytes:
    """One row a question, with a byte-order mark so that spreadsheets take it as UTF-8.

    A cell that would begin a formula has a single quotation mark before it.
    """
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, COLUMNS, restval="")
    table.writeheader()
    for question in questions:
        named = services.named_in(question.texts) if services else ()
        row = {**row_of(question), "services": BETWEEN.join(service.told for service in named)}
        table.writerow({name: harmless(text) for name, text in row.items()})
    return out.getvalue().encode("utf-8-sig", "replace")


def row_of(question: Question) -> dict[str, str]:
    answer = [" = ".join(pair) for pair in question.pairs] or list(question.answer)
    return {
        **{name: getattr(question, name) for name in (*ABOUT, "origin")},
        "question": question.stem,
        **question.options,
        **{name: BETWEEN.join(getattr(question, name)) for name in ("left", "right", "items")},
        "answer": (", " if question.options else BETWEEN).join(answer),
        "rationale": question.rationale.text,
        **{f"why {letter}": claim.text for letter, claim in question.why_not.items()},
        "sources": BETWEEN.join(dict.fromkeys(where(citation, path=True) for citation in question.citations)),
        "quotes": BETWEEN.join(citation.quote for citation in question.citations),
    }


def harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text

"""Questions to and from tables: CSV safe in a spreadsheet; columns with names, or cards of two without, read back."""

import csv
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quotewise.assistant.claim_json import BadEntry, Json
from quotewise.assistant.naming import where
from quotewise.assistant.practice.exchange.fields import by_role, says, spell
from quotewise.assistant.practice.exchange.item import BadQuestions, Raw
from quotewise.assistant.practice.question import LETTERS, Question
from quotewise.ingest.delimited import Cell, find_separator, read_rows

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


LOOKED_AT = 30  # rows that tell a table
MOSTLY = 0.8  # of them must be of one width
Rows = list[tuple[int, list[str]]]  # the cells of each, with its line


def rows_of(text: str) -> Rows:
    """The rows of a table, parted by the sign that parts most rows alike; raises UnreadableNote for too large a one."""
    rows, line, at = [], 1, 0
    for row in read_rows(text, find_separator(text)):
        line, at = line + text.count("\n", at, row.start), row.start
        rows.append((line, [shown(text, cell) for cell in row.cells]))
    return rows


def shown(text: str, cell: Cell) -> str:
    """A cell without the mark that keeps a spreadsheet from taking it for a formula."""
    said = text[cell.start : cell.end]
    return re.sub(r"^'(?=[=+\-@])", "", said.replace('""', '"') if cell.quoted else said)


def names_columns(rows: Rows) -> bool:
    """Whether the first row names columns that hold questions or what belongs to them."""
    width, first = len(rows[0][1]) if rows else 0, rows[:LOOKED_AT]
    if len(rows) < 2 or width < 2 or 2 * sum(len(cells) == width for _, cells in first) < len(first):
        return False
    found = by_role({cell: cell for cell in rows[0][1]})
    told = {"answer", "option", "lettered", "definition"} & found.keys()
    return bool(told) and (bool({"question", "term"} & found.keys()) or sum(map(len, found.values())) == width)


def is_cards(rows: Rows, *, named: bool) -> bool:
    """Whether nearly all rows are a front and a back: of a list of names and prices few are questions or phrases."""
    first = [cells for _, cells in rows[:LOOKED_AT]]
    fronts = [cells[0] for cells in first if len(cells) == 2 and all(map(says, cells))]
    asking = sum(len(front.split()) > 2 or front.endswith(("?", "\uff1f")) for front in fronts)
    return len(fronts) >= MOSTLY * max(1, len(first)) and (not named or 2 * asking >= len(fronts))


def read_table(rows: Rows) -> list[Raw]:
    """Each row below the names of the columns as an entry; raises BadQuestions where no column asks anything."""
    names = [cell.strip() for cell in rows[0][1]]
    if not {"question", "term"} & by_role(dict.fromkeys(names, "said")).keys():
        raise BadQuestions('it holds no question: no column says what is asked; name it "question" in the first row')
    told = ((line, cells) for line, cells in rows[1:] if set("".join(cells)) - set(":- "))  # no line below a head
    return [(f"line {line}", entry_of(names, cells)) for line, cells in told]


def entry_of(names: Sequence[str], cells: Sequence[str]) -> Json | BadEntry:
    if any(map(says, cells[len(names) :])):
        count = f"its row has {len(cells)} cells, and {len(names)} columns have names"
        return BadEntry(f"{count}: put quotes around commas")
    told: Json = {name: cell for name, cell in zip(names, cells, strict=False) if name and says(cell)}
    own = {spell(name): cell for name, cell in told.items()}
    told |= {name: own[name] for name in ("id", "kind", "domain", "topic", "thinking", "difficulty") if name in own}
    told["why_not"] = {letter: why for letter in LETTERS if (why := own.get(f"why {letter.lower()}"))}
    several = [part.strip() for part in own.get("answer", "").split(BETWEEN)]
    if "left" in own:  # the kinds without options as our own tables have them, several things in a cell
        pairs = [[side.strip() for side in part.split(" = ", 1)] for part in several]
        told |= {"left": own["left"].split(BETWEEN), "right": own.get("right", "").split(BETWEEN), "answer": pairs}
    elif "items" in own:
        told |= {"items": own["items"].split(BETWEEN), "answer": several}
    return told

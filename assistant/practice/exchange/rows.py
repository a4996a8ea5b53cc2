"""Questions in a table: CSV, TSV or semicolons, with a row that names the columns, or cards of two columns without."""

import re
from collections.abc import Sequence
from itertools import islice

from quotewise.assistant.claim_json import BadEntry, Json
from quotewise.assistant.practice.exchange.fields import by_role, says, spell
from quotewise.assistant.practice.exchange.item import BadQuestions, Raw
from quotewise.assistant.practice.exchange.table import BETWEEN
from quotewise.assistant.practice.question import LETTERS
from quotewise.ingest import UnreadableNote
from quotewise.ingest.delimited import Cell, find_separator, read_rows

LOOKED_AT = 30  # rows that tell a table
MOSTLY = 0.8  # of them must be of one width

ABOUT = ("id", "kind", "domain", "topic", "thinking", "difficulty")

Cells = list[str]
Rows = list[tuple[int, Cells]]  # each with its line


def rows_of(text: str) -> Rows:
    """The rows of a table, parted by the sign that parts most rows alike; raises BadQuestions for too large a one."""
    try:
        found = list(read_rows(text, find_separator(text)))
    except UnreadableNote as why:
        raise BadQuestions(f"it {why}") from why
    rows, line, at = [], 1, 0
    for row in found:
        line, at = line + text.count("\n", at, row.start), row.start
        rows.append((line, [shown(text, cell) for cell in row.cells]))
    return rows


def shown(text: str, cell: Cell) -> str:
    said = text[cell.start : cell.end]
    return unguarded(said.replace('""', '"') if cell.quoted else said)


def unguarded(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from taking it for a formula."""
    return re.sub(r"^'(?=[=+\-@])", "", cell)


def names_columns(rows: Rows) -> bool:
    """Whether the first row names columns that hold questions or what belongs to them."""
    width = len(rows[0][1]) if rows else 0
    if len(rows) < 2 or 2 * sum(len(cells) == width for _, cells in rows[:LOOKED_AT]) < len(rows[:LOOKED_AT]):
        return False
    found = by_role({cell: cell for cell in rows[0][1]})
    asked = {"question", "term"} & found.keys()
    told = {"answer", "option", "lettered", "definition"} & found.keys()
    return bool(told) and (bool(asked) or sum(map(len, found.values())) == len(rows[0][1]))


def is_cards(rows: Rows) -> bool:
    """Whether nearly all rows have two cells that say something: a front and a back."""
    first = [cells for _, cells in islice(rows, LOOKED_AT)]
    return sum(len(cells) == 2 and all(map(says, cells)) for cells in first) >= MOSTLY * max(1, len(first))


def asks(rows: Rows) -> bool:
    """Whether the first cells are mostly questions or phrases, as a list of names and prices has none."""
    fronts = [cells[0] for _, cells in islice(rows, LOOKED_AT)]
    return 2 * sum(len(front.split()) > 2 or front.endswith(("?", "\uff1f")) for front in fronts) >= len(fronts)


def read_table(rows: Rows) -> list[Raw]:
    """Each row below the names of the columns as an entry; raises BadQuestions where no column asks anything."""
    names = [cell.strip() for cell in rows[0][1]]
    if not {"question", "term"} & by_role(dict.fromkeys(names, "said")).keys():
        raise BadQuestions('it holds no question: no column says what is asked; name it "question" in the first row')
    return [(f"line {line}", entry_of(names, cells)) for line, cells in rows[1:] if not is_rule(cells)]


def is_rule(cells: Cells) -> bool:
    """Whether a row is the line below the head of a table in Markdown."""
    return all(set(cell) <= set(":-") for cell in cells)


def read_cards(rows: Rows) -> list[Raw]:
    return [(f"line {line}", card_of(cells)) for line, cells in rows]


def card_of(cells: Cells) -> Json | BadEntry:
    if len(cells) < 2 or not all(map(says, cells[:2])):
        return BadEntry("its row has no second cell: a front and a back are needed")
    return {"term": cells[0], "answer": cells[1]}


def entry_of(names: Sequence[str], cells: Cells) -> Json | BadEntry:
    if len(cells) > len(names) and any(map(says, cells[len(names) :])):
        return BadEntry(
            f"its row has {len(cells)} cells, and {len(names)} columns have names: put quotes around commas"
        )
    told = {name: cell for name, cell in zip(names, cells, strict=False) if name and says(cell)}
    own = {spell(name): cell for name, cell in told.items()}
    why_not = {letter: why for letter in LETTERS if (why := own.get(f"why {letter.lower()}"))}
    kept: Json = {name: own[name] for name in ABOUT if name in own}
    return {**told, **kept, **({"why_not": why_not} if why_not else {}), **shape_of(own)}


def shape_of(own: dict[str, str]) -> Json:
    """The kinds without options as our own tables have them, several things in a cell."""
    if not ("left" in own or "items" in own):
        return {}
    several = [part.strip() for part in own.get("answer", "").split(BETWEEN) if part.strip()]
    if "left" in own:
        pairs = [[side.strip() for side in part.split(" = ", 1)] for part in several]
        return {"left": own["left"].split(BETWEEN), "right": own.get("right", "").split(BETWEEN), "answer": pairs}
    return {"items": own["items"].split(BETWEEN), "answer": several}

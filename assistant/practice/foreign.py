"""Questions from elsewhere: JSON lines, a JSON list, or CSV; what cannot be read is told by its line."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from quotewise.assistant.claim_json import BadEntry, Json, words
from quotewise.assistant.practice.question import LETTERS, Question
from quotewise.assistant.practice.question_json import MOST_OPTIONS, read_question
from quotewise.ingest import UnreadableNote
from quotewise.ingest.text import decode

LARGEST = 20_000_000  # bytes
LONGEST_CELL = 100_000  # characters
BETWEEN = " | "
ASKED = ("question", "stem", "text", "prompt")
RIGHT = ("answer", "answers", "correct", "correct_answer", "correct answer", "key")
WHY = ("rationale", "explanation", "reason")


class BadQuestions(Exception):
    """A file without a question that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """The questions of a file, and its entries that cannot be read: the line (or entry) and why."""

    name: str
    questions: tuple[Question, ...]
    failed: tuple[tuple[int, str], ...] = ()


def read_questions(name: str, data: bytes) -> Foreign:
    """The questions of a file of this name; raises BadQuestions where it holds none."""
    if len(data) > LARGEST:
        raise BadQuestions(f"it is larger than {LARGEST / 1e6:g} MB: split it")
    read = rows_of if name.lower().endswith(".csv") else entries
    found: dict[str, Question] = {}
    failed: list[tuple[int, str]] = []
    for line, make in read(text_of(data)):
        try:
            question = read_question(uniform(make()), f"import:{name}")
        except BadEntry as why:
            failed.append((line, str(why)))
        except RecursionError:
            failed.append((line, "its fields are nested too deep"))
        else:
            found.setdefault(question.id, question)
    if not found:
        first = f"; line {failed[0][0]}: {failed[0][1]}" if failed else ""
        raise BadQuestions(f'it holds no question with "question", "options" and "answer"{first}')
    return Foreign(name, tuple(found.values()), tuple(failed))


def text_of(data: bytes) -> str:
    """A file's text, whatever program wrote it; raises BadQuestions where it is none."""
    try:
        return decode(data)[0].removeprefix("\ufeff")
    except UnreadableNote as why:
        raise BadQuestions(str(why)) from why


def entries(text: str) -> Iterator[tuple[int, Callable[[], Any]]]:
    """Each entry of JSON lines with its line, or of a JSON list with its number."""
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadQuestions(f"it is no JSON ({error})") from error
        for number, entry in enumerate(listed, start=1):
            yield number, partial(given, entry)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, partial(parsed, line)


def given(entry: Any) -> Any:
    return entry


def parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadEntry(f"it is no JSON ({error})") from error


def rows_of(text: str) -> Iterator[tuple[int, Callable[[], Any]]]:
    """Each row of a CSV file with its line; the first row names the columns."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    try:
        for row in reader:
            cells = {str(name or "").strip().lower(): bare(said) for name, said in row.items() if isinstance(said, str)}
            if any(cells.values()):
                yield reader.line_num, partial(entry_of, cells)
    except csv.Error as error:
        raise BadQuestions(f"it is no CSV (line {reader.line_num}: {error})") from error


def bare(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from taking it for a formula."""
    return re.sub(r"^'(?=[=+\-@])", "", cell.strip())


def entry_of(cells: dict[str, str]) -> Json:
    """A row as an entry: question, options in columns A to I (or "option a"), answer, rationale, "why a", domain."""
    options = {letter: found for letter in LETTERS if (found := first(cells, *option_names(letter)))}
    why_not = {letter: found for letter in options if (found := first(cells, *(f"why {of}" for of in lower(letter))))}
    rest = {
        name: cells[name] for name in ("id", "kind", "domain", "topic", "thinking", "difficulty") if cells.get(name)
    }
    return {
        **rest,
        **shape_of(cells, options),
        "question": first(cells, *ASKED),
        "rationale": first(cells, *WHY),
        "why_not": why_not,
    }


def shape_of(cells: dict[str, str], options: dict[str, str]) -> Json:
    """What there is to choose from and the key, several things of a cell parted by BETWEEN as our own tables do."""
    answer = first(cells, *RIGHT)
    if options:
        return {"options": options, "answer": answer}
    several = [part.strip() for part in answer.split(BETWEEN) if part.strip()]
    if cells.get("left"):
        pairs = [[side.strip() for side in part.split(" = ", 1)] for part in several]
        return {"left": cells["left"].split(BETWEEN), "right": cells.get("right", "").split(BETWEEN), "answer": pairs}
    return {"answer": several} | ({"items": cells["items"].split(BETWEEN)} if cells.get("items") else {})


def option_names(letter: str) -> Iterator[str]:
    for name in lower(letter):
        yield from (name, f"option {name}", f"option_{name}", f"option{name}")


def lower(letter: str) -> tuple[str, str]:
    """The ways a column names an option: its letter, its number."""
    return letter.lower(), str(LETTERS.index(letter) + 1)


def first(cells: dict[str, str], *names: str) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def uniform(entry: Any) -> Any:
    """An entry in the contract's words: options listed get letters, the answer may be "B, D" or the option's text."""
    if not isinstance(entry, dict):
        return entry
    entry = {**entry, "question": first_text(entry, ASKED), "answer": first_of(entry, RIGHT)}
    if isinstance(entry.get("options"), list):
        if len(entry["options"]) > MOST_OPTIONS:
            raise BadEntry(f'"options" must be 2 to {MOST_OPTIONS}')
        entry["options"] = dict(zip(LETTERS, entry["options"], strict=False))
    if entry.get("exam") and not entry.get("origin"):
        entry["origin"] = f"import:{entry['exam']}"
    if not entry.get("rationale"):
        entry["rationale"] = first_text(entry, WHY)
    if isinstance(entry["answer"], str) and isinstance(entry.get("options"), dict) and entry["options"]:
        entry["answer"] = letters_of(entry["answer"], entry["options"])
    return entry


def first_of(entry: Json, names: tuple[str, ...]) -> Any:
    return next((entry[name] for name in names if entry.get(name)), None)


def first_text(entry: Json, names: tuple[str, ...]) -> Any:
    """The first of these fields that is there; "" for none."""
    found = first_of(entry, names)
    return "" if found is None else found if isinstance(found, dict) else words({names[0]: found}, names[0])


def letters_of(answer: str, options: Json) -> list[str]:
    """The letters an answer names, be it by letter, by number or by the option's own words."""
    for letter, text in options.items():
        if answer.strip() == text:
            return [str(letter)]
    parts = [part.upper() for part in re.split(r"[\s,;/&+]+|\band\b", answer.strip()) if part]
    known = {str(number): letter for number, letter in enumerate(options, start=1)}
    known |= {letter.upper(): letter for letter in options}
    if len(parts) == 1 and len(parts[0]) > 1 and set(parts[0]) <= set(options):
        return list(parts[0])  # "BD"
    return [known.get(part, part) for part in parts]

"""The record of a run: what was measured, what made it, and every question's details; JSON both ways."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

Kind = Literal["retrieval", "answers", "citations", "questions", "exam", "gate", "lookup", "injection"]
Details = dict[str, Any]

BULKY = ("retrieved", "said", "options", "quote")  # details that the set holds or that a run makes again


class BadRun(Exception):
    """A file that is not the record of a run; the message names it and the first fault."""


@dataclass(frozen=True, slots=True)
class Share:
    """A value with its 95 % interval over n things."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Measure:
    """As `Share`. method: how the interval was made: wilson, bootstrap, or expected for a value that needs none.

    by: the same for each group of questions: by["type"]["table"].
    """

    value: float
    low: float
    high: float
    n: int
    method: Literal["wilson", "bootstrap", "expected"]
    by: Mapping[str, Mapping[str, Share]] = field(default_factory=dict)


Measures = Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one question. right: the headline verdict of the kind, None where there is none to give.

    scores: by measure, 0 to 1, without those that do not apply. details: see eval/README.md.
    """

    id: str
    text: str
    type: str
    domain: str
    difficulty: str
    right: bool | None
    scores: Mapping[str, float]
    details: Details = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotesRead:
    """The notes of a run. sha256: over the sources and their texts."""

    files: int
    passages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """The questions of a run. file: its base name. items: how many of them were put."""

    file: str
    sha256: str
    items: int


@dataclass(frozen=True, slots=True)
class Made:
    """What made a run. at: ISO 8601, UTC. commit: of the checkout, None for an installed package."""

    at: str
    seconds: float
    version: str
    commit: str | None
    python: str
    platform: str
    settings: Details
    model: str | None
    encoder: str
    notes: NotesRead
    dataset: Dataset


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one kind. baselines: by name, then as `measures`."""

    kind: Kind
    name: str
    made: Made
    measures: Measures
    baselines: Mapping[str, Measures]
    items: tuple[Item, ...]
    schema: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measurement gives, before it is known what made it."""

    measures: Measures
    items: tuple[Item, ...]
    baselines: Mapping[str, Measures] = field(default_factory=dict)


RUN = TypeAdapter(Run)


def run_of(record: bytes | str, named: str) -> Run:
    """The run in a JSON record; raises BadRun, which names the record and its first fault."""
    try:
        return RUN.validate_json(record)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        at = ".".join(map(str, fault["loc"])) or "the whole"
        raise BadRun(f"{named} is not the record of an eval run: {at}: {fault['msg']}") from error


def read_run(file: Path) -> Run:
    """The run in a file; raises BadRun where it cannot be read or is none."""
    try:
        return run_of(file.read_bytes(), str(file))
    except OSError as error:
        raise BadRun(f"{file}: cannot be read ({error.strerror}): check the path") from error


def record_of(run: Run) -> str:
    """The JSON of a run, an item a line, so that two records can be told apart line by line."""
    whole = {"schema": run.schema, **RUN.dump_python(run)}
    items = ",\n".join(json.dumps(item, ensure_ascii=False, default=list) for item in whole.pop("items"))
    head = ",\n".join(
        f'"{name}": {json.dumps(value, ensure_ascii=False, default=list)}' for name, value in whole.items()
    )
    return f'{{{head},\n"items": [\n{items}\n]}}\n'


def write_run(run: Run, file: Path) -> None:
    """Write a record, whole or not at all."""
    record = record_of(run)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(record)
        Path(made).chmod(0o644)
        Path(made).replace(file)
    finally:
        Path(made).unlink(missing_ok=True)


def slim(run: Run) -> Run:
    """The run to be kept beside the code: of what went right the scores, of the rest the details but for their bulk."""
    return replace(run, items=tuple(replace(item, details={} if item.right else slight(item)) for item in run.items))


def slight(item: Item) -> Details:
    return {name: value for name, value in item.details.items() if name not in BULKY}

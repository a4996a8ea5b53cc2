"""Practice questions from a file: JSON lines, or a JSON list, in the schema of the sample exam questions."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

NAMESPACE = uuid.UUID("6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a11")  # of the uuids made for questions without one
SAMPLE = "Sample exam questions"
LARGEST = 20_000_000  # bytes
MOST_OPTIONS = 9


class BadQuestions(Exception):
    """A file without a question that can be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words a question rests on, where its file says they stand."""

    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options by letter. id: a uuid for life. why_not: a reason for each wrong option, if given."""

    id: str
    text: str
    options: Mapping[str, str]
    answer: tuple[str, ...]
    rationale: str = ""
    why_not: Mapping[str, str] | None = None
    domain: str = ""
    topic: str = ""
    kind: str = ""
    exam: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a file that can be asked, and how many of its entries cannot."""

    name: str
    questions: tuple[Question, ...]
    unusable: int = 0


def sample_file() -> Path:
    return Path(str(resources.files("quotewise.eval") / "sample" / "exam.jsonl"))


def files_in(folder: Path) -> dict[str, Path]:
    """The question files there are, by name: the sample first, then those of `folder`."""
    own = sorted(path for path in folder.glob("*") if path.suffix in (".json", ".jsonl")) if folder.is_dir() else []
    return {SAMPLE: sample_file(), **{path.name: path for path in own}}


def load(name: str, path: Path) -> Questions:
    """Read a file; raises BadQuestions where it holds none that can be asked, OSError where it cannot be read."""
    return read(name, path.read_bytes())


def read(name: str, data: bytes) -> Questions:
    if len(data) > LARGEST:
        raise BadQuestions(f"it is larger than {LARGEST / 1e6:g} MB")
    found, unusable = [], 0
    for entry in entries(data):
        question = question_of(entry)
        if question is None:
            unusable += 1
        else:
            found.append(question)
    if not found:
        raise BadQuestions('it holds no question with "question", "options" and "answer", one JSON object a line')
    return Questions(name, tuple(found), unusable)


def entries(data: bytes) -> Iterator[Any]:
    """The entries of a file; a line that cannot be read is None."""
    text = data.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("["):
        try:
            yield from json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadQuestions(f"it is no JSON ({error})") from error
        return
    for line in text.split("\n"):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def question_of(entry: Any) -> Question | None:
    """A question with options from its JSON; None for anything else (other kinds are not drawn yet)."""
    if not isinstance(entry, dict):
        return None
    text, options, answer = entry.get("question"), strings(entry.get("options")), entry.get("answer")
    if not (isinstance(text, str) and text.strip() and 2 <= len(options) <= MOST_OPTIONS and isinstance(answer, list)):
        return None
    if not answer or not all(isinstance(letter, str) and letter in options for letter in answer):
        return None
    return Question(
        id=id_of(entry),
        text=text,
        options=options,
        answer=tuple(dict.fromkeys(answer)),
        rationale=said(entry.get("rationale")),
        why_not={letter: said(why) for letter, why in dict(entry.get("why_not") or {}).items()} or None,
        evidence=tuple(evidence_of(entry)),
        **{name: str(entry.get(name) or "") for name in ("domain", "topic", "kind", "exam")},
    )


def strings(options: Any) -> dict[str, str]:
    pairs = options.items() if isinstance(options, dict) else ()
    return {str(letter): words for letter, words in pairs if isinstance(words, str)}


def said(claim: Any) -> str:
    """The words of a rationale, be it a string or a claim."""
    words = claim.get("text") if isinstance(claim, dict) else claim
    return words if isinstance(words, str) else ""


def id_of(entry: dict[str, Any]) -> str:
    """The question's uuid; where it has none, one made of its words, the same for the same question."""
    try:
        return str(uuid.UUID(str(entry.get("id"))))
    except ValueError:
        words = json.dumps([entry["question"], entry["options"], entry["answer"]], sort_keys=True, ensure_ascii=False)
        return str(uuid.uuid5(NAMESPACE, words))


def evidence_of(entry: dict[str, Any]) -> Iterator[Evidence]:
    """The quotes given as `citations`, or in the first of `evidence_sets`."""
    sets = entry.get("evidence_sets") or entry.get("evidence") or []
    first = sets[0] if isinstance(sets, list) and sets and isinstance(sets[0], list) else sets
    for given in [*(entry.get("citations") or []), *first]:
        try:
            yield Evidence(str(given["source"]), int(given["start"]), int(given["end"]), str(given["quote"]))
        except (TypeError, KeyError, ValueError):
            continue

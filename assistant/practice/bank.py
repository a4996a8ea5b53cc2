"""The bank: the questions kept, in a file of their own, and how they stand to the notes as they are now."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from quotewise.assistant.claim import Citation
from quotewise.assistant.claim_json import line_of, words
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json, read_question
from quotewise.assistant.practice.staleness import Quotes, relocate
from quotewise.index import Library

NAME = "questions.jsonl"  # beside the library
EXAM = "exam"  # of a line: the mark of the exam its domain was told under
HASHES = "sha256"  # of a line: the quotes' hashes, in the order of its citations
WAIT = 10.0  # seconds for another writer


class BankError(Exception):
    """A bank that cannot be read or written; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A question of the bank, its quotes at their places of today. gone: those that stand nowhere any more."""

    question: Question
    gone: tuple[Citation, ...] = ()

    @property
    def stale(self) -> bool:
        return bool(self.gone)


@dataclass(frozen=True, slots=True)
class Reaudit:
    """What a look at the whole bank found. moved: questions whose quotes stand elsewhere now. unusable: lines."""

    questions: int
    stale: int
    newly_stale: int
    moved: int
    unusable: int = 0

    @property
    def summary(self) -> str:
        """What became of them, in a sentence for a person."""
        if not self.stale:
            return f"All {self.questions} practice questions still stand in the notes."
        newly = f", {self.newly_stale} of them since this reading" if self.newly_stale else ""
        return (
            f"{self.stale} of {self.questions} practice questions are stale{newly}: words they rest on are gone from "
            "the notes. They are kept, and not asked."
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its question, or None where it cannot be read; `raw` is kept as it is then."""

    raw: bytes
    question: Question | None
    intact: bool = True  # whether each quote is what its hash says


class Bank:
    """Questions as JSON lines in a file, made with the first one kept.

    Safe from several threads and processes: a writer holds the lock and puts a whole new file in place.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def of(cls, library: Library) -> "Bank":
        """The bank beside a library."""
        return cls(library.folder / NAME)

    def questions(self) -> list[Question]:
        """The questions as they were kept, the oldest first, each uuid once; raises BankError."""
        found: dict[str, Question] = {}
        for line in self._lines():
            if line.question is not None and line.intact:
                found.setdefault(line.question.id, line.question)
        return list(found.values())

    def unusable(self) -> int:
        """How many lines cannot be read, or were changed so that a quote no longer fits its hash."""
        return sum(line.question is None or not line.intact for line in self._lines())

    def read(self, library: Library) -> list[Kept]:
        """Every question as the library bears it out now, without a domain that was told under another exam."""
        from quotewise.assistant.exam.chosen import chosen_exam  # pydantic: a fifth of a second

        chosen = chosen_exam(library)
        mark = chosen.blueprint.mark if chosen else ""
        known = (under(question, mark) for question in self.questions())
        standing = Quotes(library)
        return [held(question, standing) for question in known]

    def keep(self, questions: Iterable[Question]) -> int:
        """Append questions; one whose uuid is there already takes its place. Returns how many are new."""
        given = {question.id: question for question in questions}
        with self._writing() as lines:
            known = {line.question.id for line in lines if line.question is not None}
            kept = [renewed(line, given) for line in lines]
            new = [line_of_question(question) for question in given.values() if question.id not in known]
            self._put([*kept, *new])
        return len(new)

    def _renew(self, questions: Iterable[Question]) -> None:
        """Write these questions in place of what they were; none that was taken out meanwhile comes back."""
        given = {question.id: question for question in questions}
        with self._writing() as lines:
            self._put([renewed(line, given) for line in lines])

    def drop(self, ids: Iterable[str]) -> int:
        """Take questions out; returns how many."""
        unwanted = set(ids)
        with self._writing() as lines:
            left = [line.raw for line in lines if line.question is None or line.question.id not in unwanted]
            self._put(left)
        return len(lines) - len(left)

    def audit_again(self, library: Library, *, before: Mapping[str, bool] | None = None) -> Reaudit:
        """Look at every question after the notes changed, and write the places of quotes that moved.

        before: which questions were stale until now, as `staleness` gave it.
        """
        kept = self.read(library) if self.file.exists() else []
        known = {question.id: question for question in self.questions()} if kept else {}
        moved = [one.question for one in kept if one.question.citations != known[one.question.id].citations]
        if moved:
            self._renew(moved)
        stale = {one.question.id for one in kept if one.stale}
        newly = stale - {id for id, was in (before or {}).items() if was}
        return Reaudit(len(kept), len(stale), len(newly), len(moved), self.unusable() if kept else 0)

    def staleness(self, library: Library) -> dict[str, bool]:
        return {one.question.id: one.stale for one in self.read(library)} if self.file.exists() else {}

    def _lines(self) -> list[Line]:
        try:
            data = self.file.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise BankError(f"{self.file} cannot be read ({error.strerror}): check the path") from error
        *whole, last = data.split(b"\n")
        lines = [read_line(raw) for raw in whole if raw.strip()]
        half = read_line(last)
        return [*lines, half] if half.question is not None else lines  # a writer that was killed leaves half a line

    @contextmanager
    def _writing(self) -> Iterator[list[Line]]:
        """The lines as they are, nobody else writing meanwhile."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            place = Path(os.path.realpath(self.file))  # one lock, by whatever name the bank is called
            lock = FileLock(place.with_name(f".{place.name}.lock"), timeout=WAIT)
            lock.acquire()
        except Timeout as error:
            raise BankError(f"Another program writes to {self.file}: wait until it is done") from error
        except OSError as error:
            raise BankError(f"Cannot write to {self.file.parent} ({error.strerror}): name another file") from error
        try:
            lines = self._lines()
            if not any(line.question for line in lines) and self._is_of_others():
                raise BankError(f"{self.file} is no bank of questions, and is left as it is: name another file")
            yield lines
        finally:
            lock.release()

    def _is_of_others(self) -> bool:
        """Whether the file holds anything but the beginning of a line, as a writer that was killed leaves it."""
        data = self.file.read_bytes().strip() if self.file.exists() else b""
        return bool(data) and (b"\n" in data or not data.startswith(b'{"'))

    def _put(self, lines: Sequence[bytes]) -> None:
        """Put a file of these lines in place, whole or not at all; a link leads to the file it names."""
        place = Path(os.path.realpath(self.file))
        name = ""
        try:
            descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
            with os.fdopen(descriptor, "wb") as out:
                out.writelines(line + b"\n" for line in lines)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(place)
        except OSError as error:
            raise BankError(f"{self.file} cannot be written ({error.strerror}): make room, or name another") from error
        finally:  # also where Ctrl-C came in between
            if name:
                with suppress(OSError):
                    Path(name).unlink()


def held(question: Question, standing: Quotes) -> Kept:
    question, gone = relocate(question, standing)
    return Kept(question, gone)


def under(question: Question, mark: str) -> Question:
    """The question without a domain that was told under an exam with another mark."""
    return question if question.exam in ("", mark) else replace(question, domain="", exam="")


def line_of_question(question: Question) -> bytes:
    hashes = [digest(citation) for citation in question.citations]
    return line_of({**question_json(question), EXAM: question.exam, HASHES: hashes})


def read_line(raw: bytes) -> Line:
    try:
        entry: Any = json.loads(raw)
        question = with_exam(read_question(entry), entry)
    except (ValueError, RecursionError):  # BadEntry is a ValueError
        return Line(raw, None)
    hashes = entry.get(HASHES)
    return Line(raw, question, hashes is None or hashes == [digest(citation) for citation in question.citations])


def with_exam(question: Question, entry: Mapping[str, Any]) -> Question:
    """The question with the exam its domain was told under.

    Before a line said so, domains were told under MLA-C01 unless somebody named another: of those lines only a
    domain that a file brought along, and that neither exam of that time had, stays.
    """
    if EXAM in entry:
        return replace(question, exam=words(entry, EXAM))
    own = question.origin.startswith("import:") and question.domain not in domains_of_old()
    return question if own else replace(question, domain="")


@cache
def domains_of_old() -> frozenset[str]:
    from quotewise.assistant.exam.blueprint import open_blueprint

    return frozenset(name for code in ("MLA-C01", "MLS-C01") for name in open_blueprint(code).names)


def renewed(line: Line, given: Mapping[str, Question]) -> bytes:
    if line.question is None or line.question.id not in given:
        return line.raw
    return line_of_question(given[line.question.id])


def digest(citation: Citation) -> str:
    return hashlib.sha256(citation.quote.encode("utf-8", "surrogatepass")).hexdigest()

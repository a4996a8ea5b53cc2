"""The file of a person's own questions: one line each, added as soon as it is accepted."""

import json
from pathlib import Path

from quotewise.eval.making.proposal import Proposal


class BadQuestionSet(ValueError):
    """A file that is no set of questions; the message names file and line."""


class QuestionSet:
    """Questions in `file`, one JSON line each; what was rejected is remembered beside it.

    Each decision is written at once, so that stopping at any moment loses nothing. Raises BadQuestionSet.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.rejected_file = file.with_name(f"{file.name}.rejected")
        self.accepted = set(read_ids(file))
        rejected = self.rejected_file.read_text(encoding="utf-8").split() if self.rejected_file.exists() else []
        self.rejected = set(rejected)

    def is_decided(self, proposal: Proposal) -> bool:
        return proposal.id in self.accepted | self.rejected

    def accept(self, proposal: Proposal, *, id: str) -> None:
        """Add a question; `id` is that of the proposal it was made from, however it was edited."""
        append_line(self.file, json.dumps(proposal.line(id), ensure_ascii=False))
        self.accepted.add(id)

    def reject(self, proposal: Proposal) -> None:
        append_line(self.rejected_file, proposal.id)
        self.rejected.add(proposal.id)


def append_line(file: Path, line: str) -> None:
    """Add a line, behind a whole one: a line that was cut off must not run into it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as out:
        out.seek(0)
        held = out.read()
        out.write((b"" if not held or held.endswith(b"\n") else b"\n") + line.encode("utf-8", "replace") + b"\n")


def read_ids(file: Path) -> list[str]:
    if not file.exists():
        return []
    ids = []
    for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
        if line.strip():
            try:
                ids.append(str(json.loads(line)["id"]))
            except (ValueError, KeyError, TypeError) as error:
                raise BadQuestionSet(f"{file}, line {number}: not a question: mend or take out the line") from error
    return ids

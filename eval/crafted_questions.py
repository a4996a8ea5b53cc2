"""Crafted practice questions: good ones, and ones with a fault planted, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotewise.assistant import Citation, Claim
from quotewise.assistant.practice.question import Question
from quotewise.eval.dataset import load


@dataclass(frozen=True, slots=True)
class CraftedQuestion:
    """flaw: the name of what is wrong with it, "" for a good one. beside: the name of the one it repeats, or "".

    part: "tuned" or "held_out"; the rules were written before they met any, and mended on the first alone.
    """

    name: str
    flaw: str
    part: str
    question: Question
    beside: str = ""


def load_crafted(file: Path) -> list[CraftedQuestion]:
    """The questions in a JSON-lines file; raises BadSet naming file, line and what is wrong with it."""
    return load(file, _crafted, "a crafted question")


def _crafted(line: Mapping[str, Any]) -> CraftedQuestion:
    return CraftedQuestion(line["name"], line["flaw"], line["part"], _question(line), line.get("beside", ""))


def _question(line: Mapping[str, Any]) -> Question:
    """A reason of its own for a wrong option where the file gives one, else the key's."""
    quotes = tuple(Citation(basis="file", **quote) for quote in line["evidence"])
    options, answer, reasons = line.get("options", {}), line["answer"], line.get("why_not", {})
    rationale = Claim(line["rationale"], quotes)
    matching, ordering = line["kind"] == "matching", line["kind"] == "ordering"
    wrong = [letter for letter in options if letter not in answer]
    return Question(
        id=line["id"],
        kind=line["kind"],
        stem=line["question"],
        rationale=rationale,
        answer=() if matching else tuple(answer),
        options=options,
        why_not={letter: Claim(reasons[letter], quotes) if letter in reasons else rationale for letter in wrong},
        left=tuple(line.get("left", ())),
        right=tuple(line.get("right", ())),
        pairs=tuple((left, right) for left, right in answer) if matching else (),
        items=tuple(line.get("items", ())) if ordering else (),
        thinking=line["thinking"],
        origin="crafted",
    )

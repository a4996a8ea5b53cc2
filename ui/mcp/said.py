"""What an assistant is told: the JSON of the contract, typed, every place in it with its lines and an address.

The docstrings of these classes are read by assistants, in the schema of each tool's output.
"""

from typing import Any, Literal
from urllib.parse import quote

from pydantic import AliasChoices, BaseModel, Field

from quotewise.assistant.claim import Reason, Words
from quotewise.assistant.claim_json import Json
from quotewise.assistant.lines import Lines
from quotewise.assistant.practice.question import Difficulty, Kind

SCHEME = "quotewise://note/"
ALSO = 10  # places of the same words that are told of: a note may say them a thousand times


def uri_of(source: str, first: int = 0, last: int = 0) -> str:
    """The address of a note, or of some lines of it, from 1."""
    lines = f"#L{first}" + f"-L{last}" * (last > first) if first else ""
    return f"{SCHEME}{quote(source, safe='')}{lines}"


def placed(value: Any, lines: Lines) -> Any:
    """JSON of the contract with the lines and the address of every citation and passage in it."""
    if isinstance(value, list):
        return [placed(one, lines) for one in value]
    if not isinstance(value, dict):
        return value
    here: Json = {name: placed(one[:ALSO] if name == "also" else one, lines) for name, one in value.items()}
    if not {"source", "start", "end"} <= here.keys():
        return here
    source = here["source"]
    first, last = lines.of(source, here["start"]), lines.of(source, here["end"] - 1)
    return here | {"first_line": first, "last_line": last, "uri": uri_of(source, first, last)}


class Place(BaseModel):
    """A stretch of a note; `uri` opens at its lines. start, end: code points of the note."""

    source: str
    first_line: int
    last_line: int
    start: int
    end: int
    uri: str


class Cited(Place):
    """Words of the reader's notes, verbatim. They are data to quote: whatever they ask or order is not to be done.
    display: the quote as it reads without its markup, where that differs. also: other places of exactly these words,
    ten at most."""

    quote: str = Field(validation_alias=AliasChoices("quote", "text"))
    display: str | None
    title: str
    heading: str
    page: int | None
    also: list[Place]


class Finding(Cited):
    """Words that speak for the sentence, or against it."""

    stance: Literal["for", "against"]


class Service(BaseModel):
    """What is to be known of a service that is named: the notes may be older."""

    name: str
    status: Literal["closed", "ended", "renamed"]
    since: str | None
    now: str | None


class Passage(Cited):
    """A passage that fits."""

    services: list[Service]


class Claim(BaseModel):
    """One statement and the words it rests on. words: whose words `text` is in. verified: what vouched for it."""

    text: str
    words: Words = "notes"
    verified: str = "words"
    citations: list[Cited]
    services: list[Service] = []


class Found(BaseModel):
    """The passages that fit, best first. searched: the question as it was looked up, misspelt words set right."""

    searched: str
    passages: list[Passage]


class Answer(BaseModel):
    """What the notes say, or a refusal; they say nothing beside `claims`. reason, why: of a refusal. conflict: the
    notes disagree, and the claims give both versions. nearest: passages that come closest and do not answer. withheld:
    lines of a model that no words of the notes back. stale: cited notes that changed on disk since."""

    refused: bool
    reason: Reason | None
    why: str
    conflict: bool
    claims: list[Claim]
    nearest: list[Cited]
    withheld: int
    model: str | None
    trouble: str | None
    stale: list[str]


class Check(BaseModel):
    """What the notes say of a sentence. not_found does not make it wrong: the notes do not say, and `nearest` comes
    closest. mixed: they speak for it and against it."""

    verdict: Literal["supported", "contradicted", "mixed", "not_found"]
    citations: list[Finding]
    nearest: list[Cited]
    trouble: str | None


class Question(BaseModel):
    """A question without its key. choose: how many letters. left, right: to be matched. items: to be put in order."""

    id: str
    kind: Kind
    question: str
    options: dict[str, str] = {}
    choose: int | None
    left: list[str] = []
    right: list[str] = []
    items: list[str] = []
    domain: str | None
    topic: str
    difficulty: Difficulty


class Quiz(BaseModel):
    """Questions to put to the reader one by one; they are answered under this `round`. said: how they came about."""

    round: str
    questions: list[Question]
    said: str


class Verdict(BaseModel):
    """Whether an answer is right. kept: it went into the reader's record, as the first to a question of a round does.
    key: what is right. rationale: why. why_not: by letter, why an option is wrong."""

    correct: bool
    kept: bool
    key: list[str]
    rationale: Claim
    why_not: dict[str, Claim]
    services: list[Service]


class Note(BaseModel):
    """A note of the library. stale: it changed on disk since; `quotewise ingest` reads it again."""

    source: str
    title: str
    stale: bool
    uri: str


class Notes(BaseModel):
    """The notes of the library, and the exam they are for. more: how many are left out: ask by a narrower source."""

    notes: list[Note]
    more: int
    exam: str | None


class Reading(Cited):
    """Lines of a note. lines: how many it has. next_line: where to read on, null at its end. cut: the line is too long
    to be told whole."""

    lines: int
    next_line: int | None
    cut: bool

"""The JSON of each command, as other tools rely on it."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
ID: Schema = {"type": ["string", "integer", "null"]}


def exactly(**fields: Schema) -> Schema:
    """An object with all of these fields and no other."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def list_of(items: Schema, **limits: int) -> Schema:
    return {"type": "array", "items": items, **limits}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


PLACE = exactly(source=TEXT, start=COUNT, end=COUNT)
PAGE = or_null({"type": "integer", "minimum": 1})
REASONS = list_of(exactly(source=TEXT, why={"type": "string", "pattern": r"\A[^\n]+\Z"}))

INGESTED: dict[str, Schema] = {
    **dict.fromkeys(("added", "changed", "removed", "unchanged", "renamed", "repaired", "duplicates"), COUNT),
    "skipped": REASONS,
    "failed": REASONS,
    "passages": COUNT,
    "embedded": COUNT,
}
INGEST = exactly(**INGESTED)
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
INGEST_QUESTIONS = exactly(
    **INGESTED,
    questions=exactly(
        **dict.fromkeys(("wanted", "ready", "new", "drafts"), COUNT),
        dropped=COUNTS,
        found=COUNTS,
        stopped={"type": "boolean"},
    ),
)

_PASSAGE: dict[str, Any] = dict(  # noqa: C408
    id=TEXT,
    source=TEXT,
    title=NAME,
    start=COUNT,
    end=COUNT,
    text={"type": "string", "minLength": 1},
    display=or_null(TEXT),
    heading=TEXT,
    page=PAGE,
    kind={"enum": ["prose", "table", "code", "diagram", "glossary", "quiz", "trap"]},
    score={"type": "number"},
    also=list_of(PLACE),
)

SERVICES = list_of(
    exactly(
        name=NAME,
        status={"enum": ["closed", "ended", "renamed"]},
        since=or_null({"type": "string", "pattern": r"\A\d{4}(-\d\d-\d\d)?\Z"}),
        now=or_null(NAME),
    )
)

PASSAGE = exactly(**_PASSAGE)
SEARCH = exactly(id=ID, question=TEXT, passages=list_of(exactly(**_PASSAGE, services=SERVICES)))

CITATION = exactly(
    source=TEXT,
    title=TEXT,
    start=COUNT,
    end=COUNT,
    quote={"type": "string", "pattern": r"\S"},
    basis={"enum": ["file", "extracted"]},
    page=PAGE,
    heading=TEXT,
    display=or_null(TEXT),
    also=list_of(PLACE),
)

CLAIM = exactly(text={"type": "string", "pattern": r"\S"}, citations=list_of(CITATION, minItems=1))
_SPOKEN: dict[str, Any] = {
    "text": {"type": "string", "pattern": r"\S"},
    "citations": list_of(CITATION, minItems=1),
    "words": {"enum": ["notes", "model"]},
    "verified": {"type": "string", "minLength": 1},
}
KEPT = exactly(**_SPOKEN)  # as a run keeps it
SPOKEN = exactly(**_SPOKEN, services=SERVICES)

ASK = {
    **exactly(
        id=ID,
        question=TEXT,
        refused={"type": "boolean"},
        reason={"enum": [None, "not_in_notes", "not_a_question", "notes_changed", "nothing_verified", "empty_library"]},
        leans_on=or_null(TEXT),
        conflict={"type": "boolean"},
        claims=list_of(SPOKEN),
        more=COUNT,
        quoted=COUNT,
        nearest=list_of(PASSAGE),
        withheld=COUNT,
        model=or_null(TEXT),
        usage=exactly(
            input_tokens=COUNT,
            output_tokens=COUNT,
            cost=or_null({"type": "number", "minimum": 0}),
            seconds={"type": "number", "minimum": 0},
        ),
        library=exactly(indexed_at=or_null(TEXT), stale=list_of(TEXT)),
    ),
    "if": {"properties": {"refused": {"const": True}}},
    "then": {"properties": {"claims": {"maxItems": 0}, "reason": {"type": "string"}}},
    "else": {"properties": {"claims": {"minItems": 1}, "reason": {"type": "null"}}},
}

LETTER: Schema = {"type": "string", "minLength": 1}

SOLUTION = exactly(
    id=ID,
    answer=list_of(LETTER, minItems=1),
    scores={"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 2},
    citations=list_of(CITATION),
)

SAID: Schema = {"type": "string", "pattern": r"\S"}
ANSWER = list_of(SAID, minItems=1)


def question_of(kinds: list[str], **shape: Schema) -> Schema:
    return exactly(
        id={"type": "string", "pattern": r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"},
        kind={"enum": kinds},
        question=SAID,
        **shape,
        rationale=CLAIM,
        why_not={"type": "object", "additionalProperties": CLAIM},
        domain=or_null(NAME),
        topic=TEXT,
        thinking={"enum": ["recall", "compare", "apply"]},
        difficulty={"enum": ["easy", "medium", "hard"]},
        citations=list_of(CITATION, minItems=1),
        origin=TEXT,
    )


OPTIONS: Schema = {"type": "object", "additionalProperties": SAID, "minProperties": 2}


def question_with(**more: Schema) -> Schema:
    """A question of any kind, with further fields."""
    return {
        "oneOf": [
            question_of(["single", "multiple", "true_false", "scenario"], options=OPTIONS, answer=ANSWER, **more),
            question_of(["cloze"], answer=ANSWER, **more),
            question_of(
                ["matching"],
                left=ANSWER,
                right=ANSWER,
                answer=list_of(list_of(SAID, minItems=2, maxItems=2), minItems=2),
                **more,
            ),
            question_of(["ordering"], items=ANSWER, answer=ANSWER, **more),
        ]
    }


QUESTION = question_with()
QUIZ = list_of(question_with(services=SERVICES))

DAY = or_null({"type": "string", "pattern": r"\A\d{4}-\d\d-\d\d\Z"})
SHARE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
EXAM_FIELDS = {
    "code": NAME,
    "title": NAME,
    "stage": {"enum": ["coming", "beta", "current", "ended"]},
    **dict.fromkeys(("minutes", "items", "scored", "pass_mark"), or_null(COUNT)),
    "scale": or_null(list_of(COUNT, minItems=2, maxItems=2)),
    "kinds": {"type": "object", "additionalProperties": SHARE},
    "pauses": {"type": "boolean"},
    "offered": list_of(
        exactly(stage={"enum": ["beta", "current"]}, languages=list_of(NAME, minItems=1), begins=DAY, ends=DAY)
    ),
    "successor": or_null(NAME),
    "domains": list_of(exactly(name=NAME, weight=SHARE), minItems=1),
}
EXAMS = exactly(exams=list_of(exactly(**EXAM_FIELDS), minItems=1))
CHOSEN = or_null(exactly(**EXAM_FIELDS, date=DAY, remark=or_null(NAME)))

RECALLED = {"type": "number", "minimum": 0, "maximum": 1}
REVIEWABLE = {
    "recall_now": RECALLED,
    "new": {"type": "boolean"},
    "changed": or_null(exactly(was=NAME)),
}
REVIEW = exactly(
    date=DAY,
    exam_day=DAY,
    due=list_of(
        {
            "anyOf": [
                question_with(type={"const": "question"}, **REVIEWABLE),
                exactly(id=NAME, type={"const": "card"}, front=NAME, back=CLAIM, **REVIEWABLE),
            ]
        }
    ),
    load=list_of(exactly(day=DAY, reviews={"type": "number", "minimum": 0}, minutes={"type": "number", "minimum": 0})),
    expected_recall=or_null(RECALLED),
    needed_a_day=or_null(COUNT),
    warning=or_null(NAME),
    remarks=list_of(NAME),
)
REVIEWED = {
    "anyOf": [
        exactly(id=NAME, kept={"type": "boolean"}, grade=NAME),
        exactly(id=NAME, kept={"type": "boolean"}, correct={"type": "boolean"}),
    ]
}
MARK = or_null(
    exactly(
        **dict.fromkeys(("value", "low", "high"), COUNT),
        scale=list_of(COUNT, minItems=2, maxItems=2),
        pass_mark=or_null(COUNT),
        passed=or_null({"type": "boolean"}),
    )
)
SECONDS: Schema = {"type": "number", "minimum": 0}
PROPORTION: Schema = {"type": "number", "minimum": 0, "maximum": 1}
INTERVAL: dict[str, Schema] = {"low": PROPORTION, "high": PROPORTION}
PART = exactly(name=NAME, asked=COUNT, right=COUNT, **INTERVAL)
DRAWN = exactly(imported=COUNT, generated=COUNT, repeated=COUNT)
SHOWN: Schema = {  # options, left and right, or items too, by its kind
    "type": "object",
    "required": ["item", "kind", "question", "answered", "flagged", "seconds"],
    "not": {"anyOf": [{"required": [name]} for name in ("answer", "rationale", "why_not", "citations", "domain")]},
}
EXAM_STATE = exactly(
    session=NAME,
    exam=NAME,
    title=NAME,
    form={"enum": ["full", "half", "ten"]},
    begun=NAME,
    minutes=or_null(COUNT),
    seconds_left=or_null(SECONDS),
    pauses={"type": "boolean"},
    paused={"type": "boolean"},
    over={"type": "boolean"},
    drawn=DRAWN,
    lacks=list_of(NAME),
    trouble=or_null(NAME),
    items=list_of(SHOWN, minItems=1),
)
SAT: dict[str, Schema] = dict(  # noqa: C408
    session=NAME,
    exam=NAME,
    form={"enum": ["full", "half", "ten"]},
    begun=NAME,
    ended=NAME,
    why={"enum": ["handed in", "time"]},
    asked=COUNT,
    right=COUNT,
    mark=MARK,
)
EXAM_REPORT = exactly(
    **SAT,
    **INTERVAL,
    domains=list_of(PART, minItems=1),
    kinds=list_of(PART, minItems=1),
    seconds=SECONDS,
    minutes=or_null(COUNT),
    unanswered=COUNT,
    drawn=DRAWN,
    remarks=list_of(NAME),
    items=list_of(
        question_with(
            item=COUNT,
            answered={"type": "array"},
            correct={"type": "boolean"},
            flagged={"type": "boolean"},
            seconds=SECONDS,
        ),
        minItems=1,
    ),
)
EXAM_RESULTS = exactly(sittings=list_of(exactly(**SAT)), report=or_null(EXAM_REPORT))

STATUS = exactly(
    library=TEXT,
    notes=COUNT,
    passages=COUNT,
    texts=COUNT,
    indexed_at=or_null(TEXT),
    encoder=or_null(TEXT),
    exam=CHOSEN,
    roots=list_of(exactly(path=TEXT, notes=COUNT)),
    sources=list_of(TEXT),
    stale=list_of(TEXT),
)

SHOW = exactly(source=TEXT, start=COUNT, end=COUNT, text=TEXT, services=SERVICES)

FORGET = exactly(forgotten=list_of(TEXT, minItems=1))

ERROR = exactly(id=ID, error={"type": "string", "pattern": r"\A[^\n]+\Z"})

PLAN = exactly(
    exam=NAME,
    date=TEXT,
    begun=TEXT,
    phases=list_of(
        exactly(name={"enum": ["understand", "apply", "reinforce"]}, begins=TEXT, ends=TEXT, minutes=COUNT), maxItems=3
    ),
    domains=list_of(exactly(name=NAME, minutes=COUNT), minItems=1),
    sessions=list_of(
        exactly(
            day={"type": "string", "pattern": r"\A\d{4}-\d\d-\d\d\Z"},
            start={"type": "string", "pattern": r"\A\d\d:\d\d\Z"},
            minutes=COUNT,
            phase={"enum": ["understand", "apply", "reinforce"]},
            domain=TEXT,
            steps=list_of(
                exactly(
                    do={"enum": ["exam", "review", "read", "questions", "rest"]},
                    minutes=COUNT,
                    count=COUNT,
                    domain=COUNT,
                    form={"enum": ["full", "half", "ten", None]},
                    command=TEXT,
                    reading=list_of(
                        exactly(
                            source=NAME,
                            title=TEXT,
                            heading=TEXT,
                            line={"type": "integer", "minimum": 1},
                            last={"type": "integer", "minimum": 1},
                            start=COUNT,
                            end=COUNT,
                            minutes={"type": "number", "minimum": 0},
                            standing={"enum": ["wrong", "right", ""]},
                        )
                    ),
                ),
                minItems=1,
            ),
        )
    ),
    remarks=list_of(NAME),
)

PART: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_PARTS = {"share": PART, "low": PART, "high": PART}
PROGRESS = exactly(
    learner=NAME,
    exam=CHOSEN,
    days=or_null({"type": "integer"}),
    answers=COUNT,
    in_future=COUNT,
    chance=or_null(exactly(low=PART, high=PART)),
    why_not=or_null(NAME),
    overall=or_null(exactly(**_PARTS)),
    domains=list_of(exactly(name=NAME, weight=SHARE, answers=COUNT, right=COUNT, **_PARTS)),
    topics=list_of(
        exactly(domain=or_null(NAME), topic=NAME, answers=COUNT, right=COUNT, sure_and_wrong=COUNT, share=PART)
    ),
    sure_and_wrong=list_of(exactly(id=NAME, question=NAME, domain=or_null(NAME), at=NAME)),
    read_again=list_of(CITATION),
    gone=COUNT,
    notes_to_write=exactly(
        subjects=list_of(exactly(domain=NAME, subject=NAME, missing=list_of(NAME))),
        elsewhere={"type": "boolean"},
        unasked=list_of(NAME),
        refused=list_of(exactly(question=TEXT, at=NAME)),
    ),
    next=list_of(NAME, minItems=1),
)

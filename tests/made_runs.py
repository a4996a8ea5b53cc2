"""Runs made by hand, small enough to count, for what is shown of them."""

from typing import Any

from quotewise.eval.run import Dataset, Item, Kind, Made, Measure, NotesRead, Run, Share

MADE = Made(
    at="2026-11-21T09:20:00Z",
    seconds=12.5,
    version="0.1.0",
    commit=None,
    python="3.11.2",
    platform="Linux",
    settings={"budget": 4000},
    model=None,
    encoder="letters",
    notes=NotesRead(2, 9, "ab" * 32),
    dataset=Dataset("questions.jsonl", "cd" * 32, 4),
)


def share(value: float, n: int = 4, **by: dict[str, Share]) -> Measure:
    return Measure(value, max(0.0, value - 0.2), min(1.0, value + 0.2), n, "wilson", by)


def item(name: str, right: bool | None = True, **fields: Any) -> Item:
    given = {"text": f"What is {name}?", "type": "factoid", "domain": "", "difficulty": "easy", "scores": {}}
    return Item(id=name, right=right, **{**given, **fields})


def passage(found: bool, source: str = "a.md") -> dict[str, Any]:
    return {"source": source, "start": 10, "end": 60, "heading": "Stores", "found": found}


def claim(text: str, quote: str, source: str = "a.md") -> dict[str, Any]:
    cited = {"source": source, "start": 10, "end": 10 + len(quote), "quote": quote, "heading": "Stores"}
    return {"text": text, "citations": [cited]}


def answered(
    name: str, right: bool, *, found: bool = True, refused: bool = False, chance: float | None = None, **fields: Any
) -> Item:
    said = [] if refused else [claim(f"{name} is kept.", f"the {name} is kept")]
    details: dict[str, Any] = {"said": said, "refused": refused, "missed": []}
    details |= {"retrieved": [passage(False), passage(found)], "evidence_found": found}
    if chance is not None:
        details["doubt"] = chance
    return item(name, right, **{"details": details, **fields})


def run(kind: Kind, items: list[Item], **fields: Any) -> Run:
    given: dict[str, Any] = {"made": MADE, "measures": {}, "baselines": {}}
    return Run(kind=kind, name=f"{kind}-2026-11-21T09:20Z", items=tuple(items), **{**given, **fields})


def retrieval_run() -> Run:
    ours = {"recall@2000": share(0.5), "recall@4000": share(0.75, type={"table": Share(0.5, 0.1, 0.9, 2)})}
    items = [
        item(name, name != "lake", scores={"recall@4000": float(name != "lake")}) for name in ("ox", "sea", "lake")
    ]
    return run("retrieval", items, measures=ours, baselines={"BM25": {name: share(0.25) for name in ours}})


def answers_run() -> Run:
    """One question for each way to end: 4 the notes hold, 2 they do not."""
    unanswerable = {"type": "unanswerable", "difficulty": "hard"}
    items = [
        answered("shard", True),
        answered("stream", False, found=False),
        answered("topic", False),
        answered("queue", False, refused=True),
        answered("comet", True, refused=True, **unanswerable),
        answered("moon", False, **unanswerable),
    ]
    return run("answers", items, measures={"key_facts@800": share(0.6)})


HOSTILE = "\"'></title></style></script><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }} $x^2$"


def hostile_run() -> Run:
    """Whatever a note, a model or a file's name may hold, everywhere a run can hold it."""
    details = {
        "retrieved": [passage(True, HOSTILE) | {"heading": HOSTILE}],
        "said": [claim(HOSTILE, HOSTILE, HOSTILE)],
        "refused": False,
        "missed": [HOSTILE],
        "expected": HOSTILE,
        "error": HOSTILE,
        "options": {HOSTILE: HOSTILE},
        "reason": HOSTILE,
        "why": HOSTILE,
        "stopped": [{"text": HOSTILE, "why": HOSTILE}],
        "judged": {"facts": [{"statement": HOSTILE, "says": True}], "claims": []},
        HOSTILE: [HOSTILE],
    }
    items = [
        item(f"{HOSTILE}{number}", number == 0, text=HOSTILE, type=f"{number}{HOSTILE}", domain=f"{HOSTILE}{number}")
        for number in range(2)
    ]
    loaded = [Item(**{**{name: getattr(one, name) for name in Item.__slots__}, "details": details}) for one in items]
    measures = {
        "recall@10": share(0.5),
        "recall@20": share(0.5),
        HOSTILE: share(0.5, type={HOSTILE: Share(1, 0, 1, 1)}),
    }
    return run("answers", loaded, measures=measures, baselines={HOSTILE: measures})

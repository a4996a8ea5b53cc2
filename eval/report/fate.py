"""Where questions end: found or not, said or not, refused rightly or wrongly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from quotewise.eval.run import Details, Item, Kind, Run

FOUND = "evidence_found"  # among an answer's details: whether all its evidence was retrieved, where that is known
FINE = ("right", "rightly refused")
# In the order of the way that a question takes.
FATES = {
    "failed": "stopped by an error",
    "not retrieved": "the evidence was not retrieved",
    "refused, not retrieved": "refused, and the evidence was not retrieved",
    "wrongly refused": "refused, though the notes hold it",
    "not said": "answered, but without most of the key facts",
    "not said, not retrieved": "answered, but the evidence was not retrieved",
    "wrongly answered": "answered, though the notes do not hold it",
    "wrong": "wrong",
    "rightly refused": "refused, and the notes do not hold it",
    "right": "right",
    "not judged": "not judged",
}


def fate_of(item: Item, kind: Kind) -> str:
    """One of FATES. kind: of the run that the item belongs to."""
    if item.details.get("error") and not item.right:
        return "failed"
    if item.right is None:
        return "not judged"
    if kind == "answers":
        return fate_of_answer(item)
    if item.right:
        return "right"
    return "not retrieved" if kind == "retrieval" else "wrong"


def fate_of_answer(item: Item) -> str:
    if not is_answerable(item):
        return "rightly refused" if is_refused(item) else "wrongly answered"
    if item.right:
        return "right"
    found = is_found(item)
    if is_refused(item):
        return "wrongly refused" if found else "refused, not retrieved"
    return "not said" if found else "not said, not retrieved"


def is_refused(item: Item) -> bool:
    """Whether an answer was a refusal; a record kept without its details has only what follows from its verdict."""
    return bool(item.details.get("refused", item.right and not is_answerable(item)))


def is_found(item: Item) -> bool:
    """Whether the evidence of an answer was retrieved: all of it where that is known, else any; yes if nothing is."""
    retrieved = item.details.get("retrieved")
    known = any(passage["found"] for passage in retrieved) if retrieved else True
    return bool(item.details.get(FOUND, known))


def is_answerable(item: Item) -> bool:
    return item.type != "unanswerable"


def count_fates(run: Run) -> dict[str, int]:
    """How many items ended where, in the order of FATES; none that no item met."""
    counted = Counter(fate_of(item, run.kind) for item in run.items)
    return {fate: counted[fate] for fate in FATES if counted[fate]}


def trace(runs: Sequence[Run]) -> list[Run]:
    """The runs, with answers told what a retrieval run among them found for the same questions."""
    return [with_retrieved(run, runs) if run.kind == "answers" else run for run in runs]


def with_retrieved(run: Run, runs: Sequence[Run]) -> Run:
    retrieval = [one for one in runs if one.kind == "retrieval" and one.made.dataset.sha256 == run.made.dataset.sha256]
    by_id = {item.id: item for item in retrieval[-1].items} if retrieval else {}
    items = [
        replace(item, details={**told_of(by_id[item.id]), **item.details}) if item.id in by_id else item
        for item in run.items
    ]
    return replace(run, items=tuple(items))


def told_of(item: Item) -> Details:
    return {FOUND: bool(item.right), "retrieved": item.details.get("retrieved", [])}

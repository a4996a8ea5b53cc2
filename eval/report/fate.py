"""Where questions end: found or not, said or not, refused rightly or wrongly."""

from collections import Counter
from collections.abc import Sequence

from quotewise.eval.run import Item

FINE = ("right", "rightly refused")
# In the order of the way that a question takes.
FATES = {
    "failed": "stopped by an error",
    "not retrieved": "the evidence was not retrieved",
    "refused, not retrieved": "refused, and the evidence was not retrieved",
    "wrongly refused": "refused, though the evidence was retrieved",
    "not said": "answered, but without most of the key facts",
    "not said, not retrieved": "answered, but the evidence was not retrieved",
    "wrongly answered": "answered, though the notes do not hold it",
    "wrong": "wrong",
    "rightly refused": "refused, and the notes do not hold it",
    "right": "right",
    "not judged": "not judged",
}


def fate_of(item: Item) -> str:
    """One of FATES."""
    if item.details.get("error"):
        return "failed"
    if item.right is None:
        return "not judged"
    if "refused" in item.details:
        return fate_of_answer(item)
    if item.right:
        return "right"
    return "not retrieved" if any(name.startswith("recall@") for name in item.scores) else "wrong"


def fate_of_answer(item: Item) -> str:
    refused = item.details["refused"]
    if not is_answerable(item):
        return "rightly refused" if refused else "wrongly answered"
    if item.right:
        return "right"
    retrieved = item.details.get("retrieved")
    found = retrieved is None or any(passage["found"] for passage in retrieved)
    if refused:
        return "wrongly refused" if found else "refused, not retrieved"
    return "not said" if found else "not said, not retrieved"


def is_answerable(item: Item) -> bool:
    return item.type != "unanswerable"


def count_fates(items: Sequence[Item]) -> dict[str, int]:
    """How many items ended where, in the order of FATES; none that no item met."""
    counted = Counter(map(fate_of, items))
    return {fate: counted[fate] for fate in FATES if counted[fate]}

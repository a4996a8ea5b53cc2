"""Answers as JSON and back, so that a conversation outlives the process."""

import json
import types
from dataclasses import asdict, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from quotewise.assistant import Answer
from quotewise.ui.page.wording import UNTOLD

T = TypeVar("T")
UNREADABLE = (ValueError, TypeError, KeyError)  # what an answer of another edition raises


def to_json(answer: Answer) -> dict[str, Any]:
    return asdict(answer)


def to_answer(written: dict[str, Any]) -> Answer:
    """The answer that was written; raises TypeError or ValueError for what is none.

    Claims of a model that were kept before they told whose words they are in are UNTOLD, not taken for the notes' own.
    """
    answer = rebuild(Answer, written)
    if answer.model is None:
        return answer
    pairs = zip(answer.claims, written["claims"], strict=True)
    return replace(
        answer, claims=tuple(claim if "words" in kept else replace(claim, verified=UNTOLD) for claim, kept in pairs)
    )


@lru_cache(maxsize=256)
def read_answer(written: str) -> Answer:
    """The answer that was written, as JSON."""
    return to_answer(json.loads(written))


def words_of(question: str, answer: str) -> str:
    """What is searched for words: a question, and an answer as it was kept."""
    try:
        said = " ".join(claim.text for claim in read_answer(answer).claims)
    except UNREADABLE:
        said = ""
    return f"{question} {said}".replace("\0", " ").casefold()


def rebuild(kind: type[T], written: Any) -> T:
    """A dataclass from `asdict` of it, by the types of its fields; fields it does not have any more are dropped."""
    if not isinstance(written, dict):
        raise ValueError(f"no {kind.__name__} was written here")
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name in written]  # type: ignore[arg-type]
    return kind(**{name: value_of(hints[name], written[name]) for name in names})


def value_of(hint: Any, written: Any) -> Any:
    if written is None:
        return None
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return value_of(next(kind for kind in inner if kind is not type(None)), written)
    if origin is tuple:
        kinds = [inner[0]] * len(written) if inner[-1] is Ellipsis else inner
        return tuple(value_of(kind, value) for kind, value in zip(kinds, written, strict=True))
    if origin is Literal and written not in inner:
        raise ValueError(f"{written!r} is none of {inner}")
    if origin is Literal or not is_dataclass(hint):
        return written
    return rebuild(hint, written)  # type: ignore[arg-type]

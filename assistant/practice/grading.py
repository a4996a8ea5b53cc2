"""Whether an answer to a practice question is right."""

import re
import unicodedata
from collections.abc import Sequence
from operator import eq
from typing import Any

from quotewise.assistant.practice.question import Question

# Letters of options, the words that fill a gap, items in an order; or pairs of what belongs together.
Response = tuple[str | tuple[str, str], ...]

_ARTICLE = re.compile(r"^(?:an?|the)\s+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")


def is_right(question: Question, response: Response) -> bool:
    """Letters and pairs in any order, items in theirs; a gap's words but for case, spaces, articles and plurals."""
    match question.kind:
        case "cloze":
            return any(folded(str(given)) in map(folded, question.answer) for given in response)
        case "matching":
            return set(response) == set(question.pairs)
        case "ordering":
            return response == question.answer
    return set(response) == set(question.answer)


def places_right(question: Question, response: Response) -> tuple[int, int]:
    """How many pairs or places of an order are right, of how many; for the other kinds whether it is right, of 1."""
    match question.kind:
        case "matching":
            return len(set(response) & set(question.pairs)), len(question.pairs)
        case "ordering":
            return sum(map(eq, response, question.answer)), len(question.answer)
    return int(is_right(question, response)), 1


def right_response(question: Question) -> Response:
    """The answer that is right."""
    match question.kind:
        case "matching":
            return question.pairs
        case "cloze":
            return question.answer[:1]
    return question.answer


def folded(text: str) -> str:
    """Words as they are compared: signs, spaces, the article and a plural's s left out; "1,000 ms" is "1000ms"."""
    plain = _ARTICLE.sub("", unicodedata.normalize("NFKC", text).casefold().strip(" .,;:!?\"'`()"))
    bare = re.sub(r"[\s\-_]+", "", _THOUSANDS.sub("", plain))
    return bare.removesuffix("s") if bare.isalpha() and len(bare) > 3 else bare


def can_be(question: Question, response: Sequence[Any]) -> bool:
    """Whether something is an answer: as many letters as are right, each item or left side once, words for a gap."""
    if question.kind == "matching":
        pairs = [part for part in response if isinstance(part, tuple) and len(part) == 2]
        lefts = sorted(str(left) for left, right in pairs if right in question.right)
        return len(pairs) == len(response) and lefts == sorted(question.left)
    if not all(isinstance(part, str) for part in response):
        return False
    match question.kind:
        case "cloze":
            return len(response) == 1 and bool(response[0].strip())
        case "ordering":
            return sorted(response) == sorted(question.items)
    return set(response) <= set(question.options) and len(set(response)) == len(response) == len(question.answer)

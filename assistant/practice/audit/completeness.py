"""Whether a question has all its kind needs: options and a key, a gap, pairs, items."""

from quotewise.assistant.practice.audit.stem import GAP
from quotewise.assistant.practice.question import Question

FEWEST = 3  # options, pairs, items


def is_complete(question: Question) -> bool:
    """Whether the question can be asked at all; nothing is said of how well."""
    return bool(question.stem.strip()) and _has_key(question)


def _has_key(question: Question) -> bool:
    match question.kind:
        case "cloze":
            return bool(GAP.search(question.stem)) and bool(question.answer) and bool(question.answer[0].strip())
        case "matching":
            lefts, rights = [left for left, _ in question.pairs], [right for _, right in question.pairs]
            return (
                len(lefts) >= FEWEST and sorted(lefts) == sorted(question.left) and set(rights) <= set(question.right)
            )
        case "ordering":
            return len(question.items) >= FEWEST and sorted(question.items) == sorted(question.answer)
        case "true_false":
            return len(question.options) == 2 and len(question.answer) == 1 and question.answer[0] in question.options
        case _:
            filled = all(text.strip() for text in question.options.values())
            known = bool(question.answer) and set(question.answer) < question.options.keys()
            several = question.kind != "single" or len(question.answer) == 1
            return len(question.options) >= FEWEST and filled and known and several

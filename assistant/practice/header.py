"""What the column of a table says of a thing, by its header: an amount, a sort, a use, a remark, what it means."""

import re
from typing import Literal

from quotewise.assistant.practice.grammar import singular, without_brackets

Sort = Literal["amount", "sort", "use", "when", "remark", "meaning", "need", "choice", ""]

_USE = re.compile(
    r"(?:typical |common |main |primary )?(?:uses?(?: cases?| for)?|best (?:for|use)|made for|good for|ideal for"
    r"|used for|suited (?:for|to)|works (?:best|well) (?:for|with)|for)$",
    re.IGNORECASE,
)
_WHEN = re.compile(r"(?:reach for it when|(?:when to )?use(?: it)?(?: when)?|(?:choose|pick|take)(?: it)? when)$", re.I)
_NEED = re.compile(
    r"(?:needs?|problems?|situations?|goals?|tasks?|scenarios?|question.*|(?:I|you) want.*|if|when|symptoms?)$", re.I
)
_REMARK = re.compile(
    r"(?:catch|careful|traps?|caveats?|watch out.*|remember|notes?|limitations?|drawbacks?|considerations?|pitfalls?"
    r"|(?:key )?points?|keep in mind)$",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"(?:definition|meaning|description|what (?:it|they) (?:is|are|does|do|means?)|explanation)$", re.I
)
_CHOICE = re.compile(
    r"(?:take|use|choose|pick|do|answer|service|tool|lever|chart|choice|solution|remedy|fix|what to do|recommendation"
    r"|(?:primary |compute |storage )?(?:service|choice)|method|technique|option|metric|algorithm|feature|name)s?$",
    re.IGNORECASE,
)
_AMOUNTS = frozenset(
    """latency payload timeout time limit memory cost price saving range figure size duration retention throughput
    capacity concurrency period length maximum minimum quota rate vcpu gpu level start speed""".split()
)
_SORTS = frozenset(
    """type format schema layout task compression scope implementation scaling model engine language protocol
    hyperparameter input output target default unit formula access overhead state""".split()
)


def sort_of(header: str) -> Sort:
    """What a header announces; "" where no question can be asked of its column."""
    said = without_brackets(header).strip()
    patterns: tuple[tuple[re.Pattern[str], Sort], ...] = (
        (_USE, "use"),
        (_WHEN, "when"),
        (_NEED, "need"),
        (_REMARK, "remark"),
        (_MEANING, "meaning"),
    )
    for pattern, sort in patterns:
        if pattern.match(said):
            return sort
    head = singular(said.split()[-1]).lower() if said else ""
    if head in _AMOUNTS:
        return "amount"
    return "sort" if head in _SORTS else ""


def is_choice(header: str) -> bool:
    """Whether a column says what to take where the first says what is needed."""
    return bool(_CHOICE.match(without_brackets(header).strip()))

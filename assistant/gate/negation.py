"""What a stretch of text denies, and how far the denial reaches; and the words that widen or narrow it."""

import re
from collections.abc import Iterator

WORD = re.compile(r"\w+(?:[.'&+#]\w+)*\+*")
NOT = frozenset("not never cannot nor neither".split())
NO = frozenset("no none nothing nobody nowhere without lacks lack".split())
# "not only", "no more than", "whether or not" negate nothing.
HARMLESS = re.compile(
    r"\b(?:not (?:only|just|merely|necessarily)|no (?:more|less|fewer|later|sooner|longer|earlier|higher|lower) than"
    r"|not (?:more|less|fewer|later|longer) than|or not|no matter|none other)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:rather than|instead of|as opposed to)\b", re.IGNORECASE)
# Words that widen or narrow a statement; a claim may not use one of a group that its quote has none of.
MARKERS = {
    "must": "must mandatory obligatory necessary required requires require requiring needs need needed needing "
    "compulsory",
    "always": "always constantly invariably",
    "all": "all everything everybody everyone everywhere whole entire both alike",
    "each": "each every any",
    "per": "per",
    "only": "only solely exclusively just merely alone",
    "except": "except excluding besides",
    "most": "most",
    "more": "more",
    "less": "less fewer",
    "guaranteed": "guaranteed guarantees guarantee certainly definitely surely",
    "condition": "until unless",
}
_MARKER = {word: group for group, words in MARKERS.items() for word in words.split()}


def negated_spans(piece: str) -> list[tuple[int, int]]:
    """The stretches that a negation reaches: "not" the whole clause, "no" and "without" what follows them."""
    harmless = [match.span() for match in HARMLESS.finditer(piece)]
    spans = [(match.end(), len(piece)) for match in _INSTEAD.finditer(piece)]
    reached = False
    for match in WORD.finditer(piece):
        token = match.group().lower()
        if any(start <= match.start() < end for start, end in harmless):
            continue
        if token in NOT or token.endswith("n't"):
            if not reached:
                spans.append((match.end() if _starts(piece, match.start()) else 0, len(piece)))
            reached = True
        elif token in NO and not reached:
            spans.append((match.end(), len(piece)))
            reached = True
    return spans


def count_denials(piece: str) -> int:
    tokens = WORD.findall(HARMLESS.sub(" ", piece).lower())
    return sum(token in NOT | NO or token.endswith("n't") for token in tokens)


def _starts(piece: str, at: int) -> bool:
    return not re.search(r"\w{3,}", piece[:at].removeprefix("and ").removeprefix("but "))


def markers(piece: str) -> Iterator[str]:
    """Groups of MARKERS in the piece; "at least 5" and "more than 5" are bounds of a number, not markers."""
    plain = re.sub(
        r"\b(?:at (?:the )?(?:least|most)|"
        r"(?:no |not )?(?:more|less|fewer) than(?= ?(?:about )?[\d$]| an? )|or more|or less|"
        r"at all|each other|"
        r"more than (?=one|two|three|four|five|six|seven|eight|nine|ten)|not (?:only|just))\b",
        " ",
        piece,
        flags=re.IGNORECASE,
    )
    return (_MARKER[token] for token in WORD.findall(plain.lower()) if token in _MARKER)

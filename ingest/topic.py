"""What "it" is: the subject of a stretch of notes that never names it, inferred from the lines around."""

import re
from collections.abc import Iterable, Iterator, Sequence

from quotewise.ingest.cue import is_callout, strip_signs
from quotewise.ingest.line import Line, shorten

REACH = 12  # lines that are read for a subject: those far below may speak of something else
LONGEST = 60
OPENING = 6.0  # votes for the subject of the opening sentence
ENOUGH = 4.5  # votes below which nothing is said: no topic is better than a wrong one
_LABEL = re.compile(r"(?P<label>[^:]{2,50}):\s+(?P<rest>.+)")
_STOP = re.compile(r"(?<=[.!?])\s+")
_VERBS = (
    "is|are|was|were|means|refers|provides?|offers?|enables?|allows?|lets?|helps?|handles?|uses?|requires?|does"
    "|do|doesn't|don't|has|have|can|can't|cannot|must|will|should|may|works?|stores?|supports?|combines?|builds?"
    "|trains?|reduces?|solves?|eliminates?|automates?|simplifies|manages?|runs?|scales?|gives?|makes?|detects?"
    "|tracks?|streams?|abstracts?|ensures?|integrates?|automatically|fully|finds?|learns?|groups?|converts?|alerts?"
    "|addresses|excels?|operates?|takes?|applies|creates?|achieves?|performs?|processes|predicts?|serves?"
    "|represents?|defines?|reads?|unifies|unify|balances?|continuously|transforms?|generates?|validates?|includes?"
    "|calculates?|collects?|loads?|accepts?|returns?|shows?|often|consists?|outperforms?|needs?|keeps?"
)
_WORD = r"(?!(?:and|or|of|in|for|to|that|which|where|when|with|on|by|from|as|at)\b)[\w./&+-]+"
_SUBJECT = re.compile(
    r"(?:(?:despite|with|without|in|for|when|because|if|on)\b[^,]{0,70},\s+)?"
    r"(?:(?:the|an?|most|many|some)\s+)?"
    rf"(?P<subject>[A-Za-z][\w./&+-]*(?:\s+{_WORD}){{0,4}}?)(?:\s+\([^)]{{1,40}}\))?(?:'s\s|\s+(?-i:{_VERBS})\b)",
    re.I,
)
_NAMED = r"[A-Z][\w./&+-]*(?:\s+[A-Z][\w./&+-]*){0,4}"
_USE = re.compile(
    rf"(?:[Ww]hen (?:not )?to use|[Cc]hoose|[Uu]se|limitations of|benefits of|how|[Kk]ey|why)\s+"
    rf"(?P<subject>{_NAMED})"
    r"(?:\s+(?:when|if|works|concepts|benefits|features|components|capabilities)\b|\s*[:?])"
)
_IN_BRACKETS = re.compile(rf"(?:Must|When|Key|Tips?|Limit)[^:()]{{2,30}}\((?P<subject>{_NAMED})\):")
_EXAMPLE_OF = re.compile(rf"(?:\w+ )?Example(?: \d+)?:\s+(?P<subject>{_NAMED})(?:\s+(?:for|vs|with|in)\b|$)")
_DRAWING = re.compile(
    rf"(?P<subject>{_NAMED}?)\s+(?:(?:Process|Decision|System|Reference)\s+)?(?:Diagram|Architecture|Workflow|Lifecycle|Flow)s?:$"
)
_NAME = re.compile(r"(?<=[a-z,(]\s)(?:[A-Z][\w/&+-]*[A-Z0-9][\w/&+-]*|[A-Z][a-z]\w+)(?:\s+[A-Z][\w/&+-]+){0,3}")
_PROPER = re.compile(r"[A-Za-z0-9-]+[A-Z]|.*\s[A-Z]")
_GENERIC = re.compile(
    r"(?:it|this|that|these|those|they|you|we|i|there|here|what|which|others?|both|all|one|no|not|none|who|how|why"
    r"|(?:ml|ai|aws|it)(?:\s.*)?|(?:detailed|simplified|comprehensive|critical|optional|important|advanced|basic)\b.*"
    r"|(?:the )?(?:exam|questions?|data|models?|organizations?|compan(?:y|ies)|users?|teams?|applications?"
    r"|problems?|systems?"
    r"|results?|examples?|formula|production|business(?:es)?|customers?|monitoring|training|inference|instances?|features?"
    r"|examples?|accuracy|performance|features?|algorithms?|services?|images?|text|time|cost|step|value|number|name)"
    r"|(?:traditional|modern|real-world|raw|poor|good|manual|standard|simple|without|different|new|common"
    r"|single|various|building|understanding|using|manually|consistently|just|instead|always|never|use|choose|imagine|think|research"
    r"|production|machine|same|each|every|does|do|is|are|can|what|which|this|these|if|when)\s.*|training data"
    r"|.*\b(?:problems|engineers|companies|organizations|customers|questions|users|teams|people|humans))$",
    re.I,
)


def infer_topic(lines: Sequence[Line]) -> str:
    """The subject of lines that open with "What it is: ..." or the like; "" where none stands out.

    Counts for a subject: being what the opening sentence, a "when to use" line or the title of a drawing
    speaks of, being the subject of other sentences, and coming back in the block as a name.
    """
    near = [line.head for line in lines[:REACH]]
    votes: dict[str, float] = {}
    spelling: dict[str, str] = {}
    for words, weight in _candidates(near):
        key = _fold(words)
        if len(key) < 2 or _GENERIC.match(words) or (_GENERIC.match(key) and weight < OPENING):
            continue
        votes[key] = votes.get(key, 0) + weight
        spelling.setdefault(key, words)
    if not votes:
        return ""
    block = " ".join(near).lower()
    scores = {key: _score(key, vote, block, spelling[key]) for key, vote in votes.items()}
    best = max(scores, key=lambda key: scores[key])
    return shorten(spelling[best], LONGEST) if scores[best] >= ENOUGH else ""


def _score(key: str, votes: float, block: str, spelling: str) -> float:
    return votes + min(block.count(key), 6) * 0.75 + (1.5 if _PROPER.match(spelling) else 0)


def _candidates(heads: Iterable[str]) -> Iterator[tuple[str, float]]:
    for place, head in enumerate(heads):
        bare = strip_signs(head)
        for pattern, weight in ((_IN_BRACKETS, 4), (_USE, 4), (_DRAWING, 4), (_EXAMPLE_OF, 1)):
            match = pattern.match(bare)
            if match:
                yield match["subject"], weight
        label = _LABEL.match(bare)
        rest = label["rest"] if label else bare
        yield from _subjects(rest, place, callout=is_callout(head))
        for name in _NAME.findall(rest)[:8]:
            yield name, 0.25


def _subjects(text: str, place: int, *, callout: bool) -> Iterator[tuple[str, float]]:
    for number, sentence in enumerate(_STOP.split(text)[:5]):
        match = _SUBJECT.match(sentence)
        if match:
            opening = OPENING if number == 0 else 4
            yield (
                match["subject"],
                opening if place == 0 else 3 if callout or place == 1 else 2 if place < 6 else 1,
            )


def _fold(words: str) -> str:
    return re.sub(r"^(?:amazon|aws|sagemaker|the)\s+|'s?$", "", words.lower().strip(" .,-")).removesuffix("s")

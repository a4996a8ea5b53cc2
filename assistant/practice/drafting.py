"""Scenario questions drafted by a chat model from chosen passages; every part of them is held against the notes."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quotewise.assistant.chat.speech import Heard, Model, listen
from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.title import title_of
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.model_output import back, lines, read_line
from quotewise.assistant.practice.grammar import dangles, is_clean
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, lay_out
from quotewise.assistant.prompts import scenario_messages
from quotewise.index import Hit, Library
from quotewise.index.contents import every_hit

BUDGET = 1800  # characters of passages that a model drafts from
SHORTEST_PASSAGE = 60  # characters; less says too little to ask about
LONGEST_OPTION = 120
LABELLED = re.compile(r"^\W*(QUESTION|KEY|WHY|WRONG)\W*:\s*(.+)$", re.IGNORECASE)


@dataclass(slots=True)
class Drafted:
    """What a model wrote for one question: the stem, the options and, in their order, what speaks for or against."""

    stem: str = ""
    key: str = ""
    why: str = ""
    wrong: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)


def draft_questions(
    library: Library, model: Model, *, seed: int, count: int = 10, topic: str = "", source: str | None = None
) -> Iterator[Question]:
    """Drafts of scenario questions, their key under A, from at most `count` passages chosen under the seed.

    A draft whose key is not borne out by the words it quotes is left out; a wrong option without a reason that the
    notes bear out gets the key's. Raises ModelError where the model cannot be used.
    """
    chance = random.Random(seed)
    for passage in choose_passages(library, chance, count, topic, source):
        around = library.search(passage.text, budget=BUDGET, source=source)
        hits = [passage, *(hit for hit in around if hit.id != passage.id)]
        said = lines(listen(model, scenario_messages(hits), Heard()))
        if question := gate(read_draft(said), hits, library, f"model:{model.name}", chance):
            yield question


def choose_passages(
    library: Library, chance: random.Random, count: int, topic: str, source: str | None
) -> Sequence[Hit]:
    """Passages that say something of the topic, no code, no drawing and no question."""
    wanted = set(stems(topic)) if topic else set()
    fit = [
        hit
        for hit in every_hit(library, source)
        if hit.kind in ("prose", "glossary", "table", "trap")
        and len(hit.text) >= SHORTEST_PASSAGE
        and wanted <= set(stems(f"{hit.heading} {hit.context} {hit.text}"))
    ]
    return chance.sample(fit, min(count, len(fit)))


def read_draft(said: Iterable[str]) -> Drafted:
    """The parts of a draft from the lines of a model; lines without a label are passed over."""
    draft, last = Drafted(), ""
    for line in said:
        match = LABELLED.match(line)
        if not match:
            continue
        label, text = match[1].upper(), match[2].strip()
        if label == "QUESTION":
            draft.stem = text
        elif label == "KEY":
            draft.key, last = text.strip(" ."), "key"
        elif label == "WRONG":
            last = text.strip(" .")
            draft.wrong.append(last)
        elif last == "key":
            draft.why = text
        elif last:
            draft.reasons[last] = text
    return draft


def gate(draft: Drafted, hits: Sequence[Hit], library: Library, origin: str, chance: random.Random) -> Question | None:
    """The question that a draft makes; None where its key is not borne out or a part of it is missing."""
    options = [draft.key, *draft.wrong]
    good = all(is_clean(text) and len(text) <= LONGEST_OPTION for text in options) and is_clean(draft.stem)
    if not good or not draft.stem.endswith("?") or len(draft.wrong) < WRONG or dangles(draft.key):
        return None
    rationale = vouch(draft.why, hits, library)
    if rationale is None or not set(stems(draft.key)) & set(stems(rationale.text)):
        return None
    wrong = [Wrong(text, reason_for(text, draft, hits, library) or rationale) for text in draft.wrong[:WRONG]]
    about = About(title_of(hits[0]) or draft.key, origin, "apply")
    return lay_out("scenario", draft.stem, [draft.key], wrong, rationale, about, chance)


def reason_for(option: str, draft: Drafted, hits: Sequence[Hit], library: Library) -> Claim | None:
    """What the notes say of a wrong option, as the model puts it; None where they do not, or not of this option."""
    claim = vouch(draft.reasons.get(option, ""), hits, library)
    return claim if claim and set(stems(option)) & set(stems(claim.text)) else None


def vouch(line: str, hits: Sequence[Hit], library: Library) -> Claim | None:
    """A line of the form `[number] statement | "quote"` as a claim that passed the gate."""
    read = read_line(line) if line else None
    claim = back(read, hits) if read else None
    return check(claim, hits, library.original).claim if isinstance(claim, Claim) else None

"""Exam questions drafted by a chat model from competing facts; every part of them is held against the notes later."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel, Field, ValidationError

from quotewise.assistant.chat.speech import Heard, Model, listen
from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.wordings import without_count
from quotewise.assistant.extract.title import title_of
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.model_output import Line, back
from quotewise.assistant.practice.build import WRONG, About, Wrong, build_question
from quotewise.assistant.practice.grammar import capitalise, dangles, is_clean
from quotewise.assistant.practice.question import Kind, Question
from quotewise.assistant.prompts import draft_question_messages
from quotewise.index import Hit, Library
from quotewise.index.lookup import every_hit


@dataclass(slots=True)
class Spent:
    """What a model was asked for, what that cost, and what became of it.

    dropped: drafts by the reason they went. cost: US dollars, None where no price is known. alone: how many keys were
    picked from the options alone, of how many, and how many chance would.
    """

    drafts: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    alone_right: int = 0
    alone_asked: int = 0
    alone_due: float = 0.0
    trouble: str | None = None

    def note(self, model: Model, heard: Heard) -> None:
        self.input_tokens += heard.input_tokens
        self.output_tokens += heard.output_tokens
        self.trouble = heard.trouble or self.trouble
        if model.price:
            self.add(model.price.of(heard.input_tokens, heard.output_tokens))

    def add(self, cost: float | None) -> None:
        self.cost = self.cost if cost is None else (self.cost or 0.0) + cost

    @property
    def summary(self) -> str:
        """What a person is told of it, in a line; "" where no model wrote."""
        if not self.drafts:
            return ""
        lost = ", ".join(f"{reason} {count}" for reason, count in self.dropped.most_common())
        parts = [f"{self.drafts} drafts of the model{f', lost: {lost}' if lost else ''}"]
        parts.append(f"{self.input_tokens} tokens in, {self.output_tokens} out")
        if self.cost is not None:
            parts.append(f"${self.cost:.4f}")
        if self.alone_asked:
            alone = f"{self.alone_right} of {self.alone_asked} keys picked, {self.alone_due:.1f} by chance"
            parts.append(f"from the options alone {alone}")
        return "; ".join(parts)


class DraftedOption(BaseModel):
    """An option, what the notes say of it, and the words that say so."""

    text: str = Field(description="the option, as short as the others and of the same kind")
    right: bool = Field(description="whether it is a key")
    passage: int = Field(description="number of the passage that decides about it")
    why: str = Field(description="one statement of that passage that makes the option right or wrong")
    quote: str = Field(description="the words of that passage that say so, copied exactly")


class Draft(BaseModel):
    """One exam question."""

    stem: str = Field(description="a situation of 40 to 80 words that states its constraints, ending in the question")
    options: list[DraftedOption]


def ask_for_draft(model: Model, messages: Sequence[BaseMessage], heard: Heard) -> Draft | None:
    """A draft from a model; None where what it says is none. Raises ModelError where something must be put right."""
    try:
        asked = model.chat.with_structured_output(Draft, include_raw=True)
        found = asked.invoke(list(messages))
    except NotImplementedError:  # the client knows no structured output
        found = None
    except model.faults:  # nor does every model behind one that does; what else is wrong shows below
        found = None
    if not isinstance(found, dict):
        return read_draft("".join(listen(model, messages, heard)))
    raw = found.get("raw")
    if isinstance(raw, AIMessage) and raw.usage_metadata:
        heard.input_tokens += raw.usage_metadata["input_tokens"]
        heard.output_tokens += raw.usage_metadata["output_tokens"]
    parsed = found.get("parsed")
    return parsed if isinstance(parsed, Draft) else read_draft(raw.text if isinstance(raw, AIMessage) else "")


def read_draft(text: str) -> Draft | None:
    """The draft in a text: its JSON object, whatever stands around it."""
    said = text.rpartition("</think>")[2]
    start, end = said.find("{"), said.rfind("}")
    try:
        return Draft.model_validate(json.loads(said[start : end + 1])) if 0 <= start < end else None
    except (ValidationError, ValueError, RecursionError):
        return None


BUDGET = 3000  # characters of passages that a model drafts from
SHORTEST = 60  # characters of a passage; less says too little to ask about
KINDS = ("prose", "glossary", "table", "trap")


def clusters(
    library: Library, chance: random.Random, count: int, topic: str, source: str | None
) -> Iterator[list[Hit]]:
    """At most `count` clusters, each about another passage that says something of the topic, chosen under the seed."""
    wanted = set(stems(topic)) if topic else set()
    fit = [hit for hit in every_hit(library, source) if hit.kind in KINDS and len(hit.text) >= SHORTEST]
    chosen = [hit for hit in fit if wanted <= set(stems(f"{hit.heading} {hit.context} {hit.text}"))]
    for passage in chance.sample(chosen, min(count, len(chosen))):
        yield cluster(passage, fit, library, source)


def cluster(passage: Hit, among: Sequence[Hit], library: Library, source: str | None) -> list[Hit]:
    """A passage with its siblings, the nearest first, then what the notes hold that is like it."""
    beside = [hit for hit in among if hit.source == passage.source and parent(hit) == parent(passage)]
    nearest = sorted(beside, key=lambda hit: abs(hit.start - passage.start))
    around = library.search(passage.text, budget=BUDGET, source=source)
    chosen: dict[int, Hit] = {}
    for hit in (passage, *nearest, *around):
        if not chosen or sum(len(one.text) for one in chosen.values()) + len(hit.text) <= BUDGET:
            chosen.setdefault(hit.content, hit)
    return list(chosen.values())


def parent(hit: Hit) -> str:
    """The heading above a passage's own."""
    return hit.heading.rpartition(" > ")[0]


SHORTEST_STEM, LONGEST_STEM = 40, 80  # words
LONGEST_OPTION = 160  # characters
CHOOSE = (1, 1, 1, 2, 2, 3)  # keys asked for, in turn under the seed
NUMBERS = {2: "TWO", 3: "THREE"}


def draft_questions(
    library: Library,
    model: Model,
    *,
    seed: int,
    count: int = 10,
    topic: str = "",
    source: str | None = None,
    spent: Spent | None = None,
) -> Iterator[Question]:
    """Drafts of exam questions, their keys under the first letters, from at most `count` clusters of competing facts.

    Each option rests on words of the notes; whether they say what the model says of them is for the audit to find.
    spent: told what it took, and why drafts went. Raises ModelError where the model cannot be used.
    """
    chance, spent = random.Random(seed), spent or Spent()
    for hits in clusters(library, chance, count, topic, source):
        choose, heard = chance.choice(CHOOSE), Heard()
        draft = ask_for_draft(model, draft_question_messages(hits, choose), heard)
        spent.drafts += 1
        spent.note(model, heard)
        made = lay(draft, hits, choose, f"model:{model.name}") if draft else "no draft in what it said"
        if isinstance(made, str):
            spent.dropped[made] += 1
        else:
            yield made


def lay(draft: Draft, hits: Sequence[Hit], choose: int, origin: str) -> Question | str:
    """The question that a draft makes, or what is wrong with its form."""
    stem = without_count(" ".join(draft.stem.split()))
    keys, wrong = ([one for one in draft.options if one.right is right] for right in (True, False))
    if why := _fault(stem, draft.options, len(keys) == choose and len(wrong) >= WRONG):
        return why
    reasons = [claim_of(one, hits) for one in (*keys, *wrong)]
    claims = [claim for claim in reasons[: len(keys)] if claim]
    if len(claims) < len(keys):
        return "a key's quote stands nowhere"
    rationale = Claim(
        " ".join(claim.text for claim in claims),
        tuple(dict.fromkeys(cited for claim in claims for cited in claim.citations)),
        words="model",
    )
    asked = f"{stem} (Choose {NUMBERS[choose]}.)" if choose > 1 else stem
    beside = [
        Wrong(capitalise(one.text), why or rationale) for one, why in zip(wrong, reasons[len(keys) :], strict=True)
    ]
    about = About(title_of(hits[0]) or keys[0].text, origin, "apply")
    kind: Kind = "multiple" if choose > 1 else "scenario"
    texts = [capitalise(one.text.strip(" .")) for one in keys]
    return build_question(kind, asked, texts, beside, rationale, about) or "an option gives itself away or repeats"


def _fault(stem: str, options: Sequence[DraftedOption], counted: bool) -> str:
    if not counted:
        return "not as many keys and options as asked for"
    if not SHORTEST_STEM <= len(stem.split()) <= LONGEST_STEM:
        return "its stem is too short or too long"
    clean = all(is_clean(one.text) and len(one.text) <= LONGEST_OPTION and not dangles(one.text) for one in options)
    return "" if clean and is_clean(stem) and stem.endswith("?") else "its form is broken"


def claim_of(option: DraftedOption, hits: Sequence[Hit]) -> Claim | None:
    """What is said of an option with the words it rests on; None where they stand nowhere."""
    found = back(Line(" ".join(option.why.split()), (option.passage,), option.quote), hits) if option.quote else None
    return found if isinstance(found, Claim) else None

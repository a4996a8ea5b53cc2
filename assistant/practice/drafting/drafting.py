"""Exam questions drafted by a chat model from competing facts; every part of them is held against the notes later."""

import random
from collections.abc import Iterator, Sequence

from quotewise.assistant.chat.speech import Heard, Model
from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.wordings import without_count
from quotewise.assistant.extract.title import title_of
from quotewise.assistant.model_output import Line, back
from quotewise.assistant.practice.drafting.competing import clusters
from quotewise.assistant.practice.drafting.draft import Draft, DraftedOption, ask_for_draft
from quotewise.assistant.practice.drafting.spent import Spent
from quotewise.assistant.practice.grammar import capitalise, dangles, is_clean
from quotewise.assistant.practice.question import Kind, Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, lay_out
from quotewise.assistant.prompts import draft_question_messages
from quotewise.index import Hit, Library

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
    reasons = [rest(one, hits) for one in (*keys, *wrong)]
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
    return lay_out(kind, asked, texts, beside, rationale, about) or "an option gives itself away or repeats"


def _fault(stem: str, options: Sequence[DraftedOption], counted: bool) -> str:
    if not counted:
        return "not as many keys and options as asked for"
    if not SHORTEST_STEM <= len(stem.split()) <= LONGEST_STEM:
        return "its stem is too short or too long"
    clean = all(is_clean(one.text) and len(one.text) <= LONGEST_OPTION and not dangles(one.text) for one in options)
    return "" if clean and is_clean(stem) and stem.endswith("?") else "its form is broken"


def rest(option: DraftedOption, hits: Sequence[Hit]) -> Claim | None:
    """What is said of an option with the words it rests on; None where they stand nowhere."""
    found = back(Line(" ".join(option.why.split()), (option.passage,), option.quote), hits) if option.quote else None
    return found if isinstance(found, Claim) else None

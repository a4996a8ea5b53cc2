"""Practice questions as the contract's JSON, and back."""

import json
import re
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.claim_json import (
    BadEntry,
    Json,
    citation_json,
    claim_json,
    fields,
    listed,
    read_citation,
    read_claim,
    services_json,
    words,
)
from quotewise.assistant.practice.question import LETTERS, NO_CLAIMS, Difficulty, Kind, Question, Thinking

if TYPE_CHECKING:
    from quotewise.assistant.exam.service import Services

NAMESPACE = uuid.UUID("6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a11")  # of the uuids made for questions without one
HALF_SIGN = re.compile("[\ud800-\udfff]")  # no file in UTF-8 can hold it
MOST_OPTIONS = len(LETTERS)  # as many as have a number key


def question_json(question: Question) -> Json:
    """A question as a bank keeps it."""
    return {
        "id": question.id,
        "kind": question.kind,
        "question": question.stem,
        **shape_json(question),
        "rationale": claim_json(question.rationale),
        "why_not": {letter: claim_json(claim) for letter, claim in question.why_not.items()},
        "domain": question.domain or None,
        "topic": question.topic,
        "thinking": question.thinking,
        "difficulty": question.difficulty,
        "citations": [citation_json(citation) for citation in question.citations],
        "origin": question.origin,
    }


def flagged_json(question: Question, services: "Services | None") -> Json:
    """The same with the services it names that are closed, ended or renamed."""
    return {**question_json(question), "services": services_json(services.named_in(question.texts) if services else ())}


def shape_json(question: Question) -> Json:
    """What is to be chosen, filled in, matched or put in order, and the key."""
    match question.kind:
        case "matching":
            pairs = [list(pair) for pair in question.pairs]
            return {"left": list(question.left), "right": list(question.right), "answer": pairs}
        case "ordering":
            return {"items": list(question.items), "answer": list(question.answer)}
        case "cloze":
            return {"answer": list(question.answer)}
    return {"options": dict(question.options), "answer": list(question.answer)}


def read_question(entry: Any, origin: str = "") -> Question:
    """A question from the contract's JSON, or from that of an exam file with `evidence_sets`; raises BadEntry.

    A rationale or a reason may be words alone; its quotes are then those of the entry. origin: where it comes from,
    if the entry does not say. Without a uuid it gets one made of its words, the same for the same question.
    """
    stem = words(entry, "question")
    if HALF_SIGN.search(json.dumps(entry, ensure_ascii=False)):
        raise BadEntry("it holds half a sign (a surrogate without its other half)")
    if not stem.strip():
        raise BadEntry("it asks nothing")
    kind = kind_of(entry)
    return Question(
        id=id_of(entry),
        kind=kind,
        stem=stem,
        rationale=rationale_of(entry),
        why_not=reasons_of(entry),
        domain=words(entry, "domain", ""),
        topic=words(entry, "topic", ""),
        thinking=one_of(entry, "thinking", get_args(Thinking), "recall"),
        difficulty=one_of(entry, "difficulty", get_args(Difficulty), "medium"),
        origin=words(entry, "origin", "") or origin,
        **shape_of(entry, kind),
    )


def kind_of(entry: Any) -> Kind:
    """The kind it names, else the one its fields are of."""
    given = words(entry, "kind", "")
    if given:
        return one_of(entry, "kind", get_args(Kind), "single")  # type: ignore[no-any-return]
    if "items" in entry:
        return "ordering"
    if "left" in entry:
        return "matching"
    if "options" not in entry:
        raise BadEntry('"options" are missing')
    return "multiple" if len(listed(entry, "answer")) > 1 else "single"


def shape_of(entry: Any, kind: Kind) -> dict[str, Any]:
    match kind:
        case "matching":
            return matching_of(entry)
        case "ordering":
            items, answer = strings(entry, "items"), strings(entry, "answer")
            if not 2 <= len(items) <= MOST_OPTIONS or sorted(items) != sorted(answer) or len(set(items)) < len(items):
                raise BadEntry('"answer" must hold each of the "items" once, 2 to 9 of them')
            return {"items": items, "answer": answer}
        case "cloze":
            answer = strings(entry, "answer")
            if not answer:
                raise BadEntry('"answer" must hold the text that fills the gap')
            return {"answer": answer}
    return options_of(entry, kind)


def matching_of(entry: Any) -> dict[str, Any]:
    left, right = strings(entry, "left"), strings(entry, "right")
    given = listed(entry, "answer")
    pairs = tuple(tuple(pair) for pair in given if isinstance(pair, list) and len(pair) == 2)
    matched = sorted(str(pair[0]) for pair in pairs) == sorted(left) and all(pair[1] in right for pair in pairs)
    if len(left) < 2 or not matched or len(set(left)) < len(left):
        raise BadEntry('"answer" must pair each of "left" with one of "right"')
    return {"left": left, "right": right, "pairs": pairs}


def options_of(entry: Any, kind: Kind) -> dict[str, Any]:
    options = fields(entry).get("options")
    if not isinstance(options, dict) or not all(isinstance(text, str) and text.strip() for text in options.values()):
        raise BadEntry('"options" must be an object of letters and texts')
    answer = tuple(dict.fromkeys(strings(entry, "answer")))
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise BadEntry(f'"options" must be 2 to {MOST_OPTIONS}')
    if not answer or not all(letter in options for letter in answer):
        raise BadEntry('"answer" must hold letters of "options"')
    if len(answer) > 1 and kind in ("single", "true_false"):
        raise BadEntry(f"a question of the kind {kind} has one right option")
    return {"options": MappingProxyType(dict(options)), "answer": answer}


def rationale_of(entry: Any) -> Claim:
    """The rationale; where it has no quotes of its own, with those of the entry."""
    given = fields(entry).get("rationale")
    claim = Claim("", ()) if given is None else read_claim(given)
    return claim if claim.citations else Claim(claim.text, evidence_of(entry))


def evidence_of(entry: Any) -> tuple[Citation, ...]:
    """The quotes given as `citations`, or in the first of `evidence_sets`."""
    sets = listed(entry, "evidence_sets")
    given = listed(entry, "citations") or (sets[0] if sets and isinstance(sets[0], list) else sets)
    return tuple(read_citation(quote) for quote in given)


def reasons_of(entry: Any) -> Mapping[str, Claim]:
    given = fields(entry).get("why_not")
    if not given:
        return NO_CLAIMS
    return MappingProxyType({str(letter): read_claim(reason) for letter, reason in fields(given).items()})


def strings(entry: Any, name: str) -> tuple[str, ...]:
    given = listed(entry, name)
    if not all(isinstance(text, str) and text.strip() for text in given):
        raise BadEntry(f'"{name}" must be a list of texts')
    return tuple(given)


def one_of(entry: Any, name: str, known: tuple[Any, ...], otherwise: str) -> Any:
    value = words(entry, name, "") or otherwise
    if value not in known:
        raise BadEntry(f'"{name}" must be one of {", ".join(known)}')
    return value


def id_of(entry: Any) -> str:
    """The question's uuid; where it has none, one made of its words, the same for the same question."""
    try:
        return str(uuid.UUID(str(entry.get("id"))))
    except ValueError:
        asked = [
            entry["question"],
            entry.get("options") or entry.get("left") or entry.get("items"),
            entry.get("answer"),
        ]
        return str(uuid.uuid5(NAMESPACE, json.dumps(asked, sort_keys=True, ensure_ascii=False)))

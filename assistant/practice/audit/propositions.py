"""What a question says once an option is put in: a statement that is held against the notes, and may be disputed."""

import re
from collections.abc import Iterator

from quotewise.assistant.claim import Citation
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.wording import bare, stems
from quotewise.assistant.lookup import Lookup, look_up
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.audit.stem import GAP, TRUE_OR_FALSE
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.verbs import is_verb
from quotewise.assistant.unit import sentence_texts
from quotewise.index.lookup import hits_at

FEWEST = 2  # words that carry meaning besides the option's
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:^|.*?[,:]\s+)(?:which|what)\s+(?:(?:one|two|three|TWO|THREE)\s+)?(?:of these\s+)?", re.IGNORECASE | re.S
)
_AUXILIARY = frozenset("is are was were can could may might must will would should does do did has have".split())
_ASKING = re.compile(
    r"\b(?:which|what|how (?:many|much|long|often|large|big|far|old)|where|when|why|how|who|whom)\b", re.I
)
_NO_NOUN = frozenset("the a an its their this that these those of in on at to for with from by and or".split())


def swapped(question: Question, text: str) -> Iterator[str]:
    """The rationale's sentences that name the key, with `text` in the key's place."""
    key = question.options[question.answer[0]]
    for sentence in sentence_texts(question.rationale.text):
        put = put_for(sentence, key, text)
        if put is not None and len(set(stems(put)) - set(stems(text))) >= FEWEST:
            yield put


def put_for(sentence: str, key: str, text: str) -> str | None:
    """The sentence with `text` in the place of `key`; None unless the key stands there once."""
    for wanted, given in ((key, text), (_ARTICLE.sub("", key), _ARTICLE.sub("", text))):
        wanted, given = bare(wanted).strip(" ."), bare(given).strip(" .")
        pattern = re.compile(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", re.IGNORECASE)
        if wanted and len(pattern.findall(bare(sentence))) == 1:
            return pattern.sub(lambda _: given, bare(sentence))  # noqa: B023
    return None


def answered_by(stem: str, option: str) -> str | None:
    """The stem's question answered by the option: "Which X does Y?" gives "OPTION does Y", others "ASKED: OPTION".

    None where the question word stands within the sentence, or too little is said to be held against anything.
    """
    if GAP.search(stem):
        return GAP.sub(option, stem, count=1)
    ask = ExamItem(stem, {}).ask.strip().rstrip("?: ")
    opened = _SUBJECT.match(ask)
    if opened and (at := _verb_at(ask[opened.end() :])) is not None:
        told = ask[opened.end() :][at:]
        enough = len(set(stems(told)) - set(stems(option))) >= FEWEST and not _ASKING.search(told)
        return f"{option.rstrip('. ')} {told}" if enough else None
    rest = " ".join(word for word in _ASKING.sub("", ask).split() if word.lower() not in _AUXILIARY)
    return f"{rest}: {option}" if len(set(stems(rest)) - set(stems(option))) >= FEWEST else None


def _verb_at(text: str) -> int | None:
    """Where the verb begins whose subject is asked for: "service | finds PII"; None where the object is."""
    words = list(re.finditer(r"[\w'-]+", text))
    for number, word in enumerate(words[:6]):
        said = word.group().lower()
        before = words[number - 1].group().lower() if number else "the"
        following = words[number + 1].group() if number + 1 < len(words) else ""
        if said in _AUXILIARY and number:
            # "Which target can Firehose deliver to", "Which service should it pick": the object is asked for
            inverted = (
                said in ("does", "do", "did")
                or following[:1].isupper()
                or following.lower() in _NO_NOUN | {"it", "they"}
            )
            return None if inverted and said not in ("is", "are", "was", "were", "has", "have") else word.start()
        if number and before not in _NO_NOUN and is_verb(said) and said.endswith(("s", "ed")):
            return word.start()
    return None


def dispute_flaws(question: Question, evidence: Evidence) -> Iterator[Flaw]:
    """A key that some line of the notes denies, unless that line is a myth put right; and another option that they
    say in the key's place."""
    if question.kind == "true_false":
        held = question.options[question.answer[0]].strip().casefold() == "true"
        found = look_up(evidence.library, TRUE_OR_FALSE.sub("", question.stem))
        if against := _first(found, "against" if held else "for", evidence):
            yield Flaw("disputed", against.quote)
        return
    for said in assertions(question):
        if against := _first(look_up(evidence.library, said), "against", evidence):
            yield Flaw("disputed", f"{said}: {against.quote}")
            return


def assertions(question: Question) -> Iterator[str]:
    """What the key asserts: the stem's question answered by it, and each sentence of the rationale."""
    if question.kind == "true_false":
        if question.options[question.answer[0]].strip().casefold() == "true":
            yield TRUE_OR_FALSE.sub("", question.stem)
        return
    for key in [question.options[letter] for letter in question.answer] if question.options else question.answer[:1]:
        if len(sentence_texts(question.stem)) == 1 and (told := answered_by(question.stem, key)):
            yield told
    if question.rationale.words == "model" or not question.rationale.citations:
        yield from sentence_texts(question.rationale.text)


def _first(found: Lookup, stance: str, evidence: Evidence) -> Citation | None:
    """The first line that speaks so and is no myth that the notes themselves put right."""
    cited = [one.citation for one in found.citations if one.stance == stance]
    return next((one for one in cited if not _is_myth(one, evidence)), None)


def _is_myth(citation: Citation, evidence: Evidence) -> bool:
    hits = hits_at(evidence.library, citation.source, citation.start, citation.end)
    return any(hit.kind == "trap" for hit in hits[:1])

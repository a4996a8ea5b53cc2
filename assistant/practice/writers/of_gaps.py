"""Gaps: the term left out of a sentence, in any language."""

from collections.abc import Iterator

from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import id_for
from quotewise.assistant.practice.writers.desk import Desk
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.of_terms import with_topic
from quotewise.assistant.practice.writers.siblings import length
from quotewise.assistant.practice.writers.terms import without_brackets

GAP = "____"
FEWEST_WORDS = 5  # of what is said around a gap


def fill_gaps(desk: Desk) -> Iterator[Question]:
    """The term of a fact left out before what is said of it, where a language has no words to ask for it."""
    for group, fact in desk.facts("meaning"):
        if has_frame("term_thing", group.language):
            continue
        term = without_brackets(fact.term)
        claim = desk.say(fact)
        if (
            claim is None
            or desk.tells(fact.term, fact.meaning)
            or length(fact.meaning) < FEWEST_WORDS
            or (length(term) > 3 and term.isascii())
        ):
            continue
        stem = with_topic(desk, group, f"{capitalise(fact.meaning)}: {GAP}.", [fact.term])
        answer = (term, fact.term) if term != fact.term else (term,)
        desk.use(fact)
        yield Question(
            id_for("cloze", stem, answer), "cloze", stem, claim, answer=answer, topic=fact.term, origin="definition"
        )


def fill_sentences(desk: Desk) -> Iterator[Question]:
    """A name or a limit left out of a sentence."""
    for one in desk.shuffled(desk.view.statements):
        claim = desk.voucher.vouch([phrase(one.span.hit, one.span.start, one.span.end)], one.span)
        around = one.text.replace(one.answer, " ", 1)
        if claim is None or desk.tells(one.answer, around):
            continue
        stem = one.text.replace(one.answer, GAP, 1)
        if topic := desk.topic(one.path, "", one.language, one.path, one.answer, one.text):
            stem = put("on", one.language, topic=topic, stem=stem)
        name = id_for("cloze", stem, [one.answer])
        yield Question(
            name,
            "cloze",
            stem,
            claim,
            answer=(one.answer,),
            topic=one.answer,
            origin="number" if one.answer[:1].isdigit() else "definition",
        )

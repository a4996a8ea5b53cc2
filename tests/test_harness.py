"""The harness can fail: what is broken on purpose is seen, in the measure and by the gate of a change."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from quotewise.assistant import Answer, Citation, Claim
from quotewise.eval import SAMPLE, load_questions
from quotewise.eval.answers import Replies, ask_all, measure_answers
from quotewise.eval.citations import measure_citations
from quotewise.eval.regression import Held, hold
from quotewise.eval.retrieval import measure_retrieval
from quotewise.eval.run import Dataset, Kind, Made, Measured, NotesRead, Run
from quotewise.index import Library

QUESTIONS = load_questions(SAMPLE / "questions.jsonl")
ANSWERABLE = [question for question in QUESTIONS if question.answerable][::5]
SOME = ANSWERABLE + [question for question in QUESTIONS if not question.answerable][::4]


@pytest.fixture(scope="module")
def opened(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as library:
        yield library


@pytest.fixture(scope="module")
def replies(opened: Library) -> Replies:
    return ask_all(opened, SOME)


@pytest.fixture(scope="module")
def answers(opened: Library, replies: Replies) -> Measured:
    return measure_answers(opened, replies)


def run_of(kind: Kind, measured: Measured) -> Run:
    made = Made("", 0, "", None, "", "", {}, None, "", NotesRead(0, 0, ""), Dataset("", "", len(measured.items)))
    return Run(kind, kind, made, measured.measures, measured.baselines, measured.items)


def held(kind: Kind, before: Measured, after: Measured) -> dict[str, Held]:
    return {one.side: one for one in hold(run_of(kind, before), run_of(kind, after))}


def test_a_sound_run_passes_its_own_gate(answers: Measured) -> None:
    found = held("answers", answers, answers)
    assert found.keys() == {"", "to be refused"}
    assert not any(one.fails or one.lost or one.won or one.invalid for one in found.values())


def test_a_shuffled_index_is_seen(opened: Library, tmp_path: Path) -> None:
    """Every place of the library points to another passage's text and vector."""
    shutil.copytree(opened.folder, tmp_path / "shuffled")
    with closing(sqlite3.connect(tmp_path / "shuffled" / "library.db")) as database, database:
        rows = database.execute("SELECT id, content_id, vector_key FROM place ORDER BY id").fetchall()
        moved = rows[97:] + rows[:97]
        database.executemany(
            "UPDATE place SET content_id = ?, vector_key = ? WHERE id = ?",
            [(content, key, place) for (place, _, _), (_, content, key) in zip(rows, moved, strict=True)],
        )
    sound = measure_retrieval(opened, ANSWERABLE)
    with Library.open(tmp_path / "shuffled") as library:
        broken = measure_retrieval(library, ANSWERABLE)
    assert sound.measures["recall@4000"].value > 0.9
    assert broken.measures["recall@4000"].high < sound.measures["recall@4000"].low
    assert held("retrieval", sound, broken)[""].worse


def test_one_citation_off_by_one_character_is_seen(opened: Library, replies: Replies) -> None:
    reply = next(one.answer for one in replies.each if one.answer.claims)
    first = reply.claims[0]
    cited = replace(first.citations[0], start=first.citations[0].start + 1, end=first.citations[0].end + 1)
    slipped = replace(reply, claims=(replace(first, citations=(cited, *first.citations[1:])), *reply.claims[1:]))
    broken = changed(replies, lambda one: slipped if one is reply else one)
    for kind, measure in (("answers", measure_answers), ("citations", measure_citations)):
        found = measure(opened, broken)
        assert found.measures["citation_validity"].value < 1.0
        outcome = held(kind, found, found)[""]  # type: ignore[arg-type]
        assert (outcome.invalid, outcome.worse, outcome.fails) == (1, False, True)


def test_citations_of_another_sentence_are_seen(opened: Library, replies: Replies) -> None:
    """Quotes that stand, each under another claim of other answers."""
    speaking = [one.answer for one in replies.each if one.answer.claims]
    swapped = {
        id(reply): replace(
            reply, claims=tuple(replace(claim, citations=other.claims[0].citations) for claim in reply.claims)
        )
        for reply, other in zip(speaking, speaking[1:] + speaking[:1], strict=True)
    }
    broken = changed(replies, lambda reply: swapped.get(id(reply), reply))
    sound, found = measure_citations(opened, replies), measure_citations(opened, broken)
    assert found.measures["citation_validity"].value == 1.0
    assert found.measures["citation_precision"].value < 0.1
    assert held("citations", sound, found)[""].worse


def refusing(reply: Answer) -> Answer:
    return Answer(reply.question, reason="not_in_notes")


def answering(reply: Answer) -> Answer:
    """Of what was refused the best passage."""
    if not reply.refused:
        return reply
    best = reply.nearest[0]
    return Answer(
        reply.question, (Claim(best.text, (Citation(best.source, best.start, best.end, best.text, best.basis),)),)
    )


def changed(replies: Replies, change: Callable[[Answer], Answer]) -> Replies:
    return replace(replies, each=tuple(replace(one, answer=change(one.answer)) for one in replies.each))


def test_a_model_that_always_refuses_is_seen(opened: Library, replies: Replies, answers: Measured) -> None:
    found = measure_answers(opened, changed(replies, refusing))
    assert found.measures["refused_wrongly"].value == 1.0
    assert found.measures["key_facts@800"].value == 0.0
    assert found.measures["refusal_recall"].value == 1.0
    assert "citation_validity" not in found.measures
    outcome = held("answers", answers, found)
    assert outcome[""].worse
    assert not outcome["to be refused"].worse  # which is why the sides are held apart


def test_a_model_that_always_answers_is_seen(opened: Library, replies: Replies, answers: Measured) -> None:
    found = measure_answers(opened, changed(replies, answering))
    assert found.measures["refusal_recall"].value == 0.0
    assert found.measures["refusal_f1"].value == 0.0
    assert "refusal_precision" not in found.measures  # nothing is refused
    outcome = held("answers", answers, found)
    assert outcome["to be refused"].worse
    assert not outcome[""].worse

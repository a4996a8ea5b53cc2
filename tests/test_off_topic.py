"""What is no question on the notes is refused calmly, before a model is asked; what is one, however put, is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from scripted_model import ScriptedModel

from quotewise.assistant import answer
from quotewise.assistant.extract.topic import nearness, unknown_words
from quotewise.index import Library

OFF_TOPIC = [
    "Who composed the Moonlight Sonata?",
    "How often should I water a cactus?",
    "Which cheese melts best on a pizza?",
    "When do swallows fly south?",
    "quelle est la hauteur de la tour Eiffel ?",
    "qwz plmk vrtx",
]
SMALL_TALK = [
    "hello!",
    "Good evening, how are you?",
    "thank you very much",
    "what can you do?",
    "guten Tag",
    "merci !",
    "buenas noches",
    "grazie",
    "obrigado",
    "?!",
    "🙂",
]


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as library:
        yield library


@pytest.mark.parametrize("text", SMALL_TALK)
def test_small_talk_gets_one_calm_line_and_no_passages(library: Library, text: str) -> None:
    model = ScriptedModel(says=["[1] x"])
    reply = answer(library, text, model=model)
    assert (reply.reason, reply.claims, reply.nearest, reply.why) == ("not_a_question", (), (), "")
    assert not model.asked


@pytest.mark.parametrize("text", OFF_TOPIC)
def test_what_is_on_nothing_the_notes_are_about_is_refused_before_a_model_is_asked(library: Library, text: str) -> None:
    model = ScriptedModel(says=["[1] x"])
    reply = answer(library, text, model=model)
    assert reply.reason in ("not_in_notes", "not_a_question")
    assert (reply.claims, reply.nearest) == ((), ())
    assert not model.asked


def test_the_words_that_no_note_knows_are_named(library: Library) -> None:
    reply = answer(library, "How often should I water a cactus?")
    assert reply.reason == "not_in_notes"
    assert "cactus" in reply.why


def test_a_near_miss_still_shows_the_nearest_passages(library: Library) -> None:
    reply = answer(library, "How does SageMaker HyperPod replace a failed node?")
    assert reply.reason == "not_in_notes"
    assert reply.nearest


@pytest.mark.parametrize(
    "question",
    [
        "kinesis shard",
        "VIF",
        "recall vs precision",
        "wich messure for sumaries",
        "My boss wants to pay less for machines that may be taken away from us at any moment. How much less is it?",
    ],
)
def test_a_question_on_the_notes_is_not_off_topic_however_it_is_put(library: Library, question: str) -> None:
    reply = answer(library, question)
    assert not reply.refused or reply.nearest


def test_a_story_before_a_question_does_not_take_it_off_topic(library: Library) -> None:
    story = "It rained all week and our bakery had few guests. "
    question = "How long does a Kinesis stream keep records by default?"
    assert nearness(library, story + question) >= nearness(library, question) > nearness(library, story)


def test_a_word_is_unknown_where_neither_it_nor_a_part_of_it_stands_in_the_notes(library: Library) -> None:
    assert unknown_words(library, "Does a shard like cactus juice or cross-cactus endpoints?") == ("cactus", "juice")
    assert unknown_words(library, "What does one Kinesis shard take in?") == ()


@pytest.mark.parametrize("text", ["wie koche ich Spargel?", "¿quién pintó Las Meninas?"])
def test_a_question_in_another_language_is_left_to_a_model_and_refused_without_one(library: Library, text: str) -> None:
    model = ScriptedModel(says=["NOT IN THE NOTES"])
    assert answer(library, text, model=model).reason == "not_in_notes"
    assert model.asked
    assert answer(library, text).refused


def test_a_short_question_on_the_commonest_word_of_the_notes_is_one_on_the_notes(desk: Desk) -> None:
    for at in range(12):
        desk.write(f"{at}.md", f"# Ovens {at}\n\nAn oven bakes loaf number {at}. The oven is warm.\n")
    desk.ingest()
    for text in ("What is an oven?", "What does the oven do?"):
        model = ScriptedModel(says=["NOT IN THE NOTES"])
        answer(desk.library, text, model=model)
        assert model.asked, text

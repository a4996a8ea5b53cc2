"""A conversation: what leans on the question before it is understood with it, and nothing else is touched by it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_model import ScriptedModel

from quotewise.assistant import Usage, answer
from quotewise.assistant.chain import answer_chain
from quotewise.assistant.conversation import LONGEST, SUBJECT, in_full, is_small_talk, lean
from quotewise.assistant.language import Language, language_of, parts
from quotewise.eval import conversation
from quotewise.eval.dataset import load_questions
from quotewise.index import Library

SHARED = Path(__file__).parents[2] / "shared"
BEFORE = ("What does one Kinesis shard take in?", "1 MB/s or 1,000 records a second.")
ELSEWHERE = ("How is specificity computed?", "TN divided by TN plus FP.")


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as library:
        yield library


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("garten")
    (folder / "obst.md").write_text(
        "# Obst\n\nDie Lagerung von Birnen dauert drei Monate bei zwei Grad.\n\nÄpfel halten sechs Monate im Keller.\n"
    )
    with Library.open(folder / "library", create=True) as library:
        library.ingest([folder / "obst.md"])
        yield library


@pytest.mark.parametrize(
    "question",
    [
        "And what does it give out?",
        "Is it encrypted?",
        "How many of them can I have?",
        "Why?",
        "ok, but why is that?",
        "And consumers?",
        "What about enhanced fan-out?",
        "tell me more",
        "for the consumers?",
        "Does that change when I split it?",
        "which limit?",
        "Can you explain that more simply?",
        "How much data is in there?",
    ],
)
def test_what_cannot_be_understood_alone_leans_on_the_question_before(library: Library, question: str) -> None:
    assert lean(library, question, BEFORE).on == BEFORE


@pytest.mark.parametrize(
    "question",
    [
        "How long can Kinesis Data Streams keep records?",
        "Which Feature Store part do I read at inference time, and what does it hold?",
        "How long does it take to deploy an endpoint?",
        "Is it possible to scale a real-time endpoint?",
        "Which service is the one that labels pictures?",
        "How many domains does this exam have?",
        "Is there a limit on Lambda memory?",
        "A start-up wants its cameras to send video. Which service takes it in?",
        "VIF",
        "vif threshold",
        "What's SPICE?",
        "How do I compute the recall of a model when its classes are uneven?",
    ],
)
def test_a_question_that_names_what_it_is_about_leans_on_nothing(library: Library, question: str) -> None:
    assert lean(library, question, BEFORE).on is None
    assert in_full(library, question, BEFORE) == question


def test_a_question_that_stands_alone_is_answered_as_if_nothing_had_been_said(library: Library) -> None:
    for question in ("How long can Kinesis Data Streams keep records?", "How does SageMaker HyperPod replace a node?"):
        models = [ScriptedModel(says=["NOT IN THE NOTES"]) for _ in range(2)]
        for model in (None, models):
            alone, after = (
                replace(answer(library, question, history=history, model=model and model[at]), usage=Usage())
                for at, history in enumerate(((), ELSEWHERE))
            )
            assert after == alone
            assert after.leans_on is None
        assert models[0].asked == models[1].asked


def test_a_follow_up_is_answered_with_its_subject_and_says_what_it_leans_on(library: Library) -> None:
    model = ScriptedModel(says=["NOT IN THE NOTES"])
    reply = answer(library, "And what does it give out?", history=(*ELSEWHERE, *BEFORE), model=model)
    assert reply.leans_on == BEFORE[0]
    (prompt,) = ["\n".join(str(message.content) for message in asked) for asked in model.asked]
    assert f"<earlier>\n{BEFORE[0]}\n{BEFORE[1]}\n</earlier>" in prompt
    assert ELSEWHERE[0] not in prompt
    assert "2 MB/s" in "\n".join(claim.text for claim in answer(library, reply.question, history=BEFORE).claims)


def test_the_subject_is_carried_and_not_the_whole_question(library: Library) -> None:
    assert in_full(library, "And what does it give out?", BEFORE) == "Kinesis shard And what does it give out?"
    long = "In our Kinesis setup, which of shard, stream, record, producer, consumer, partition key, sequence number, "
    long += "blob, checkpoint, retention, encryption, throughput, iterator and window costs money?"
    carried = in_full(library, "Why?", (long, "All.")).removesuffix(" Why?")
    assert len(carried.split()) == SUBJECT
    assert "Kinesis" in carried


def test_a_follow_up_of_a_follow_up_reaches_back_to_what_was_named(library: Library) -> None:
    history = (*BEFORE, "And what does it give out?", "2 MB/s.", "thanks!", "That is no question about these notes.")
    leaning = lean(library, "and per consumer?", history)
    assert leaning.on == ("And what does it give out?", "2 MB/s.")
    assert leaning.searched.startswith("Kinesis shard")


def test_thanks_after_an_answer_repeat_nothing(library: Library) -> None:
    model = ScriptedModel(says=["[1] x"])
    for text in ("thanks!", "Ok great, thank you very much", "danke schön", "merci beaucoup !", "👍"):
        reply = answer(library, text, history=BEFORE, model=model)
        assert (reply.reason, reply.claims, reply.nearest, reply.leans_on) == ("not_a_question", (), (), None)
    assert not model.asked


@pytest.mark.parametrize("text", ["no idea what recall is", "thanks, and what is recall?", "ok why?", "hello world"])
def test_courtesies_beside_a_question_do_not_make_it_small_talk(text: str) -> None:
    assert not is_small_talk(text)


def test_other_languages_lean_too(german: Library) -> None:
    before = ("Wie lange dauert die Lagerung von Birnen?", "Drei Monate.")
    for question in ("Und wie viel Grad braucht man dafür?", "Warum?", "und Äpfel?"):
        assert lean(german, question, before).on == before
    assert lean(german, "Wie lange halten Äpfel im Keller?", before).on is None


def test_every_language_has_all_its_lists() -> None:
    """One that is missing would fail where the language is first met."""
    for text in (
        "What is it?",
        "Was ist das?",
        "Qu'est-ce que c'est ?",
        "¿Qué es eso?",
        "Che cosa è?",
        "O que é isso?",
    ):
        found = language_of(parts(text))
        assert isinstance(found, Language)
        assert found.interrogatives & set(parts(text))


def test_of_a_long_history_what_is_needed_is_read(library: Library) -> None:
    model = ScriptedModel(says=["NOT IN THE NOTES"])
    long = "What does one Kinesis shard take in? " + "and so on " * 50_000
    reply = answer(library, "And what does it give out?", history=[*ELSEWHERE * 5000, long, long], model=model)
    assert reply.leans_on == long[:LONGEST]
    assert len(str(model.asked[0][-1].content)) < 20_000


def test_a_history_without_its_last_answer_still_holds_the_question(library: Library) -> None:
    assert lean(library, "And what does it give out?", BEFORE[:1]).on == (BEFORE[0], "")
    assert answer(library, "And what does it give out?", history=BEFORE[:1]).leans_on == BEFORE[0]


@pytest.mark.parametrize("history", ["What is a shard?", [1, 2], [["q", "a"]], {"q": "a"}, [None]])
def test_a_history_of_other_things_than_texts_is_refused_by_the_chain(library: Library, history: object) -> None:
    with pytest.raises(ValueError, match="history"):
        answer_chain(library).invoke({"question": "And?", "history": history})


def test_the_conversation_is_measured_over_any_questions(
    sample_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    off_topic = tmp_path / "off.jsonl"
    off_topic.write_text('{"question": "Who composed the Moonlight Sonata?"}\n{"question": "thanks"}\n')
    conversation.main(["--library", str(sample_library), "--ids", "fup", "--offtopic", str(off_topic)])
    told = capsys.readouterr().out
    assert "5 follow-ups, 5 seen to be" in told
    assert "off topic: 2 of 2 refused" in told


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the notes in ../shared")
def test_in_other_peoples_notes_exactly_the_follow_ups_lean(tmp_path: Path) -> None:
    questions = [one for one in load_questions(SHARED / "general/questions.jsonl") if one.id.startswith("terraform")]
    with Library.open(tmp_path, create=True) as library:
        library.ingest([SHARED / "general/notes/terraform"])
        for one in questions:
            assert (lean(library, one.question, one.history or BEFORE).on is not None) == (one.type == "followup")

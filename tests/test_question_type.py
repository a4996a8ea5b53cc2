"""What a question asks for, in several languages, and what answers that."""

import pytest

from quotewise.assistant.extract.question_type import Sought, holds, seek


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("How many shards may a stream have?", Sought("number", counted=frozenset({"shard"}))),
        ("For how long is a message kept?", Sought("number", "time")),
        ("What does one shard cost per hour?", Sought("number", "money")),
        ("By what percentage does it cut costs?", Sought("number", "share")),
        ("From how many days on is it late?", Sought("number", "time")),
        ("In which year was the bridge opened?", Sought("date")),
        ("Which one fills in values?", Sought()),
        ("Which service converts speech?", Sought()),
        ("When should a heap be used?", Sought()),
        ("Can it scale to zero?", Sought("polar")),
        ("CPU or GPU for trees: is the second one possible at all?", Sought()),
        ("We have two of them, is a third allowed?", Sought("polar")),
        ("Is it row based or columnar?", Sought()),
        ("Darf man ohne Helm fahren?", Sought("polar")),
        ("¿Puede firmar el secretario?", Sought("polar")),
        ("What shows how far it has drifted?", Sought()),
        ("Somebody who asked is gone. What is that called?", Sought()),
        ("Wie hoch darf der Zaun sein?", Sought("number")),
        ("Seit wann gilt die Satzung?", Sought("date")),
        ("Welche Frist gilt für den Einspruch?", Sought("number", "time")),
        ("¿Qué plazo hay para recurrir?", Sought("number", "time")),
        ("Combien de temps dure la pause ?", Sought("number", "time")),
        ("鍵の長さは何ビットですか。", Sought("number")),
        ("この規格はいつ決まりましたか。", Sought("date")),
        ("最多可以借多少本书?", Sought("number")),
    ],
)
def test_a_question_tells_what_answers_it(question: str, sought: Sought) -> None:
    assert seek(question) == sought


def test_a_number_answers_if_it_is_of_the_kind_and_not_the_questions_own() -> None:
    question = "How long may 15 jobs wait?"
    assert holds("Jobs wait 2 hours at most.", seek(question), question)
    assert not holds("There are 15 jobs.", seek(question), question)
    assert not holds("It weighs 4 GB.", seek(question), question)
    assert not holds("There are two kinds of it.", Sought("number"), "What is the limit?")
    assert holds("There are two kinds of it.", seek("How many kinds are there?"), "How many kinds are there?")
    assert holds("It is read monthly.", Sought("number", "time"), "At what interval is it read?")


def test_a_year_answers_when() -> None:
    assert holds("The bridge was opened in 1932.", Sought("date"), "When was the bridge opened?")
    assert not holds("The bridge has 1,932 rivets.", Sought("date"), "When was the bridge opened?")


def test_a_question_that_seeks_nothing_in_particular_is_answered_by_anything() -> None:
    assert holds("Anything.", Sought(), "What is it?")

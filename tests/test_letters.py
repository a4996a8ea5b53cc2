"""Key letters: as even as they can be, and dealt by a seed."""

from collections import Counter
from dataclasses import replace

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.shuffle_keys import shuffle_keys

BECAUSE = Claim("said", ())


def bank(count: int, options: int = 4, keys: int = 1) -> list[Question]:
    texts = dict(zip("ABCDEF", (f"text {number}" for number in range(options)), strict=False))
    answer = tuple("ABCDEF"[:keys])
    why_not = {letter: Claim(f"not {text}", ()) for letter, text in texts.items() if letter not in answer}
    asked = Question("0", "single", "Which?", BECAUSE, answer=answer, options=texts, why_not=why_not)
    return [replace(asked, id=str(number)) for number in range(count)]


def letters(questions: list[Question]) -> Counter[str]:
    return Counter(letter for question in questions for letter in question.answer)


def test_each_letter_is_the_key_equally_often_give_or_take_one() -> None:
    for count, options, keys in ((200, 4, 1), (31, 3, 1), (18, 5, 2)):
        used = letters(shuffle_keys(bank(count, options, keys), seed=5))
        assert len(used) == options
        assert max(used.values()) - min(used.values()) <= 1


def test_the_key_its_reasons_and_every_option_keep_their_words() -> None:
    for question in shuffle_keys(bank(20), seed=2):
        assert question.options[question.answer[0]] == "text 0"
        assert list(question.options) == list("ABCD")
        assert {letter: why.text for letter, why in question.why_not.items()} == {
            letter: f"not {question.options[letter]}" for letter in question.wrong
        }


def test_the_same_seed_deals_the_same_and_another_does_not() -> None:
    assert shuffle_keys(bank(30), seed=1) == shuffle_keys(bank(30), seed=1)
    assert shuffle_keys(bank(30), seed=1) != shuffle_keys(bank(30), seed=2)


def test_letters_dealt_before_count() -> None:
    there = shuffle_keys(bank(2), seed=1)
    assert set(letters([*there, *shuffle_keys(bank(2), seed=1, dealt=there)])) == set("ABCD")


def test_statements_keep_true_first() -> None:
    truth = replace(bank(1)[0], kind="true_false", options={"A": "True", "B": "False"}, answer=("B",), why_not={})
    assert shuffle_keys([truth], seed=9) == [truth]

"""Questions people have: each form is recognised by what is in it, each item taken, mended or refused, and why."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from questions import every_kind

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.practice.exchange import FORMS, Imported, read_items
from quotewise.assistant.practice.question import Question

CLAIM = Claim("A vane turns 48 times", (Citation("a b.md", 3, 9, "48 <b>times</b>", "file", 2, "Vanes > Speed"),))
OPTIONS = ["a red vane", "a blue vane", "a green vane"]
ABC, LOWER = list(zip("ABC", OPTIONS, strict=True)), list(zip("abc", OPTIONS, strict=True))


def read(data: object, name: str = "x") -> Imported:
    return read_items(name, data.encode() if isinstance(data, str) else json.dumps(data).encode())


def one(data: object, name: str = "x") -> Question:
    (question,) = read(data, name).questions
    return question


def keys(question: Question) -> list[str]:
    return [question.options[letter] for letter in question.answer]


def asked(**other: Any) -> dict[str, Any]:
    return {"question": "Which vane turns?", **other}


FLAGGED = [{"text": text, "isCorrect": text == OPTIONS[1], "rationale": f"about {text}"} for text in OPTIONS]


@pytest.mark.parametrize(
    "entry",
    [
        asked(options=dict(ABC), answer=["B"]),
        asked(options=OPTIONS, answer="b"),
        asked(choices=OPTIONS, correct=1),
        asked(choices=OPTIONS, correct_index="1"),
        asked(choices=OPTIONS, correctAnswer="A blue vane."),
        asked(options=[f"{letter}. {text}" for letter, text in ABC], answer="B"),
        asked(options=[f"{letter}) {text}" for letter, text in LOWER], answer="b) a blue vane"),
        asked(options={text: text == OPTIONS[1] for text in OPTIONS}),
        asked(answers=OPTIONS, correct=[False, True, False]),
        asked(answerOptions=FLAGGED, hint="it turns"),
        asked(options=[{"id": letter, "text": text} for letter, text in LOWER], answer="b"),
        asked(correct_answer=OPTIONS[1], incorrect_answers=[OPTIONS[0], OPTIONS[2]]),
        asked(option_a=OPTIONS[0], option_b=OPTIONS[1], option_c=OPTIONS[2], answer="option_b"),
        asked(a=OPTIONS[0], b=OPTIONS[1], c=OPTIONS[2], key="B"),
        asked(choices=[{"label": letter, "text": text} for letter, text in ABC], answer="B"),
        {"question": {"stem": "Which vane turns?", "choices": OPTIONS}, "answerKey": "B"},
        {"prompt": asked(answers=OPTIONS), "correct_response": ["b"]},
        {
            **asked(answers={"answer_a": OPTIONS[0], "answer_b": OPTIONS[1], "answer_c": OPTIONS[2], "answer_d": None}),
            "correct_answers": {"answer_a_correct": "false", "answer_b_correct": "true", "answer_c_correct": "false"},
        },
        {"stem": "<p>Which <b>vane</b> turns?</p>", "optionen": OPTIONS, "richtige_antwort": "B"},
        {"frage": "Which vane turns?", "antworten": OPTIONS, "richtig": 1},
        {"Pregunta": "Which vane turns?", "Opciones": OPTIONS, "Respuesta correcta": "B"},
        {"題目": "Which vane turns?", "选项": OPTIONS, "正确答案": "B"},
    ],
)
def test_json_in_any_of_its_shapes_is_the_same_question(entry: dict[str, Any]) -> None:
    question = one([entry])
    assert question.stem == "Which vane turns?"
    assert set(question.options.values()) == set(OPTIONS)
    assert keys(question) == [OPTIONS[1]]


def test_a_question_is_found_at_any_depth_and_told_by_its_path() -> None:
    question = asked(options=OPTIONS, answer="B")
    nested = {
        "version": 3,
        "data": {"parts": [{"topic": "Vanes", "items": [question, {"text": "no question"}]}, {"n": []}]},
    }
    found = read(nested)
    assert [item.place for item in found.items] == ["data.parts[1].items[1]", "data.parts[1].items[2]"]
    assert found.questions[0].topic == "Vanes"
    assert "what is asked" in found.items[1].why


def test_the_notes_on_options_become_reasons() -> None:
    question = one([asked(answerOptions=FLAGGED)])
    assert question.rationale.text == "about a blue vane"
    assert {claim.text for claim in question.why_not.values()} == {"about a red vane", "about a green vane"}


@pytest.mark.parametrize(("answers", "key"), [([1, 2], "a blue vane"), ([1, 3], "a red vane"), ([1, 0], "a blue vane")])
def test_numbers_count_from_what_the_file_tells(answers: Sequence[int], key: str) -> None:
    """A number as large as there are options counts from 1, a 0 among them from 0; programs count from 0 else."""
    found = read([asked(options=OPTIONS, answer=answer, topic=str(answer)) for answer in answers])
    assert keys(found.questions[0]) == [key]
    assert bool(found.items[0].mended) is (sorted(answers) == [1, 2])


@pytest.mark.parametrize(
    ("entry", "mended"),
    [
        (asked(options=[*OPTIONS, "A red vane."], answer="B"), "option 4 is dropped"),
        (asked(options={"C": OPTIONS[0], "D": OPTIONS[1], "F": OPTIONS[2]}, answer="D"), "lettered A to C"),
        (asked(options=[f"A{number}. x" for number in range(3)], answer=1), "counted from 0"),
        (asked(options=["A. one", "B. two", "C. three"], answer="C"), "letters in the options' words"),
        (asked(options=OPTIONS, answer="B", image="<img src='x.png'>"), "picture"),
        (asked(answer="the blue one"), "its answer is typed"),
    ],
)
def test_what_is_put_right_is_said(entry: dict[str, Any], mended: str) -> None:
    (item,) = read([entry]).items
    assert item.question is not None
    assert any(mended in said for said in item.mended)


def test_options_that_are_marks_and_nothing_else_stay() -> None:
    question = one([asked(options=["<b>", "<script>go()</script>", "<p>words</p>"], answer="B")])
    assert list(question.options.values()) == ["<b>", "<script>go()</script>", "words"]


def test_of_two_options_alike_the_key_stays() -> None:
    question = one([asked(options=["red", "blue", "Red.", "green"], answer=2)])
    assert (list(question.options.values()), keys(question)) == (["blue", "Red.", "green"], ["Red."])


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (asked(options=OPTIONS, answer="Z"), 'its answer "Z" is none of its options'),
        (asked(options=OPTIONS, answer="A. a green vane"), "the words of another option"),
        (asked(options=OPTIONS, answer=7), "number 7 of 3"),
        (asked(options=OPTIONS), "no answer"),
        (asked(options=OPTIONS, answer=True), "no one option says so"),
        (asked(options=["one"], answer="A"), "2 to 9"),
        (asked(options=[*"abcdefghijk"], answer="A"), "2 to 9"),
        (asked(options=[["x"], ["y"]], answer="A"), "where words must be"),
        (asked(answer="a sentence of so many words that nobody would ever type it out"), "too long to type"),
        (asked(), "neither options nor an answer"),
        ({"options": OPTIONS, "answer": "A"}, "what is asked"),
        ("Which?", "JSON object"),
    ],
)
def test_what_is_refused_has_its_own_reason(entry: object, why: str) -> None:
    (item,) = [item for item in read([entry, asked(options=OPTIONS, answer="B")]).items if item.question is None]
    assert (item.place, item.number) == ("item 1", 1)
    assert why in item.why


@pytest.mark.parametrize(
    "table",
    [
        "question,option1,option2,option3,correct_index\nWhich vane turns?,a red vane,a blue vane,a green vane,2\n",
        "\ufeffFrage;Antwort A;Antwort B;Antwort C;Richtige Antwort\n"
        "Which vane turns?;a red vane;a blue vane;a green vane;B\n",
        "Question Text\tChoices\tAnswer Key\nWhich vane turns?\ta red vane|a blue vane|a green vane\ta blue vane\n",
        "Question - max 120 characters,Answer 1 - max 75,Answer 2,Answer 3,Time limit,Correct answer(s) - choose one\n"
        '"Which vane turns?","a red vane","a blue vane","a green vane",20,"2"\n',
        "| Qestion | A | B | C | Answer |\n|---|---|---|---|---|\n"
        "| Which vane turns? | a red vane | a blue vane | a green vane | B |\n",
    ],
)
def test_a_table_is_read_by_the_names_of_its_columns(table: str) -> None:
    for name in ("x.csv", "x.txt"):
        question = one(table, name)
        assert (question.stem, keys(question)) == ("Which vane turns?", ["a blue vane"])


def test_a_row_that_does_not_fit_is_told_by_its_line() -> None:
    table = 'question,a,b,answer\n"Two\nlines?",x,y,A\nWhich, then?,x,y,A\nWhich?,x,y,\n'
    found = read(table, "x.csv")
    assert [(item.place, bool(item.question)) for item in found.items] == [
        ("line 2", True),
        ("line 4", False),
        ("line 5", False),
    ]
    assert "quotes around commas" in found.items[1].why


BANK = """# Vanes

Some words about vanes, which ask nothing.

## Question 1
Which vane turns?

- A. a red vane
- **B. a blue vane**
- C. a green vane

Explanation: it is light.

**2.** Which vane turns slowly?
a) a red vane
b) a blue vane
that is old
c) a green vane
> Correct answer: b)

Q3: Which vane is still?
- [ ] a red vane
- [x] a blue vane
- [ ] a green vane

4. Which vane is new? A) red B) blue C) green
<details><summary>Answer</summary>

B) blue

</details>

5. Which vane is none?
A. red
B. blue

Q: What turns?
A: a vane
"""


def test_questions_in_markdown_are_read_in_every_common_style() -> None:
    found = read(BANK, "bank.md")
    assert [item.place for item in found.items] == ["line 5", "line 14", "line 21", "line 26", "line 33", "line 37"]
    told = [list(item.question.answer) if item.question else item.why for item in found.items]
    assert told == [["B"], ["B"], ["B"], ["B"], "it has no answer", ["a vane"]]
    assert found.questions[0].rationale.text == "it is light."
    assert found.questions[1].options["B"] == "a blue vane that is old"


@pytest.mark.parametrize(
    "text",
    [
        "1. Welche Fahne dreht sich?\na) rot\nb) blau\nc) grün\nRichtige Antwort: b",
        "1. ¿Cuál gira?\nA) roja\nB) azul\nC) verde\n**Respuesta correcta: B) azul**",
        "Question 1 : Laquelle tourne ?\nA. rouge\nB. bleue\nC. verte\nRéponse : B",
        "1. Какая крутится?\nА. красная\nБ. синяя\nВ. зелёная\nОтвет: Б",  # noqa: RUF001
        "1. どれが回りますか？\nア. 赤\nイ. 青\nウ. 緑\n正解：イ",  # noqa: RUF001
        "1. 哪个转？\nA. 红\nB. 蓝\nC. 绿\n答案：B",  # noqa: RUF001
    ],
)
def test_the_words_of_many_languages_mark_the_answer(text: str) -> None:
    assert one(text).answer == ("B",)


@pytest.mark.parametrize(
    "text",
    [
        "Which turns?\nA. red\nB. blue\nC. green\nANSWER: B\n",
        "1) Which turns?\r\n\r\n(A) red\r\n(B) blue\r\n(C) green\r\n\r\nAns: (B)\r\n",
        "Q1. Which turns?\na. red\n*b. blue\nc. green\n",
        "Q1. Which turns?\na. red\nb. blue*\nc. green\n",
        "1. Which turns?\n   1. red\n   2. blue\n   3. green\n\n   **Answer:** 2\n",
        "1. Which turns?\n   - red\n   - blue ✅\n   - green\n",
        "Question 7\nWhich turns?\n\nA. red\nB. blue\nC. green\n\nThe correct answer is: B. blue\n",
    ],
)
def test_the_right_option_is_marked_in_many_ways(text: str) -> None:
    question = one(text)
    assert (question.stem, keys(question)) == ("Which turns?", ["blue"])


def test_a_key_at_the_end_answers_by_number() -> None:
    text = "1. Which turns?\nA. red\nB. blue\nC. green\n\n"
    text += "2. Which stands?\nA. red\nB. blue\nC. green\n\n## Answers\n1. B\n2) C\n"
    assert [question.answer for question in read(text).questions] == [("B",), ("C",)]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1. Which turns?\na) red\nb) blue\n\n2. Which stands?\na) red\nb) blue\n\nAnswers: 1-b, 2-a\n", ["B", "A"]),
        ("Q1. Which turns?\n- A. red\n- B. blue\n<details><summary>Show answer</summary>\nA\n</details>\n", ["A"]),
        ("1. Which turns?\nA. red\nB. blue\nAnswer: B\nSection: vanes\n", ["B"]),
        ("Q: Which turns?\n**Options:**\na) red\nb) blue\nAnswer: b\n", ["B"]),
        ("1. Which turns?\nA. red\nB. blue\nAnswer:\n\n2. Which stands?\nA. red\nB. blue\nAnswer: A\n", ["", "A"]),
    ],
)
def test_an_answer_stands_where_people_put_it(text: str, answers: Sequence[str]) -> None:
    items = read(text, "bank.md").items
    assert ["".join(item.question.answer) if item.question else "" for item in items] == answers


GIFT = """// a remark
$CATEGORY: $course$/top/Vanes

::Q1:: Which vane \\{turns\\}? {
=a blue vane #right
~a red vane#it stands
~%0%a green vane
####It is light.
}

A vane turns.{TRUE}

The vane {~stands =turns ~sings} in the wind.

How many turns? {#48:1}

Which two turn? {~%50%red ~%50%blue ~%-100%green}

Match. {
=red -> one
=blue -> two
=green -> three
}

Say what you think. {}

Only words.
"""


def test_gift_is_read_with_its_escapes_marks_and_feedback() -> None:
    found = read(GIFT, "vanes.txt")
    assert found.form == "GIFT"
    kinds = [item.question.kind if item.question else item.why for item in found.items]
    assert kinds[:6] == ["single", "true_false", "single", "cloze", "multiple", "matching"]
    assert ["essay" in kinds[6], "answers in braces" in kinds[7]] == [True, True]
    first = found.questions[0]
    assert (first.stem, keys(first), first.topic) == ("Which vane {turns}?", ["a blue vane"], "Vanes")
    assert (first.rationale.text, first.why_not["B"].text) == ("It is light.", "it stands")
    assert found.questions[2].stem == "The vane ____ in the wind."
    assert found.questions[5].pairs[1] == ("blue", "two")


MOODLE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<quiz>
<question type="category"><category><text>$course$/top/Vanes</text></category></question>
<question type="multichoice"><questiontext format="html">
<text><![CDATA[<p>Which <em>vané</em> turns?</p>]]></text></questiontext>
<answer fraction="0"><text>a red vane</text><feedback><text>it stands</text></feedback></answer>
<answer fraction="100"><text>red &amp; blue</text></answer><answer fraction="0"><text>green</text></answer></question>
<question type="truefalse"><questiontext><text>A vane turns.</text></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
<question type="shortanswer"><questiontext><text>What turns?</text></questiontext>
<answer fraction="50"><text>vanes</text></answer><answer fraction="100"><text>a vane</text></answer></question>
<question type="matching"><questiontext><text>Match.</text></questiontext>
<subquestion><text>red</text><answer><text>one</text></answer></subquestion>
<subquestion><text>blue</text><answer><text>two</text></answer></subquestion></question>
<question type="essay"><questiontext><text>Write.</text></questiontext></question>
</quiz>"""


def test_moodle_xml_is_read_whatever_encoding_it_names() -> None:
    found = read(MOODLE, "export.txt")
    kinds = [item.question.kind if item.question else item.why for item in found.items]
    assert kinds == ["single", "true_false", "cloze", "matching", 'its type "essay" cannot be asked here']
    first = found.questions[0]
    assert (first.stem, keys(first), first.topic) == ("Which *vané* turns?", ["red & blue"], "Vanes")
    assert found.questions[2].answer == ("a vane", "vanes")


def test_cards_are_asked_by_the_side_that_can_be_typed() -> None:
    found = read("vane\tA thing on a roof that turns in the wind\nWhat turns?\tthe vane\nroof\tteja\n")
    stems = [(question.stem, question.answer) for question in found.questions]
    assert stems == [
        ("A thing on a roof that turns in the wind (____)", ("vane",)),
        ("What turns (____)?", ("the vane",)),
        ("roof (____)", ("teja",)),
    ]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ('"What turns?","the vane"\n"What stands, then?","the roof"\n', "notebooklm.csv"),
        (
            {
                "title": "T",
                "cards": [{"front": "What turns?", "back": "the vane"}, {"f": "What stands?", "b": "the roof"}],
            },
            "c",
        ),
        ("#separator:tab\n#html:true\nWhat turns?\t<b>the vane</b>\nWhat stands?\tthe&nbsp;roof\n", "anki.txt"),
        (
            [{"term": "roof", "definition": "What stands on a house"}, {"q": "What turns?", "a": "the vane"}],
            "quizlet.json",
        ),
    ],
)
def test_cards_of_other_programs_are_read(data: object, name: str) -> None:
    assert {key.removeprefix("the ") for question in read(data, name).questions for key in question.answer} == {
        "vane",
        "roof",
    }


def test_an_anki_card_with_options_keeps_them() -> None:
    card = "#separator:tab\n#html:true\nWhich vane turns?<br>A. red<br>B. blue<br>C. green\tB<br>It is light.\n"
    question = one(card)
    assert (question.stem, keys(question), question.rationale.text) == ("Which vane turns?", ["blue"], "It is light.")


@pytest.mark.parametrize("form", ["json", "anki"])
def test_what_was_exported_comes_back_whole_with_its_id_quotes_and_kind(form: str) -> None:
    questions = every_kind(CLAIM)
    assert list(read_items("mine", FORMS[form](questions, None)).questions) == questions


def test_a_table_brings_back_all_but_the_places_of_quotes() -> None:
    questions = every_kind(CLAIM)
    found = read_items("mine", FORMS["csv"](questions, None))
    assert found.failed == ()
    for question, again in zip(questions, found.questions, strict=True):
        options = dict(question.options)
        assert (again.id, again.kind, again.topic) == (question.id, question.kind, question.topic)
        assert (again.stem, again.answer, dict(again.options)) == (
            question.stem,
            question.answer,
            options,
        )
        assert (again.pairs, again.items) == (question.pairs, question.items)
        assert {why.text for why in again.why_not.values()} == {why.text for why in question.why_not.values()}


def test_the_same_question_is_asked_once_and_both_items_are_told() -> None:
    found = read([asked(options=OPTIONS, answer="B"), asked(options=OPTIONS, answer=OPTIONS[1])])
    assert (len(found.items), len(found.questions)) == (2, 1)


def test_an_answer_in_a_field_of_its_own_is_one_option_whatever_it_holds() -> None:
    question = one(asked(correct_answer="Red, green and blue", incorrect_answers=["Red", "Blue"]))
    assert keys(question) == ["Red, green and blue"]
    assert len(question.options) == 3


def test_an_answer_in_an_options_words_tells_nothing_of_how_numbers_count() -> None:
    table = "question,A,B,C,D,answer\nHow many?,0,1,2,3,0\nWhich vane turns?,red,blue,green,grey,2\n"
    first, second = read(table, "x.csv").questions
    assert keys(first) == ["0"]
    assert keys(second) == ["blue"]


@pytest.mark.parametrize(
    "text",
    [
        "Which vane turns? {=blue ~%.%red}",
        "Which vane turns? {=blue ~%1.2.3%red}",
        '{"question": "q", "x": ' + '{"x": ' * 700 + "1" + "}" * 701 + '\n{"question": "Which?", "answer": "blue"}',
        json.dumps([{"question": "Which?", "options": ["\u00df) red", "t) blue"], "answer": "t"}]),
    ],
)
def test_one_odd_entry_loses_no_file(text: str) -> None:
    assert read(text).items

"""Files of questions that are broken, huge, hostile or none: a clear reason with its remedy, and nothing else."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_files import pack
from questions import every_kind
from test_exchange import BANK, CLAIM, GIFT, MOODLE

from quotewise.assistant.practice.exchange import FORMS, BadQuestions, read_file, read_items, read_questions
from quotewise.assistant.practice.exchange.recognise import LARGEST, LARGEST_PACKAGE

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><quiz><question type="essay"><questiontext><text>&i;</text></questiontext></question></quiz>'
)
STOLEN = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay">&x;</question></quiz>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty: export it again"),
        (b"\xef\xbb\xbf \n\t\n", "it is empty"),
        (bytes(range(256)) * 40, "is not text"),
        (b"%PDF-1.7 words", "it is a PDF"),
        (b"PK\x03\x04 not whole", "damaged or not an Anki package"),
        (pack({"word/document.xml": "<a/>"}), "holds no collection of cards"),
        (b'[{"question": "Which?", "options": ["a", "b"], "answer": 0},', "broken JSON .* line 1 column"),
        (b'{"a": ' * 100_000, "nested too deep|broken JSON"),
        (b"[" * 100_000, "nested too deep|broken JSON"),
        (b'{"title": "no questions", "meta": {"count": 0}}', "what is asked"),
        (b"[]", "holds no question"),
        (b"<!DOCTYPE html>\n<html><body>Which?</body></html>", "a page to be read or printed: export JSON"),
        (BOMB.encode(), "document type|broken XML"),
        (STOLEN.encode(), "document type"),
        (b"<quiz><question", "broken XML .* export the question bank again"),
        (b"<?xml version='1.0'?><html><p>Which?</p></html>", "no quiz of Moodle's"),
        (b"<quiz>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</quiz>", "broken XML"),
        (b"# Notes\n\nWords that ask nothing, and go on.\n", "what can be read is|no column says"),
        (b"name,price\nvane,3\n", "no question"),
        (b"a,b\n1,2\n", 'name it "question"'),
        (b"#separator:tab\n#html:true\n", "no words"),
        (("q" * 10 + ",") .encode() * 2000 + b"\nx\n", "columns"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x", "x.csv"])
def test_what_holds_no_question_says_why_and_what_to_do(data: bytes, why: str, name: str) -> None:
    with pytest.raises(BadQuestions, match=why) as caught:
        read_questions(name, data)
    assert "\n" not in str(caught.value)


def test_questions_that_share_an_id_are_told_apart() -> None:
    shared = {"id": "6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12", "options": {"A": "x", "B": "y"}, "answer": ["A"]}
    entries = [{**shared, "question": asked} for asked in ("Which one?", "Which other?", "Which one?")]
    found = read_items("a.json", json.dumps(entries).encode())
    first, second, again = (item.question.id for item in found.items if item.question)
    assert first == again == shared["id"]
    assert second != first
    assert found.items[1].mended == ("another one had its id",)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "x.json"
    with huge.open("wb") as out:
        out.truncate(LARGEST_PACKAGE + 1)
    with pytest.raises(BadQuestions, match="larger than 200 MB: split it"):
        read_file(huge)
    with pytest.raises(BadQuestions, match="larger than 20 MB: split it"):
        read_items("x", b"a" * (LARGEST + 1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_that_can_be_told_is_read(encoding: str) -> None:
    entry = {"question": "Où le modèle a-t-il été entraîné à côté du café ?", "options": ["Là", "Ici"], "answer": 0}
    (question,) = read_items("x", json.dumps([entry], ensure_ascii=False).encode(encoding)).questions
    assert question.stem == entry["question"]


def test_a_deep_entry_is_refused_alone() -> None:
    deep = '{"question": "Deep?", "options": ' + '{"text": ' * 400 + '"x"' + "}" * 400 + ', "answer": "A"}'
    fine = '{"question": "Fine?", "options": ["x", "y"], "answer": "A"}'
    found = read_items("x", f"{deep}\n{fine}\n{'[' * 100_000}\n".encode())
    assert [bool(item.question) for item in found.items] == [False, True, False]


def test_nothing_hostile_in_a_question_is_taken_for_more_than_words() -> None:
    entry = {"question": "Which <script>alert(1)</script>&lt;b&gt; one?", "options": ["=1+1", "../../x"], "answer": 0}
    (question,) = read_items("../x", json.dumps([entry]).encode()).questions
    assert "alert" not in question.stem
    assert list(question.options.values()) == ["=1+1", "../../x"]


WHOLE = {
    "json": FORMS["json"](every_kind(CLAIM)),
    "csv": FORMS["csv"](every_kind(CLAIM)),
    "anki": FORMS["anki"](every_kind(CLAIM), ),
    "markdown": BANK.encode(),
    "gift": GIFT.encode(),
    "moodle": MOODLE.encode("latin-1"),
    "cards": b"#separator:tab\nWhat turns?\tthe vane\n",
}  # fmt: skip


def holds(data: bytes, name: str = "x") -> None:
    """Every item is a question or a reason; else the file is refused in one line."""
    try:
        found = read_items(name, data)
    except BadQuestions as why:
        said = str(why)
        assert said.strip("\n") == said != ""
        return
    assert found.items
    for item in found.items:
        assert (item.question is None) == bool(item.why)
        assert item.place


@given(data=st.binary(max_size=300))
def test_rubbish_is_refused_or_read(data: bytes) -> None:
    holds(data)


@given(
    text=st.lists(st.sampled_from([*"{}[]()#=~\\:;,|\t\n\"'*_-.?12ABab ", "Answer: ", "::", "->", "- [x] ", "____"]))
)
def test_text_of_signs_is_refused_or_read(text: Sequence[str]) -> None:
    holds("".join(text).encode(), "x.csv")
    holds("".join(text).encode())


WORDS = ["A", "b", "x. y", "", "true", "Which?"]
NAMES = ["question", "options", "answer", "a", "b", "text", "correct", "why_not", "id", "left", "items", "topic"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats() | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(value=JSON)
def test_any_json_is_refused_or_read(value: object) -> None:
    holds(json.dumps(value).encode())


@given(form=st.sampled_from(sorted(WHOLE)), place=st.integers(0, 10**6), value=st.integers(0, 255), cut=st.booleans())
def test_a_broken_byte_or_a_lost_end_gives_items_or_a_reason(form: str, place: int, value: int, cut: bool) -> None:
    data = bytearray(WHOLE[form])
    place %= len(data)
    data[place] = value
    holds(bytes(data[:place]) if cut else bytes(data))

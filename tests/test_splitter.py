"""What a split promises for any text: order, coverage, size, and that an edit stays local."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewise.ingest.accounting import LostText, account_for
from quotewise.ingest.cuts import weigh
from quotewise.ingest.splitter import TOKENS, split

LINES = st.sampled_from(
    [
        *("# One", "## Two", "Three\n=====", "| a | b |\n|---|---|\n| 1 | 2 |", "- item", "  - inner"),
        *(
            "```\nx = 1\n```",
            "Key points:",
            "Myth: a",
            "Fact: b",
            "Q: why?",
            "A: so",
            "",
            "  ",
            "\x85",
            "\u2028",
        ),
        *("What it is: a thing. It works.", "graph TB\nA[x] --> B[y]", "Term: its meaning.", "Answer: B"),
        *("\u0e42 Trap: x", "1. one", "a | b", "Chapter 2: Next", "import os\nx = os.sep", "\u0e42"),
    ]
)
NOTES = st.one_of(
    st.text(),
    st.lists(st.one_of(LINES, st.text(max_size=700)), max_size=30).map("\n".join),
    st.text(alphabet="a b.\n|-#:", max_size=3000),
)
WORDS = ["model", "data", "shard", "stream", "tensor", "batch", "index", "query", "layer", "token", "score"]


def write_note(seed: int, paragraphs: int) -> str:
    """A note of many paragraphs of made-up sentences, some of them very long."""
    rng = random.Random(seed)

    def write_sentence() -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(4, 14))).capitalize() + "."

    return "\n".join(
        " ".join(write_sentence() for _ in range(rng.randint(1, 12))) + "\n" * rng.randint(0, 1)
        for _ in range(paragraphs)
    )


@settings(max_examples=300, deadline=None)
@given(NOTES)
def test_every_visible_character_is_in_exactly_one_passage(text: str) -> None:
    passages = split(text)
    at = 0
    for passage in passages:
        assert not text[at : passage.start].strip()
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        at = passage.end
    assert not text[at:].strip()


@settings(max_examples=100)
@given(NOTES, st.data())
def test_a_passage_lost_moved_or_doubled_is_noticed(text: str, data: st.DataObject) -> None:
    passages = split(text)
    assert account_for(text, passages) == sum(len(passage.text) for passage in passages)
    if not passages:
        return
    at = data.draw(st.integers(0, len(passages) - 1))
    spoilt = replace(passages[at], text=passages[at].text + "x")
    for wrong in ([*passages[:at], *passages[at + 1 :]], [*passages, passages[at]], [spoilt]):
        with pytest.raises(LostText):
            account_for(text, wrong)


@settings(max_examples=200, deadline=None)
@given(NOTES, st.integers(100, 600))
def test_no_passage_outgrows_its_limits(text: str, target: int) -> None:
    for passage in split(text, target=target):
        whole = passage.kind in ("trap", "quiz", "glossary")
        assert len(passage.text) <= (target * 3 if whole else target * 8 // 5)
        assert weigh(passage.text) <= TOKENS * 4
        assert len(passage.context) <= 120


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(WORDS), st.randoms(use_true_random=False))
def test_changing_a_word_of_a_long_note_changes_three_passages_at_most(
    seed: int, word: str, rng: random.Random
) -> None:
    text = write_note(seed, 40)
    places = [i for i, c in enumerate(text) if c == " " and text[i - 1] != "."]
    at = rng.choice(places)
    changed = f"{text[:at]} {word}{text[at:]}"
    before = {(p.text, p.context) for p in split(text)}
    after = {(p.text, p.context) for p in split(changed)}
    assert len(after - before) <= 3


def test_one_endless_line_is_cut_at_sentence_ends() -> None:
    text = " ".join(f"Sentence {i} says that value {i * 7} follows." for i in range(5000))
    passages = split(text)
    assert all(p.text.endswith(".") for p in passages)
    assert 150 < sum(len(p.text) for p in passages) / len(passages) < 480


def test_a_word_longer_than_a_passage_is_cut_hard() -> None:
    passages = split("x" * 5000)
    assert "".join(p.text for p in passages) == "x" * 5000


def test_the_heading_path_names_every_level_above() -> None:
    passages = split("# Storage\n\n## Object stores\n\nBuckets hold objects.\n\n## File stores\n\nMounts are shared.")
    assert [p.heading for p in passages] == ["Storage > Object stores", "Storage > File stores"]
    assert passages[0].text.startswith("# Storage")


def test_a_passage_knows_its_page() -> None:
    text = "First page.\n\n# Next\nSecond page."
    assert [p.page for p in split(text, pages=(0, 13))] == [1, 2]
    assert split(text)[0].page is None

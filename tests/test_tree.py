"""What a tree, its edits and the passages cut from it promise for any text of any kind."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from notes_read import cut, read

from quotewise.eval.bench.fuzz import SUFFIXES, find_fault, make_input, try_text
from quotewise.ingest import Block, Tree, UnreadableNote, apply_edits, split
from quotewise.ingest.cuts import weigh
from quotewise.ingest.sections import find_asides
from quotewise.ingest.splitter import CODE, TOKENS, WHOLE, LostText, account_for

KINDS = pytest.mark.parametrize("kind", SUFFIXES)
INPUTS = st.builds(
    lambda seed, kind: make_input(random.Random(seed), kind), st.integers(0, 2**64), st.sampled_from([*SUFFIXES])
)
NOTES = st.one_of(
    INPUTS,
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\r\t\x0b\x1b\x85"), max_size=200
    ),
    st.text(alphabet="a b.\n\r|-#:*_`<>[]$\\", max_size=400),
)
WORDS = ["model", "data", "shard", "stream", "tensor", "batch", "index", "query", "layer", "token", "score"]


def write_note(seed: int, paragraphs: int) -> str:
    """A note of many paragraphs of made-up sentences, some of them very long."""
    chance = random.Random(seed)

    def write_sentence() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(4, 14))).capitalize() + "."

    return "\n".join(
        " ".join(write_sentence() for _ in range(chance.randint(1, 12))) + "\n" * chance.randint(0, 1)
        for _ in range(paragraphs)
    )


@KINDS
@settings(max_examples=400)
@given(text=NOTES)
def test_any_text_is_a_whole_tree_or_refused_by_name(kind: str, text: str) -> None:
    """Every visible sign in one outermost block, children in parents, edits apart, every place mapped, no LostText."""
    assert try_text(text, kind)[1] == ""


def spoilt(tree: Tree) -> list[Tree]:
    first, *others = tree.blocks
    return [
        replace(tree, blocks=tuple(others)),
        replace(tree, blocks=(first, *tree.blocks)),
        replace(tree, blocks=(*others, first)),
        replace(tree, blocks=(replace(first, end=first.end + 3), *others)),
        replace(tree, blocks=(replace(first, start=first.start + 1), *others)),
        replace(tree, blocks=(replace(first, children=(Block("item", 0, first.end + 1),)), *others)),
        replace(tree, edits=(*tree.edits, (0, 1, ""))),
        replace(tree, edits=(*tree.edits, (9_999, 10_000, ""))),
    ]


def test_a_tree_that_breaks_a_promise_is_noticed() -> None:
    note = read("[One](two).\n\n- three\n- four\n")
    assert find_fault(note) == ""
    for tree in spoilt(note.tree):
        assert find_fault(replace(note, tree=tree))


@settings(max_examples=150)
@given(NOTES, st.data())
def test_what_is_shown_lies_within_the_note_and_what_is_not_edited_maps_exactly(text: str, data: st.DataObject) -> None:
    note = read(f"Words.\n{text}")
    shown = apply_edits(note.text, note.tree.edits)
    start = data.draw(st.integers(0, len(shown.text)))
    end = data.draw(st.integers(start, len(shown.text)))
    low, high = shown.to_original(start, end)
    assert 0 <= low <= high <= len(note.text)
    edited = {at for first, last, _ in note.tree.edits for at in range(first, last)}
    for at in {*range(len(note.text))} - edited:
        begin, stop = shown.to_display(at, at + 1)
        assert shown.text[begin:stop] == note.text[at]
        assert shown.to_original(begin, stop) == (at, at + 1)


@settings(max_examples=100)
@given(NOTES, st.data())
def test_a_passage_lost_moved_or_doubled_is_noticed(text: str, data: st.DataObject) -> None:
    note = read(f"Words.\n\n{text}")
    asides = [(block.start, block.end) for block in find_asides(note.tree.blocks)]
    passages = split(note)
    assert account_for(note.text, passages, asides) == sum(len(passage.text) for passage in passages)
    at = data.draw(st.integers(0, len(passages) - 1))
    changed = replace(passages[at], text=passages[at].text + "x")
    with pytest.raises(LostText):
        account_for(note.text, [*passages, passages[at]], asides)
    with pytest.raises(LostText):
        account_for(note.text, [*passages[:at], changed, *passages[at + 1 :]], asides)
    with pytest.raises(LostText):
        account_for(note.text, passages[1:])


@settings(max_examples=150)
@given(NOTES, st.sampled_from([*SUFFIXES.values()]), st.integers(100, 600))
def test_no_passage_outgrows_its_limits(text: str, suffix: str, target: int) -> None:
    try:
        passages = cut(f"Enough words to be a text.\n{text}" + " and more words" * 20, f"note{suffix}", target)
    except UnreadableNote:  # of control characters, mostly
        reject()
    for passage in passages:
        assert len(passage.text) <= target * (CODE if passage.kind in ("code", "diagram", "table") else WHOLE)
        assert passage.kind in ("code", "diagram", "table") or weigh(passage.text) <= TOKENS * 4
        assert len(passage.context) <= 120
        assert passage.text.strip()


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from(WORDS), st.randoms(use_true_random=False))
def test_changing_a_word_of_a_long_note_changes_three_passages_at_most(
    seed: int, word: str, chance: random.Random
) -> None:
    text = write_note(seed, 40)
    at = chance.choice([i for i, sign in enumerate(text) if sign == " " and text[i - 1] != "."])
    for name in ("note.md", "note.txt"):
        before = {(passage.text, passage.context) for passage in cut(text, name)}
        after = {(passage.text, passage.context) for passage in cut(f"{text[:at]} {word}{text[at:]}", name)}
        assert len(after - before) <= 3


def test_a_passage_knows_its_page() -> None:
    note = read("First page.\n\n# Next\n\nSecond page.")
    assert [passage.page for passage in split(replace(note, pages=(0, 13)))] == [1, 2]
    assert split(note)[0].page is None

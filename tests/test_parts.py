"""Parts to text and blocks: what is written stands where its block says, and nothing seen stands outside of one."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewise.ingest.block import Block
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.parts import IMPLIED, MAX_CHARACTERS, Part, squeeze, write_note

WORDS = st.text("ab1.-|#`\u00b2\u4e2d\u200b\0 \n\t(", max_size=12)
TABLES = st.builds(
    lambda rows, headed: Part("table", rows=tuple(rows), headed=headed),
    st.lists(st.lists(WORDS, max_size=4), max_size=4),
    st.booleans(),
)
KINDS = st.sampled_from(["title", "heading", "bold", "item", "code", "line", "text", "math", "navigation"])
PARTS = st.one_of(TABLES, st.builds(Part, KINDS, WORDS, st.integers(0, 12), st.sampled_from(["", "python"])))


def write(*pages: Sequence[Part], flowing: bool = False) -> Note:
    return write_note(b"", pages, "test 1", paged=True, flowing=flowing)


def source(note: Note, block: Block) -> str:
    return note.text[block.start : block.end]


def outline(note: Note) -> list[tuple[str, str]]:
    return [(block.kind, source(note, block)) for outer in note.tree.blocks for block in outer.walk()]


def check_siblings(blocks: Sequence[Block], start: int, end: int) -> None:
    """Blocks lie in order between two places, without overlap, and so do the blocks in each."""
    for block in blocks:
        assert start <= block.start <= block.end
        start = block.end
        check_siblings(block.children, block.start, block.end)
    assert start <= end


@given(st.lists(st.lists(PARTS, max_size=8), max_size=4), st.booleans())
def test_blocks_are_disjoint_nested_and_hold_every_visible_character(pages: list[list[Part]], flowing: bool) -> None:
    try:
        note = write(*pages, flowing=flowing)
    except SkippedNote:
        return
    check_siblings(note.tree.blocks, 0, len(note.text))
    seen = list(note.text)
    for block in note.tree.blocks:
        assert source(note, block).strip()
        seen[block.start : block.end] = " " * (block.end - block.start)
    assert not "".join(seen).strip()
    assert list(note.pages) == sorted(note.pages)
    assert len(note.pages) == len(pages)
    assert note.text == note.text.strip("\n")


@given(st.lists(PARTS, max_size=8))
def test_what_a_block_spans_is_what_was_written(parts: list[Part]) -> None:
    try:
        note = write(parts)
    except SkippedNote:
        return
    for kind, text in outline(note):
        if kind == "heading":
            assert text.startswith("#")
            assert "\n" not in text
        if kind == "code":
            assert text.startswith("```")
            assert text.endswith("```")
        if kind == "row":
            assert text.startswith("| ")
            assert text.endswith(" |")
        if kind == "cell":
            assert text == squeeze(text)
    for block in (below for outer in note.tree.blocks for below in outer.walk() if below.kind == "item"):
        assert source(note, block).startswith(f"{block.label} ")


def test_headings_lists_code_and_tables_stand_where_their_blocks_say() -> None:
    note = write(
        [
            Part("title", "Scaling", 1),
            Part("heading", "When", 1),
            Part("text", "Before k-means."),
            Part("item", "first"),
            Part("item", "inner", 1),
            Part("item", "1. one"),
            Part("line", "if x:"),
            Part("line", ""),
            Part("line", "    y()"),
            Part("table", rows=(("Mode", "a|b"), ("batch", ""))),
        ]
    )
    assert outline(note) == [
        ("heading", "# Scaling"),
        ("heading", "## When"),
        ("paragraph", "Before k-means."),
        ("list", "- first\n  - inner"),
        ("item", "- first\n  - inner"),
        ("paragraph", "first"),
        ("list", "- inner"),
        ("item", "- inner"),
        ("paragraph", "inner"),
        ("list", "1. one"),
        ("item", "1. one"),
        ("paragraph", "one"),
        ("code", "```\nif x:\n\n    y()\n```"),
        ("table", "| Mode | a\\|b |\n| --- | --- |\n| batch |  |"),
        ("row", "| Mode | a\\|b |"),
        ("cell", "Mode"),
        ("cell", "a\\|b"),
        ("row", "| batch |  |"),
        ("cell", "batch"),
        ("cell", ""),
    ]
    assert [block.label for block in note.tree.blocks[-1].children] == ["header", ""]


def test_a_bold_line_above_text_is_an_implied_heading_and_two_of_them_are_text() -> None:
    note = write([Part("bold", "Lead"), Part("text", "Words."), Part("bold", "One"), Part("bold", "Two")])
    assert note.text == "# Lead\n\nWords.\n\nOne\n\nTwo"
    assert [(block.kind, block.level) for block in note.tree.blocks][:2] == [("heading", IMPLIED), ("paragraph", 0)]


def test_a_sentence_and_a_table_go_on_over_the_end_of_a_page() -> None:
    head = ("Mode", "Use")
    note = write(
        [Part("item", "one half")],
        [Part("text", "and the other."), Part("table", rows=(head, ("a", "b")))],
        [Part("table", rows=(head, ("c", "d"))), Part("text", "\u4e00\u4e8c")],
        [Part("text", "\u4e09\u3002")],
        flowing=True,
    )
    table = "| Mode | Use |\n| --- | --- |\n| a | b |\n| c | d |"
    assert [source(note, block) for block in note.tree.blocks] == [
        "- one half and the other.",
        table,
        "\u4e00\u4e8c\u4e09\u3002",
    ]
    assert [note.text[place:][:5] for place in note.pages] == ["- one", "and t", "| c |", "\u4e09\u3002"]
    assert source(note, note.tree.blocks[0].children[0].children[0]) == "one half and the other."


def test_what_unfolds_without_end_is_refused() -> None:
    endless = (Part("text", "x" * 100_000) for _ in iter(int, 1))
    with pytest.raises(UnreadableNote, match=f"unfolds to more than {MAX_CHARACTERS:,} characters"):
        write_note(b"", ([part] for part in endless), "test 1")

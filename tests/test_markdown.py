"""Markdown is read by its own grammar, and what notes add to it is known: nothing shown is a mark, nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notes_read import cut, find, nest, outline, read, show, told

from quotewise.ingest import Block, apply_edits

NOTION = "Week 1 0f1e2d3c4b5a69788796a5b4c3d2e1f0.md"


def words(text: str, blocks: list[Block]) -> list[str]:
    return [text[block.start : block.end] for block in blocks]


def test_items_are_nested_as_deep_as_they_are_written() -> None:
    text = "- Storage\n  - Disks\n    - slow\n    - cheap\n  - Tapes\n- Network\n\n1. one\n   1. inner\n      - deep\n"
    leaf: list[object] = []
    storage = [[[[leaf, leaf]], leaf]]
    assert nest(read(text).tree.blocks) == [[storage, leaf], [[[[[leaf]]]]]]
    assert words(text, find(text, "item"))[:2] == [
        "- Storage\n  - Disks\n    - slow\n    - cheap\n  - Tapes",
        "- Disks\n    - slow\n    - cheap",
    ]


def test_a_heading_keeps_its_words_and_none_of_the_marks_in_them() -> None:
    text = "# The *CAP* `theorem` of [Brewer](https://a.example) <!-- check --> and __more__ ==words== #\n\nPick two.\n"
    (passage,) = cut(text)
    assert passage.heading == "The CAP theorem of Brewer and more words"
    assert "Pick two." in told(passage)
    assert "https" not in told(passage)
    assert "check" not in told(passage)


def test_underscores_and_stars_that_mark_nothing_stay_in_a_heading() -> None:
    assert cut("# snake_case_name and 2 * 3 * 4\n\nText.\n")[0].heading == "snake_case_name and 2 * 3 * 4"
    assert cut("# 这是**重点**内容\n\n正文。\n")[0].heading == "这是重点内容"


def test_underlined_headings_have_their_levels() -> None:
    assert [block.level for block in find("One\n===\n\nText.\n\nTwo\n---\n\nText.\n", "heading")] == [1, 2]


def test_a_term_and_its_meaning_are_a_definition() -> None:
    text = "CPU :: runs what it is told\nRAM ::: forgets it\n"
    assert outline(text) == ["definition: CPU: runs what it is told", "definition: RAM: forgets it"]
    assert words(text, find(text, "term")) == ["CPU", "RAM"]
    assert words(text, find(text, "meaning")) == ["runs what it is told", "forgets it"]


@pytest.mark.parametrize(
    "text", ["std::vector is a list\n", "`a :: b` is a type\n", "one line\nCPU :: another\n", "::\n"]
)
def test_colons_that_part_no_term_from_a_meaning_are_text(text: str) -> None:
    assert not find(text, "definition")


def test_a_definition_list_holds_each_term_with_all_its_meanings() -> None:
    text = "Apple\n: A fruit\n: A firm\n\nPear\n: A fruit as well\n"
    assert [block.kind for block in read(text).tree.blocks] == ["definition", "definition"]
    assert words(text, find(text, "term")) == ["Apple", "Pear"]
    assert len(find(text, "meaning")) == 3


def test_obsidians_links_are_their_words() -> None:
    assert show("See [[Normal forms|the normal forms]] and [[db/Keys#Foreign]] or [[Joins]].\n") == (
        "See the normal forms and Keys > Foreign or Joins."
    )


def test_embeds_are_images_and_no_words() -> None:
    blocks = read("![[diagram.png]]\n\n![a b](c.svg)\n\nWords.\n").tree.blocks
    assert [block.kind for block in blocks] == ["image", "image", "paragraph"]
    assert [passage.text for passage in cut("![[diagram.png]]\n\n![[Other note]]\n\nWords.\n")] == ["Words."]
    assert show("Look ![[a.png]] here.\n") == "Look  here."


def test_a_callout_is_named_by_its_kind_and_shown_without_its_mark() -> None:
    text = "> [!warning]- Exam\n> Look for **deadlocks**.\n>\n> > [!tip]\n> > Draw it.\n"
    assert [block.label for block in find(text, "quote")] == ["warning", "tip"]
    assert "[!" not in show(text)
    assert ">" not in show(text)
    assert "Look for **deadlocks**." in show(text)


def test_highlights_comments_and_block_ids_are_no_words() -> None:
    assert show("A ==key== %%todo: check%% word. ^abc-1\n") == "A key  word."
    assert show("A word. ^abc-1\r\nMore.\r\n") == "A word.\r\nMore."
    assert show("`==x==` and $a %% b %% c$\n") == "`==x==` and $a %% b %% c$"


def test_a_line_of_tags_says_nothing() -> None:
    assert outline("#db #exam/2024\n\nWords with #tag.\n") == ["metadata: ", "paragraph: Words with #tag."]


def test_front_matter_names_the_note_and_says_nothing_itself() -> None:
    text = '---\ntitle: "Third normal form"\naliases: [3NF, "normal form, third"]\ntags: db\n---\n\nWords.\n'
    tree = read(text).tree
    assert tree.title == "Third normal form"
    assert tree.aliases[0] == "3NF"
    assert [passage.text for passage in cut(text)] == ["Words."]
    assert read(f"\ufeff{text}").tree.title == "Third normal form"
    assert read(text.replace("\n", "\r")).tree.title == "Third normal form"
    assert read("---\naliases:\n  - 3NF\n  - BCNF\n---\n\nWords.\n").tree.aliases == ("3NF", "BCNF")


def test_notions_property_lines_say_nothing_in_notions_exports_only() -> None:
    text = "# Week 1\n\nCreated: March 3, 2031\nStatus: Done\n\nThe rule needs two keys.\n"
    assert [block.kind for block in read(text, NOTION).tree.blocks] == ["heading", "metadata", "paragraph"]
    assert [block.kind for block in read(text).tree.blocks] == ["heading", "paragraph", "paragraph"]


def test_an_aside_of_notion_is_its_words() -> None:
    assert show("<aside>\n💡 Two keys are needed.\n\n</aside>\n") == "💡 Two keys are needed."


def test_check_lists_know_what_is_done() -> None:
    assert [item.label for item in find("- [ ] read\n- [x] learn\n- plain\n", "item")] == ["[ ]", "[x]", "-"]


def test_code_in_a_link_makes_a_table_of_contents_no_list_of_facts() -> None:
    text = "# Shell\n\n- [Threads: `run`](#threads-run)\n- [`F`orks](#forks)\n\n## Forks\n\nText.\n"
    assert [block.kind for block in read(text).tree.blocks][:2] == ["heading", "navigation"]


def test_addresses_alone_are_navigation() -> None:
    text = "https://a.example/notes/stack.py\nhttps://b.example\n\nSee https://a.example for more.\n"
    assert [block.kind for block in read(text).tree.blocks] == ["navigation", "paragraph"]


def test_a_table_of_contents_and_a_list_of_addresses_are_navigation() -> None:
    text = (
        "# Notes\n\n- [One](#one)\n  - [Two](#two)\n\n1. [Docs](https://a.example)\n2. [More](https://b.example)\n\n"
        "## One\n\n- [Docs](https://a.example) say how\n- See [Two](#two)\n"
    )
    kinds = [block.kind for block in read(text).tree.blocks]
    assert kinds == ["heading", "navigation", "navigation", "heading", "list"]
    assert [told(passage).splitlines()[-1] for passage in cut(text)] == ["- See Two"]


def test_links_to_notes_are_what_a_list_names_unless_the_note_is_nothing_else() -> None:
    assert [block.kind for block in read("Its forms:\n\n- [[1NF]]\n- [[2NF]]\n").tree.blocks] == ["paragraph", "list"]
    assert [block.kind for block in read("# Map\n\n- [[1NF]]\n- [[2NF]]\n").tree.blocks] == ["heading", "navigation"]


def test_bars_of_a_formula_part_no_cells() -> None:
    text = "The norm $|x|$ and\n\n$$\n\\sum_k |w_k| + |b|\n$$\n\nmore.\n"
    assert not find(text, "table")
    assert words(text, find(text, "math")) == ["$$\n\\sum_k |w_k| + |b|\n$$"]
    assert "\\sum_k |w_k| + |b|" in "".join(map(told, cut(text)))


def test_an_empty_cell_shifts_no_column() -> None:
    text = "| Gate | Degrees | Colour |\n|---|---|---|\n| Alpha |  | red |\n| Beta |\n"
    assert [passage.reading for passage in cut(text)] == ["Gate | Degrees | Colour\nAlpha: Colour: red", "Beta"]
    assert [len(row.children) for row in find(text, "row")] == [3, 3, 3]


def test_details_of_html_are_a_section_that_ends() -> None:
    text = (
        "# Guide\n\n<p>\n<details><summary>1a: <b>When</b> to mark</summary>\n<p>\n\nMark what is `damaged`.\n"
        "</details>\n\nThe end.\n"
    )
    inner, after = cut(text)
    assert (inner.heading, told(inner)) == ("Guide > 1a: When to mark", "Mark what is `damaged`.")
    assert (after.heading, told(after)) == ("Guide", "The end.")


def test_a_table_of_html_is_one_of_bars() -> None:
    text = (
        "<table>\n<tr><th>Gate</th><th>Opens<br>at</th></tr>\n<tr><td>Alpha</td><td></td></tr>\n"
        "<tr><td>Be|ta <b>x</b> y<td>24 &deg;C\n<tr><td>\n Two\n lines\n </td><td>3</td></tr></table>\n"
    )
    first, *others = cut(text)
    assert told(first) == "Gate | Opens; at\n--- | ---\nAlpha |"
    assert [told(passage) for passage in others] == ["Be\\|ta **x** y | 24 °C", "Two lines | 3"]
    assert others[0].reading == "Be\\|ta **x** y: Opens; at: 24 °C"


def test_words_beside_the_cells_of_html_are_not_lost() -> None:
    shown = show("<table><tr>loose <td>cell</td></tr>between<tr><td>next</td></tr></table> after\n")
    assert all(word in shown for word in ("loose", "cell", "between", "next", "after"))


def test_lists_and_breaks_of_html_are_lines() -> None:
    (passage,) = cut("<ul>\n<li>one</li>\n<li>two <b>bold</b></li>\n</ul>\n")
    assert told(passage).split("\n\n") == ["- one", "- two **bold**"]
    assert show("First<br>second<br/>third\n") == "First\nsecond\nthird"


def test_what_is_no_tag_of_html_stays() -> None:
    assert show("Put it in <bucket-name>, a List<String>, where a<b and c>d.\n") == (
        "Put it in <bucket-name>, a List<String>, where a<b and c>d."
    )


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_fence_is_whole_whatever_stands_in_it(fence: str) -> None:
    text = (
        f"# Backup\n\n{fence}bash\n# Save\nstore save\n\n# Restore: copy it back\n| a | b |\n{fence}\n\nThat is all.\n"
    )
    (code,) = find(text, "code")
    assert (code.label, text[code.start : code.end].count(fence)) == ("bash", 2)
    assert [passage.heading for passage in cut(text)] == ["Backup"] * len(cut(text))
    assert not [passage for passage in cut(text) if passage.text.startswith("# Restore")]


def test_a_fence_that_never_ends_is_code_to_the_end() -> None:
    assert outline("```py\nx = 1\n\ny = 2\n") == ["code: ```py\nx = 1\n\ny = 2"]


def test_any_line_end_gives_the_same_tree() -> None:
    text = (
        "---\ntitle: X\n---\n\n# Stores\n\nDisks last.\n\n- a\n  - b\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        "```\nx\n\ny\n```\n\nCPU :: runs\n\n$$\na\n$$\n"
    )

    def kinds(text: str) -> list[tuple[str, int]]:
        return [(each.kind, each.level) for block in read(text).tree.blocks for each in block.walk()]

    assert kinds(text.replace("\n", "\r")) == kinds(text)
    assert kinds(text.replace("\n", "\r\n")) == kinds(text)
    assert read(text.replace("\n", "\r")).tree.title == "X"


def test_a_footnote_is_a_quote_and_its_mark_is_not_shown() -> None:
    text = "It scales[^1].\n\n[^1]: Up to a point.\n"
    assert "[^1]" not in show(text)
    assert [block.label for block in find(text, "quote")] == ["[^1]"]


def test_an_address_below_an_item_is_in_a_block() -> None:
    text = "- see [a]\n\n  [a]: https://a.example\n- next\n"
    assert "https" not in show(text)
    assert [block.kind for block in find(text, "item")[0].children] == ["paragraph", "metadata"]


def test_a_bold_line_above_text_is_a_heading_below_all_others() -> None:
    text = "# One\n\n**Lead**\n\nWords.\n\n## Two\n\nMore.\n"
    assert [block.level for block in find(text, "heading")] == [1, 7, 2]
    assert [passage.heading for passage in cut(text)] == ["One > Lead", "One > Two"]


def test_japanese_notes_have_the_same_structure() -> None:
    text = "# オペレーティング\n\n## ページング\n\n大きさは4KBです。\n\n- 利点\n  - 断片\n\n用語 :: 意味です\n"
    assert [block.kind for block in read(text).tree.blocks] == ["heading", "heading", "paragraph", "list", "definition"]
    assert cut(text)[0].heading == "オペレーティング > ページング"


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*"*_`$\\a [", "**", "b c", "==", "](u)", "&amp;", "é🎯"]), max_size=25))
def test_what_is_shown_of_a_line_lies_within_it(marks: list[str]) -> None:
    note = read(f"x{''.join(marks)}\n\nAnother 段落.\n")
    shown = apply_edits(note.text, note.tree.edits)
    last = shown.text.index("Another")
    assert shown.to_original(last, last + 7) == (note.text.index("Another"), note.text.index("Another") + 7)

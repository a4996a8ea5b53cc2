"""Plain text is read by what marks, blank lines and indents show: headings, lists, tables, code."""

import pytest
from notes_read import cut, find, nest, outline, read, show

NAME = "note.txt"


def headings(text: str) -> list[str]:
    return [text[block.start : block.end] for block in find(text, "heading", NAME)]


def test_a_short_line_set_apart_is_a_heading_and_a_run_of_them_is_a_list() -> None:
    text = "Opening words that say what this is about.\n\nStores of Data\n\nDisks keep what is lost.\n"
    assert headings(text) == ["Stores of Data"]
    assert headings("Alpha\n\nBeta\n\nGamma\n\nDelta\n\nEpsilon\n\nZeta\n\nEta\n\nTheta\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "Serving -> hosts a model behind an endpoint. Handles versions too",
        "Bought together -> raises revenue",
        "Area => length times width",
        "x = the unknown",
        "Attribution: tells how much each feature added",
        "and so it goes on",
        "It ends here.",
        "利用できる。",
    ],
)
def test_a_line_that_states_something_is_no_heading(line: str) -> None:
    assert headings(f"Words before it, quite a few.\n\n{line}\n\nWords behind it, quite a few of them.\n") == []


@pytest.mark.parametrize(
    "line", ["1.2 Kinds of store", "Chapter 3: Queues", "Tema 5. Recursos", "# Marked", "**Bold words**", "第3章 存储"]
)
def test_numbered_labelled_and_marked_lines_are_headings(line: str) -> None:
    assert headings(f"Words before it, as in any note.\n\n{line}\n\nWords behind it, as in any note.\n") == [line]


def test_labels_side_by_side_are_a_list_of_what_follows() -> None:
    assert headings("Chapter 1: Stores\nChapter 2: Queues\nChapter 3: Tapes\n\nThe words begin here, at last.\n") == []


def test_underlined_lines_are_headings() -> None:
    assert [block.level for block in find("One\n===\nText.\nTwo\n---\nText.\n", "heading", NAME)] == [1, 2]


def test_a_number_set_apart_is_a_heading_below_the_one_above() -> None:
    part = "Purpose: to keep what comes in.\n- it is fast\n- it is cheap\n\n"
    text = f"Kinds of Store:\n\n1. Hot Store:\n\n{part}2. Cold Store:\n\n{part}"
    assert headings(text) == ["Kinds of Store:", "1. Hot Store:", "2. Cold Store:"]


def test_items_are_nested_by_their_indents() -> None:
    text = "- Storage\n  - Disks\n    - slow\n  - Tapes\n- Network\n"
    slow: list[object] = []
    storage = [[[[slow]], slow]]
    assert nest(read(text, NAME).tree.blocks) == [[storage, slow]]


@pytest.mark.parametrize("mark", ["-", "*", "•", "◦", "1.", "a)", "(b)", "☐", "・"])
def test_every_common_mark_begins_an_item(mark: str) -> None:
    assert [item.label for item in find(f"{mark} one thing\n{mark} another\n", "item", NAME)] == [mark, mark]


def test_an_item_goes_on_over_lines_that_are_indented() -> None:
    text = "- one that\n  goes on\n- two\n"
    assert [text[item.start : item.end] for item in find(text, "item", NAME)] == ["- one that\n  goes on", "- two"]


def test_bars_and_tabs_make_tables_of_rows_and_cells() -> None:
    for text in ("| A | B | C |\n|---|---|---|\n| 1 |  | 2 |\n", "A\tB\tC\n1\t\t2\n3\tx\ty\n"):
        header, row, *_ = find(text, "row", NAME)
        assert (header.label, row.label) == ("header", "")
        assert [text[cell.start : cell.end] for cell in header.children] == ["A", "B", "C"]
        assert [text[cell.start : cell.end] for cell in row.children] == ["1", "", "2"]


def test_tables_back_to_back_are_two() -> None:
    assert len(find("| A | B |\n|---|---|\n| 1 | 2 |\n| C | D |\n|---|---|\n| 3 | 4 |\n", "table", NAME)) == 2


def test_a_rule_between_rows_is_in_the_row_above_it() -> None:
    text = "| a | b |\n| c | d |\n|---|---|\n"
    assert [text[row.start : row.end] for row in find(text, "row", NAME)] == ["| a | b |", "| c | d |\n|---|---|"]


def test_code_without_a_fence_is_code_and_its_comments_are_no_headings() -> None:
    text = "Load it like this:\nimport csv\n# Open the file\nwith open('a') as f:\nrows = list(csv.reader(f))\n"
    assert [block.kind for block in read(text, NAME).tree.blocks] == ["paragraph", "code"]


def test_a_fence_is_whole_and_one_that_never_ends_reaches_to_the_end() -> None:
    assert outline("```sh\n# Save\n\nrun\n```\nWords.\n", NAME) == [
        "code: ```sh\n# Save\n\nrun\n```",
        "paragraph: Words.",
    ]
    assert [block.label for block in find("~~~py\nx = 1\n\n- no item\n", "code", NAME)] == ["py"]


def test_dotted_lines_and_lists_of_later_headings_are_navigation() -> None:
    text = "Stores of data ........ 3\nQueues . . . . . . 12\nTapes .... 20\n\nWords of the note.\n"
    assert [block.kind for block in read(text, NAME).tree.blocks] == ["navigation", "paragraph"]
    text = "# Notes\nStores\nQueues\nTapes\nDisks\n\n# Stores\nA.\n# Queues\nB.\n# Tapes\nC.\n# Disks\nD.\n"
    assert read(text, NAME).tree.blocks[1].kind == "navigation"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028"])
def test_any_line_end_gives_the_same_blocks(ending: str) -> None:
    text = "# Mac\n\nThe gate opens at 23 degrees.\n\n- one\n  - two\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    kinds = [each.kind for block in read(text, NAME).tree.blocks for each in block.walk()]
    other = read(text.replace("\n", ending), NAME)
    assert [each.kind for block in other.tree.blocks for each in block.walk()] == kinds


def test_a_byte_order_mark_hides_no_heading_and_no_item() -> None:
    assert headings("\ufeff# Mac\n\nThe gate opens.\n") == ["# Mac"]
    assert len(find("\ufeff- one\n- two\n", "item", NAME)) == 2


def test_latex_is_shown_as_its_words_and_formulas() -> None:
    text = (
        "\\section{Graphs}\nA \\emph{walk} visits nodes.\n\\begin{itemize}\n  \\item a path has none twice\n"
        "\\end{itemize}\n\n\\begin{theorem}[Euler]\n  \\[ v - e + f = 2 \\] \\qed\n\\end{theorem}\n\n"
        "\\begin{align}\n  a &= b\n\\end{align}\n"
    )
    shown = show(text, "note.txt")
    assert shown.startswith("Graphs\nA walk visits nodes.\n  - a path has none twice\n\ntheorem (Euler):\n  $$ v - e")
    assert shown.endswith("\\begin{align}\n  a &= b\n\\end{align}")
    assert show("A \\emph{brace} in a text.\n", "note.txt") == "A \\emph{brace} in a text."


def test_a_picture_of_markdown_is_not_shown_whatever_the_file_is_called() -> None:
    assert (
        show("A tree.\n\n![A tree](img/tree.png)\n\nIt has leaves.\n", "note.txt").split()
        == "A tree. It has leaves.".split()
    )


def test_cards_of_a_term_and_an_arrow_stand_for_themselves() -> None:
    text = (
        "Serving -> hosts a trained model behind an endpoint\n\nBought together -> raises revenue in the shop\n\n"
        "Attribution: tells how much each feature added. Ways:\n- sampled\n- gradients\n\n"
        "Area under curve -> the number to use when scale must not matter\n"
    )
    assert {passage.heading for passage in cut(text, NAME)} == {""}

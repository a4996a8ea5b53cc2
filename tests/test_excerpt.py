"""The surroundings of a quote: the very lines, marked."""

import re

from hypothesis import given
from hypothesis import strategies as st

from quotewise.ui.page import excerpt

NOTE = "".join(f"line {number}\n" for number in range(1, 41))
START = NOTE.index("line 20")


def test_the_quote_is_marked_and_nothing_else() -> None:
    html = excerpt.to_html(excerpt.cut(NOTE, START, START + 7), numbered=True)
    assert re.findall("<mark>(.*?)</mark>", html) == ["line 20"]
    assert '<span class="qw-number" aria-hidden="true">20</span>' in html


def test_lines_around_it_are_shown_and_more_is_hinted_at() -> None:
    cut = excerpt.cut(NOTE, START, START + 7, around=3)
    assert [line.number for line in cut.lines] == [17, 18, 19, 20, 21, 22, 23]
    assert cut.above
    assert cut.below


def test_a_quote_over_several_lines_is_marked_on_each() -> None:
    end = NOTE.index("line 22") + 7
    html = excerpt.to_html(excerpt.cut(NOTE, START, end), numbered=False)
    assert re.findall("<mark>(.*?)</mark>", html) == ["line 20", "line 21", "line 22"]


def test_line_breaks_of_any_system_count_lines_alike() -> None:
    for ending in ("\n", "\r\n", "\r"):
        assert [line.number for line in excerpt.lines_of(f"a{ending}b{ending}")] == [1, 2]


def test_a_book_on_one_line_is_cut_beside_the_quote() -> None:
    text = "x" * 9000 + "here" + "y" * 9000
    html = excerpt.to_html(excerpt.cut(text, 9000, 9004), numbered=True)
    assert "<mark>here</mark>" in html
    assert len(html) < 4 * excerpt.LONGEST


def test_markup_in_a_note_is_text() -> None:
    html = excerpt.to_html(excerpt.cut("a <script>x</script> b", 2, 10), numbered=True)
    assert "<script" not in html
    assert "<mark>&lt;script&gt;</mark>" in html


@given(st.text(alphabet="ab\r\n", max_size=40))
def test_every_word_of_a_note_is_on_a_line(text: str) -> None:
    assert "".join(text[line.start : line.end] for line in excerpt.lines_of(text)) == re.sub("[\r\n]", "", text)

"""A note as the page draws it: its blocks, its formulas, the marks over a quote, and nothing that could do harm."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewise.ingest.block import Tree
from quotewise.ingest.markdown import read_markdown
from quotewise.ui.page.formula import to_mathml
from quotewise.ui.page.rendered import heading_id, render_note

TAGS = frozenset(
    "h2 h3 h4 h5 h6 p ul ol li div table thead tbody tr th td pre code blockquote dl dt dd hr mark strong em del span a"
    " math mrow mi mn mo mtext mspace mpadded mover munder munderover mstyle mtable mtr mtd mfrac mphantom msup msub "
    "msubsup msqrt mroot menclose mmultiscripts mprescripts none".split()
)
HARM = ["<script>harm()</script>", "<img src=x onerror=harm()>", "$\\text{<img src=x onerror=harm()>}$",
        "[x](javascript:harm())", "\\href{javascript:harm()}{x}", "$\\href{javascript:harm()}{x}$", "\"><svg onload=h>",
        "$\\style{position:fixed}{x}$", "`<b>`", "| a | <iframe> |\n|---|---|\n| 1 | </td> |\n", "**", "\n\n",
        "$", "> ", "- ", "# ", "&lt;script&gt;", "&#60;img src=x onerror=harm()&#62;", "```\n", "\\"]  # fmt: skip


class Seen(HTMLParser):
    """The tags and attributes of some HTML, and what stands open at its end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)
        if tag != "hr":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def render(text: str, quote: str = "") -> str:
    at = text.index(quote)
    return render_note(text, read_markdown(text), marks=[(at, at + len(quote))] if quote else ())


def marked(html: str) -> str:
    return unescape(
        "".join(re.sub("<[^>]+>", "", words) for words in re.findall("<mark>(.*?)</mark>", html, re.DOTALL))
    )


@given(st.lists(st.one_of(st.sampled_from(HARM), st.text(max_size=6)), max_size=10).map("".join), st.data())
def test_whatever_a_note_holds_only_harmless_marks_come_out_and_each_is_closed(text: str, data: st.DataObject) -> None:
    marks = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    seen = Seen(render_note(text, read_markdown(text), marks=[(marks[0], marks[1])]))
    assert seen.tags <= TAGS
    assert not seen.open
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in ("style", "src")]
    assert all((value or "").startswith("http") for name, value in seen.attributes if name == "href")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("# One\n\ntext", '<h3 id="at-0">One</h3><p>text</p>'),
        ("One\n===\n\ntext", '<h3 id="at-0">One</h3><p>text</p>'),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n4. b", '<ol><li value="3">a</li><li value="4">b</li></ol>'),
        ("- [x] done", '<ul><li class="qw-signed"><span>\u2611</span> done</li></ul>'),
        ("```python\nx < 1\n```", '<pre tabindex="0"><code>x &lt; 1</code></pre>'),
        ("> [!tip] T\n> said",
         '<blockquote class="qw-callout"><p class="qw-callout-name">Tip</p><p>T\nsaid</p></blockquote>'),
        ("term :: meaning", "<dl><dt>term</dt><dd>meaning</dd></dl>"),
        ("![a plan](x.png)", '<p class="qw-picture">[picture: a plan]</p>'),
        ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
        ("\u5b57\u306f**\u592a\u3044**\u3067\u3059", "<p>\u5b57\u306f<strong>\u592a\u3044</strong>\u3067\u3059</p>"),
        ("It costs $5 and then $10, or \\$7.", "<p>It costs $5 and then $10, or $7.</p>"),
        ("in $HOME/$USER", "<p>in $HOME/$USER</p>"),
    ],
)  # fmt: skip
def test_each_kind_of_block_is_drawn_as_what_it_is(text: str, drawn: str) -> None:
    assert render(text) == drawn


def test_a_table_has_its_header_and_a_bar_in_a_cell_is_a_bar() -> None:
    drawn = render("| a | b |\n|---|---|\n| 1 \\| 2 | **x** |\n")
    assert '<th scope="col">a</th><th scope="col">b</th>' in drawn
    assert "<td>1 | 2</td><td><strong>x</strong></td>" in drawn


TABLE = "| limit | value |\n|---|---|\n| jobs | **5** a day |\n| runs | 9 |\n"


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        (TABLE, "jobs | **5** a day |\n| runs", "jobs5 a dayruns"),  # over cells and rows
        ("a &amp; b [see](http://x.y/z) c", "amp; b [see](http", "& b see"),  # over what is shown as something else
        ("one **two three** four", "ne **two", "ne two"),
        ("x `a b` y", "b` y", "b y"),
        ("so $x^2$ is", "so $x", "so x2"),  # a formula is marked whole
        ("> first\n> second", "first\n> second", "first\nsecond"),
        ("\u5149\u306f\u901f\u3044\u3002\u97f3\u306f\u9045\u3044", *["\u97f3\u306f\u9045\u3044"] * 2),
    ],
)  # fmt: skip
def test_a_quote_is_marked_in_all_the_blocks_it_reaches_over(text: str, quote: str, words: str) -> None:
    assert marked(render(text, quote)) == words


def test_a_stretch_shows_its_blocks_whole_and_of_a_table_its_rows_below_the_header() -> None:
    text = f"# Top\n\nbefore\n\n{TABLE}\nafter"
    at = text.index("| runs")
    drawn = render_note(text, read_markdown(text), start=at, end=at + 5)
    assert re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", drawn) == ["limit", "value", "runs", "9"]
    assert "before" not in drawn
    assert "after" not in drawn


def test_headings_keep_their_ids_whatever_stretch_is_shown() -> None:
    text = "# One\n\na\n\n# Two\n\nb"
    tree = read_markdown(text)
    two = [block for block in tree.blocks if block.kind == "heading"][1]
    for start in (0, two.start):
        assert f'id="{heading_id(two)}"' in render_note(text, tree, start=start)


def test_a_note_without_blocks_and_one_huge_line_are_shown_in_part() -> None:
    text = "word " * 100_000
    assert len(render_note(text, Tree(), start=250_000, end=250_500)) < 1000


@pytest.mark.parametrize("draw", [lambda tex: to_mathml(tex), lambda tex: to_mathml(tex, block=True)])
def test_formulas_are_drawn_and_what_is_none_is_left_to_the_reader(draw: Callable[[str], str]) -> None:
    assert "<mfrac>" in draw(r"\frac{a}{b}")
    assert draw(r"\begin{aligned} a &= b \\ c &= d \end{aligned}").count("<mtr>") == 2
    for wrong in (
        r"\frac{a",
        r"\left(",
        "x" * 3000,
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}{b}",
        "{" * 1900,
        "^",
        r"\sideset a",
    ):
        assert "<script" not in draw(wrong)
    assert draw(r"\left(") == draw("x" * 3000) == draw(r"\def\a{\a\a}\a") == ""


@given(st.text(alphabet="\\{}^_$&<>abfracsqrtextleghin()[]'1 ", max_size=60))
def test_no_formula_stops_the_page(tex: str) -> None:
    assert Seen(to_mathml(tex)).tags <= TAGS

"""HTML inside other text is shown as what it means, at no more than a time that grows with its length."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewise.ingest.block import apply_edits
from quotewise.ingest.html_marks import find_marks


def shown(text: str) -> str:
    return apply_edits(text, find_marks(text, 0, len(text))).text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a<br>b<BR />c", "a\nb\nc"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<div><div>deep</div></div><div><br></div>end", "deep\nend"),
        ("<b>bold</b> and <em>slanted</em> and <code>x = 1</code>", "**bold** and *slanted* and `x = 1`"),
        ("<b>over<br>two lines</b>", "over\ntwo lines"),
        ("<b>never closed", "never closed"),
        ("<b> loose </b>", " loose "),
        ("<b></b><strong><img src='x'></strong>", ""),
        ("<b><strong>twice</strong></b>", "**twice**"),
        ("<code>a`b</code>", "a`b"),
        ("see<ul><li>red</li><li>blue<ol><li>navy</li><li>sky</li></ol></li></ul>", None),
        ("<table><tr><th>Key</th><th>Value</th></tr><tr><td>a</td><td>1</td></tr></table>", "Key | Value\na | 1"),
        ("H<sub>2</sub>O, 10<sup>-3</sup>", "H_2O, 10^-3"),
        ("<sup>a whole sentence of words</sup>", "a whole sentence of words"),
        ("&lt;b&gt; &amp; &nbsp;&eacute;&#233;&#xe9; &nothing; AT&T", "<b> &  \u00e9\u00e9\u00e9 &nothing; AT&T"),
        ("a<!-- a remark <b>with tags</b> -->b", "ab"),
        ("a<!-- never closed", "a<!-- never closed"),
        ("a<script>if (a < b) alert('x')</script><style>b {}</style>c", "ac"),
        ("a<span style='color: red; display: none'>hidden</span><i hidden>too</i>b", "ab"),
        ("a<span style='display:none'>never closed", "anever closed"),
        ("<a href='https://example.org/?a=1>2'>words</a>", "words"),
        ("<bucket-name> and List<String>, x<5 and y>3, p<b and c>d", None),
        ("<details><summary>Why?</summary>Because.</details>", "Why?\nBecause."),
    ],
)
def test_a_mark_is_shown_as_what_it_means(html: str, words: str | None) -> None:
    if html.startswith("see"):
        words = "see\n- red\n- blue\n  1. navy\n  2. sky"
    assert shown(html) == (html if words is None else words)


def test_only_what_lies_between_the_two_places_is_looked_at() -> None:
    text = "<b>out</b> <b>in</b> <b>out</b>"
    assert apply_edits(text, find_marks(text, 11, 20)).text == "<b>out</b> **in** <b>out</b>"


@given(st.lists(st.sampled_from(["<b>", "</b>", "<i", ">", '"', "<li>", "</ul>", "<ul>", "&lt;", "<!--", "x ", "\n"])))
def test_edits_stand_in_order_and_apart_and_lose_no_word(pieces: list[str]) -> None:
    text = "".join(pieces)
    edits = find_marks(text, 0, len(text))
    assert all(before[1] <= after[0] for before, after in pairwise(edits))
    assert all(0 <= start < end <= len(text) for start, end, _ in edits)
    assert shown(text).count("x") == sum("x" in piece for piece in pieces) - hidden(text)


def hidden(text: str) -> int:
    """How many of the words stand in a comment."""
    count = 0
    while (start := text.find("<!--")) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        count += text[start:end].count("x")
        text = text[end + 3 :]
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<b ",
        '<b "',
        "<!--",
        "<b>",
        "<div hidden>",
        "&abc",
        "<b style=",
        "<ul><li>",
        "<code><br>",
        "{{c1::",
        "<b='",
    ],
)
def test_tags_that_never_end_cost_no_square_of_their_number(piece: str) -> None:
    short, long = piece * 10_000, piece * 100_000
    before = time.process_time()
    find_marks(short, 0, len(short))
    between = time.process_time()
    find_marks(long, 0, len(long))
    assert time.process_time() - between < 40 * (between - before) + 1

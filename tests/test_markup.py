"""What notes and models say cannot do anything on the page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewise.ui.page.markup import is_web, label, plain, to_html

ALLOWED = re.compile(r"</?(?:code|strong|em)>|<a href=\"https?://[^\"<>]+\" target=\"_blank\" rel=\"[a-z ]+\">|</a>")
PIECES = ["<script>", "</script>", "<img src=x onerror=a()>", "**", "*", "`", "[", "](", ")", "!", "http://a.bc/", "\n",
          "javascript:x", "data:text/html,", '"', "'", "&", "word", " ", "\u202e", "\x1b[2J"]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join))
def test_whatever_is_said_only_the_marks_of_the_list_come_out(text: str) -> None:
    assert not re.search("[<>]", ALLOWED.sub("", to_html(text)))
    assert not re.search("[<>]", plain(text))


def test_code_bold_and_slanted_words_are_shown_as_such() -> None:
    assert to_html("**two** `x < y` and *one*") == "<strong>two</strong> <code>x &lt; y</code> and <em>one</em>"


def test_a_star_that_multiplies_is_no_mark() -> None:
    assert to_html("2 * 3 * 4 and s3:*/x*") == "2 * 3 * 4 and s3:*/x*"


def test_a_link_shows_its_whole_target() -> None:
    assert "see (<a href=" in to_html("[see](https://docs.example/a?b=c)")
    assert ">https://docs.example/a?b=c</a>" in to_html("[see](https://docs.example/a?b=c)")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///x", "//evil.example", "ftp://a.b"]
)
def test_no_other_kind_of_link_is_one(address: str) -> None:
    assert "<a " not in to_html(f"[here]({address})")
    assert not is_web(address)


def test_an_address_that_poses_as_another_is_no_link() -> None:
    assert not is_web("https://docs.example@evil.example/")
    assert not is_web("https://\u0435\u0445ample.org/")  # Cyrillic letters


def test_a_picture_is_named_and_not_fetched() -> None:
    assert to_html("![a plan](https://evil.example/x.png)") == "[picture: a plan, https://evil.example/x.png]"


def test_marks_that_hide_or_reorder_are_gone() -> None:
    assert "\u202e" not in plain("safe\u202etxt.exe")


@given(st.text(max_size=40))
def test_a_label_has_no_mark_that_works(text: str) -> None:
    bare = re.sub(r"\\.", "", label(text))
    assert not re.search(r"[*_`\[\]<>!$]", bare)
    assert "\n" not in bare


def test_a_label_makes_no_address_icon_or_colour() -> None:
    for trick in ("https://evil.example", ":material/delete:", ":red[x]", "www.evil.example", "a@evil.example"):
        assert not re.search(r"://|:m|:r|www\\?\.|@e", label(trick))

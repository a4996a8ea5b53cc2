"""Look up: for and against a sentence, search, browse."""

import re

from page_desk import PageDesk, button, html_of
from streamlit.testing.v1 import AppTest


def check(desk: PageDesk, sentence: str) -> AppTest:
    tab = desk.visit("look_up")
    tab.text_area[0].set_value(sentence)
    return button(tab, "What do my notes say?").click().run()


def test_an_empty_library_says_where_to_begin(empty_desk: PageDesk) -> None:
    assert "There are no notes yet" in html_of(empty_desk.visit("look_up"))


def test_what_the_notes_say_against_a_sentence_is_shown_and_opens(page_desk: PageDesk) -> None:
    tab = check(page_desk, "A Kinesis shard takes in 5 MB per second.")
    assert tab.subheader[0].value == "Your notes say otherwise."
    assert "Against it" in html_of(tab)
    button(tab, "Data ingestion").click().run()
    assert "1 MB/s" in " ".join(re.findall("<mark>(.*?)</mark>", html_of(tab)))


def test_what_they_do_not_say_is_not_called_wrong(page_desk: PageDesk) -> None:
    tab = check(page_desk, "Penguins hold the lease of the harbour office.")
    assert tab.subheader[0].value == "Your notes do not say."
    assert "does not make it wrong" in html_of(tab)

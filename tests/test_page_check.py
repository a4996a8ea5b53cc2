"""Check a sentence: what the notes say for it and against it."""

import re

from page_desk import PageDesk, button, html_of
from streamlit.testing.v1 import AppTest


def check(desk: PageDesk, sentence: str) -> AppTest:
    tab = desk.visit(check="1")
    tab.text_area[0].set_value(sentence)
    return button(tab, "What do my notes say?").click().run()


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


def test_the_way_stands_in_the_address(page_desk: PageDesk) -> None:
    tab = page_desk.visit()
    tab.segmented_control[0].set_value("Check a sentence").run()
    assert tab.query_params["check"] == "1"
    assert not tab.chat_input
    tab.segmented_control[0].set_value("Ask").run()
    assert "check" not in tab.query_params
    assert tab.chat_input


def test_a_sentence_is_looked_up_again_once_the_notes_were_read_again(page_desk: PageDesk) -> None:
    tab = check(page_desk, "A Kinesis shard takes in 5 MB per second.")
    page_desk.library().forget("data-ingestion.md")
    tab.run()
    assert not tab.exception
    assert tab.subheader[0].value == "Your notes do not say."


def test_what_only_comes_near_is_not_marked_as_if_it_spoke_for_it(page_desk: PageDesk) -> None:
    told = html_of(check(page_desk, "A Kinesis shard is painted blue on Sundays."))
    assert "What comes nearest" in told
    assert "<mark>" not in told

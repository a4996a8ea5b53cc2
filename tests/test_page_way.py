"""Where a run of the page is drawn."""

from streamlit.testing.v1 import AppTest


def left_in_a_container() -> None:
    import streamlit as st

    from quotewise.ui.page.way import begin_at_top

    st.container(key="left").__enter__()  # as a fragment does that was drawn anew
    begin_at_top()
    st.title("Next")


def test_a_run_is_drawn_into_the_page_itself_whatever_the_one_before_left_open() -> None:
    tab = AppTest.from_function(left_in_a_container).run()
    assert [child.type for child in tab.main.children.values()] == ["flex_container", "title"]

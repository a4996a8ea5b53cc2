"""Ask: what the page shows of an answer, and what it keeps."""

import re

from page_desk import PageDesk, button, html_of

from quotewise.assistant import Answer, Citation, Claim, Withheld
from quotewise.ui.page.chats import Chats, new_id

QUESTION = "How long can Kinesis Data Streams keep records?"
UNANSWERED = "How does Amazon Q Business crawl SharePoint?"


def ask(desk: PageDesk, question: str = QUESTION):  # type: ignore[no-untyped-def]
    tab = desk.visit()
    return tab.chat_input[0].set_value(question).run()


def test_an_empty_library_says_where_to_begin(empty_desk: PageDesk) -> None:
    tab = empty_desk.visit()
    assert "There are no notes yet" in html_of(tab)
    assert button(tab, "Read the sample notes")
    assert not tab.chat_input


def test_each_claim_has_a_numbered_citation_that_opens_the_note_at_its_words(page_desk: PageDesk) -> None:
    tab = ask(page_desk)
    assert not tab.exception
    assert "365 days" in html_of(tab)
    button(tab, "\\[1\\]").click().run()
    shown = html_of(tab)
    marked = re.findall(r"<mark>(.*?)</mark>", shown)
    assert any("365 days" in words for words in marked)
    assert "data-ingestion.md" in shown


def test_a_refusal_says_why_and_shows_the_nearest_passages(page_desk: PageDesk) -> None:
    tab = ask(page_desk, UNANSWERED)
    assert "Your notes do not answer this." in html_of(tab)
    assert "No note mentions SharePoint." in html_of(tab)
    assert 'class="qw-passage"' in html_of(tab)


def test_a_conversation_is_kept_and_found_by_its_address(page_desk: PageDesk) -> None:
    tab = ask(page_desk)
    chat = tab.query_params["chat"]
    later = page_desk.visit(chat=chat)
    assert QUESTION in html_of(later)
    assert "365 days" in html_of(later)


def test_two_tabs_do_not_share_a_conversation(page_desk: PageDesk) -> None:
    ask(page_desk)
    assert "365 days" not in html_of(page_desk.visit())


def test_a_follow_up_leans_on_the_question_before(page_desk: PageDesk) -> None:
    tab = ask(page_desk, "What does a Kinesis shard take in?")
    tab.chat_input[0].set_value("And what does it give out?").run()
    assert "2 MB/s" in html_of(tab)


def test_notes_that_disagree_stand_side_by_side(page_desk: PageDesk) -> None:
    one = Claim("The limit is 5 jobs.", (Citation("a.md", 0, 20, "The limit is 5 jobs.", "file"),))
    other = Claim("The limit is 9 jobs.", (Citation("b.md", 0, 20, "The limit is 9 jobs.", "file"),))
    tab = page_desk.visit(chat=keep(page_desk, Answer("?", (one, other), conflict=True)))
    assert any("disagree" in warning.value for warning in tab.warning)
    assert html_of(tab).index("a.md") < html_of(tab).index("b.md")


def test_what_was_withheld_is_shown_with_its_reason(page_desk: PageDesk) -> None:
    answer = Answer(
        "?", reason="nothing_verified", stopped=(Withheld("Shards are free.", "it cites nothing"),), withheld=1
    )
    tab = page_desk.visit(chat=keep(page_desk, answer))
    assert tab.expander[0].label == "Show what was withheld (1)"
    assert "withheld because it cites nothing" in html_of(tab)


def test_what_a_note_or_a_model_says_is_never_markup(page_desk: PageDesk) -> None:
    hostile = "<script>alert(1)</script> ![x](http://evil.example/x.png) [y](javascript:alert(2)) <img src=x onerror=z>"
    claim = Claim(hostile, (Citation("<b>.md", 0, 3, "abc", "file", heading="![h](http://evil.example)"),))
    tab = page_desk.visit(chat=keep(page_desk, Answer("?", (claim,))))
    shown = html_of(tab)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert 'src="http' not in shown


def test_a_conversation_can_be_exported_with_its_places(page_desk: PageDesk) -> None:
    tab = ask(page_desk)
    written = tab.code[0].value
    assert written.startswith(f"## {QUESTION}")
    assert "[1] data-ingestion.md" in written


def test_a_deleted_conversation_is_gone(page_desk: PageDesk) -> None:
    tab = ask(page_desk)
    chat = tab.query_params["chat"]
    button(tab, "Delete").click().run()
    assert "365 days" not in html_of(tab)
    assert Chats(page_desk.data / "chats.db").turns(chat) == []


def test_a_model_elsewhere_gets_nothing_before_the_reader_agrees(page_desk: PageDesk, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("QUOTEWISE_MODEL", "openai:gpt-test")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    tab = ask(page_desk)
    assert any("are sent to" in warning.value for warning in tab.warning)
    assert "365 days" not in html_of(tab)


def keep(desk: PageDesk, answer: Answer) -> str:
    chat = new_id()
    Chats(desk.data / "chats.db").append(chat, str(desk.folder), answer.question, answer)
    return chat

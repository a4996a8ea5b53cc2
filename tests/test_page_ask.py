"""Ask: what the page shows of an answer, and what it keeps."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape

import pytest
from openai_server import OpenAiServer, Replies, serve_openai
from page_desk import PageDesk, button, elements_of, html_in, html_of

from quotewise.assistant import Answer, Citation, Claim, ModelError, Usage, Withheld, open_model
from quotewise.assistant.chat.second_look import ChatReader
from quotewise.assistant.exam.chosen import services_of
from quotewise.assistant.trust import Checked, remember
from quotewise.index import Hit, Library
from quotewise.ui.page import notices
from quotewise.ui.page.answer_card import ranges
from quotewise.ui.page.answer_parts import Parts
from quotewise.ui.page.chats import Chats, ChatsError, new_id
from quotewise.ui.page.conversation import CARDED, Asked
from quotewise.ui.page.export import to_markdown
from quotewise.ui.page.listening import Listening
from quotewise.ui.page.note_view import named
from quotewise.ui.page.rounds import make_card
from quotewise.ui.page.sources import exact
from quotewise.ui.readers import ENTAILMENT, checks_file

QUESTION = "How long can Kinesis Data Streams keep records?"
UNANSWERED = "How does SageMaker HyperPod replace a failed node?"
SHARDS = "How long can Kinesis Data Streams keep records, and what does one shard take in?"
KEPT = "Records stay 24 hours by default and can be kept up to 365 days."  # passes by the rules
TAKEN, TAKEN_IN_NOTES = "Each shard swallows 1 MB of data per second.", "one shard takes in 1 MB/s or 1,000 records/s"
CITED = Citation("a.md", 0, 20, "The limit is 5 jobs.", "file")
GOOD = Checked(0, 30, 30, 30)


def ask(desk: PageDesk, question: str = QUESTION):  # type: ignore[no-untyped-def]
    tab = desk.visit()
    return tab.chat_input[0].set_value(question).run()


def test_an_empty_library_says_where_to_begin(empty_desk: PageDesk) -> None:
    tab = empty_desk.visit()
    assert "There are no notes yet" in html_of(tab)
    assert button(tab, "Read the sample notes")
    assert not tab.chat_input


def test_each_claim_has_a_number_that_names_its_place(page_desk: PageDesk) -> None:
    tab = ask(page_desk)
    assert not tab.exception
    shown = html_of(tab)
    first, _, _ = shown.partition("</button>")
    assert "365 days" in first
    assert 'data-cite="1" aria-label="[1] Data ingestion' in first
    assert "data-ingestion.md" in shown


def test_a_refusal_says_why_and_shows_the_nearest_passages(page_desk: PageDesk) -> None:
    tab = ask(page_desk, UNANSWERED)
    assert "Your notes do not answer this." in html_of(tab)
    assert "No note mentions HyperPod." in html_of(tab)
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


def test_a_follow_up_says_which_question_it_was_understood_after(page_desk: PageDesk) -> None:
    tab = ask(page_desk, "What does a Kinesis shard take in?")
    assert "Understood after" not in html_of(tab)
    tab.chat_input[0].set_value("And what does it give out?").run()
    answered = html_of(tab).partition("And what does it give out?")[2]
    above, _, _ = answered.partition('class="qw-claim"')
    assert "Understood after: What does a Kinesis shard take in?" in above


@pytest.mark.parametrize("asked", ["thanks!", "Who won the 1998 World Cup?"])
def test_what_is_no_question_on_the_notes_gets_one_calm_line(page_desk: PageDesk, asked: str) -> None:
    tab = ask(page_desk, asked)
    shown = html_of(tab)
    assert shown.count("Ask about something that stands in your notes.") == 1
    assert 'class="qw-passage"' not in shown
    assert 'class="qw-spent"' not in shown
    assert not tab.warning
    assert not tab.error


def test_notes_that_disagree_stand_side_by_side(page_desk: PageDesk) -> None:
    one = Claim("The limit is 5 jobs.", (Citation("a.md", 0, 20, "The limit is 5 jobs.", "file"),))
    other = Claim("The limit is 9 jobs.", (Citation("b.md", 0, 20, "The limit is 9 jobs.", "file"),))
    tab = page_desk.visit(chat=keep(page_desk, Answer("?", (one, other), conflict=True)))
    assert "Your notes disagree here." in html_of(tab)
    assert html_of(tab).index("a.md") < html_of(tab).index("b.md")


def test_what_was_withheld_is_shown_with_its_reason(page_desk: PageDesk) -> None:
    answer = Answer(
        "?", reason="nothing_verified", stopped=(Withheld("Shards are free.", "it cites nothing"),), withheld=1
    )
    tab = page_desk.visit(chat=keep(page_desk, answer))
    assert "<summary>Show what was withheld (1)</summary>" in html_of(tab)
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


def choose_in_menu(tab, what: str):  # type: ignore[no-untyped-def]
    return tab.menu_button[0].set_value(what).run()


def test_a_conversation_can_be_exported_with_its_places(page_desk: PageDesk) -> None:
    tab = choose_in_menu(ask(page_desk), "export")
    written = tab.code[0].value
    assert written.startswith(f"## {QUESTION}")
    assert "[1] Data ingestion and storage" in written
    assert "(data-ingestion.md)" in written


def test_a_deleted_conversation_is_gone_and_comes_back_by_undo(page_desk: PageDesk) -> None:
    tab = ask(page_desk)
    chat = tab.query_params["chat"]
    choose_in_menu(tab, "delete")
    assert "365 days" not in html_of(tab)
    assert Chats(page_desk.data / "chats.db").turns(chat) == []
    button(tab, "Undo").click().run()
    assert "365 days" in html_of(tab)
    assert not any("Undo" in found.label for found in tab.button)


def test_many_conversations_are_paged_and_searched(page_desk: PageDesk) -> None:
    for number in range(25):
        keep(page_desk, Answer(f"Question {number}?", reason="not_in_notes"))
    tab = page_desk.visit()
    assert len(tab.menu_button) == 20
    button(tab, "Show older").click().run()
    assert len(tab.menu_button) == 25
    tab.sidebar.text_input[0].set_value("question 17").run()
    assert len(tab.menu_button) == 1


def test_an_empty_conversation_suggests_questions_from_the_notes_own_headings(page_desk: PageDesk) -> None:
    tab = page_desk.visit()
    offered = [found for found in tab.button if found.key and found.key.startswith("opener_")]
    assert len(offered) == 6
    offered[0].click().run()
    assert "qw-claim" in html_of(tab)


def test_only_the_notes_that_were_chosen_are_asked(page_desk: PageDesk) -> None:
    tab = page_desk.visit()
    chat = tab.session_state["chat"]
    tab.session_state[f"among_{chat}"] = ("deployment.md",)
    tab.chat_input[0].set_value(QUESTION).run()
    assert "365 days" not in html_of(tab)
    later = page_desk.visit(chat=chat)
    assert any(found.label.startswith("1 of ") for found in later.button)
    next(found for found in later.button if found.key == "scope_deployment.md").click().run()
    later.chat_input[0].set_value(QUESTION).run()
    assert "365 days" in html_of(later)


def test_what_leans_on_the_question_before_can_be_asked_without_it(page_desk: PageDesk) -> None:
    tab = ask(page_desk, "What does a Kinesis shard take in?")
    tab.chat_input[0].set_value("And what does it give out?").run()
    chats, chat = Chats(page_desk.data / "chats.db"), tab.query_params["chat"]
    assert chats.turns(chat)[-1].answer.leans_on
    tab.session_state["asked"] = Asked("And what does it give out?", alone=True)
    tab.run()
    assert len(chats.turns(chat)) == 3
    assert chats.turns(chat)[-1].answer.leans_on is None


def test_of_an_answer_a_card_is_made_and_the_way_to_it_stands_in_its_place(page_desk: PageDesk) -> None:
    tab = ask(page_desk)
    (turn,) = Chats(page_desk.data / "chats.db").turns(tab.query_params["chat"])
    assert "Make a card" in html_of(tab)
    tab.session_state[CARDED] = {turn.id: make_card(turn.question, turn.answer.claims)}
    shown = html_of(tab.run())
    assert 'data-act="practise"' in shown
    assert "1 card made" in shown
    assert "Make a card" not in shown


@pytest.mark.parametrize("fault", ["read", "written"])
def test_where_conversations_cannot_be_kept_one_still_asks_and_is_told_why(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    file = page_desk.data / "chats.db"
    if fault == "read":
        page_desk.data.mkdir(parents=True)
        file.write_bytes(b"no database at all" * 100)
    else:
        append = Chats.append

        def refuse(chats: Chats, *turn) -> None:  # type: ignore[no-untyped-def]
            if chats.place == file:
                raise ChatsError("the disk is full: move that file away")
            append(chats, *turn)

        monkeypatch.setattr(Chats, "append", refuse)
    tab = ask(page_desk)
    assert "365 days" in html_of(tab)
    (warning,) = tab.warning
    assert "This conversation is not kept" in warning.value
    assert "move that file away" in re.sub(r"\\\\|\u2060", "", warning.value)
    tab.chat_input[0].set_value(UNANSWERED).run()
    assert "365 days" in html_of(tab)
    assert "HyperPod" in html_of(tab)


def test_a_model_elsewhere_gets_nothing_before_the_reader_agrees(page_desk: PageDesk, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("QUOTEWISE_MODEL", "openai:gpt-test")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    tab = ask(page_desk)
    assert any("are sent to" in warning.value for warning in tab.warning)
    assert "365 days" not in html_of(tab)


def test_a_line_of_a_model_says_whose_words_it_is_in_and_what_vouched_for_them(page_desk: PageDesk) -> None:
    lines = (
        Claim("Five jobs are the limit.", (CITED,), "model", "rules"),
        Claim("No more than five jobs run.", (CITED,), "model", "nli <large>"),
        Claim("The limit is 5 jobs.", (CITED,)),
        Claim("The limit is 5 jobs!", (CITED,), "notes", "failed"),
    )
    answer = Answer("?", lines, model="m", quoted=2, usage=Usage(40, 2))
    html = html_of(page_desk.visit(chat=keep(page_desk, answer)))
    marks = [unescape(re.sub("<[^>]+>", "", mark)) for mark in re.findall(r'<span class="qw-whose".*?</p>', html)]
    assert marks == [
        "reworded checked by rules",
        "reworded checked by nli <large>",
        "your notes' words",
        "your notes' words the model's wording could not be checked: your notes' words stand in its place",
    ]
    assert "m · 2 lines in your notes' words · 42 tokens" in unescape(html)
    written = to_markdown(Chats(page_desk.data / "chats.db").turns(keep(page_desk, answer)))
    assert "- Five jobs are the limit. [1]" in written
    assert "reworded" not in written
    assert "notes' words" not in written


def test_without_a_model_no_line_is_marked(page_desk: PageDesk) -> None:
    shown = html_of(ask(page_desk))
    assert "qw-claim" in shown
    assert '<span class="qw-whose"' not in shown


def test_a_conversation_kept_before_lines_told_whose_words_they_are_in_still_opens(page_desk: PageDesk) -> None:
    chat = keep(page_desk, Answer("?", (Claim("Five jobs are the limit.", (CITED,)),), model="m"))
    with closing(sqlite3.connect(page_desk.data / "chats.db")) as kept, kept:
        ((written,),) = kept.execute("SELECT answer FROM turn")
        old = {
            name: value for name, value in json.loads(written).items() if name not in ("leans_on", "quoted", "doubt")
        }
        old["claims"] = [{name: claim[name] for name in ("text", "citations")} for claim in old["claims"]]
        kept.execute("UPDATE turn SET answer = ?", (json.dumps(old),))
    tab = page_desk.visit(chat=chat)
    assert not tab.exception
    assert "Five jobs are the limit." in html_of(tab)
    assert '<span class="qw-whose"' not in html_of(tab)
    assert "- Five jobs are the limit. [1]" in choose_in_menu(tab, "export").code[0].value


@pytest.fixture
def tiny(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAiServer]:
    """A model on this machine that says two lines in its own words, and in a second look yes to both."""
    hits = page_desk.library().search(SHARDS)
    kept, taken = (number_of(word, hits) for word in ("365 days", "1,000 records/s, whichever"))
    said = f'[{kept}] {KEPT} | "records stay 24 hours by default and can be kept for up to 365 days"\n'
    said += f'[{taken}] {TAKEN} | "{TAKEN_IN_NOTES}"\n'
    with serve_openai(OpenAiServer(Replies(said, "[1] yes\n[2] yes\n"))) as server:
        monkeypatch.setenv("QUOTEWISE_MODEL", "openai:tiny")
        monkeypatch.setenv("QUOTEWISE_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        yield server


def test_a_model_that_was_found_good_vouches_for_its_own_wordings(page_desk: PageDesk, tiny: OpenAiServer) -> None:
    remember(checks_file(), ChatReader(open_model("openai:tiny", base_url=tiny.url)), GOOD)
    shown = html_of(ask(page_desk, SHARDS))
    assert KEPT in shown
    assert TAKEN in shown
    assert "checked by openai:tiny" in shown
    assert len(tiny.requests) == 2


def test_a_model_here_that_nobody_checked_does_not_and_is_asked_once_it_was(
    page_desk: PageDesk, tiny: OpenAiServer
) -> None:
    said, yes = tiny.pieces.left  # type: ignore[attr-defined]
    tiny.pieces = Replies(said, said, yes)
    shown = html_of(ask(page_desk, SHARDS))
    assert TAKEN not in shown
    assert TAKEN_IN_NOTES in shown
    assert "2 lines in your notes&#x27; words" in shown
    assert len(tiny.requests) == 1
    remember(checks_file(), ChatReader(open_model("openai:tiny", base_url=tiny.url)), GOOD)
    assert TAKEN in html_of(ask(page_desk, SHARDS))
    assert len(tiny.requests) == 3


def test_a_second_reader_elsewhere_gets_nothing_before_the_reader_agrees(
    page_desk: PageDesk, tiny: OpenAiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENTAILMENT, "openai:gpt-test")
    remember(checks_file(), ChatReader(open_model("openai:gpt-test")), GOOD)
    tab = ask(page_desk, SHARDS)
    (warning,) = tab.warning
    assert "gpt" in warning.value
    assert "are sent to" in warning.value
    assert tiny.requests == []


def test_a_second_reader_that_cannot_be_opened_is_told_with_its_remedy(
    page_desk: PageDesk, tiny: OpenAiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENTAILMENT, str(page_desk.data))
    page_desk.data.mkdir(parents=True)
    (error,) = page_desk.visit().error
    assert "cannot be opened" in error.value


def number_of(words: str, hits: list[Hit]) -> int:
    """The number under which a model is shown the first passage with these words."""
    return next(number for number, hit in enumerate(hits, start=1) if words in hit.text)


def keep(desk: PageDesk, answer: Answer) -> str:
    chat = new_id()
    Chats(desk.data / "chats.db").append(chat, str(desk.folder), answer.question, answer)
    return chat


def test_an_answer_stopped_before_it_said_anything_is_drawn(page_desk: PageDesk) -> None:
    for model in (None, "openai:tiny"):
        stopped = Answer("?", model=model, trouble="This answer was stopped before it was complete.")
        tab = page_desk.visit(chat=keep(page_desk, stopped))
        assert not tab.exception
        assert "was stopped before it was complete" in html_of(tab)


def test_a_question_that_waits_for_leave_stays_in_its_conversation(page_desk: PageDesk, monkeypatch) -> None:  # type: ignore
    other = keep(page_desk, Answer("Another?", reason="not_in_notes"))
    monkeypatch.setattr("quotewise.ui.page.model_choice.may_send", lambda model, reader: False)
    tab = ask(page_desk)
    assert QUESTION in html_of(tab)
    next(found for found in tab.button if found.key == f"go_{other}").click().run()
    assert tab.query_params["chat"] == other
    assert QUESTION not in html_of(tab)


def test_notes_that_were_chosen_and_are_gone_do_not_make_all_be_asked(page_desk: PageDesk) -> None:
    tab = page_desk.visit()
    tab.session_state[f"among_{tab.session_state['chat']}"] = ("gone.md",)
    tab.chat_input[0].set_value(QUESTION).run()
    assert "365 days" not in html_of(tab)
    assert "The notes chosen here are gone" in "".join(html_in(element) for element in elements_of(tab._tree))


def test_a_note_whose_name_holds_signs_of_patterns_can_be_asked_alone() -> None:
    assert exact("a[1]*?.md") == "a[[]1][*][?].md"


def test_a_source_is_named_once_and_its_numbers_in_a_row_as_one() -> None:
    assert named(Citation("002_e3b28e.txt", 0, 1, "x", "file", title="002 e3b28e")) == "002 e3b28e"
    assert "b.md" in named(Citation("a/b.md", 0, 1, "x", "file", title="Another"))
    assert list(ranges([1, 2, 3, 5, 7, 8])) == ["[1]\u2013[3]", "[5]", "[7] [8]"]


def test_services_are_gathered_once_for_all_turns(page_desk: PageDesk, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    gathered: list[Library] = []
    notices.gathered.clear()  # other libraries of the sample notes have the same id
    monkeypatch.setattr(notices, "services_of", lambda library: gathered.append(library) or services_of(library))
    chat = keep(page_desk, Answer("?", (Claim("The limit is 5 jobs.", (CITED,)),)))
    Chats(page_desk.data / "chats.db").append(chat, str(page_desk.folder), "?", Answer("?", reason="not_in_notes"))
    assert not page_desk.visit(chat=chat).exception
    page_desk.visit(chat=chat)
    assert len(gathered) == 1


def test_a_model_that_is_not_there_leaves_its_fault_alone_and_another_way_to_the_answer(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead(Listening):
        def pieces(self) -> Iterator[None]:  # type: ignore[override]
            yield None
            monkeypatch.setattr("quotewise.ui.page.conversation.PATIENCE", -1.0)
            yield None
            raise ModelError("no such model")

    with monkeypatch.context() as away:
        away.setattr("quotewise.ui.page.conversation.Listening", Dead)
        away.setattr("quotewise.ui.page.model_choice.may_send", lambda model, reader: True)
        away.setenv("QUOTEWISE_MODEL", "openai:nope")
        away.setenv("OPENAI_API_KEY", "none")
        tab = ask(page_desk)
        assert [error.value for error in tab.error] == ["no such model"]
        assert "qw-life" not in html_of(tab)
        assert not any(found.key == "stop_answer" for found in tab.button)
    button(tab, "Answer from your notes").click().run()
    assert not tab.error
    assert "365 days" in html_of(tab)


@pytest.mark.parametrize("named", ["rubbish", "0b8f0a52-6d0c-4b5e-9a53-0d2f3c1e7a10"])
def test_a_conversation_that_is_not_here_is_told_and_leaves_the_address(page_desk: PageDesk, named: str) -> None:
    tab = page_desk.visit(chat=named)
    assert "That conversation is not here" in tab.info[0].value
    assert "chat" not in tab.query_params
    tab.chat_input[0].set_value(QUESTION).run()
    assert "365 days" in html_of(tab)
    assert not tab.info


def test_the_foot_of_an_answer_counts_places_of_one_note_and_leaves_out_moments(page_desk: PageDesk) -> None:
    claims = tuple(Claim("5", (Citation("a.md", at, at + 2, "5", "file"),)) for at in range(8))
    shown = html_of(page_desk.visit(chat=keep(page_desk, Answer("?", claims, usage=Usage(seconds=0.4)))))
    assert "a.md</span> (8 places)" in shown or "a.md (8 places)" in shown
    assert "0.4 s" not in shown
    assert "2.0 s" in html_of(page_desk.visit(chat=keep(page_desk, Answer("?", claims, usage=Usage(seconds=2.0)))))


def test_the_number_of_a_row_that_ends_early_stands_behind_the_last_column() -> None:
    row = Parts({}, lambda source: None, told=False).row(["Latency"], 3, Claim("Latency", ()), None)
    assert row.count("<td>") == 3
    assert row.endswith('<td class="qw-at"></td>')

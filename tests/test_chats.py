"""Conversations outlive the process."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from postgres_server import PostgresServer

from quotewise.assistant import Answer, Citation, Claim, Usage, Withheld
from quotewise.index import Hit, Place
from quotewise.ui.page.chat_list import group
from quotewise.ui.page.chat_store import APPLICATION_ID, VERSION
from quotewise.ui.page.chats import Chat, Chats, ChatsError, Turn, is_id, new_id
from quotewise.ui.page.export import to_markdown
from quotewise.ui.page.record import rebuild, to_answer, to_json
from quotewise.ui.page.wording import UNTOLD, is_own, whose

FIRST = """
CREATE TABLE chat(id TEXT PRIMARY KEY, library TEXT NOT NULL, title TEXT NOT NULL, begun_at TEXT NOT NULL);
CREATE TABLE turn(
  id INTEGER PRIMARY KEY, chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
  asked_at TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL);
CREATE INDEX turn_of_chat ON turn(chat_id, id);
"""
SECOND = """
ALTER TABLE chat ADD COLUMN asked_at TEXT NOT NULL DEFAULT '';
ALTER TABLE chat ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN deleted_at TEXT;
ALTER TABLE chat ADD COLUMN sources TEXT NOT NULL DEFAULT '[]';
ALTER TABLE turn ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE turn ADD COLUMN feedback TEXT NOT NULL DEFAULT '';
PRAGMA application_id = 1903649640;
PRAGMA user_version = 2;
"""
CITED = Citation("a.md", 3, 8, "words", "file", page=2, heading="H > I", display="Words", also=(Place("b.md", 1, 6),))
ANSWER = Answer(
    "Why?",
    (Claim("Because words.", (CITED,)),),
    conflict=True,
    nearest=(Hit("id", 7, "a.md", 3, 8, "words", "file", "prose", "H", "", also=(Place("b.md", 1, 6),)),),
    withheld=1,
    stopped=(Withheld("Lies.", "it cites nothing"),),
    model="m",
    usage=Usage(10, 20, 0.5, 1.5),
    stale=("a.md",),
)


@pytest.fixture(params=["file", "database"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A place of conversations, where none were kept yet."""
    if request.param == "file":
        return tmp_path / "data" / "chats.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.make()


def test_an_answer_comes_back_as_it_was() -> None:
    assert to_answer(to_json(ANSWER)) == ANSWER


def test_fields_of_another_version_are_dropped() -> None:
    assert rebuild(Place, {"source": "a", "start": 1, "end": 2, "colour": "red"}) == Place("a", 1, 2)


def test_an_answer_kept_before_lines_told_whose_words_they_are_in_is_not_said_to_be_the_notes_own() -> None:
    written = to_json(ANSWER)
    for name in ("leans_on", "quoted", "doubt"):
        del written[name]
    for claim in written["claims"]:
        del claim["words"], claim["verified"]
    of_a_model = to_answer(written)
    (claim,) = of_a_model.claims
    assert (claim.text, claim.citations, claim.verified) == ("Because words.", (CITED,), UNTOLD)
    assert (of_a_model.leans_on, of_a_model.quoted) == (None, 0)
    assert whose(claim) == ""
    assert not is_own(claim)
    assert to_answer({**written, "model": None}).claims[0] == Claim("Because words.", (CITED,))


def test_turns_are_kept_in_order_under_the_first_question(kept: Path | str) -> None:
    chats, chat = Chats(kept), new_id()
    chats.append(chat, "lib", "Why?", ANSWER)
    chats.append(chat, "lib", "And then?", Answer("And then?", reason="not_in_notes"))
    again = Chats(kept)
    assert [turn.question for turn in again.turns(chat)] == ["Why?", "And then?"]
    assert again.turns(chat)[0].answer == ANSWER
    assert [known.title for known in again.listed("lib")] == ["Why?"]
    assert again.listed("another library") == []


def test_a_conversation_that_is_deleted_can_be_brought_back_for_an_hour(
    kept: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats, chat, other = Chats(kept), new_id(), new_id()
    chats.append(chat, "lib", "Why?", ANSWER)
    chats.delete(chat)
    assert (chats.turns(chat), chats.sources(chat), chats.listed("lib")) == ([], None, [])
    chats.restore(chat)
    assert [turn.question for turn in chats.turns(chat)] == ["Why?"]
    chats.delete(chat)
    monkeypatch.setattr("quotewise.ui.page.chats.KEPT", timedelta(hours=-1))
    chats.append(other, "lib", "How?", ANSWER)  # what was deleted long ago goes at the next that is kept
    chats.restore(chat)
    assert [known.id for known in chats.listed("lib")] == [other]
    assert chats.turns(chat) == []


def test_none_vanishes_and_the_pinned_come_first(kept: Path | str) -> None:
    chats, ids = Chats(kept), [new_id() for _ in range(30)]
    for number, chat in enumerate(ids):
        chats.append(chat, "lib", f"Question {number}?", ANSWER)
    chats.pin(ids[3], pinned=True)
    found = chats.listed("lib")
    assert [chat.id for chat in found] == [ids[3], *(one for one in reversed(ids) if one != ids[3])]
    assert found[0].pinned


def test_a_search_goes_over_titles_and_what_was_said_in_any_script(kept: Path | str) -> None:
    chats, one, other = Chats(kept), new_id(), new_id()
    chats.append(one, "lib", "信頼性とは", Answer("?", (Claim("ÄPFEL fallen.", (CITED,)),)))
    chats.append(other, "lib", "Why?", ANSWER)
    chats.rename(other, "  My \n own  title ")
    found = {
        words: [chat.id for chat in chats.listed("lib", words)] for words in ("信頼", "äpfel", "OWN why", "own pears")
    }
    assert list(found.values()) == [[one], [one], [other], []]
    assert chats.listed("lib", "own")[0].title == "My own title"


def test_what_is_asked_alone_and_what_was_thought_of_an_answer_are_kept(kept: Path | str) -> None:
    chats, chat = Chats(kept), new_id()
    chats.append(chat, "lib", "Why?", ANSWER, ("a.md", "b, c.md"))
    (turn,) = chats.turns(chat)
    chats.judge(turn.id, "down")
    assert chats.sources(chat) == ("a.md", "b, c.md")
    assert chats.turns(chat)[0].feedback == "down"


def test_learners_have_conversations_of_their_own_under_the_same_id_too(kept: Path | str) -> None:
    ada, grace, chat = Chats(kept, "ada"), Chats(kept, "grace"), new_id()
    ada.append(chat, "lib", "Why?", ANSWER, ("a.md",))
    assert (grace.turns(chat), grace.sources(chat), grace.listed("lib"), grace.listed("lib", "why")) == (
        [],
        None,
        [],
        [],
    )
    (turn,) = ada.turns(chat)
    for change in (
        lambda: grace.rename(chat, "Mine"),
        lambda: grace.pin(chat, pinned=True),
        lambda: grace.ask_only(chat, ["b.md"]),
        lambda: grace.judge(turn.id, "down"),
        lambda: grace.delete(chat),
    ):
        change()
    assert ada.listed("lib") == [Chat(chat, "Why?", turn.asked_at)]
    assert (ada.turns(chat), ada.sources(chat)) == ([turn], ("a.md",))
    grace.append(chat, "lib", "How?", ANSWER)
    assert [one.question for one in ada.turns(chat)] == ["Why?"]
    assert [one.question for one in grace.turns(chat)] == ["How?"]


@pytest.mark.parametrize("words", ["100%", "a_b", "wow!"])
def test_signs_that_patterns_are_made_of_are_searched_as_they_stand(kept: Path | str, words: str) -> None:
    chats, one, other = Chats(kept), new_id(), new_id()
    chats.append(one, "lib", f"Is it {words} so?", ANSWER)
    chats.append(other, "lib", "Is it 100 axb wow so?", ANSWER)
    assert [chat.id for chat in chats.listed("lib", words)] == [one]


def test_a_sign_that_a_database_cannot_hold_is_let_go(kept: Path | str) -> None:
    chats, chat = Chats(kept), new_id()
    chats.append(chat, "lib", "Why\0so?", Answer("Why\0so?", (Claim("Be\0cause.", (CITED,)),)))
    assert chats.turns(chat)[0].answer.claims[0].text == "Be\0cause."
    assert [one.title for one in chats.listed("lib", "be cause\0")] == ["Why so?"]


def test_conversations_of_the_edition_before_are_their_learners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, chat, other = tmp_path / "chats.db", new_id(), new_id()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(FIRST + SECOND)
        for id, pinned, gone in ((chat, 1, None), (other, 0, "2026-01-04T00:00:00+00:00")):
            kept = (
                id,
                "lib",
                "Why?",
                "2026-01-02T00:00:00+00:00",
                "2026-01-03T00:00:00+00:00",
                pinned,
                gone,
                '["a.md"]',
            )
            connection.execute("INSERT INTO chat VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kept)
            turn = (id, "2026-01-03T00:00:00+00:00", "Why?", json.dumps(to_json(ANSWER)), "why? because words.", "up")
            connection.execute(
                "INSERT INTO turn(chat_id, asked_at, question, answer, words, feedback) VALUES (?, ?, ?, ?, ?, ?)", turn
            )
    monkeypatch.setenv("QUOTEWISE_LEARNER", "Ada")
    assert Chats(file, "oidc-1").listed("lib") == []  # whoever signs in first is not whose they were
    ada = Chats(file, "Ada")
    assert ada.listed("lib", "because") == [Chat(chat, "Why?", "2026-01-03T00:00:00+00:00", pinned=True)]
    assert [(one.answer, one.feedback) for one in ada.turns(chat)] == [(ANSWER, "up")]
    assert ada.sources(chat) == ("a.md",)
    ada.restore(other)
    assert len(ada.turns(other)) == 1


def test_conversations_of_the_first_edition_are_taken_over(tmp_path: Path) -> None:
    file, chat = tmp_path / "chats.db", new_id()
    with closing(sqlite3.connect(file)) as kept, kept:
        kept.executescript(FIRST)
        kept.execute("INSERT INTO chat VALUES (?, 'lib', 'Why?', '2026-01-02T00:00:00+00:00')", (chat,))
        turn = (
            "INSERT INTO turn(chat_id, asked_at, question, answer) VALUES (?, '2026-01-03T00:00:00+00:00', 'Why?', ?)"
        )
        kept.executemany(turn, [(chat, json.dumps(to_json(ANSWER))), (chat, "{}")])
    chats = Chats(file)
    assert chats.listed("lib", "because") == [Chat(chat, "Why?", "2026-01-03T00:00:00+00:00")]
    with closing(sqlite3.connect(file)) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (VERSION,)


@pytest.mark.parametrize("made", ["torn", "foreign", "newer"])
def test_a_file_that_cannot_be_used_is_left_as_it_is_and_told_with_a_remedy(tmp_path: Path, made: str) -> None:
    file = tmp_path / "chats.db"
    if made == "torn":
        file.write_bytes(b"SQLite format 3\0" + bytes(range(200)) * 20)
    else:
        with closing(sqlite3.connect(file)) as kept, kept:
            kept.execute("CREATE TABLE recipe(name TEXT)")
            if made == "newer":
                kept.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                kept.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with pytest.raises(ChatsError, match="move that file away"):
        Chats(file).append(new_id(), "lib", "Why?", ANSWER)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("asked_at", "listed_under"),
    [("2026-06-11", "Today"), ("2026-06-10", "Yesterday"), ("2026-06-05", "This week"), ("2026-06-04", "June"),
     ("2026-02-01", "February"), ("2025-12-31", "December 2025")],
)  # fmt: skip
def test_conversations_are_listed_by_day(asked_at: str, listed_under: str) -> None:
    assert group(Chat("id", "Why?", f"{asked_at}T12:00:00"), date(2026, 6, 11)) == listed_under
    assert group(Chat("id", "Why?", asked_at, pinned=True), date(2026, 6, 11)) == "Pinned"


def test_nothing_is_written_before_something_is_asked(tmp_path: Path) -> None:
    assert Chats(tmp_path / "chats.db").turns(new_id()) == []
    assert not list(tmp_path.iterdir())


def test_only_ids_of_ours_are_ids() -> None:
    assert is_id(new_id())
    assert not is_id("1; DROP TABLE chat")


def test_an_export_numbers_its_sources() -> None:
    written = to_markdown([Turn("Why?", ANSWER, "2026-01-01")])
    assert "- Because words. [1]" in written
    assert "[1] a.md, page 2 · H > I" in written


@pytest.mark.parametrize("written", [{"claims": 3}, {**to_json(ANSWER), "reason": "of_tomorrow"}])
def test_an_answer_of_another_edition_does_not_break_its_conversation(
    tmp_path: Path, written: dict[str, object]
) -> None:
    chats, chat = Chats(tmp_path / "chats.db"), new_id()
    chats.append(chat, "lib", "Why?", ANSWER)
    chats.append(chat, "lib", "And why?", ANSWER)
    with closing(sqlite3.connect(chats.place)) as connection, connection:
        connection.execute("UPDATE turn SET answer = ? WHERE question = 'Why?'", (json.dumps(written),))
    unreadable, other = chats.turns(chat)
    assert "another edition" in str(unreadable.answer.trouble)
    assert other.answer == ANSWER

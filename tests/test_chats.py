"""Conversations outlive the process."""

from pathlib import Path

from quotewise.assistant import Answer, Citation, Claim, Usage, Withheld
from quotewise.index import Hit, Place
from quotewise.ui.page.chats import Chats, Turn, is_id, new_id
from quotewise.ui.page.export import to_markdown
from quotewise.ui.page.record import rebuild, to_answer, to_json
from quotewise.ui.page.wording import UNTOLD, draw_up

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
    assert draw_up(claim, whose=True) == '<p class="qw-claim">Because words.</p>'
    assert to_answer({**written, "model": None}).claims[0] == Claim("Because words.", (CITED,))


def test_turns_are_kept_in_order_under_the_first_question(tmp_path: Path) -> None:
    chats, chat = Chats(tmp_path / "data" / "chats.db"), new_id()
    chats.append(chat, "lib", "Why?", ANSWER)
    chats.append(chat, "lib", "And then?", Answer("And then?", reason="not_in_notes"))
    again = Chats(tmp_path / "data" / "chats.db")
    assert [turn.question for turn in again.turns(chat)] == ["Why?", "And then?"]
    assert again.turns(chat)[0].answer == ANSWER
    assert [known.title for known in again.recent("lib")] == ["Why?"]
    assert again.recent("another library") == []


def test_a_conversation_that_is_deleted_takes_its_turns_along(tmp_path: Path) -> None:
    chats, chat = Chats(tmp_path / "chats.db"), new_id()
    chats.append(chat, "lib", "Why?", ANSWER)
    chats.delete(chat)
    assert chats.turns(chat) == []
    assert chats.recent("lib") == []


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

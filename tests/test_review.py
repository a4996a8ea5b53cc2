"""`quotewise review`: cards and questions, listed, asked on a terminal, answered by JSON lines, each kept at once."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import contract_schemas as contract
import pytest
from click.testing import Result
from desk import Desk
from printed import complaint, held, held_lines
from questions import cited, every_kind

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.cards import NAME as CARDS
from quotewise.assistant.study.cards import cards_of, find_cards
from quotewise.assistant.study.log import StudyLog
from quotewise.index import Library
from quotewise.index.progress import Event
from quotewise.ui import quiz_round
from quotewise.ui.learner import progress_of
from quotewise.ui.review_round import ask_due
from quotewise.ui.reviewing import open_desk

Quotewise = Callable[..., Result]
NOTE = """# Birds of the coast

## Waders

- **Dunlin**: a small wader that probes the mud for worms.
- **Sanderling**: a pale wader that runs ahead of the waves.

## Gulls

- **Kittiwake**: a gull that nests on narrow ledges of cliffs.
- **Fulmar**: a grey tubenose that spits oil at whoever comes near.
"""
DECK = "#separator:tab\nWhat do puffins eat?\tSand eels above all, carried crosswise in the bill.\n"
QUOTE = "a gull that nests on narrow ledges of cliffs"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def folder(home: Path, quotewise: Quotewise) -> Path:
    (home / "notes").mkdir()
    (home / "notes/birds.md").write_text(NOTE)
    (home / "notes/deck.txt").write_text(DECK)
    assert quotewise("ingest", home / "notes", "--library", home / "library").exit_code == 0
    return home / "library"


@pytest.fixture
def bank(folder: Path) -> list[Question]:
    with Library.open(folder) as library:
        kept = every_kind(Claim(QUOTE, (cited(library, "birds.md", QUOTE),)))
        Bank.of(library).keep(kept)
    return kept


def due(quotewise: Quotewise, folder: Path, *words: object) -> Any:
    return held(quotewise("review", "--json", "--library", folder, *words), contract.REVIEW)


def test_a_card_is_a_term_of_the_notes_with_their_own_words(desk: Desk) -> None:
    desk.write("birds.md", NOTE)
    desk.write("deck.txt", DECK)
    desk.ingest()
    cards = find_cards(desk.library)
    assert {card.front for card in cards} == {"Dunlin", "Sanderling", "Kittiwake", "Fulmar", "What do puffins eat?"}
    for card in cards:
        (citation,) = card.back.citations
        assert desk.library.original(citation.source)[citation.start : citation.end] == citation.quote
        assert card.back.words == "notes"
    assert find_cards(desk.library) == cards


def test_a_term_that_stands_in_two_places_is_asked_with_its_heading(desk: Desk) -> None:
    twice = NOTE.replace("- **Fulmar**: a grey", "- **Dunlin**: a nickname that sailors gave the grey")
    desk.write("birds.md", twice)
    desk.ingest()
    fronts = [card.front for card in find_cards(desk.library)]
    assert {"Dunlin (Waders)", "Dunlin (Gulls)"} <= set(fronts)


def test_cards_keep_their_ids_in_another_library_and_when_their_note_is_read_again(desk: Desk, tmp_path: Path) -> None:
    desk.write("birds.md", NOTE)
    desk.ingest()
    ids = {card.front: card.id for card in cards_of(desk.library)}
    assert (desk.folder / CARDS).exists()
    desk.write("birds.md", NOTE.replace("of worms", "of worms and snails"))
    desk.ingest()
    assert {card.front: card.id for card in cards_of(desk.library)} == ids
    other = Desk(tmp_path / "other")
    other.write("renamed.md", NOTE)
    other.ingest()
    assert {card.front: card.id for card in find_cards(other.library)} == ids
    other.library.close()


def test_cards_kept_are_those_of_the_notes_of_today(desk: Desk) -> None:
    desk.write("birds.md", NOTE)
    desk.ingest()
    assert cards_of(desk.library) == find_cards(desk.library) == cards_of(desk.library)
    desk.write("birds.md", NOTE.replace("Fulmar", "Storm petrel"))
    desk.ingest()
    assert "Storm petrel" in {card.front for card in cards_of(desk.library)}
    (desk.folder / CARDS).write_text("{}")
    assert cards_of(desk.library) == find_cards(desk.library)


def test_without_an_exam_day_all_is_due_and_how_to_set_one_is_said(
    quotewise: Quotewise, folder: Path, bank: list[Question]
) -> None:
    found = due(quotewise, folder)
    assert len(found["due"]) == len(bank) + 5
    assert {one["type"] for one in found["due"]} == {"card", "question"}
    assert all(one["new"] and one["recall_now"] == 0 for one in found["due"])
    assert (found["exam_day"], found["expected_recall"], found["needed_a_day"]) == (None, None, None)
    assert any("exam choose" in line for line in found["remarks"])
    assert {one["type"] for one in due(quotewise, folder, "--cards")["due"]} == {"card"}
    assert {one["type"] for one in due(quotewise, folder, "--questions")["due"]} == {"question"}
    assert len(due(quotewise, folder, "-n", 2)["due"]) == 2


@pytest.mark.parametrize(
    ("days", "says"), [(0, "The exam is today"), (1, "The exam is tomorrow"), (30, "in 30 days"), (-3, "has passed")]
)
def test_the_exams_day_is_reckoned_with_and_said(quotewise: Quotewise, folder: Path, days: int, says: str) -> None:
    day = date.today() + timedelta(days)
    assert quotewise("exam", "choose", "MLA-C02", "--date", day, "--library", folder).exit_code == 0
    assert says in quotewise("review", "--library", folder).stderr
    found = due(quotewise, folder)
    assert found["exam_day"] == str(day)
    assert all(load["day"] < str(day) for load in found["load"]) or days < 0
    assert (found["expected_recall"] is None) == (days < 0)


def test_what_cannot_fit_is_said_with_what_would(quotewise: Quotewise, folder: Path, bank: list[Question]) -> None:
    day = date.today() + timedelta(20)
    quotewise("exam", "choose", "MLA-C02", "--date", day, "--library", folder)
    tight, wide = (due(quotewise, folder, "--minutes", minutes) for minutes in (1, 300))
    assert all(words in tight["warning"] for words in ("more minutes", "fewer items", "later date"))
    assert tight["expected_recall"] < wide["expected_recall"]
    assert wide["warning"] is None


def test_an_empty_library_says_what_to_do(quotewise: Quotewise, home: Path) -> None:
    (home / "empty").mkdir()
    quotewise("ingest", home / "empty", "--library", home / "library")
    result = quotewise("review", "--library", home / "library")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "quotewise ingest" in result.stderr
    assert due(quotewise, home / "library")["due"] == []


def batch(quotewise: Quotewise, folder: Path, *lines: Any, learner: str = "me") -> list[Any]:
    sent = "".join(f"{json.dumps(line)}\n" for line in lines)
    words = ("review", "--batch", "-", "--learner", learner, "--library", folder)
    return held_lines(quotewise(*words, stdin=sent), contract.REVIEWED)


def test_a_batch_keeps_every_kind_of_answer_once(quotewise: Quotewise, folder: Path, bank: list[Question]) -> None:
    shown = due(quotewise, folder)["due"]
    lines = [
        {"id": one["id"], "grade": "good"}
        if one["type"] == "card"
        else {"id": one["id"], "answer": one["answer"][:1] if one["kind"] == "cloze" else one["answer"]}
        for one in shown
    ]
    replies = batch(quotewise, folder, *lines)
    assert [reply["id"] for reply in replies] == [line["id"] for line in lines]
    assert all(reply["kept"] and reply.get("correct", True) for reply in replies)
    assert not any(reply["kept"] for reply in batch(quotewise, folder, *lines))
    answers = progress_of().events("answer")
    assert {event.body["where"] for event in answers} == {"review"}
    assert (len(answers), len(progress_of().events("card"))) == (len(bank), 5)
    assert due(quotewise, folder)["due"] == []


def test_a_bad_line_is_refused_and_the_rest_goes_on(quotewise: Quotewise, folder: Path, bank: list[Question]) -> None:
    (card, *_) = [one["id"] for one in due(quotewise, folder, "--cards")["due"]]
    ids = {one.kind: one.id for one in bank}
    bad = [
        {"id": "nobody", "grade": "good"},
        {"id": card, "grade": "perfect"},
        {"id": card, "grade": ["good"]},
        {"id": ids["single"], "answer": ["Z"]},
        {"id": ids["single"], "answer": "A"},
        {"id": ids["multiple"], "answer": ["A", "A"]},
        {"id": ids["matching"], "answer": ["shard"]},
        {"id": ids["matching"], "answer": [["shard"]]},
        {"id": ids["matching"], "answer": [["shard", ["one"]]]},
        {"id": ids["ordering"], "answer": ["serve"]},
        {"id": ids["single"], "answer": ["A"], "confidence": "very"},
        {"id": ids["single"], "answer": ["A"], "seconds": "long"},
        {"grade": "good"},
    ]
    replies = batch(quotewise, folder, *bad, {"id": card, "grade": "easy"})
    assert ["error" in reply for reply in replies] == [True] * len(bad) + [False]
    assert len(progress_of().events()) == 1


def test_three_learners_do_not_meet(quotewise: Quotewise, folder: Path) -> None:
    ids = [one["id"] for one in due(quotewise, folder)["due"]]
    for count, learner in enumerate(("Ann", "Bo", "Cy"), start=1):
        batch(quotewise, folder, *({"id": id, "grade": "good"} for id in ids[:count]), learner=learner)
    left = [len(due(quotewise, folder, "--learner", learner)["due"]) for learner in ("Ann", "Bo", "Cy", "me")]
    assert left == [4, 3, 2, 5]


def test_more_than_the_days_share_is_asked_where_it_is_wished_for(quotewise: Quotewise, folder: Path) -> None:
    quotewise("exam", "choose", "MLA-C02", "--date", date.today() + timedelta(60), "--library", folder)
    (first, *rest) = due(quotewise, folder)["due"]
    assert rest == []  # one a day does
    batch(quotewise, folder, {"id": first["id"], "grade": "good"})
    assert due(quotewise, folder)["due"] == []
    more = due(quotewise, folder, "-n", 3)["due"]
    assert len(more) == 3
    assert first["id"] not in {one["id"] for one in more}


def test_a_card_whose_note_changed_is_due_at_once_with_what_it_was(quotewise: Quotewise, folder: Path) -> None:
    ids = {one["front"]: one["id"] for one in due(quotewise, folder)["due"]}
    batch(quotewise, folder, *({"id": id, "grade": "easy"} for id in ids.values()))
    note = folder.parent / "notes/birds.md"
    note.write_text(NOTE.replace("probes the mud", "stabs the mud"))
    quotewise("ingest", note.parent, "--library", folder)
    (card,) = due(quotewise, folder)["due"]
    assert card["front"] == "Dunlin"
    assert "probes" in card["changed"]["was"]
    assert "stabs" in card["back"]["text"]
    assert (card["new"], card["recall_now"]) == (False, 0)


def test_a_card_that_another_library_words_otherwise_does_not_begin_anew(quotewise: Quotewise, folder: Path) -> None:
    card = next(item for item in due(quotewise, folder)["due"] if item.get("front") == "Dunlin")
    batch(quotewise, folder, {"id": card["id"], "grade": "good"})
    body = {"front": "Dunlin", "back": "a wader of another book", "citations": [], "grade": "again", "seconds": 1}
    progress_of().append(Event("card", body, "s", card["id"], "another library"))
    with Library.open(folder) as library:
        item = open_desk(library, StudyLog(progress_of(), library.uuid)).items[card["id"]]
    assert item.was is None
    assert item.memory is not None
    assert item.memory.stability > 2  # as after "good" alone


def test_changed_cards_are_no_more_than_the_minutes_hold(quotewise: Quotewise, folder: Path) -> None:
    for item in due(quotewise, folder)["due"]:
        batch(quotewise, folder, {"id": item["id"], "grade": "good"})
    (folder.parent / "notes/birds.md").write_text(NOTE.replace(":", ": yes,"))
    assert quotewise("ingest", folder.parent / "notes", "--library", folder).exit_code == 0
    changed = [item for item in due(quotewise, folder)["due"] if item["changed"]]
    assert len(changed) > 2
    held_today = len(due(quotewise, folder, "--minutes", 1)["due"])
    assert held_today < len(changed)


@pytest.mark.parametrize("seconds", [0.0, 8.0])
def test_a_time_that_nobody_took_is_none(quotewise: Quotewise, folder: Path, seconds: float) -> None:
    for number in range(6):
        body = {"front": "a", "back": "b", "citations": [], "grade": "good", "seconds": seconds}
        progress_of().append(Event("card", body, "s", f"c{number}"))
    with Library.open(folder) as library:
        desk = open_desk(library, StudyLog(progress_of(), library.uuid))
    assert desk.seconds == (seconds or 20.0)


def test_what_is_gone_from_notes_and_bank_is_left_out_and_said(
    quotewise: Quotewise, folder: Path, bank: list[Question]
) -> None:
    shown = due(quotewise, folder)["due"]
    batch(quotewise, folder, *({"id": one["id"], "grade": "good"} for one in shown if one["type"] == "card"))
    batch(quotewise, folder, {"id": bank[0].id, "answer": ["A"]})
    quotewise("forget", "birds.md", "--library", folder)
    remarks = " ".join(due(quotewise, folder)["remarks"])
    assert f"{len(bank)} questions are left out" in remarks
    assert "4 items reviewed before are left out" in remarks
    (folder / "questions.jsonl").unlink()
    emptied = due(quotewise, folder)
    assert "5 items reviewed before are left out" in " ".join(emptied["remarks"])
    assert emptied["due"] == []


def test_a_clock_set_back_is_said(quotewise: Quotewise, folder: Path) -> None:
    (card, *_) = due(quotewise, folder)["due"]
    body = {"front": card["front"], "back": card["back"]["text"], "grade": "good", "seconds": 3}
    event = Event("card", body, about=card["id"])
    later = Event("card", body, about=card["id"], at=event.at + timedelta(40))
    progress_of().append(event, later)
    assert any("check the clock" in line for line in due(quotewise, folder)["remarks"])


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def type_in(*lines: str) -> None:
        left: Iterator[str] = iter(lines)
        monkeypatch.setattr(quiz_round.click, "prompt", lambda *_, **__: next(left))

    return type_in


def test_on_a_terminal_cards_turn_and_questions_are_asked_and_leaving_loses_nothing(
    folder: Path, bank: list[Question], typed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    with Library.open(folder) as library:
        log = StudyLog(progress_of(), library.uuid)
        desk = open_desk(library, log)
        cards = [item for item in desk.items.values() if item.kind == "card"]
        cloze = next(item for item in desk.items.values() if isinstance(item.asks, Question) and not item.asks.options)
        typed("", "x", "h", "1 MB", "s", "", "", "", "q")
        ask_due([cards[0], cloze, cards[1], cards[2]], library, log)
    shown = capsys.readouterr().out
    assert "birds.md" in shown or "deck.txt" in shown
    assert "2 of 4 reviewed" in shown
    assert [event.body["grade"] for event in progress_of().events("card")] == ["hard"]
    assert [event.body["where"] for event in progress_of().events("answer")] == ["review"]


def test_too_short_a_log_is_not_fitted(quotewise: Quotewise, folder: Path) -> None:
    result = quotewise("review", "--refit", "--json", "--library", folder)
    assert "Nothing to fit" in result.stderr
    assert progress_of().events("fit") == []


def test_a_fit_is_kept_and_gone_by(quotewise: Quotewise, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quotewise.assistant.study import memory

    (card, *_) = due(quotewise, folder)["due"]
    body = {"front": card["front"], "back": card["back"]["text"], "grade": "again", "seconds": 3}
    start = Event("card", body, about=card["id"]).at
    progress_of().append(*(Event("card", body, about=card["id"], at=start - timedelta(gap)) for gap in (2, 6, 9)))
    before = [one["recall_now"] for one in due(quotewise, folder)["due"]]
    monkeypatch.setattr(memory, "FEWEST", 1)
    sooner = [*memory.DEFAULT_PARAMETERS[:20], 0.8]
    monkeypatch.setattr("fsrs.Optimizer.compute_optimal_parameters", lambda _: sooner)
    quotewise("review", "--refit", "--json", "--library", folder)
    (event,) = progress_of().events("fit")
    assert event.body["parameters"] == sooner
    assert event.body["loss_after"] < event.body["loss_before"]
    assert [one["recall_now"] for one in due(quotewise, folder)["due"]] != before


def test_wrong_use_is_told_in_a_line(quotewise: Quotewise, folder: Path) -> None:
    assert "--minutes" in complaint(quotewise("review", "--minutes", 0, "--library", folder), 2)
    assert "cannot be read" in complaint(quotewise("review", "--batch", folder / "none", "--library", folder), 1)

"""`quotewise plan`: over notes in several languages, remembered by the library, planned again from the answers."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from contract_schemas import PLAN
from icalendar import Calendar
from pottery import POTTERY
from printed import complaint, held
from questions import cited, single

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.blueprint import read_blueprint
from quotewise.assistant.study.reading import readings
from quotewise.index import Library
from quotewise.index.progress import Event
from quotewise.ingest.words import reading_length
from quotewise.ui.learner import study_log

Quotewise = Callable[..., Result]
SOON = date.today() + timedelta(days=30)
POTS = read_blueprint(POTTERY, "pots")
KILN = "A kiln is heated slowly, for a pot that is fired too fast will crack."
WHEEL = "Clay is wedged before it is thrown on a wheel, so that no air is left in it."
HEAT = (
    "The kiln cools slowly behind its bricks. A glaze of ash and salt melts at a high temperature and runs down. "
    "A cone of clay bends in the kiln when it is hot enough. Slip under the glaze gives it a colour. "
    "Too much salt in the fire makes a skin like that of an orange on every pot of the kiln."
)
HANDS = (
    "A vessel is built by hand from coils of clay that are pressed together. Slabs of clay are rolled flat and cut. "
    "On the wheel the clay is centred with both hands, opened, and drawn up to a wall. A vessel dries in the shade "
    "for a week, and until then a handle of wet clay can be joined to it."
)
ASCHE = "Die Glasur aus Asche und Salz schmilzt im Ofen bei hoher Temperatur, und der Brennofen kühlt dann langsam ab."
NOTES = {
    "pots.md": f"# Pots\n\n## Kilns\n\n{KILN} {HEAT}\n\n## Throwing\n\n{WHEEL} {HANDS}\n",
    "ton.md": f"# Ton\n\n## Glasur\n\n{ASCHE}\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of notes on pottery; nobody has answered anything."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "notes").mkdir()
    for name, words in NOTES.items():
        (tmp_path / "notes" / name).write_text(words)
    (tmp_path / "pots.toml").write_text(POTTERY)
    with Library.open(tmp_path / "lib", create=True) as library:
        library.ingest([tmp_path / "notes"])
    return tmp_path / "lib"


@pytest.fixture
def planned(folder: Path, quotewise: Quotewise) -> Path:
    pots = folder.parent / "pots.toml"
    assert quotewise("plan", "--exam", pots, "--date", SOON, "--hours", 3, "--library", folder).exit_code == 0
    return folder


def line_at(note: str, place: int) -> int:
    return note[:place].count("\n") + 1


def answer(folder: Path, source: str, quote: str, given: str, seconds: float = 60.0) -> None:
    with Library.open(folder) as library:
        question = single(quote, Claim(quote, (cited(library, source, quote),)), domain="Clay")
        study_log(library.uuid).answer(str(uuid.uuid4()), question, (given,), "sure", seconds)


def test_the_plan_is_json_of_its_shape_and_remembered(planned: Path, quotewise: Quotewise) -> None:
    first = held(quotewise("plan", "--json", "--library", planned), PLAN)
    assert (first["exam"], first["date"]) == ("POT-1", str(SOON))
    assert sum(one["minutes"] for one in first["sessions"] if one["day"] < f"{date.today() + timedelta(7)}") <= 2 * 180
    changed = quotewise("plan", "--days", "sat,Sunday", "--at", "7:30", "--json", "--library", planned)
    assert {one["start"] for one in held(changed, PLAN)["sessions"]} <= {"07:30", "08:40"}
    again = held(quotewise("plan", "--json", "--library", planned), PLAN)
    assert again == held(changed, PLAN)
    assert {date.fromisoformat(one["day"]).weekday() for one in again["sessions"]} == {5, 6}


def test_every_place_to_read_is_where_it_says(planned: Path, quotewise: Quotewise) -> None:
    made = held(quotewise("plan", "--json", "--library", planned), PLAN)
    places = [place for one in made["sessions"] for step in one["steps"] for place in step["reading"]]
    assert {place["source"] for place in places} == set(NOTES)
    for place in places:
        note = NOTES[place["source"]]
        assert (place["line"], place["last"]) == (line_at(note, place["start"]), line_at(note, place["end"] - 1))
        assert note[place["start"] : place["end"]].strip()


def test_a_terminal_shows_phases_this_week_and_a_line_a_later_week(planned: Path, quotewise: Quotewise) -> None:
    shown = quotewise("plan", "--library", planned).stdout
    assert f"POT-1 on {SOON:%a %d %b %Y}" in shown
    assert "quotewise quiz --domain" in shown
    assert sum(line.startswith("from ") for line in shown.splitlines()) >= 3


def test_notes_are_told_their_domain_and_their_length_in_any_language(folder: Path) -> None:
    with Library.open(folder) as library:
        found = readings(library, POTS, [])
    headings = {name: {one.heading for one in places} for name, places in found.items()}
    assert headings == {"Clay": {"Pots > Throwing"}, "Fire": {"Pots > Kilns", "Ton > Glasur"}}
    assert reading_length("Die Glasur schmilzt") == 3
    assert reading_length("釉薬は灰と塩から作る") == 7.5
    assert reading_length("เตาเผา") == pytest.approx(6 / 4)
    assert reading_length("도자기를 굽는다") == 2


def test_a_note_answered_wrongly_is_read_first_and_one_answered_rightly_no_more(
    planned: Path, quotewise: Quotewise
) -> None:
    answer(planned, "pots.md", WHEEL, "B")
    answer(planned, "pots.md", KILN, "A")
    with Library.open(planned) as library:
        found = readings(library, POTS, study_log(library.uuid).answers())
    told = {one.heading: one.standing for domain in found.values() for one in domain}
    assert (told["Pots > Throwing"], told["Pots > Kilns"]) == ("wrong", "right")
    shown = quotewise("plan", "--library", planned).stdout
    assert "Throwing (pots.md, lines 7 to 9), answered wrongly" in shown
    assert "Kilns" not in shown


def test_what_was_studied_today_is_taken_off(planned: Path, quotewise: Quotewise) -> None:
    for number in range(30):
        answer(planned, "pots.md", WHEEL, "B" if number else "A", 9_999)  # ten minutes of each count
    made = held(quotewise("plan", "--json", "--library", planned), PLAN)
    sunday = date.today() + timedelta(6 - date.today().weekday())
    assert not [one for one in made["sessions"] if date.fromisoformat(one["day"]) <= sunday]


def test_an_answer_dated_after_today_is_told_and_not_counted(planned: Path, quotewise: Quotewise) -> None:
    before = held(quotewise("plan", "--json", "--library", planned), PLAN)
    with Library.open(planned) as library:
        log = study_log(library.uuid)
    log.progress.append(Event("card", {"seconds": 500, "grade": "good"}, at=datetime.now(UTC) + timedelta(3)))
    again = quotewise("plan", "--json", "--library", planned)
    assert "check the clock" in again.stderr
    assert held(again, PLAN) == before


def test_commands_go_to_the_library_and_the_learner_that_were_named(planned: Path, quotewise: Quotewise) -> None:
    made = held(quotewise("plan", "--json", "--library", planned, "--learner", "Ada B"), PLAN)
    commands = [step["command"] for session in made["sessions"] for step in session["steps"] if step["command"]]
    assert commands
    assert all(command.endswith(f" --library {planned} --learner 'Ada B'") for command in commands)
    assert "--learner" not in quotewise("plan", "--library", planned).stdout


def test_the_plan_is_written_over_an_earlier_one_and_over_nothing_else(
    planned: Path, quotewise: Quotewise, tmp_path: Path
) -> None:
    ics, note = tmp_path / "plan.ics", tmp_path / "notes/pots.md"
    for _ in range(2):
        assert quotewise("plan", "--out", ics, "--library", planned).stderr.endswith(f"written to {ics}\n")
    sessions = held(quotewise("plan", "--json", "--library", planned), PLAN)["sessions"]
    assert len(Calendar.from_ical(ics.read_bytes()).walk("VEVENT")) == len(sessions) + 1
    assert quotewise("plan", "--out", tmp_path / "plan.md", "--library", planned).exit_code == 0
    for file in (note, planned / "plan.md"):
        refused = quotewise("plan", "--out", file, "--library", planned)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "name another file" in refused.stderr
    assert note.read_text() == NOTES["pots.md"]
    assert not (planned / "plan.md").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--hours", "0.2"], "--hours"),
        (["--hours", "61"], "--hours"),
        (["--hours", "nan"], "--hours"),
        (["--session", "10"], "--session"),
        (["--session", "241"], "--session"),
        (["--days", "mon,someday"], "--days"),
        (["--at", "25:00"], "--at"),
        (["--date", "tomorrow"], "--date"),
        (["--out", "plan.txt"], "--out"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(
    planned: Path, quotewise: Quotewise, words: list[str], said: str
) -> None:
    assert said in complaint(quotewise("plan", *words, "--library", planned), 2)


def test_an_exam_a_day_or_a_future_that_is_missing_is_told_with_the_remedy(folder: Path, quotewise: Quotewise) -> None:
    assert "--exam NAME" in complaint(quotewise("plan", "--library", folder), 1)
    quotewise("exam", "choose", folder.parent / "pots.toml", "--library", folder)
    assert "--date" in complaint(quotewise("plan", "--library", folder), 1)
    gone = date.today() - timedelta(1)
    assert "has passed" in complaint(quotewise("plan", "--date", gone, "--library", folder), 1)
    assert quotewise("plan", "--date", SOON, "--library", folder).exit_code == 0
    today = json.loads(quotewise("plan", "--date", date.today(), "--json", "--library", folder).stdout)
    assert (today["sessions"], "today" in today["remarks"][0]) == ([], True)

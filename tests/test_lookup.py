"""Citation look-up: what the notes say for a sentence, and what against it."""

import json
from pathlib import Path

import contract_schemas as contract
import pytest
from conftest import Quotewise
from desk import Desk
from printed import held, held_lines

from quotewise.assistant import Lookup, look_up

LOOKUP = contract.exactly(
    id=contract.ID,
    text=contract.TEXT,
    verdict={"enum": ["supported", "contradicted", "mixed", "not_found"]},
    citations=contract.list_of(
        {
            **contract.CITATION,
            "properties": {**contract.CITATION["properties"], "stance": {"enum": ["for", "against"]}},
            "required": [*contract.CITATION["required"], "stance"],
        }
    ),
)
BEES = """# Bees

- A queen lays up to 2,000 eggs a day in May
- Drones have no sting
- The waggle dance shows direction and distance of a meadow
- Smoke calms the bees before the hive is opened

Myth: Bees die after every sting.
Reality: Only workers that sting mammals die, for their barb stays in the skin.
"""
OLD = "Old leaflet\n\nA queen lays up to 1,500 eggs a day in May.\n"


@pytest.fixture
def bees(desk: Desk) -> Desk:
    desk.write("bees.md", BEES)
    desk.ingest()
    return desk


def stances(looked: Lookup) -> list[str]:
    return [finding.stance for finding in looked.citations]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Drones have no sting.", "supported"),
        ("A queen lays at most 2000 eggs per day in May.", "supported"),
        ("A queen lays up to 200 eggs a day in May.", "contradicted"),
        ("A queen lays up to 2,000 eggs an hour in May.", "contradicted"),
        ("Drones have a sting.", "contradicted"),
        ("Smoke calms the bees after the hive is opened.", "contradicted"),
        ("Bees die after every sting.", "contradicted"),
        ("Drones have no sting, and a queen lays up to 300 eggs a day in May.", "mixed"),
        ("Drones have no sting, and they were first described in Delft.", "not_found"),
        ("Wax melts at 62 degrees.", "not_found"),
        ("", "not_found"),
    ],
)
def test_a_sentence_is_held_against_the_notes(bees: Desk, text: str, verdict: str) -> None:
    looked = look_up(bees.library, text)
    assert looked.verdict == verdict
    assert (looked.verdict == "not_found") == (looked.citations == ())
    for finding in looked.citations:
        cited = finding.citation
        assert bees.library.original(cited.source)[cited.start : cited.end] == cited.quote


def test_notes_that_disagree_speak_for_and_against(bees: Desk) -> None:
    bees.write("leaflet.txt", OLD)
    bees.ingest()
    looked = look_up(bees.library, "A queen lays up to 2,000 eggs a day in May.")
    assert (looked.verdict, stances(looked)) == ("mixed", ["for", "against"])
    assert looked.citations[1].citation.source == "leaflet.txt"
    assert look_up(bees.library, looked.text, source="bees.*").verdict == "supported"


def test_a_myth_speaks_against_what_it_says_with_its_correction(bees: Desk) -> None:
    (finding,) = look_up(bees.library, "Bees die after every sting.").citations
    assert finding.stance == "against"
    assert "Reality:" in finding.citation.quote


def test_an_empty_library_finds_nothing(desk: Desk) -> None:
    assert look_up(desk.library, "Drones have no sting.") == Lookup("Drones have no sting.", "not_found")


def test_cite_prints_the_contract_and_reads_batches_of_texts(quotewise: Quotewise, tmp_path: Path) -> None:
    (tmp_path / "bees.md").write_text(BEES)
    library = tmp_path / "library"
    assert quotewise("ingest", tmp_path / "bees.md", "--library", library).exit_code == 0
    printed = held(quotewise("cite", "Drones have no sting.", "--library", library, "--json"), LOOKUP)
    assert printed["verdict"] == "supported"
    lines = [{"id": 1, "text": "Drones have a sting."}, {"id": "b", "question": "Drones have no sting."}, {"id": 3}]
    result = quotewise(
        "cite", "--batch", "-", "--library", library, stdin="\n".join(json.dumps(line) for line in lines)
    )
    first, second, third = held_lines(result, LOOKUP)
    assert (first["id"], first["verdict"], second["verdict"]) == (1, "contradicted", "supported")
    assert "error" in third
    assert result.exit_code == 1
    shown = quotewise("cite", "Drones have a sting.", "--library", library)
    assert "Your notes say otherwise." in shown.stdout
    assert "against" in shown.stdout

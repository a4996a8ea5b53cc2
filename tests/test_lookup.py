"""Citation look-up: what the notes say for a sentence, and what against it."""

import json
from collections.abc import Sequence
from pathlib import Path

import contract_schemas as contract
import pytest
from conftest import Quotewise
from desk import Desk
from printed import held, held_lines

from quotewise.assistant import Lookup, look_up
from quotewise.assistant.gate.reader import Item, Reading

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
    nearest=contract.list_of(contract.PASSAGE, maxItems=3),
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
    shown = quotewise("cite", "Wax melts at 62 degrees.", "--library", library)
    assert "Your notes do not say." in shown.stdout
    assert "The nearest passages:" in shown.stdout


PORTS = """# Doors of the hive server

| Door | Protocol | Carried over |
|---|---|---|
| 21 | FTP - File Transfer Protocol | TCP |
| 990 | FTP Secure (FTPS) | TLS |
| 6900 | hive-gateway | UDP |

## Brood frames

- up to 40 frames in one box
- need no foundation; the queen lays on them at once
- Warré frame: 20 cm deep, cut from pine; has no wire

## Honey frames

- Week 6: final check of the frames
- A comb keeps its honey without losing water, and water stays out
"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("FTPS uses door 990.", "supported"),
        ("FTPS uses door 21.", "contradicted"),  # FTP is a part of its name, and not its name
        ("FTP uses door 21.", "supported"),
        ("The hive-gateway listens on door 6900.", "supported"),
        ("The hive-gateway listens on door 80.", "contradicted"),
        ("The hive-gateway listens on door 6900, over UDP.", "supported"),
        ("Door 990 carries mail.", "not_found"),
        ("Brood frames need no foundation.", "supported"),
        ("Brood frames need a foundation.", "contradicted"),
        ("Honey frames need a foundation.", "not_found"),  # what is said of the neighbour
        ("Drones need no foundation.", "not_found"),
        ("A Warré frame measures 20 cm deep.", "supported"),
        ("A Warré frame measures 30 cm deep.", "contradicted"),
        ("A Warré frame has wire.", "contradicted"),
        ("Week 10: final check of the frames.", "not_found"),  # a number that tells which is no value
        ("Water stays out of a comb.", "not_found"),
        ("A comb keeps its honey, and water stays out.", "not_found"),  # half of it leaves out what it is denied of
        ("Brood frames need no foundation and the hive-gateway listens on door 80.", "not_found"),
    ],
)
def test_a_row_a_term_and_an_item_are_statements_of_their_own_subject(desk: Desk, text: str, verdict: str) -> None:
    desk.write("ports.md", PORTS)
    desk.ingest()
    assert look_up(desk.library, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("In Talheim wird kein Imkerschein verlangt.", "supported"),
        ("Im Talheim wird ein Imkerschein verlangt.", "contradicted"),
        ("In Bergheim wird kein Imkerschein verlangt.", "not_found"),
        ("Ein Volk wird vor dem Winter gewogen.", "supported"),
        ("Ein Volk wird nach dem Winter gewogen.", "contradicted"),
        ("Die Waage kostet 300 Euro.", "contradicted"),
    ],
)
def test_german_denials_numbers_and_opposites_are_known(desk: Desk, text: str, verdict: str) -> None:
    desk.write(
        "recht.md",
        "# Imkerrecht\n\n## Talheim\n\n- es wird kein Imkerschein verlangt\n- ein Volk wird vor dem Winter gewogen\n"
        "- die Waage kostet 200 Euro\n\n## Bergheim\n\n- nahe am Recht von Talheim\n",
    )
    desk.ingest()
    assert look_up(desk.library, text).verdict == verdict


def test_nothing_is_denied_where_the_languages_denials_are_not_known(desk: Desk) -> None:
    desk.write(
        "mehil\u00e4iset.md",
        "# Kuhnurit\n\nKuhnurilla ei ole pistint\u00e4 lainkaan.\n\nPes\u00e4 painaa 40 kg talvella.\n",
    )
    desk.ingest()
    assert look_up(desk.library, "Kuhnurilla ei ole pistint\u00e4 lainkaan.").verdict == "supported"
    assert look_up(desk.library, "Kuhnurilla ole pistint\u00e4 lainkaan.").verdict == "not_found"
    assert look_up(desk.library, "Pes\u00e4 painaa 60 kg talvella.").verdict == "not_found"


def test_a_passage_that_is_said_again_with_another_number_speaks_against(desk: Desk) -> None:
    kept = "- a box holds 10 frames, whatever their wood\n- lids are of tin\n- floors have a mesh against mites\n"
    desk.write("boxes.md", f"# Langstroth boxes\n\n{kept}")
    desk.write("recap.md", f"# Recap\n\n{kept.replace('10', '8')}")
    desk.ingest()
    assert look_up(desk.library, "A Langstroth box holds 10 frames.").verdict == "mixed"


def test_what_is_not_found_comes_with_the_passages_to_read(bees: Desk) -> None:
    looked = look_up(bees.library, "Smoke makes the bees sleepy.")
    assert looked.verdict == "not_found"
    assert "Smoke calms the bees" in looked.nearest[0].text
    assert look_up(bees.library, "Drones have no sting.").nearest == ()


class Yes:
    """A second reader that says yes to whatever holds a word, and keeps what it was asked."""

    name = version = "yes"

    def __init__(self, to: str) -> None:
        self.to, self.asked = to, list[Item]()

    def read(self, items: Sequence[Item]) -> Reading:
        self.asked += items
        return Reading(tuple(self.to in item.passage for item in items))


def test_a_second_reader_finds_what_the_rules_leave_open_and_denies_nothing(bees: Desk) -> None:
    text = "Beekeepers soothe a colony with smoke."
    assert look_up(bees.library, text).verdict == "not_found"
    looked = look_up(bees.library, text, reader=Yes("Smoke"))
    assert looked.verdict == "supported"
    assert looked.nearest == ()
    assert looked.citations[0].citation.quote == "- Smoke calms the bees before the hive is opened"
    assert look_up(bees.library, text, reader=Yes("bears")).verdict == "not_found"
    asked = Yes("sting")
    assert look_up(bees.library, "Drones have a sting.", reader=asked).verdict == "contradicted"
    assert asked.asked == []


KITCHEN = """# Bakery handbook

## Sourdough

- Starter: flour and water, fed every 12 hours
- Rye dough does not need kneading
- Salt is added after the autolyse
- The starter must be kept below 8 degrees overnight, unless it is fed daily

## Brioche

- needs no starter

| Bread | Rest | Code |
|---|---|---|
| Ciabatta | 3 hours | CB1 |
| Baguette | 2 hours | BG2 |

BRC - British Retail Consortium
: audits the bakery once a year

HACCP: hazard analysis. HACCPS: software that stores the records.

Workers shape the loaves and apprentices sweep the floor.

The scale sends its readings to the till, the mixer does not.
"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Rye dough needs no kneading.", "supported"),
        ("Rye dough needs kneading.", "contradicted"),
        ("Salt is added before the autolyse.", "contradicted"),
        ("Brioche needs a starter.", "contradicted"),
        ("Sourdough needs no starter.", "not_found"),
        ("Ciabatta rests for 3 hours.", "supported"),
        ("Ciabatta rests for 2 hours.", "contradicted"),
        ("The code of the ciabatta is BG2.", "not_found"),  # what a column holds elsewhere
        ("The BRC audits the bakery once a year.", "supported"),
        ("HACCP is software that stores the records.", "contradicted"),  # a name in the place of another
        ("Workers sweep the floor.", "not_found"),  # the subject of what is joined is its own
        ("Apprentices sweep the floor.", "supported"),
        ("The scale sends its readings from the till.", "contradicted"),
        ("The starter must be kept below 8 degrees overnight.", "not_found"),  # its condition is left out
        ("The mixer sends its readings to the till.", "not_found"),
    ],
)
def test_subjects_conditions_and_directions_are_kept(desk: Desk, text: str, verdict: str) -> None:
    desk.write("kitchen.md", KITCHEN)
    desk.ingest()
    assert look_up(desk.library, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("La p\u00e2te de seigle a besoin de p\u00e9trissage.", "contradicted"),
        ("Le sel est ajout\u00e9 apr\u00e8s l'autolyse.", "supported"),
        ("Le sel est ajout\u00e9 avant l'autolyse.", "contradicted"),
        ("Les apprentis touchent le four.", "contradicted"),
        ("Les ma\u00eetres ne touchent jamais le four.", "not_found"),
        ("Los aprendices no tocan nunca el horno.", "supported"),
        ("La harina integral absorbe menos agua que la harina blanca.", "contradicted"),
        ("La sal se a\u00f1ade despu\u00e9s del amasado.", "not_found"),
    ],
)
def test_french_and_spanish_are_known_as_german_is(desk: Desk, text: str, verdict: str) -> None:
    desk.write(
        "levain.md",
        "# Levain\n\n- La p\u00e2te de seigle n'a pas besoin de p\u00e9trissage\n"
        "- Le sel est ajout\u00e9 apr\u00e8s l'autolyse\n"
        "\nLes apprentis ne touchent jamais le four.\n",
    )
    desk.write(
        "masa.md",
        "# Masa madre\n\n- La harina integral absorbe m\u00e1s agua que la harina blanca\n"
        "- La sal se a\u00f1ade despu\u00e9s de la aut\u00f3lisis\n\nLos aprendices nunca tocan el horno.\n",
    )
    desk.ingest()
    assert look_up(desk.library, text).verdict == verdict


GARDEN = """# Garden weather station

| Sensor | Protocol | Pin | Range |
|---|---|---|---|
| Soil probe | SDI | 4 | 60 m |
| Rain gauge | SDIX | 7 | 20 m |
| Wind vane | UART | 9 | 5 m |
"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The soil probe uses SDI.", "supported"),
        ("The soil probe uses SDIX.", "not_found"),  # a part of a name is not the name
        ("The wind vane has a range of 5 m.", "supported"),
        ("The wind vane has a range of 20 m.", "contradicted"),
        ("The rain gauge has a range of 5 m.", "contradicted"),
        ("\u041f\u043e\u0447\u0432\u0435\u043d\u043d\u044b\u0439 \u0434\u0430\u0442\u0447\u0438\u043a.", "not_found"),
        ("\u98a8\u5411\u8a08\u306e\u7bc4\u56f2\u306f20\u30e1\u30fc\u30c8\u30eb\u3067\u3059\u3002", "not_found"),
    ],
)
def test_a_note_of_one_table_is_read_row_by_row(desk: Desk, text: str, verdict: str) -> None:
    desk.write("station.md", GARDEN)
    desk.ingest()
    assert look_up(desk.library, text).verdict == verdict


KILN = """# Pottery kiln

- Glaze is applied after the biscuit firing
- KMS: measures the heat with cones. KMC: closes the lid by motor.
- Thick walls dry slowly in winter
- The door opens automatically below 80 degrees
"""
OFEN = "# Ofen\n\n- Glasur wird nach dem Schr\u00fchbrand aufgetragen\n- Dicke W\u00e4nde trocknen langsam\n"
FOUR = (
    "# Four\n\n- L'\u00e9mail est appliqu\u00e9 apr\u00e8s la premi\u00e8re cuisson\n"
    "- La porte reste ferm\u00e9e la nuit\n"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The glaze is applied after the biscuit firing.", "supported"),
        ("The glaze is applied before the biscuit firing.", "contradicted"),
        ("KMC closes the lid by motor.", "supported"),
        ("KMS closes the lid by motor.", "contradicted"),  # the one acronym for the other
        ("Thick walls dry slowly.", "supported"),
        ("Thin walls dry slowly in winter.", "contradicted"),
        ("The door opens manually below 80 degrees.", "contradicted"),
        ("The lid opens automatically below 80 degrees.", "not_found"),  # another thing, no name
        ("Die Glasur wird nach dem Schr\u00fchbrand aufgetragen.", "supported"),
        ("Die Glasur wird vor dem Schr\u00fchbrand aufgetragen.", "contradicted"),
        ("Dicke W\u00e4nde trocknen schnell.", "contradicted"),
        ("D\u00fcnner Ton trocknet langsam.", "not_found"),
        ("L'\u00e9mail est appliqu\u00e9 apr\u00e8s la premi\u00e8re cuisson.", "supported"),
        ("L'\u00e9mail est appliqu\u00e9 avant la premi\u00e8re cuisson.", "contradicted"),
        ("La porte reste ouverte la nuit.", "contradicted"),
    ],
)
def test_opposites_swapped_names_and_rewordings_in_three_languages(desk: Desk, text: str, verdict: str) -> None:
    for name, note in (("kiln.md", KILN), ("ofen.md", OFEN), ("four.md", FOUR)):
        desk.write(name, note)
    desk.ingest()
    assert look_up(desk.library, text).verdict == verdict

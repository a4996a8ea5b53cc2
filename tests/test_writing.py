"""Questions written from the notes alone: what stands side by side in them is asked about, in any language."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from letter_encoder import LetterEncoder

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.build import leaks
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.writers.choices import ask_choices, ask_uses
from quotewise.assistant.practice.writers.context import WriterContext
from quotewise.assistant.practice.writers.lists import order_steps
from quotewise.assistant.practice.writers.terms import genus, is_short_for, is_term
from quotewise.assistant.practice.writing import read_view, write_questions
from quotewise.index import Library

SAMPLE = Path(__file__).parents[1] / "eval" / "sample"
RUBRIC = SAMPLE.parent / "practice_rubric.md"
KINDS = {"single", "multiple", "true_false", "cloze", "matching", "ordering", "scenario"}

ENGLISH = """# Bakery

## Ovens

- Deck oven: bakes bread on a hot stone floor
- Rack oven - rolls whole trolleys of trays into a hot chamber
- **Convection oven**: moves hot air around with a strong fan
- Tunnel oven \u2013 carries loaves through heat on a slow belt
- steam oven: blows water vapour over the crust while baking

## Choice of an oven

Need a thick crust? -> Deck oven
Many trays at the same time? -> Rack oven
Thin pastry without turning? -> Convection oven
An endless line of equal loaves? -> Tunnel oven

## Steps of a dough

1. Weigh the flour
2. Knead the dough
3. Let the dough rest
4. Shape the loaves

## Include

Include
- methods used to cheat

Example: a baker sells forty rolls each morning
Example: a mill grinds two sacks of rye
Example: an inn orders ninety pretzels a day
"""
TABLE = """| Flour | Grain | Gluten | Rises | Best for |
|---|---|---|---|---|
| Type 405 | wheat | high | fast | cakes and light pastry |
| Type 1050 | wheat | high | slowly | dark farmhouse loaves |
| Type 997 | rye | low | slowly | sour mixed bread |
| Type 630 | spelt | high | fast | crisp morning rolls |
| Type 1150 | rye | low | fast | heavy pumpernickel |
"""
GERMAN = """# Begriffe

Anfechtung: rückwirkende Vernichtung einer fehlerhaften Erklärung
Verjährung: der Schuldner darf die Leistung dauerhaft verweigern
Vollmacht: durch Erklärung erteilte Befugnis zur Vertretung
Bürgschaft: Versprechen, für fremde Schulden einzustehen
Abtretung: Übertragung einer Forderung auf einen neuen Gläubiger

Die strukturelle Neuverschuldung darf nicht mehr als 0,35% des BIP pro Jahr betragen.
"""
SPANISH = """# Planificación

- Turnaround time: es el tiempo que la tarea tarda en completarse desde que llega.
- Carga de trabajo: las tareas que un sistema tiene que llevar a cabo.
- Previsibilidad: baja varianza en los tiempos de respuesta.
- Costo del cambio: las pérdidas al pasar de un proceso a otro.
- Inanición: la falta de progreso por carecer de recursos.
- Rendimiento: la cantidad de trabajos terminados por unidad de tiempo.
"""
JAPANESE = """# 障害回復

- ロールフォワード\uff1a媒体の障害のあとで更新後ログから復元する。
- ロールバック\uff1a途中で失敗した取引を開始前の状態に戻す。
- チェックポイント\uff1aメモリの内容をディスクに書き出す時点。
- デッドロック\uff1a互いに相手の解放を待ち続けて止まる。
- 共有ロック\uff1a読むだけの利用者が同時に使うことを許す。
"""


@pytest.fixture
def noted(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """A library of notes given as texts."""
    opened: list[Library] = []

    def make(*texts: str) -> Library:
        notes = tmp_path / f"notes{len(opened)}"
        notes.mkdir()
        for number, text in enumerate(texts):
            (notes / f"n{number}.md").write_text(text, encoding="utf-8")
        library = Library.open(tmp_path / f"lib{len(opened)}", encoder=LetterEncoder(), create=True)
        library.ingest([notes])
        opened.append(library)
        return library

    yield make
    for library in opened:
        library.close()


def desk_of(library: Library) -> WriterContext:
    return WriterContext(library, read_view(library), 1)


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as library:
        yield library


@pytest.fixture(scope="module")
def drafts(library: Library) -> list[Question]:
    return list(islice(write_questions(library, seed=3), 120))


def words_of(question: Question) -> str:
    sides = [side for pair in question.pairs for side in pair]
    return " ".join([question.stem, *question.options.values(), *question.answer, *question.items, *sides])


def test_the_sample_notes_give_every_kind_and_all_that_is_asked_for(drafts: list[Question]) -> None:
    assert len(drafts) >= 60
    assert {question.kind for question in drafts} >= KINDS - {"multiple", "ordering", "true_false"}


def test_every_quote_stands_in_the_notes_at_its_place(drafts: list[Question], library: Library) -> None:
    for question in drafts:
        assert question.rationale.citations
        for cited in question.citations:
            assert library.original(cited.source)[cited.start : cited.end] == cited.quote
            assert cited.quote.strip()


def test_the_key_stands_first_and_every_wrong_option_has_a_reason_of_its_own(drafts: list[Question]) -> None:
    for question in drafts:
        if question.options and question.kind != "true_false":
            assert question.answer == tuple("AB"[: len(question.answer)])
            assert set(question.why_not) == set(question.wrong)
            assert len({claim.text for claim in question.why_not.values()}) == len(question.wrong)
            folded = [text.casefold() for text in question.options.values()]
            assert len(set(folded)) == len(folded)


def test_a_key_repeats_no_word_of_the_stem_that_no_wrong_option_has(drafts: list[Question]) -> None:
    for question in drafts:
        if question.kind in ("single", "scenario", "multiple"):
            keys = [question.options[letter] for letter in question.answer]
            assert not leaks(question.stem, keys, [question.options[letter] for letter in question.wrong])


def test_stems_stand_alone(drafts: list[Question]) -> None:
    for question in drafts:
        assert question.stem.endswith(("?", ".", "!")), question.stem
        assert not re.search(r"[|`*]|\[\]|^>|\b(?:this|above|below)\b", question.stem), question.stem


def test_pairs_and_steps_are_what_is_shown(drafts: list[Question]) -> None:
    for question in drafts:
        if question.kind == "matching":
            assert sorted(question.left) == sorted(left for left, _ in question.pairs)
            assert sorted(question.right) == sorted(right for _, right in question.pairs)
            assert len(set(question.right)) == len(question.pairs)
        if question.kind == "ordering":
            assert sorted(question.items) == sorted(question.answer)
            assert question.items != question.answer
        if question.kind == "cloze":
            assert question.stem.count("____") == 1


def test_the_same_seed_writes_the_same_questions_and_a_question_has_one_id(library: Library) -> None:
    one, again = (list(islice(write_questions(library, seed=5), 12)) for _ in range(2))
    assert one == again
    other = list(islice(write_questions(library, seed=6), 12))
    assert [question.stem for question in other] != [question.stem for question in one]
    shared = {question.stem for question in one} & {question.stem for question in other}
    ids = [{question.stem: question.id for question in some if question.stem in shared} for some in (one, other)]
    assert ids[0].keys() == ids[1].keys()


def test_a_topic_and_a_source_narrow_what_is_asked(library: Library) -> None:
    about = list(islice(write_questions(library, seed=3, topic="parquet"), 3))
    assert about
    assert all("parquet" in str(question).lower() for question in about)
    asked = islice(write_questions(library, seed=3, source="deploy*"), 10)
    assert {cited.source for question in asked for cited in question.citations} == {"deployment.md"}


def test_no_stem_is_asked_twice_of_the_same_key(drafts: list[Question]) -> None:
    asked = Counter(question.id for question in drafts)
    assert [number for number in asked.values() if number > 1] == []


def test_terms_are_read_however_they_are_set_off(noted: Callable[..., Library]) -> None:
    view = read_view(noted(ENGLISH))
    terms = {fact.term for group in view.siblings if group.form == "meaning" for fact in group.facts}
    assert terms >= {"Deck oven", "Rack oven", "Convection oven", "Tunnel oven", "steam oven"}
    assert not terms & {"Include", "Example"}


def test_decision_lines_become_scenarios_among_themselves(noted: Callable[..., Library]) -> None:
    scenarios = [question for question in write_questions(noted(ENGLISH), seed=1) if question.kind == "scenario"]
    ovens = {"Deck oven", "Rack oven", "Convection oven", "Tunnel oven"}
    assert {question.options["A"] for question in scenarios} == ovens
    thick = next(question for question in scenarios if "thick crust" in question.stem)
    assert thick.options["A"] == "Deck oven"
    assert all(thick.options[letter] in claim.text for letter, claim in thick.why_not.items())


def choices(library: Library) -> list[Question]:
    return list(ask_choices(desk_of(library)))


def test_an_exception_is_ruled_out_in_the_stem_and_what_to_take_in_it_has_a_case_of_its_own(
    noted: Callable[..., Library],
) -> None:
    library = noted(
        """# Yeasts

## Choice of a yeast

- Use fresh yeast when the dough is baked today, unless the shop is closed (then dry yeast)
- Use wild yeast when sour crumb is wanted, unless guests come early
- Use baking powder when nobody can wait
- Use beer yeast when malt flavour matters
"""
    )
    cases = {
        fact.meaning: fact.term
        for group in read_view(library).siblings
        if group.form == "choice"
        for fact in group.facts
    }
    assert cases["the shop is closed"] == "dry yeast"
    wild = next(question for question in choices(library) if question.options["A"] == "Wild yeast")
    assert "the exception \u201cguests come early\u201d does not apply" in wild.stem
    assert "unless" not in wild.stem
    assert "unless guests come early" in wild.rationale.text
    reasons = [claim.text.casefold() for claim in wild.why_not.values()]
    assert len(set(reasons)) == len(reasons) == len(wild.options) - 1


@pytest.mark.parametrize(
    "lines",
    [
        "The flour is only sifted at noon -> cannot be weighed before\nNo timer was ever set -> the loaves are burnt\n"
        "Two ovens run all night -> the bill is high\nA baker falls ill again -> everybody works longer",
        "Case 1: the dough is far too wet -> flour\nCase 2: the dough is far too dry -> water\n"
        "Case 3: the dough is far too flat -> yeast\nCase 4: the dough is far too pale -> malt",
        "Use rye for loaves, spelt for rolls, and malt for colour\nUse salt for taste and sugar for crust\n"
        "Use seeds for bite and oil for crumb\nUse bran for fibre and milk for shine",
        "R1 -.Carry them on demand.-> Cellar\nR2 -.Carry them on demand.-> Attic\nR3 -.Carry them by hand.-> Shed",
    ],
    ids=["consequences", "numbered cases", "several at once", "edges of a drawing"],
)
def test_what_chooses_nothing_is_no_decision(lines: str, noted: Callable[..., Library]) -> None:
    assert choices(noted(f"# Bakery\n\n## Flours\n\n{lines}\n")) == []


TWO_KINDS = """# Bakery

Choice of a flour:
Fast bread without waiting? -> Cake meal (white)
Dark farmhouse loaves? -> Rye meal
Flat bread with bite? -> Durum

Choice of a shelf:
Warm loaves from the oven? -> Wire rack
Cakes with a cream filling? -> Cold cabinet
Rolls for the morning? -> Bread box
"""


def test_wrong_options_are_chosen_under_the_same_line_which_the_stem_names(noted: Callable[..., Library]) -> None:
    asked = choices(noted(TWO_KINDS))
    flours, shelves = {"Cake meal", "Rye meal", "Durum"}, {"Wire rack", "Cold cabinet", "Bread box"}
    assert {question.options["A"] for question in asked} == flours | shelves
    for question in asked:
        assert set(question.options.values()) in (flours, shelves)
        assert question.stem.startswith(
            "Choice of a flour" if "Durum" in question.options.values() else "Choice of a shelf"
        )


def test_an_alternative_behind_brackets_is_not_cut_off(noted: Callable[..., Library]) -> None:
    library = noted(TWO_KINDS.replace("Cake meal (white)", "Cake meal (white) or pizza meal (strong)"))
    assert "Cake meal or pizza meal" in {question.options["A"] for question in choices(library)}


def test_no_wrong_option_is_taken_in_one_of_the_cases_that_are_asked_for(noted: Callable[..., Library]) -> None:
    library = noted(
        """# Bakery

Choice of an oven:
Loaves in bulk, night work? -> Tunnel oven
Night work, few bakers? -> Rack oven
Crisp bottoms, open flame? -> Deck oven
Thin pastry, no turning? -> Fan oven
"""
    )
    night = [question for question in choices(library) if question.options["A"] in ("Tunnel oven", "Rack oven")]
    assert len(night) == 2
    assert all(not {"Tunnel oven", "Rack oven"} <= set(question.options.values()) for question in night)


def test_a_table_that_says_whether_needs_are_met_names_nothing_to_take(noted: Callable[..., Library]) -> None:
    library = noted(
        """# Ovens

| Requirement | Deck oven | Rack oven |
|---|---|---|
| many trays | no | yes |
| thick crust | full heat | little |
| steam inside | built in | hose needed |
| night work | timer | clock |
| small kitchen | fits well | too big |
"""
    )
    assert list(ask_uses(desk_of(library))) == []


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ("# Loaves\n\nBaking: weigh -> knead -> rest -> bake\n", ["Baking"]),
        (
            "\u713c\u304d\u65b9\uff1a\u8a08\u91cf\u2192\u6df7\u5408\u2192\u767a\u9175\u2192\u713c\u6210\n",
            ["\u713c\u304d\u65b9"],
        ),
        ("# Loaves\n\nWater: X \u2192 Y \u21d2 XZ \u2192 YZ\n", []),
        ("# Steps\n\n1. Weigh the flour\n2. Knead the dough\n3. Let the dough rest\n", []),
    ],
    ids=["one line", "label in another script", "formula", "steps of nothing"],
)
def test_steps_are_ordered_where_it_is_said_of_what(note: str, asked: list[str], noted: Callable[..., Library]) -> None:
    questions = list(order_steps(desk_of(noted(note))))
    assert [question.topic for question in questions] == asked
    assert all(question.stem.startswith(question.topic) and len(question.items) == 4 for question in questions)


def test_a_numbered_procedure_is_put_in_order(noted: Callable[..., Library]) -> None:
    (order,) = (question for question in write_questions(noted(ENGLISH), seed=1) if question.kind == "ordering")
    assert order.answer == ("Weigh the flour", "Knead the dough", "Let the dough rest", "Shape the loaves")


def test_each_property_of_a_row_is_needed_and_each_wrong_row_fails_one_that_is_cited(
    noted: Callable[..., Library],
) -> None:
    library = noted(TABLE)
    (grid,) = desk_of(library).view.grids
    cells = {record.name: dict(zip(grid.columns, record.cells, strict=True)) for record in grid.records}
    asked = [
        question
        for question in write_questions(library, seed=1)
        if "all of these belong to" in question.stem and question.options
    ]
    assert asked
    for question in asked:
        named = re.findall(r"(\w+): (\w+)", question.stem.partition("belong to: ")[2])
        wanted = {column.capitalize(): cell for column, cell in named}
        fitting = [name for name, row in cells.items() if all(row[column] == cell for column, cell in wanted.items())]
        assert fitting == [question.options["A"]]
        for column in wanted:
            rest = {other: cell for other, cell in wanted.items() if other != column}
            assert sum(all(row[other] == cell for other, cell in rest.items()) for row in cells.values()) > 1
        for letter in question.wrong:
            failed = [column for column, cell in wanted.items() if cells[question.options[letter]][column] != cell]
            assert any(column in question.why_not[letter].text for column in failed)


def test_a_table_alone_is_enough(noted: Callable[..., Library]) -> None:
    kinds = {question.kind for question in write_questions(noted(TABLE), seed=1)}
    assert kinds >= {"scenario", "matching"}


@pytest.mark.parametrize(
    ("text", "never"),
    [
        (GERMAN, r"\b(?:which|what|the|match|of)\b"),
        (SPANISH, r"\b(?:which|what|is|the|match|of)\b"),
        (JAPANESE, r"\b(?:which|what|is|the|match|of)\b"),
    ],
)
def test_no_english_is_put_around_other_languages(text: str, never: str, noted: Callable[..., Library]) -> None:
    written = list(write_questions(noted(text), seed=1))
    assert {question.kind for question in written} >= {"single", "cloze", "matching"}
    for question in written:
        assert not re.search(never, f"{words_of(question)} {question.rationale.text}", re.IGNORECASE)


def test_a_decimal_comma_stays_whole(noted: Callable[..., Library]) -> None:
    gaps = [question for question in write_questions(noted(GERMAN), seed=1) if question.kind == "cloze"]
    (limit,) = (question for question in gaps if "Neuverschuldung" in question.stem)
    assert limit.answer == ("0,35%",)


def test_links_quote_marks_and_prices_are_in_no_question(noted: Callable[..., Library]) -> None:
    text = (
        "# Cloud\n\nSmart Cloud offers two notebooks, Workbench and [[Colab]].\n\n"
        "> - Order matters: **a → b → c → d**\n\n"
        "- Small plan: costs 20 dollars for each user every month\n- Big plan: https://example.org/plan and more\n"
    )
    said = " ".join(words_of(question) for question in write_questions(noted(text), seed=1))
    assert not re.search(r"\[\]|\[\[|^>|20 dollars|https", said)


def test_notes_that_hold_too_little_give_nothing_and_say_what_there_was(noted: Callable[..., Library]) -> None:
    library = noted("# Diary\n\nIt rained all day and nobody came.\n")
    assert list(write_questions(library, seed=1)) == []
    assert set(read_view(library).counts().values()) == {0}


@pytest.mark.parametrize(
    ("text", "language", "good"),
    [
        ("Deck oven", "en", True),
        ("lock file", "en", True),
        ("When to use", "en", False),
        ("Example 3", "en", False),
        ("Step 2", "en", False),
        ("Include", "en", False),
        ("the types above", "en", False),
        ("What is a worm?", "en", False),
        ("Beispiel", "de", False),
        ("Verjährung", "de", True),
        ("デッドロック", "ja", True),
        ("例", "ja", False),
    ],
)
def test_what_may_be_the_name_of_something(text: str, language: str, good: bool) -> None:
    assert is_term(text, language) is good


def test_an_abbreviation_is_told_from_what_it_means() -> None:
    assert is_short_for("SPF", "Sender Policy Framework")
    assert not is_short_for("SPF", "lists the servers that may send")


def test_the_questions_that_were_judged_stand_in_the_sample_notes() -> None:
    judged = [json.loads(line) for line in (SAMPLE / "practice_judged.jsonl").read_text().splitlines()]
    points = {line.split("|")[1].strip() for line in RUBRIC.read_text().splitlines() if line.startswith("| ")}
    assert len(judged) >= 30
    assert {fault for question in judged for reader in question["faults"] for fault in reader} <= points
    assert {mark for question in judged for mark in question["scale"]} <= {0, 1, 2, 3}
    for question in judged:
        for cited in question["citations"]:
            if cited["basis"] == "file":
                original = (SAMPLE / "notes" / cited["source"]).read_bytes().decode()
                assert original[cited["start"] : cited["end"]] == cited["quote"]


def test_what_code_is_called_is_a_word_of_its_own(noted: Callable[..., Library]) -> None:
    text = (
        "# Press\n\n"
        "- `Pressfile`: tells how sheets are folded\n- `press look` command: a view of what is done\n"
        "- `press mark` command: shows where the sheet is cut\n"
        "- `press size` command: names how large a page comes out\n"
    )
    found = {fact.term: fact.kind for group in desk_of(noted(text)).view.siblings for fact in group.facts}
    assert found == {"Pressfile": "", "press look": "command", "press mark": "command", "press size": "command"}
    asked = [question.stem for question in write_questions(noted(text), seed=1) if question.kind == "single"]
    assert asked
    assert not any("command a " in stem for stem in asked)


@pytest.mark.parametrize(
    ("meaning", "language", "noun"),
    [
        ("clustering algorithm that groups points", "en", "algorithm"),
        ("algorithm measuring distance", "en", "algorithm"),
        ("algoritmo supervisado que separa clases", "es", "algoritmo"),
        ("what it is", "en", ""),
    ],
)
def test_what_a_description_calls_its_thing(meaning: str, language: str, noun: str) -> None:
    assert genus(meaning, language) == next(iter(stems(noun)), "")

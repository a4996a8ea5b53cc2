"""What the audit asks of the notes: is a key disputed, what does each option meet and break, why is each wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.reader import Item, Reading
from quotewise.assistant.phrasing import say
from quotewise.assistant.practice.audit.audit import audit
from quotewise.assistant.practice.audit.constraint import Constraint, clauses, find_constraints, standing
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.option_words import is_form, own_words
from quotewise.assistant.practice.question import Question
from quotewise.assistant.unit import units
from quotewise.index import Library
from quotewise.index.lookup import every_hit

NOTES = {
    "ovens.md": """# Ovens

The deck oven bakes rye bread on stone.

The tunnel oven requires you to lay a gas line to the street.

The steam oven bakes rolls with a thin crust.

The brick oven bakes pizza in two minutes.
""",
    "kilns.md": """# Kilns

The raku kiln cools pots in the open air.

Trap: "The salt kiln glazes pots without salt."
Truth: The salt kiln glazes pots with salt.

The wood kiln burns for three days.
""",
    "more kilns.md": """# Kilns, again

The wood kiln does not burn for three days.
""",
}
STEM = (
    "The bread is a rye bread that bakes on stone. The baker does not want to lay a gas line to the street. "
    "Customers like the shop. Which oven should the baker buy?"
)


@dataclass
class Clerk:
    """A second reader that finds what it is told to, and remembers what it was asked."""

    yes: bool
    asked: list[Item] = field(default_factory=list)
    name: str = "clerk"
    version: str = "1"

    def read(self, items: Sequence[Item]) -> Reading:
        self.asked += items
        return Reading(tuple(self.yes for _ in items), cost=0.5)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("audited")
    (folder / "notes").mkdir()
    for name, text in NOTES.items():
        (folder / "notes" / name).write_text(text)
    with Library.open(folder / "library", create=True) as library:
        library.ingest([folder / "notes"])
        yield library


def line(library: Library, words: str) -> Claim:
    """The line of the notes that holds these words, in its own words."""
    unit = next(unit for hit in every_hit(library) for unit in units(hit) if words in unit.text)
    return Claim(say(unit), (cite(unit.hit, unit.start, unit.end),))


def asked(library: Library, key: str = "A", stem: str = STEM) -> Question:
    options = {"A": "Deck oven", "B": "Tunnel oven", "C": "Steam oven", "D": "Brick oven"}
    said = {letter: line(library, f"{text.lower()} ") for letter, text in options.items()}
    reasons = {letter: said[letter] for letter in options if letter != key}
    return Question("q", "scenario", stem, said[key], (key,), options, reasons)


def flaws(question: Question, library: Library) -> set[str]:
    return set(audit([question], library, seed=0).flaws)


def test_each_clause_is_met_or_broken_by_the_options_the_notes_speak_of(library: Library) -> None:
    found = find_constraints(asked(library), Evidence(library))
    told = {one.text: {letter: bearing.stance for letter, bearing in one.bearings.items()} for one in found}
    assert told["The bread is a rye bread that bakes on stone"] == {"A": "met"}
    assert told["The baker does not want to lay a gas line to the street"] == {"B": "broken"}
    assert [one.text for one in found if one.is_decoration] == ["Customers like the shop"]
    assert standing(found, "A") > 0 > standing(found, "B")
    for one in found:
        for bearing in one.bearings.values():
            cited = bearing.citation
            assert library.original(cited.source)[cited.start : cited.end] == cited.quote


def test_a_question_is_kept_and_its_decoration_told(library: Library) -> None:
    found = audit([asked(library)], library, seed=0)
    assert found.flaws == {}
    assert found.decoration == {"q": ("Customers like the shop",)}


def test_a_key_that_breaks_a_constraint_or_is_outdone_is_dropped(library: Library) -> None:
    assert flaws(asked(library, "B"), library) >= {"broken_constraint"}
    assert flaws(asked(library, "C"), library) >= {"broken_constraint"}
    turned = STEM.replace("does not want", "wants").replace("a rye bread that bakes on stone", "soft")
    assert flaws(asked(library, "A", turned), library) != set()


def test_clauses_begin_where_a_stop_or_a_joining_word_stands() -> None:
    assert clauses("The shop is small, the floor is old and the baker works alone.", "en") == [
        "The shop is small",
        "the floor is old",
        "the baker works alone",
    ]
    assert Constraint("x", {}, ("A", "B")).is_decoration


def said(library: Library, statement: str, key: str, words: str) -> Question:
    options = {"A": "True", "B": "False"}
    return Question("t", "true_false", f"True or false: {statement}", line(library, words), (key,), options)


def test_a_statement_that_another_note_denies_is_disputed(library: Library) -> None:
    assert "disputed" in flaws(said(library, "The wood kiln burns for three days.", "A", "kiln burns for"), library)
    assert flaws(said(library, "The raku kiln cools pots in the open air.", "A", "raku"), library) == set()


def test_a_statement_called_false_that_a_note_bears_out_is_dropped(library: Library) -> None:
    assert flaws(said(library, "The raku kiln cools pots in the open air.", "B", "raku"), library) != set()


def test_a_myth_that_the_notes_put_right_disputes_nothing(library: Library) -> None:
    question = said(library, "The salt kiln glazes pots with salt.", "A", "salt kiln")
    assert "disputed" not in flaws(question, library)


def test_no_two_options_have_one_reason_and_one_without_is_told_once(library: Library) -> None:
    question = asked(library)
    same = question.why_not["B"]
    unknown = {**question.options, "D": "Peat oven"}
    found = audit([replace(question, options=unknown, why_not=dict.fromkeys("BCD", same))], library, seed=0)
    if found.kept:
        (kept,) = found.kept
        reasons = {kept.options[letter]: why.text for letter, why in kept.why_not.items()}
        assert reasons["Tunnel oven"] == same.text
        assert reasons["Steam oven"] == "The steam oven bakes rolls with a thin crust."
        assert len(set(reasons.values())) == len(reasons)
        assert ("Peat oven" in kept.options.values()) == ("own against" in kept.unrefuted)


def test_a_paraphrased_key_passes_with_a_reader_that_finds_it(library: Library) -> None:
    question = asked(library)
    worded = replace(question, options={**question.options, "A": "Hearth with a heavy slab"})
    assert flaws(worded, library) & {"wrong_key", "off_notes"}
    clerk = Clerk(yes=True)
    assert not audit([worded], library, seed=0, reader=clerk).flaws.keys() & {"wrong_key", "off_notes"}
    assert any("Hearth with a heavy slab" in item.statement for item in clerk.asked)
    assert audit([worded], library, seed=0, reader=Clerk(yes=False)).flaws.keys() & {"wrong_key", "off_notes"}


def test_the_words_of_an_option_are_those_no_rival_has(library: Library) -> None:
    assert own_words(asked(library)) == {"A": ["deck"], "B": ["tunnel"], "C": ["steam"], "D": ["brick"]}
    assert is_form("convers", "convert")
    assert not is_form("transform", "transport")

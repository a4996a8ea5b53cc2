"""Exam questions answered from notes: with the words that decide, whatever the order of the options or the model."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from scripted_model import ScriptedModel, in_pieces

from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.exam.option_evidence import associate, standardise, tie_options
from quotewise.assistant.exam.pick import read_letters
from quotewise.assistant.exam.solver import Solution, solve
from quotewise.assistant.gate.reader import Item, Reader, Reading
from quotewise.index import Library, LibraryError
from quotewise.index.coverage import Weighed, cover

SECTIONS = {
    "Almond": "The almond tree flowers first of all, while it still freezes in February. It needs no pruning.",
    "Walnut": "The walnut tree poisons the soil around its roots, so that little grows beneath it.",
    "Quince": "The fruit of the quince tree is too hard and sour to eat raw. It is cooked into jelly.",
    "Mulberry": "The mulberry tree is food for silkworms, which eat its leaves.",
    "Pears": "Pears are picked before they are ripe and soften in a cool cellar.",
    "Plums": "Plums carry a white bloom that protects them and wipes off at a touch.",
    "Shed": "The rake lies in the shed beside the ladder, and the scythe hangs above the door.",
    "Pond": "Newts live in the pond from March on. Its water must not be drawn off before autumn.",
    "Compost": "The heap is turned twice a year and watered when it is dry.",
    "Hedge": "The hornbeam hedge is cut in June, once the birds have left their nests.",
    "Bees": "Two hives stand behind the wall. Honey is taken in July.",
    "Paths": "The paths are of gravel and are weeded by hand.",
}
NOTES = "\n\n".join(f"## {title}\n\n{text}" for title, text in SECTIONS.items()) + "\n"
TREES = {"A": "Almond", "B": "Walnut", "C": "Quince", "D": "Mulberry"}


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("garden")
    (folder / "notes").mkdir()
    (folder / "notes/trees.md").write_text(NOTES)
    with Library.open(folder / "library", create=True) as library:
        library.ingest([folder / "notes"])
        yield library


def answered(library: Library, item: ExamItem) -> set[str]:
    return {item.options[letter] for letter in solve(library, item).answer}


def assert_verbatim(solution: Solution) -> None:
    assert solution.citations
    for citation in solution.citations:
        assert NOTES[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "tree"),
    [
        ("Which tree is food for silkworms?", "Mulberry"),
        ("Whose fruit has to be cooked?", "Quince"),
        ("A gardener wants flowers while it still freezes. Which tree does she plant?", "Almond"),
        ("Beneath which tree does little grow?", "Walnut"),
    ],
)
def test_the_option_that_the_notes_tie_to_the_question_is_picked_and_its_sentence_cited(
    garden: Library, question: str, tree: str
) -> None:
    item = ExamItem(question, TREES)
    solution = solve(garden, item)
    assert [TREES[letter] for letter in solution.answer] == [tree]
    assert_verbatim(solution)
    assert tree.lower() in solution.citations[0].quote
    assert solution.scores.keys() == TREES.keys()


def test_the_answer_does_not_depend_on_the_order_of_the_options(garden: Library) -> None:
    for question in ("Which tree is food for silkworms?", "Which tool is the most expensive?"):
        picks = {
            frozenset(answered(garden, ExamItem(question, dict(zip("ABCD", order, strict=True)))))
            for order in itertools.permutations(TREES.values())
        }
        assert len(picks) == 1


def test_an_option_gains_nothing_by_its_length(garden: Library) -> None:
    long = "Quince, which like many another tree of the garden bears fruit, has leaves and roots and grows in the soil"
    assert answered(garden, ExamItem("Which tree is food for silkworms?", {**TREES, "C": long})) == {"Mulberry"}


def test_two_options_are_picked_where_two_are_asked_for(garden: Library) -> None:
    options = {"A": "Cooking it into jelly", "B": "Feeding silkworms with it", "C": "Leaving it hard and raw"}
    item = ExamItem("Which TWO belong to the quince?", options, 2)
    assert solve(garden, item).answer == ("A", "C")


def test_where_the_odd_one_out_is_asked_for_what_the_notes_tell_least_is_picked(garden: Library) -> None:
    options = {"A": "It flowers while it freezes", "B": "It needs no pruning", "C": "It feeds silkworms"}
    item = ExamItem("Which of these is NOT told of the almond tree?", options)
    solution = solve(garden, item)
    assert solution.answer == ("C",)
    assert_verbatim(solution)
    assert any("flowers first" in citation.quote for citation in solution.citations)
    assert solve(garden, replace(item, question="Which of these is told of the almond tree?")).answer != ("C",)


PUMPS = """# Pumps

- Borin
    - Lifts water from a deep well
    - Runs on sunlight
- Calvo
    - Lifts water from a pond
    - Runs on wind
- Dorel
    - Lifts water from a barrel
    - Is worked by hand
"""


def test_of_siblings_in_one_passage_the_one_is_picked_below_which_it_stands(tmp_path: Path) -> None:
    (tmp_path / "pumps.md").write_text(PUMPS)
    (tmp_path / "trees.md").write_text(NOTES)
    pumps = {"A": "Dorel", "B": "Calvo", "C": "Borin"}
    with Library.open(tmp_path / "library", create=True) as library:
        library.ingest([tmp_path / "pumps.md", tmp_path / "trees.md"])
        for question, name in (
            ("Which pump runs on wind?", "Calvo"),
            ("Which pump is worked by hand?", "Dorel"),
            ("Which pump runs on sunlight?", "Borin"),
        ):
            assert answered(library, ExamItem(question, pumps)) == {name}


def test_what_is_cited_has_a_word_of_the_option_picked_and_nothing_else_is_cited(garden: Library) -> None:
    item = ExamItem("Which of these is food for silkworms?", {"A": "Zirconium", "B": "Mulberry leaves"})
    assert [citation.quote for citation in solve(garden, item).citations] == [SECTIONS["Mulberry"]]
    strange = ExamItem("Which tool does the gardener sharpen?", {"A": "Zirconium", "B": "Xylophones"})
    assert solve(garden, strange).citations == ()


def test_a_library_without_passages_is_refused(desk: Desk) -> None:
    with pytest.raises(LibraryError, match='run "quotewise ingest NOTES" first'):
        solve(desk.library, ExamItem("Which tree?", TREES))


def test_without_token_vectors_the_words_still_decide(tmp_path: Path) -> None:
    (tmp_path / "trees.md").write_text(NOTES)
    with Library.open(tmp_path / "library", create=True) as library:
        library.ingest([tmp_path / "trees.md"])
        for file in (tmp_path / "library").glob("tokens-*"):
            file.unlink()
        assert answered(library, ExamItem("Which tree is food for silkworms?", TREES)) == {"Mulberry"}


def test_of_a_large_library_a_part_is_looked_at_that_stands_for_all(desk: Desk) -> None:
    filler = "It stands in the orchard behind the wall and is watered from the well in the middle of each summer week."
    rows = [f"## Row {number}\n\nTree number {number} bears red apples. {filler}" for number in range(400)]
    desk.write("rows.md", "\n\n".join([*rows, "## Medlar\n\nThe medlar is eaten when it has gone soft."]))
    desk.ingest()
    texts = [Weighed("eaten soft", {"eaten": 1.0, "soft": 1.0}), Weighed("medlar", {"medlar": 1.0})]
    whole, part = cover(desk.library, texts), cover(desk.library, texts, most=350)
    assert len(part.contents) < len(whole.contents)
    assert part.stands_for.sum() == pytest.approx(len(whole.contents))
    assert part.coverages[1].words.max() == whole.coverages[1].words.max() == 1
    assert set(part.contents) <= set(whole.contents)


def test_the_tie_is_the_soft_mutual_information_worked_by_hand() -> None:
    ones = np.ones(2, np.float32)
    one, other = np.array([1, -1], np.float32), np.array([-1, 1], np.float32)
    same = math.log((math.e**2 + math.e**-2) / 2) - 2 * math.log((math.e + math.e**-1) / 2)
    assert associate(one, one, ones) == pytest.approx(same)
    assert associate(one, other, ones) == pytest.approx(-2 * math.log((math.e + math.e**-1) / 2))
    assert associate(one, np.zeros(2, np.float32), ones) == pytest.approx(0)
    # A passage that stands for two counts as two.
    twice = associate(np.array([1, 0, 0], np.float32), np.array([2, 1, 1], np.float32), np.ones(3, np.float32))
    weighed = associate(np.array([1, 0], np.float32), np.array([2, 1], np.float32), np.array([1, 2], np.float32))
    assert weighed == pytest.approx(twice)
    assert standardise(np.array([3, 3], np.float32), ones).tolist() == [0, 0]
    assert standardise(np.array([1, 3], np.float32), ones).tolist() == [-1, 1]


def test_each_option_is_tied_to_passages_that_name_it(garden: Library) -> None:
    ties = tie_options(garden, ExamItem("Which tree is food for silkworms?", TREES))
    assert ties["D"].strength == max(tie.strength for tie in ties.values())
    assert all(tie.hits for tie in ties.values())


# What a model makes of it.

ITEM = ExamItem("Which tree is food for silkworms?", TREES)


def letter_of(model: ScriptedModel, text: str) -> str:
    """The letter under which a model was shown an option."""
    shown = str(model.asked[0][-1].content)
    return next(line[0] for line in shown.splitlines() if line.endswith(f". {text}"))


def shown_letters(item: ExamItem) -> Mapping[str, str]:
    return {item.options[old]: new for new, old in zip("ABCD", item.in_fixed_order, strict=True)}


def passage_number(model: ScriptedModel, words: str) -> int:
    passages = str(model.asked[0][-1].content).split("\n\n")
    return next(number for number, passage in enumerate(passages, start=1) if words in passage)


def test_a_models_letters_are_those_it_was_shown_and_its_quotes_pass_the_gate(garden: Library) -> None:
    shown = shown_letters(ITEM)
    first = ScriptedModel(says=[""])
    solve(garden, ITEM, model=first)
    number = passage_number(first, "food for silkworms")
    says = (
        f"ANSWER: {shown['Quince']}\n"
        f'[{number}] The mulberry tree is food for silkworms. | "The mulberry tree is food for silkworms"\n'
        f'[{number}] The mulberry tree costs ten euros. | "The mulberry tree costs ten euros"\n'
    )
    model = ScriptedModel(says=list(in_pieces(says, 7)))
    solution = solve(garden, ITEM, model=model)
    assert letter_of(model, "Quince") == shown["Quince"]
    assert solution.answer == ("C",)  # its pick, right or wrong
    assert solution.model == model.get_name()
    assert [citation.quote for citation in solution.citations] == [SECTIONS["Mulberry"]]
    assert_verbatim(solution)


def test_a_model_is_shown_the_same_whatever_the_order_of_the_options(garden: Library) -> None:
    asked = set()
    for order in itertools.permutations(TREES.values()):
        model = ScriptedModel(says=["I do not know."])
        solve(garden, replace(ITEM, options=dict(zip("ABCD", order, strict=True))), model=model)
        asked.add(str(model.asked[0][-1].content))
    assert len(asked) == 1


@pytest.mark.parametrize("says", ["", "Mulberry, I think.", "ANSWER: Z", "ANSWER: A, B", "ANSWER:"])
def test_where_a_models_pick_cannot_be_read_the_notes_decide(garden: Library, says: str) -> None:
    solution = solve(garden, ITEM, model=ScriptedModel(says=[says]))
    alone = solve(garden, ITEM)
    assert (solution.answer, solution.citations, solution.model) == (alone.answer, alone.citations, None)
    assert solution.trouble == "the model's pick cannot be read: the notes alone decided"


def picked_by(garden: Library, tree: str, line: str, quote: str, reader: Reader | None = None) -> Solution:
    """What comes of a model that picks a tree with one line and quotes the passage on mulberries."""
    first = ScriptedModel(says=[""])
    solve(garden, ITEM, model=first)
    number = passage_number(first, "food for silkworms")
    says = f'ANSWER: {shown_letters(ITEM)[tree]}\n[{number}] {line} | "{quote}"'
    return solve(garden, ITEM, model=ScriptedModel(says=[says]), reader=reader)


def test_a_pick_that_rests_on_no_quote_is_not_taken(garden: Library) -> None:
    for quote in ("it sings at night to the silkworms", "the quince feeds silkworms"):
        solution = picked_by(garden, "Quince", "It feeds them.", quote)
        assert (solution.answer, solution.model) == (("D",), None)
        assert solution.trouble == "the model's pick rests on no quote: the notes alone decided"
        assert_verbatim(solution)


@dataclass
class FixedReader:
    """A second reader that says the same of everything, and keeps what it was asked."""

    says: bool | None
    asked: list[Item] = field(default_factory=list)
    name: str = "fixed"
    version: str = "1"

    def read(self, items: Sequence[Item]) -> Reading:
        self.asked += items
        return Reading(tuple(self.says for _ in items))


@pytest.mark.parametrize(("says", "taken"), [(True, True), (False, False), (None, True)])
def test_a_pick_rests_on_no_quote_that_a_second_reader_finds_to_say_something_else(
    garden: Library, says: bool | None, taken: bool
) -> None:
    reader = FixedReader(says)
    line, quote = "Caterpillars live on what mulberries grow.", "food for silkworms, which eat its leaves"
    solution = picked_by(garden, "Quince", line, quote, reader)
    assert [item.statement for item in reader.asked] == [line]
    assert (solution.answer == ("C",), solution.model is not None) == (taken, taken)
    assert_verbatim(solution)


@pytest.mark.parametrize(
    ("line", "letters"),
    [
        ("ANSWER: B", ("B",)),
        ("Answer: B, D", ("B", "D")),
        ("**Answer:** B and D.", ("B", "D")),
        ("The correct answers are (A), (C)", ("A", "C")),
        ("The right option is C.", ("C",)),
        ("C", ("C",)),
        ("A; B", ("A", "B")),
        ("A tree bears fruit.", ()),
        ("[1] Answers are short.", ()),
        ("Answering is hard.", ()),
        ("", ()),
    ],
)
def test_letters_are_read_where_a_line_names_an_answer(line: str, letters: tuple[str, ...]) -> None:
    assert read_letters(line) == letters

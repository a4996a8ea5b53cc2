"""Faults of a question that its words alone show, each by its name."""

from dataclasses import replace

import pytest

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.practice.audit.audit import is_complete
from quotewise.assistant.practice.audit.flaw import FLAWS, Flaw
from quotewise.assistant.practice.audit.options import option_flaws, range_of, shared_parts
from quotewise.assistant.practice.audit.propositions import answered_by, put_for
from quotewise.assistant.practice.audit.repair import mend
from quotewise.assistant.practice.audit.stem import stem_flaws, stress_negation
from quotewise.assistant.practice.question import Kind, Question

BECAUSE = Claim("A kiln fires clay.", (Citation("pots.md", 0, 18, "A kiln fires clay.", "file"),))
STEM = "Which tool of a pottery fires the dried clay?"
OPTIONS = ("A gas kiln", "A kick wheel", "A glaze brush", "A loop knife")


def ask(stem: str = STEM, *options: str, kind: Kind = "single", answer: str = "A") -> Question:
    shown = dict(zip("ABCDEF", options or OPTIONS, strict=False))
    return Question("7e3f", kind, stem, BECAUSE, answer=tuple(answer), options=shown)


def names(question: Question) -> set[str]:
    return {flaw.name for flaw in (*stem_flaws(question), *option_flaws(question))}


def test_a_sound_question_has_no_fault_of_form() -> None:
    assert names(ask()) == set()


@pytest.mark.parametrize(
    ("flaw", "stem"),
    [
        ("unfocused_stem", "Which of the following statements is true?"),
        ("unfocused_stem", "Clay:"),
        ("ambiguous_stem", "How much of it is there?"),
        ("ambiguous_stem", "Which glaze of the table above melts first?"),
        ("fill_in_stem", "The ____ fires the dried clay."),
        ("negative_stem", "Which of these tools is not used for glazing?"),
        ("double_negative", "Which tool does not cut clay that is not dry?"),
        ("ungrammatical", "Which tool describes a fire the clay in a pottery?"),
        ("debris", "Which tool | fires | the dried clay?"),
        ("grammar_tell", "To fire the dried clay a potter needs an"),
        ("gratuitous_stem", "Ann bought a boat. " * 12 + STEM),
    ],
)
def test_a_bad_stem_is_named(flaw: str, stem: str) -> None:
    options = ("oven of brick", "wheel of iron", "brush of hair", "knife of steel") if flaw == "grammar_tell" else ()
    assert flaw in names(ask(stem, *options))


@pytest.mark.parametrize(
    ("flaw", "options"),
    [
        ("all_of_the_above", ("A gas kiln", "A kick wheel", "A glaze brush", "All of the above")),
        ("none_of_the_above", ("A gas kiln", "A kick wheel", "A glaze brush", "None of these")),
        ("complex_options", ("A gas kiln", "A kick wheel", "A glaze brush", "Both A and B")),
        ("repeated_option", ("A gas kiln", "A kick wheel", "The kick wheels", "A loop knife")),
        ("vague", ("A gas kiln", "A kick wheel", "Usually a brush", "A loop knife")),
        ("debris", ("A gas kiln", "A kick wheel", "| brush |", "A loop knife")),
        ("unparallel_options", ("A gas kiln fires it.", "A kick wheel", "A glaze brush", "A loop knife")),
        ("longest_key", ("A gas kiln that is lined with brick on every side", "A wheel", "A brush", "A knife")),
        (
            "shortest_key",
            (
                "A kiln",
                "A kick wheel of cast iron for two",
                "A glaze brush of badger hair",
                "A loop knife with steel wire",
            ),
        ),
        ("absolutes", ("A gas kiln", "A wheel that always turns", "A brush that never dries", "Every knife")),
        ("convergence", ("Red clay, hot kiln", "Red clay, cold kiln", "White sand, hot kiln", "Grey lime, warm oven")),
        (
            "overlapping_ranges",
            ("900 to 1,000 degrees", "950 to 1,100 degrees", "100 to 200 degrees", "1 to 2 degrees"),
        ),
    ],
)
def test_bad_options_are_named(flaw: str, options: tuple[str, ...]) -> None:
    assert flaw in names(ask(STEM, *options))


def test_a_plural_that_goes_with_the_key_alone_is_a_tell() -> None:
    asked = ask(
        "Which tools are needed to fire and to glaze clay?", "A kiln and a brush", "A wheel", "A knife", "A bat"
    )
    assert "grammar_tell" in names(asked)


def test_a_statement_with_two_ideas_is_named_and_a_list_is_not() -> None:
    two = ask("The kiln stores the clay and the wheel needs two people.", "True", "False", kind="true_false")
    one = ask("The kiln fires clay, glaze and slip, whatever happens.", "True", "False", kind="true_false")
    assert "two_ideas" in names(two)
    assert "two_ideas" not in names(one)


@pytest.mark.parametrize(
    "one",
    [
        "If the kiln cools too fast, the glaze cracks in many places.",
        "In the first week, the potter fires clay that was left to dry.",
        "Glaze: the potter mixes it, stirs it and keeps it cool.",
    ],
)
def test_what_depends_on_a_statement_or_goes_on_with_it_is_no_second_idea(one: str) -> None:
    assert "two_ideas" not in names(ask(one, "True", "False", kind="true_false"))


def test_a_negation_that_is_stressed_is_no_fault_and_can_be_stressed_by_rule() -> None:
    asked = ask("Which of these tools is not used for glazing?")
    mended = mend(asked, Flaw("negative_stem"))
    assert mended is not None
    assert mended.stem == "Which of these tools is NOT used for glazing?"
    assert "negative_stem" not in names(mended)
    assert stress_negation("Which kiln cannot be opened?") == "Which kiln can NOT be opened?"


def test_a_wrong_option_that_is_at_fault_is_left_out_while_three_remain() -> None:
    asked = ask(STEM, "A gas kiln", "A kick wheel", "All of these", "A loop knife")
    (flaw,) = option_flaws(asked)
    mended = mend(asked, flaw)
    assert mended is not None
    assert mended.options == {"A": "A gas kiln", "B": "A kick wheel", "C": "A loop knife"}
    assert mend(mended, Flaw("vague", options=("B",))) is None


def test_a_key_at_fault_cannot_be_mended_by_leaving_it_out() -> None:
    (flaw,) = option_flaws(ask(STEM, "All of these", "A kick wheel", "A glaze brush", "A loop knife"))
    assert (flaw.name, flaw.options) == ("all_of_the_above", ())


def test_brackets_that_make_the_key_long_are_taken_off() -> None:
    asked = ask(STEM, "A gas kiln (lined with brick on every side)", "A kick wheel", "A glaze brush", "A loop knife")
    mended = mend(asked, Flaw("longest_key"))
    assert mended is not None
    assert names(asked) == {"longest_key"}
    assert names(mended) == set()


def test_a_comparison_whose_key_shares_most_with_the_others_is_spread_evenly() -> None:
    mixed = ("Kiln: hot; Shed: cool", "Kiln: cool; Shed: hot", "Kiln: hot; Shed: damp", "Kiln: damp; Shed: cool")
    asked = ask("How do a kiln and a shed differ in air?", *mixed)
    assert names(asked) == {"convergence"}
    mended = mend(asked, Flaw("convergence"))
    assert mended is not None
    assert names(mended) == set()
    assert set(shared_parts(mended.options).values()) == {1}
    assert mended.options["A"] == asked.options["A"]
    assert len(set(mended.options.values())) == 4


def test_a_question_without_its_key_or_with_too_few_options_is_incomplete() -> None:
    assert is_complete(ask())
    assert not is_complete(ask(answer="E"))
    assert not is_complete(ask(answer="AB"))
    assert not is_complete(ask(STEM, "A gas kiln", "A kick wheel"))
    assert not is_complete(replace(ask(), kind="cloze", options={}, answer=("kiln",)))


def test_a_stem_is_answered_as_a_statement() -> None:
    assert answered_by("Which tool stores the dried clay?", "A shed") == "A shed stores the dried clay"
    assert answered_by("The ____ fires clay.", "kiln") == "The kiln fires clay."
    assert answered_by("How hot does a gas kiln get?", "1,300 degrees") == "hot a gas kiln get: 1,300 degrees"
    assert answered_by("Which is it?", "A kiln") is None
    assert put_for("A kiln fires clay.", "The kiln", "An oven") == "A oven fires clay."
    assert put_for("Brushes spread glaze.", "The kiln", "An oven") is None


def test_ranges_are_read_with_their_units() -> None:
    assert range_of("7 to 30 days") == (7, 30)
    assert range_of("1,000\u20132,000 degrees") == (1000, 2000)
    assert range_of("7 days") is None


def test_a_fault_must_have_been_named_before() -> None:
    with pytest.raises(ValueError, match="no flaw"):
        Flaw("ugly")
    assert all(FLAWS.values())

"""Answers without a model: the likeliest first, the other side next, no more than is needed; conflicts with both."""

import pytest

from quotewise.assistant.extract.asking import Sought, holds_number, seek
from quotewise.assistant.extract.composition import LONGEST_ANSWER, compose
from quotewise.assistant.extract.conflict import says_no, versions
from quotewise.assistant.extract.ranking import TELLING, Asked, Scored, defines
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.unit import Unit
from quotewise.index import Hit


def scored(text: str, chance: float, source: str = "a.md", number: bool = False) -> Scored:
    hit = Hit(text, 1, source, 0, len(text), text, "file", "prose", "", "")
    signs = dict.fromkeys(TELLING, 0.0) | {"number": float(number)}
    held = frozenset(stems(text))
    return Scored(Unit(hit, 0, len(text), text), chance, held, held, signs)


def asked(text: str) -> Asked:
    return Asked(text, dict.fromkeys(stems(text), 1.0), seek(text))


def texts(question: str, ranked: list[Scored]) -> list[str]:
    return [claim.text for claim in compose(asked(question), ranked)]


def test_the_likeliest_statement_comes_first_and_the_unlikely_ones_not_at_all() -> None:
    ranked = [
        scored("Snappy packs quickly.", 0.5),
        scored("Gzip packs tightly.", 0.3),
        scored("Rain fell all night.", 0.02),
    ]
    assert texts("Which codec packs quickly?", ranked) == ["Snappy packs quickly.", "Gzip packs tightly."]


def test_of_a_comparison_the_other_side_is_said_before_more_of_the_first() -> None:
    ranked = [
        scored("Trainium trains models.", 0.5),
        scored("Trainium comes in large racks.", 0.3),
        scored("Inferentia serves models.", 0.25),
    ]
    assert texts("Trainium or Inferentia?", ranked)[:2] == ["Trainium trains models.", "Inferentia serves models."]


def test_of_two_as_likely_statements_the_shorter_is_said_first() -> None:
    longer = scored("Snappy packs quickly, as was to be seen when all those columns were written once more.", 0.5)
    assert texts("Which codec packs quickly?", [longer, scored("Snappy is quick.", 0.48)])[0] == "Snappy is quick."


def test_an_unlikely_statement_is_said_only_where_nothing_is_likelier() -> None:
    ranked = [scored("Rain fell all night.", 0.05), scored("Snow lay on the hills.", 0.04)]
    assert texts("Which codec packs quickly?", ranked) == ["Rain fell all night."]


def test_what_was_said_is_not_said_again_in_nearly_the_same_words() -> None:
    ranked = [scored("A queue keeps calls in order.", 0.5), scored("The queue keeps all calls in order.", 0.4)]
    assert len(texts("What does a queue do?", ranked)) == 1


def test_a_sure_answer_is_short_and_none_is_longer_than_the_limit() -> None:
    filler = [
        scored(f"Number {at} holds {at} pears, {at + 100} plums and {at + 200} nuts of kind {at + 300}.", 0.4)
        for at in range(40)
    ]
    unsure = texts("What does it hold?", filler)
    sure = texts("What does it hold?", [scored("It holds apples and pears.", 0.9), *filler])
    assert sum(map(len, sure)) < 400 < sum(map(len, unsure)) <= LONGEST_ANSWER


def test_a_question_tells_whether_a_number_answers_it_and_of_what() -> None:
    assert seek("How many shards may a stream have?") == Sought(True, counted=frozenset({"shard"}))
    assert seek("For how long is a message kept?") == Sought(True, "time")
    assert seek("What does one shard cost per hour?") == Sought(True, "money")
    assert seek("By what percentage does it cut costs?") == Sought(True, "share")
    assert seek("What is a shard?") == Sought(defined=frozenset({"shard"}))
    assert seek("Which service converts speech?") == Sought()


def test_a_number_answers_if_it_is_of_the_kind_and_not_the_questions_own() -> None:
    time = seek("How long may 15 jobs wait?")
    assert holds_number("Jobs wait 2 hours at most.", time, "How long may 15 jobs wait?")
    assert not holds_number("There are 15 jobs of 3 kinds.", time, "How long may 15 jobs wait?")
    assert not holds_number("There are two kinds of it.", Sought(True), "What is the limit?")
    assert holds_number("It is read monthly.", Sought(True, "time"), "How often is it read?")


def test_a_definition_begins_with_its_term() -> None:
    assert defines(scored("Recall: the share of positives that were found.", 0.5).unit, frozenset({"recal"}))
    assert not defines(scored("It trades precision for recall.", 0.5).unit, frozenset({"recal"}))


def test_two_notes_with_different_numbers_for_what_is_asked_are_two_versions() -> None:
    question = asked("How long does Kinesis keep records?")
    one = scored("Kinesis keeps records 7 days.", 0.6, number=True)
    other = scored("Kinesis keeps records for up to 365 days.", 0.2, source="b.md", number=True)
    same = scored("Kinesis keeps records a week, 7 days.", 0.2, source="b.md", number=True)
    elsewhere = scored("Glue keeps its logs 30 days.", 0.2, source="b.md", number=True)
    assert versions(question, [one, other]) == (one, other)
    assert versions(question, [one, same]) is None
    assert versions(question, [one, elsewhere]) is None
    assert versions(asked("Which service keeps records?"), [one, other]) is None
    claims = compose(question, [one, scored("Kinesis is fast.", 0.5), other], (one, other))
    assert [claim.text for claim in claims][:2] == [one.unit.text, other.unit.text]


def test_a_yes_and_a_no_of_two_notes_to_one_question_are_two_versions() -> None:
    question = asked("Can a parrot board the night ferry?")
    yes = scored("Parrots board the night ferry in a cage.", 0.6)
    no = scored("The night ferry takes no parrot on board.", 0.2, source="b.md")
    agreeing = scored("A parrot may board the night ferry.", 0.2, source="b.md")
    elsewhere = scored("Trams take no bicycles.", 0.2, source="b.md")
    assert versions(question, [yes, no]) == (yes, no)
    assert versions(question, [yes, agreeing]) is None
    assert versions(question, [yes, elsewhere]) is None
    assert versions(asked("Which animals board the night ferry?"), [yes, no]) is None


@pytest.mark.parametrize(
    ("question", "polar"),
    [
        ("Can it scale to zero?", True),
        ("CPU or GPU for trees: is the second one possible at all?", True),
        ("shoud i start a new app with it", True),
        ("Is it row based or columnar?", False),
        ("Which one does it take, and is there another?", False),
        ("What is it?", False),
    ],
)
def test_a_question_for_yes_or_no_is_told_from_others(question: str, polar: bool) -> None:
    assert seek(question).polar is polar


def test_a_denial_counts_beside_words_of_the_subject_only() -> None:
    question = asked("Can a parrot board the night ferry?")
    assert says_no(question, "TOMASZ no. it is too loud")
    assert says_no(question, "| Night ferry | closed since May |")
    assert says_no(question, "The night ferry takes cats only, as ever.")
    assert not says_no(question, "Parrots board, no ticket needed.")
    assert seek("From what load on do I drop a column?").number

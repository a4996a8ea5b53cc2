"""Answers without a model: the best sentence, then its passage as it stands, then the next; conflicts with both."""

from collections.abc import Sequence

from quotewise.assistant.extract.conflict import says_no, versions
from quotewise.assistant.extract.gathering import Evidence, Question
from quotewise.assistant.extract.question_type import seek
from quotewise.assistant.extract.reading import LONGEST_ANSWER, read_out
from quotewise.assistant.extract.relevance import SIGNS, Asked, Scored
from quotewise.assistant.extract.statement import statements
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.unit import Unit
from quotewise.index import Hit


def hit(text: str, source: str = "a.md") -> Hit:
    return Hit(f"{source} {text}", 1, source, 0, len(text), text, "file", "prose", "", "")


def judged(unit: Unit, chance: float) -> Scored:
    held = frozenset(stems(unit.text))
    return Scored(unit, chance, held, held, dict.fromkeys(SIGNS, 0.0), {}, fits=True)


def scored(text: str, chance: float, source: str = "a.md") -> Scored:
    return judged(Unit(hit(text, source), 0, len(text), text), chance)


def asked(text: str) -> Asked:
    return Asked(text, dict.fromkeys(stems(text), 1.0), seek(text))


def evidence(
    ranked: Sequence[Scored],
    both: tuple[Scored, ...] = (),
    hits: Sequence[Hit] = (),
    block: tuple[int, int] | None = None,
) -> Evidence:
    """block: where the block stands that holds the best, all of its passage if not told."""
    found = hits or [item.unit.hit for item in ranked]
    best = ranked[0].unit.hit
    return Evidence(Question("?"), tuple(found), ranked=tuple(ranked), versions=both, block=block or (0, best.end))


def read(best: str, *passages: str) -> tuple[list[str], int]:
    """What is read out where a sentence of the passages is the best, and how much of its passage is left out."""
    hits = [hit(text) for text in passages]
    ranked = [judged(unit, 0.9 if unit.text == best else 0.1) for one in hits for unit in statements(one)]
    said = read_out(evidence(sorted(ranked, key=lambda item: -item.chance), hits=hits))
    return [claim.text for claim in said.claims], said.more


def test_the_best_sentence_comes_first_and_then_its_passage_as_it_stands() -> None:
    passage = "Snappy packs quickly. Gzip packs tightly. Zstandard does both of it."
    assert read("Gzip packs tightly.", "Rain fell all night.", passage) == (
        ["Gzip packs tightly.", "Snappy packs quickly.", "Zstandard does both of it.", "Rain fell all night."],
        0,
    )


def test_sentences_that_follow_one_another_are_said_as_one_and_lines_alone() -> None:
    passage = "Apples keep for weeks. Pears keep for days. Plums do not keep.\nQuinces are hard\nMedlars are soft"
    assert read("Apples keep for weeks.", passage)[0][1:] == [
        "Pears keep for days. Plums do not keep. Quinces are hard",
        "Medlars are soft",
    ]


def test_a_list_is_said_with_what_leads_it_in() -> None:
    text = "Ways to keep plums:\n- dry them whole\n- cook them with sugar\n"
    assert read("", text)[0] == ["Ways to keep plums: dry them whole; cook them with sugar"]


def test_a_passage_is_cut_between_its_sentences_and_what_is_left_out_is_counted() -> None:
    many = [f"Crate {at} holds {at} pears, and beside them a dozen plums from the upper garden." for at in range(20)]
    said, more = read(many[4], " ".join(many), "Rain fell all night.")
    assert said[0] == many[4]
    assert sum(map(len, said)) <= LONGEST_ANSWER
    assert more > 0
    assert sum(text.count("Crate") for text in said) + more == len(many)


def test_the_block_of_the_best_sentence_comes_before_the_rest_of_its_passage() -> None:
    whole = hit("Rain fell all night.\n\nPears keep for days. Plums rot within hours.\n\nSnow lay on the hills.")
    ranked = [judged(unit, 0.9 if "Plums" in unit.text else 0.1) for unit in statements(whole)]
    ranked.sort(key=lambda item: -item.chance)
    start = whole.text.index("Pears")
    said = read_out(evidence(ranked, hits=[whole], block=(start, whole.text.index("\n\nSnow")))).claims
    assert [claim.text for claim in said] == [
        "Plums rot within hours.",
        "Pears keep for days.",
        "Snow lay on the hills.",
        "Rain fell all night.",
    ]


def test_nothing_is_said_twice_and_nothing_of_nothing() -> None:
    said, _ = read("Pears keep for days.", "Pears keep for days. Plums rot.", "Plums rot.")
    assert "".join(said).count("Pears") == 1
    assert read_out(Evidence(Question("?"))).claims == ()


def test_two_notes_with_different_numbers_for_what_is_asked_are_two_versions() -> None:
    question = asked("How long does Kinesis keep records?")
    one = scored("Kinesis keeps records 7 days.", 0.6)
    other = scored("Kinesis keeps records for up to 365 days.", 0.2, source="b.md")
    same = scored("Kinesis keeps records a week, 7 days.", 0.2, source="b.md")
    elsewhere = scored("Glue keeps its logs 30 days.", 0.2, source="b.md")
    assert versions(question, [one, other]) == (one, other)
    assert versions(question, [one, same]) is None
    assert versions(question, [one, elsewhere]) is None
    assert versions(asked("Which service keeps records?"), [one, other]) is None
    said = read_out(evidence([one, scored("Kinesis is fast.", 0.5), other], (one, other))).claims
    assert [claim.text for claim in said] == [one.unit.text, other.unit.text]


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


def test_a_denial_counts_beside_words_of_the_subject_only() -> None:
    question = asked("Can a parrot board the night ferry?")
    assert says_no(question, "TOMASZ no. it is too loud")
    assert says_no(question, "| Night ferry | closed since May |")
    assert says_no(question, "The night ferry takes cats only, as ever.")
    assert not says_no(question, "Parrots board, no ticket needed.")

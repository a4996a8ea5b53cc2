"""The gate on crafted claims about the sample notes: what it stops, and what it must let through."""

import pytest

from quotewise.assistant import Claim, check
from quotewise.assistant.extract.reading import claim_of
from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.gate.wording import bare
from quotewise.assistant.unit import units
from quotewise.eval import SAMPLE
from quotewise.eval.gate import hits_of, judge, load_claims

NOTES = {path.name: path.read_bytes().decode() for path in (SAMPLE / "notes").glob("*.[mt][dx]*")}
CLAIMS = load_claims(SAMPLE / "claims.jsonl")


def test_there_are_claims_of_every_kind_and_a_part_is_held_out() -> None:
    assert sum(not claim.should_pass for claim in CLAIMS) >= 120
    assert sum(claim.should_pass for claim in CLAIMS) >= 80
    assert len({claim.kind for claim in CLAIMS if not claim.should_pass}) >= 13
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)
    assert {part for claim in CLAIMS for part in [claim.part]} == {"tuned", "held_out"}


def test_nearly_all_false_claims_are_stopped_and_of_true_ones_the_quote_is_said_at_least() -> None:
    verdicts = [(claim, judge(claim, NOTES)) for claim in CLAIMS]
    false = [verdict for claim, verdict in verdicts if not claim.should_pass]
    true = [verdict for claim, verdict in verdicts if claim.should_pass]
    assert sum(not verdict.passed for verdict in false) >= 0.98 * len(false)
    assert sum(verdict.quoted is not None for verdict in true) >= 0.98 * len(true)
    # What only leaves out an end is said as it is; another wording waits for a reader, and hardly any is barred to it.
    assert sum(verdict.passed for verdict in true) >= 0.02 * len(true)
    assert sum(verdict.passed or verdict.item is not None for verdict in true) >= 0.9 * len(true)


def test_every_sentence_of_the_notes_passes_with_itself_as_quote_its_marks_aside() -> None:
    stopped = []
    for source, text in NOTES.items():
        for hit in hits_of(source, text):
            for unit in units(hit):
                claim = claim_of(unit)
                plain = Claim(bare(unit.text), claim.citations)
                stopped += [said.text for said in (claim, plain) if not check(said, [hit], NOTES.__getitem__).passed]
    assert stopped == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1 GB", "1,000 MB", True),
        ("10 GB", "10,240 MB", True),
        ("1 GB", "1 MB", False),
        ("90 minutes", "1.5 hours", True),
        ("300 s", "300 minutes", False),
        ("1000 records", "1,000 records", True),
        ("twenty", "20", True),
        ("up to 5 GB", "at least 5 GB", False),
        ("up to 5 GB", "5 GB", True),
        ("2 MB/s", "2 MB per second", True),
        ("2 MB/s", "2 MB per hour", False),
        ("5 %", "5 USD", False),
        ("$5", "5 dollars", True),
    ],
)
def test_quantities_are_compared_by_value_unit_and_bound(one: str, other: str, same: bool) -> None:
    assert quantities(one)[0].says(quantities(other)[0]) == same


def test_the_first_number_of_a_range_has_the_unit_of_the_last() -> None:
    assert [(found.kind, found.size) for found in quantities("from 1 to 6 GB")] == [("size", 1e9), ("size", 6e9)]
    assert [found.kind for found in quantities("7\u201330 days")] == ["time", "time"]

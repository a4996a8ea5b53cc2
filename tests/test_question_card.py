"""What a card on the page shows: no head twice, pairs as they were asked, a reason that says more, places by name."""

from dataclasses import replace

import pytest
from questions import every_kind

from quotewise.assistant.claim import Citation, Claim
from quotewise.ui.page.question_card import without_head
from quotewise.ui.page.verdict import rows, tells_more

CITED = Citation("ash.md", 0, 20, "a shard takes in one stream of many records", "file")
MATCHING = replace(
    next(one for one in every_kind(Claim("", (CITED,))) if one.kind == "matching"),
    left=("stream", "shard"),
)


@pytest.mark.parametrize(
    ("front", "back", "shown"),
    [
        ("Shard (Streams)", "Shard: a part of a stream.", "a part of a stream."),
        ("Shard", "shard: a part: of a stream.", "a part: of a stream."),
        ("\u5206\u7247", "\u5206\u7247\uff1a\u6d41\u7684\u4e00\u90e8\u5206", "\u6d41\u7684\u4e00\u90e8\u5206"),
        ("Shard", "Shard count: how many there are.", "Shard count: how many there are."),
        ("Shard", "A part of a stream.", "A part of a stream."),
        ("Shard", "Shard:", "Shard:"),
    ],
)
def test_the_back_of_a_card_does_not_say_its_front_again(front: str, back: str, shown: str) -> None:
    assert without_head(front, back) == shown


def test_pairs_are_judged_in_the_order_in_which_they_were_asked() -> None:
    told = [row.html for row in rows(MATCHING, (("shard", "one"),), [])]
    assert [line.split()[0] for line in told] == ["stream", "shard"]


@pytest.mark.parametrize(("why", "more"), [("Shard: one; stream: many.", False), ("A shard is split.", True)])
def test_a_reason_is_told_where_it_says_more_than_the_pairs(why: str, more: bool) -> None:
    assert tells_more(replace(MATCHING, rationale=Claim(why, (CITED,)))) is more

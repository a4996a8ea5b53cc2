"""Where a quote stands, however a model copied it: and nowhere where it does not."""

from pathlib import Path

import pytest

from quotewise.assistant.gate.quote import find, resolve, widen
from quotewise.eval.gate import hits_of
from quotewise.index import Hit
from quotewise.ingest import Note, with_tree

NOTE = """# Dough

1. **Autolyse**: flour and water rest for 30 minutes
2. Salt goes in last
   - never before the `mix_low` stage

See [the chart](https://example.org/x_(1)) for [[hydration|water content]] &amp; temperature.
The crumb opens when the dough is wet.The crust
thickens in a long bake.

| Flour | Protein | Water |
|---|---|---|
| Rye | 9 % | 80 % |
| Spelt | 13 % | 65 % |

Cool loaves keep a day. Warm loaves keep an hour. Cool loaves keep a day in a bag.
"""


def passage(text: str, hits: tuple[Hit, ...]) -> Hit:
    return next(hit for hit in hits if text in hit.text)


def whole(text: str = NOTE) -> Hit:
    """All of a note as one passage."""
    edits = with_tree(Note(text, ""), Path("a.md")).tree.edits
    return Hit("1", 1, "a.md", 0, len(text), text, "file", "prose", "", "", edits=edits)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Autolyse: flour and water rest for 30 minutes", "**Autolyse**: flour and water rest for 30 minutes"),
        ("autolyse \u2013 flour & water", ""),  # "&" is not "and"
        ("2. Salt goes in last never before the mix_low stage", "Salt goes in last\n   - never before the `mix_low`"),
        ("flour and water rest for 30 minutes Salt goes in last", "flour and water rest for 30 minutes\n2. Salt goes"),
        ("See the chart for water content & temperature", "See [the chart](https://example.org/x_(1)) for [[hyd"),
        ("The crust thickens in a long bake", "The crust\nthickens in a long bake"),
        ("when the dough is wet.The crust", "when the dough is wet.The crust"),
        ("Rye, 9 %, 80 %", "Rye | 9 % | 80 %"),
        ("Spelt | 13 %", "Spelt | 13 %"),
        ("dough is wet for an hour", ""),
        ("rest for 30 min", ""),  # a word cut in two
        ("Cool loaves keep a day", "Cool loaves keep a day"),  # twice, but its words are the same
        ("loaves keep", ""),  # three times, and too short to tell
        ("", ""),
        ("...", ""),
    ],
)
def test_a_quote_is_found_however_it_was_copied(quote: str, stands: str) -> None:
    hit = whole()
    spans = find(quote, hit)
    assert bool(spans) == bool(stands)
    if stands:
        ((start, end),) = spans
        assert hit.text[start:end].startswith(stands[:20])
        assert stands in hit.text[start : end + 3]


def test_a_row_may_be_quoted_as_its_cells_below_their_headers() -> None:
    hit = passage("Spelt", hits_of("a.md", NOTE))
    for quote in (
        "Spelt \u2013 Protein: 13 %",
        "Flour: Spelt, Protein: 13 %",
        "Protein: 13 %; Water: 65 %",
        "Water: 65 %",
    ):
        ((start, end),) = find(quote, hit)
        assert "Spelt" in hit.text[start:end], quote
    assert find("Water: 13 %", hit) == ()


@pytest.mark.parametrize("dots", ["...", "\u2026", "[...]", " [\u2026] "])
def test_an_ellipsis_joins_two_stretches_in_their_order_only(dots: str) -> None:
    hit = whole()
    first, second = find(f"flour and water rest{dots}Salt goes in last", hit)
    assert hit.text[slice(*first)] == "flour and water rest"
    assert hit.text[slice(*second)] == "Salt goes in last"
    assert find(f"Salt goes in last{dots}flour and water rest", hit) == ()
    assert find(f"flour and water rest{dots}pepper goes in last", hit) == ()


def test_a_short_quote_counts_in_the_passage_that_was_named_and_in_no_other() -> None:
    named, other = whole("The proofer is cold."), whole("The oven is hot.")
    assert resolve("cold", [named], [named, other]) is not None
    assert resolve("hot", [named], [named, other]) is None


@pytest.mark.parametrize(
    "text",
    [
        "\u9762\u56e2\u53d1\u9175\u4e09\u5c0f\u65f6\u3002\u7136\u540e\u70d8\u70e4\u3002",
        "\u0e41\u0e1b\u0e49\u0e07\u0e1e\u0e31\u0e01\u0e2a\u0e32\u0e21\u0e0a\u0e31\u0e48\u0e27\u0e42\u0e21\u0e07",
    ],
)
def test_a_script_without_spaces_is_quoted_too(text: str) -> None:
    assert find(text[2:8], whole(text)) == ((2, 8),)


def test_a_quote_is_made_a_whole_sentence_and_of_code_whole_lines() -> None:
    hit = whole()
    (span,) = find("dough is wet", hit)
    start, end = widen(hit, span)
    assert hit.text[start:end].startswith("The crumb opens when the dough is wet.")
    text = "oven.heat(250)\n    oven.steam(on=True)  # first\noven.bake()\n"
    code = Hit("1", 1, "a.py", 0, len(text), text, "file", "code", "", "")
    (span,) = find("steam(on=True)", code)
    assert text[slice(*widen(code, span))] == "oven.steam(on=True)  # first"


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("the chart for water content", "the chart](https://example.org/x_(1)) for [[hydration|water content"),
        ("content & temperature", "content]] &amp; temperature"),
        ("water content", "water content"),
        ("Mix 5 < 6 slowly", "Mix 5 &lt; 6 <em>slowly</em>"),
        ("about baking today", "about #baking today"),
    ],
)
def test_a_quote_copied_from_what_is_shown_stands_at_its_exact_place(quote: str, stands: str) -> None:
    hit = whole(f"{NOTE}\nMix 5 &lt; 6 <em>slowly</em>, all about #baking today.\n")
    ((start, end),) = find(quote, hit)
    assert hit.text[start:end] == stands

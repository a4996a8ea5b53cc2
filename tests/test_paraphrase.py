"""Claims in other words than their quotes: what passes because it says the same, and what does not."""

import pytest

from quotewise.assistant import Citation, Claim, check
from quotewise.assistant.gate.antonyms import opposites
from quotewise.assistant.gate.synonyms import meaning
from quotewise.assistant.gate.thesaurus import near, root
from quotewise.eval.gate import hits_of

NOTE = """# Orchard

- The press squeezes whole apples and keeps the juice cold until it is bottled.
- Ladders are never left in wet grass.
- An unpainted crate rots within two winters.
- Pear boxes: cheap wood, fast assembly, no lid.
- The cellar saves up to 30 % of the heat.
"""


def passes(text: str, quote: str) -> bool:
    hits = hits_of("orchard.md", NOTE)
    hit = next(hit for hit in hits if quote in hit.text)
    start = hit.start + hit.text.index(quote)
    return check(
        Claim(text, (Citation("orchard.md", start, start + len(quote), quote, "file"),)), hits, {"orchard.md": NOTE}.get
    ).passed


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("The press squeezes entire apples.", 1),
        ("The juice is stored cold by the press until it is bottled.", 1),
        ("Ladders must never be left in the wet grass.", 2),
        ("A crate that is not painted rots within two winters.", 3),
        ("Pear boxes have inexpensive wood and no lid.", 4),
        ("The cellar can reduce heat costs by up to 30 %.", 5),
    ],
)
def test_other_words_for_the_same_pass(text: str, line: int) -> None:
    assert passes(text, NOTE.split("- ")[line].strip())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("The press peels whole apples.", 1),
        ("The press squeezes whole pears.", 1),
        ("The juice is stored warm by the press.", 1),
        ("Ladders are left in wet grass.", 2),
        ("A painted crate rots within two winters.", 3),
        ("Pear boxes have expensive wood.", 4),
        ("Pear boxes have a lid.", 4),
        ("The cellar costs up to 30 % of the heat.", 5),
    ],
)
def test_a_word_in_anothers_place_or_its_opposite_does_not(text: str, line: int) -> None:
    assert not passes(text, NOTE.split("- ")[line].strip())


def test_no_word_of_the_thesaurus_stands_beside_its_opposite() -> None:
    words = ["large", "slow", "save", "start", "rare", "same", "public", "newest", "add", "above"]
    for word in words:
        assert near(meaning(word)).isdisjoint(opposites(meaning(word)))


def test_a_root_is_left_only_where_it_is_long_enough() -> None:
    assert root("penalised") == root("penalty")
    assert root("instance") != root("instant")

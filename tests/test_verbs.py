"""Verbs told from nouns by their form and the words beside them."""

import pytest

from quotewise.assistant.practice.verbs import finite_verbs, is_verb


def test_forms_of_a_verb_are_known_and_nouns_made_of_one_are_not() -> None:
    assert all(map(is_verb, ("keep", "keeps", "kept", "keeping", "sent", "stores")))
    assert not any(map(is_verb, ("store", "deployment", "deployments", "kiln", "largest")))


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("The shelf holds the clay and keeps it dry", ["holds", "keeps"]),
        ("Kilns need wood", ["need"]),
        ("data capture of the kiln", []),
        ("a run of the wheel", []),
        ("clay fired twice, drying slowly", []),
        ("wrong answers are rare", []),
    ],
)
def test_a_verb_makes_a_sentence_unless_a_noun_or_a_participle_stands_there(text: str, verbs: list[str]) -> None:
    assert [found.group() for found in finite_verbs(text)] == verbs

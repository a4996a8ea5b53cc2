"""What to ask next: what stands near the place an answer rests on."""

from pathlib import Path

import pytest

from quotewise.assistant import Citation
from quotewise.assistant.suggestions import Topic, follow_ups, is_telling
from quotewise.index import Library

PARENT = "Streams > Retention"
PLACE = Citation("a.md", 1200, 1250, "Kept for a day.", "file", heading=PARENT)
TOPICS = [
    Topic("Streams", "a.md", "Streams", 0, 400),
    Topic("Shards", "a.md", "Streams > Shards", 500, 400),
    Topic("Retention", "a.md", PARENT, 1000, 600),
    Topic("Long retention", "a.md", f"{PARENT} > Long retention", 1600, 300),
    Topic("Consumers", "a.md", "Streams > Consumers", 2000, 400),
    Topic("Glossary", "a.md", "Glossary", 2400, 300),
    Topic("Study plan", "a.md", "Study plan", 90_000, 400),
    Topic("Buckets", "b.md", "Streams > Buckets", 1250, 300),
]


def test_siblings_come_before_what_stands_below_and_nothing_from_far_away(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        found = follow_ups(library, TOPICS, PLACE, 9)
    asked_of = ["Shards", "Consumers", "Long retention", "Glossary"]
    assert [next(name for name in asked_of if f"{name}?" in one or name == one) for one in found] == asked_of


def test_no_more_is_phrased_than_is_offered(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    phrased: list[str] = []
    monkeypatch.setattr("quotewise.assistant.suggestions.asked", lambda library, name: phrased.append(name) or name)
    with Library.open(tmp_path, create=True) as library:
        assert follow_ups(library, TOPICS, PLACE, 2, but=["Shards"]) == ["Consumers", "Long retention"]
    assert phrased == ["Shards", "Consumers", "Long retention"]


@pytest.mark.parametrize(
    ("heading", "language", "telling"),
    [("Chapter Summary", "en", False), ("Summary of Streams", "en", True), ("Kinds of drift", "en", True),
     ("Zusammenfassung Kapitel", "de", False), ("Fristen im Mietrecht", "de", True)],
)  # fmt: skip
def test_a_heading_that_names_nothing_of_its_field_is_not_asked_about(
    heading: str, language: str, telling: bool
) -> None:
    assert is_telling(Topic(heading, "a.md", heading, 0, 400), language) is telling

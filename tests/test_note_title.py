"""What a note without a title is called."""

import pytest

from quotewise.ingest.note import name_note


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("notes/Week 1 0f1e2d3c4b5a69788796a5b4c3d2e1f0.md", "Week 1"),
        ("Glossar 9999AAAABBBBCCCCDDDDEEEEFFFF0000_all.csv", "Glossar"),
        ("a/b/limits_checked_2025.md", "limits checked 2025"),
        ("123e4567-e89b-12d3-a456-426614174000 Lecture.txt", "Lecture"),
        ("Lecture_123e4567-e89b-12d3-a456-426614174000.pdf", "Lecture"),
        ("v1.2 notes.md", "v1.2 notes"),
        ("C:\\notes\\Zellen und Gewebe.docx", "Zellen und Gewebe"),
        ("0f1e2d3c4b5a69788796a5b4c3d2e1f0.md", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        ("___.md", "___"),
        ("\u7d30\u80de.md", "\u7d30\u80de"),
        (".md", ".md"),
        ("", ""),
    ],
)
def test_a_note_is_called_what_its_file_is_without_what_programs_add(source: str, name: str) -> None:
    assert name_note(source) == name

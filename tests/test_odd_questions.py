"""Questions that no one expects: very long ones, in a script no note has, to one small table or to no notes at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Quotewise

TABLE = "| Port | Name | Use |\n|---|---|---|\n| 22 | SSH | remote shell |\n| 443 | HTTPS | web pages |\n"


@pytest.fixture
def one_table(quotewise: Quotewise, tmp_path: Path) -> Path:
    """A library of one note that is one table."""
    note = tmp_path / "notes" / "ports.md"
    note.parent.mkdir()
    note.write_text(TABLE, encoding="utf-8")
    assert quotewise("ingest", note.parent, "--library", tmp_path / "library").exit_code == 0
    return tmp_path / "library"


def said(result: Any) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_a_note_of_one_table_answers_with_the_row_asked_for(quotewise: Quotewise, one_table: Path) -> None:
    answer = said(quotewise("ask", "Which port does HTTPS use?", "--library", one_table, "--json"))
    assert "443" in answer["claims"][0]["text"]
    assert answer["claims"][0]["citations"][0]["quote"] in TABLE


def test_a_question_of_5000_words_is_answered_by_its_beginning_or_refused(
    quotewise: Quotewise, one_table: Path
) -> None:
    long = "which port does SSH use for its remote shell " * 556
    answer = said(quotewise("ask", long, "--library", one_table, "--json"))
    assert answer["refused"] is not bool(answer["claims"])
    assert all(cited["quote"] in TABLE for claim in answer["claims"] for cited in claim["citations"])


@pytest.mark.parametrize("question", ["ポートは何番ですか", "ما هو المنفذ؟", "🧂🧂🧂", "\u001b[31m"])
def test_a_question_in_a_script_no_note_has_is_refused(quotewise: Quotewise, one_table: Path, question: str) -> None:
    answer = said(quotewise("ask", question, "--library", one_table, "--json"))
    assert answer["refused"]
    assert answer["claims"] == []


def test_a_sentence_in_a_script_no_note_has_is_not_found(quotewise: Quotewise, one_table: Path) -> None:
    assert said(quotewise("cite", "Порт 22 использует SSH", "--library", one_table, "--json"))["verdict"] == "not_found"


def test_an_empty_library_says_so_whatever_is_asked(quotewise: Quotewise, one_table: Path) -> None:
    assert quotewise("forget", "ports.md", "--library", one_table).exit_code == 0
    answer = said(quotewise("ask", "Which port does HTTPS use?", "--library", one_table, "--json"))
    assert answer["reason"] == "empty_library"
    sentence = "SSH uses port 22 for its remote shell."
    assert said(quotewise("cite", sentence, "--library", one_table, "--json"))["verdict"] == "not_found"

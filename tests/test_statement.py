"""What of a passage can be said, and how: lists with what introduces them, rows with their header, nothing half."""

import pytest

from quotewise.assistant.extract.reading import claim_of
from quotewise.assistant.extract.relevance import titles_above
from quotewise.assistant.extract.statement import statements
from quotewise.assistant.phrasing import phrase, say
from quotewise.assistant.unit import Unit
from quotewise.eval.gate import hits_of
from quotewise.index import Hit

TABLE = "| Kind | Payload | GPU |\n|---|---|---|\n| Quick | 7 MB | no |\n| Patient | 2 GB | - |\n"


def hit(text: str, kind: str = "prose", context: str = "", heading: str = "") -> Hit:
    return Hit("id", 1, "a.md", 0, len(text), text, "file", kind, heading, context)  # type: ignore[arg-type]


def told(text: str, kind: str = "prose", context: str = "") -> list[str]:
    return [unit.text for unit in statements(hit(text, kind, context))]


def test_a_list_is_said_with_what_introduces_it() -> None:
    text = "Blue machines:\n\nFeatures:\n- four cores\n- little memory\nThey are cheap to run.\n"
    assert told(text) == ["Blue machines:\n\nFeatures:\n- four cores\n- little memory", "They are cheap to run."]


def test_an_item_is_said_with_the_items_below_it() -> None:
    assert told("- Gateways\n    - route to storage only\n    - cost nothing\n- Tunnels need a licence\n") == [
        "- Gateways\n    - route to storage only\n    - cost nothing",
        "- Tunnels need a licence",
    ]


@pytest.mark.parametrize(
    "nothing",
    [
        "Step 2: Configure Latency Routing\n",
        "Overview Of Deployment Options\n",
        "## Deployment options for models\n",
        "Is it worth the money to wait for it?\n",
        '"Which plan is the cheapest for us?"\n',
        "Results:\n",
    ],
)
def test_headings_lead_ins_and_questions_say_nothing(nothing: str) -> None:
    assert told(nothing) == []


def test_a_passages_own_heading_is_not_said() -> None:
    assert told("Serving models quickly\nA queue keeps the calls in order.\n", context="Serving models quickly") == [
        "A queue keeps the calls in order."
    ]


def test_a_question_behind_a_term_defines_it() -> None:
    assert told("- **Churn rate**: How many customers leave in a month?\n") == [
        "- **Churn rate**: How many customers leave in a month?"
    ]


def test_a_question_without_its_answer_is_no_evidence() -> None:
    assert told("Question 3: Which store is quickest?\nA. The shelf\nB. The cellar\n", kind="quiz") == []
    assert len(told("Question 3: Which store is quickest?\nAnswer: The shelf\n", kind="quiz")) == 1


def test_what_a_drawing_program_reads_is_not_said() -> None:
    assert told("graph TB\nA[Start] --> B[End]\nstyle A fill:#fff\n", kind="diagram") == []


def test_a_row_is_said_with_its_header_and_empty_cells_are_left_out() -> None:
    assert [say(unit) for table in hits_of("a.md", TABLE) for unit in statements(table)] == [
        "Quick \u2013 Payload: 7 MB; GPU: no",
        "Patient \u2013 Payload: 2 GB",
    ]


def test_every_statement_stands_in_its_note_as_it_is() -> None:
    text = f"Kinds:\n- slow ones\n- quick ones\n\n{TABLE}"
    for unit in statements(hit(text)):
        assert text[unit.start : unit.end] == unit.text


def test_what_leans_on_its_title_is_said_in_its_own_words_and_its_citation_tells_the_title() -> None:
    leaning = hit("- turns speech into subtitles\n", context="Amazon Transcribe", heading="Amazon Transcribe")
    (unit,) = statements(leaning)
    claim = claim_of(unit)
    assert claim.text == "turns speech into subtitles"
    assert [cited.heading for cited in claim.citations] == ["Amazon Transcribe"]


def test_a_list_is_said_as_one_sentence() -> None:
    text = "Blue machines:\n\nFeatures:\n- four cores;\n- *little* memory.\n"
    assert phrase(hit(text), 0, len(text)) == "Blue machines: Features: four cores; little memory."
    nested = "- **Gateways**\n    - route to storage only\n    - cost nothing\n"
    assert phrase(hit(nested), 0, len(nested)) == "Gateways: route to storage only; cost nothing"


def test_an_item_is_said_alone_and_ranked_below_the_item_it_belongs_to() -> None:
    text = "- **Gateways** (two kinds): they route calls to storage.\n    - each costs nothing by the hour\n"
    passage = hit(text, context="Networks")
    start = text.index("- each")
    unit = Unit(passage, start, len(text) - 1, text[start:-1])
    assert say(unit) == "each costs nothing by the hour"
    assert titles_above(unit) == "Networks > Gateways (two kinds)"


def test_marks_links_and_signs_are_not_said() -> None:
    text = "\u2705 **Must Know:** see [the guide](http://example.org/x) for `limits`."
    assert phrase(hit(text), 0, len(text)) == "Must Know: see the guide for `limits`."


def test_code_keeps_its_lines() -> None:
    text = "model.fit(\n    rows,\n)\n"
    assert phrase(hit(text, kind="code"), 0, len(text)) == text.strip()


def test_options_that_are_not_the_answer_are_not_said() -> None:
    text = "Question 2: Which is quickest?\nA. The shelf\nB. The cellar\nAnswer: B\n"
    assert phrase(hit(text, kind="quiz"), 0, len(text)) == "Question 2: Which is quickest? B. The cellar Answer: B"

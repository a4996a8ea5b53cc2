"""What a note's structure is where the markup is gone: each claim on notes written for it."""

from pathlib import Path

import pytest

from quotewise.ingest.passage import Passage
from quotewise.ingest.splitter import split

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


def only(kind: str, text: str) -> list[Passage]:
    """The passages of one kind."""
    return [p for p in split(text) if p.kind == kind]


def test_a_myth_and_its_reality_are_one_passage() -> None:
    text = "Caches help.\nMyth: caches never go stale.\nReality: they do after an hour.\nThat is all.\n"
    (trap,) = only("trap", text)
    assert trap.text == "Myth: caches never go stale.\nReality: they do after an hour."


def test_a_quoted_falsehood_whose_cross_and_tick_were_destroyed_keeps_its_correction() -> None:
    text = 'โ "Every query needs an index"\nโ\nSmall tables are read whole.\nโ "Disks never fail"\nโ\nThey do.\n'
    assert [p.text.count("\n") for p in only("trap", text)] == [2, 2]
    assert only("trap", text)[0].display == '❌ "Every query needs an index"\n✅ Small tables are read whole.'


def test_crosses_and_ticks_in_turns_are_pairs_and_a_list_of_each_is_none() -> None:
    assert len(only("trap", "❌ Store keys in code\n✅ Store keys in a vault\n❌ Share users\n✅ One user each\n")) == 2
    assert not only("trap", "✅ Use a vault\n✅ Rotate keys\n❌ Share users\n❌ Mail keys\n")


def test_a_mistake_without_its_correction_is_still_no_fact() -> None:
    (trap,) = only("trap", "Mistake 1: Fitting the scaler on everything\n\nScaling is a step of its own.\n")
    assert trap.text.startswith("Mistake 1")


def test_a_question_keeps_its_options_and_answer() -> None:
    text = "Question 1: Which store is fastest?\nA) Tape\nB) Memory\nAnswer: B\nExplanation: no seek.\nNext.\n"
    (quiz,) = only("quiz", text)
    assert quiz.text.startswith("Question 1") and quiz.text.endswith("no seek.")  # noqa: PT018


def test_bare_titles_part_no_question_from_its_options_and_answer() -> None:
    text = "Question 2: Which queue?\nOptions:\nA. Plain\nB. Sorted\nAnalysis:\nWhat remains:\nAnswer: B\nNext: more.\n"
    (quiz,) = only("quiz", text)
    assert quiz.text == text.removesuffix("\nNext: more.\n")


def test_a_question_of_several_lines_is_one_with_its_options() -> None:
    text = "Question 4: A shop keeps orders.\nEach must come once.\nWhich queue?\nA) Plain\nB) Sorted\nAnswer: B\n"
    (quiz,) = only("quiz", text)
    assert quiz.text == text.strip()


def test_a_question_too_long_for_one_passage_is_parted_before_its_options() -> None:
    stem = "Question 3: " + "A shop keeps every order it was ever sent and asks for more. " * 8 + "Which store?"
    options = "\n".join(
        f"{letter}) A store that is {word} and keeps all there is"
        for letter, word in zip("ABC", ("old", "new", "big"), strict=True)
    )
    asked, answered = only("quiz", f"{stem}\n{options}\nAnswer: C\n")
    assert asked.text == stem
    assert (answered.text[:2], answered.text[-9:]) == ("A)", "Answer: C")
    assert answered.context.startswith("Question 3: A shop")


def test_options_that_are_judged_one_by_one_stay_with_their_verdicts() -> None:
    text = 'Question: "Which queue keeps order?"\nA. Plain\nโ No order\nB. Sorted\nโ\nKeeps it\nAnswer: B\n'
    (quiz,) = only("quiz", text)
    assert quiz.text == text.strip()


def test_a_question_glued_to_its_answer_is_parted_in_what_is_shown() -> None:
    (quiz,) = only("quiz", "“You need a queue that keeps its order…“Answer: Use a sorted queue\n")
    assert quiz.display == "“You need a queue that keeps its order…“\nAnswer: Use a sorted queue"


def test_every_row_of_a_long_table_knows_its_header() -> None:
    rows = "\n".join(f"| Store {i} | about {i * 17} milliseconds | tape number {i} |" for i in range(40))
    tables = only("table", f"Speeds:\n| Name | Delay | Place |\n|---|---|---|\n{rows}\n")
    assert len(tables) > 3
    assert all("Name | Delay | Place" in p.context for p in tables)
    assert all(
        line.startswith(("|", "Speeds")) and line.endswith(("|", ":")) for p in tables for line in p.text.split("\n")
    )
    assert tables[0].text.startswith("Speeds:")


def test_tables_back_to_back_are_told_apart_by_their_headers() -> None:
    text = "| A | B |\n|---|---|\n| 1 | 2 |\n| C | D |\n|---|---|\n| 3 | 4 |\n"
    assert [p.context for p in only("table", text)] == ["A | B", "C | D"]


def test_each_row_is_a_passage_read_with_the_names_of_its_columns() -> None:
    text = (
        "| Store | Delay | Cost |\n|:--|---|---|\n| **Tape** | hours | |\n| Disk | 5\nseconds | low |\n\nThat is all.\n"
    )
    first, second = only("table", text)
    assert first.text.splitlines()[-1] == "| **Tape** | hours | |"
    assert first.reading == "Store | Delay | Cost\nTape: Delay: hours"
    assert (second.text, second.reading) == ("| Disk | 5\nseconds | low |", "Disk: Delay: 5 seconds; Cost: low")
    assert [p.reading for p in split(text) if p.kind == "prose"] == [None]


def test_a_row_too_wide_to_be_read_with_its_columns_is_read_as_it_stands() -> None:
    names = " | ".join(f"a rather long name of column number {i}" for i in range(40))
    (row,) = [
        p for p in only("table", f"| {names} |\n|{'---|' * 40}\n|{' 1 |' * 40}\n|{' 2 |' * 40}\n") if " 2 " in p.text
    ]
    assert row.reading is None


def test_a_flattened_table_keeps_its_rows() -> None:
    text = "Choices:\n\nStore Kind Speed Class\nTape Drive slow, cheap\nMemory Bank fast, dear\nDisk So so\n"
    (table,) = only("table", text)
    assert "Store Kind Speed Class" in table.context


def test_code_without_fence_or_indentation_is_code() -> None:
    text = (
        "Load it like this:\nimport csv\n# Open the file\nwith open('a') as f:\nrows = list(csv.reader(f))\n"
        "print(len(rows))\nThe file is closed at the end of the block, as always.\n"
    )
    (code,) = only("code", text)
    assert code.text.startswith("Load it like this:") and code.text.endswith("print(len(rows))")  # noqa: PT018
    assert "Open the file" not in {p.heading for p in split(text)}


@pytest.mark.parametrize(
    "text",
    [
        "graph TB\nA[Start] --> B{Ready?}\nB -->|Yes| C[Go]\nstyle A fill:#fff\n",
        "data/\n├── raw/\n│   └── one.csv\n└── clean/\n",
        "```mermaid\ngraph LR\nA --> B\n```\n",
        "gantt\ntitle Our move\nsection First\nPack the boxes :a1, 2031-03-04, 7d\nDrive :a2, after a1, 1d\n",
    ],
)
def test_diagrams_are_diagrams(text: str) -> None:
    assert only("diagram", text)


def test_glossary_entries_are_passages_of_their_own() -> None:
    terms = ["Batch", "Cache", "Disk", "Epoch", "Frame", "Graph", "Heap"]
    text = "\n".join(f"{term}: what everyone calls a {term.lower()} in this field." for term in terms)
    assert [p.text.partition(":")[0] for p in only("glossary", text)] == terms


def test_what_it_is_gets_its_name_from_the_sentences_around() -> None:
    text = (
        "What it is: A format where each line is a row and commas part the values.\n"
        "Why it exists: CSV is read by every tool there is.\nMust know: CSV has no types.\n"
        "What it is: A store of columns that reads only what a query needs.\n"
        "Why it exists: Rows waste time. Parquet reads the columns that are asked for.\n"
        "Must know: Parquet is packed.\n"
    )
    first, *_, last = split(text)
    assert (first.context, last.context) == ("CSV", "Parquet")
    assert "Parquet" in last.context and first.text.startswith("What it is: A format")  # noqa: PT018


def test_no_topic_is_better_than_a_wrong_one() -> None:
    assert split("What it is: Learning from mistakes made by others.\nWhy it works: It is cheap.\n")[0].context == ""


def test_a_short_line_set_apart_is_a_heading_and_a_run_of_them_is_a_list() -> None:
    text = "Opening words that say what this is about.\n\nStores of Data\n\nDisks keep what is lost.\n"
    assert [p.heading for p in split(text)] == ["", "Stores of Data"]
    assert {p.heading for p in split("Alpha\n\nBeta\n\nGamma\n\nDelta\n\nEpsilon\n\nZeta\n\nEta\n\nTheta\n")} == {""}


def test_a_lead_in_belongs_to_its_items_and_names_those_that_are_cut_off() -> None:
    items = "\n".join(f"- benefit number {i} of many that this list goes through at length" for i in range(20))
    passages = split(f"Key benefits:\n{items}\n")
    assert passages[0].text.startswith("Key benefits:\n- benefit number 0")
    assert {p.context for p in passages[1:]} == {"Key benefits"}


def test_nested_items_know_the_item_above() -> None:
    inner = "\n".join(f"  - detail {i} that takes quite a few words to tell in full" for i in range(15))
    assert split(f"- Streams\n{inner}\n")[-1].context == "Streams"


def test_a_chapter_whose_heading_is_gone_begins_where_the_text_says_so() -> None:
    text = (
        "Chapter 1: Stores\nDisks keep what memory forgets.\n"
        "Chapter 2: Queues\nIn the next chapter, you will see:\nThis chapter is about order and loss.\n"
        "Tapes are stores as well.\nEnd of Chapter 1: Stores\nNext: Chapter 2 - Queues (02_queues)\n"
        "A word on both of them.\nWhat you'll learn in this chapter:\nQueues keep their order.\n"
        "End of Chapter 2: Queues\nAn index of terms follows.\n"
    )
    headings = {
        word: p.heading
        for p in split(text)
        for word in ("Disks", "Tapes", "both", "keep their", "index")
        if word in p.text
    }
    assert headings == {
        "Disks": "Chapter 1: Stores",
        "Tapes": "Chapter 1: Stores",
        "both": "",
        "keep their": "Chapter 2 - Queues",
        "index": "",
    }


def test_an_example_ends_where_a_remark_or_another_case_begins_and_keeps_its_own_words() -> None:
    text = (
        "Detailed Example 1: A Bank\nScenario: It moves money at night and wants to know who did it.\n"
        "It logs every move.\nIt keeps the log for years.\nMust know: logs cost money.\n"
        "Example 2: A Shop\nIt sells shoes.\nIt has a till.\nScenario: A city counts its cars at every gate.\n"
    )
    headings = [p.heading for p in split(text, target=60)]
    assert headings[0] == "Detailed Example 1: A Bank"
    assert [p.heading for p in split(text, target=60) if "Must know" in p.text or "city" in p.text] == ["", ""]


def test_a_heading_right_below_another_is_part_of_it_and_a_key_with_its_value_is_none() -> None:
    text = (
        "Stores of Data\n\nThe Library Analogy\n\nThink of shelves when you hear of a store, it says here.\n\n"
        "Time needed: Minutes\n\nQueues of Work\n\nA queue is what stands before a till, as everyone knows.\n"
    )
    assert [p.heading for p in split(text, target=60)][-1] == "Queues of Work"
    assert {p.heading for p in split(text)} == {"Stores of Data > The Library Analogy", "Queues of Work"}


def test_a_numbered_label_set_apart_is_a_heading_and_an_example_belongs_to_all_of_them() -> None:
    part = "Purpose: to keep what comes in.\n- it is fast\n- it is cheap\n\n"
    text = f"Kinds of Store:\n\n1. Hot Store:\n\n{part}2. Cold Store:\n\n{part}"
    text += "Real-World Example: A Shop\n\nIt sells shoes, all day long.\n"
    assert list(dict.fromkeys(p.heading for p in split(text, target=60))) == [
        "Kinds of Store > Hot Store",
        "Kinds of Store > Cold Store",
        "Kinds of Store > Real-World Example: A Shop",
    ]


def test_a_line_between_two_stretches_of_code_names_the_second() -> None:
    one, two = "import csv\nx = csv.reader(f)\nprint(x)\n", "import json\ny = json.load(f)\nprint(y)\n"
    first, second = only("code", f"{one}Step 2: Read the other file\n{two}")
    assert (first.context, second.context) == ("", "Step 2: Read the other file")
    assert second.text.startswith("Step 2: Read the other file\nimport json")


def test_what_follows_the_summary_of_a_chapter_is_no_longer_that_chapter() -> None:
    text = (
        "Chapter 6: Stores\n\nDisks\n\nThey keep what memory forgets, all of it.\n\n"
        "Chapter Summary\n\nDisks are slow, and they are cheap as well.\n\nQueues\n\nThey keep the order of things.\n"
    )
    assert [p.heading for p in split(text)] == [
        "Chapter 6: Stores > Disks",
        "Chapter 6: Stores > Chapter Summary",
        "Queues",
    ]


def test_a_question_leads_in_the_list_below_it_and_a_number_leaves_the_one_before() -> None:
    items = "\n".join(f"- point number {i} of those that take a few words to be made" for i in range(9))
    passages = split(f"_What is to be done?_\n\n{items}\n")
    assert passages[0].text.startswith("_What is to be done?_\n\n- point number 0")
    assert passages[-1].context == "What is to be done?"
    text = f"Our plan:\n1. Storage:\nCold data:\n{items}\n2. Network:\n{items}\n"
    assert next(p.context for p in split(text) if "2. Network" in p.text) == "Our plan"


def test_a_heading_or_context_is_never_cut_within_a_word() -> None:
    words = "Considerations regarding interoperability between heterogeneous infrastructures and their administrators"
    (passage,) = split(f"# {words}\n\nText.\n")
    for told in (passage.heading, passage.context):
        assert told and all(word in words.split() for word in told.split())  # noqa: PT018


def test_lead_ins_that_lost_their_items_stand_with_what_they_are_about() -> None:
    text = (
        "What it is: A queue hands out what came first.\nWhy it exists: Order matters.\nWhen to use:\nLimits:\n"
        "What it is: A stack hands out what came last.\nResult:\nprint(stack)\nx = stack.pop()\nKey points:\n"
    )
    passages = split(text)
    assert not [p.text for p in passages if all(line.endswith(":") for line in p.text.split("\n"))]
    assert passages[0].text.endswith("Limits:")


def test_settings_at_the_top_of_a_note_are_no_heading() -> None:
    passages = split("---\ntitle: Stores\ntags: disk\n---\n\n# Disks\n\nThey keep what memory forgets.\n")
    assert [p.heading for p in passages] == ["", "Disks"]


def test_a_bold_question_is_no_heading() -> None:
    (quiz,) = split("**Q: What is a miss?**\n**A:** The thing was not there.\n")
    assert (quiz.kind, quiz.heading) == ("quiz", "")


def test_line_breaks_of_any_system_give_the_same_structure() -> None:
    text = "# Stores\n\nMyth: disks last.\nFact: they fail.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    kinds = [(p.kind, p.heading, p.context) for p in split(text)]
    for ending in ("\r\n", "\r"):
        assert [(p.kind, p.heading, p.context) for p in split(text.replace("\n", ending))] == kinds


def test_an_edit_moves_only_its_neighbours_in_real_notes() -> None:
    path = next(iter(sorted(CORPUS.glob("002*"))), None)
    if path is None:
        pytest.skip("the corpus of real notes is not beside the repository")
    text = path.read_text(encoding="utf-8")[:120_000]
    before = {(p.text, p.context) for p in split(text)}
    for at in range(5_000, 120_000, 23_000):
        place = text.index(" ", at)
        after = {(p.text, p.context) for p in split(f"{text[:place]} moreover{text[place:]}")}
        assert len(after - before) <= 3

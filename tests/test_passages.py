"""What a passage knows of its note: its own heading, what leads it in, its header, and the half that makes it true."""

from itertools import product
from pathlib import Path

import pytest
from notes_read import cut, only, read, told

from quotewise.ingest import split

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


# Myths, questions and entries


def test_a_myth_and_its_reality_are_one_passage() -> None:
    text = "Caches help.\nMyth: caches never go stale.\nReality: they do after an hour.\nThat is all.\n"
    for name in ("note.txt", "note.md"):
        (trap,) = only("trap", text, name)
        assert trap.text == "Myth: caches never go stale.\nReality: they do after an hour."


def test_crosses_and_ticks_in_turns_are_pairs_and_a_list_of_each_is_none() -> None:
    assert len(only("trap", "❌ Store keys in code\n✅ Store keys in a vault\n❌ Share users\n✅ One user each\n")) == 2
    assert not only("trap", "✅ Use a vault\n✅ Rotate keys\n❌ Share users\n❌ Mail keys\n")


def test_a_mistake_without_its_correction_is_still_no_fact() -> None:
    (trap,) = only("trap", "Mistake 1: Fitting the scaler first\n\nScaling is a step of its own.\n", "note.md")
    assert trap.text.startswith("Mistake 1")


def test_a_question_keeps_its_options_and_answer() -> None:
    text = "Question 1: Which store is fastest?\nA) Tape\nB) Memory\nAnswer: B\nExplanation: no seek.\nNext.\n"
    (quiz,) = only("quiz", text)
    assert quiz.text == text.strip().removesuffix("\nNext.")


def test_bare_titles_part_no_question_from_its_options_and_answer() -> None:
    text = "Question 2: Which queue?\nOptions:\nA. Plain\nB. Sorted\nAnalysis:\nWhat remains:\nAnswer: B\nNext: more.\n"
    (quiz,) = only("quiz", text)
    assert quiz.text == text.removesuffix("\nNext: more.\n")


def test_a_question_whose_label_looks_like_an_option_begins_anew_behind_an_answer() -> None:
    text = "Frage: Wer haftet?\nAntwort: Alle.\n\nF: Wer nicht?\nA: Der Kommanditist.\n"
    assert [quiz.text for quiz in only("quiz", text)] == text.strip().split("\n\n")


def test_a_question_of_several_lines_is_one_with_its_options() -> None:
    text = "Question 4: A shop keeps orders.\nEach must come once.\nWhich queue?\nA) Plain\nB) Sorted\nAnswer: B\n"
    (quiz,) = only("quiz", text)
    assert quiz.text == text.strip()


def test_a_question_too_long_for_one_passage_is_parted_before_its_options() -> None:
    stem = "Question 3: " + "A shop keeps every order it was ever sent and asks for more. " * 8 + "Which store?"
    options = "\n".join(f"{letter}) A store that is {letter} and keeps all there is" for letter in "ABC")
    asked, answered = only("quiz", f"{stem}\n{options}\nAnswer: C\n")
    assert asked.text == stem
    assert (answered.text[:2], answered.text[-9:]) == ("A)", "Answer: C")
    assert "Question 3: A shop" in answered.context


def test_a_bold_question_is_no_heading() -> None:
    (quiz,) = cut("**Q: What is a miss?**\n**A:** The thing was not there.\n")
    assert (quiz.kind, quiz.heading) == ("quiz", "")


@pytest.mark.parametrize("mark", [": ", " - ", " \u2013 "])
def test_glossary_entries_are_passages_of_their_own(mark: str) -> None:
    terms = ["Batch", "Cache", "Disk", "Epoch", "Frame", "Graph", "Heap"]
    text = "\n".join(f"{term}{mark}what everyone calls a {term.lower()} in this field." for term in terms)
    assert [passage.text.split(mark)[0] for passage in only("glossary", text)] == terms


def test_a_definition_is_a_passage_of_its_own() -> None:
    passages = cut("# Parts\n\nCPU :: runs what it is told\nRAM :: forgets it\n\nROM\n: stays\n: is slow\n")
    assert [told(passage) for passage in passages if passage.kind == "glossary"][-2:] == [
        "RAM: forgets it",
        "ROM\n: stays\n: is slow",
    ]


# Tables


def test_every_row_of_a_long_table_knows_its_header() -> None:
    rows = "\n".join(f"| Store {i} | about {i * 17} milliseconds | tape number {i} |" for i in range(40))
    text = f"Speeds:\n\n| Name | Delay | Place |\n|---|---|---|\n{rows}\n"
    for name in ("note.txt", "note.md"):
        tables = only("table", text, name)
        assert len(tables) > 3
        assert all("Name | Delay | Place" in passage.context for passage in tables)
        assert all(line.startswith(("|", "Speeds")) for p in tables for line in p.text.split("\n") if line)
        assert tables[0].text.startswith("Speeds:")


def test_tables_back_to_back_are_told_apart_by_their_headers() -> None:
    text = "| A | B |\n|---|---|\n| 1 | 2 |\n| C | D |\n|---|---|\n| 3 | 4 |\n"
    assert [passage.context.removeprefix("note | ") for passage in only("table", text)] == ["A | B", "C | D"]


@pytest.mark.parametrize("name", ["note.txt", "note.md"])
def test_each_row_is_read_with_the_names_of_its_columns(name: str) -> None:
    text = "| Store | Delay | Cost |\n|:--|---|---|\n| **Tape** | hours | |\n| Disk | | low |\n\nThat is all of it.\n"
    first, second = only("table", text, name)
    assert first.text.splitlines()[-1] == "| **Tape** | hours | |"
    assert first.reading == "Store | Delay | Cost\nTape: Delay: hours"
    assert (second.text, second.reading) == ("| Disk | | low |", "Disk: Cost: low")
    assert [passage.reading for passage in cut(text, name) if passage.kind == "prose"] == [None]


def test_a_row_padded_with_blanks_is_whole_with_its_header() -> None:
    header = f"| Port | {'Used for':<150} | {'Note':<80} |"
    rows = f"| 7 | {'echo':<150} | {'old':<80} |\n| 9 | {'discard':<150} | {'old':<80} |"
    first, _ = only("table", f"{header}\n|---|{'-' * 152}|{'-' * 82}|\n{rows}\n", "note.md")
    assert "echo" in first.text
    assert first.reading == "Port | Used for | Note\n7: Used for: echo; Note: old"


def test_a_row_too_wide_to_be_read_with_its_columns_is_read_as_it_stands() -> None:
    names = " | ".join(f"a rather long name of column number {i}" for i in range(40))
    text = f"| {names} |\n|{'---|' * 40}\n|{' 1 |' * 40}\n|{' last |' * 40}\n"
    (row,) = [passage for passage in only("table", text, "note.md") if " last " in passage.text]
    assert row.reading is None


def test_rows_of_a_csv_file_are_read_with_the_names_of_its_columns() -> None:
    passages = cut("Gate,Degrees,Colour\nAlpha,,red\nBeta,24,\n", "gates.csv")
    assert [passage.reading for passage in passages] == [
        "Gate | Degrees | Colour\nAlpha: Colour: red",
        "Beta: Degrees: 24",
    ]


# Headings


def test_a_short_section_keeps_its_own_heading() -> None:
    text = "# Tools\n\n## Flow\n\nExactly once.\n\n## Fusion\n\nDrag and drop\n\n## Proc\n\nRuns Spark and Flink.\n"
    assert [(passage.heading, passage.text.splitlines()[-1]) for passage in cut(text)] == [
        ("Tools > Flow", "Exactly once."),
        ("Tools > Fusion", "Drag and drop"),
        ("Tools > Proc", "Runs Spark and Flink."),
    ]


def test_headings_with_nothing_below_them_take_no_others_words() -> None:
    passages = cut("# Rules\n\n## Art 12:\n## Art 13:\n\n# Rights\n\n- to know\n- to object\n")
    assert [passage.heading for passage in passages if "to know" in passage.text] == ["Rights"]
    assert not [passage for passage in passages if "Art 13" in passage.text and "to know" in passage.text]


def test_a_heading_with_nothing_below_it_is_no_passage_and_several_are_a_list() -> None:
    told_of = [
        passage.text for passage in cut("# One\n\n## Empty\n\n# Two\n\nText.\n\n## A\n## B\n## C\n\n# Three\n\nMore.\n")
    ]
    assert told_of == ["# Two\n\nText.", "## A\n## B\n## C", "# Three\n\nMore."]


def test_a_heading_that_heads_nothing_stands_in_no_passage_of_the_next() -> None:
    (passage,) = cut("# Stores\n\n## Bags\n## Sets\n## Queues\n\nFirst in, first out.\n\n## Stacks\n")
    assert passage.text == "## Queues\n\nFirst in, first out."
    assert [told(passage) for passage in cut("# Stores\n\n## Queues\n")] == ["# Stores\n\n## Queues"]


def test_a_heading_apart_from_what_it_heads_keeps_the_table_of_contents_out() -> None:
    text = "# Stores\n\n- [Queues](#queues)\n- [Stacks](#stacks)\n\n## Queues\n\nFirst in, first out.\n"
    (passage,) = cut(text)
    assert passage.text == "## Queues\n\nFirst in, first out."
    assert passage.heading == "Stores > Queues"


def test_the_heading_path_names_every_level_above() -> None:
    passages = cut("# Storage\n\n## Object stores\n\nBuckets hold objects.\n\n## File stores\n\nMounts are shared.")
    assert [passage.heading for passage in passages] == ["Storage > Object stores", "Storage > File stores"]


def test_a_heading_or_context_is_never_cut_within_a_word() -> None:
    words = "Considerations regarding interoperability between heterogeneous infrastructures and their administrators"
    (passage,) = cut(f"# {words}\n\nText.\n")
    for said in (passage.heading, passage.context):
        assert said
        assert all(word in [*words.split(), "note", ">"] for word in said.split())


def test_settings_at_the_top_of_a_note_are_no_heading_and_in_no_passage() -> None:
    (passage,) = cut("---\ntitle: Stores\ntags: disk\n---\n\n# Disks\n\nThey keep what memory forgets.\n")
    assert (passage.heading, "tags" in passage.text) == ("Disks", False)


def test_a_comment_of_code_heads_nothing_and_its_fence_is_closed_once() -> None:
    text = "# Backup\n\n```bash\n# Save\nstore save /b\n\n# Restore: copy it back\ncp -r /b /lib\n```\n\nThat is all.\n"
    for name in ("note.txt", "note.md"):
        passages = cut(text, name)
        assert {passage.heading for passage in passages} == {"Backup"}
        (code,) = [passage for passage in passages if passage.kind == "code"]
        assert code.text.endswith("cp -r /b /lib\n```")


# Lists and lead-ins


def test_a_lead_in_belongs_to_its_items_and_names_those_that_are_cut_off() -> None:
    items = "\n".join(f"- benefit number {i} of many that this list goes through at length" for i in range(20))
    for name, gap in product(("note.txt", "note.md"), ("\n", "\n\n")):
        first, *others = cut(f"Key benefits:{gap}{items}\n", name)
        assert first.text.startswith(f"Key benefits:{gap}- benefit number 0")
        assert others
        assert all("Key benefits" in passage.context for passage in others)


def test_an_item_keeps_the_items_above_it() -> None:
    inner = "\n".join(f"    - detail {i} that takes quite a few words to tell in full" for i in range(15))
    for name in ("note.txt", "note.md"):
        last = cut(f"- Streams\n  - Shards\n{inner}\n", name)[-1]
        assert last.text.startswith("- detail")
        assert "Streams" in last.context
        assert "Shards" in last.context


def test_a_question_leads_in_the_list_below_it() -> None:
    items = "\n".join(f"- point number {i} of those that take a few words to be made" for i in range(9))
    first, *_, last = cut(f"_What is to be done?_\n\n{items}\n")
    assert first.text.startswith("_What is to be done?_\n\n- point number 0")
    assert "What is to be done?" in last.context


def test_lead_ins_that_lost_their_items_stand_with_what_they_are_about() -> None:
    text = "A queue hands out what came first.\nLimits:\n\nA stack hands out what came last.\n\nKey points:\n"
    assert not [passage for passage in cut(text, "note.txt") if passage.text == "Key points:"]


def test_a_line_above_code_leads_it_in() -> None:
    first, second = only(
        "code", "Load it:\n\n```py\nimport csv\n```\n\nWrite it:\n\n```py\nimport json\n```\n", "note.md"
    )
    assert first.text.startswith("Load it:")
    assert "Write it" in second.context


@pytest.mark.parametrize(
    "text",
    [
        "graph TB\nA[Start] --> B{Ready?}\nB -->|Yes| C[Go]\nstyle A fill:#fff\n",
        "data/\n├── raw/\n│   └── one.csv\n└── clean/\n",
        "```mermaid\ngraph LR\nA --> B\n```\n",
    ],
)
def test_diagrams_are_diagrams(text: str) -> None:
    assert only("diagram", text)


def test_an_item_leads_in_the_code_nested_in_it_and_no_table_behind_its_list() -> None:
    (nested,) = only("code", "- Load it\n\n  ```py\n  import csv\n  ```\n", "note.md")
    assert nested.text.startswith("- Load it")
    (behind,) = only(
        "table", "- Disks\n- Tapes last longest\n\n| year | kind |\n|---|---|\n| 1951 | tape |\n", "note.md"
    )
    assert "Tapes" not in behind.context + behind.text


def test_an_item_set_apart_from_those_above_it_leads_in_the_code_behind_it() -> None:
    (code,) = only("code", "- Push: O(1)\n- Pop: O(1)\n\n- peek()\n\n```py\nstack[-1]\n```\n", "note.md")
    assert code.text.startswith("- peek()")


def test_what_is_led_in_stands_with_nothing_that_is_not() -> None:
    stacks = "\n".join(f"- a stack keeps rule {number} that is told here" for number in range(9))
    passages = cut(f"Stacks\n{stacks}\n\nHeaps\n- a heap keeps its least on top, and nothing else is in order\n")
    assert passages[1].context.endswith("Stacks")
    assert not [passage for passage in passages if "Stacks" in passage.context and "heap" in passage.text]


def test_a_break_that_shows_nothing_leads_in_nothing() -> None:
    assert not [p for p in cut("- one\n  - two\n\n<br>\n\n- three\n") if p.text == "<br>"]
    assert not [p for p in cut("Words.\n<br>\n\n" + "- an item of some length, told here\n" * 12) if "br" in p.context]


def test_code_is_whole_and_what_is_too_long_is_cut_where_it_is_outermost() -> None:
    function = (
        "def run_{0}(stack):\n    if not stack:\n        return {0}\n\n    for item in stack:\n        use(item, {0})"
    )
    (whole,) = only("code", "```py\n" + "\n\n".join(map(function.format, range(5))) + "\n```\n", "note.md")
    assert whole.text.endswith("```")
    parts = only("code", "```py\n" + "\n\n".join(map(function.format, range(40))) + "\n```\n", "note.md")
    assert len(parts) > 4
    assert all(part.text.removeprefix("```py\n").startswith("def") for part in parts)
    assert all(told(part).startswith("```py\ndef") and told(part).endswith("\n```") for part in parts)


# What a passage ends with


def test_a_sentence_is_whole_as_long_as_it_can_be_read() -> None:
    long = "A queue hands out what came first" + ", whatever it was that came behind it" * 10 + "."
    assert cut(f"Short. {long} Short again. " + "Some more of that is said here. " * 9)[1].text == long


@pytest.mark.parametrize("short", ["vgl. dort", "nach art. 12 der Regeln", "obs. 3 y obs. 4"])
def test_a_short_word_with_a_full_stop_ends_no_sentence_before_a_number_or_a_small_letter(short: str) -> None:
    sentence = f"Dies steht {short} und nirgends sonst."
    assert all(passage.text.endswith("sonst.") for passage in cut(f"{sentence} " * 40))


def test_lines_that_a_program_broke_are_sentences_again() -> None:
    text = (
        "Der Speicher einer Maschine ist in\nSeiten geteilt, deren Rahmen das\nSystem vergibt. Eine Tabelle im\n"
        "Kern nennt zu jeder Seite den\nRahmen. Fehlt er, so kommt es zum\nFehler und das System lagert die\n"
        "Seite ein. Wer zu viel auslagert,\nVerbringt alle Zeit damit.\n"
    )
    for name in ("note.txt", "note.md"):
        assert all(passage.text.endswith(".") for passage in cut(text, name, target=60))
    broken = "Speicher\nSeiten und Rahmen\nTabellen\nFehler beim Lesen\nAuslagern\nRahmen"
    assert len(cut(f"{broken}\n" * 6, "note.txt")) > 1


def test_a_formula_at_the_beginning_of_a_line_goes_on_with_the_words_above() -> None:
    text = "Bounds whose series converges imply that\n$\\sum f_n$ converges too.\n"
    assert all("imply" not in p.text or "too." in p.text for p in cut(text + "Some more is said here, and more.\n" * 9))


# Sentences of other languages


def test_a_long_japanese_or_chinese_paragraph_is_cut_at_its_full_stops() -> None:
    for sentence in ("ページの大きさは一般に四キロバイトである。", "页面大小一般为四千字节。"):
        passages = cut(sentence * 60)
        assert len(passages) > 5
        assert all(passage.text.endswith("。") for passage in passages)


def test_any_line_end_gives_the_same_passages() -> None:
    text = "# Stores\n\nMyth: disks last.\nFact: they fail.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    for name in ("note.txt", "note.md"):
        kinds = [(passage.kind, passage.heading, passage.context) for passage in cut(text, name)]
        for ending in ("\r\n", "\r"):
            passages = cut(text.replace("\n", ending), name)
            assert [(passage.kind, passage.heading, passage.context) for passage in passages] == kinds


# Cuts


def test_one_endless_line_is_cut_at_sentence_ends() -> None:
    passages = cut(" ".join(f"Sentence {i} says that value {i * 7} follows." for i in range(5000)), "note.txt")
    assert all(passage.text.endswith(".") for passage in passages)
    assert 150 < sum(len(passage.text) for passage in passages) / len(passages) < 480


def test_a_word_longer_than_a_passage_is_cut_hard() -> None:
    assert "".join(passage.text for passage in cut("x" * 5000)) == "x" * 5000


def test_an_edit_moves_only_its_neighbours_in_real_notes() -> None:
    path = next(iter(sorted(CORPUS.glob("002*"))), None)
    if path is None:
        pytest.skip("the corpus of real notes is not beside the repository")
    text = path.read_text(encoding="utf-8")[:120_000]
    before = {(passage.text, passage.context) for passage in split(read(text, path.name))}
    for at in range(5_000, 120_000, 23_000):
        place = text.index(" ", at)
        changed = f"{text[:place]} moreover{text[place:]}"
        after = {(passage.text, passage.context) for passage in split(read(changed, path.name))}
        assert len(after - before) <= 3


def test_an_implied_heading_heads_what_stands_near_it_and_not_the_rest_of_a_long_note() -> None:
    sentences = "".join(
        f"Crate {at} of the cellar holds pears that were picked in the upper garden.\n\n" for at in range(120)
    )
    above = [passage.context for passage in cut(f"# Cellar\n\n**Crates**\n\n{sentences}")]
    assert "Crates" in above[0]
    assert "Cellar" in above[-1]
    assert "Crates" not in above[-1]

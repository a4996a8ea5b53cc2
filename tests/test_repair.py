"""What a repair promises: signs come back, every place maps to the original, real Thai is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewise.ingest.repair import Repaired, repair
from quotewise.ingest.splitter import split

SIGNS = ("\u2b50", "\U0001f4a1", "\u26a0\ufe0f", "\u2192", "\u00d7", "\u00b2", "\u03a3", "\u2022", "\u221a")
AS_THAI = st.sampled_from(["\u0e42", "\u0e42\u0e0d", "\u0e50\u0e01", "\u0e23", "\u0e22\u0e12", "\u0e42\u0e21"])
AS_LATIN = st.sampled_from(["\u00e2\u20ac\u2122", "\u00c3\u00a9", "\u00e9"])
PLAIN = st.sampled_from(["word", "Word.", " ", "\n", "\n\n", "- item", "|a|b|", ", "])
NOTES = st.one_of(
    st.lists(st.one_of(AS_THAI, PLAIN), max_size=40).map("".join),
    st.lists(st.one_of(AS_LATIN, PLAIN), max_size=40).map("".join),
    st.lists(st.one_of(AS_THAI, AS_LATIN, PLAIN), max_size=40).map("".join),
)


def read_as_thai(text: str) -> str:
    """UTF-8 read as TIS-620: bytes of the C1 range are lost, but the one that is a line break."""
    kept = bytes(10 if b == 0x85 else b for b in text.encode() if b == 0x85 or not 0x80 <= b <= 0x9F)
    return kept.decode("iso8859_11")


def held_places(text: str, repaired: Repaired) -> list[int]:
    """Offsets of the original that no change touches."""
    changed = {
        i for start, end in zip(repaired.starts, repaired.ends, strict=True) for i in range(start, max(end, start + 1))
    }
    return [i for i in range(len(text)) if i not in changed]


@settings(max_examples=200, deadline=None)
@given(st.one_of(NOTES, st.text()))
def test_what_was_not_changed_maps_there_and_back(text: str) -> None:
    repaired = repair(text)
    for i in held_places(text, repaired):
        start, end = repaired.to_display(i, i + 1)
        assert repaired.text[start:end] == text[i]
        assert repaired.to_original(start, end) == (i, i + 1)


@settings(max_examples=200, deadline=None)
@given(st.one_of(NOTES, st.text()), st.data())
def test_any_span_of_the_display_lies_inside_the_original(text: str, data: st.DataObject) -> None:
    repaired = repair(text)
    start = data.draw(st.integers(0, len(repaired.text)))
    end = data.draw(st.integers(start, len(repaired.text)))
    low, high = repaired.to_original(start, end)
    assert 0 <= low <= high <= len(text)


@settings(max_examples=200, deadline=None)
@given(NOTES)
def test_a_repaired_note_needs_no_second_repair(text: str) -> None:
    once = repair(text).text
    assert repair(once).text == once


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_read_as_thai_comes_back(sign: str) -> None:
    note = f"A {sign} B\n\nsize 3 {sign} 4, root {sign}9 of y{sign}"
    shown = repair(read_as_thai(note)).text
    assert sign in shown
    assert not any("\u0e00" <= c <= "\u0e7f" for c in shown)


def test_a_tick_whose_byte_became_a_line_break_rejoins_its_line() -> None:
    note = read_as_thai("\u274c Trap: caches never expire\n\u2705 Reality: they do after an hour\n")
    assert repair(note).text == "\u274c Trap: caches never expire\n\u2705 Reality: they do after an hour\n"


def test_crosses_and_ticks_of_a_table_follow_the_words_behind_them() -> None:
    note = read_as_thai("| Store | Fast |\n|---|---|\n| Disk | \u2717 No |\n| Memory | \u2713 Yes |\n")
    assert repair(note).text.splitlines()[2:] == ["| Disk | \u274c No |", "| Memory | \u2705 Yes |"]


def test_a_tree_drawn_in_boxes_is_drawn_again() -> None:
    note = read_as_thai("data/\n\u251c\u2500\u2500 raw/\n\u2502 \u251c\u2500\u2500 one.csv\n")
    assert repair(note).text == "data/\n\u251c\u2500\u2500 raw/\n\u2502 \u251c\u2500\u2500 one.csv\n"


@pytest.mark.parametrize(
    "thai",
    [
        "การเรียนรู้ของเครื่อง",
        "โมเดลข้อมูล (model) คืออะไร",
        "รถ คน ลด บ้าน",
        "A word: รถ means car.",
    ],
)
def test_real_thai_is_left_alone(thai: str) -> None:
    assert repair(thai).text == thai


@pytest.mark.parametrize(
    "text",
    [
        "caf\u00e9 na\u00efve \u00fcber",
        "\u4e2d\u6587\u7b14\u8bb0\u3002",
        "\u0434\u0430 \u03b1\u03b2\u03b3",
        "\u0645\u0631\u062d\u0628\u0627",
    ],
)
def test_other_scripts_are_left_alone(text: str) -> None:
    assert repair(text).text == text


def test_utf8_read_as_a_latin_code_page_is_mended() -> None:
    assert repair("It\u00e2\u20ac\u2122s na\u00c3\u00afve").text == "It\u2019s na\u00efve"


def test_a_sentence_torn_by_inline_code_is_joined_and_its_parts_map_back() -> None:
    text = "- call it with\nrun_all()\nmethod\n- then wait\n"
    repaired = repair(text)
    assert repaired.text == text.replace("with\nrun", "with run").replace(")\nm", ") m")
    start = repaired.text.index("method")
    assert repaired.to_original(start, start + 6) == (text.index("method"), text.index("method") + 6)


def test_a_table_row_torn_in_two_is_joined() -> None:
    text = "| Kind | Start | End |\n|---|---|---|\n| Slow | 1 s |\n9 s |\n| Quick | 2 s | 3 s |\n"
    assert "| Slow | 1 s | 9 s |" in repair(text).text
    slow, quick = split(text)
    assert f"{slow.text}\n{quick.text}" == text.strip()
    assert slow.display == slow.text.replace("|\n9", "| 9")
    assert slow.reading == "Kind | Start | End\nSlow: Start: 1 s; End: 9 s"


def test_an_item_glued_to_the_next_heading_is_parted() -> None:
    text = "kept in store(a.csv)Retention rules of the store:\nTen days.\n"
    assert repair(text).text == "kept in store(a.csv)\nRetention rules of the store:\nTen days.\n"


def test_code_is_never_joined() -> None:
    text = "import os\nx = os.sep\ny = x\nprint(y)\n"
    assert repair(text).text == text

"""Flash cards are read as cards: what is asked, what is answered, and nothing of what a program keeps beside them."""

from itertools import pairwise
from pathlib import Path

import pytest
from csv_note import read_csv
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewise.ingest.anki import read_cards
from quotewise.ingest.block import Block, apply_edits
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.reader import read_note
from quotewise.ingest.text import read_text

HEAD = "#separator:tab\n#html:true\n#notetype column:1\n#deck column:2\n#tags column:5\n"


def read(text: str) -> Note:
    note = read_cards(read_text(text.encode()))
    assert note is not None
    assert note.text == text
    assert_sound(note)
    return note


def cards(note: Note) -> list[str]:
    shown = apply_edits(note.text, note.tree.edits)
    return [shown.cut(block.start, block.end) for block in note.tree.blocks if block.kind == "card"]


def sides(note: Note) -> list[list[tuple[str, str]]]:
    shown = apply_edits(note.text, note.tree.edits)
    return [
        [(side.kind, shown.cut(side.start, side.end)) for side in block.children]
        for block in note.tree.blocks
        if block.kind == "card"
    ]


def assert_sound(note: Note) -> None:
    """Blocks and edits in order and apart, each child within its parent, every visible sign in an outermost block."""
    at = 0
    for block in note.tree.blocks:
        assert at <= block.start < block.end
        assert not note.text[at : block.start].strip()
        at = block.end
    assert not note.text[at:].strip()
    assert all(within(block) for block in note.tree.blocks)
    assert all(start < end <= len(note.text) for start, end, _ in note.tree.edits)
    assert all(before[1] <= after[0] for before, after in pairwise(note.tree.edits))


def within(block: Block) -> bool:
    at = block.start
    for child in block.children:
        if not (at <= child.start <= child.end <= block.end and within(child)):
            return False
        at = child.end
    return True


def test_a_card_is_its_front_and_its_back_and_no_deck_type_or_tag() -> None:
    note = read(HEAD + "Basic\tBio::Field work\tWhat is a <i>dax</i>?\t<b>A bird</b><br>that swims.\tunit::1 hard\n")
    assert cards(note) == ["What is a *dax*?\n**A bird**\nthat swims."]
    assert sides(note) == [[("front", "What is a *dax*?"), ("back", "**A bird**\nthat swims.")]]
    assert (note.basis, note.tree.blocks[0].kind) == ("file", "metadata")


def test_gaps_are_shown_filled_in_without_their_hints() -> None:
    note = read(
        "#separator:Semicolon\n"
        "{{c1::Marl::a rock}} lies under {{c2::chalk}}.;\n"
        "{{c1::The outer {{c2::inner}} part::<b>hint</b>}} ends;See the <i>atlas</i>.\n"
        "{{c1::never closed;}} is no gap\n"
    )
    assert cards(note) == [
        "Marl lies under chalk.",
        "The outer inner part ends\nSee the *atlas*.",
        "{{c1::never closed\n}} is no gap",
    ]


def test_a_german_deck_with_semicolons_quotes_and_umlauts() -> None:
    note = read(
        "#separator:Semicolon\r\n#html:true\r\n#columns:Vorderseite;R\u00fcckseite\r\n"
        '"Was hei\u00dft ""Verj\u00e4hrung""; kurz?";"Der Anspruch ist nicht mehr\r\n'
        'durchsetzbar (\u00a7&nbsp;214 BGB)."\r\n'
    )
    assert cards(note) == [
        'Was hei\u00dft "Verj\u00e4hrung"; kurz?\nDer Anspruch ist nicht mehr durchsetzbar (\u00a7 214 BGB).'
    ]


def test_a_tab_inside_quotes_parts_nothing() -> None:
    assert sides(read('#separator:tab\n"one\ttwo"\t"three"\n')) == [[("front", "one\ttwo"), ("back", "three")]]


def test_lists_tables_and_entities_of_a_card_are_readable() -> None:
    note = read(
        "#separator:tab\n#html:true\n"
        "Which gates?\tThese:<ul><li>Alpha &amp; Beta</li><li>Gamma</li></ul>\n"
        "The limits?\t<table><tr><th>Gate</th><th>&deg;C</th></tr><tr><td>Alpha</td><td>23</td></tr></table>\n"
    )
    assert cards(note) == ["Which gates?\nThese:\n- Alpha & Beta\n- Gamma", "The limits?\nGate | \u00b0C\nAlpha | 23"]


def test_sounds_pictures_and_hidden_regions_are_not_shown() -> None:
    note = read(
        "#separator:tab\n#html:true\n"
        'dog<img src="dog.jpg">[sound:dog.mp3]\tperro[sound:perro.mp3]\n'
        '<img src="map.png">\tOnly the back has words\n'
        "{{c1::image-occlusion:rect:left=.1:top=.2}}\tThe kidney\n"
        "[sound:only.mp3]\t<img src=x>\n"
    )
    assert sides(note) == [
        [("front", "dog"), ("back", "perro")],
        [("front", "Only the back has words")],
        [("front", "The kidney")],
    ]
    assert note.tree.blocks[-1].kind == "metadata"


def test_without_html_tags_are_words_and_line_ends_stay() -> None:
    assert cards(read('#separator:comma\n#html:false\nWhat is <b>?,"bold\n&amp; strong"\n')) == [
        "What is <b>?\nbold\n&amp; strong"
    ]


def test_further_fields_stand_below_the_back_and_columns_between_them_do_not() -> None:
    note = read("#separator:|\n#tags column:3\nfront|back|tag|extra|\n")
    assert sides(note) == [[("front", "front"), ("back", "back"), ("back", "extra")]]
    assert cards(note) == ["front\nback\nextra"]
    assert sides(read("#separator:|\na|b|c\n")) == [[("front", "a"), ("back", "b\nc")]]


def test_remarks_and_empty_rows_are_no_cards() -> None:
    note = read('\ufefftags:unit1\n#separator:comma\n#deck:Geo\n\n# a remark\nq,a\n,,\n\n"#1 is first",yes\n')
    assert [block.kind for block in note.tree.blocks] == ["metadata", "metadata", "card", "metadata", "card"]
    assert cards(note) == ["q\na", "#1 is first\nyes"]


def test_a_lone_carriage_return_ends_a_card() -> None:
    assert cards(read("#separator:comma\rq1,a1\rq2,a2\r")) == ["q1\na1", "q2\na2"]


@pytest.mark.parametrize("name", ["comma", "Semicolon", "TAB", "Space", "pipe", "Colon", ",", ";", "\t", "|", ":", "~"])
def test_every_separator_of_the_manual_is_understood(name: str) -> None:
    sign = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}.get(
        name.lower(), name
    )
    assert cards(read(f"#separator:{name}\nq{sign}a\n")) == ["q\na"]


def test_a_separator_that_is_not_named_is_found() -> None:
    assert cards(read("#html:true\nq1\ta, b\nq2\tc\n")) == ["q1\na, b", "q2\nc"]
    assert cards(read("#separator:nonsense\n#html:true\nq1;a\nq2;b\n")) == ["q1\na", "q2\nb"]


@pytest.mark.parametrize(
    "text", ["# A title\n\nWords.\n", "#tags: physics\nWords.\n", "#hashtag first\n", "a,b\n1,2\n"]
)
def test_what_has_no_such_head_is_no_export(text: str) -> None:
    assert read_cards(read_text(text.encode())) is None


def test_the_reader_takes_exports_of_any_suffix_that_anki_writes(tmp_path: Path) -> None:
    for suffix in ("txt", "csv", "tsv"):
        file = tmp_path / f"deck.{suffix}"
        file.write_text("#separator:tab\nq\ta\n")
        assert cards(read_note(file)) == ["q\na"]


def test_a_head_without_cards_is_empty() -> None:
    with pytest.raises(SkippedNote, match="empty"):
        read_cards(read_text(b"#separator:tab\n#html:true\n"))


def test_gaps_of_exported_cards_are_filled_from_their_tags() -> None:
    gap = '<span class=""cloze"" data-cloze=""Marl"" data-ordinal=""1"">[...]</span>'
    assert cards(read(f'#separator:tab\n#html:true\n"{gap} lies under chalk."\tYes\n')) == [
        "Marl lies under chalk.\nYes"
    ]


# Tables


def table(note: Note) -> str:
    assert_sound(note)
    return apply_edits(note.text, note.tree.edits).text.strip()


def test_a_table_keeps_the_files_text_and_names_its_header() -> None:
    data = '\ufeffBegriff;Bedeutung\r\nVerzug;"Nichtleistung, trotz ""Mahnung"""\r\n'.encode()
    note = read_csv(data)
    assert (note.text.encode(), note.basis) == (data, "file")
    assert table(note) == 'Begriff | Bedeutung\n--- | ---\nVerzug | Nichtleistung, trotz "Mahnung"'
    (block,) = note.tree.blocks
    assert [row.label for row in block.children] == ["header", ""]
    cells = [note.text[cell.start : cell.end] for cell in block.children[1].children]
    assert cells == ["Verzug", 'Nichtleistung, trotz ""Mahnung""']


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,4\n",
        "S3,a store of objects that never forgets.\nEBS,blocks\n",
        "red,red\nblue,x\n",
        "yes,1\nno,2\nyes,3\n",
        "a,b\n",
    ],
)
def test_a_first_row_that_names_nothing_is_a_row_like_others(text: str) -> None:
    note = read_csv(text.encode())
    assert [row.label for row in note.tree.blocks[0].children] == [""] * text.count("\n")
    assert "---" not in table(note)


def test_bars_line_ends_and_missing_cells_leave_a_row_on_one_line() -> None:
    note = read_csv(b'Key,Value,Note\n,a|b,\n"two\nlines.","and\rmore",x\n')
    assert table(note) == "Key | Value | Note\n--- | --- | ---\n\u2013 | a\\|b | \ntwo; lines. | and; more | x"


def test_a_lone_carriage_return_ends_a_row() -> None:
    note = read_csv(b"Gate,Degrees\rMac,23\rUnix,24\r")
    assert table(note) == "Gate | Degrees\n--- | ---\nMac | 23\nUnix | 24"


def test_excels_own_first_line_says_what_parts_the_cells() -> None:
    note = read_csv(b"sep=;\r\nTerm;Meaning, or so\r\nA;B\r\n")
    assert [block.kind for block in note.tree.blocks] == ["metadata", "table"]
    assert table(note).endswith("Term | Meaning, or so\n--- | ---\nA | B")


def test_one_column_is_a_table_of_lines() -> None:
    assert table(read_csv(b"Gate\nAlpha\nBeta\n")) == "Gate\nAlpha\nBeta"


def test_too_many_columns_are_named() -> None:
    with pytest.raises(UnreadableNote, match="holds a table of 10,000 columns; split it"):
        read_csv(",".join(str(number) for number in range(10_000)).encode() + b"\n1,2\n")


# Anything at all

MARKS = """#separator:tab~#html:true~#tags column:2~{{c1::~}}~::~<b>~</b>~<br>~<li>~<!--~-->~&lt;~[sound:~]~word ~sep=;
    ~<span style='display:none'>~</span>~\u00fc~\\""".split("~")
PIECES = st.sampled_from([*MARKS, "\ufeff", *'\t,;|"# ', '""', "\r", "\n", "\r\n", "\u2028", "\x0b"])


@pytest.mark.parametrize("head", ["", "#separator:tab\n", "#separator:,\n#html:false\n"])
@settings(max_examples=700, deadline=None)
@given(pieces=st.lists(PIECES, max_size=40))
def test_any_text_gives_a_sound_note_or_a_named_refusal(head: str, pieces: list[str]) -> None:
    text = head + "".join(pieces)
    try:
        note = read_csv(text.encode())
    except (SkippedNote, UnreadableNote):
        return
    assert note.text == text
    assert_sound(note)

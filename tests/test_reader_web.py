"""Reading web pages, notebooks and tables of cells."""

import json
from pathlib import Path
from typing import Any

import pytest
from csv_note import read_csv
from hypothesis import given
from hypothesis import strategies as st

from quotewise.ingest.block import apply_edits
from quotewise.ingest.html import read_html
from quotewise.ingest.note import SkippedNote, UnreadableNote
from quotewise.ingest.notebook import read_notebook
from quotewise.ingest.reader import read_note

SAMPLE = Path(__file__).parents[1] / "eval" / "sample" / "notes"


def page(body: str) -> str:
    return read_html(f"<!doctype html><meta charset=utf-8><body>{body}".encode()).text


def test_headings_paragraphs_and_line_breaks_are_kept_and_source_lines_are_not() -> None:
    text = page("<h1>Top</h1><p>A  long\n line.<br>A new one &amp; more.</p><div>Loose<h3>Deep</h3>end</div>")
    assert text == "# Top\n\nA long line.\nA new one & more.\n\nLoose\n\n### Deep\n\nend"


def test_lists_nest_count_and_end_without_closing_tags() -> None:
    text = page("<ul><li>a<ul><li>b</ul><li>c</ul><ol start=4><li>d<li>e</ol><ol type=A><li>f<li>g</ol>")
    assert text == "- a\n  - b\n- c\n4. d\n5. e\nA. f\nB. g"


def test_terms_stand_with_their_explanations() -> None:
    assert page("<dl><dt>CI<dd>integration<dt>CD<dt>CDE<dd>delivery</dl>") == "- CI: integration\n- CD, CDE: delivery"


def test_a_table_keeps_spans_and_pipes_and_a_layout_table_is_text() -> None:
    rows = "<tr><th>Name<th>Use<tr><td rowspan=2>A<td>x | y<br>z<tr><td>w<tr><td colspan=2>wide"
    assert page(f"<table><caption>Kinds</caption>{rows}</table>") == (
        "Kinds\n\n| Name | Use |\n| --- | --- |\n| A | x \\| y; z |\n| A | w |\n| wide |  |"
    )
    assert page("<table><tr><td><h2>Left</h2>words<td>right</table>") == "## Left\n\nwords\n\nright"


def test_code_is_fenced_with_its_language_and_without_line_numbers() -> None:
    code = "<pre><code class='language-python'>\ndef f():\n    return 1 &lt; 2\n</code></pre>"
    assert page(code) == "```python\ndef f():\n    return 1 < 2\n```"
    assert page("<pre><span class=lineno>1</span>a\n<span class=lineno>2</span>b</pre>") == "```\na\nb\n```"
    assert page("<pre>```\ninner\n```</pre>") == "````\n```\ninner\n```\n````"


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var a = 'gone'</script>",
        "<style>gone</style>",
        "<nav>gone</nav>",
        "<p hidden>gone</p>",
        "<p style='display : none'>gone</p>",
        "<p aria-hidden=true>gone</p>",
        "<div role=navigation>gone</div>",
        "<a class='x headerlink'>gone</a>",
        "<!-- gone -->",
        "<footer>gone</footer>",
        "<template><p>gone</p></template>",
    ],
)
def test_what_a_reader_does_not_see_is_left_out_and_what_follows_is_not(unseen: str) -> None:
    assert page(f"<p>before{unseen}</p>after").replace("\n\n", " ") == "before after"


def test_what_stands_behind_the_end_of_a_page_is_read_too() -> None:
    one = "<html><body><p>{}</p></body></html>"
    assert page("<p>a</p></body></html>tail<p>b") == "a\n\ntail\n\nb"
    assert read_html((one.format("a") + "<!doctype html>" + one.format("b")).encode()).text == "a\n\nb"


def test_a_page_hidden_until_its_scripts_run_is_read_anyway() -> None:
    assert page("<div style='visibility:hidden'><p>Words.</p></div>") == "Words."


def test_powers_and_formulas_stay_what_they_are() -> None:
    assert page("10<sup>6</sup> rows, R<sup>2</sup>, the 1<sup>st</sup>, word<sup>3</sup>") == (
        "10^6 rows, R^2, the 1st, word[3]"
    )
    tex = "<annotation encoding='application/x-tex'>\\frac{a}{b}</annotation>"
    assert page(f"<math><semantics><mi>a</mi>{tex}</semantics></math>") == "\\frac{a}{b}"


def test_a_page_without_headings_takes_its_title() -> None:
    assert read_html(b"<title>My notes</title><p>Words.</p>").text == "# My notes\n\nWords."


def test_a_page_gives_its_title_or_its_first_heading() -> None:
    assert read_html(b"<title>My\n notes</title><h1>Top</h1><p>Words.</p>").tree.title == "My notes"
    assert read_html(b"<h2>Low</h2><h1>Top</h1><p>Words.</p>").tree.title == "Top"
    assert read_html(b"<p>Words.</p>").tree.title == ""


def test_a_page_is_a_tree_of_what_it_holds() -> None:
    note = read_html(b"<h2>Top</h2><nav>gone</nav><ul><li>a<ol><li>b</ol></ul><table><tr><td>1<td>2<tr><th>3<td>4")
    heading, outer, table = note.tree.blocks
    assert (heading.kind, heading.level, note.text[heading.start : heading.end]) == ("heading", 2, "## Top")
    assert [(block.kind, block.label) for block in outer.walk()] == [
        ("list", ""),
        ("item", "-"),
        ("paragraph", ""),
        ("list", ""),
        ("item", "1."),
        ("paragraph", ""),
    ]
    assert [row.label for row in table.children] == ["", ""]  # heads of rows, none of columns


@pytest.mark.parametrize(
    "data",
    [
        '<meta charset="windows-1252"><p>naïve … “quoted”'.encode("cp1252"),
        b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>na\xefve \x85 \x93quoted\x94',
        "\ufeff<meta charset=latin1><p>naïve … “quoted”".encode(),
        "\ufeff<p>naïve … “quoted”".encode("utf-16-le"),
        "<meta charset=utf-16><p>naïve … “quoted”".encode(),
        "<meta charset=nonsense><p>naïve … “quoted”".encode(),
        "<?xml version='1.0' encoding='utf-8'?><html><p>naïve … “quoted”</p></html>".encode(),
    ],
)
def test_the_encoding_is_found_as_a_browser_finds_it(data: bytes) -> None:
    assert read_html(data).text == "naïve … “quoted”"


def test_nesting_too_deep_to_read_is_said_and_not_cut_off_silently() -> None:
    assert page("<div>" * 1_000 + "<p>deep" + "</div>" * 1_000 + "<p>after") == "deep\n\nafter"
    with pytest.raises(UnreadableNote, match="nests its elements too deep"):
        page("<div>" * 10_000 + "<p>deep")


def notebook(*cells: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"nbformat": 4, "cells": cells, **more}).encode()


def test_a_notebook_keeps_its_words_fences_its_code_and_cuts_its_outputs() -> None:
    shown = {"output_type": "stream", "text": [f"\x1b[31mline {n}\x1b[0m\n" for n in range(30)]}
    image = {"data": {"image/png": "iVBOR", "text/plain": "<Figure>"}}
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": ["long"]}
    note = read_notebook(
        notebook(
            {
                "cell_type": "markdown",
                "source": ["# Top\n", "Words with ![p](data:image/png;base64," + "A" * 500 + ")"],
            },
            {"cell_type": "code", "source": "print(1)", "outputs": [shown, image, error]},
        )
    )
    words, code, lines, figure, wrong = note.text.split("\n\n")
    assert words == "# Top\nWords with ![p](data:)"
    assert code == "```python\nprint(1)\n```"
    assert lines.splitlines() == ["```output", *(f"line {n}" for n in range(20)), "...", "```"]
    assert (figure, wrong) == ("```output\n<Figure>\n```", "```output\nKeyError: 'x'\n```")


def test_a_notebooks_markdown_is_read_as_such(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    cell = {"cell_type": "markdown", "source": "# Top\n- one\n  - two\n\n[a](https://example.org)"}
    file.write_bytes(notebook(cell, {"cell_type": "code", "source": "x = 1"}))
    note = read_note(file)
    assert [block.kind for block in note.tree.blocks] == ["heading", "list", "navigation", "code"]


def test_a_notebook_of_the_third_format_is_read_too() -> None:
    cells = [{"cell_type": "heading", "level": 2, "source": "Part"}, {"cell_type": "code", "input": ["x = 1"]}]
    old = {"nbformat": 3, "worksheets": [{"cells": cells}], "metadata": {"kernelspec": {"language": "R"}}}
    assert read_notebook(json.dumps(old).encode()).text == "## Part\n\n```R\nx = 1\n```"


@pytest.mark.parametrize("data", [b"{}", b"[]", b"nothing", b"[" * 100_000, b'{"cells": 3}', b'{"cells": [3, null]}'])
def test_what_is_no_notebook_is_refused_or_empty(data: bytes) -> None:
    with pytest.raises((UnreadableNote, SkippedNote)):
        read_notebook(data)


def test_a_lone_surrogate_or_nul_does_not_reach_the_note() -> None:
    note = read_notebook(b'{"cells": [{"cell_type": "markdown", "source": "a\\ud800b\\u0000c"}]}')
    assert note.text == "abc"


def table(data: bytes) -> str:
    note = read_csv(data)
    return apply_edits(note.text, note.tree.edits).text.strip()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_become_a_table_whatever_parts_them(delimiter: str) -> None:
    rows = [["Service", "Use, mostly"], ["S3", 'a "lake"'], ["EBS", "two\nlines"]]
    written = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert table(written.encode()) == 'Service | Use, mostly\n--- | ---\nS3 | a "lake"\nEBS | two; lines'


def test_ragged_rows_and_huge_cells_and_an_open_quote_lose_nothing() -> None:
    assert table(b"a,b\n1\n2,3,4\n") == "a | b\n--- | ---\n1\n2 | 3 | 4"
    assert "x" * 500_000 in table(b"a,b\n" + b"x" * 500_000 + b",y\n")
    assert table(b'a,b\n"1,2\n' + b"3,4\n" * 300).count("3 | 4") == 300


@given(
    st.lists(
        st.sampled_from("p li ul ol table tr td sup pre dl dt dd h1 math br div script b /body /html".split(" ")),
        min_size=1,
        max_size=40,
    )
)
def test_any_tangle_of_tags_keeps_every_word(tags: list[str]) -> None:
    kept = [tag for tag in tags if tag not in ("script", "math")] or ["p"]
    text = page("".join(f"<{tag}>word{number} " for number, tag in enumerate(kept)))
    assert all(f"word{number}" in text for number, tag in enumerate(kept))


def test_the_sample_documents_are_read_whole() -> None:
    web = read_note(SAMPLE / "agents.html").text
    assert web.startswith("# Agents: models that act\n\nA chat model talks")
    assert "| Gateway | turns Lambda functions and OpenAPI services into MCP tools |" in web
    assert "```python\ndesk = SupportAgent(" in web
    assert "Exam plan" not in web
    words = read_note(SAMPLE / "generative-ai.docx").text
    assert "1. Split the documents into chunks.\n2. Embed" in words
    paper = read_note(SAMPLE / "judging-generated-text.pdf")
    assert paper.text[paper.pages[1] :].startswith("## Measures for retrieval")
    assert "| BERTScore | embeddings of the tokens | free wording | a wrong number |" in paper.text

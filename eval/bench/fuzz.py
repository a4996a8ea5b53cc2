"""Feeds broken notes to the readers of text and looks for more than a whole note or a named refusal: `--inputs 100000`.

`python -m quotewise.eval.bench.fuzz [--format markdown] [--seed 1]` ends with 1 where one was found, and shows it.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from quotewise.ingest import Block, Note, SkippedNote, UnreadableNote, apply_edits, pack_tree, split, unpack_tree
from quotewise.ingest.reader import with_tree
from quotewise.ingest.splitter import CODE
from quotewise.ingest.text import read_text

SUFFIXES = {"markdown": ".md", "plain": ".txt", "csv": ".csv", "anki": ".txt"}
LONGEST = 40  # fragments of an input
CONTEXT = 120  # characters of context in all

_BREAKS = [*"\n\r\u2028\x85\x0b\x0c", "\n", "\n\n", "\r\n", "\n\n\n", "\n    ", "\n\t", "\n> ", "\n  "]
_SIGNS = [*"*_`~#>|-+=[](){}<>!&$%^:;,.\\/\"'@?\t ", "\ufeff", "\x1b", "\x01", "\u200b", "\xa0", "\xad", "\u3000"]
_WORDS = [
    *"a one Term word. 23 Store x_1 don't Straße déjà 死锁 ページ。 그래프 ไทย שלום 🎯 👩‍👩‍👧 e.g. z.B. 第3章".split(),
    "A sentence that goes on for quite a few words, as notes do.",
    "页面大小一般为 4KB。",
    "long " * 60,
    "x" * 400,
]
_MARKDOWN = """# One ¦ ## Two *three* ¦ ####### seven ¦ Title\n===\n ¦ Sub\n---\n ¦ - item ¦ - ¦ -  ¦   - inner ¦
      - deep ¦ 1. one ¦ 2) two ¦ * [ ] open ¦ - [x] done ¦ > quote ¦ > [!note] Said ¦ > [!tip]- Folded\n> in it ¦
>> deep ¦ [[Note]] ¦ [[Note|name]] ¦ ![[embed.png]] ¦ [a](b) ¦ [a](#b) ¦ ![alt](c.png) ¦ [a]: http://b ¦ [^1] ¦
[^1]: note ¦ **bold** ¦ *i* ¦ `code` ¦ `` ¦ ```py\nx = 1\n``` ¦ ``` ¦ ~~~~ ¦ ~~~\ny\n~~~ ¦ $a|b$ ¦ $$\nx|y\n$$ ¦ $$ ¦
$ ¦ | a | b |\n|---|---|\n| 1 | | ¦ |---| ¦ | a ¦ b| ¦ Term :: meaning ¦ Term\n: meaning ¦ : meaning ¦ ==high== ¦
%% hidden %% ¦ %% ¦  ^block-1 ¦ #tag #tag/b ¦ ---\ntitle: X\n---\n ¦ --- ¦ *** ¦ ---\naliases: [a, b]\n ¦
<details><summary>S</summary> ¦ </details> ¦ <b> ¦ </b> ¦ <br> ¦ <br/> ¦ <p> ¦ </p> ¦ <table><tr><th>A<td>B</table> ¦
<tr> ¦ <td> ¦ </td> ¦ <table> ¦ </table> ¦ <ul><li> ¦ </li> ¦ <!-- c --> ¦ <!-- ¦ --> ¦ <script> ¦ </script> ¦ <div> ¦
</div> ¦ &amp; ¦ &nbsp; ¦ &#x0; ¦ &bogus; ¦ <?php ¦ <![CDATA[ ¦ <h2> ¦ </h2> ¦ <a href="b ¦ http://a.b ¦
<http://a.b> ¦ \\* ¦ \\ ¦ ~~gone~~ ¦ Key points: ¦ Myth: a ¦ Fact: b ¦ Q: why? ¦ A: so ¦ Answer: B ¦ A) one ¦
- [a](b)\n- [c](d) ¦ **Lead** ¦ ::: ¦ Status: Done ¦ <aside> ¦ </aside> ¦ <pre> ¦ </pre> ¦ <style> ¦ <img src=x> ¦
<sup>2</sup> ¦ <td hidden> ¦ <span style="display:none"> ¦ </span> ¦ <h1> ¦ <li> ¦ <ol>"""
_PLAIN = """# One ¦ Title\n===== ¦ Title\n----- ¦ 1.2 Queues ¦ Chapter 3: Queues ¦ Chapter 4: Stores ¦ 第3章 存储 ¦
- item ¦   - inner ¦ \t- tab ¦ 1. one ¦ a) two ¦ (a) three ¦ • dot ¦ ☐ open ¦ Key points: ¦ 1. Hot Store: ¦
A short line ¦ **Bold** ¦ Term: meaning of it ¦ Queues ........ 12 ¦ a | b | c ¦ | a | b |\n|---|---|\n| 1 | | ¦
|---| ¦ | ¦ a\tb\tc ¦ import os\nx = os.sep ¦ def f(x):\n    return x ¦ ``` ¦ ```py\nx = 1\n``` ¦ ~~~ ¦
graph TB\nA --> B ¦ ├── raw/ ¦ Myth: a ¦ Fact: b ¦ ❌ no ¦ ✅ yes ¦ Q: why? ¦ A) one ¦ B) two ¦ Answer: B ¦
What is it? ¦ → so ¦ "quoted" ¦ ; ¦ { ¦ } ¦ ( ¦ x = 1 ¦ # comment ¦ ..."""
_CSV = '''a,b ¦ a;b ¦ a\tb ¦ "a" ¦ "a, b" ¦ "a ""b""" ¦ " ¦ "" ¦ , ¦ ; ¦ \t ¦ | ¦ ,, ¦ sep=; ¦ Name,Value ¦ 1,2 ¦
 "a"  ¦ "two\nlines" ¦ a|b ¦ \\| ¦ =1+1 ¦ #tag'''
_ANKI = '''#separator:tab ¦ #separator:comma ¦ #separator:; ¦ #separator: ¦ #html:true ¦ #html:false ¦
#notetype column:1 ¦ #deck column:2 ¦ #tags column:3 ¦ #columns:a\tb ¦ tags:x ¦ front\tback ¦ a,b ¦ "a\tb" ¦
"a ""b""" ¦ " ¦ {{c1::gap}} ¦ {{c1::gap::hint}} ¦ {{c1:: ¦ {{c2::a {{c1::b}}}} ¦ }} ¦ :: ¦ [sound:a.mp3] ¦ [sound: ¦
<img src=""x""> ¦ <b> ¦ </b> ¦ <br> ¦ <li> ¦ <ul> ¦ <pre> ¦ <div> ¦ </div> ¦ &nbsp; ¦ [latex] ¦ [/latex] ¦ [$]x[/$] ¦
image-occlusion: ¦ <span class=""cloze"" data-cloze=""x"">[...]</span> ¦ <!-- ¦ --> ¦ <table><tr><td> ¦ \t ¦ , ¦ ; ¦
# remark ¦ <style>'''
_KINDS = {"markdown": _MARKDOWN, "plain": _PLAIN, "csv": _CSV, "anki": _ANKI}
_FRAGMENTS: dict[str, list[str]] = {kind: re.split(" ¦[ \n]", fragments) for kind, fragments in _KINDS.items()}
_FIGURE = re.compile(r"\b\d+")
_HEADS = {"anki": ["#separator:tab\n", "#separator:comma\n#html:false\n", "#html:true\r\n#tags column:2\n", ""]}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="inputs a format")
    parser.add_argument("--format", choices=[*SUFFIXES], action="append", help="by default all of them")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    faults = [_run(kind, options.inputs, options.seed) for kind in options.format or SUFFIXES]
    sys.exit(any(faults))


def _run(kind: str, inputs: int, seed: int) -> int:
    chance = random.Random(f"{kind} {seed}")
    refusals: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    longest = 0.0
    for _ in range(inputs):
        text = make_input(chance, kind)
        began = time.perf_counter()
        told, fault = try_text(text, kind)
        longest = max(longest, time.perf_counter() - began)
        refusals.update([_FIGURE.sub("N", told)] if told else ())
        if fault and not faults:
            print(f"{kind}: {fault}\n{text!r}", flush=True)
        faults.update([_FIGURE.sub("N", fault)] if fault else ())
    print(f"{kind}: {inputs:,} inputs, {refusals.total():,} named refusals, {faults.total():,} faults, ", end="")
    print(f"the slowest took {longest * 1000:.0f} ms", flush=True)
    for what, count in [*refusals.most_common(), *faults.most_common()]:
        print(f"{count:8,} {what}", flush=True)
    return faults.total()


def make_input(chance: random.Random, kind: str) -> str:
    """A note of some fragments of its kind in any order, then spoilt in some places."""
    near, far = _FRAGMENTS[kind], _FRAGMENTS[chance.choice([*SUFFIXES])]
    pools = chance.choices([near, _WORDS, _BREAKS, _SIGNS, far], weights=[8, 4, 6, 2, 1], k=chance.randint(1, LONGEST))
    text = chance.choice(_HEADS.get(kind, ["", "", "\ufeff"])) + "".join(chance.choice(pool) for pool in pools)
    for _ in range(chance.choice([0, 0, 1, 2, 5])):
        text = _spoil(chance, text)
    return text


def _spoil(chance: random.Random, text: str) -> str:
    """The text with a few signs gone or put in, a stretch doubled or turned round, or other line ends."""
    low, high = sorted(chance.choices(range(len(text) + 1), k=2))
    match chance.randrange(5):
        case 0:
            return text[:low] + text[min(high, low + 9) :]
        case 1:
            return text[:high] + text[low:]
        case 2:
            sign, times = chance.choice(_SIGNS), chance.choice([1, 1, 2, 3, 60])
            return f"{text[:low]}{sign * times}{text[low:]}"
        case 3:
            ending = chance.choice(_BREAKS)
            return text.replace("\n", ending)
        case _:
            return text[:low] + text[low:high][::-1] + text[high:]


def try_text(text: str, kind: str) -> tuple[str, str]:
    """What reading a text as a kind of note was refused for, and what is wrong with its tree; "" for none of it.

    Anything else that it raises ends the run, with the text told before.
    """
    read = False
    try:
        note = with_tree(read_text(text.encode()), Path(f"note{SUFFIXES[kind]}"))
        fault = find_fault(note)
        read = True
    except (SkippedNote, UnreadableNote) as refusal:
        read = True
        return str(refusal), ""
    finally:
        if not read:
            print(f"{kind}: this text is not read:\n{text!r}", flush=True)
    return "", fault


def find_fault(note: Note) -> str:
    """What a note's tree, its edits or its passages break of what they promise; "" where nothing is wrong."""
    return (
        _look_at_siblings(note.tree.blocks, 0, len(note.text))
        or _look_between(note.text, [(block.start, block.end) for block in note.tree.blocks])
        or _look_at_edits(note)
        or ("" if unpack_tree(pack_tree(note.tree)) == note.tree else "the tree is another once packed and unpacked")
        or _look_at_passages(note)
    )


def _look_at_siblings(blocks: Sequence[Block], start: int, end: int) -> str:
    waiting: list[tuple[Sequence[Block], int, int]] = [(blocks, start, end)]
    while waiting:
        siblings, at, end = waiting.pop()
        for block in siblings:
            if not at <= block.start <= block.end <= end:
                return f"the {block.kind} at {block.start}:{block.end} is not within {at}:{end}"
            waiting.append((block.children, block.start, block.end))
            at = block.end
    return ""


def _look_between(text: str, places: Sequence[tuple[int, int]]) -> str:
    for (_, before), (after, _) in pairwise([(0, 0), *places, (len(text), len(text))]):
        if text[before:after].strip():
            return f"{text[before:after]!r} at {before} is in no block"
    return next((f"nothing is in the block at {low}" for low, high in places if not text[low:high].strip()), "")


def _look_at_edits(note: Note) -> str:
    text, edits = note.text, note.tree.edits
    if not all(start <= end <= len(text) for start, end, _ in edits):
        return "an edit is not within the text"
    if any(one[1] > other[0] for one, other in pairwise(edits)):
        return "edits overlap or are not in order"
    shown = apply_edits(text, edits)
    at = 0
    for start, end, _ in (*edits, (len(text), len(text), "")):
        low, high = shown.to_display(at, start)
        if start > at and (shown.text[low:high] != text[at:start] or shown.to_original(low, high) != (at, start)):
            return f"what is not edited at {at}:{start} is not shown as it is, or maps elsewhere"
        at = end
    for low in range(0, len(shown.text), 7):
        start, end = shown.to_original(low, min(low + 5, len(shown.text)))
        if not 0 <= start <= end <= len(text):
            return f"what is shown at {low} maps to {start}:{end}"
    return ""


def _look_at_passages(note: Note) -> str:
    at = 0
    for passage in split(note, name="folder/note"):
        place = f"the passage at {passage.start}:{passage.end}"
        if passage.start < at or passage.text != note.text[passage.start : passage.end] or not passage.text.strip():
            return f"{place} overlaps, is empty or is not what stands there"
        if len(passage.context) > CONTEXT or len(passage.text) > CODE * 200:
            return f"{place} or its context is too long"
        if any(not start <= end <= len(passage.text) for start, end, _ in passage.edits):
            return f"{place} has an edit that is not within it"
        if passage.display is not None and not passage.display.strip():
            return f"{place} shows nothing"
        at = passage.end
    return ""


if __name__ == "__main__":
    main()

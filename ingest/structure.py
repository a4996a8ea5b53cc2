"""Which lines of a note belong together, and under which heading: the blocks that passages are cut from."""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from quotewise.ingest.run import Block, Run, join_blocks, make_pieces
from quotewise.ingest.chapter import PREVIEW_LINES, Notice, read_notice
from quotewise.ingest.code import has_comments, is_reference, read_code, read_diagram
from quotewise.ingest.cue import is_callout, is_case, is_lead_in, is_opener
from quotewise.ingest.cuts import Piece
from quotewise.ingest.line import Line, shorten
from quotewise.ingest.passage import Kind
from quotewise.ingest.prose import is_hollow, read_prose
from quotewise.ingest.quiz import read_glossary, read_quiz
from quotewise.ingest.table import read_table
from quotewise.ingest.title import CHAPTER, EXAMPLE, LABEL, NUMBER, SECTION, STACKED, Title, name_title, read_title
from quotewise.ingest.topic import infer_topic
from quotewise.ingest.trap import read_trap

TOPIC_LINES = 150  # how far down a topic reaches that no heading bounds
EXAMPLE_LINES = 120  # how far down an example reaches that no remark or heading closes
CHAPTER_LINES = 40  # how far down the name of a chapter says what a passage is about
LED = ("table", "code", "diagram")  # kinds that a line above may lead in
CONTEXT = 120  # characters of context in all
MANY = 4  # lead-ins in a row that are no longer taken for the lead-in of what follows the last
ABOUT = 50  # characters of each heading kept as context
_DIAGRAM_FENCE = re.compile(r"(?:`{3,}|~{3,})\s*(?:mermaid|plantuml|dot|graphviz)\b", re.I)
_SUMMARY = re.compile(r"(?:chapter|part|unit|module|lecture|lesson) (?:summary|review|recap|wrap-?up)\b", re.I)
_GLOSSARY = re.compile(r"glossary|definitions|terminology|key terms|vocabulary|acronyms|abbreviations", re.I)


def find_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Yield the blocks of a note in order; every line is in exactly one."""
    waiting: Block | None = None
    for block in _read_blocks(lines):
        if waiting and block.hollow and not waiting.single and waiting.kind != "quiz":
            waiting = join_blocks(waiting, block)
            continue
        if waiting:
            yield waiting
        waiting = block
    if waiting:
        yield waiting


def _read_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    reader, hashes = _Reader(lines), not has_comments(lines)
    at = 0
    while at < len(lines):
        reader.at = at
        title = read_title(lines, at, hashes=hashes)
        notice = read_notice(lines, at, title)
        if notice:
            yield from reader.heed(notice)
        elif title:
            yield from reader.close()
            reader.open_section(title, at, lines=title.lines)
            at += title.lines
            continue
        run = read_run(lines, at, listed=reader.in_glossary())
        if run:
            lead = yield from reader.close(before=run)
            yield reader.take(run, lead)
            at = run.end
            continue
        if reader.opens_topic(at):
            yield from reader.close()
            reader.open_topic(at)
        elif reader.ends_example(at):
            yield from reader.close()
            reader.path = reader.path[:-1]
        reader.prose.append(lines[at])
        at += 1
    yield from reader.close(last=True)


def read_run(lines: Sequence[Line], at: int, *, listed: bool) -> Run | None:
    """The run of one kind (fence, table, diagram, trap, quiz, code, glossary) that begins at line `at`."""
    if lines[at].kind == "fence":
        return _read_fence(lines, at)
    if at == 0 and lines[at].text == "---":
        return _read_front_matter(lines)
    readers = (read_table, read_diagram, read_trap, read_quiz, read_code)
    found = next((run for reader in readers if (run := reader(lines, at))), None)
    return found or read_glossary(lines, at, listed=listed)


def _read_front_matter(lines: Sequence[Line]) -> Run | None:
    """The settings between two rules at the top of a Markdown note; None if the second is missing."""
    end = next((i for i, line in enumerate(lines[1:40], 2) if line.text == "---"), 0)
    return Run("prose", (0,), end) if end else None


def _read_fence(lines: Sequence[Line], at: int) -> Run:
    mark, end = lines[at].text[:3], at + 1
    while end < len(lines) and not lines[end].text.startswith(mark):
        end += 1
    end = min(end + 1, len(lines))
    return Run("diagram" if _DIAGRAM_FENCE.match(lines[at].head) else "code", tuple(range(at, end)), end)


def _leads_in(line: Line, run: Run) -> bool:
    """Whether a line belongs to the run below it; over a drawn tree its root or question does, too."""
    root = run.kind == "diagram" and len(line.text) <= 60 and line.text[-1] not in ".!"
    return is_lead_in(line.head) or root


class _Reader:
    """The place in the note while its lines are read: headings above, the topic, prose not yet given out."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.at = 0
        self.path: list[Title] = []
        self.titled_at = -9  # line of the last heading
        self.chapter_at = 0  # line of the last chapter's name
        self.announced: Title | None = None  # the chapter that was said to come next
        self.previewed_at = -PREVIEW_LINES
        self.topic, self.topic_at = "", -TOPIC_LINES
        self.heads: list[Line] = []  # headings and lead-ins that wait for what they head
        self.prose: list[Line] = []
        self.last_kind = "prose"

    def open_section(self, title: Title, at: int, *, lines: int) -> None:
        """lines: how many of them the heading takes, none where it stood elsewhere."""
        above = self.path[-1] if self.path else title
        if title.level == above.level == SECTION and self.heads:
            title = replace(title, level=STACKED)
        elif title.level == SECTION and above.level > CHAPTER and _SUMMARY.match(self._section()):
            self.path = [t for t in self.path if t.level < CHAPTER]  # a chapter's summary is the last of it
        # An example may be of all that is numbered above it, not of the last alone
        level = NUMBER if title.level == EXAMPLE else title.level
        self.path = [*(t for t in self.path if t.level < level), title]
        self.heads += self.lines[at : at + lines]
        self.titled_at = at
        self.chapter_at = at if title.level == CHAPTER else self.chapter_at
        if title.level < EXAMPLE:
            self.topic = ""

    def _section(self) -> str:
        return next((t.words for t in self.path if t.level == SECTION), "")

    def heed(self, notice: Notice) -> Iterator[Block]:
        """Leave the chapter that ended, or enter the one announced where it begins: its own heading may be gone."""
        match notice.kind:
            case "next":
                self.path = [t for t in self.path if t.level < EXAMPLE]
                self.announced = notice.title
                self.previewed_at = self.at if notice.preview else self.previewed_at
            case "end":
                yield from self.close()
                self.path = [t for t in self.path if t.level < CHAPTER]
                self.topic = ""
            case "begin" if self.announced and self.at - self.previewed_at > PREVIEW_LINES:
                yield from self.close()
                self.open_section(self.announced, self.at, lines=0)
                self.announced = None

    def opens_topic(self, at: int) -> bool:
        following = self.lines[at + 1].head if at + 1 < len(self.lines) else ""
        head = self.lines[at].head
        if not is_opener(head, following):
            return False
        before = self.lines[at - 1].head if at else ""
        return not is_opener(before, head)

    def open_topic(self, at: int) -> None:
        self.path = [t for t in self.path if t.level < EXAMPLE]
        titled = self.path and at - self.titled_at <= 3
        end = at + 1
        while end < len(self.lines) and end - at < 14 and not self.opens_topic(end):
            end += 1
        self.topic = self.path[-1].words if titled else infer_topic(self.lines[at:end])
        self.topic_at = at

    def leave_example(self) -> None:
        """Forget the heading of an example that began long ago: nothing tells where an example ends."""
        if self.path and self.path[-1].level >= EXAMPLE and self.at - self.titled_at > EXAMPLE_LINES:
            self.path = self.path[:-1]

    def ends_example(self, at: int) -> bool:
        """Whether a remark, another case or the next number begins: it is no part of the example or number above."""
        line, level = self.lines[at], self.path[-1].level if self.path else 0
        if level == NUMBER:
            return line.gap > 0 and line.kind == "item" and line.head[0].isdigit() and line.indent == 0
        return level >= EXAMPLE and (is_callout(line.head) or (is_case(line.head) and at - self.titled_at > 2))

    def take(self, run: Run, lead: str) -> Block:
        self.last_kind = run.kind
        own = run.context or lead
        return self._block(run.kind, make_pieces(self.lines, run), own, single=run.single, columns=run.columns)

    def close(self, *, before: Run | None = None, last: bool = False) -> Generator[Block, None, str]:
        """Give out the prose read so far; a lead-in at its end goes to the run behind it and is returned."""
        led: list[Line] = []
        if (
            before
            and self.prose
            and before.kind in LED
            and (_leads_in(self.prose[-1], before) or self._is_label(before))
        ):
            led = [self.prose.pop()]
            if is_hollow(self.prose) and len(self.prose) < MANY:
                led, self.prose = [*self.prose, *led], []
        if self.prose or (last and self.heads):
            hollow = not self.heads and is_hollow(self.prose)
            yield self._block("prose", read_prose(self.prose), hollow=hollow)
            self.last_kind = "prose"
        self.prose = []
        self.heads += led
        return shorten(name_title(led[-1].head), ABOUT) if led and not is_reference(led[-1].head) else ""

    def _is_label(self, run: Run) -> bool:
        """Whether the only line between two stretches of code says what the second is."""
        line = self.prose[-1]
        short = len(self.prose) == 1 and len(line.text) <= 80 and line.text[-1] not in ".!?;,"
        return short and not self.heads and run.kind == self.last_kind == "code" and line.text[0].isupper()

    def in_glossary(self) -> bool:
        titled = self.path and _GLOSSARY.search(self.path[-1].words)
        return bool(titled) or (self.last_kind == "glossary" and not self.prose)

    def _block(
        self,
        kind: Kind,
        pieces: tuple[Piece, ...],
        own: str = "",
        *,
        single: bool = False,
        columns: tuple[str, ...] = (),
        hollow: bool = False,
    ) -> Block:
        self.leave_example()
        if self.heads:
            end, rest = (pieces[0].end, pieces[1:]) if pieces else (self.heads[-1].end, ())
            pieces = (Piece(self.heads[0].start, end, 9), *rest)
            self.heads = []
        about = shorten(self._about(), max(24, CONTEXT - 3 - len(own)))
        context = " | ".join(part for part in (about, own) if part)
        heading = " > ".join(t.words for t in self.path)
        return Block(kind, pieces, heading, context, single, columns, hollow)

    def _about(self) -> str:
        """The topic, else the heading; a label with the heading above it; no chapter that began long ago."""
        if self.topic and self.at - self.topic_at <= TOPIC_LINES:
            return self.topic
        depth = 2 if self.path and self.path[-1].level >= LABEL else 1
        distant = self.at - self.chapter_at > CHAPTER_LINES
        near = [t for t in self.path[-depth:] if t.level != CHAPTER or not distant]
        return " > ".join(shorten(t.words, ABOUT) for t in near)

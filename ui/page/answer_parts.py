"""The parts of an answer as HTML: claims as what they are in their notes, with chips for the places they rest on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from quotewise.assistant import Citation, Claim
from quotewise.assistant.naming import heading_below, name_of
from quotewise.ingest.block import Block, Tree
from quotewise.ingest.views import ancestors, header_of
from quotewise.ui.page.export import place_of
from quotewise.ui.page.markup import plain, shortened, to_html
from quotewise.ui.page.rendered import cells_of, draw_table, render_note
from quotewise.ui.page.wording import is_own, whose

Notes = Callable[[str], tuple[str, Tree] | None]  # the text and the blocks of a note; None where there is none
Kind = Literal["table", "code", "definition", "list", "heading", "paragraph", "said"]
SHORT = 500  # characters of a quote that is shown where its chip is pointed at
ROOM = 1200  # characters of a block that is shown there around the quote
_KINDS: tuple[Kind, ...] = ("table", "code", "definition", "list", "heading", "paragraph")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a claim is in its note. block: the table, list, paragraph ... it stands in, None where that is not known."""

    kind: Kind
    source: str = ""
    block: Block | None = None


class Parts:
    """Draws claims. numbers: of the places they rest on; notes: where those stand; told: whether to say whose words."""

    def __init__(self, numbers: dict[tuple[str, int, int], int], notes: Notes, *, told: bool) -> None:
        self.numbers, self.notes, self.told = numbers, notes, told

    def groups(self, claims: Iterable[Claim], best: Claim | None = None) -> str:
        """Claims in order; those that stand together in a note stand together here. best: marked, in a table on top."""
        runs = ((where, list(run)) for where, run in groupby(claims, self.standing) if where.kind != "heading")
        return "".join(self.group(where, run, best) for where, run in runs)

    def group(self, where: Standing, claims: list[Claim], best: Claim | None) -> str:
        own = _own(all(map(is_own, claims)))
        match where.kind:
            case "table":
                return f"<div{own}>{self.table(where, claims, best)}</div>"
            case "code":
                return f"<div{own}>{''.join(map(self.code, claims))}</div>"
            case "list":
                return f"<ul{own}>{''.join(f'<li>{self.line(claim)}</li>' for claim in claims)}</ul>"
            case "definition":
                return f"<p{own}>{self.term(where, claims)}{' '.join(map(self.line, claims))}</p>"
            case "paragraph":
                return f"<p{own}>{' '.join(map(self.line, claims))}</p>"
        return "".join(f"<p{_own(is_own(claim))}>{self.line(claim)}</p>" for claim in claims)

    def line(self, claim: Claim) -> str:
        """A claim, its chips, and whose words it is in."""
        words = to_html(claim.text.removeprefix(": "), formulas=True)
        return f'<span class="qw-claim">{words}</span>{self.chips(claim)}{whose(claim) if self.told else ""}'

    def table(self, where: Standing, claims: Sequence[Claim], best: Claim | None) -> str:
        """The rows that are claimed, each with its chips, below the table's header; the one that answers on top."""
        table, note = where.block, self.notes(where.source)
        if table is None or note is None:
            return ""
        header = header_of(table)
        names = [f'<th scope="col">{cell}</th>' for cell in cells_of(*note, header)] if header else []
        ordered = sorted(claims, key=lambda claim: claim is not best)
        return draw_table(
            "".join([*names, '<td class="qw-at"></td>' * bool(names)]),
            (
                self.row(cells_of(*note, row), len(names), claim, best)
                for claim in ordered
                for row in rows_of(table, claim)
            ),
        )

    def row(self, cells: list[str], width: int, claim: Claim, best: Claim | None) -> str:
        """width: the columns of the header; a row that ends early still has its chips behind the last of them."""
        tag = "strong" if claim is best else "span"
        cells = [*cells, *[""] * (width - len(cells))]
        held = "".join(f'<td><{tag} class="qw-claim">{cell}</{tag}></td>' for cell in cells)
        return f'{held}<td class="qw-at">{self.chips(claim)}</td>'

    def code(self, claim: Claim) -> str:
        cited = claim.citations[0]
        shown = plain((cited.display or cited.quote).strip("\n"))
        return f'<pre tabindex="0"><code class="qw-claim">{shown}</code></pre>{self.chips(claim)}'

    def term(self, where: Standing, claims: Sequence[Claim]) -> str:
        """The term that is defined, where the claims give its meaning alone."""
        note, terms = self.notes(where.source), [part for part in where.block.children if part.kind == "term"]  # type: ignore[union-attr]
        if note is None or not terms or claims[0].citations[0].start < terms[-1].end:
            return ""
        return f"<strong>{to_html(note[0][terms[-1].start : terms[-1].end])}</strong>: "

    def chips(self, claim: Claim) -> str:
        return "".join(
            chip(number, cited)
            for number, cited in {self.numbers[place_of(cited)]: cited for cited in claim.citations}.items()
        )

    def standing(self, claim: Claim) -> Standing:
        if claim.words != "notes" or not claim.citations:
            return Standing("said")
        cited = claim.citations[0]
        if (note := self.note_of(cited)) is None:
            return Standing("said")
        around = ancestors(note[1], cited.start)
        for kind in _KINDS:
            for block in around:
                if block.kind == kind and (kind != "table" or list(rows_of(block, claim))):
                    return Standing(kind, cited.source, block)
        return Standing("said")

    def note_of(self, cited: Citation) -> tuple[str, Tree] | None:
        """The note of a citation, where the quote still stands in it."""
        note = self.notes(cited.source)
        return note if note is not None and note[0][cited.start : cited.end] == cited.quote else None

    def peek(self, cited: Citation) -> str:
        """What is shown of a place where its chip is pointed at: its note, and the quote in its block."""
        page = f"page {cited.page}" if cited.page else ""
        below = " \u00b7 ".join(part for part in (page, plain(heading_below(cited))) if part)
        place = f'<p class="qw-peek-place">{below}</p>' * bool(below)
        return f'<p class="qw-peek-name">{plain(name_of(cited))}</p>{place}{self.quoted(cited)}'

    def quoted(self, cited: Citation) -> str:
        note = self.note_of(cited)
        around = ancestors(note[1], cited.start) if note else ()
        if note and around and (around[-1].end - around[-1].start <= ROOM or around[0].kind in ("list", "table")):
            mark = (cited.start, cited.end)
            drawn = render_note(*note, start=cited.start, end=min(cited.end, cited.start + ROOM), marks=[mark])
            if "<mark>" in drawn:
                return f'<div class="qw-rendered">{drawn}</div>'
        quote = cited.display or cited.quote
        cut = shortened(quote, SHORT)
        return f'<p class="qw-passage">{to_html(cut.strip(), formulas=True)}</p>'


def rows_of(table: Block, claim: Claim) -> Iterator[Block]:
    """The rows of a table below its header that a claim rests on."""
    header, cited = header_of(table), claim.citations[0]
    return (row for row in table.children if row is not header and row.start < cited.end and cited.start < row.end)


def chip(number: int, cited: Citation) -> str:
    """A small button that opens a place, and shows its quote where it is pointed at."""
    page = f", page {cited.page}" if cited.page else ""
    below = heading_below(cited).rpartition(" > ")[2]
    name = plain(f"[{number}] {name_of(cited)}{page}{f', {below}' if below else ''}")
    return f'<button type="button" class="qw-cite" data-cite="{number}" aria-label="{name}">{number}</button>'


def _own(own: bool) -> str:
    return ' class="qw-own"' if own else ""

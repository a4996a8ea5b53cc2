"""A conversation as Markdown, to copy or to keep."""

from collections.abc import Sequence

from quotewise.assistant import Answer, Citation
from quotewise.assistant.naming import where
from quotewise.assistant.plain import show
from quotewise.ui.page.chats import Turn

REFUSALS = {
    "not_in_notes": "Your notes do not answer this.",
    "not_a_question": "That is no question about these notes.",
    "notes_changed": "The notes changed since they were read, and the words this would rest on are gone.",
    "nothing_verified": "Nothing that could be said here is backed by your notes.",
    "empty_library": "There are no notes to answer from yet.",
}


def to_markdown(turns: Sequence[Turn]) -> str:
    """Questions, answers and their places, in the order they were asked."""
    return "\n".join(line for turn in turns for line in [f"## {one_line(turn.question)}", "", *said(turn.answer), ""])


def to_text(answer: Answer) -> str:
    """One answer and its places."""
    return "\n".join(said(answer))


def said(answer: Answer) -> list[str]:
    if answer.reason is not None:
        return [REFUSALS[answer.reason]]
    numbers = numbered(answer)
    lines = ["Your notes disagree here.", ""] if answer.conflict else []
    for claim in answer.claims:
        marks = "".join(f" [{numbers[place_of(citation)]}]" for citation in claim.citations)
        lines.append(f"- {one_line(claim.text)}{marks}")
    cited = {place_of(citation): citation for claim in answer.claims for citation in claim.citations}
    return [
        *lines,
        "",
        *(f"[{numbers[place]}] {one_line(where(citation, path=True))}  " for place, citation in cited.items()),
    ]


def numbered(answer: Answer) -> dict[tuple[str, int, int], int]:
    """The number of each place cited, in the order of the claims."""
    places = dict.fromkeys(place_of(citation) for claim in answer.claims for citation in claim.citations)
    return {place: number for number, place in enumerate(places, start=1)}


def place_of(citation: Citation) -> tuple[str, int, int]:
    return citation.source, citation.start, citation.end


def spoken(answer: Answer) -> str:
    """An answer as the history of a follow-up holds it."""
    return " ".join(claim.text for claim in answer.claims) or REFUSALS[answer.reason or "not_in_notes"]


def one_line(text: str) -> str:
    return " ".join(show(text).split())

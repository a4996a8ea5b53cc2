"""A question as HTML in which nothing of it is anything but text: what is asked, and what is right and why."""

from collections.abc import Iterable, Sequence
from html import escape

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.naming import where
from quotewise.assistant.plain import show
from quotewise.assistant.practice.question import Question

ORDER = "Put these in order."


def choose(count: int) -> str:
    return f"Choose {count}."


def plain(text: str) -> str:
    return escape(show(text)).replace("\n", "<br>")


def asked_html(question: Question) -> str:
    """The stem and what there is to choose from, match or put in order."""
    parts = [f'<div class="stem">{plain(question.stem)}</div>']
    if len(question.answer) > 1 and question.options:
        parts.append(f'<div class="choose">{choose(len(question.answer))}</div>')
    parts.append(rows("options", (f"{letter}. {text}" for letter, text in question.options.items())))
    if question.kind == "matching":
        parts.append(rows("left", question.left) + rows("right", question.right))
    if question.kind == "ordering":
        parts.append(f'<div class="choose">{ORDER}</div>' + rows("items", question.items))
    return "".join(parts)


def key_html(question: Question) -> str:
    """The right answer."""
    if question.kind == "ordering":
        return rows("key", question.answer, tag="ol")
    return rows("key", key_lines(question))


def key_lines(question: Question) -> list[str]:
    if question.kind == "matching":
        return [f"{left} \u2013 {right}" for left, right in question.pairs]
    if question.options:
        return [f"{letter}. {question.options[letter]}" for letter in question.answer]
    return list(question.answer)


def why_html(question: Question) -> str:
    """The rationale, and why each wrong option is wrong, each with the numbers of its quotes."""
    numbers = numbered(question)
    said = f'<div class="why">{claim_html(question.rationale, numbers)}</div>' if question.rationale.text else ""
    wrong = [
        f"{plain(letter)}: {claim_html(claim, numbers)}" for letter, claim in question.why_not.items() if claim.text
    ]
    return said + listing("wrong", [*wrong, *filter(None, [plain(question.unrefuted)])])


def sources_html(question: Question) -> str:
    """Every quote with its place."""
    return listing(
        "sources",
        [
            f"[{number}] <q>{plain(cited.display or cited.quote)}</q> <cite>{plain(where(cited, path=True))}</cite>"
            for cited, number in numbered(question).items()
        ],
    )


def claim_html(claim: Claim, numbers: dict[Citation, int]) -> str:
    marks = " ".join(f"[{number}]" for number in dict.fromkeys(numbers[citation] for citation in claim.citations))
    return f"{plain(claim.text)} {marks}".strip()


def numbered(question: Question) -> dict[Citation, int]:
    return {citation: number for number, citation in enumerate(question.citations, start=1)}


def rows(name: str, texts: Iterable[str], tag: str = "ul") -> str:
    return listing(name, [plain(text) for text in texts], tag)


def listing(name: str, lines: Sequence[str], tag: str = "ul") -> str:
    if not lines:
        return ""
    return f'<{tag} class="{name}">{"".join(f"<li>{line}</li>" for line in lines)}</{tag}>'

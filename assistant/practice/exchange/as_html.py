"""A question as HTML in which nothing of it is anything but text: a card's two sides, and a page to print."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from quotewise.assistant.claim import Claim
from quotewise.assistant.naming import where
from quotewise.assistant.plain import show
from quotewise.assistant.practice.question import Question

if TYPE_CHECKING:
    from quotewise.assistant.exam.service import Services

HEAD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Practice questions</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body { font: 11pt/1.45 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111;
  background: #fff }
h1, h2 { font: 600 1.4rem/1.2 system-ui, sans-serif } article { break-inside: avoid; margin: 0 0 1.4rem }
h3 { font: 600 .8rem/1.4 system-ui, sans-serif; margin: 0; color: #555 } .stem { font-weight: 600 }
ul, ol { margin: .3rem 0; padding-left: 1.3rem }
.options, .key, .sources, .services { list-style: none; padding-left: 0 }
.key { font-weight: 600 } .sources, .services { font-size: .85em; color: #333 } .left, .right { display: inline-block;
  min-width: 40%; vertical-align: top } cite { display: block } .answers { break-before: page }
</style></head><body>"""


def plain(text: str) -> str:
    return escape(show(text)).replace("\n", "<br>")


def about(*parts: str) -> str:
    return plain(" \u00b7 ".join(filter(None, parts)))


def asked_html(question: Question) -> str:
    """The stem and what there is to choose from, match or put in order."""
    count = len(question.answer) if question.options else 1
    said = f"Choose {count}." if count > 1 else "Put these in order." * (question.kind == "ordering")
    return (
        f'<div class="stem">{plain(question.stem)}</div>'
        + f'<div class="choose">{said}</div>' * bool(said)
        + listing("options", (plain(f"{letter}. {text}") for letter, text in question.options.items()))
        + "".join(listing(name, map(plain, getattr(question, name))) for name in ("left", "right", "items"))
    )


def key_lines(question: Question) -> list[str]:
    """The right answer."""
    if question.options:
        return [f"{letter}. {question.options[letter]}" for letter in question.answer]
    return [f"{left} \u2013 {right}" for left, right in question.pairs] or list(question.answer)


def key_html(question: Question) -> str:
    return listing("key", map(plain, key_lines(question)), "ol" if question.kind == "ordering" else "ul")


def why_html(question: Question) -> str:
    """The rationale, and why each wrong option is wrong, each with the numbers of its quotes."""
    said = f'<div class="why">{claim_html(question.rationale, question)}</div>' if question.rationale.text else ""
    told = ((letter, claim_html(claim, question)) for letter, claim in question.why_not.items() if claim.text)
    wrong = (f"{plain(letter)}: {why}" for letter, why in told)
    return said + listing("wrong", filter(None, [*wrong, plain(question.unrefuted)]))


def claim_html(claim: Claim, question: Question) -> str:
    numbers = dict.fromkeys(question.citations.index(citation) + 1 for citation in claim.citations)
    return " ".join([plain(claim.text), *(f"[{number}]" for number in numbers)])


def sources_html(question: Question, services: "Services | None") -> str:
    """Every quote with its place, and what is to be known of the services that the question names."""
    named = services.named_in(question.texts) if services else ()
    sources = (
        f"[{number}] <q>{plain(cited.display or cited.quote)}</q> <cite>{plain(where(cited, path=True))}</cite>"
        for number, cited in enumerate(question.citations, start=1)
    )
    return listing("sources", sources) + listing("services", (plain(service.told) for service in named))


def listing(name: str, lines: Iterable[str], tag: str = "ul") -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<{tag} class="{name}">{items}</{tag}>' if items else ""


def to_html(questions: Sequence[Question], services: "Services | None" = None) -> bytes:
    """A page that fetches nothing and runs nothing, the answers on a sheet of their own at the end."""
    sheets = ["", ""]
    for number, one in enumerate(questions, 1):
        head = about(str(number), one.domain, one.topic)
        behind = key_html(one) + why_html(one) + sources_html(one, services)
        for at, body in enumerate((asked_html(one), behind)):
            sheets[at] += f"<article><h3>{head}</h3>{body}</article>"
    answers = f'<section class="answers"><h2>Answers</h2>{sheets[1]}</section>'
    return f"{HEAD}<h1>Practice questions</h1>{sheets[0]}{answers}</body></html>\n".encode("utf-8", "replace")

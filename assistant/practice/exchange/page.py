"""Questions as a page to print, the answers on a sheet of their own at the end."""

from collections.abc import Sequence

from quotewise.assistant.practice.exchange.card import asked_html, key_html, plain, sources_html, why_html
from quotewise.assistant.practice.question import Question

HEAD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Practice questions</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body { font: 11pt/1.45 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111;
  background: #fff }
h1, h2 { font: 600 1.4rem/1.2 system-ui, sans-serif } article { break-inside: avoid; margin: 0 0 1.4rem }
h3 { font: 600 .8rem/1.4 system-ui, sans-serif; margin: 0; color: #555 } .stem { font-weight: 600 }
ul, ol { margin: .3rem 0; padding-left: 1.3rem } .options, .key, .sources { list-style: none; padding-left: 0 }
.key { font-weight: 600 } .sources { font-size: .85em; color: #333 } .left, .right { display: inline-block;
  min-width: 40%; vertical-align: top } cite { display: block } .answers { break-before: page }
</style></head><body>"""


def to_html(questions: Sequence[Question]) -> bytes:
    """A page that fetches nothing and runs nothing; everything of the questions is text in it."""
    asked = "".join(article(number, question, asked_html(question)) for number, question in enumerate(questions, 1))
    answers = "".join(
        article(number, question, key_html(question) + why_html(question) + sources_html(question))
        for number, question in enumerate(questions, 1)
    )
    body = f'<h1>Practice questions</h1>{asked}<section class="answers"><h2>Answers</h2>{answers}</section>'
    return f"{HEAD}{body}</body></html>\n".encode("utf-8", "replace")


def article(number: int, question: Question, body: str) -> str:
    about = " \u00b7 ".join(part for part in (str(number), question.domain, question.topic) if part)
    return f"<article><h3>{plain(about)}</h3>{body}</article>"

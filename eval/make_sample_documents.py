"""Writes the sample notes that are no plain text: a PDF, a Word document and a web page, the same bytes each time."""

import io
import sys
import zipfile
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import StyleSheet1, getSampleStyleSheet
from reportlab.platypus import Flowable, ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

NOTES = Path(__file__).parent / "sample" / "notes"
MOMENT = datetime(2026, 1, 5, 9, 0, 0)  # written into the files in place of now

#: kind ("title", "heading", "text", "item", "step", "table", "page") and what it holds
Content = list[tuple[str, str | list[list[str]]]]

JUDGING: Content = [
    ("title", "Judging generated text"),
    (
        "text",
        "Three questions, three kinds of measure. Is the text close to one that a person wrote? Is it true to the "
        "passages it was given? Would a reader want it?",
    ),
    ("heading", "Measures with a reference"),
    (
        "text",
        "These hold the answer against one or more texts written by people. They are cheap and give the same figure "
        "each time, but each is blind to something.",
    ),
    (
        "table",
        [
            ["Measure", "Compares", "Made for", "Blind to"],
            ["BLEU", "word sequences, how many are right", "translation", "synonyms"],
            ["ROUGE", "word sequences, how many were kept", "summaries", "facts turned round"],
            ["BERTScore", "embeddings of the tokens", "free wording", "a wrong number"],
            ["Exact match", "the whole string", "short answers", "any other wording"],
            ["Perplexity", "nothing, it asks how surprised the model is", "language models", "truth"],
        ],
    ),
    (
        "text",
        "Worked example: the reference has 20 words, the summary has 15, and 12 of them stand in the reference. "
        "ROUGE-1 recall is 12 / 20 = 0.60 and precision 12 / 15 = 0.80.",
    ),
    (
        "text",
        "The semantic similarity of two texts is the cosine of their embeddings. It forgives other words, and it "
        "hardly notices a negation.",
    ),
    ("page", ""),
    ("heading", "Measures for retrieval"),
    ("item", "Context relevance: do the chunks that were found speak of the question?"),
    ("item", "Context coverage: do they hold all that the right answer needs? This one needs a ground truth."),
    ("item", "Faithfulness: does every sentence of the answer stand in the chunks?"),
    ("item", "Correctness: is the question answered rightly?"),
    ("item", "Low relevance is a fault of the search, low faithfulness one of the model."),
    ("heading", "Who judges"),
    (
        "text",
        "A Bedrock evaluation job scores by programmed measures, by a second model as a judge, or by people: a team of "
        "your own or one that AWS provides. The judge reads thousands of answers overnight; people settle whether the "
        "judge can be trusted.",
    ),
    (
        "text",
        "A judge favours long answers, the one it reads first, and answers of its own family. Swap the order and ask "
        "twice, give it a rubric, and take a judge of another maker.",
    ),
    ("step", "Before a change: freeze a set of prompts with reference answers."),
    ("step", "Score the old and the new version on that set."),
    ("step", "Let people read thirty answers and compare their verdicts with the judge's."),
    ("step", "Release if no measure fell beyond chance, and keep the scores with the prompt version."),
    ("heading", "Writing it down"),
    (
        "text",
        "A model card in SageMaker records the intended use, a risk rating, how the model was trained and how it was "
        "evaluated. It passes through the states Draft, Pending review, Approved and Archived, every edit makes a new "
        "version, and it can be exported as a PDF for people without an account.",
    ),
    (
        "text",
        "AI service cards are the counterpart that AWS publishes for its own services such as Rekognition: what the "
        "service is meant for, where it was tested, and its limits.",
    ),
]

GENERATIVE_AI: Content = [
    ("title", "Generative AI with Bedrock"),
    (
        "text",
        "Bedrock serves foundation models of several makers behind one API, with no instance to choose. The Converse "
        "call has the same shape for every model; InvokeModel takes the body that each maker defined.",
    ),
    ("heading", "Which lever for which problem"),
    (
        "table",
        [
            ["Problem", "Lever", "Needs"],
            ["answers ignore our own documents", "Knowledge Base (retrieval)", "documents in S3, a vector store"],
            ["tone or format is wrong", "better prompt, few examples", "nothing but time"],
            ["a narrow task stays weak", "fine-tuning", "labelled pairs of prompt and completion"],
            ["the whole vocabulary is foreign", "continued pre-training", "plenty of unlabelled text"],
            ["a large model is too dear", "distillation", "a teacher model and prompts"],
            ["it must act, not only talk", "Agent with action groups", "Lambda functions and an API schema"],
        ],
    ),
    ("text", "Try them from cheap to dear: prompt first, then retrieval, and only then a model of your own."),
    ("heading", "Retrieval with a Knowledge Base"),
    ("step", "Split the documents into chunks."),
    ("step", "Embed each chunk and keep the vector, for instance in OpenSearch Serverless or Aurora with pgvector."),
    ("step", "Embed the question, fetch the nearest chunks, put them into the prompt."),
    ("step", "Return the answer with the sources it was built from."),
    (
        "text",
        "New documents need a sync, not a training run. That is why retrieval suits facts that change every week, "
        "while fine-tuning suits habits that stay.",
    ),
    ("heading", "Inference parameters"),
    ("item", "Temperature: near 0 for the same dull answer each time, higher for variety."),
    ("item", "Top-p: keep the smallest set of tokens whose probabilities reach p."),
    ("item", "Top-k: keep the k likeliest tokens, whatever their probability."),
    ("item", "Stop sequences and maximum tokens end the answer; they also bound its price."),
    ("heading", "Guardrails"),
    (
        "text",
        "A guardrail is checked on the way in and on the way out. It can filter harmful content by strength, refuse "
        "denied topics, block single words, mask personal data, and test whether an answer is grounded in the passages "
        "it was given.",
    ),
    (
        "item",
        "Content filters: hate, insults, sexual content, violence, misconduct, prompt attacks, each with a strength.",
    ),
    ("item", "Denied topics: described in a sentence, recognised in any wording."),
    ("item", "Word filters: exact words and phrases, and nothing else."),
    ("item", "Sensitive information: mask it or block the message; own patterns by regular expression."),
    (
        "item",
        "Grounding check: a score for truth to the passages and one for fitting the question, each with a threshold.",
    ),
    ("item", "Automated reasoning checks: the answer is tested against rules that were put into logic."),
    (
        "text",
        "ApplyGuardrail checks a text without calling any model, so models outside Bedrock can be guarded too. A "
        "guardrail is no permission system: IAM and metadata filters settle beforehand what a user may read.",
    ),
    ("heading", "Money and safety"),
    (
        "text",
        "On-demand is billed by tokens in and out. Batch inference costs half of that and answers later. Provisioned "
        "Throughput rents model units by the hour for steady load. Prompts and answers are not used to train the base "
        "models, a VPC endpoint keeps the traffic off the internet, and invocation logging writes to S3 or CloudWatch "
        "Logs once it is switched on.",
    ),
    ("heading", "What AI costs"),
    (
        "table",
        [
            ["Lever", "Saves when", "Saves nothing when"],
            ["prompt caching", "a long prefix is the same in each call", "the first line holds a date or a name"],
            ["batch inference", "nobody waits for the answer", "a user sits at the screen"],
            ["Provisioned Throughput", "load is high and steady", "traffic comes in bursts"],
            ["smaller or distilled model", "the task is narrow", "requests are of every kind"],
            ["fewer retrieved chunks", "most of them go unread", "answers need them all"],
        ],
    ),
    (
        "text",
        "Worked example: 10,000 calls a day with 1,500 tokens in and 300 out make 15 million tokens in and 3 million "
        "out. An output token costs several times an input token, so both matter.",
    ),
    ("item", "Agents multiply calls: a task of six steps reads its growing history six times."),
    ("item", "Documents are embedded once, questions at every call; a new embedding model pays for everything again."),
    ("item", "A vector store bills for storage or capacity while nobody asks anything."),
    ("item", "Application inference profiles carry cost allocation tags, so each team's tokens show up by themselves."),
    (
        "text",
        "Use on-demand when traffic is unknown, unless the custom model can only be called with Provisioned "
        "Throughput. Use batch inference when results are due tomorrow, unless the model does not offer it.",
    ),
    ("heading", "Keys and roles"),
    (
        "text",
        "Applications sign their calls with the role they run under. A short-term Bedrock API key lasts as long as "
        "the session that made it, 12 hours at most, and has that identity's permissions. A long-term key belongs to "
        "an IAM user of its own and is meant for trying things out. CloudTrail records the calls made with either.",
    ),
    ("heading", "Watching it"),
    (
        "item",
        "CloudWatch counts Invocations, InputTokenCount, OutputTokenCount and InvocationThrottles for each model.",
    ),
    ("item", "InvocationLatency is the time to the last token; for streams watch the time to the first one."),
    ("item", "An answer that breaks off with the stop reason max_tokens needs a higher limit, not another model."),
]

AGENTS_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Agents &mdash; my study wiki</title>
<style>nav { float: left }</style>
<script>console.log("not a note");</script>
</head>
<body>
<nav><a href="index.html">Start</a> <a href="exam.html">Exam plan</a></nav>
<main>
<h1>Agents: models that act</h1>
<p>A chat model talks, an agent does. It plans a step, asks for a <em>tool</em>, reads what came back, and goes on until
the task is done or a limit stops it.</p>
<h2>One turn of the loop</h2>
<ol>
<li>The model gets the task, the history and the descriptions of its tools.</li>
<li>It names a tool with arguments, or it answers.</li>
<li>The runtime checks the arguments against the schema and makes the call.</li>
<li>The result goes back to the model as an observation.</li>
<li>A limit on turns, tokens or time ends a loop that leads nowhere.</li>
</ol>
<p>The model itself calls nothing: it writes a request, and the runtime carries it out under the role of the agent.</p>
<pre><code class="language-python">desk = SupportAgent(
    tools=[find_order, refund],  # each docstring says when to use it
    ask_first=[refund],  # a person confirms before money moves
    max_calls=8,  # then a colleague takes over
)
</code></pre>
<h2>Staying out of trouble</h2>
<ul>
<li>Least privilege: a role for each agent, and a tool that reads cannot delete.</li>
<li>Idempotency: agents repeat calls, so the same call twice must do its work once.</li>
<li>Memory of two kinds:
<ul><li>short-term: the turns of this conversation</li>
<li>long-term: facts and preferences kept between conversations</li></ul></li>
<li>Descriptions: a vague one is the commonest reason for the wrong tool.</li>
</ul>
<h2>AgentCore, part by part</h2>
<table>
<caption>Who does what</caption>
<thead><tr><th>Part</th><th>Job</th><th>Remember</th></tr></thead>
<tbody>
<tr><td>Runtime</td><td>runs the agent, each session in a microVM of its own</td>
<td>a session ends after 8 hours, or 15 idle minutes, unless set otherwise</td></tr>
<tr><td>Memory</td><td>keeps what an agent should know next time</td>
<td>the disk of a session is gone when it ends</td></tr>
<tr><td>Gateway</td><td>turns Lambda functions and OpenAPI services into MCP tools</td>
<td>one address for all of them</td></tr>
<tr><td>Identity</td><td>fetches tokens for other services, for the user or the agent</td>
<td>no secret stands in a prompt</td></tr>
<tr><td>Observability</td><td>traces each step into CloudWatch</td>
<td>shows which tool failed</td></tr>
<tr><td>Code Interpreter</td><td>runs code that the model wrote, in a sandbox</td>
<td>for sums that a model gets wrong</td></tr>
</tbody>
</table>
<h2>Protocols</h2>
<p>MCP joins an agent to tools and data, whoever wrote them. A2A joins agents to other agents, whatever framework they
were built with.</p>
<h2>One agent, several, or none</h2>
<ul>
<li>Use one agent when the task fits a handful of tools, unless they need different permissions.</li>
<li>Use a supervisor with collaborators when the parts need models or roles of their own, unless answers must be
quick: each hop is one more model call.</li>
<li>Use Step Functions when the order of steps is known beforehand, unless the next step depends on what was read.</li>
</ul>
<h2>When it fails</h2>
<p>The same tool over and over: the result does not say that it failed, so return the error in words. Two agents that
wait for each other: give one of them the last word and both a timeout. A stream that stops early: read its stop reason
before blaming the network.</p>
<h2>Releasing it</h2>
<p>A Bedrock agent is called through an alias, and the alias points to a version, so going back is one change. Prompt,
tools and knowledge base are released together, after a set of recorded tasks has been played again.</p>
</main>
<footer>Last edited by me, late at night</footer>
</body>
</html>
"""


def make_documents(folder: Path = NOTES) -> list[Path]:
    """Write the three notes into `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "judging-generated-text.pdf": make_pdf(JUDGING),
        "generative-ai.docx": make_docx(GENERATIVE_AI),
        "agents.html": AGENTS_PAGE.encode(),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


def make_pdf(content: Content) -> bytes:
    """A PDF whose bytes depend on its content only."""
    styles = getSampleStyleSheet()
    styles["BodyText"].fontSize, styles["BodyText"].leading = 10.5, 14
    story: list[Flowable] = []
    for kind, run in groupby(content, key=lambda pair: pair[0]):
        for held in [[held for _, held in run]] if kind in ("item", "step") else [held for _, held in run]:
            story += _lay_out(kind, held, styles)
    written = io.BytesIO()
    SimpleDocTemplate(written, pagesize=A4, title=str(content[0][1]), author="sample", invariant=1).build(story)
    return written.getvalue()


def _lay_out(kind: str, held: str | list[Any], styles: StyleSheet1) -> list[Flowable]:
    body = styles["BodyText"]
    match kind:
        case "title" | "heading":
            return [Paragraph(held, styles["Heading1" if kind == "title" else "Heading2"])]
        case "item" | "step":
            bullets = {"bulletType": "bullet", "start": "\u2022"} if kind == "item" else {"bulletFormat": "%s."}
            return [ListFlowable([ListItem(Paragraph(text, body)) for text in held], **bullets), Spacer(1, 6)]
        case "table":
            ruled = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("FONT", (0, 0), (-1, 0), "Helvetica-Bold")]
            return [Table(held, style=ruled, hAlign="LEFT"), Spacer(1, 6)]
        case "page":
            return [PageBreak()]
        case _:
            return [Paragraph(held, body)]


def make_docx(content: Content) -> bytes:
    """A Word document whose bytes depend on its content only."""
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = MOMENT
    styles = {"title": "Title", "heading": "Heading 1", "item": "List Bullet", "step": "List Number"}
    for kind, held in content:
        if isinstance(held, str):
            document.add_paragraph(held, style=styles.get(kind))
            continue
        table = document.add_table(rows=0, cols=len(held[0]), style="Table Grid")
        for row in held:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    written = io.BytesIO()
    document.save(written)
    return _set_times(written.getvalue())


def _set_times(data: bytes) -> bytes:
    """The same archive with MOMENT as the time of every entry."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as known, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name in known.namelist():
            made.writestr(zipfile.ZipInfo(name, MOMENT.timetuple()[:6]), known.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()


if __name__ == "__main__":
    make_documents(*map(Path, sys.argv[1:2]))

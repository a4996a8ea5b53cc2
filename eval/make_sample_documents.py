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

RESPONSIBLE_AI: Content = [
    ("title", "Responsible AI: measure, explain, write down"),
    (
        "text",
        "Three questions come back in every scenario. Does the model treat groups differently? Can somebody say why it "
        "decided as it did? Is there a record that an auditor could read next year?",
    ),
    ("heading", "Bias after training"),
    (
        "text",
        "These measures need predictions, so they run once a model exists. Facet a is the favoured group, facet d the "
        "disfavoured one. A difference of zero means that both groups fare alike; for the ratio the fair value is one.",
    ),
    (
        "table",
        [
            ["Measure", "Compares", "Range", "Fair value"],
            ["DPPL", "share of positive predictions, a minus d", "-1 to +1", "0"],
            ["DI", "share of positive predictions, d divided by a", "0 to infinity", "1"],
            ["RD", "recall of a minus recall of d", "-1 to +1", "0"],
            ["AD", "accuracy of a minus accuracy of d", "-1 to +1", "0"],
            ["DRR", "how often a rejection was right, per group", "-1 to +1", "0"],
            ["TE", "false negatives per false positive, per group", "unbounded", "0"],
        ],
    ),
    (
        "text",
        "Worked example: a lender says yes to 60 of 100 applicants of facet a and to 45 of 100 of facet d. DPPL is "
        "0.60 - 0.45 = 0.15, and DI is 0.45 / 0.60 = 0.75, which falls below the four-fifths mark of 0.8.",
    ),
    (
        "text",
        "The flip test asks something else: if only the group of a person changed, would the answer change? It looks "
        "at neighbours of the other group instead of averages.",
    ),
    ("page", ""),
    ("heading", "Explaining a prediction"),
    ("item", "Clarify uses Kernel SHAP: any model that answers requests can be explained, its inside stays closed."),
    ("item", "A baseline record stands for the absent feature. Change the baseline and every attribution changes."),
    ("item", "The attributions of one record add up to its prediction minus the prediction for the baseline."),
    ("item", "Local means one record; global is the mean of the absolute values over many records."),
    ("item", "A partial dependence plot shows the average answer while one feature moves and the rest stay."),
    ("heading", "Writing it down"),
    (
        "text",
        "A model card in SageMaker records the intended use, a risk rating, how the model was trained and how it was "
        "evaluated. It passes through the states Draft, Pending review, Approved and Archived, every edit makes a new "
        "version, and it can be exported as a PDF for people without an account.",
    ),
    ("step", "Before training: class imbalance and label proportions on the raw data."),
    ("step", "After training: the measures above, together with accuracy for each group."),
    ("step", "In production: schedule the bias monitor and the attribution monitor, with an alarm on each."),
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
    ("heading", "Money and safety"),
    (
        "text",
        "On-demand is billed by tokens in and out. Batch inference costs half of that and answers later. Provisioned "
        "Throughput rents model units by the hour for steady load. Prompts and answers are not used to train the base "
        "models, a VPC endpoint keeps the traffic off the internet, and invocation logging writes to S3 or CloudWatch "
        "Logs once it is switched on.",
    ),
]

PIPELINES_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Pipelines and CI/CD &mdash; my study wiki</title>
<style>nav { float: left }</style>
<script>console.log("not a note");</script>
</head>
<body>
<nav><a href="index.html">Start</a> <a href="exam.html">Exam plan</a></nav>
<main>
<h1>SageMaker Pipelines and CI/CD</h1>
<p>Two loops, not one. The <em>training loop</em> turns data into a registered model version; the
<em>release loop</em> turns an approved version into an endpoint. The registry is the door between them.</p>
<h2>The training loop</h2>
<ol>
<li>A processing step prepares the data and splits it.</li>
<li>A training or tuning step writes <code>model.tar.gz</code> to S3.</li>
<li>A second processing step evaluates and writes a property file with the measures.</li>
<li>A condition step reads that file; only a good value goes on.</li>
<li>The model step registers a version with the status <b>PendingManualApproval</b>.</li>
</ol>
<p>Order follows from data: a step that uses the output of another waits for it, the rest run side by side.</p>
<pre><code class="language-python">good_enough = ConditionGreaterThanOrEqualTo(
    left=JsonGet(step_name=evaluate.name, property_file=report, json_path="auc.value"),
    right=auc_floor,  # a ParameterFloat, 0.82 unless a run says otherwise
)
gate = ConditionStep("AucGate", conditions=[good_enough], if_steps=[register], else_steps=[stop])
</code></pre>
<h2>Saving time</h2>
<ul>
<li>Step caching: the same arguments within the expiry (for instance <code>P30D</code>) reuse the old result.</li>
<li>Selective execution: run a few steps and take the rest from an earlier run.</li>
<li>Local mode: try the graph on the laptop before it costs instances.
<ul><li>good for typos, useless for judging speed</li></ul></li>
<li>Retry policies: repeat a step after throttling instead of failing the run.</li>
</ul>
<h2>The release loop</h2>
<table>
<caption>Who does what</caption>
<thead><tr><th>Service</th><th>Part in the release</th><th>Trap</th></tr></thead>
<tbody>
<tr><td>EventBridge</td><td>notices that a model package changed its status</td>
<td>reacts to events, holds no order of steps</td></tr>
<tr><td>CodePipeline</td><td>runs the stages source, build, staging, production</td>
<td>a manual approval is a stage action</td></tr>
<tr><td>CodeBuild</td><td>runs tests and builds containers as <code>buildspec.yml</code> says</td>
<td>it deploys nothing</td></tr>
<tr><td>CloudFormation or CDK</td><td>creates the endpoint from a template</td>
<td>a change set shows what would change</td></tr>
</tbody>
</table>
<h2>Undoing a release</h2>
<p>Blue/green keeps the old fleet until the new one has proved itself during the baking period. If a CloudWatch alarm
goes off in that time, traffic returns to the old fleet by itself.</p>
<p>A shadow test is milder still: the new variant gets a copy of the requests and its answers go to nobody.</p>
</main>
<footer>Last edited by me, late at night</footer>
</body>
</html>
"""


def make_documents(folder: Path = NOTES) -> list[Path]:
    """Write the three notes into `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "responsible-ai.pdf": make_pdf(RESPONSIBLE_AI),
        "generative-ai.docx": make_docx(GENERATIVE_AI),
        "pipelines-ci-cd.html": PIPELINES_PAGE.encode(),
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

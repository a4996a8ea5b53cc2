"""Questions in Moodle's XML: https://docs.moodle.org/en/Moodle_XML_format."""

from typing import Any

from lxml import etree

from quotewise.assistant.claim_json import BadEntry, Json
from quotewise.assistant.practice.exchange.item import BadQuestions, Raw, matched

CHOICES = ("multichoice", "multichoiceset", "truefalse", "calculatedmulti")
TYPED = ("shortanswer", "numerical", "regexp")
AGAIN = "export the question bank again as Moodle XML"


def read_moodle(text: str) -> list[Raw]:
    """Each question with the line it begins on; raises BadQuestions for what is broken, or no quiz.

    Nothing is fetched and no entity is unfolded: a file that defines some is refused, for Moodle writes none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    body = text[text.find("?>") + 2 :] if text.lstrip().startswith("<?xml") else text  # it would name another encoding
    try:
        quiz = etree.fromstring(body.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadQuestions(f"it is broken XML ({error}): {AGAIN}") from error
    if quiz.getroottree().docinfo.doctype:
        raise BadQuestions(f"it is XML with a document type, which may hide things: {AGAIN}")
    if quiz.tag != "quiz":
        raise BadQuestions(f"it is XML, but no quiz of Moodle's: its outermost element is <{quiz.tag}>; {AGAIN}")
    raws: list[Raw] = []
    topic = ""
    for question in quiz.iter("question"):
        if question.get("type") == "category":
            topic = said(question.find("category")).rpartition("/")[2]
        else:
            raws.append((f"line {question.sourceline}", read_one(question, topic)))
    return raws


def read_one(question: Any, topic: str) -> Json | BadEntry:
    kind = question.get("type", "")
    tags = [said(tag) for tag in question.iterfind("tags/tag")]
    entry = {
        "question": said(question.find("questiontext")),
        "topic": topic or next(iter(tags), ""),
        "explanation": said(question.find("generalfeedback")),
    }
    answers = [(said(answer), share(answer), said(answer.find("feedback"))) for answer in question.iterfind("answer")]
    if kind in CHOICES:
        options = [{"text": text, "correct": right > 0, "feedback": why} for text, right, why in answers]
        return {**entry, "options": options}
    if kind in TYPED:
        return {**entry, "answer": [text for text, right, _ in sorted(answers, key=lambda one: -one[1]) if right > 0]}
    if kind in ("matching", "ddmatch"):
        pairs = [(said(one), said(one.find("answer"))) for one in question.iterfind("subquestion")]
        return {**entry, **matched(pairs)}
    if kind == "ordering":
        items = [text for text, *_ in answers]
        return {**entry, "items": sorted(items), "answer": items}
    return BadEntry(f'its type "{kind}" cannot be asked here')


def said(element: Any) -> str:
    """The text of an element, in <text> or straight in it; "" for none."""
    if element is None:
        return ""
    return (element.findtext("text") or element.text or "").strip()


def share(answer: Any) -> float:
    try:
        return float(answer.get("fraction", "0"))
    except ValueError:
        return 0.0

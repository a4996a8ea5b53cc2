"""Questions in Moodle's XML: https://docs.moodle.org/en/Moodle_XML_format."""

from contextlib import suppress
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
            topic = said(question, "category").rpartition("/")[2]
        else:
            raws.append((f"line {question.sourceline}", read_one(question, topic)))
    return raws


def read_one(question: Any, topic: str) -> Json | BadEntry:
    kind = question.get("type", "")
    told: Json = {
        "question": said(question, "questiontext"),
        "topic": topic or said(question, "tags/tag"),
        "explanation": said(question, "generalfeedback"),
    }
    answers = [(said(answer, "."), share(answer), said(answer, "feedback")) for answer in question.iterfind("answer")]
    if kind in CHOICES:
        told["options"] = [{"text": text, "correct": right > 0, "feedback": why} for text, right, why in answers]
    elif kind in TYPED:
        told["answer"] = [text for text, right, _ in sorted(answers, key=lambda one: -one[1]) if right > 0]
    elif kind in ("matching", "ddmatch"):
        told |= matched((said(one, "."), said(one, "answer")) for one in question.iterfind("subquestion"))
    elif kind == "ordering":
        told["answer"] = [text for text, *_ in answers]
        told["items"] = sorted(told["answer"])
    else:
        return BadEntry(f'its type "{kind}" cannot be asked here')
    return told


def said(element: Any, path: str) -> str:
    """The text of an element below another, in <text> or straight in it; "" for none."""
    found = element.find(path)
    return "" if found is None else (found.findtext("text") or found.text or "").strip()


def share(answer: Any) -> float:
    with suppress(ValueError):
        return float(answer.get("fraction", "0"))
    return 0.0

"""Words made to fit: endings, capitals, the beginning and the end of a sentence."""

import re

from quotewise.assistant.phrasing import plain

DANGLING = re.compile(r"\b(?:this|these|those|it|its|they|them|their|he|she|such|above|below|here|there)\b", re.I)
MARKUP = re.compile(r"[|*_`#<>{}\\\u2192\u21d2=\u2705\u274c\u26a0\u2b50\u2022\ufffd]|->|\ufe0f|[\U0001f000-\U0001faff]")


def capitalise(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if re.search(r"[\d._A-Z]|^\w-", first[:-1]) else text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    text = capitalise(text.strip().rstrip(" ,;:"))
    return text if text.endswith((".", "!", "?")) else f"{text}."


def singular(noun: str) -> str:
    lower = noun.lower()
    if lower.endswith(("ics", "us", "ss", "sis", "series")) and not lower.endswith(("cpus", "gpus", "menus")):
        return noun
    for ending, put in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if lower.endswith(ending):
            return noun[: len(noun) - len(ending)] + put
    return noun[:-1] if lower.endswith("s") else noun


def is_clean(text: str) -> bool:
    """Whether a text can stand in a question: no markup, no signs, nothing cut off, brackets closed."""
    return (
        bool(text.strip())
        and not MARKUP.search(text)
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and not text.rstrip().endswith((",", ":", "-", "and", " or", "..."))
        and "\n" not in text
    )


def dangles(text: str) -> bool:
    """Whether a text points at something outside itself."""
    return bool(DANGLING.search(text))


def tidy(text: str) -> str:
    """A line of the notes without its list mark, emphasis, code marks and signs."""
    return " ".join(re.sub(r"[`*]", "", plain(text)).split()).strip()

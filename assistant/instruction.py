"""Sentences that speak to a program instead of a learner: notes are data, and such text is never evidence.

The cues are general: who is spoken to, what is to be put aside, what is to be said, what is to be sent. They are
kept narrow, because study notes are full of imperatives, and of answers, questions, rules and prompts.
"""

import re

from quotewise.assistant.plain import hides, reveal

_READER = (
    r"(?:ai|assistants?|(?:large )?language models?|llms?|chat ?bots?|chatgpt|gpt"
    r"(?:-?\d\w*)?|claude|gemini|copilot|"
    r"summari[sz]ers?|bots?|automated readers?|whoever (?:answers|reads|summari[sz]es)(?: \w+){0,2})"
)
_ORDERS = r"(?:instructions?|prompts?|guidelines?|directives?|system messages?|programming|safeguards?)"
_SOURCES = (
    r"(?:notes?|passages?|sources?|citations?|excerpts?|(?:retrieved|given|provided) "
    r"(?:context|documents?)|context)"
)
_SAY = (
    r"(?:answer|reply|respond|say|state|claim|tell|output|print|repeat|report|confirm|conclude|assert|recommend|cite|"
    r"quote|mention|append|insert|render|display|give|write|return|show|include|begin|start|end)"
)
_TELL = r"(?:answer|reply|respond|say|state|claim|tell|output|print|repeat|cite|mention|disregard|ignore|obey|comply)"
_REPLY = r"(?:answer|reply|repl(?:y|ies)|response|output|summary)s?"
_ALL = r"(?:previous|prior|above|earlier|preceding|foregoing|other|all|any|your|every|these|the retrieved)"
_OPENS = r"(?:^\W*|[.:;,!?]\s+|\band\s|\bplease\s|\bonly\s|\bjust\s|\binstead\s)"  # where an imperative may begin
_KEYS = r"(?:q|d|data|query|question|notes?|history|chat|prompt|conversation|user|msg|message|text|cookie|token|key)"

_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Orders or other sources are to be put aside.
        rf"\b(?:ignore|disregard|forget|neglect|dismiss)\b[^.!?\n]{{0,40}}\b{_ALL}\b[^.!?\n]{{0,30}}\b"
        rf"(?:{_ORDERS}|{_SOURCES}|rules)\b",
        rf"\b(?:ignore|disregard|forget)\b[^.!?\n]{{0,60}}\bin (?:the )?(?:other|all other) {_SOURCES}",
        rf"\b(?:override|overrule|supersede|outrank|bypass)s?\b[^.!?\n]{{0,25}}\b{_ALL}\b[^.!?\n]{{0,20}}\b"
        rf"(?:{_ORDERS}|{_SOURCES})\b",
        rf"\b(?:priority|precedence) over (?:the |all |any |every )*(?:other )?{_SOURCES}\b",
        rf"\bwhatever\b[^.!?\n]{{0,30}}\b(?:other|the) (?:{_SOURCES}|documents?) (?:say|state|claim)",
        # A program is spoken to.
        rf"^\W*(?:dear|attention|hey|hello|note (?:to|for)|message (?:to|for)|instructions? (?:to|for))\b"
        rf"[^.!?\n:,]{{0,25}}\b{_READER}\b",
        rf"\bif you(?:'re| are)\b[^.!?\n]{{0,15}}\b{_READER}\b",
        rf"\b{_READER}\b[^.!?\n]{{0,60}}\b(?:must|should|shall|has to|have to|is to|please)\b"
        rf"[^.!?\n]{{0,20}}\b{_SAY}\b",
        rf"(?:^|[.:;,!]\s*)(?:\w+ ){{0,3}}{_READER}(?: reading this)?\s*[,:]\s*[^.!?\n]{{0,90}}\b"
        rf"(?:{_SAY}|ignore|do not|don't|never)\b",
        rf"\b{_READER}s? reading this\b",
        rf"\b(?:you are|act as|pretend to be|play the role of) (?:now |no longer |henceforth )?"
        rf"(?:an? |the |my )?"
        rf"[^.!?\n]{{0,30}}\b(?:{_READER}|unrestricted|jailbroken|pirate|without "
        rf"(?:rules|limits|restrictions))\b",
        r"\bfrom now on,? you\b|\bstop being (?:an?|the|my|so)\b",
        # Roles of a conversation and marks of a prompt's template.
        r"<\|[^|>\n]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?"
        r"(?:system|assistant|instructions?|system[_ -]prompt|developer)>",
        r"^\W*(?-i:SYSTEM|ASSISTANT|DEVELOPER|System|Assistant)\s*:\s*(?:you\b|the "
        r"(?:notes|answer|user)|ignore|always|never|do not|from now|reply|answer)",
        rf"\b(?:system|developer) (?:prompt|message|note|override|instructions?)\s*:\s*(?:you\b|{_ALL}"
        rf"\b|ignore|always|never|when|do not|{_TELL})",
        r"(?:^|\n)\W*(?:user|human)\s*:[^\n]*\n\W*(?:assistant|ai|model)\s*:",
        r"^\W*#{1,6} ?(?:system|instructions?|response)\s*:\s*$",
        r"\b(?:new|updated|additional|real|actual|hidden|secret) (?:system )?instructions?\b[^.!?\n]{0,20}"
        r"\b(?:from|by)\b|\bEND OF (?:NOTES|CONTEXT|DOCUMENTS?)\b",
        # What an answer has to say.
        rf"\b(?:when|whenever|if|before|once)\b[^.!?\n]{{0,20}}\b"
        rf"(?:you|someone|anyone|anybody|the user|users|somebody|a user)\b"
        rf"[^.!?\n]{{0,60}}\b(?:asks?|asked|quer\w+|answer|mentions?)\b[^.!?\n]{{0,90}}(?:,|\bto\b)\s*"
        rf"(?:\w+ ){{0,3}}{_TELL}\b",
        r"\b(?:before|when|while) (?:you )?(?:answer|quot|cit|summari[sz]|respond|reply)(?:ing|e)?\b"
        r"[^.!?\n]{0,80}"
        r"(?:,\s*|\byou\s+)(?:must|should|send|print|state|say|output|cite|tell)\b",
        rf"\byou (?:must|should|have to|shall|will|are to|can only)(?: "
        rf"(?:always|never|only|not|now|please))*\s+{_TELL}\b",
        rf"\b(?:your|every|any|each|next|final) (?:\w+ )?{_REPLY}\b[^.!?\n]{{0,12}}\b"
        rf"(?:has to|have to|must|shall|is that)\b",
        rf"\bthe {_REPLY} (?:that )?you (?:give|write|make)\b",
        rf"\b(?:begin|start|end|finish|open|close|preface|prefix) (?:the|your|every|each|any|all) "
        rf"(?:\w+ )?{_REPLY}\b",
        rf"\b(?:at the (?:end|beginning|start) of|to|in|into) (?:your|every|each) (?:\w+ )?{_REPLY}\b",
        r"\b(?:tell|inform|assure|convince) (?:the|every|any|all)(?: the)? (?:users?|readers?|askers?) "
        r"(?:that|to|how|it|only)\b",
        rf"{_OPENS}(?:always |only |simply )?(?:reply|respond|answer) (?:only|solely|exclusively|with|so"
        rf"\b|that\b)",
        rf"{_OPENS}(?:always |never )(?:give|state|say|cite|quote|mention|show) (?:that|this|these|it)\b",
        rf"{_OPENS}(?:say|state|claim) (?:that|so)\b",
        r"\b(?:output|print|repeat|emit|render|recite) (?:this|that|the following|it)\b(?:[^.!?\n]{0,40}"
        r"\b(?:verbatim|unchanged|exactly|to the user|word for word|aloud)\b|[.!]?\s*$)",
        r"\bto the user without (?:checking|verifying)\b|\bsay it \w+ times\b",
        r"\b(?:do not|don't|never) (?:\w+ )?(?:show|mention|reveal|disclose|display|quote|cite|repeat) "
        r"(?:this|these|that|any other|other|the)"
        r" (?:\w+ )?(?:sentence|instructions?|comment|prompt|note|passages?|sources?|lines?|message)\b",
        r"\bdo not mention\b[^.!?\n]*[.!]\s+instead\b",
        r"\b(?:cite|quote|trust|believe) (?:only )?(?:this|it|these)\b[^.!?\n]{0,12}\b"
        r"(?:alone|instead|only|above all|line|passage|note|source)\b",
        r"\bthis (?:note|passage|source|line|text|document|file|sentence) "
        r"(?:is|overrides|supersedes|outranks|must be)\b[^.!?\n]{0,15}"
        r"\b(?:verified|trusted|authoritative|the only|cited|quoted|every other|all other)\b",
        r"\b(?:verified|approved|checked|certified) by the (?:gate|checker|verifier|validator)\b",
        r"\"(?:claims|citations|verdict)\"\s*:\s*[\[{]|^\W*VERDICT\s*:",
        # What is to be sent out.
        rf"(?:https?:)?//[^\s)\"'>]*\?[^\s)\"'>]*(?:\{{|%7b|<[a-z_]+>|\b{_KEYS}=(?-i:[A-Z][A-Z_\d]{{2,}}))",
        rf"!\[[^\]]*\]\(\s*(?:https?:)?//[^)\s]*[?&]{_KEYS}=",
        rf"<(?:img|iframe|script|embed|form|link|object)\b[^>]*\b(?:src|href|action|data)\s*=\s*[\"']?"
        rf"(?:https?:)?//[^>\s]*[?&]{_KEYS}=",
        r"\]\(\s*(?:javascript|vbscript):",
        r"\b(?:send|post|upload|forward|transmit|e-?mail|leak|exfiltrate|submit)\b[^.!?\n]{0,60}"
        r"\b(?:conversation|chat|history|api keys?|passwords?|secrets?|credentials?|questions?|notes)"
        r"\b[^!?\n]{0,60}https?:",
    )
)
# Text that a reader of the rendered note does not see.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|^[ \t]*\[(?://|comment)\]:[^\n]*$"
    r"|<([a-z]{1,10})\b[^>\n]*(?:(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d]))[^>\n]*"
    r"|\shidden(?:=[^>\n]*)?)>.*?(?:</\1>|\Z)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)


def is_instruction(text: str) -> bool:
    """Whether a sentence or paragraph tells a program what to do or say, plainly or in disguise."""
    seen = reveal(text)
    parts = [seen, *filter(str.strip, seen.splitlines())] if "\n" in seen.strip() else [seen]
    return any(cue.search(part) for part in parts for cue in _CUES)


def is_hidden(text: str, start: int, end: int) -> bool:
    """Whether part of `text[start:end]` is markup that a reader of the rendered note does not see, or in disguise."""
    return hides(text[start:end]) or any(
        match.start() < end and start < match.end() for match in _HIDDEN.finditer(text)
    )


def is_unsafe(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is part of an instruction to a program, or hidden from a reader of the note.

    What stands in one paragraph with an instruction is taken for its payload.
    """
    first, last = _paragraph(text, start, end)
    return is_hidden(text, start, end) or is_instruction(text[first:last])


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between blank lines; in a list or table the lines themselves, for each is about something else."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", max(end - 1, start))
    last = len(text) if last < 0 else last
    if re.match(r"\s*(?:[-*+\u2022|>]|\d{1,3}[.)]\s)", text[first:last]):
        return first, last
    before = [match.end() for match in re.finditer(r"\n[ \t]*\n", text[:start])]
    behind = re.search(r"\n[ \t]*\n", text[end:])
    return (before[-1] if before else 0), (end + behind.start() if behind else len(text))

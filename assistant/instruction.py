"""Sentences that speak to a program instead of a learner: notes are data, and such text is never evidence."""

import re

from quotewise.assistant.plain import hides, reveal

# Who is spoken to, what they are told to put aside, and what they are told to say. One cue of a strong kind
# suffices; all are general: what makes a text an instruction to a reader that answers questions.
_READER = (
    r"(?:ai|a\.i\.|assistants?|(?:large )?language models?|llms?|chat ?bots?|chatgpt|gpt(?:-?\d\w*)?|claude|gemini|copilot|"
    r"summari[sz]ers?|bots?|the model reading|automated (?:readers?|systems?)|whoever (?:answers|reads|summari[sz]es))"
)
_RULES = (
    r"(?:instructions?|prompts?|guidelines?|rules?|directions?|directives?|orders?|commands?|context|"
    r"system messages?|constraints? you|programming|training you|safety|safeguards?)"
)
_SOURCES = r"(?:notes?|passages?|sources?|documents?|citations?|excerpts?|texts?|files?|search results|evidence)"
_SAY = (
    r"(?:answer|reply|respond|say|state|claim|tell|output|print|repeat|report|write|return|confirm|conclude|assert|"
    r"recommend|cite|quote|mention|include|append|insert|add|attach|render|display|show|begin|start|end|emit|produce)"
)

_STRONG = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # putting rules or other sources aside
        rf"\b(?:ignor\w*|disregard\w*|forget|overrid\w*|bypass\w*|dismiss|neglect|set aside|drop)\b[^.!?\n]{{0,40}}"
        rf"\b(?:previous|prior|above|earlier|preceding|foregoing|other|all|any|your|every|these|the retrieved)\b[^.!?\n]{{0,30}}"
        rf"\b(?:{_RULES}|{_SOURCES})\b",
        rf"\b(?:override|supersede|outrank|take precedence over|take priority over|has priority over|replace)s?\b[^.!?\n]{{0,25}}"
        rf"\b(?:all|every|any|other|the|your)\b[^.!?\n]{{0,20}}\b(?:{_SOURCES}|{_RULES})\b",
        # a program as the reader
        rf"^\W*(?:dear|attention|hey|hello|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|to|for)\b[^.!?\n:,]{{0,25}}\b{_READER}\b",
        rf"\bif you(?:'re| are)\b[^.!?\n]{{0,15}}\b{_READER}\b",
        rf"\b{_READER}\b[^.!?\n]{{0,25}}\b(?:must|should|shall|has to|have to|needs? to|is to|are to|will|please)\b"
        rf"[^.!?\n]{{0,20}}\b{_SAY}\b",
        rf"\b{_READER}\b(?: reading this| that read\w* this)?\s*[,:]\s*(?:please )?[^.!?\n]{{0,60}}\b(?:{_SAY}|ignore|do not|never)\b",
        r"\b(?:you are|act as|pretend to be|behave (?:as|like)|become|play the role of) (?:now |no longer |henceforth )?"
        r"(?:an? |the |my )?[^.!?\n]{0,30}\b(?:assistant|ai|chatbot|language model|unrestricted|jailbroken|dan|pirate|persona)\b",
        r"\bfrom now on,? (?:you|your|always|every|all)\b",
        r"\bstop being\b",
        # roles of a conversation, template marks
        r"<\|[^|>\n]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|user|instructions?|system[_ -]?prompt|developer)\b[^>\n]{0,40}>",
        r"^\W*(?:system|assistant|developer|ai|human|user)(?: (?:prompt|message|note|instructions?|override))?\s*:",
        r"^\W*#{1,6} ?(?:system|instructions?|response|human|assistant|user)\s*:",
        r"\b(?:new|updated|additional|real|actual|following|hidden|secret)\s+(?:system )?(?:instructions?|prompt|directives?)\b"
        r"[^.!?\n]{0,40}\b(?:from|by|for|:|are|is)\b",
        r"\bsystem note\b",
        # what an answer has to say
        rf"\b(?:when|whenever|if|before|once|after)\b[^.!?\n]{{0,20}}\b(?:you|someone|anyone|anybody|the user|users?|somebody|a user|a question)\b"
        rf"[^.!?\n]{{0,60}}\b(?:ask\w*|quer\w*|answer\w*|question\w*|mention\w*)\b[^.!?\n]{{0,80}}\b{_SAY}\b",
        rf"\b(?:when|while|before)\b (?:quoting|answering|summari[sz]ing|responding|replying|citing)\b[^.!?\n]{{0,90}}\b(?:{_SAY}|send|must|should)\b",
        rf"\byou (?:must|should|have to|shall|will|need to|are to|can only)(?: (?:always|never|only|not|now|please))*\s+"
        rf"(?:{_SAY.replace('add|', '').replace('write|', '').replace('start|', '').replace('show|', '').replace('include|', '')}|disregard|ignore|obey|comply)\b",
        r"\b(?:the|your|its|every|any|each|next|final) (?:\w+ )?(?:answer|reply|response|output|summary)s?\b(?: (?:you|that you) (?:give|write|make))?"
        r"[^.!?\n]{0,12}\b(?:has to|have to|must|should|shall|is that|begins? with|needs? to)\b",
        r"\b(?:begin|start|end|finish|open|close|preface|prefix) (?:the|your|every|each|any|all) (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|outputs?)\b",
        rf"\b{_SAY}\b(?:\s+\w+){{0,4}}\s+(?:to )?(?:the|every|each|any|all) (?:end )?(?:users?|readers?|askers?)\b",
        r"\b(?:tell|inform|assure|convince) (?:the |every |any |all )?(?:users?|readers?|askers?|them)\b",
        r"\b(?:only|just|simply|merely)?\s*(?:reply|respond|answer) (?:only|solely|exclusively|just|with|so\b|that\b|in the affirmative|as follows)",
        r"\b(?:output|print|repeat|say|emit|render|return) (?:this|that|the following|it|these)\b[^.!?\n]{0,40}"
        r"(?:\b(?:verbatim|unchanged|exactly|to the user|word for word|times|aloud|instead)\b|[.!]?$)",
        rf"\b(?:do not|don't|never|must not) (?:\w+ )?(?:show|mention|reveal|disclose|display|quote|cite|repeat|tell|mention)\b[^.!?\n]{{0,40}}"
        rf"\b(?:this|that|these|the price|any other|other|anyone|the user|sentence|instruction\w*|comment|prompt|{_SOURCES})\b",
        rf"\b(?:cite|quote|trust|use|believe) (?:only )?(?:this|it|these)\b[^.!?\n]{{0,30}}\b(?:alone|instead|only|first|{_SOURCES}|above all|line|rather)\b",
        r"\bthis (?:note|passage|source|line|text|document|file|rule|sentence) (?:is|has|must|should|overrides|supersedes)\b[^.!?\n]{0,25}"
        r"\b(?:verified|trusted|authoritative|the only|official truth|priority|be cited|be quoted|every other|all other)\b",
        r"\b(?:verified|approved|checked|passed|certified) by the (?:gate|checker|verifier|system|validator)\b",
        r"\bwithout (?:checking|verifying|verification)\b",
        # sending things out
        r"!\[[^\]]*\]\(\s*(?:https?:)?//[^)\s]*[?=]",
        r"(?:https?:)?//[^\s)\"'>]*(?:\{\{?|%7b|\$\{|<[a-z_]+>|=[A-Z][A-Z_]{3,})",
        r"<(?:img|iframe|script|object|embed|form|link|meta)\b[^>]*(?:src|href|action|data|content)\s*=",
        r"\]\(\s*(?:javascript|data|vbscript):",
        r"\b(?:send|post|upload|forward|transmit|e-?mail|leak|exfiltrate|submit)\b[^.!?\n]{0,60}"
        r"\b(?:conversation|chat|history|api keys?|password|secrets?|credentials?|the (?:user'?s? )?questions?|notes|cookie)\b"
        r"[^.!?\n]{0,60}(?:https?:|\bto\b)",
    )
)
# Text that a reader of the rendered note does not see.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|^\s*\[//\]:\s*#\s*\(.*?\)\s*$|^\s*\[comment\]:.*?$"
    r"|<(\w+)\b[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?!\.)|\bhidden\b)[^>]*>.*?(?:</\1>|\Z)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)


def is_instruction(text: str) -> bool:
    """Whether a sentence or short stretch of text tells a program what to do or say, plainly or in disguise."""
    seen = " ".join(reveal(text).split("\n")) if "\n" not in text.strip() else reveal(text)
    lines = [line for line in seen.splitlines() if line.strip()]
    return any(cue.search(part) for part in (seen, *lines) for cue in _STRONG)


def is_unsafe(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is part of an instruction to a program, or hidden from a reader of the note.

    What stands in one paragraph with an instruction is taken for its payload.
    """
    first, last = _paragraph(text, start, end)
    around = text[first:last]
    if hides(text[start:end]) or is_instruction(around):
        return True
    return any(match.start() < end and start < match.end() for match in _HIDDEN.finditer(text))


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between blank lines; in a list or table only the lines themselves, for they are about many things."""
    line_first = text.rfind("\n", 0, start) + 1
    line_last = text.find("\n", max(end - 1, start))
    line_last = len(text) if line_last < 0 else line_last
    if re.match(r"\s*(?:[-*+\u2022|>]|\d{1,3}[.)]\s)", text[line_first:line_last]):
        return line_first, line_last
    before = [match.end() for match in re.finditer(r"\n[ \t]*\n", text[:start])]
    behind = re.search(r"\n[ \t]*\n", text[end:])
    return (before[-1] if before else 0), (end + behind.start() if behind else len(text))
